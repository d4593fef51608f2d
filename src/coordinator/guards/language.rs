//! In which language a page speaks: what was asked for last, else what the browser prefers, else Dutch.

use crate::{
    error::PageProblem,
    pages::{self, texts::Language},
};
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// The part of an address that switches the language; the choice is kept in a cookie of that name.
pub const PARAMETER: &str = "taal";

const KEPT_S: u32 = 365 * 24 * 3600;

/// Puts the [`Language`] into the request's extensions, keeps a choice, and writes the page of an
/// error that has none yet.
pub async fn language(mut request: Request, next: Next) -> Response {
    let asked = request.uri().query().and_then(|query| {
        query.split('&').filter_map(|pair| pair.split_once('=')).find(|(name, _)| *name == PARAMETER)
    });
    let chosen = asked.and_then(|(_, code)| Language::from_code(code));
    let language = chosen
        .or_else(|| from_cookie(request.headers()))
        .or_else(|| from_browser(request.headers()))
        .unwrap_or_default();
    request.extensions_mut().insert(language);
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions().get::<PageProblem>().copied() {
        let status = response.status();
        response = (status, pages::problem(language, problem)).into_response();
    }
    if let Some(chosen) = chosen {
        let cookie = format!("{PARAMETER}={}; Path=/; Max-Age={KEPT_S}; SameSite=Lax", chosen.code());
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
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
