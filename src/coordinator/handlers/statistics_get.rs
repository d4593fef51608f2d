//! The figures of one centre in one period.

use crate::{
    app::App,
    error::PageError,
    guards::LoggedIn,
    pages::{statistics, texts::Language},
    statistics::{Choice, Statistics},
};
use axum::{
    Extension,
    extract::{Query, State},
    response::{Html, IntoResponse},
};
use serde::Deserialize;

/// A centre and a period; without them, the first centre and its latest month.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    centre: String,
    #[serde(default)]
    period: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

pub async fn statistics(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(logged_in): Extension<LoggedIn>,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse, PageError> {
    let centres = app.with_store(|store| store.centres()).await?;
    let shown = centres
        .iter()
        .find(|centre| centre.slug == asked.centre)
        .or_else(|| centres.iter().find(|centre| centre.days.is_some()))
        .or(centres.first())
        .cloned();
    let Some(shown) = shown else {
        return Ok(Html(statistics::nothing_yet(language, &logged_in)?));
    };
    let (choice, is_understood) = choose(&asked, shown.days.map(|days| Choice::month_of(days.to)));
    let Some(choice) = choice else {
        return Ok(Html(statistics::nothing_from(language, &logged_in, &centres, &shown)?));
    };
    let days = choice.days();
    let slug = shown.slug.clone();
    let cells = app.with_store(move |store| store.cells(Some(&slug), Some(days.from), Some(days.to))).await?;
    let figures = Statistics::of(&cells, days);
    let view =
        statistics::View { centres: &centres, shown: &shown, choice, is_understood, figures: &figures };
    Ok(Html(statistics::page(language, &logged_in, &view)?))
}

/// The period that was asked for, or the usual one, and whether what was asked for could be read.
fn choose(asked: &Asked, usual: Option<Choice>) -> (Option<Choice>, bool) {
    let text = if asked.from.is_empty() && asked.to.is_empty() {
        asked.period.clone()
    } else {
        format!("{}..{}", asked.from, asked.to)
    };
    if text.is_empty() {
        return (usual, true);
    }
    match text.parse() {
        Ok(choice) if usual.is_some() => (Some(choice), true),
        Ok(_) => (None, true),
        Err(_) => (usual, false),
    }
}
