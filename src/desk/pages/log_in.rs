//! Logging in and out. A try is counted before the password is looked at.

use super::{Frame, Notice, Texts};
use crate::{
    app::{App, DEVICE, SESSION},
    error::PageError,
    guards::{Caller, LoggedIn},
    store::NewSession,
};
use askama::Template;
use axum::{
    Extension, Form,
    extract::{Query, State, rejection::FormRejection},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, header},
    response::{AppendHeaders, Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use welkom_web::{
    clock::seconds_until,
    cookie::{CookieSecret, SESSION_LASTS_MS},
    forms::{encoded, own_page},
    language::Language,
    password,
    phrases::wait,
    throttle::{self, Counting, Verdict},
};
use zeroize::Zeroizing;

#[derive(Template)]
#[template(path = "log_in.html")]
struct LogInPage {
    frame: Frame,
    next: String,
    name: String,
}

fn page(language: Language, next: &str, name: &str, notice: Option<Notice>) -> Result<String, PageError> {
    let mut frame = Frame::new(language, Texts::of(language).log_in_title, "log-in", None).saying(notice);
    if !next.is_empty() {
        frame.other_language = format!("{}&next={}", frame.other_language, encoded(next));
    }
    Ok(LogInPage { frame, next: next.to_owned(), name: name.to_owned() }.render()?)
}

#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

pub async fn show(
    Extension(language): Extension<Language>,
    Query(asked): Query<Next>,
) -> Result<Html<String>, PageError> {
    page(language, &asked.next, "", None).map(Html)
}

#[derive(Deserialize)]
pub struct Typed {
    name: String,
    password: Zeroizing<String>,
    #[serde(default)]
    next: String,
}

/// Counts a try of an account's password before the password is looked at; or says for how many seconds there
/// is none.
pub(super) async fn count(
    app: &App,
    name: &str,
    (headers, extensions): (&HeaderMap, &Extensions),
) -> Result<Result<Counting, i64>, PageError> {
    let (now, device) = (app.now(), DEVICE.read(headers));
    let (account, device_sha256) = (name.to_owned(), device.as_ref().map(CookieSecret::sha256));
    let is_known = app
        .with_store(move |store| device_sha256.map_or(Ok(false), |it| store.knows_device(&it, &account, now)))
        .await?;
    let known = device.as_ref().filter(|_| is_known);
    let counting = throttle::log_in(name, &Caller::address(extensions), known);
    let attempts = counting.attempts.clone();
    Ok(match app.with_store(move |store| store.count(&attempts, now)).await? {
        Verdict::GoOn => Ok(counting),
        Verdict::Wait(until) => Err(seconds_until(until, now)),
    })
}

pub async fn log_in(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    headers: HeaderMap,
    extensions: Extensions,
    form: Result<Form<Typed>, FormRejection>,
) -> Result<Response, PageError> {
    let Ok(Form(typed)) = form else { return Err(PageError::Malformed) };
    let (now, texts) = (app.now(), Texts::of(language));
    let counting = match count(&app, &typed.name, (&headers, &extensions)).await? {
        Ok(counting) => counting,
        Err(seconds) => {
            let notice = Notice::problem(format!("{} {}.", texts.log_in_wait, wait(language, seconds)));
            let page = page(language, &typed.next, &typed.name, Some(notice))?;
            let retry = [(header::RETRY_AFTER, HeaderValue::from(seconds))];
            return Ok((StatusCode::TOO_MANY_REQUESTS, retry, Html(page)).into_response());
        }
    };

    let name = typed.name.clone();
    let found = app.with_store(move |store| store.host(&name)).await?;
    let hash = found.as_ref().map(|host| host.password_hash.clone());
    let secret = typed.password;
    let is_right = app.try_password(move |_| password::is_right(&secret, hash.as_deref())).await?;
    let Some(host) = found.filter(|_| is_right) else {
        let page = page(language, &typed.next, &typed.name, Some(Notice::problem(texts.log_in_wrong)))?;
        return Ok((StatusCode::FORBIDDEN, Html(page)).into_response());
    };

    let random = || CookieSecret::generate().map_err(|_| PageError::Random);
    let (token, device) = (random()?, DEVICE.read(&headers).map_or_else(random, Ok)?);
    let session =
        NewSession { token_sha256: token.sha256(), host: host.id, expires: now.plus_ms(SESSION_LASTS_MS) };
    let device_sha256 = device.sha256();
    let begun = app
        .with_store(move |store| {
            if !store.begin_session(&session, &host.password_hash, now)? {
                return Ok(false);
            }
            store.forgive(&counting)?;
            store.remember_device(&device_sha256, session.host, now)?;
            Ok(true)
        })
        .await?;
    if !begun {
        let page = page(language, &typed.next, &typed.name, Some(Notice::problem(texts.log_in_wrong)))?;
        return Ok((StatusCode::FORBIDDEN, Html(page)).into_response());
    }
    tracing::debug!("a host logged in");
    let cookies = AppendHeaders([
        (header::SET_COOKIE, SESSION.set(Some(&token))),
        (header::SET_COOKIE, DEVICE.set(Some(&device))),
    ]);
    Ok((cookies, Redirect::to(own_page(&typed.next))).into_response())
}

pub async fn log_out(
    State(app): State<App>,
    Extension(who): Extension<LoggedIn>,
) -> Result<impl IntoResponse, PageError> {
    app.with_reading(move |reading| reading.close(&who.key)).await?;
    app.with_store(move |store| store.end_session(&who.key)).await?;
    Ok(([(header::SET_COOKIE, SESSION.set(None))], Redirect::to("/log-in")))
}
