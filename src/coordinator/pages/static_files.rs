//! What the pages load: the style sheet, the typeface, the sign. Part of the program, so that no
//! request ever leaves for another host.

use crate::error::PageError;
use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// Pages ask for the style sheet with [`version`], so a browser may keep a file for long.
const KEPT: HeaderValue = HeaderValue::from_static("public, max-age=604800");

const STYLE_SHEET: &[u8] = include_bytes!("../static/welkom.css");

/// Changes when the style sheet does.
pub fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let [a, b, c, d, ..]: [u8; 32] = Sha256::digest(STYLE_SHEET).into();
        format!("{:08x}", u32::from_be_bytes([a, b, c, d]))
    });
    &VERSION
}

macro_rules! file {
    ($kind:literal, $path:literal) => {
        ($kind, include_bytes!(concat!("../static/", $path)).as_slice())
    };
}

/// One of the files.
pub async fn serve(Path(name): Path<String>) -> Result<Response, PageError> {
    let (kind, bytes) = match name.as_str() {
        "welkom.css" => ("text/css; charset=utf-8", STYLE_SHEET),
        "door.svg" => file!("image/svg+xml", "door.svg"),
        "regular.woff2" => file!("font/woff2", "fonts/atkinson-hyperlegible-next-latin-400-normal.woff2"),
        "bold.woff2" => file!("font/woff2", "fonts/atkinson-hyperlegible-next-latin-700-normal.woff2"),
        "fonts-licence.txt" => file!("text/plain; charset=utf-8", "fonts/OFL.txt"),
        _ => return Err(PageError::NotFound),
    };
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (header::CACHE_CONTROL, KEPT)];
    Ok((headers, bytes).into_response())
}
