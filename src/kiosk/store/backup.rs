//! Two checked copies of the file, made after a night's work, for the day the file is damaged.

use super::{
    OpenError, Store, StoreError,
    open::{is_empty, is_whole},
};
use rusqlite::{Connection, OpenFlags, backup::Backup};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    time::Duration,
};

/// Newest first.
const GENERATIONS: [&str; 2] = ["visits.backup-1.sqlite", "visits.backup-2.sqlite"];

impl Store {
    /// Copies the file while it is open, checks the copy, and only then lets it take the place of the
    /// newest generation; that one becomes the older.
    pub fn back_up(&self) -> Result<(), StoreError> {
        let [newest, older] = GENERATIONS.map(|name| self.directory.join(name));
        let fresh = self.directory.join("visits.backup-new.sqlite");
        let file = |path: &Path| {
            let path = path.to_owned();
            move |source| StoreError::Backup { path, source }
        };
        if fresh.exists() {
            fs::remove_file(&fresh).map_err(file(&fresh))?;
        }
        {
            let mut copy = Connection::open(&fresh)?;
            Backup::new(&self.connection, &mut copy)?.run_to_completion(256, Duration::ZERO, None)?;
            if !is_whole(&copy)? {
                return Err(file(&fresh)(std::io::Error::other("the copy is not whole")));
            }
        }
        File::open(&fresh).and_then(|copy| copy.sync_all()).map_err(file(&fresh))?;
        if newest.exists() {
            fs::rename(&newest, &older).map_err(file(&older))?;
        }
        fs::rename(&fresh, &newest).map_err(file(&newest))?;
        File::open(&self.directory).and_then(|directory| directory.sync_all()).map_err(file(&self.directory))
    }
}

/// Whether there is any generation, whole or not.
pub(super) fn exists(directory: &Path) -> bool {
    GENERATIONS.iter().any(|name| directory.join(name).exists())
}

/// Puts the newest whole generation where the damaged file was; `false` where there is none.
pub(super) fn restore_newest(directory: &Path, path: &Path) -> Result<bool, OpenError> {
    for generation in GENERATIONS.map(|name| directory.join(name)) {
        if generation.exists() && copy_is_whole(&generation) {
            copy(&generation, path)?;
            return Ok(true);
        }
    }
    Ok(false)
}

fn copy_is_whole(path: &PathBuf) -> bool {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .and_then(|connection| Ok(is_whole(&connection)? && !is_empty(&connection)?))
        .unwrap_or(false)
}

fn copy(from: &Path, to: &Path) -> Result<(), OpenError> {
    let done = fs::copy(from, to).and_then(|_| File::open(to)?.sync_all());
    done.map_err(|source| OpenError::File { path: to.to_owned(), doing: "restoring the backup", source })
}
