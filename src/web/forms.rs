//! Forms: only those that our own pages made, and only to pages of our own.

use axum::{
    Form,
    body::{Body, to_bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, Method, header},
};
use serde::Deserialize;
use thiserror::Error;

use crate::cookie::CookieSecret;

/// The largest form, in bytes; ours are far smaller.
pub const FORM_LIMIT_BYTES: usize = 16 * 1024;

/// Why a form is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FormProblem {
    /// Not made for this session, or sent by another site.
    #[error("the form was not made for this session")]
    Foreign,
    /// Nothing that a page of ours makes.
    #[error("the request is not one that a page makes")]
    Malformed,
}

#[derive(Deserialize)]
struct FormToken {
    #[serde(default)]
    form_token: String,
}

/// Whether a page of another site sends this form. Browsers say so in `Sec-Fetch-Site`; those that do not
/// know it yet send `Origin`, which must then be this host. What sends neither is no browser, and has no
/// cookie to be misused.
pub fn is_foreign(method: &Method, headers: &HeaderMap) -> bool {
    if *method == Method::GET || *method == Method::HEAD {
        return false;
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some(site), _) => site != "same-origin" && site != "none",
        (None, Some(origin)) => {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            authority.is_none() || authority != text(header::HOST.as_str())
        }
        (None, None) => false,
    }
}

/// Reads the form's token and gives the request back with its body.
pub async fn check(request: Request, session: &CookieSecret) -> Result<Request, FormProblem> {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, FORM_LIMIT_BYTES).await.map_err(|_| FormProblem::Malformed)?;
    let copy = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    let form = Form::<FormToken>::from_request(copy, &()).await;
    let Form(form) = form.map_err(|_| FormProblem::Malformed)?;
    if session.matches_form(&form.form_token) {
        Ok(Request::from_parts(parts, Body::from(bytes)))
    } else {
        Err(FormProblem::Foreign)
    }
}

/// The log-in page for somebody who has no session: they come back to what they were looking at.
pub fn log_in_path(request: &Request) -> String {
    let asked = request.uri().path_and_query().map_or("/", |asked| asked.as_str());
    if request.method() == Method::GET && asked != "/" {
        format!("/log-in?next={}", encoded(asked))
    } else {
        "/log-in".to_owned()
    }
}

/// Where to go after logging in: only to a page of ours, whatever the address says.
pub fn own_page(next: &str) -> &str {
    let is_path = next.starts_with('/') && !next.starts_with("//");
    let is_plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_path && is_plain { next } else { "/" }
}

/// A text as part of a query (RFC 3986 §2.1).
pub fn encoded(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .flat_map(|byte| match (is_plain(byte), [byte >> 4, byte & 15]) {
            (true, _) => vec![char::from(byte)],
            (false, digits) => {
                let hexadecimal = |digit: u8| char::from(b"0123456789ABCDEF"[usize::from(digit)]);
                vec!['%', hexadecimal(digits[0]), hexadecimal(digits[1])]
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(own_page("/kiosks?code=BCDF-2345"), "/kiosks?code=BCDF-2345");
        for elsewhere in
            ["", "https://example.org", "//example.org", "/\\example.org", "/\texample", "kiosks", "/a\r\nb"]
        {
            assert_eq!(own_page(elsewhere), "/", "{elsewhere}");
        }
    }

    #[test]
    fn a_query_stays_in_its_place() {
        assert_eq!(encoded("/kiosks?code=BCDF-2345&é"), "%2Fkiosks%3Fcode%3DBCDF-2345%26%C3%A9");
    }

    #[test]
    fn a_form_of_another_origin_is_foreign() {
        let headers = |pairs: &[(&'static str, &str)]| {
            pairs
                .iter()
                .map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")))
                .collect()
        };
        let is = |pairs: &[(&'static str, &str)]| is_foreign(&Method::POST, &headers(pairs));
        for site in ["cross-site", "same-site"] {
            assert!(is(&[("sec-fetch-site", site)]), "{site}");
        }
        assert!(!is(&[("sec-fetch-site", "same-origin")]) && !is(&[("sec-fetch-site", "none")]) && !is(&[]));
        for origin in ["https://example.org", "null", "https://welkom.local.example.org"] {
            assert!(is(&[("origin", origin), ("host", "welkom.local")]), "{origin}");
        }
        assert!(!is(&[("origin", "https://welkom.local"), ("host", "welkom.local")]));
        assert!(!is_foreign(&Method::GET, &headers(&[("sec-fetch-site", "cross-site")])));
    }
}
