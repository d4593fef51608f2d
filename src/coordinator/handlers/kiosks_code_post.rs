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
    match guess(&app, &logged_in, &typed, |store, code, now| store.pending_enrolment(code, now)).await? {
        Ok(pending) => Ok(Html(kiosks::confirm_page(language, &logged_in, &pending)?).into_response()),
        Err(not_found) => {
            show_again(&app, language, &logged_in, &typed, not_found.status(), not_found.notice()).await
        }
    }
}

/// Why nothing waits under a code that was typed.
pub enum NotFound {
    /// It is wrong, used or expired.
    Wrong,
    /// Too many tries.
    Wait {
        /// In how many seconds the next one may be made.
        seconds: i64,
    },
}

impl NotFound {
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Wrong => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Wait { .. } => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    pub fn notice(&self) -> kiosks::Notice {
        match *self {
            Self::Wrong => kiosks::Notice::NoSuchCode,
            Self::Wait { seconds } => kiosks::Notice::Wait { seconds },
        }
    }
}

/// Does something with the kiosk that waits under the typed code. Every try is counted before, and forgiven
/// if `attempt` found a kiosk.
pub async fn guess<T: Send + 'static>(
    app: &App,
    logged_in: &LoggedIn,
    typed: &Typed,
    attempt: impl FnOnce(&dyn Store, &str, UnixMs) -> StoreResult<Option<T>> + Send + 'static,
) -> Result<Result<T, NotFound>, PageError> {
    let now = app.now();
    let subject = throttle::subject("code", &logged_in.session.account.to_string());
    let code = accounts::read_code(&typed.code);
    let found = app
        .with_store(move |store| {
            let counted = Attempt { subject_sha256: subject, rule: throttle::CODE };
            if let Verdict::Wait(until) = store.count_attempt(&[counted], now)? {
                return Ok(Err(NotFound::Wait { seconds: seconds_until(until, now) }));
            }
            let Some(code) = code else { return Ok(Err(NotFound::Wrong)) };
            match attempt(store, &code, now)? {
                Some(found) => {
                    store.forgive_attempt(&subject, None)?;
                    Ok(Ok(found))
                }
                None => Ok(Err(NotFound::Wrong)),
            }
        })
        .await?;
    Ok(found)
}

/// The kiosks page again, with what was typed and what was wrong with it.
pub async fn show_again(
    app: &App,
    language: Language,
    logged_in: &LoggedIn,
    typed: &Typed,
    status: StatusCode,
    notice: kiosks::Notice,
) -> Result<Response, PageError> {
    let all = app.with_store(|store| store.kiosks()).await?;
    let page = kiosks::page(language, logged_in, &all, app.now(), &typed.code, Some(notice))?;
    Ok((status, Html(page)).into_response())
}
