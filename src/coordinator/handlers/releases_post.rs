//! A kiosk hands over frozen cells: all of a batch or nothing, and as often as it likes.

use crate::{
    app::App,
    error::ApiError,
    guards::{EnrolledKiosk, Message},
};
use axum::{Extension, Json, extract::State};
use welkom_wire::{ReleaseBatch, ReleaseReceipt};

pub async fn ingest(
    State(app): State<App>,
    Extension(kiosk): Extension<EnrolledKiosk>,
    Message(batch): Message<ReleaseBatch>,
) -> Result<Json<ReleaseReceipt>, ApiError> {
    let rows = batch.checked_rows()?;
    let now = app.now();
    let installation = kiosk.installation;
    let receipt = app.with_store(move |store| store.ingest(&kiosk.centre, batch.plan, &rows, now)).await?;
    if receipt.differing > 0 {
        tracing::warn!(%installation, differing = receipt.differing, "cells came again with another value; the first stays");
    }
    Ok(Json(receipt))
}
