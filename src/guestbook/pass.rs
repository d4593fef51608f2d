//! The pass: a QR code with a 128-bit secret, on a visitor's phone or on paper. Its hash finds the entry, a
//! key derived from it opens the greeting and nothing else.
//!
//! As text it is `WELKOM` and 32 characters, 38 in all: the most that the second smallest QR code takes in
//! its alphanumeric mode with error correction M.

use crate::{crockford, random::Dice};
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use std::fmt;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const PREFIX: &str = "WELKOM";
const VERSION: u8 = 1;
const SECRET_BYTES: usize = 16;
const CHECK_BYTES: usize = 3;
const CHARACTERS: usize = (1 + SECRET_BYTES + CHECK_BYTES) * 8 / 5;

/// What a guest carries. Never printed, never stored; overwritten when it is dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Pass([u8; SECRET_BYTES]);

/// Under which an entry is found. Says nothing of the pass: 128 bits cannot be guessed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct PassHash(pub(crate) [u8; 32]);

/// What was scanned is no pass. Never repeats what was scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PassError {
    /// Another QR code altogether.
    #[error("expected a pass, which begins with {PREFIX}")]
    NoPass,
    /// Cut off, or something was added.
    #[error("expected a pass of {CHARACTERS} characters after {PREFIX}, found {found}")]
    Length {
        /// How many characters there are.
        found: usize,
    },
    /// A character that is not in the alphabet.
    #[error("character {position} of the pass is none that a pass has")]
    Character {
        /// Which, from 1, prefix included.
        position: usize,
    },
    /// Misread or mistyped.
    #[error("the characters of the pass do not belong together")]
    Checksum,
    /// From a later program.
    #[error("expected version {VERSION} of the pass, found {found}")]
    Version {
        /// Which it is.
        found: u8,
    },
}

impl Pass {
    pub(crate) fn random(dice: &mut Dice) -> Self {
        Self(dice.bytes())
    }

    /// The text of the QR code: letters and digits alone.
    pub fn to_text(&self) -> Zeroizing<String> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(1 + SECRET_BYTES + CHECK_BYTES));
        bytes.push(VERSION);
        bytes.extend(self.0);
        bytes.extend(check(VERSION, &self.0));
        let encoded = Zeroizing::new(crockford::encode(&bytes));
        Zeroizing::new([PREFIX, &encoded].concat())
    }

    /// Reads what was scanned or typed; small letters and spaces do not matter.
    pub fn parse(text: &str) -> Result<Self, PassError> {
        let text: Zeroizing<String> = Zeroizing::new(
            text.chars().filter(|it| !it.is_whitespace()).map(|it| it.to_ascii_uppercase()).collect(),
        );
        let rest = text.strip_prefix(PREFIX).ok_or(PassError::NoPass)?;
        let found = rest.chars().count();
        if found != CHARACTERS {
            return Err(PassError::Length { found });
        }
        if let Some(at) = rest.chars().position(|it| crockford::value(it).is_none()) {
            return Err(PassError::Character { position: PREFIX.len() + at + 1 });
        }
        let bytes = Zeroizing::new(crockford::decode(rest).unwrap_or_default());
        let (version, rest) = bytes.split_first().ok_or(PassError::Checksum)?;
        let (secret, checksum) = rest.split_at(SECRET_BYTES);
        if check(*version, secret) != checksum {
            return Err(PassError::Checksum);
        }
        if *version != VERSION {
            return Err(PassError::Version { found: *version });
        }
        let secret = secret.try_into().map_err(|_| PassError::Checksum)?;
        Ok(Self(secret))
    }

    pub(crate) fn hash(&self) -> PassHash {
        PassHash(Sha256::new().chain_update(b"welkom pass 1").chain_update(self.0).finalize().into())
    }

    /// What opens the greeting.
    pub(crate) fn greeting_key(&self) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, &self.0)
            .expand(b"welkom greeting 1", key.as_mut_slice())
            .expect("32 bytes are within what HKDF gives");
        key
    }
}

fn check(version: u8, secret: &[u8]) -> [u8; CHECK_BYTES] {
    let digest =
        Sha256::new().chain_update(b"welkom check 1").chain_update([version]).chain_update(secret).finalize();
    [digest[0], digest[1], digest[2]]
}

impl fmt::Debug for Pass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pass(…)")
    }
}

impl fmt::Debug for PassHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PassHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_pass_reads_back_as_it_was_written(secret: [u8; 16]) {
            let pass = Pass(secret);
            let text = pass.to_text();
            prop_assert_eq!(text.len(), 38);
            prop_assert!(text.chars().all(|it| it.is_ascii_digit() || it.is_ascii_uppercase()));
            prop_assert_eq!(Pass::parse(&text).unwrap(), pass.clone());
            let typed = format!(" {} {}", &text[..9].to_lowercase(), &text[9..]);
            prop_assert_eq!(Pass::parse(&typed).unwrap(), pass);
        }

        #[test]
        fn one_wrong_character_is_seen(secret: [u8; 16], at in 6_usize..38, by in 1_u8..32) {
            let mut text: Vec<char> = Pass(secret).to_text().chars().collect();
            let value = crockford::value(text[at]).unwrap();
            text[at] = crockford::character((value + by) % 32);
            let text: String = text.into_iter().collect();
            prop_assert!(Pass::parse(&text).is_err());
        }

        #[test]
        fn whatever_is_scanned_is_told_and_never_repeated(scanned in ".{0,60}") {
            if let Err(error) = Pass::parse(&scanned) {
                let said = format!("{error} {error:?}");
                prop_assert!(scanned.chars().count() < 12 || !said.contains(&scanned));
            }
        }
    }

    #[test]
    fn each_mistake_has_its_own_words() {
        let text = Pass([7; 16]).to_text();
        assert_eq!(Pass::parse("https://example.org"), Err(PassError::NoPass));
        assert_eq!(Pass::parse(&text[..30]), Err(PassError::Length { found: 24 }));
        let mut other = text.to_string();
        other.replace_range(20..21, "U");
        assert_eq!(Pass::parse(&other), Err(PassError::Character { position: 21 }));
        let mut later = vec![2];
        later.extend([7; 16]);
        later.extend(check(2, &[7; 16]));
        let later = format!("{PREFIX}{}", crockford::encode(&later));
        assert_eq!(Pass::parse(&later), Err(PassError::Version { found: 2 }));
    }

    #[test]
    fn the_hash_and_the_key_have_nothing_in_common() {
        let pass = Pass([7; 16]);
        assert_ne!(pass.hash().0, *pass.greeting_key());
        assert_eq!(format!("{pass:?} {:?}", pass.hash()), "Pass(…) PassHash(…)");
    }
}
