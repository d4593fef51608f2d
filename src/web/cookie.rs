//! Secrets that a browser keeps in cookies: of a log-in session, and of the browser itself. The database has
//! their hashes; the token against forged forms follows from the session's.

use crate::random;
use axum::http::{HeaderMap, header};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A session ends after a working day, whatever happens.
pub const SESSION_LASTS_MS: i64 = 12 * 3_600_000;

/// A session ends when it was not used for two hours.
pub const SESSION_IDLE_MS: i64 = 2 * 3_600_000;

/// A browser is known for a year after somebody last logged in with it.
pub const DEVICE_LASTS_MS: i64 = 365 * 24 * 3_600_000;

/// A random secret in a cookie.
pub struct CookieSecret(Zeroizing<[u8; 32]>);

impl CookieSecret {
    /// A new one.
    pub fn generate() -> Result<Self, getrandom::Error> {
        random::bytes().map(|bytes| Self(Zeroizing::new(bytes)))
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

    /// What every form of this session carries. It follows from the secret by a hash, so it needs no place
    /// of its own, and does not give the secret away.
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

/// One cookie of a program. Without TLS (the demo, tests) it has no `__Host-` before its name: browsers take
/// that only with `Secure`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cookie {
    name: &'static str,
    is_secure: bool,
    lasts_ms: i64,
}

impl Cookie {
    /// The cookie of a log-in session.
    pub const fn session(name: &'static str, is_secure: bool) -> Self {
        Self { name, is_secure, lasts_ms: SESSION_LASTS_MS }
    }

    /// The cookie by which a browser is known that somebody has logged in with before (see
    /// [`crate::throttle::log_in`]).
    pub const fn device(name: &'static str, is_secure: bool) -> Self {
        Self { name, is_secure, lasts_ms: DEVICE_LASTS_MS }
    }

    /// Its name. `__Host-` (RFC 6265bis §4.1.3.2) lets no other host or path set it.
    pub fn name(self) -> String {
        let prefix = if self.is_secure { "__Host-" } else { "" };
        format!("{prefix}{}", self.name)
    }

    /// The secret that a request carries.
    pub fn read(self, headers: &HeaderMap) -> Option<CookieSecret> {
        let name = self.name();
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(found, _)| *found == name)
            .and_then(|(_, value)| CookieSecret::from_cookie(value))
    }

    /// The `Set-Cookie` header that puts it (or, without a secret, takes it away).
    pub fn set(self, secret: Option<&CookieSecret>) -> String {
        let name = self.name();
        let secure = if self.is_secure { "; Secure" } else { "" };
        let (value, age_s) = match secret {
            Some(secret) => (secret.cookie_value().to_string(), self.lasts_ms / 1000),
            None => (String::new(), 0),
        };
        format!("{name}={value}; Path=/; Max-Age={age_s}; HttpOnly; SameSite=Strict{secure}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_bound_to_host_and_site() {
        let secret = CookieSecret::from_cookie(&URL_SAFE_NO_PAD.encode([1; 32])).expect("32 bytes");
        let set = Cookie::session("welkom", true).set(Some(&secret));
        assert!(set.starts_with("__Host-welkom="), "{set}");
        assert!(set.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure"), "{set}");
        assert!(!Cookie::session("welkom", false).set(None).contains("Secure"));
    }

    #[test]
    fn a_secret_is_found_under_its_whole_name() {
        let cookie = Cookie::device("known", true);
        let secret = CookieSecret::generate().expect("random");
        let headers =
            |text: String| HeaderMap::from_iter([(header::COOKIE, text.parse().expect("a header"))]);
        let sent = format!("taal=nl; __Host-known={}", *secret.cookie_value());
        assert_eq!(cookie.read(&headers(sent)).expect("there").sha256(), secret.sha256());
        assert!(cookie.read(&headers(format!("known={}", *secret.cookie_value()))).is_none());
        assert!(cookie.read(&headers("__Host-known=short".to_owned())).is_none());
    }

    #[test]
    fn a_form_of_another_session_does_not_match() {
        let one = CookieSecret::generate().expect("random");
        let other = CookieSecret::generate().expect("random");
        assert!(one.matches_form(&one.form_token()));
        assert!(!one.matches_form(&other.form_token()));
        assert!(!one.matches_form(""));
        assert_ne!(one.form_token(), *one.cookie_value());
    }
}
