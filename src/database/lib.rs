//! How a file of `SQLite` is opened, backed up and replaced so that the power may go at any moment: one
//! piece of code for every store at the door. What a store promises its users (tables, pragmas, what a
//! new history means) it says in a [`Database`]; this crate knows no table.
//!
//! At every opening the whole file is checked. A damaged one is moved away together with its journal and
//! the newest of two checked copies takes its place. A pragma that does not read back as it was set is an
//! error: then something promised does not hold.

mod backup;
mod open;
mod replacement;
#[cfg(test)]
mod tests;

pub use backup::BackupError;
pub use open::{OpenError, Opened, Pragma};
pub use replacement::{clear_quarantines, quarantine, quarantines};

use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// One kind of file.
pub struct Database {
    /// How its files are called: `visits` for `visits.sqlite` and `visits.backup-1.sqlite`. Two kinds that
    /// share a directory would take each other's quarantines for a past of their own.
    pub name: &'static str,
    /// Every pragma in the order they are set: the page size before the journal, exclusive locking before
    /// WAL (then no shared memory is needed).
    pub pragmas: &'static [Pragma],
    /// What brings its tables up to date.
    pub migrations: fn() -> refinery::Runner,
    /// Runs at every opening, with the tables there.
    pub at_opening: fn(&Connection) -> rusqlite::Result<()>,
    /// Runs once in a file that takes the place of another, before it does.
    pub at_replacing: fn(&Connection) -> rusqlite::Result<()>,
}

impl Database {
    /// The file in its directory.
    pub fn path(&self, directory: &Path) -> PathBuf {
        directory.join(format!("{}.sqlite", self.name))
    }
}
