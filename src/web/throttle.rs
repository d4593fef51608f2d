//! How fast somebody may guess. The count is in the database, so that a restart forgives nothing.
//!
//! After some free tries each further one has to wait, twice as long as the one before, up to a
//! bound: a forgotten password costs minutes, guessing costs years, and nobody can lock an account
//! for longer than the bound by failing on purpose.
//!
//! Nor can a stranger keep somebody out by failing once every bound: a browser that somebody has logged in
//! with before carries a device cookie, and its tries for that account are counted apart from everybody
//! else's (OWASP's "device cookies"). What is counted is decided in [`log_in`] for both programs.

use crate::{clock::UnixMs, cookie::CookieSecret};
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

/// Logging in to one account with a browser it is known in.
pub const LOG_IN_DEVICE: Rule = LOG_IN_ACCOUNT;

/// Typing a kiosk's code, per account: 28⁸ codes, of which a few wait at a time.
pub const CODE: Rule = Rule { free: 10, forgotten_after_ms: 3_600_000, ..LOG_IN_ACCOUNT };

/// Typing the six digits that open the host's part of a kiosk's screen: with the longest wait between them a
/// million codes take decades. One subject for the one screen.
pub const SCREEN_CODE: Rule = Rule { free: 4, ..LOG_IN_ACCOUNT };

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

/// One thing that is counted when somebody tries: an account, an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// SHA-256 of what it is: names and addresses (and passwords typed in the wrong field) are not
    /// kept readable.
    pub subject_sha256: [u8; 32],
    /// How many tries it has.
    pub rule: Rule,
}

/// Whether an attempt may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It may, and was counted.
    GoOn,
    /// Not before this moment; it was not counted.
    Wait(UnixMs),
}

/// What a try to log in is counted on, before the password is looked at, and what success forgives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counting {
    /// Counted on all of these.
    pub attempts: Vec<Attempt>,
    /// Forgotten altogether when the password is right.
    pub cleared: [u8; 32],
    /// One try of this is taken back then.
    pub eased: Option<[u8; 32]>,
}

/// On what a try counts: with a browser that this account is known in, on that alone; else on the account
/// and on the caller's address. A log-in with a known browser does not forgive what strangers tried.
pub fn log_in(account: &str, address: &str, known: Option<&CookieSecret>) -> Counting {
    if let Some(device) = known {
        let mut name = device.cookie_value();
        name.push_str(account);
        let subject_sha256 = subject("device", &name);
        let attempts = vec![Attempt { subject_sha256, rule: LOG_IN_DEVICE }];
        return Counting { attempts, cleared: subject_sha256, eased: None };
    }
    let (account, address) = (subject("account", account), subject("address", address));
    let attempts = vec![
        Attempt { subject_sha256: account, rule: LOG_IN_ACCOUNT },
        Attempt { subject_sha256: address, rule: LOG_IN_ADDRESS },
    ];
    Counting { attempts, cleared: account, eased: Some(address) }
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
    fn a_known_browser_shares_no_count_with_strangers() {
        let device = CookieSecret::generate().expect("random");
        let known = log_in("wijkteam", "192.0.2.1", Some(&device));
        let stranger = log_in("wijkteam", "192.0.2.1", None);
        let subjects = |it: &Counting| it.attempts.iter().map(|it| it.subject_sha256).collect::<Vec<_>>();
        assert!(subjects(&known).iter().all(|it| !subjects(&stranger).contains(it)));
        assert!(!subjects(&stranger).contains(&known.cleared) && known.eased.is_none());
        assert_ne!(subjects(&known), subjects(&log_in("ander", "192.0.2.1", Some(&device))));
    }

    #[test]
    fn kinds_do_not_share_a_count() {
        assert_ne!(subject("account", "a"), subject("address", "a"));
        assert_ne!(subject("a", "bc"), subject("ab", "c"));
    }
}
