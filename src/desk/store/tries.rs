//! Tables `attempt` and `device`: how often somebody tried, and with which browsers hosts are known.

use super::{Store, StoreError};
use rusqlite::{OptionalExtension, params};
use welkom_web::{
    clock::UnixMs,
    cookie::DEVICE_LASTS_MS,
    throttle::{Attempt, Counting, Verdict},
};

/// Tries are kept at most this long after the last of them.
const TRIES_KEPT_MS: i64 = 24 * 3_600_000;

impl Store {
    /// Counts a try on all its subjects before it is made, unless one of them has to wait: many tries at the
    /// same moment are many tries.
    pub fn count(&self, attempts: &[Attempt], now: UnixMs) -> Result<Verdict, StoreError> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM attempt WHERE last_ms < ?1", [now.minus_ms(TRIES_KEPT_MS).0])?;
            let mut tries = Vec::with_capacity(attempts.len());
            for attempt in attempts {
                let (so_far, last) = transaction
                    .query_row(
                        "SELECT tries, last_ms FROM attempt WHERE subject_sha256 = ?1",
                        [attempt.subject_sha256],
                        |row| Ok((row.get(0)?, UnixMs(row.get(1)?))),
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
                    "INSERT INTO attempt (subject_sha256, tries, last_ms) VALUES (?1, ?2, ?3)
                     ON CONFLICT (subject_sha256)
                     DO UPDATE SET tries = excluded.tries, last_ms = excluded.last_ms",
                    params![attempt.subject_sha256, counted, now.0],
                )?;
            }
            Ok(Verdict::GoOn)
        })
    }

    /// The try succeeded.
    pub fn forgive(&self, counting: &Counting) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction.execute("DELETE FROM attempt WHERE subject_sha256 = ?1", [counting.cleared])?;
            if let Some(eased) = counting.eased {
                transaction.execute(
                    "UPDATE attempt SET tries = tries - 1 WHERE subject_sha256 = ?1 AND tries > 0",
                    [eased],
                )?;
            }
            Ok(())
        })
    }

    /// Whether the host of this name has logged in with this browser within a year.
    pub fn knows_device(&self, device: &[u8; 32], name: &str, now: UnixMs) -> Result<bool, StoreError> {
        self.read(|connection| {
            connection.query_row(
                "SELECT EXISTS (SELECT 1 FROM device JOIN host ON host.id = device.host
                                WHERE device_sha256 = ?1 AND host.name = ?2 AND used_ms > ?3)",
                params![device, name, now.minus_ms(DEVICE_LASTS_MS).0],
                |row| row.get(0),
            )
        })
    }

    /// A host logged in with this browser.
    pub fn remember_device(&self, device: &[u8; 32], host: i64, now: UnixMs) -> Result<(), StoreError> {
        self.write(|transaction| {
            transaction
                .execute("DELETE FROM device WHERE used_ms <= ?1", [now.minus_ms(DEVICE_LASTS_MS).0])?;
            transaction.execute(
                "INSERT INTO device (device_sha256, host, used_ms) VALUES (?1, ?2, ?3)
                 ON CONFLICT (device_sha256, host) DO UPDATE SET used_ms = excluded.used_ms",
                params![device, host, now.0],
            )?;
            Ok(())
        })
    }
}
