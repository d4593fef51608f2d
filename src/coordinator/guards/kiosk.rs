//! Only an enrolled kiosk may pass.

use crate::{app::App, error::ApiError, store::TokenHolder};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::Response,
};
use uuid::Uuid;
use welkom_wire::{Token, TokenHash};

/// Which kiosk asks; in the extensions of every request that passed.
#[derive(Clone)]
pub struct EnrolledKiosk {
    /// Its id.
    pub installation: Uuid,
    /// The short name of its centre.
    pub centre: String,
}

/// Lets a request pass that carries an enrolled kiosk's token.
pub async fn enrolled_kiosk(
    State(app): State<App>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let token = bearer_token(request.headers())?;
    let now = app.now();
    match app.with_store(move |store| store.token_holder(&token, now)).await? {
        TokenHolder::Kiosk { installation, centre } => {
            request.extensions_mut().insert(EnrolledKiosk { installation, centre });
            Ok(next.run(request).await)
        }
        TokenHolder::Revoked => Err(ApiError::Revoked),
        TokenHolder::Nobody => Err(ApiError::UnknownToken),
    }
}

/// The hash of the token in the `Authorization` header.
pub fn bearer_token(headers: &HeaderMap) -> Result<TokenHash, ApiError> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| Token::from_authorization(value).ok());
    token.map(|token| token.hash()).ok_or(ApiError::UnknownToken)
}
