//! Opening the visits: which pragmas, which tables, and what begins with a new history. How a file is
//! opened, checked, backed up and replaced is `welkom-database`'s.

use super::{Store, StoreError};
use rusqlite::Connection;
use std::path::Path;
use welkom_database::{BackupError, Database, OpenError, Opened, Pragma};

mod embedded {
    refinery::embed_migrations!("store/migrations");
}

/// Every pragma of the connection with the value that must be read back, in the order they are set:
/// the page size before the journal, exclusive locking before WAL (then no shared memory is needed).
pub const PRAGMAS: [Pragma; 12] = [
    ("page_size", "4096", "4096"),
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", "2"),
    ("wal_autocheckpoint", "200", "200"),
    ("journal_size_limit", "1048576", "1048576"),
    ("foreign_keys", "ON", "1"),
    ("trusted_schema", "OFF", "0"),
    ("cell_size_check", "ON", "1"),
    ("secure_delete", "ON", "1"),
    ("temp_store", "MEMORY", "2"),
    ("mmap_size", "0", "0"),
];

/// The file of the visits.
pub(super) const VISITS: Database = Database {
    name: "visits",
    pragmas: &PRAGMAS,
    migrations: embedded::migrations::runner,
    at_opening: super::meta::ensure_epoch,
    at_replacing: super::meta::begin_new_history,
};

impl Store {
    /// Opens the visits in `directory`, checks the whole file, and brings its tables up to date. A
    /// damaged file is moved away together with its journal, never deleted: what it held and was not
    /// sent exists nowhere else. `now_ms` names the quarantine.
    pub fn open(directory: &Path, now_ms: i64) -> Result<(Self, Opened), OpenError> {
        let (connection, directory, opened) = VISITS.open(directory, now_ms)?;
        Ok((Self { connection, directory }, opened))
    }

    /// Makes a checked copy; the newest two are kept.
    pub fn back_up(&self) -> Result<(), StoreError> {
        VISITS.back_up(&self.connection, &self.directory).map_err(|error| match error {
            BackupError::Sqlite(error) => error.into(),
            BackupError::File { path, source } => StoreError::Backup { path, source },
        })
    }
}

/// A connection with [`PRAGMAS`] set and read back. Public for the benches, whose bare insert must
/// pay for the same promises.
pub fn open_connection(path: &Path) -> Result<Connection, OpenError> {
    VISITS.connect(path)
}
