//! Table `attempt`: how often somebody tried the code on the screen. In the file, so that pulling the plug
//! forgives nothing.

use super::{Store, StoreError};
use rusqlite::{OptionalExtension, params};
use welkom_web::{
    clock::UnixMs,
    throttle::{Attempt, Counting, SCREEN_CODE, Verdict, subject},
};

/// The one screen with the one code: what its tries are counted on.
pub fn screen_code() -> Attempt {
    Attempt { subject_sha256: subject("screen-code", ""), rule: SCREEN_CODE }
}

/// Tries are kept at most this long after the last of them, in milliseconds.
pub(super) const TRIES_KEPT_MS: i64 = 24 * 3_600_000;

impl Store {
    /// Counts a try on all its subjects before it is made, unless one of them has to wait.
    pub fn count(&self, attempts: &[Attempt], now: UnixMs) -> Result<Verdict, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        transaction.execute("DELETE FROM attempt WHERE last_ms < ?1", [now.minus_ms(TRIES_KEPT_MS).0])?;
        for attempt in attempts {
            let (so_far, last) = transaction
                .query_row(
                    "SELECT tries, last_ms FROM attempt WHERE subject_sha256 = ?1",
                    [attempt.subject_sha256],
                    |row| Ok((row.get(0)?, UnixMs(row.get(1)?))),
                )
                .optional()?
                .unwrap_or_default();
            let counted = match attempt.rule.next_try(so_far, last, now) {
                Ok(counted) => counted,
                Err(until) => {
                    // The transaction is given up: nothing was counted on the subjects before this one.
                    drop(transaction);
                    self.not_in_the_future(attempt, now)?;
                    return Ok(Verdict::Wait(until));
                }
            };
            transaction.execute(
                "INSERT OR REPLACE INTO attempt (subject_sha256, tries, last_ms) VALUES (?1, ?2, ?3)",
                params![attempt.subject_sha256, counted, now.0],
            )?;
        }
        transaction.commit()?;
        Ok(Verdict::GoOn)
    }

    /// A clock that ran ahead when somebody tried and was set right since must not make a host wait until it
    /// shows that time again: the wait begins now.
    fn not_in_the_future(&self, attempt: &Attempt, now: UnixMs) -> Result<(), StoreError> {
        let mut query = self
            .connection
            .prepare_cached("UPDATE attempt SET last_ms = ?2 WHERE subject_sha256 = ?1 AND last_ms > ?2")?;
        query.execute(params![attempt.subject_sha256, now.0])?;
        Ok(())
    }

    /// The try succeeded.
    pub fn forgive(&self, counting: &Counting) -> Result<(), StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        transaction.execute("DELETE FROM attempt WHERE subject_sha256 = ?1", [counting.cleared])?;
        if let Some(eased) = counting.eased {
            transaction.execute(
                "UPDATE attempt SET tries = tries - 1 WHERE subject_sha256 = ?1 AND tries > 0",
                [eased],
            )?;
        }
        Ok(transaction.commit()?)
    }
}
