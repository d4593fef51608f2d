//! Somebody logs out.

use crate::{accounts::session::set_cookie, app::App, error::PageError, guards::LoggedIn};
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
    Ok(([(header::SET_COOKIE, set_cookie(None, app.behind_tls()))], Redirect::to("/log-in")))
}
