//! In which language a page speaks: what was asked for last, else what the browser prefers, else Dutch.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Uri, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
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

/// A layer around pages: puts the [`Language`] into the request's extensions, keeps a choice, and writes the page
/// of an error `P` that is in the response's extensions and has none yet.
pub async fn speak<P: Copy + Send + Sync + 'static>(
    mut request: Request,
    next: Next,
    page_of: fn(Language, P) -> Html<String>,
) -> Response {
    let chosen = Language::asked(request.uri());
    let language = chosen.unwrap_or_else(|| Language::preferred(request.headers()));
    request.extensions_mut().insert(language);
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions().get::<P>().copied() {
        let status = response.status();
        response = (status, page_of(language, problem)).into_response();
    }
    if let Some(cookie) = chosen.and_then(Language::keep) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
