//! Tables `host` and `session`.

use super::{Store, StoreError};
use rusqlite::{ErrorCode, OptionalExtension, params};
use welkom_web::{clock::UnixMs, cookie::SESSION_IDLE_MS};

/// A session's last use is written at most this often, so that looking at a page seldom writes.
const USE_WRITTEN_EVERY_MS: i64 = 60_000;

/// Somebody who may log in.
pub struct Host {
    pub id: i64,
    /// The argon2id hash in PHC form.
    pub password_hash: String,
}

/// A session that begins.
pub struct NewSession {
    /// SHA-256 of the secret in the cookie.
    pub token_sha256: [u8; 32],
    /// Whose.
    pub host: i64,
    /// It ends then, whatever happens.
    pub expires: UnixMs,
}

/// Somebody who is logged in.
#[derive(Clone)]
pub struct Session {
    /// The host's name.
    pub name: String,
}

/// Whether looking at a session is use of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// A person asked for something.
    AsUse,
    /// A page that stands open asked by itself.
    ByItself,
}

impl Store {
    /// Adds a host. [`StoreError::NameTaken`] if there is one of that name.
    pub fn add_host(&self, name: &str, password_hash: &str, now: UnixMs) -> Result<(), StoreError> {
        self.write(|transaction| {
            let added = transaction.execute(
                "INSERT INTO host (name, password_hash, created_ms) VALUES (?1, ?2, ?3)",
                params![name, password_hash, now.0],
            );
            match added {
                Ok(_) => Ok(()),
                Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                    Err(StoreError::NameTaken)
                }
                Err(error) => Err(error.into()),
            }
        })
    }

    /// The names of all hosts, in order.
    pub fn hosts(&self) -> Result<Vec<String>, StoreError> {
        self.read(|connection| {
            connection
                .prepare("SELECT name FROM host ORDER BY name")?
                .query_map([], |row| row.get(0))?
                .collect()
        })
    }

    /// The host of this name.
    pub fn host(&self, name: &str) -> Result<Option<Host>, StoreError> {
        self.read(|connection| {
            connection
                .query_row("SELECT id, password_hash FROM host WHERE name = ?1", [name], |row| {
                    Ok(Host { id: row.get(0)?, password_hash: row.get(1)? })
                })
                .optional()
        })
    }

    /// Gives a host another password, and ends all their sessions but one: whoever knew the old one is out.
    pub fn put_password(
        &self,
        host: i64,
        password_hash: &str,
        kept_session: &[u8; 32],
    ) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction
                .execute("UPDATE host SET password_hash = ?2 WHERE id = ?1", params![host, password_hash])?;
            transaction.execute(
                "DELETE FROM session WHERE host = ?1 AND token_sha256 <> ?2",
                params![host, kept_session],
            )?;
            Ok(())
        })
    }

    /// Removes a host and ends their sessions. Whether there was one.
    pub fn remove_host(&self, name: &str) -> Result<bool, StoreError> {
        self.write(|transaction| Ok(transaction.execute("DELETE FROM host WHERE name = ?1", [name])? > 0))
    }

    /// Begins a session, and forgets those that have ended; `false` where the password that was tried is not
    /// that host's any more: trying takes a while.
    pub fn begin_session(&self, session: &NewSession, tried: &str, now: UnixMs) -> Result<bool, StoreError> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM session WHERE expires_ms <= ?1", [now.0])?;
            let begun = transaction.execute(
                "INSERT INTO session (token_sha256, host, used_ms, expires_ms)
                 SELECT ?1, id, ?3, ?4 FROM host WHERE id = ?2 AND password_hash = ?5",
                params![session.token_sha256, session.host, now.0, session.expires.0, tried],
            )?;
            Ok(begun == 1)
        })
    }

    /// Who is logged in: unless it expired, or was not used for [`SESSION_IDLE_MS`].
    pub fn session(
        &self,
        token_sha256: &[u8; 32],
        now: UnixMs,
        seen: Seen,
    ) -> Result<Option<Session>, StoreError> {
        self.read(|connection| {
            let found = connection
                .query_row(
                    "SELECT host.name, session.used_ms FROM session JOIN host ON host.id = session.host
                     WHERE token_sha256 = ?1 AND expires_ms > ?2 AND used_ms > ?3",
                    params![token_sha256, now.0, now.minus_ms(SESSION_IDLE_MS).0],
                    |row| Ok((row.get(0)?, UnixMs(row.get(1)?))),
                )
                .optional()?;
            let Some((name, used)) = found else { return Ok(None) };
            if seen == Seen::AsUse && used.plus_ms(USE_WRITTEN_EVERY_MS) <= now {
                connection.execute(
                    "UPDATE session SET used_ms = ?2 WHERE token_sha256 = ?1",
                    params![token_sha256, now.0],
                )?;
            }
            Ok(Some(Session { name }))
        })
    }

    /// Ends a session.
    pub fn end_session(&self, token_sha256: &[u8; 32]) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM session WHERE token_sha256 = ?1", [token_sha256])?;
            Ok(())
        })
    }
}
