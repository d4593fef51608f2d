//! What the coordinator answers when it cannot do what was asked.

use crate::enrolment::Refusal;
use serde::{Deserialize, Serialize};

/// The body of every answer from 400 up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// For the program that asked.
    pub problem: ProblemKind,
    /// For the person who reads the log: what was expected and what was found.
    pub message: String,
    /// Which row of a batch, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// Why an enrolment was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Refusal>,
}

impl Problem {
    /// A problem that concerns no row.
    pub fn new(problem: ProblemKind, message: impl Into<String>) -> Self {
        Self { problem, message: message.into(), row: None, reason: None }
    }
}

/// What kind of problem, one for each way in which the one who asked has to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// 400: not the JSON that was expected, or a wrong query. Park it.
    Malformed,
    /// 400: a schema this coordinator does not read. Park it until one of the two was updated.
    UnsupportedSchema,
    /// 401: no token, or one that is not known. Show the pairing and go on collecting.
    UnknownToken,
    /// 403: the token was revoked. Show the pairing and go on collecting.
    Revoked,
    /// 404 or 405: no such address.
    NotFound,
    /// 408: the body took too long to arrive. Try again later.
    TooSlow,
    /// 409: the enrolment is refused; `reason` says why.
    Refused,
    /// 413: over [`crate::BODY_LIMIT_BYTES`]. Halve it.
    TooLarge,
    /// 422: read, and not acceptable; nothing of it was stored. Park it.
    Invalid,
    /// 429: too many in too short a time; `Retry-After` says when.
    TooMany,
    /// 500 or 503: the coordinator's own fault. Try again later.
    Unavailable,
    /// A problem this program does not know: judge it by the status.
    #[serde(other)]
    Other,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_of_a_later_version_is_still_read() {
        let json = r#"{"problem":"moon_phase","message":"expected full, found new","extra":1}"#;
        let problem: Problem = serde_json::from_str(json).expect("a problem");
        assert_eq!(problem, Problem::new(ProblemKind::Other, "expected full, found new"));
    }
}
