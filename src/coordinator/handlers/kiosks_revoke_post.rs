//! Somebody revokes a kiosk's token: it goes on counting, and nothing of it is taken in any more.

use crate::{app::App, error::PageError};
use axum::{Form, extract::State, response::Redirect};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Deserialize)]
pub struct Chosen {
    installation: Uuid,
}

pub async fn revoke(State(app): State<App>, Form(chosen): Form<Chosen>) -> Result<Redirect, PageError> {
    let now = app.now();
    let revoked = app.with_store(move |store| store.revoke_kiosk(chosen.installation, now)).await?;
    if revoked {
        tracing::info!(installation = %chosen.installation, "a kiosk was revoked");
    }
    Ok(Redirect::to("/kiosks?done=revoked"))
}
