//! Somebody confirms a kiosk's code.

use super::kiosks_code_post::{Typed, guess, show_again};
use crate::{
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
    let confirmation = guess(&app, &logged_in, &typed, |store, code, now| {
        let confirmation = store.confirm_enrolment(code, now)?;
        Ok(Some(confirmation).filter(|outcome| *outcome != Confirmation::NoSuchCode))
    });
    let (status, notice) = match confirmation.await? {
        Ok(Confirmation::Enrolled { .. }) => {
            return Ok(Redirect::to("/kiosks?done=confirmed").into_response());
        }
        Ok(_) => (StatusCode::CONFLICT, Notice::CentreHasKiosk),
        Err(not_found) => (not_found.status(), not_found.notice()),
    };
    show_again(&app, language, &logged_in, &typed, status, notice).await
}
