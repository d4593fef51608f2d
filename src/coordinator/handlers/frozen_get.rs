//! A restored kiosk asks which of its cells are here.

use crate::{app::App, error::ApiError, guards::EnrolledKiosk};
use axum::{
    Extension, Json,
    extract::{Query, State, rejection::QueryRejection},
};
use chrono::NaiveDate;
use serde::Deserialize;
use welkom_domain::day::DateRange;
use welkom_wire::{FROZEN_DAYS_AT_ONCE, FrozenKeys};

#[derive(Deserialize)]
pub struct Asked {
    from: NaiveDate,
    to: NaiveDate,
}

pub async fn frozen(
    State(app): State<App>,
    Extension(kiosk): Extension<EnrolledKiosk>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<FrozenKeys>, ApiError> {
    let Ok(Query(Asked { from, to })) = asked else {
        return Err(ApiError::Malformed("expected from and to as dates like 2026-12-01".to_owned()));
    };
    let length_days = to.signed_duration_since(from).num_days();
    if !(0..FROZEN_DAYS_AT_ONCE).contains(&length_days) {
        return Err(ApiError::Malformed(format!(
            "expected from and to at most {FROZEN_DAYS_AT_ONCE} days apart, in order"
        )));
    }
    let days = DateRange::new(from, to);
    let keys = app.with_store(move |store| store.frozen_keys(&kiosk.centre, days)).await?;
    Ok(Json(FrozenKeys { keys }))
}
