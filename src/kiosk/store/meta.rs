//! Table `meta`: what the file says about itself.

use super::{Store, StoreError, attempt::screen_code, parsed};
use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

const EPOCH: &str = "epoch";
const INSTALLATION: &str = "installation";
const CLOSED_THROUGH: &str = "closed_through";
/// Set in a restored file until the coordinator was asked which cells it has.
pub(super) const ASK_FROZEN_FIRST: &str = "ask_frozen_first";
const TOKEN: &str = "coordinator_token";
const HOST_CODE: &str = "host_code";

impl Store {
    /// A random name of this file's history; a restored backup begins a new one.
    pub fn epoch(&self) -> Result<Uuid, StoreError> {
        let text = self.meta(EPOCH)?.unwrap_or_default();
        parsed("meta", "a UUID", &text)
    }

    /// Whether the coordinator must be asked which cells it has before any is sent.
    pub fn asks_frozen_first(&self) -> Result<bool, StoreError> {
        Ok(self.meta(ASK_FROZEN_FIRST)?.is_some())
    }

    /// The random identity of this installation towards the coordinator, made at the first call. It
    /// survives a restored backup and is no property of the hardware.
    pub fn installation(&self) -> Result<Uuid, StoreError> {
        self.put_meta_if_absent(INSTALLATION, &Uuid::new_v4().to_string())?;
        let text = self.meta(INSTALLATION)?.unwrap_or_default();
        parsed("meta", "a UUID", &text)
    }

    /// The last service day that was closed; its cells are frozen.
    pub fn closed_through(&self) -> Result<Option<NaiveDate>, StoreError> {
        self.meta(CLOSED_THROUGH)?.map(|text| parsed("meta", "a date", &text)).transpose()
    }

    pub(super) fn put_closed_through(&self, day: NaiveDate) -> rusqlite::Result<()> {
        self.put_meta(CLOSED_THROUGH, &day.to_string())
    }

    /// The secret the coordinator knows this kiosk by; only its hash ever leaves the centre.
    pub fn coordinator_token(&self) -> Result<Option<String>, StoreError> {
        self.meta(TOKEN)
    }

    /// Keeps the secret, or forgets it.
    pub fn put_coordinator_token(&self, token: Option<&str>) -> Result<(), StoreError> {
        match token {
            Some(token) => self.put_meta(TOKEN, token)?,
            None => {
                self.connection.execute("DELETE FROM meta WHERE key = ?1", [TOKEN])?;
            }
        }
        Ok(())
    }

    /// The argon2id hash of the code for the host's part of the screen, once there is one. The code itself
    /// is nowhere.
    pub fn host_code(&self) -> Result<Option<String>, StoreError> {
        self.meta(HOST_CODE)
    }

    /// Another code for the host's part of the screen, by its hash; the one before it ends, and with it what
    /// was counted of tries at it: who makes a code has every right to type it at once.
    pub fn put_host_code(&self, hash: &str) -> Result<(), StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        self.put_meta(HOST_CODE, hash)?;
        let tried = screen_code().subject_sha256;
        transaction.execute("DELETE FROM attempt WHERE subject_sha256 = ?1", [tried])?;
        Ok(transaction.commit()?)
    }

    pub(super) fn meta(&self, key: &str) -> Result<Option<String>, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
        Ok(query.query_row([key], |row| row.get(0)).optional()?)
    }

    pub(super) fn put_meta(&self, key: &str, value: &str) -> rusqlite::Result<()> {
        put(&self.connection, key, value)
    }

    fn put_meta_if_absent(&self, key: &str, value: &str) -> rusqlite::Result<()> {
        put_if_absent(&self.connection, key, value)
    }
}

pub(super) fn ensure_epoch(connection: &Connection) -> rusqlite::Result<()> {
    put_if_absent(connection, EPOCH, &Uuid::new_v4().to_string())
}

/// Sequence numbers and outbox of a restored file must not be taken for those already sent, nor may
/// it send a second value for what its lost days froze: it asks the coordinator first.
pub(super) fn begin_new_history(connection: &Connection) -> rusqlite::Result<()> {
    put(connection, EPOCH, &Uuid::new_v4().to_string())?;
    put(connection, ASK_FROZEN_FIRST, "yes")
}

fn put(connection: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO meta VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value")?
        .execute([key, value])
        .map(drop)
}

fn put_if_absent(connection: &Connection, key: &str, value: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO meta VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute([key, value])
        .map(drop)
}
