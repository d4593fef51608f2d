//! From where somebody asks, for counting attempts and for nothing else.

use crate::app::App;
use axum::{
    extract::ConnectInfo,
    http::{Extensions, HeaderMap},
};
use std::net::SocketAddr;

/// The caller's address: the connection's, or behind a TLS proxy the last one the proxy added. What
/// stands before it in the header was written by the caller.
pub fn caller_address(app: &App, headers: &HeaderMap, extensions: &Extensions) -> String {
    let forwarded = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.rsplit(',').next())
        .map(|value| value.trim().to_owned());
    match forwarded {
        Some(address) if app.behind_tls() => address,
        _ => extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|ConnectInfo(address)| address.ip().to_string())
            .unwrap_or_default(),
    }
}
