//! Reading the calendar files: at the start, and again whenever one of them has changed. A file that
//! cannot be read whole leaves the last good programme in force.

use crate::{
    clock::Clock,
    engine::{Command, ReadProgramme},
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
    thread,
    time::{Duration, SystemTime},
};
use welkom_domain::programme::{Programme, is_complete};

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_mins(1);

/// Reads every file. What is wrong with them is logged by file and line, without their text. `partly`
/// is what could be read all the same, for a kiosk that has nothing better.
pub fn read(files: &[PathBuf], zone: Tz, read_at: DateTime<Utc>) -> (ReadProgramme, Programme) {
    let mut programme = Programme::default();
    let mut texts = Vec::new();
    let mut is_good = true;
    for path in files {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                tracing::warn!(file = %path.display(), %error, "a calendar file could not be opened");
                is_good = false;
                continue;
            }
        };
        is_good &= add(&mut programme, &bytes, zone, path);
        texts.push((path.display().to_string(), String::from_utf8_lossy(&bytes).into_owned()));
    }
    let read = ReadProgramme { programme: is_good.then(|| programme.clone()), files: texts, read_at };
    (read, programme)
}

/// Adds one file; `false` when something of it had to be left out.
pub fn add(programme: &mut Programme, bytes: &[u8], zone: Tz, path: &Path) -> bool {
    match Programme::read(bytes, zone) {
        Ok((read, mut problems)) => {
            problems.extend(programme.merge(read));
            for problem in &problems {
                tracing::warn!(
                    file = %path.display(),
                    line = problem.line,
                    problem = problem.message,
                    left_out = problem.left_out,
                    "a calendar file is not as expected"
                );
            }
            is_complete(&problems)
        }
        Err(error) => {
            tracing::warn!(file = %path.display(), %error, "a calendar file could not be read");
            false
        }
    }
}

/// The thread that looks at the files.
pub struct Loader {
    stop: mpsc::Sender<()>,
    thread: thread::JoinHandle<()>,
}

impl Loader {
    /// Starts it. The files as they are now count as read.
    pub fn spawn(
        files: Vec<PathBuf>,
        zone: Tz,
        engine: mpsc::Sender<Command>,
        clock: Arc<dyn Clock>,
    ) -> std::io::Result<Self> {
        Self::spawn_looking_every(LOOK_EVERY, files, zone, engine, clock)
    }

    fn spawn_looking_every(
        pause: Duration,
        files: Vec<PathBuf>,
        zone: Tz,
        engine: mpsc::Sender<Command>,
        clock: Arc<dyn Clock>,
    ) -> std::io::Result<Self> {
        let (stop, stopped) = mpsc::channel::<()>();
        let mut seen = marks(&files);
        let thread = thread::Builder::new().name("loader".to_owned()).spawn(move || {
            while matches!(stopped.recv_timeout(pause), Err(mpsc::RecvTimeoutError::Timeout)) {
                let now = marks(&files);
                if now == seen {
                    continue;
                }
                seen = now;
                let (read, _) = read(&files, zone, clock.now());
                if engine.send(Command::Programme(Box::new(read))).is_err() {
                    return;
                }
            }
        })?;
        Ok(Self { stop, thread })
    }

    /// Ends it.
    pub fn stop(self) {
        drop(self.stop);
        drop(self.thread.join());
    }
}

/// What tells that a file has changed: when, and how long it is now.
fn marks(files: &[PathBuf]) -> Vec<Option<(SystemTime, u64)>> {
    let mark = |path: &PathBuf| {
        let about = fs::metadata(path).ok()?;
        Some((about.modified().ok()?, about.len()))
    };
    files.iter().map(mark).collect()
}

#[cfg(test)]
mod tests;
