//! How fast somebody may guess. The count is in the database, so that a restart forgives nothing.
//!
//! After some free tries each further one has to wait, twice as long as the one before, up to a
//! bound: a forgotten password costs minutes, guessing costs years, and nobody can lock an account
//! for longer than the bound by failing on purpose.

use crate::clock::UnixMs;
use sha2::{Digest, Sha256};

/// The limits of one kind of attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Tries that need not wait.
    pub free: u32,
    /// The wait after the first try that is not free, in milliseconds.
    pub first_wait_ms: i64,
    /// The longest wait, in milliseconds.
    pub longest_wait_ms: i64,
    /// Tries are forgotten when the last one is so long ago, in milliseconds.
    pub forgotten_after_ms: i64,
}

/// Logging in to one account.
pub const LOG_IN_ACCOUNT: Rule =
    Rule { free: 5, first_wait_ms: 30_000, longest_wait_ms: 15 * 60_000, forgotten_after_ms: 12 * 3_600_000 };

/// Logging in from one address: an office may share one.
pub const LOG_IN_ADDRESS: Rule = Rule { free: 20, ..LOG_IN_ACCOUNT };

/// Typing a kiosk's code, per account: 28⁸ codes, of which a few wait at a time.
pub const CODE: Rule = Rule { free: 10, forgotten_after_ms: 3_600_000, ..LOG_IN_ACCOUNT };

/// Asking for an enrolment, from one address.
pub const ENROL_ADDRESS: Rule = Rule { free: 20, forgotten_after_ms: 3_600_000, ..LOG_IN_ACCOUNT };

impl Rule {
    /// The number of tries once this one is counted, or until when it has to wait.
    pub fn next_try(self, tries: u32, last: UnixMs, now: UnixMs) -> Result<u32, UnixMs> {
        // A clock that went back must not make anybody wait for it to catch up.
        let last = last.min(now);
        if last.plus_ms(self.forgotten_after_ms) <= now {
            return Ok(1);
        }
        let until = last.plus_ms(self.wait_ms(tries));
        if until > now { Err(until) } else { Ok(tries.saturating_add(1)) }
    }

    fn wait_ms(self, tries: u32) -> i64 {
        let Some(beyond) = tries.checked_sub(self.free) else { return 0 };
        self.first_wait_ms.saturating_mul(1 << beyond.min(30)).min(self.longest_wait_ms)
    }
}

/// What is kept of what is counted: a hash of its kind and itself.
pub fn subject(kind: &str, name: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(kind.as_bytes());
    hash.update([0]);
    hash.update(name.as_bytes());
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_bound_and_are_forgotten() {
        let mut now = UnixMs(1_000_000_000);
        let mut last = UnixMs(0);
        let mut tries = 0;
        let mut waits_s = Vec::new();
        for _ in 0..13 {
            let until = LOG_IN_ACCOUNT.next_try(tries, last, now).err().unwrap_or(now);
            waits_s.push((until.0 - now.0) / 1000);
            now = until;
            tries = LOG_IN_ACCOUNT.next_try(tries, last, now).expect("waited long enough");
            last = now;
        }
        assert_eq!(waits_s, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]);
        let later = now.plus_ms(LOG_IN_ACCOUNT.forgotten_after_ms);
        assert_eq!(LOG_IN_ACCOUNT.next_try(tries, last, later), Ok(1));
    }

    #[test]
    fn a_clock_that_went_back_locks_nobody_out() {
        let until = LOG_IN_ACCOUNT.next_try(9, UnixMs(900_000_000), UnixMs(0)).expect_err("has to wait");
        assert!(until.0 <= LOG_IN_ACCOUNT.longest_wait_ms);
    }

    #[test]
    fn kinds_do_not_share_a_count() {
        assert_ne!(subject("account", "a"), subject("address", "a"));
        assert_ne!(subject("a", "bc"), subject("ab", "c"));
    }
}
