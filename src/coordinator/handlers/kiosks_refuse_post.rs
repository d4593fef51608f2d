//! Somebody refuses a kiosk's code.

use super::kiosks_code_post::{Typed, guess, show_again};
use crate::{app::App, error::PageError, guards::LoggedIn, pages::texts::Language};
use axum::{
    Extension, Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};

pub async fn refuse(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(logged_in): Extension<LoggedIn>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let refused = guess(&app, &logged_in, &typed, |store, code, now| {
        Ok(store.refuse_enrolment(code, now)?.then_some(()))
    });
    match refused.await? {
        Ok(()) => Ok(Redirect::to("/kiosks?done=refused").into_response()),
        Err(not_found) => {
            show_again(&app, language, &logged_in, &typed, not_found.status(), not_found.notice()).await
        }
    }
}
