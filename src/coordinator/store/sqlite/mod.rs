//! The embedded database: one `SQLite` file beside the program, for an organisation that runs the
//! coordinator on one machine.
//!
//! Opening, top to bottom: settings, migrations, then one connection behind a lock. Requests are few
//! and short, so a second connection would buy nothing. WAL with FULL: what was acknowledged to a
//! kiosk survives a power cut. The SQL keeps to what `PostgreSQL` says in the same words.

mod figures;
mod kiosks;
mod people;

use super::{StoreError, StoreResult};
use crate::clock::UnixMs;
use rusqlite::{Connection, Row, Transaction, TransactionBehavior};
use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use uuid::Uuid;

mod migrations {
    refinery::embed_migrations!("store/migrations/sqlite");
}

/// The organisation of a database that serves only one.
pub const OWN_ORGANISATION: &str = "own";

/// A store in an `SQLite` file.
pub struct SqliteStore {
    connection: Mutex<Connection>,
    organisation: String,
}

impl SqliteStore {
    /// Opens a database, makes it where there is none, and brings its tables up to date.
    pub fn open(file: &Path, organisation: &str) -> StoreResult<Self> {
        let connection = Connection::open(file).map_err(StoreError::failed("be opened"))?;
        Self::prepare(connection, organisation)
    }

    fn prepare(mut connection: Connection, organisation: &str) -> StoreResult<Self> {
        // Another process (a command that adds an account) may hold the lock for a moment.
        connection.busy_timeout(Duration::from_secs(5)).map_err(StoreError::failed("be set up"))?;
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL;
                 PRAGMA synchronous = FULL;
                 PRAGMA foreign_keys = ON;
                 PRAGMA trusted_schema = OFF;
                 PRAGMA secure_delete = ON;",
            )
            .map_err(StoreError::failed("be set up"))?;
        migrations::migrations::runner()
            .run(&mut connection)
            .map_err(StoreError::failed("bring its tables up to date"))?;
        Ok(Self { connection: Mutex::new(connection), organisation: organisation.to_owned() })
    }

    /// The connection. A panic elsewhere leaves no transaction open (it rolls back when dropped), so
    /// a poisoned lock is as good as any.
    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` in one transaction that takes the write lock at once.
    fn write<T>(
        &self,
        action: &'static str,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> StoreResult<T> {
        let mut connection = self.lock();
        let run = || {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let outcome = work(&transaction)?;
            transaction.commit()?;
            Ok(outcome)
        };
        run().map_err(StoreError::failed::<rusqlite::Error>(action))
    }

    /// Runs `work` on the connection; for reading.
    fn read<T>(
        &self,
        action: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> StoreResult<T> {
        work(&self.lock()).map_err(StoreError::failed(action))
    }
}

fn moment(row: &Row<'_>, column: &str) -> rusqlite::Result<UnixMs> {
    row.get(column).map(UnixMs)
}

/// A column whose text is parsed; nothing where it is NULL.
fn maybe_parsed<T: std::str::FromStr>(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<T>>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let text: Option<String> = row.get(column)?;
    let parsed = text.map(|text| text.parse()).transpose();
    parsed.map_err(|error| {
        let index = row.as_ref().column_index(column).unwrap_or_default();
        rusqlite::Error::FromSqlConversionFailure(index, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// A column that is never NULL, whose text is parsed.
fn parsed<T: std::str::FromStr>(row: &Row<'_>, column: &str) -> rusqlite::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    maybe_parsed(row, column)?.ok_or_else(|| {
        let index = row.as_ref().column_index(column).unwrap_or_default();
        rusqlite::Error::InvalidColumnType(index, column.to_owned(), rusqlite::types::Type::Null)
    })
}

fn uuid(row: &Row<'_>, column: &str) -> rusqlite::Result<Uuid> {
    parsed(row, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_durable_and_opens_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("coordinator.db");
        for _ in 0..2 {
            let store = SqliteStore::open(&file, OWN_ORGANISATION).expect("a store");
            let connection = store.lock();
            let pragma = |name: &str| {
                connection
                    .query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, rusqlite::types::Value>(0))
                    .expect("a pragma")
            };
            assert_eq!(pragma("journal_mode"), rusqlite::types::Value::Text("wal".to_owned()));
            assert_eq!(pragma("synchronous"), rusqlite::types::Value::Integer(2), "FULL");
            assert_eq!(pragma("foreign_keys"), rusqlite::types::Value::Integer(1));
        }
    }

    #[test]
    fn the_sqlite_store_keeps_every_promise() {
        crate::store::conformance::every_promise(&|| {
            let connection = Connection::open_in_memory().expect("a database");
            Box::new(SqliteStore::prepare(connection, OWN_ORGANISATION).expect("a store"))
        });
    }

    #[test]
    fn organisations_in_one_file_do_not_see_each_other() {
        use crate::store::{Account, PeopleStore};
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("coordinator.db");
        let one = SqliteStore::open(&file, "one").expect("a store");
        let other = SqliteStore::open(&file, "other").expect("a store");
        let account = Account {
            id: Uuid::from_u128(1),
            name: "wijkteam".to_owned(),
            password_hash: "hash".to_owned(),
            created: UnixMs(0),
        };
        one.add_account(&account).expect("added");
        assert!(other.account_named("wijkteam").expect("read").is_none());
        other.add_account(&account).expect("the same id and name in another organisation");
    }
}
