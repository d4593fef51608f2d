//! The secret a kiosk shows with every request, and the hash of it that the coordinator keeps.
//!
//! The kiosk makes the token itself: 256 random bits, so a plain SHA-256 of it cannot be guessed
//! back, and whoever reads the coordinator's database cannot speak as a kiosk.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::{fmt, str::FromStr};
use thiserror::Error;
use zeroize::Zeroizing;

/// A kiosk's secret. It has no `Display` and its `Debug` is blank, so that no log can carry it.
#[derive(Clone)]
pub struct Token(Zeroizing<[u8; 32]>);

impl Token {
    /// A token of 32 bytes from the operating system's random source.
    pub fn from_random_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The token as it is stored and sent: base64url without padding, 43 characters.
    pub fn reveal(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(*self.0))
    }

    /// The value of the `Authorization` header that carries it.
    pub fn authorization(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("Bearer {}", *self.reveal()))
    }

    /// Reads an `Authorization` header.
    pub fn from_authorization(header: &str) -> Result<Self, TokenError> {
        let (scheme, token) = header.split_once(' ').ok_or(TokenError)?;
        if scheme.eq_ignore_ascii_case("bearer") { token.trim().parse() } else { Err(TokenError) }
    }

    /// What the coordinator keeps of it.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(*self.0).into())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(not shown)")
    }
}

impl FromStr for Token {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).map_err(|_| TokenError)?);
        let bytes: [u8; 32] = bytes.as_slice().try_into().map_err(|_| TokenError)?;
        Ok(Self::from_random_bytes(bytes))
    }
}

/// What was sent is no token or no hash of one. What it was instead is not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "expected a token of 43 base64url characters or its hash of 64 hexadecimal digits, found something else"
)]
pub struct TokenError;

/// The SHA-256 of a token's 32 bytes; as text, 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The bytes of the hash.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// A hash read back from where it was kept.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(not shown)")
    }
}

impl FromStr for TokenHash {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(TokenError);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |at: usize| char::from(pair[at]).to_digit(16).ok_or(TokenError);
            *byte = u8::try_from(digit(0)? * 16 + digit(1)?).map_err(|_| TokenError)?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for TokenHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TokenHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_come_to_the_same_hash() {
        let token = Token::from_random_bytes([0xA5; 32]);
        let received = Token::from_authorization(&token.authorization()).expect("a token");
        assert_eq!(received.hash(), token.hash());
        assert_eq!(token.hash().to_string().parse(), Ok(token.hash()));
        // printf '\xa5%.0s' {1..32} | sha256sum
        assert_eq!(
            token.hash().to_string(),
            "fc8b64001c5fdd0f2f40fb67dae4a865a2c5bd17836676d6d5b58b7917e33717"
        );
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for wrong in ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer AAAA", "Bearer a+b/"] {
            assert!(Token::from_authorization(wrong).is_err(), "{wrong}");
        }
        for wrong in ["", "a5", &"g".repeat(64), &"é".repeat(32)] {
            assert!(wrong.parse::<TokenHash>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let token = Token::from_random_bytes([7; 32]);
        let shown = format!("{token:?} {:?}", token.hash());
        assert!(!shown.contains(&*token.reveal()) && !shown.contains(&token.hash().to_string()), "{shown}");
    }
}
