//! What the pages load: the style sheet, the typeface, the sign, a script where a page has one. Part of the program, so that no
//! request ever leaves for another host.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

/// Pages ask for style sheet and scripts with their version, so a browser may keep a file for long.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=604800");

/// The looks that all web pages of Welkom share.
const STYLE: &str = include_str!("static/welkom.css");

/// The files of one program: what all have, a style sheet with its own parts added, its own scripts.
pub struct StaticFiles {
    style: String,
    scripts: &'static [(&'static str, &'static str)],
    version: String,
}

macro_rules! file {
    ($kind:literal, $path:literal) => {
        ($kind, include_bytes!(concat!("static/", $path)).as_slice())
    };
}

impl StaticFiles {
    /// With a program's own styles after the shared ones, and its scripts: name and text.
    pub fn new(own_style: &str, scripts: &'static [(&'static str, &'static str)]) -> Self {
        let style = format!("{STYLE}{own_style}");
        let mut hash = Sha256::new_with_prefix(&style);
        for (_, text) in scripts {
            hash.update(text);
        }
        let [a, b, c, d, ..]: [u8; 32] = hash.finalize().into();
        Self { style, scripts, version: format!("{:08x}", u32::from_be_bytes([a, b, c, d])) }
    }

    /// Changes when the style sheet or a script does.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// One of the files.
    pub fn answer(&self, name: &str) -> Option<Response> {
        if let Some((_, text)) = self.scripts.iter().find(|(it, _)| *it == name) {
            return Some(with_headers("text/javascript; charset=utf-8", text.into_response()));
        }
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
