//! Table `programme`: the last calendar files that could be read.

use super::{Store, StoreError};
use rusqlite::{OptionalExtension, params};

/// A calendar file as it was when it was last good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptProgramme {
    /// iCalendar text.
    pub text: String,
    /// When it was read, UTC milliseconds.
    pub read_ms: i64,
}

impl Store {
    /// Keeps a good file. The same text again only renews the moment.
    pub fn keep_programme(&self, file: &str, kept: &KeptProgramme) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO programme VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET text = excluded.text, read_ms = excluded.read_ms",
            )?
            .execute(params![file, kept.text, kept.read_ms])?;
        Ok(())
    }

    /// The last good text of a file.
    pub fn kept_programme(&self, file: &str) -> Result<Option<KeptProgramme>, StoreError> {
        let mut query =
            self.connection.prepare_cached("SELECT text, read_ms FROM programme WHERE file = ?1")?;
        let kept = query
            .query_row([file], |row| Ok(KeptProgramme { text: row.get(0)?, read_ms: row.get(1)? }))
            .optional()?;
        Ok(kept)
    }
}
