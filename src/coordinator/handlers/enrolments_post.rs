//! A kiosk asks to be enrolled. Anybody can, so it is counted per address and the store bounds how
//! many wait.

use crate::{
    accounts,
    app::App,
    clock::seconds_until,
    error::ApiError,
    guards::{Message, caller_address},
    store::{EnrolmentBegun, NewEnrolment, StoreError},
};
use axum::{
    Json,
    extract::State,
    http::{Extensions, HeaderMap, StatusCode},
};
use welkom_web::throttle::{self, Attempt, Verdict};
use welkom_wire::{EnrolmentOffer, EnrolmentRequest, SCHEMA, slug_is_valid};

/// How long a code waits for a coordinator.
const CODE_LASTS_MS: i64 = 15 * 60_000;

/// How often a kiosk may ask whether its code was confirmed.
const POLL_EVERY_S: u32 = 3;

/// How long a kiosk is to wait when too many enrolments wait.
const TOO_MANY_RETRY_S: i64 = 60;

pub async fn begin(
    State(app): State<App>,
    headers: HeaderMap,
    extensions: Extensions,
    Message(asked): Message<EnrolmentRequest>,
) -> Result<(StatusCode, Json<EnrolmentOffer>), ApiError> {
    check(&asked)?;
    let now = app.now();
    let attempt = Attempt {
        subject_sha256: throttle::subject("enrol", &caller_address(&app, &headers, &extensions)),
        rule: throttle::ENROL_ADDRESS,
    };
    let enrolment = NewEnrolment {
        code: accounts::new_code().map_err(StoreError::failed("make a code"))?,
        installation: asked.installation,
        centre: asked.centre,
        centre_name: asked.centre_name.trim().to_owned(),
        token: asked.token_sha256,
        expires: now.plus_ms(CODE_LASTS_MS),
    };
    let begun = app
        .with_store(move |store| match store.count_attempt(&[attempt], now)? {
            Verdict::Wait(until) => Ok(Err(seconds_until(until, now))),
            Verdict::GoOn => store.begin_enrolment(&enrolment, now).map(Ok),
        })
        .await?;
    match begun {
        Ok(EnrolmentBegun::Waiting { code, expires }) => {
            let code = accounts::show_code(&code);
            let confirm_url = format!("{}/kiosks?code={code}", app.public_url());
            let offer = EnrolmentOffer {
                schema: SCHEMA,
                code,
                expires_in_s: u32::try_from(seconds_until(expires, now)).unwrap_or_default(),
                poll_every_s: POLL_EVERY_S,
                confirm_url,
            };
            Ok((StatusCode::CREATED, Json(offer)))
        }
        Ok(EnrolmentBegun::Refused(reason)) => Err(ApiError::Refused(reason)),
        Ok(EnrolmentBegun::TooMany) => Err(ApiError::TooMany { retry_after_s: TOO_MANY_RETRY_S }),
        Err(retry_after_s) => Err(ApiError::TooMany { retry_after_s }),
    }
}

fn check(asked: &EnrolmentRequest) -> Result<(), ApiError> {
    if !slug_is_valid(&asked.centre) {
        return Err(ApiError::Field {
            field: "centre",
            expected: "1 to 40 lower-case letters, digits and single hyphens between them",
        });
    }
    let name = asked.centre_name.trim();
    if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
        return Err(ApiError::Field { field: "centre_name", expected: "1 to 80 printable characters" });
    }
    Ok(())
}
