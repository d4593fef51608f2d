//! Log-in sessions: a random token in a cookie, its hash in the database, and a token against forged
//! forms that follows from it.

use super::random_bytes;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A session ends after a working day, whatever happens.
pub const LASTS_MS: i64 = 12 * 3_600_000;

/// A session ends when it was not used for two hours.
pub const IDLE_MS: i64 = 2 * 3_600_000;

/// The secret of one session.
pub struct SessionToken(Zeroizing<[u8; 32]>);

impl SessionToken {
    /// A new one.
    pub fn generate() -> Result<Self, getrandom::Error> {
        random_bytes().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// Reads the value of the cookie.
    pub fn from_cookie(value: &str) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(value).ok()?);
        Some(Self(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }

    /// The value of the cookie.
    pub fn cookie_value(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(*self.0))
    }

    /// What the database keeps.
    pub fn sha256(&self) -> [u8; 32] {
        Sha256::digest(*self.0).into()
    }

    /// What every form of this session carries. It follows from the token by a hash, so it needs no
    /// place of its own, and does not give the token away.
    pub fn form_token(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(b"form");
        hash.update(*self.0);
        URL_SAFE_NO_PAD.encode(hash.finalize())
    }

    /// Whether a form was made for this session.
    pub fn matches_form(&self, sent: &str) -> bool {
        self.form_token().as_bytes().ct_eq(sent.as_bytes()).into()
    }
}

/// The name of the cookie. `__Host-` (RFC 6265bis §4.1.3.2) lets no other host or path set it, but
/// browsers take it only over TLS.
pub fn cookie_name(behind_tls: bool) -> &'static str {
    if behind_tls { "__Host-welkom" } else { "welkom" }
}

/// The `Set-Cookie` header that begins a session (or, without a token, ends it).
pub fn set_cookie(token: Option<&SessionToken>, behind_tls: bool) -> String {
    let name = cookie_name(behind_tls);
    let secure = if behind_tls { "; Secure" } else { "" };
    let (value, age_s) = match token {
        Some(token) => (token.cookie_value().to_string(), LASTS_MS / 1000),
        None => (String::new(), 0),
    };
    format!("{name}={value}; Path=/; Max-Age={age_s}; HttpOnly; SameSite=Strict{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_bound_to_host_and_site() {
        let token = SessionToken::from_cookie(&URL_SAFE_NO_PAD.encode([1; 32])).expect("32 bytes");
        let secure = set_cookie(Some(&token), true);
        assert!(secure.starts_with("__Host-welkom="), "{secure}");
        assert!(secure.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure"), "{secure}");
        assert!(!set_cookie(None, false).contains("Secure"));
    }

    #[test]
    fn a_form_of_another_session_does_not_match() {
        let one = SessionToken::generate().expect("random");
        let other = SessionToken::generate().expect("random");
        assert!(one.matches_form(&one.form_token()));
        assert!(!one.matches_form(&other.form_token()));
        assert!(!one.matches_form(""));
        assert_ne!(one.form_token(), *one.cookie_value());
        assert!(SessionToken::from_cookie("short").is_none());
    }
}
