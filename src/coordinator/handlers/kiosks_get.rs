//! The kiosks, and the field for a code.

use crate::{
    app::App,
    error::PageError,
    guards::LoggedIn,
    pages::{kiosks, texts::Language},
};
use axum::{
    Extension,
    extract::{Query, State},
    response::{Html, IntoResponse},
};
use serde::Deserialize;

/// A code to start with (from a kiosk's QR), or what was just done.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    code: String,
    #[serde(default)]
    done: String,
}

pub async fn kiosks(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(logged_in): Extension<LoggedIn>,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse, PageError> {
    let notice = kiosks::Notice::from_done(&asked.done);
    let all = app.with_store(|store| store.kiosks()).await?;
    Ok(Html(kiosks::page(language, &logged_in, &all, app.now(), &asked.code, notice)?))
}
