//! In which language a page speaks: what was asked for last, else what the browser prefers, else Dutch.

use axum::http::{HeaderMap, HeaderValue, Uri, header};
use chrono::Locale;

/// The part of an address that switches the language; the choice is kept in a cookie of that name.
pub const PARAMETER: &str = "taal";

const KEPT_S: u32 = 365 * 24 * 3600;

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Dutch.
    #[default]
    Dutch,
    /// English.
    English,
}

impl Language {
    /// The language of an ISO 639-1 code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Dutch, Self::English].into_iter().find(|language| language.code() == code)
    }

    /// Its ISO 639-1 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }

    /// The one to switch to.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Dutch => Self::English,
            Self::English => Self::Dutch,
        }
    }

    /// How it writes days and months.
    pub fn locale(self) -> Locale {
        match self {
            Self::Dutch => Locale::nl_NL,
            Self::English => Locale::en_GB,
        }
    }

    /// The language that an address asks for.
    pub fn asked(uri: &Uri) -> Option<Self> {
        let mut pairs = uri.query()?.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(name, _)| *name == PARAMETER).and_then(|(_, code)| Self::from_code(code))
    }

    /// The language kept in the cookie, else the first one the browser prefers that is ours.
    pub fn preferred(headers: &HeaderMap) -> Self {
        from_cookie(headers).or_else(|| from_browser(headers)).unwrap_or_default()
    }

    /// The `Set-Cookie` header that keeps the choice.
    pub fn keep(self) -> Option<HeaderValue> {
        let cookie = format!("{PARAMETER}={}; Path=/; Max-Age={KEPT_S}; SameSite=Lax", self.code());
        HeaderValue::from_str(&cookie).ok()
    }
}

fn from_cookie(headers: &HeaderMap) -> Option<Language> {
    let cookies = headers.get_all(header::COOKIE);
    let mut pairs = cookies.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    pairs.find_map(|pair| Language::from_code(pair.trim().strip_prefix(PARAMETER)?.strip_prefix('=')?))
}

/// The first language of `Accept-Language` that is ours. Browsers send them in order of preference.
fn from_browser(headers: &HeaderMap) -> Option<Language> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    accepted.split(',').find_map(|range| Language::from_code(range.trim().get(..2)?))
}
