//! Somebody logs in. The attempt is counted before the password is looked at.

use crate::{
    accounts::password,
    app::App,
    clock::seconds_until,
    error::PageError,
    guards::caller_address,
    pages::log_in,
    store::{NewSession, StoreError},
};
use axum::{
    Extension, Form,
    extract::{State, rejection::FormRejection},
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, header},
    response::{AppendHeaders, Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use welkom_web::{
    cookie::{CookieSecret, SESSION_LASTS_MS},
    forms::own_page,
    language::Language,
    throttle::{self, Verdict},
};
use zeroize::Zeroizing;

#[derive(Deserialize)]
pub struct Asked {
    name: String,
    password: Zeroizing<String>,
    #[serde(default)]
    next: String,
}

pub async fn log_in(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    headers: HeaderMap,
    extensions: Extensions,
    form: Result<Form<Asked>, FormRejection>,
) -> Result<Response, PageError> {
    let Ok(Form(asked)) = form else { return Err(PageError::Malformed) };
    let now = app.now();
    let device = app.device_cookie().read(&headers);
    let address = caller_address(&app, &headers, &extensions);
    let (name, device_sha256) = (asked.name.clone(), device.as_ref().map(CookieSecret::sha256));
    let is_known = app
        .with_store(move |store| {
            device_sha256.map_or(Ok(false), |device| store.knows_device(&device, &name, now))
        })
        .await?;
    let counting = throttle::log_in(&asked.name, &address, device.as_ref().filter(|_| is_known));
    let attempts = counting.attempts.clone();
    let verdict = app.with_store(move |store| store.count_attempt(&attempts, now)).await?;
    if let Verdict::Wait(until) = verdict {
        let wait_s = seconds_until(until, now);
        let page = log_in::page(
            language,
            &asked.next,
            &asked.name,
            Some(log_in::Refused::Wait { seconds: wait_s }),
        )?;
        let retry = [(header::RETRY_AFTER, HeaderValue::from(wait_s))];
        return Ok((StatusCode::TOO_MANY_REQUESTS, retry, Html(page)).into_response());
    }

    let name = asked.name.clone();
    let found = app.with_store(move |store| store.account_named(&name)).await?;
    let hash = found.as_ref().map(|account| account.password_hash.clone());
    let typed = asked.password;
    let right = app.compare(move || password::is_right(&typed, hash.as_deref())).await;
    let Some(found) = found.filter(|_| right) else {
        let page = log_in::page(language, &asked.next, &asked.name, Some(log_in::Refused::Wrong))?;
        return Ok((StatusCode::FORBIDDEN, Html(page)).into_response());
    };

    let random = || CookieSecret::generate().map_err(StoreError::failed("make a session"));
    let token = random()?;
    let device = device.map_or_else(random, Ok)?;
    let session = NewSession {
        token_sha256: token.sha256(),
        account: found.id,
        expires: now.plus_ms(SESSION_LASTS_MS),
    };
    let device_sha256 = device.sha256();
    app.with_store(move |store| {
        store.forgive_attempt(&counting.cleared, counting.eased.as_ref())?;
        store.remember_device(&device_sha256, found.id, now)?;
        store.begin_session(&session, now)
    })
    .await?;
    let cookies = AppendHeaders([
        (header::SET_COOKIE, app.session_cookie().set(Some(&token))),
        (header::SET_COOKIE, app.device_cookie().set(Some(&device))),
    ]);
    Ok((cookies, Redirect::to(own_page(&asked.next))).into_response())
}
