//! Who may see the figures: accounts, and the codes with which they let kiosks in. Passwords, cookies and
//! throttling are `welkom-web`'s.

use crate::{
    clock::Clock,
    store::{Account, Store, StoreError},
};
use thiserror::Error;
use uuid::Builder;
use welkom_web::random::{self, UNAMBIGUOUS};

pub use welkom_web::password::{self, PasswordError};

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
        id: Builder::from_random_bytes(random::bytes()?).into_uuid(),
        name: name.to_owned(),
        password_hash: password::hash(password)?,
        created: clock.now(),
    };
    Ok(store.add_account(&account)?)
}

/// A new short code for a kiosk, without its hyphen.
pub fn new_code() -> Result<String, getrandom::Error> {
    random::text(CODE_LENGTH)
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
