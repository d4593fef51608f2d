//! Passwords: hashed with argon2id, generated from words nobody has to spell.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::sync::LazyLock;
use thiserror::Error;
use zeroize::Zeroizing;

/// The shortest password that is taken, in characters (NIST SP 800-63B: length over composition).
pub const SHORTEST: usize = 12;

/// The longest, in bytes: hashing is not to be paid for by whoever sends a megabyte.
pub const LONGEST_BYTES: usize = 1024;

/// Why a password is not taken. Says nothing of it but its length.
#[derive(Debug, Error)]
pub enum PasswordError {
    /// Too short or too long.
    #[error(
        "expected a password of {SHORTEST} characters to {LONGEST_BYTES} bytes, found {found} characters"
    )]
    Length {
        /// Its length in characters.
        found: usize,
    },
    /// No random numbers, or no memory.
    #[error("the password could not be hashed")]
    Hashing,
}

/// The argon2id hash of a password in PHC form, with a random salt and this crate's default cost
/// (19 MiB, two passes: OWASP's recommendation).
pub fn hash(password: &str) -> Result<String, PasswordError> {
    let found = password.chars().count();
    if found < SHORTEST || password.len() > LONGEST_BYTES {
        return Err(PasswordError::Length { found });
    }
    hash_any(password)
}

/// The same for a short code that a person types on a screen: what guards it is how seldom it may be tried.
pub fn hash_code(code: &str) -> Result<String, PasswordError> {
    hash_any(code)
}

fn hash_any(password: &str) -> Result<String, PasswordError> {
    let hash = Argon2::default().hash_password(password.as_bytes()).map_err(|_| PasswordError::Hashing)?;
    Ok(hash.to_string())
}

/// Whether a password is the one that was hashed. Without a hash (no such account) it works as long
/// and says no, so that the time tells nobody which accounts there are.
pub fn is_right(password: &str, hash: Option<&str>) -> bool {
    static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash_any("nobody has this one").ok());
    if password.len() > LONGEST_BYTES {
        return false;
    }
    let Some(compared) = hash.or(NOBODY.as_deref()) else { return false };
    let Ok(parsed) = PasswordHash::new(compared) else { return false };
    let matches = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
    matches && hash.is_some()
}

/// A new password: five groups of four letters and digits, 98 bits.
pub fn generate() -> Result<Zeroizing<String>, PasswordError> {
    let text = crate::random::text(20).map_err(|_| PasswordError::Hashing)?;
    let groups: Vec<&str> = (0..5).map(|group| &text[group * 4..group * 4 + 4]).collect();
    Ok(Zeroizing::new(groups.join("-").to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_password_and_no_other() {
        let hashed = hash("een lange zin").expect("long enough");
        assert!(hashed.starts_with("$argon2id$"), "{hashed}");
        assert!(is_right("een lange zin", Some(&hashed)));
        assert!(!is_right("een lange zon", Some(&hashed)));
        assert!(!is_right("een lange zin", None));
        assert!(!is_right("nobody has this one", None));
        assert_ne!(hash("een lange zin").expect("long enough"), hashed, "salted");
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        assert_eq!(
            hash("kort").expect_err("too short").to_string(),
            "expected a password of 12 characters to 1024 bytes, found 4 characters"
        );
        assert!(hash(&"a".repeat(LONGEST_BYTES + 1)).is_err());
        assert!(hash(&generate().expect("random")).is_ok());
    }
}
