//! Somebody confirms a kiosk's code.

use super::kiosks_code_post::{Guess, Typed, guess, show_again};
use crate::{
    accounts,
    app::App,
    error::PageError,
    guards::LoggedIn,
    pages::{kiosks::Notice, texts::Language},
    store::Confirmation,
};
use axum::{
    Extension, Form,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

pub async fn confirm(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(logged_in): Extension<LoggedIn>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let now = app.now();
    let account = logged_in.session.account.to_string();
    let code = accounts::read_code(&typed.code);
    let outcome = app
        .with_store(move |store| {
            guess(store, &account, now, |store| {
                let Some(code) = &code else { return Ok(None) };
                let confirmation = store.confirm_enrolment(code, now)?;
                Ok(Some(confirmation).filter(|outcome| *outcome != Confirmation::NoSuchCode))
            })
        })
        .await?;
    let (status, notice) = match outcome {
        Guess::Right(Confirmation::Enrolled { .. }) => {
            return Ok(Redirect::to("/kiosks?done=confirmed").into_response());
        }
        Guess::Right(_) => (StatusCode::CONFLICT, Notice::CentreHasKiosk),
        Guess::Wrong => (StatusCode::UNPROCESSABLE_ENTITY, Notice::NoSuchCode),
        Guess::Wait { seconds } => (StatusCode::TOO_MANY_REQUESTS, Notice::Wait { seconds }),
    };
    show_again(&app, language, &logged_in, &typed.code, status, notice).await
}
