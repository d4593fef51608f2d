//! Only somebody who is logged in may pass, and only forms that our own pages made.

use crate::{
    accounts::session::{self, SessionToken},
    app::App,
    error::PageError,
    store::Session,
};
use axum::{
    Form,
    body::{Body, to_bytes},
    extract::{FromRequest, Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use std::sync::Arc;

/// The largest form, in bytes; ours are far smaller.
const FORM_LIMIT_BYTES: usize = 16 * 1024;

/// Who is logged in; in the extensions of every request that passed.
#[derive(Clone)]
pub struct LoggedIn {
    /// The account.
    pub session: Session,
    /// The session's secret, to log out with and to make forms.
    pub token: Arc<SessionToken>,
}

#[derive(Deserialize)]
struct FormToken {
    #[serde(default)]
    form_token: String,
}

/// Lets a request pass that has a session; a form must carry the session's token as well. Others are
/// sent to the log-in page, and back afterwards if they were looking at something.
pub async fn logged_in(State(app): State<App>, request: Request, next: Next) -> Result<Response, PageError> {
    let Some(token) = session_token(&app, request.headers()) else { return Ok(to_log_in(&request)) };
    let (hash, now) = (token.sha256(), app.now());
    let session = app.with_store(move |store| store.session(&hash, session::IDLE_MS, now)).await?;
    let Some(session) = session else { return Ok(to_log_in(&request)) };
    let mut request =
        if request.method() == Method::POST { check_form(request, &token).await? } else { request };
    request.extensions_mut().insert(LoggedIn { session, token: Arc::new(token) });
    Ok(next.run(request).await)
}

/// Refuses forms that a page of another site sends: for the log-in form, which has no session yet.
pub async fn same_site(request: Request, next: Next) -> Result<Response, PageError> {
    let from = request.headers().get("sec-fetch-site").and_then(|value| value.to_str().ok());
    let foreign = from.is_some_and(|site| site != "same-origin" && site != "none");
    if request.method() == Method::POST && foreign {
        Err(PageError::ForeignForm)
    } else {
        Ok(next.run(request).await)
    }
}

fn session_token(app: &App, headers: &HeaderMap) -> Option<SessionToken> {
    let name = session::cookie_name(app.behind_tls());
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .and_then(|(_, value)| SessionToken::from_cookie(value))
}

/// Reads the form's token and gives the request back with its body.
async fn check_form(request: Request, token: &SessionToken) -> Result<Request, PageError> {
    let (parts, body) = request.into_parts();
    let bytes = to_bytes(body, FORM_LIMIT_BYTES).await.map_err(|_| PageError::Malformed)?;
    let copy = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    let Form(form) = Form::<FormToken>::from_request(copy, &()).await.map_err(|_| PageError::Malformed)?;
    if token.matches_form(&form.form_token) {
        Ok(Request::from_parts(parts, Body::from(bytes)))
    } else {
        Err(PageError::ForeignForm)
    }
}

fn to_log_in(request: &Request) -> Response {
    let asked = request.uri().path_and_query().map_or("/", |asked| asked.as_str());
    let target = if request.method() == Method::GET && asked != "/" {
        format!("/log-in?next={}", crate::pages::encoded(asked))
    } else {
        "/log-in".to_owned()
    };
    Redirect::to(&target).into_response()
}
