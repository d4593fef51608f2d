//! Only somebody who is logged in may pass, and only forms that our own pages made.

use crate::{app::App, error::PageError, store::Session};
use axum::{
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use std::sync::Arc;
use welkom_web::{
    cookie::{CookieSecret, SESSION_IDLE_MS},
    forms,
};

/// Who is logged in; in the extensions of every request that passed.
#[derive(Clone)]
pub struct LoggedIn {
    /// The account.
    pub session: Session,
    /// The session's secret, to log out with and to make forms.
    pub token: Arc<CookieSecret>,
}

/// Lets a request pass that has a session; a form must carry the session's token as well. Others are
/// sent to the log-in page, and back afterwards if they were looking at something.
pub async fn logged_in(State(app): State<App>, request: Request, next: Next) -> Result<Response, PageError> {
    let to_log_in = |request: &Request| Redirect::to(&forms::log_in_path(request)).into_response();
    let Some(token) = app.session_cookie().read(request.headers()) else { return Ok(to_log_in(&request)) };
    let (hash, now) = (token.sha256(), app.now());
    let session = app.with_store(move |store| store.session(&hash, SESSION_IDLE_MS, now)).await?;
    let Some(session) = session else { return Ok(to_log_in(&request)) };
    let mut request =
        if request.method() == Method::POST { forms::check(request, &token).await? } else { request };
    request.extensions_mut().insert(LoggedIn { session, token: Arc::new(token) });
    Ok(next.run(request).await)
}

/// Refuses forms that a page of another site sends: for the log-in form, which has no session yet.
pub async fn same_site(request: Request, next: Next) -> Result<Response, PageError> {
    if forms::is_foreign(request.method(), request.headers()) {
        Err(PageError::ForeignForm)
    } else {
        Ok(next.run(request).await)
    }
}
