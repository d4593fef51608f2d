//! What stands before the pages: who may pass, whether the book is open for them, and in which language.

use crate::{
    app::{App, SESSION},
    error::PageError,
    pages,
    reading::IDLE_MS,
    store::Seen,
};
use axum::{
    extract::{ConnectInfo, Request, State, connect_info::Connected},
    http::{Extensions, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
    serve::IncomingStream,
};
use std::{net::SocketAddr, sync::Arc};
use tokio::net::TcpListener;
use welkom_web::{cookie::CookieSecret, forms};

use crate::tls::TlsListener;

/// From where somebody asks, for counting tries and for nothing else.
#[derive(Clone)]
pub struct Caller(SocketAddr);

impl Connected<IncomingStream<'_, TlsListener>> for Caller {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

impl Connected<IncomingStream<'_, TcpListener>> for Caller {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

impl Caller {
    /// The caller's address without the port.
    pub fn address(extensions: &Extensions) -> String {
        let caller = extensions.get::<ConnectInfo<Self>>();
        caller.map(|ConnectInfo(Self(address))| address.ip().to_string()).unwrap_or_default()
    }
}

/// Who is logged in; in the extensions of every request that passed.
#[derive(Clone)]
pub struct LoggedIn {
    /// The host's name.
    pub name: String,
    /// The session's secret, to log out with and to make forms.
    pub token: Arc<CookieSecret>,
    /// The hash of it, by which the session is known.
    pub key: [u8; 32],
    /// Whether the guest book is open for this session.
    pub is_book_open: bool,
}

/// Lets a request pass that has a session; a form must carry the session's token as well. Others are sent to
/// the log-in page, and back afterwards if they were looking at something.
pub async fn logged_in(State(app): State<App>, request: Request, next: Next) -> Result<Response, PageError> {
    let to_log_in = |request: &Request| Redirect::to(&forms::log_in_path(request)).into_response();
    let Some(token) = SESSION.read(request.headers()) else { return Ok(to_log_in(&request)) };
    let (key, now) = (token.sha256(), app.now());
    let session = app.with_store(move |store| store.session(&key, now, Seen::AsUse)).await?;
    let Some(session) = session else {
        app.with_reading(move |reading| reading.close(&key)).await?;
        return Ok(to_log_in(&request));
    };
    let mut request =
        if request.method() == Method::POST { forms::check(request, &token).await? } else { request };
    let is_book_open = app.with_reading(move |reading| reading.is_open(&key, now)).await?;
    let who = LoggedIn { name: session.name, token: Arc::new(token), key, is_book_open };
    request.extensions_mut().insert(who);
    Ok(next.run(request).await)
}

/// As [`logged_in`], for what a page that stands open asks by itself: neither session nor book is used by it,
/// or both would stay open for as long as somebody leaves the page open. To this, the book is closed.
pub async fn watching(State(app): State<App>, request: Request, next: Next) -> Result<Response, PageError> {
    let to_log_in = || Redirect::to("/log-in").into_response();
    let Some(token) = SESSION.read(request.headers()) else { return Ok(to_log_in()) };
    let (key, now) = (token.sha256(), app.now());
    let session = app.with_store(move |store| store.session(&key, now, Seen::ByItself)).await?;
    let Some(session) = session else { return Ok(to_log_in()) };
    let who = LoggedIn { name: session.name, token: Arc::new(token), key, is_book_open: false };
    let mut request = request;
    request.extensions_mut().insert(who);
    Ok(next.run(request).await)
}

/// Lets a request pass for which the book is open; behind [`logged_in`]. Others are sent to open it.
pub async fn book_open(request: Request, next: Next) -> Result<Response, PageError> {
    match request.extensions().get::<LoggedIn>() {
        Some(who) if who.is_book_open => {
            let is_page = request.method() == Method::GET;
            let mut response = next.run(request).await;
            if is_page {
                // When the book is closed for whoever went away, the screen shows names no more either.
                let target = format!("{}; url=/today", IDLE_MS / 1000);
                if let Ok(target) = HeaderValue::try_from(target) {
                    response.headers_mut().insert(header::REFRESH, target);
                }
            }
            Ok(response)
        }
        _ => Err(PageError::BookClosed),
    }
}

/// Refuses forms that a page of another site sends.
pub async fn same_site(request: Request, next: Next) -> Result<Response, PageError> {
    if forms::is_foreign(request.method(), request.headers()) {
        Err(PageError::ForeignForm)
    } else {
        Ok(next.run(request).await)
    }
}

/// In which language a page answers: see [`welkom_web::language::speak`].
pub async fn language(request: Request, next: Next) -> Response {
    welkom_web::language::speak(request, next, pages::problem).await
}
