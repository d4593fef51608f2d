//! Two checked copies of the file, made after a night's work, for the day the file is damaged.

use crate::{
    Database, OpenError,
    open::{Condition, is_whole},
    replacement::remove_database,
};
use rusqlite::{Connection, backup::Backup};
use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Duration,
};
use thiserror::Error;

/// Why a copy for a rainy day could not be made.
#[derive(Debug, Error)]
pub enum BackupError {
    /// `SQLite` refused.
    #[error("the backup could not be copied")]
    Sqlite(#[from] rusqlite::Error),
    /// The file system refused, or the copy is not whole.
    #[error("the backup at {path} could not be made")]
    File {
        /// Where.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl Database {
    /// Where the checked copies are: the newest, and the one before it.
    pub fn generations(&self, directory: &Path) -> [PathBuf; 2] {
        [1, 2].map(|number| directory.join(format!("{}.backup-{number}.sqlite", self.name)))
    }

    /// Copies the file while it is open, checks the copy, and only then lets it take the place of the
    /// newest generation; that one becomes the older.
    pub fn back_up(&self, connection: &Connection, directory: &Path) -> Result<(), BackupError> {
        let [newest, older] = self.generations(directory);
        let fresh = directory.join(format!("{}.backup-new.sqlite", self.name));
        let file = |path: &Path| {
            let path = path.to_owned();
            move |source| BackupError::File { path, source }
        };
        remove_database(&fresh).map_err(file(&fresh))?;
        {
            let mut copy = Connection::open(&fresh)?;
            Backup::new(connection, &mut copy)?.run_to_completion(256, Duration::ZERO, None)?;
            if !is_whole(&copy)? {
                return Err(file(&fresh)(io::Error::other("the copy is not whole")));
            }
        }
        File::open(&fresh).and_then(|copy| copy.sync_all()).map_err(file(&fresh))?;
        if newest.exists() {
            fs::rename(&newest, &older).map_err(file(&older))?;
        }
        fs::rename(&fresh, &newest).map_err(file(&newest))?;
        File::open(directory).and_then(|directory| directory.sync_all()).map_err(file(directory))
    }
}

/// Whether there is any generation, whole or not.
pub(crate) fn exists(database: &Database, directory: &Path) -> bool {
    database.generations(directory).iter().any(|it| it.exists())
}

/// Copies the newest generation that is whole to `to`, where nothing is yet; `false` where there is none.
/// The copy is what is looked at: `SQLite` leaves files beside what it opens, and a disk may write wrong.
pub(crate) fn copy_newest_whole(database: &Database, directory: &Path, to: &Path) -> Result<bool, OpenError> {
    let file = |doing| move |source| OpenError::File { path: to.to_owned(), doing, source };
    for generation in database.generations(directory) {
        // A generation that cannot be read is passed over, a copy that cannot be written is not: the
        // file would begin anew beside a good backup because the disk is full.
        if is_readable(&generation) {
            fs::copy(&generation, to).map_err(file("copying the backup"))?;
            if matches!(database.examine(to)?, Condition::Whole) {
                return Ok(true);
            }
            remove_database(to).map_err(file("removing the copy of a damaged backup"))?;
        }
    }
    Ok(false)
}

fn is_readable(path: &Path) -> bool {
    File::open(path).and_then(|mut file| io::copy(&mut file, &mut io::sink())).is_ok()
}
