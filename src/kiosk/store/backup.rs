//! Two checked copies of the file, made after a night's work, for the day the file is damaged.

use super::{
    OpenError, Store, StoreError,
    open::{Condition, examine, is_whole},
    replacement::remove_database,
};
use rusqlite::{Connection, backup::Backup};
use std::{
    fs::{self, File},
    io,
    path::Path,
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
        remove_database(&fresh).map_err(file(&fresh))?;
        {
            let mut copy = Connection::open(&fresh)?;
            Backup::new(&self.connection, &mut copy)?.run_to_completion(256, Duration::ZERO, None)?;
            if !is_whole(&copy)? {
                return Err(file(&fresh)(io::Error::other("the copy is not whole")));
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

/// Copies the newest generation that is whole to `to`, where nothing is yet; `false` where there is none.
/// The copy is what is looked at: `SQLite` leaves files beside what it opens, and a disk may write wrong.
pub(super) fn copy_newest_whole(directory: &Path, to: &Path) -> Result<bool, OpenError> {
    let file = |doing| move |source| OpenError::File { path: to.to_owned(), doing, source };
    for generation in GENERATIONS.map(|name| directory.join(name)) {
        // A generation that cannot be read is passed over, a copy that cannot be written is not: the
        // visits would begin anew beside a good backup because the disk is full.
        if is_readable(&generation) {
            fs::copy(&generation, to).map_err(file("copying the backup"))?;
            if matches!(examine(to)?, Condition::Whole) {
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
