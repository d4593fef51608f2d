//! A kiosk tells how it is.

use crate::{
    app::App,
    error::ApiError,
    guards::{EnrolledKiosk, Message},
};
use axum::{Extension, extract::State, http::StatusCode};
use welkom_wire::Health;

/// The longest version that is kept, in characters.
const LONGEST_VERSION: usize = 40;

pub async fn keep(
    State(app): State<App>,
    Extension(kiosk): Extension<EnrolledKiosk>,
    Message(health): Message<Health>,
) -> Result<StatusCode, ApiError> {
    if health.version.chars().count() > LONGEST_VERSION || health.version.chars().any(char::is_control) {
        return Err(ApiError::Field { field: "version", expected: "at most 40 printable characters" });
    }
    let now = app.now();
    app.with_store(move |store| store.keep_health(kiosk.installation, &health, now)).await?;
    Ok(StatusCode::NO_CONTENT)
}
