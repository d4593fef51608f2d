//! A kiosk asks what became of its enrolment, with the token it hopes to use.

use crate::{app::App, error::ApiError, guards::bearer_token, store::TokenHolder};
use axum::{Json, extract::State, http::HeaderMap};
use welkom_wire::EnrolmentState;

pub async fn state(State(app): State<App>, headers: HeaderMap) -> Result<Json<EnrolmentState>, ApiError> {
    let token = bearer_token(&headers)?;
    let now = app.now();
    let (holder, state) = app
        .with_store(move |store| Ok((store.token_holder(&token, now)?, store.enrolment_state(&token, now)?)))
        .await?;
    // Who holds a token now counts for more than what an enrolment once said.
    match (holder, state) {
        (TokenHolder::Kiosk { centre, .. }, _) => Ok(Json(EnrolmentState::Confirmed { centre })),
        (TokenHolder::Revoked, _) => Err(ApiError::Revoked),
        (TokenHolder::Nobody, None | Some(EnrolmentState::Confirmed { .. })) => Err(ApiError::UnknownToken),
        (TokenHolder::Nobody, Some(state)) => Ok(Json(state)),
    }
}
