//! Every message that crosses between a centre and the coordinator: JSON over HTTP, the kiosk always
//! asking, the coordinator always answering.
//!
//! - Every message that the kiosk sends carries a `schema` number. The coordinator takes its own and
//!   the one before, so that it can be updated first and the kiosks after it.
//! - Unknown fields are ignored on both sides, unknown words of an answer read as `other`: an older
//!   program understands what it knows of a newer one.
//! - What a message says never depends on who came in, except the figures of [`release`], and those
//!   left the release rule. Names, numbers and arrivals have no type here.
//! - The token travels in the `Authorization` header alone, never in a URL or a body; in bodies
//!   there is only its hash.
//!
//! | request | body | answer |
//! | --- | --- | --- |
//! | `POST` [`path::ENROLMENTS`] | [`EnrolmentRequest`] | 201 [`EnrolmentOffer`]; 409, 422, 429 [`Problem`] |
//! | `GET` [`path::ENROLMENT`] | | 200 [`EnrolmentState`] |
//! | `PUT` [`path::NEXT_TOKEN`] | [`NextToken`] | 204 |
//! | `POST` [`path::RELEASES`] | [`ReleaseBatch`] | 200 [`ReleaseReceipt`]; 400, 413, 422 [`Problem`] |
//! | `GET` [`path::FROZEN`]`?from=&to=` | | 200 [`FrozenKeys`] |
//! | `POST` [`path::HEALTH`] | [`Health`] | 204 |
//!
//! All but the first carry `Authorization: Bearer TOKEN` and are answered 401 when the coordinator
//! does not know the token and 403 when it was revoked, with a [`Problem`].

mod enrolment;
mod health;
mod problem;
pub mod release;
mod schema;
mod token;

pub use enrolment::{EnrolmentOffer, EnrolmentRequest, EnrolmentState, NextToken, Refusal, slug_is_valid};
pub use health::Health;
pub use problem::{Problem, ProblemKind};
pub use release::{FrozenKey, FrozenKeys, InvalidRow, ReleaseBatch, ReleaseReceipt, ReleaseRow, RowError};
pub use schema::{OLDEST_SCHEMA, SCHEMA, UnsupportedSchema, check_schema};
pub use token::{Token, TokenError, TokenHash};

/// Where each request goes, below the coordinator's address.
pub mod path {
    /// A kiosk asks to be enrolled.
    pub const ENROLMENTS: &str = "/api/v1/enrolments";
    /// A kiosk asks what became of it.
    pub const ENROLMENT: &str = "/api/v1/enrolment";
    /// A kiosk announces the token it will use from now on.
    pub const NEXT_TOKEN: &str = "/api/v1/next-token";
    /// A kiosk hands over frozen cells.
    pub const RELEASES: &str = "/api/v1/releases";
    /// A kiosk asks which cells the coordinator has.
    pub const FROZEN: &str = "/api/v1/frozen";
    /// A kiosk tells how it is.
    pub const HEALTH: &str = "/api/v1/health";
}

/// The largest body a coordinator takes, in bytes. It answers 413 to more.
pub const BODY_LIMIT_BYTES: usize = 256 * 1024;

/// How many rows a kiosk puts in one batch: far below [`BODY_LIMIT_BYTES`] with the longest names.
pub const ROWS_PER_BATCH: usize = 200;

/// So many days of frozen keys may be asked for at once: two quarters.
pub const FROZEN_DAYS_AT_ONCE: i64 = 186;
