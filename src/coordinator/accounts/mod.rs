//! Who may see the figures: accounts, log-in sessions, and how fast somebody may guess.

pub mod password;
pub mod session;
pub mod throttle;

use crate::{
    clock::Clock,
    store::{Account, Store, StoreError},
};
use password::PasswordError;
use thiserror::Error;
use uuid::{Builder, Uuid};

/// Letters and digits none of which looks or sounds like another, and no vowels to make words of.
const UNAMBIGUOUS: &[u8] = b"BCDFGHJKLMNPQRSTVWXZ23456789";

/// The length of a kiosk's code without its hyphen.
const CODE_LENGTH: usize = 8;

/// Why an account could not be added.
#[derive(Debug, Error)]
pub enum AddAccountError {
    /// The name cannot be one.
    #[error("expected a name of 1 to 80 characters without spaces around it, found {found} characters")]
    Name {
        /// Its length.
        found: usize,
    },
    /// The password is not taken.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The operating system gave no random numbers.
    #[error("no random numbers for an id")]
    Random(#[from] getrandom::Error),
}

/// Adds an account that may log in with this password.
pub fn add_account(
    store: &dyn Store,
    clock: &Clock,
    name: &str,
    password: &str,
) -> Result<(), AddAccountError> {
    let found = name.chars().count();
    if found == 0 || found > 80 || name.trim() != name || name.chars().any(char::is_control) {
        return Err(AddAccountError::Name { found });
    }
    let account = Account {
        id: random_id()?,
        name: name.to_owned(),
        password_hash: password::hash(password)?,
        created: clock.now(),
    };
    Ok(store.add_account(&account)?)
}

/// A new short code for a kiosk, without its hyphen.
pub fn new_code() -> Result<String, getrandom::Error> {
    random_text(CODE_LENGTH)
}

/// The code as people type it: case, spaces and hyphens do not matter. `None` if it cannot be one.
pub fn read_code(typed: &str) -> Option<String> {
    let code: String =
        typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect();
    (code.len() == CODE_LENGTH && code.bytes().all(|byte| UNAMBIGUOUS.contains(&byte))).then_some(code)
}

/// The code as it is shown: in two halves.
pub fn show_code(code: &str) -> String {
    match code.split_at_checked(CODE_LENGTH / 2) {
        Some((first, second)) => format!("{first}-{second}"),
        None => code.to_owned(),
    }
}

fn random_id() -> Result<Uuid, getrandom::Error> {
    random_bytes().map(|bytes| Builder::from_random_bytes(bytes).into_uuid())
}

fn random_bytes<const LENGTH: usize>() -> Result<[u8; LENGTH], getrandom::Error> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map(|()| bytes)
}

/// Unambiguous characters, each as likely as every other: bytes that would favour the first ones are
/// thrown away.
fn random_text(length: usize) -> Result<String, getrandom::Error> {
    let fair = u8::try_from(256 / UNAMBIGUOUS.len() * UNAMBIGUOUS.len()).unwrap_or(u8::MAX);
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let [byte] = random_bytes::<1>()?;
        if byte < fair {
            text.push(char::from(UNAMBIGUOUS[usize::from(byte) % UNAMBIGUOUS.len()]));
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = new_code().expect("random");
        let shown = show_code(&code);
        assert_eq!(shown.len(), 9, "{shown}");
        assert_eq!(read_code(&shown), Some(code.clone()));
        assert_eq!(read_code(&format!(" {} ", shown.to_lowercase().replace('-', " "))), Some(code));
        for wrong in ["", "BCDF", "BCDF-GHJ0", "BCDF-GHJKL", "BCDF-GHJé"] {
            assert_eq!(read_code(wrong), None, "{wrong}");
        }
    }
}
