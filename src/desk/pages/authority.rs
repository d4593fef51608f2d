//! The certificate of the centre's authority, how to install it, and with what to compare it. On the plain
//! port too: a device that does not trust the authority yet can open nothing else.

use super::{Frame, Texts, qr};
use crate::{app::App, error::PageError};
use askama::Template;
use axum::{
    Extension,
    extract::State,
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use welkom_web::language::Language;

#[derive(Template)]
#[template(path = "authority.html")]
struct AuthorityPage {
    frame: Frame,
    host: String,
    /// In lines of eight pairs, as people compare them.
    fingerprint: Vec<String>,
    desk: String,
    install: String,
    drawing: String,
}

pub async fn show(
    State(app): State<App>,
    Extension(language): Extension<Language>,
) -> Result<Html<String>, PageError> {
    let parts = app.parts();
    let install = parts.addresses.install.clone().unwrap_or_default();
    let page = AuthorityPage {
        frame: Frame::new(language, Texts::of(language).authority_title, "authority", None),
        host: parts.authority.host().to_owned(),
        fingerprint: lines(&parts.authority.fingerprint()),
        desk: parts.addresses.desk.clone(),
        drawing: if install.is_empty() { String::new() } else { qr(&install).unwrap_or_default() },
        install,
    };
    Ok(Html(page.render()?))
}

fn lines(fingerprint: &str) -> Vec<String> {
    let pairs: Vec<&str> = fingerprint.split(':').collect();
    pairs.chunks(8).map(|line| line.join(":")).collect()
}

/// The type that phones and browsers offer to install (RFC 2585 §3).
pub async fn download(State(app): State<App>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/x-x509-ca-cert")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"welkom-balie.crt\"")),
    ];
    (headers, app.parts().authority.certificate().to_vec()).into_response()
}
