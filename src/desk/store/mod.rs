//! The desk's own file: host accounts, their sessions, tries that are counted, browsers that are known. No
//! guest is in it, and of every secret only a hash. The five words that open the book are not here at all.
//!
//! A method is one transaction, on disk when it returns: a try that was counted stays counted whatever happens
//! to the process. They block; [`crate::app::App::with_store`] runs them off the threads that serve requests.

mod hosts;
mod tries;

pub use hosts::{NewSession, Seen};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};
use thiserror::Error;
use welkom_database::{Database, OpenError, Pragma};

/// Why the store could not. Carries no value that was stored.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is a host of that name already.
    #[error("expected a name that is free, found it taken")]
    NameTaken,
    /// The file does not open.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// `SQLite` refused.
    #[error("the desk's database could not be read or written")]
    Sqlite(#[from] rusqlite::Error),
    /// The program ends.
    #[error("the desk is stopping")]
    Stopping,
}

mod embedded {
    refinery::embed_migrations!("store/migrations");
}

/// As at the door: what is acknowledged survives a power cut.
const PRAGMAS: [Pragma; 10] = [
    ("page_size", "4096", "4096"),
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", "2"),
    ("foreign_keys", "ON", "1"),
    ("trusted_schema", "OFF", "0"),
    ("cell_size_check", "ON", "1"),
    ("secure_delete", "ON", "1"),
    ("temp_store", "MEMORY", "2"),
    ("mmap_size", "0", "0"),
];

const DESK: Database = Database {
    name: "desk",
    pragmas: &PRAGMAS,
    migrations: embedded::migrations::runner,
    at_opening: |_| Ok(()),
    at_replacing: |_| Ok(()),
};

/// The open file.
pub struct Store(Mutex<Connection>);

impl Store {
    /// Opens the file in `directory`, which must be its own; `now_ms` names a quarantine.
    pub fn open(directory: &Path, now_ms: i64) -> Result<Self, StoreError> {
        let (connection, _, _) = DESK.open(directory, now_ms)?;
        Ok(Self(Mutex::new(connection)))
    }

    /// Runs `work` in one transaction. A panic elsewhere leaves none open (it rolls back when dropped), so a
    /// poisoned lock is as good as any.
    fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let outcome = work(&transaction)?;
        transaction.commit()?;
        Ok(outcome)
    }

    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, rusqlite::Error>) -> Result<T, StoreError> {
        Ok(work(&self.0.lock().unwrap_or_else(PoisonError::into_inner))?)
    }
}
