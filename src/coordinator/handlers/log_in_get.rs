//! The log-in page.

use crate::{
    error::PageError,
    pages::{log_in, texts::Language},
};
use axum::{
    Extension,
    extract::Query,
    response::{Html, IntoResponse},
};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    next: String,
}

pub async fn log_in_page(
    Extension(language): Extension<Language>,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse, PageError> {
    Ok(Html(log_in::page(language, &asked.next, "", None)?))
}
