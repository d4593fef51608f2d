//! The released cells as a file, as they came in.

use crate::{app::App, error::PageError, statistics::csv};
use axum::{
    extract::{Query, State},
    http::{HeaderValue, header},
    response::IntoResponse,
};
use chrono::NaiveDate;
use serde::Deserialize;

/// What may be left out: a centre, a first and a last day. Only cells wholly within are given.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    centre: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

pub async fn statistics_csv(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse, PageError> {
    let (from, to) = (day(&asked.from)?, day(&asked.to)?);
    let centre = Some(asked.centre).filter(|centre| !centre.is_empty());
    let cells = app.with_store(move |store| store.cells(centre.as_deref(), from, to)).await?;
    let table = csv::write(&cells).map_err(|_| PageError::Rendering)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8; header=present")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"welkom.csv\"")),
    ];
    Ok((headers, table))
}

fn day(text: &str) -> Result<Option<NaiveDate>, PageError> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| PageError::Malformed) }
}
