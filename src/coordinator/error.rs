//! What goes wrong, and which type says it.
//!
//! - A handler under `/api` returns [`ApiError`]: the kiosk reads a status and a [`Problem`], and each
//!   kind is one way in which it has to act.
//! - A handler of a page returns [`PageError`]: a person reads a sentence in their language. What a
//!   form gets wrong is no error: the page is shown again and says it.
//! - The store returns [`StoreError`], which both take in with `?`. It is the only error that is
//!   logged, at `error`: it means a bug or a broken disk. Everything else is somebody's request, and
//!   the request log has its status.
//!
//! Never logged, at any level: tokens, codes, passwords, cookies, form tokens, names of accounts,
//! addresses of callers, queries, bodies, values of cells. A request is logged as method, matched
//! route, status and duration. Errors carry no such value either, so that printing one is harmless;
//! what was found in a malformed body goes back to whoever sent it and nowhere else.

use crate::store::StoreError;
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use thiserror::Error;
use welkom_web::forms::FormProblem;
use welkom_wire::{Problem, ProblemKind, Refusal, UnsupportedSchema, release::InvalidRow};

/// Why a kiosk's request was not done.
#[derive(Debug, Error)]
pub enum ApiError {
    /// Not the JSON or the query that was expected.
    #[error("{0}")]
    Malformed(String),
    /// A schema this program does not read.
    #[error(transparent)]
    Schema(#[from] UnsupportedSchema),
    /// No token, or nobody's.
    #[error("expected the token of an enrolled kiosk in the Authorization header")]
    UnknownToken,
    /// A token that was revoked.
    #[error("this kiosk's token was revoked")]
    Revoked,
    /// No such address or method.
    #[error("nothing answers this method at this address")]
    NotFound,
    /// The enrolment cannot be.
    #[error("this enrolment is refused")]
    Refused(Refusal),
    /// The body is too large.
    #[error("expected at most {} bytes", welkom_wire::BODY_LIMIT_BYTES)]
    TooLarge,
    /// A row of a batch is not acceptable.
    #[error(transparent)]
    Row(#[from] InvalidRow),
    /// A field is not acceptable.
    #[error("{field}: expected {expected}")]
    Field {
        /// Which.
        field: &'static str,
        /// What may stand there.
        expected: &'static str,
    },
    /// Too many requests.
    #[error("too many requests")]
    TooMany {
        /// In how many seconds to try again.
        retry_after_s: i64,
    },
    /// The store could not.
    #[error("the coordinator cannot do this now")]
    Store(#[from] StoreError),
}

impl ApiError {
    fn kind(&self) -> (StatusCode, ProblemKind) {
        match self {
            Self::Malformed(_) => (StatusCode::BAD_REQUEST, ProblemKind::Malformed),
            Self::Schema(_) => (StatusCode::BAD_REQUEST, ProblemKind::UnsupportedSchema),
            Self::UnknownToken => (StatusCode::UNAUTHORIZED, ProblemKind::UnknownToken),
            Self::Revoked => (StatusCode::FORBIDDEN, ProblemKind::Revoked),
            Self::NotFound => (StatusCode::NOT_FOUND, ProblemKind::NotFound),
            Self::Refused(_) => (StatusCode::CONFLICT, ProblemKind::Refused),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, ProblemKind::TooLarge),
            Self::Row(_) | Self::Field { .. } => (StatusCode::UNPROCESSABLE_ENTITY, ProblemKind::Invalid),
            Self::TooMany { .. } => (StatusCode::TOO_MANY_REQUESTS, ProblemKind::TooMany),
            Self::Store(_) => (StatusCode::INTERNAL_SERVER_ERROR, ProblemKind::Unavailable),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let (status, kind) = self.kind();
        let problem = Problem {
            row: if let Self::Row(invalid) = &self { Some(invalid.number) } else { None },
            reason: if let Self::Refused(reason) = &self { Some(*reason) } else { None },
            ..Problem::new(kind, self.to_string())
        };
        let mut response = (status, Json(problem)).into_response();
        match self {
            Self::Store(error) => log(&error),
            Self::TooMany { retry_after_s } => {
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s.max(1)));
            }
            Self::UnknownToken => {
                response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            _ => {}
        }
        response
    }
}

/// Why a page is not shown. The sentence is added where the reader's language is known
/// ([`crate::guards::language`]).
#[derive(Debug, Error)]
pub enum PageError {
    /// No such page.
    #[error("no such page")]
    NotFound,
    /// A form that was not made for this session, or came from another site.
    #[error("the form was not made for this session")]
    ForeignForm,
    /// A form or an address that no page of ours makes.
    #[error("the request is not one that a page makes")]
    Malformed,
    /// The store could not.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A page could not be made.
    #[error("the page could not be made")]
    Rendering,
    /// A handler panicked. The panic itself is on standard error.
    #[error("a handler panicked")]
    Panicked,
}

impl From<FormProblem> for PageError {
    fn from(problem: FormProblem) -> Self {
        match problem {
            FormProblem::Foreign => Self::ForeignForm,
            FormProblem::Malformed => Self::Malformed,
        }
    }
}

impl From<askama::Error> for PageError {
    fn from(_: askama::Error) -> Self {
        Self::Rendering
    }
}

/// Marks a response whose page is still to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageProblem {
    /// There is no such page.
    NotFound,
    /// The form is refused.
    ForeignForm,
    /// The request is refused.
    Malformed,
    /// The coordinator's own fault.
    Fault,
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let (status, problem) = match &self {
            Self::NotFound => (StatusCode::NOT_FOUND, PageProblem::NotFound),
            Self::ForeignForm => (StatusCode::FORBIDDEN, PageProblem::ForeignForm),
            Self::Malformed => (StatusCode::BAD_REQUEST, PageProblem::Malformed),
            Self::Store(_) | Self::Rendering | Self::Panicked => {
                (StatusCode::INTERNAL_SERVER_ERROR, PageProblem::Fault)
            }
        };
        match &self {
            Self::Store(error) => log(error),
            Self::Rendering | Self::Panicked => tracing::error!(error = %self, "a request failed"),
            _ => {}
        }
        let mut response = status.into_response();
        response.extensions_mut().insert(problem);
        response
    }
}

fn log(error: &StoreError) {
    let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    tracing::error!(%error, %cause, "a request failed in the store");
}
