//! A kiosk announces the token it will use from now on.

use crate::{
    app::App,
    error::ApiError,
    guards::{EnrolledKiosk, Message},
};
use axum::{Extension, extract::State, http::StatusCode};
use welkom_wire::NextToken;

pub async fn announce(
    State(app): State<App>,
    Extension(kiosk): Extension<EnrolledKiosk>,
    Message(next): Message<NextToken>,
) -> Result<StatusCode, ApiError> {
    app.with_store(move |store| store.announce_token(kiosk.installation, &next.token_sha256)).await?;
    Ok(StatusCode::NO_CONTENT)
}
