//! What takes the place of a damaged file, so that the power may go at any moment.
//!
//! The damaged file is moved away together with its journal, never deleted. Its successor is finished
//! under another name, told of its new history ([`Database::at_replacing`]), and only then renamed into
//! place: no start ever finds a successor that does not know it is one. A start that finds no file, but a
//! trace of a past, does the work again.

use crate::{Database, OpenError, backup};
use std::{
    ffi::OsStr,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// How the name of every quarantine begins.
const QUARANTINE: &str = "damaged-";

/// What `SQLite` may leave beside a database.
const JOURNALS: [&str; 3] = ["-wal", "-shm", "-journal"];

impl Database {
    /// A successor that is not finished yet.
    fn unfinished(&self, directory: &Path) -> PathBuf {
        directory.join(format!("{}.unfinished.sqlite", self.name))
    }

    /// Whether there was ever anything here: a backup, a quarantine, or a journal that is not empty.
    pub(crate) fn has_past(&self, directory: &Path) -> bool {
        let path = self.path(directory);
        let is_filled = |journal: PathBuf| fs::metadata(journal).is_ok_and(|journal| journal.len() > 0);
        let has_journal = || ["-wal", "-journal"].into_iter().any(|it| is_filled(beside(&path, it)));
        backup::exists(self, directory) || has_journal() || !quarantines(directory).is_empty()
    }

    /// Removes the successor that a power cut left unfinished.
    pub(crate) fn discard_unfinished(&self, directory: &Path) -> Result<(), OpenError> {
        let unfinished = self.unfinished(directory);
        remove_database(&unfinished).map_err(failed(&unfinished, "removing what was left unfinished"))
    }

    /// Puts the newest whole backup where there is no file any more, or an empty one; `true` for a backup.
    /// Nothing is left to do to it afterwards. Public for tests of what a power cut leaves behind.
    pub fn replace(&self, directory: &Path) -> Result<bool, OpenError> {
        let (unfinished, path) = (self.unfinished(directory), self.path(directory));
        let is_restored = backup::copy_newest_whole(self, directory, &unfinished)?;
        let refused = |doing| {
            let path = unfinished.clone();
            move |source| OpenError::Sqlite { path, doing, source }
        };
        let connection = self.prepared(&unfinished)?;
        (self.at_replacing)(&connection).map_err(refused("begin its new history"))?;
        // Closing writes the journal into the database and removes it; only the database is renamed.
        connection.close().map_err(|(_, source)| refused("close it")(source))?;
        if beside(&unfinished, "-wal").exists() {
            let left = io::Error::other("its journal is still there");
            return Err(failed(&unfinished, "finishing it")(left));
        }
        // A rollback journal that persists says nothing any more after a clean close.
        remove(&beside(&unfinished, "-journal")).map_err(failed(&unfinished, "finishing it"))?;
        sync(&unfinished)?;
        fs::rename(&unfinished, &path).map_err(failed(&path, "putting the successor in place"))?;
        sync(directory)?;
        Ok(is_restored)
    }
}

/// Every quarantine in a directory.
pub fn quarantines(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let is_quarantine = |name: &OsStr| name.to_string_lossy().starts_with(QUARANTINE);
    entries.flatten().filter(|it| is_quarantine(&it.file_name())).map(|it| it.path()).collect()
}

/// Deletes every quarantine in a directory that was made before a moment (Unix milliseconds); how many. One
/// from the future was named by a wrong clock, and waits until its time has come.
pub fn clear_quarantines(directory: &Path, before_ms: i64) -> Result<usize, OpenError> {
    let made_ms = |path: &Path| -> Option<i64> {
        let name = path.file_name()?.to_str()?.strip_prefix(QUARANTINE)?;
        name.split('-').next()?.parse().ok()
    };
    let mut cleared = 0;
    for path in quarantines(directory) {
        if made_ms(&path).is_some_and(|made_ms| made_ms < before_ms) {
            fs::remove_dir_all(&path).map_err(failed(&path, "clearing it"))?;
            cleared += 1;
        }
    }
    Ok(cleared)
}

/// Moves the file away with its journal, and says where to; `None` where neither is there. Public for
/// tests of what a power cut leaves behind.
pub fn quarantine(path: &Path, now_ms: i64) -> Result<Option<PathBuf>, OpenError> {
    // The database first: a journal alone is still known for a remnant, a database without it is not.
    let remnants: Vec<PathBuf> = std::iter::once(path.to_owned())
        .chain(JOURNALS.map(|suffix| beside(path, suffix)))
        .filter(|file| file.exists())
        .collect();
    if remnants.is_empty() {
        return Ok(None);
    }
    let mut number = 0;
    let directory = loop {
        let name = if number == 0 {
            format!("{QUARANTINE}{now_ms}")
        } else {
            format!("{QUARANTINE}{now_ms}-{number}")
        };
        let directory = path.with_file_name(name);
        match fs::create_dir(&directory) {
            Ok(()) => break directory,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(failed(&directory, "making the quarantine")(error)),
        }
    };
    for from in remnants {
        let to = directory.join(from.file_name().unwrap_or_default());
        fs::rename(&from, to).map_err(failed(&from, "moving it to the quarantine"))?;
    }
    for changed in [Some(directory.as_path()), path.parent()].into_iter().flatten() {
        sync(changed)?;
    }
    Ok(Some(directory))
}

/// Removes a database that nobody needs, with all that `SQLite` may have left beside it.
pub(crate) fn remove_database(path: &Path) -> io::Result<()> {
    for file in std::iter::once(path.to_owned()).chain(JOURNALS.map(|suffix| beside(path, suffix))) {
        remove(&file)?;
    }
    Ok(())
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn sync(path: &Path) -> Result<(), OpenError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(failed(path, "writing it to the disk"))
}

fn failed(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> OpenError {
    let path = path.to_owned();
    move |source| OpenError::File { path, doing, source }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
