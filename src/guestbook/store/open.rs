//! Opening the book's file: its pragmas, its tables, and what is tidied at the start.

use super::{Store, Today};
use crate::{error::BookError, random::Dice};
use chrono::NaiveDate;
use rusqlite::OptionalExtension;
use std::path::Path;
use welkom_database::{Database, OpenError, Opened, Pragma};

mod embedded {
    refinery::embed_migrations!("store/migrations");
}

/// Every pragma with the value that must be read back (why each: the module above).
const PRAGMAS: [Pragma; 10] = [
    ("page_size", "4096", "4096"),
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("journal_mode", "PERSIST", "persist"),
    ("synchronous", "FULL", "2"),
    ("foreign_keys", "ON", "1"),
    ("trusted_schema", "OFF", "0"),
    ("cell_size_check", "ON", "1"),
    ("secure_delete", "ON", "1"),
    ("temp_store", "MEMORY", "2"),
    ("mmap_size", "0", "0"),
];

/// The file of the guest book. Its directory is its own.
pub(super) const GUESTBOOK: Database = Database {
    name: "guestbook",
    pragmas: &PRAGMAS,
    migrations: embedded::migrations::runner,
    // Locked from the start and not only from the first write on: whoever opens the book beside the kiosk
    // would overwrite a journal that is in use.
    at_opening: |connection| connection.execute_batch("BEGIN EXCLUSIVE; COMMIT"),
    at_replacing: |_| Ok(()),
};

impl Store {
    /// Opens the book in `directory`; `now_ms` names a quarantine, `day` is what file times are set to.
    pub(crate) fn open(
        directory: &Path,
        now_ms: i64,
        day: NaiveDate,
        dice: Dice,
    ) -> Result<(Self, Opened), OpenError> {
        let (connection, directory, opened) = GUESTBOOK.open(directory, now_ms)?;
        let failed = |doing| {
            let path = GUESTBOOK.path(&directory);
            move |source| OpenError::Sqlite { path, doing, source }
        };
        let today = Today::load(&connection).map_err(failed("read today's buckets"))?;
        let mut store = Self { connection, directory, today, dice, protections: super::Protections::ALL };
        // The power may have gone between a commit and the removal of its traces.
        store.remove_traces(day);
        Ok((store, opened))
    }

    pub(crate) fn meta(&self, key: &str) -> Result<Option<String>, BookError> {
        let mut query = self.connection.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
        Ok(query.query_row([key], |row| row.get(0)).optional()?)
    }

    pub(super) fn put_meta(
        transaction: &rusqlite::Transaction<'_>,
        key: &str,
        value: &str,
    ) -> rusqlite::Result<()> {
        transaction
            .execute(
                "INSERT INTO meta VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value",
                [key, value],
            )
            .map(drop)
    }
}
