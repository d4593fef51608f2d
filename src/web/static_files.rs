//! What the pages load: the style sheet, the typeface, the sign. Part of the program, so that no
//! request ever leaves for another host.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

/// Pages ask for the style sheet with its version, so a browser may keep a file for long.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=604800");

/// The looks that all web pages of Welkom share.
const STYLE: &str = include_str!("static/welkom.css");

/// The files of one program: what all have, and a style sheet with its own parts added.
pub struct StaticFiles {
    style: String,
    version: String,
}

macro_rules! file {
    ($kind:literal, $path:literal) => {
        ($kind, include_bytes!(concat!("static/", $path)).as_slice())
    };
}

impl StaticFiles {
    /// With a program's own styles after the shared ones.
    pub fn new(own_style: &str) -> Self {
        let style = format!("{STYLE}{own_style}");
        let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(&style).into();
        Self { style, version: format!("{:08x}", u32::from_be_bytes([a, b, c, d])) }
    }

    /// Changes when the style sheet does.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// One of the files.
    pub fn answer(&self, name: &str) -> Option<Response> {
        let (kind, bytes) = match name {
            "welkom.css" => {
                let style = self.style.clone();
                return Some(with_headers("text/css; charset=utf-8", style.into_response()));
            }
            "door.svg" => file!("image/svg+xml", "door.svg"),
            "regular.woff2" => file!("font/woff2", "fonts/atkinson-hyperlegible-next-latin-400-normal.woff2"),
            "bold.woff2" => file!("font/woff2", "fonts/atkinson-hyperlegible-next-latin-700-normal.woff2"),
            "fonts-licence.txt" => file!("text/plain; charset=utf-8", "fonts/OFL.txt"),
            _ => return None,
        };
        Some(with_headers(kind, bytes.into_response()))
    }
}

fn with_headers(kind: &'static str, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, KEPT);
    response
}
