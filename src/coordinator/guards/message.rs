//! Reading a kiosk's message: size, then schema, then the rest, so that each has its own answer.

use crate::{app::App, error::ApiError};
use axum::{
    body::to_bytes,
    extract::{FromRequest, Request},
};
use serde::{Deserialize, de::DeserializeOwned};
use welkom_wire::{BODY_LIMIT_BYTES, check_schema};

/// A body over the limit is read this far before it is refused: a caller that is still sending would
/// otherwise see a broken connection instead of the answer.
const READ_AT_MOST_BYTES: usize = 4 * BODY_LIMIT_BYTES;

/// A message of this type.
pub struct Message<T>(pub T);

#[derive(Deserialize)]
struct Schema {
    schema: u32,
}

impl<T: DeserializeOwned> FromRequest<App> for Message<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &App) -> Result<Self, ApiError> {
        let body = to_bytes(request.into_body(), READ_AT_MOST_BYTES).await.map_err(|_| ApiError::TooLarge)?;
        if body.len() > BODY_LIMIT_BYTES {
            return Err(ApiError::TooLarge);
        }
        let malformed = |error: serde_json::Error| ApiError::Malformed(error.to_string());
        let Schema { schema } = serde_json::from_slice(&body).map_err(malformed)?;
        check_schema(schema)?;
        serde_json::from_slice(&body).map(Self).map_err(malformed)
    }
}
