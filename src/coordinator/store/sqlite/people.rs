//! Accounts, sessions and attempts in `SQLite`.

use super::{SqliteStore, moment, uuid};
use crate::{
    clock::UnixMs,
    store::{Account, NewSession, PeopleStore, Session, StoreError, StoreResult},
};
use rusqlite::{ErrorCode, OptionalExtension, Row, params};
use uuid::Uuid;
use welkom_web::{
    cookie::DEVICE_LASTS_MS,
    throttle::{Attempt, Verdict},
};

/// A session's last use is written at most this often, so that looking at a page seldom writes.
const USE_WRITTEN_EVERY_MS: i64 = 60_000;

/// Attempts are kept at most this long after the last of them.
const ATTEMPTS_KEPT_MS: i64 = 24 * 3_600_000;

impl PeopleStore for SqliteStore {
    fn add_account(&self, account: &Account) -> StoreResult<()> {
        let added = self.lock().execute(
            "INSERT INTO accounts (organisation, account, name, password_hash, created_ms)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                self.organisation,
                account.id.to_string(),
                account.name,
                account.password_hash,
                account.created.0
            ],
        );
        match added {
            Ok(_) => Ok(()),
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) => {
                Err(StoreError::NameTaken)
            }
            Err(error) => Err(StoreError::failed("add an account")(error)),
        }
    }

    fn accounts(&self) -> StoreResult<Vec<Account>> {
        self.read("list the accounts", |connection| {
            connection
                .prepare("SELECT * FROM accounts WHERE organisation = ?1 ORDER BY name")?
                .query_map(params![self.organisation], account)?
                .collect()
        })
    }

    fn account_named(&self, name: &str) -> StoreResult<Option<Account>> {
        self.read("find an account", |connection| {
            connection
                .query_row(
                    "SELECT * FROM accounts WHERE organisation = ?1 AND name = ?2",
                    params![self.organisation, name],
                    account,
                )
                .optional()
        })
    }

    fn remove_account(&self, name: &str) -> StoreResult<bool> {
        self.write("remove an account", |transaction| {
            let removed = transaction.execute(
                "DELETE FROM accounts WHERE organisation = ?1 AND name = ?2",
                params![self.organisation, name],
            )?;
            Ok(removed > 0)
        })
    }

    fn begin_session(&self, session: &NewSession, now: UnixMs) -> StoreResult<()> {
        self.write("begin a session", |transaction| {
            transaction.execute(
                "DELETE FROM sessions WHERE organisation = ?1 AND expires_ms <= ?2",
                params![self.organisation, now.0],
            )?;
            transaction.execute(
                "INSERT INTO sessions (organisation, token_sha256, account, used_ms, expires_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    self.organisation,
                    session.token_sha256,
                    session.account.to_string(),
                    now.0,
                    session.expires.0
                ],
            )?;
            Ok(())
        })
    }

    fn session(&self, token_sha256: &[u8; 32], idle_ms: i64, now: UnixMs) -> StoreResult<Option<Session>> {
        self.read("find a session", |connection| {
            let found = connection
                .query_row(
                    "SELECT sessions.account, accounts.name, sessions.used_ms
                     FROM sessions
                     JOIN accounts ON accounts.organisation = sessions.organisation
                                  AND accounts.account = sessions.account
                     WHERE sessions.organisation = ?1 AND sessions.token_sha256 = ?2
                       AND sessions.expires_ms > ?3 AND sessions.used_ms > ?4",
                    params![self.organisation, token_sha256, now.0, now.minus_ms(idle_ms).0],
                    |row| {
                        let session = Session { account: uuid(row, "account")?, name: row.get("name")? };
                        Ok((session, moment(row, "used_ms")?))
                    },
                )
                .optional()?;
            let Some((session, used)) = found else { return Ok(None) };
            if used.plus_ms(USE_WRITTEN_EVERY_MS) <= now {
                connection.execute(
                    "UPDATE sessions SET used_ms = ?3 WHERE organisation = ?1 AND token_sha256 = ?2",
                    params![self.organisation, token_sha256, now.0],
                )?;
            }
            Ok(Some(session))
        })
    }

    fn end_session(&self, token_sha256: &[u8; 32]) -> StoreResult<()> {
        self.write("end a session", |transaction| {
            transaction.execute(
                "DELETE FROM sessions WHERE organisation = ?1 AND token_sha256 = ?2",
                params![self.organisation, token_sha256],
            )?;
            Ok(())
        })
    }

    fn count_attempt(&self, attempts: &[Attempt], now: UnixMs) -> StoreResult<Verdict> {
        self.write("count an attempt", |transaction| {
            transaction.execute(
                "DELETE FROM attempts WHERE organisation = ?1 AND last_ms < ?2",
                params![self.organisation, now.minus_ms(ATTEMPTS_KEPT_MS).0],
            )?;
            let mut tries = Vec::with_capacity(attempts.len());
            for attempt in attempts {
                let (so_far, last) = transaction
                    .query_row(
                        "SELECT tries, last_ms FROM attempts WHERE organisation = ?1 AND subject_sha256 = ?2",
                        params![self.organisation, attempt.subject_sha256],
                        |row| Ok((row.get::<_, u32>("tries")?, moment(row, "last_ms")?)),
                    )
                    .optional()?
                    .unwrap_or_default();
                match attempt.rule.next_try(so_far, last, now) {
                    Ok(counted) => tries.push(counted),
                    Err(until) => return Ok(Verdict::Wait(until)),
                }
            }
            for (attempt, counted) in attempts.iter().zip(tries) {
                transaction.execute(
                    "INSERT INTO attempts (organisation, subject_sha256, tries, last_ms)
                     VALUES (?1, ?2, ?3, ?4)
                     ON CONFLICT (organisation, subject_sha256)
                     DO UPDATE SET tries = excluded.tries, last_ms = excluded.last_ms",
                    params![self.organisation, attempt.subject_sha256, counted, now.0],
                )?;
            }
            Ok(Verdict::GoOn)
        })
    }

    fn forgive_attempt(&self, cleared: &[u8; 32], eased: Option<&[u8; 32]>) -> StoreResult<()> {
        self.write("forgive an attempt", |transaction| {
            transaction.execute(
                "DELETE FROM attempts WHERE organisation = ?1 AND subject_sha256 = ?2",
                params![self.organisation, cleared],
            )?;
            if let Some(eased) = eased {
                transaction.execute(
                    "UPDATE attempts SET tries = tries - 1
                     WHERE organisation = ?1 AND subject_sha256 = ?2 AND tries > 0",
                    params![self.organisation, eased],
                )?;
            }
            Ok(())
        })
    }

    fn knows_device(&self, device_sha256: &[u8; 32], name: &str, now: UnixMs) -> StoreResult<bool> {
        self.read("find a browser", |connection| {
            connection.query_row(
                "SELECT EXISTS (
                     SELECT 1 FROM devices
                     JOIN accounts ON accounts.organisation = devices.organisation
                                  AND accounts.account = devices.account
                     WHERE devices.organisation = ?1 AND devices.device_sha256 = ?2
                       AND accounts.name = ?3 AND devices.used_ms > ?4)",
                params![self.organisation, device_sha256, name, now.minus_ms(DEVICE_LASTS_MS).0],
                |row| row.get(0),
            )
        })
    }

    fn remember_device(&self, device_sha256: &[u8; 32], account: Uuid, now: UnixMs) -> StoreResult<()> {
        self.write("remember a browser", |transaction| {
            transaction.execute(
                "DELETE FROM devices WHERE organisation = ?1 AND used_ms <= ?2",
                params![self.organisation, now.minus_ms(DEVICE_LASTS_MS).0],
            )?;
            transaction.execute(
                "INSERT INTO devices (organisation, device_sha256, account, used_ms) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (organisation, device_sha256, account)
                 DO UPDATE SET used_ms = excluded.used_ms",
                params![self.organisation, device_sha256, account.to_string(), now.0],
            )?;
            Ok(())
        })
    }
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: uuid(row, "account")?,
        name: row.get("name")?,
        password_hash: row.get("password_hash")?,
        created: moment(row, "created_ms")?,
    })
}
