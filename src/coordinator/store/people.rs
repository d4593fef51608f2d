//! Coordinators who log in: accounts, sessions, and how often somebody tried.

use super::StoreResult;
use crate::clock::UnixMs;
use uuid::Uuid;
use welkom_web::throttle::{Attempt, Verdict};

/// Somebody who may log in.
#[derive(Clone)]
pub struct Account {
    /// Random.
    pub id: Uuid,
    /// What is typed to log in; compared as it is.
    pub name: String,
    /// The argon2id hash in PHC form.
    pub password_hash: String,
    /// When it was made.
    pub created: UnixMs,
}

/// A session that begins.
pub struct NewSession {
    /// SHA-256 of the token in the cookie.
    pub token_sha256: [u8; 32],
    /// Whose.
    pub account: Uuid,
    /// It ends then, whatever happens.
    pub expires: UnixMs,
}

/// Somebody who is logged in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Session {
    /// Whose.
    pub account: Uuid,
    /// The account's name, for the page's head.
    pub name: String,
}

/// Accounts, sessions, attempts and the browsers they are made with.
pub trait PeopleStore {
    /// Adds an account. [`super::StoreError::NameTaken`] if there is one of that name.
    fn add_account(&self, account: &Account) -> StoreResult<()>;

    /// All accounts by name.
    fn accounts(&self) -> StoreResult<Vec<Account>>;

    /// The account of this name.
    fn account_named(&self, name: &str) -> StoreResult<Option<Account>>;

    /// Removes the account of this name and ends its sessions. Whether there was one.
    fn remove_account(&self, name: &str) -> StoreResult<bool>;

    /// Begins a session, and forgets those that have ended.
    fn begin_session(&self, session: &NewSession, now: UnixMs) -> StoreResult<()>;

    /// Who is logged in with this token: unless it expired, or was not used for `idle_ms`. Seeing it
    /// counts as use.
    fn session(&self, token_sha256: &[u8; 32], idle_ms: i64, now: UnixMs) -> StoreResult<Option<Session>>;

    /// Ends a session.
    fn end_session(&self, token_sha256: &[u8; 32]) -> StoreResult<()>;

    /// Counts an attempt on all its subjects before it is made, unless one of them has to wait: many
    /// attempts at the same moment are many attempts.
    fn count_attempt(&self, attempts: &[Attempt], now: UnixMs) -> StoreResult<Verdict>;

    /// The attempt succeeded: forgets everything about `cleared`, and takes back one try of `eased`.
    fn forgive_attempt(&self, cleared: &[u8; 32], eased: Option<&[u8; 32]>) -> StoreResult<()>;

    /// Whether somebody has logged in to the account of this name with this browser, less than
    /// [`welkom_web::cookie::DEVICE_LASTS_MS`] ago.
    fn knows_device(&self, device_sha256: &[u8; 32], name: &str, now: UnixMs) -> StoreResult<bool>;

    /// Somebody logged in with this browser.
    fn remember_device(&self, device_sha256: &[u8; 32], account: Uuid, now: UnixMs) -> StoreResult<()>;
}
