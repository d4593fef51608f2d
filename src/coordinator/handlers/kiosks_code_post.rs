//! Somebody typed a kiosk's code: shows which centre it would be for, before anything is done.

use crate::{
    accounts,
    app::App,
    clock::{UnixMs, seconds_until},
    error::PageError,
    guards::LoggedIn,
    pages::kiosks,
    store::{Store, StoreResult},
};
use axum::{
    Extension, Form,
    extract::State,
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use serde::Deserialize;
use welkom_web::{
    language::Language,
    throttle::{self, Attempt, Verdict},
};

#[derive(Deserialize)]
pub struct Typed {
    pub code: String,
}

pub async fn look_up_code(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(logged_in): Extension<LoggedIn>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let now = app.now();
    let account = logged_in.session.account.to_string();
    let code = accounts::read_code(&typed.code);
    let found = app
        .with_store(move |store| {
            guess(store, &account, now, |store| match &code {
                Some(code) => store.pending_enrolment(code, now),
                None => Ok(None),
            })
        })
        .await?;
    let (status, notice) = match found {
        Guess::Right(pending) => {
            return Ok(Html(kiosks::confirm_page(language, &logged_in, &pending)?).into_response());
        }
        Guess::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, kiosks::Notice::NoSuchCode),
        Guess::Wait { seconds } => (StatusCode::TOO_MANY_REQUESTS, kiosks::Notice::Wait { seconds }),
    };
    show_again(&app, language, &logged_in, &typed.code, status, notice).await
}

/// What came of trying a code.
pub enum Guess<T> {
    /// Something waits under it.
    Right(T),
    /// Nothing does.
    Wrong,
    /// Too many tries.
    Wait {
        /// In how many seconds the next one may be made.
        seconds: i64,
    },
}

/// Tries a code: counted before, forgiven if it was right.
pub fn guess<T>(
    store: &dyn Store,
    account: &str,
    now: UnixMs,
    attempt: impl FnOnce(&dyn Store) -> StoreResult<Option<T>>,
) -> StoreResult<Guess<T>> {
    let subject = throttle::subject("code", account);
    let counted = Attempt { subject_sha256: subject, rule: throttle::CODE };
    if let Verdict::Wait(until) = store.count_attempt(&[counted], now)? {
        return Ok(Guess::Wait { seconds: seconds_until(until, now) });
    }
    match attempt(store)? {
        Some(found) => {
            store.forgive_attempt(&subject, None)?;
            Ok(Guess::Right(found))
        }
        None => Ok(Guess::Wrong),
    }
}

/// The kiosks page again, with what was typed and what was wrong with it.
pub async fn show_again(
    app: &App,
    language: Language,
    logged_in: &LoggedIn,
    typed: &str,
    status: StatusCode,
    notice: kiosks::Notice,
) -> Result<Response, PageError> {
    let all = app.with_store(|store| store.kiosks()).await?;
    let page = kiosks::page(language, logged_in, &all, app.now(), typed, Some(notice))?;
    Ok((status, Html(page)).into_response())
}
