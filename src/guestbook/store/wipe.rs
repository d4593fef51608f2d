//! Removing the traces of a write: the journal's content and the files' times.

use super::{Store, open::GUESTBOOK};
use crate::error::BookError;
use chrono::{NaiveDate, NaiveTime};
use rustix::fs::{AtFlags, CWD, Timespec, Timestamps, utimensat};
use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A journal grown longer by a night's work is cut to this, after it was overwritten: every arrival
/// overwrites the whole of it.
const LONGEST_JOURNAL_BYTES: u64 = 64 * 1024;

impl Store {
    /// What was written stays written whatever happens here, and the next write tries again: a failure is
    /// only told.
    pub(super) fn remove_traces(&mut self, day: NaiveDate) {
        let mut removed = Ok(());
        if self.protections.wipes {
            removed = removed.and(self.wipe_journal());
        }
        if self.protections.rounds_times {
            removed = removed.and(self.round_times(day));
        }
        if let Err(error) = removed {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "a trace of the last write is still there"
            );
        }
    }

    fn journal(&self) -> PathBuf {
        self.directory.join(format!("{}.sqlite-journal", GUESTBOOK.name))
    }

    /// In place: the same blocks of the disk. `SQLite` begins at the front again, and takes a journal of
    /// zeros for none.
    fn wipe_journal(&self) -> Result<(), BookError> {
        let journal = self.journal();
        let wipe = || -> io::Result<()> {
            let mut file = match OpenOptions::new().write(true).open(&journal) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
                file => file?,
            };
            let length = file.metadata()?.len();
            io::copy(&mut io::Read::take(io::repeat(0), length), &mut file)?;
            file.flush()?;
            file.sync_data()?;
            if length > LONGEST_JOURNAL_BYTES {
                file.set_len(LONGEST_JOURNAL_BYTES)?;
                file.sync_all()?;
            }
            Ok(())
        };
        wipe().map_err(|source| BookError::File { path: journal.clone(), doing: "overwriting it", source })
    }

    fn round_times(&self, day: NaiveDate) -> Result<(), BookError> {
        for file in self.files()? {
            set_times(&file, day).map_err(|source| BookError::File {
                path: file.clone(),
                doing: "setting its times",
                source,
            })?;
        }
        Ok(())
    }

    /// The directory and every file in it.
    fn files(&self) -> Result<Vec<PathBuf>, BookError> {
        let failed = |source| BookError::File { path: self.directory.clone(), doing: "listing it", source };
        let mut files = vec![self.directory.clone()];
        for entry in fs::read_dir(&self.directory).map_err(failed)? {
            files.push(entry.map_err(failed)?.path());
        }
        Ok(files)
    }
}

fn set_times(file: &Path, day: NaiveDate) -> io::Result<()> {
    let start = Timespec { tv_sec: day.and_time(NaiveTime::MIN).and_utc().timestamp(), tv_nsec: 0 };
    let times = Timestamps { last_access: start, last_modification: start };
    Ok(utimensat(CWD, file, &times, AtFlags::SYMLINK_NOFOLLOW)?)
}
