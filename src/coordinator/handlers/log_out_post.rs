//! Somebody logs out.

use crate::{app::App, error::PageError, guards::LoggedIn};
use axum::{
    Extension,
    extract::State,
    http::header,
    response::{IntoResponse, Redirect},
};

pub async fn log_out(
    State(app): State<App>,
    Extension(logged_in): Extension<LoggedIn>,
) -> Result<impl IntoResponse, PageError> {
    let hash = logged_in.token.sha256();
    app.with_store(move |store| store.end_session(&hash)).await?;
    Ok(([(header::SET_COOKIE, app.session_cookie().set(None))], Redirect::to("/log-in")))
}
