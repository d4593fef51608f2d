//! Names that must not be mixed up: each is a type of its own.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// What tells one activity from another in a centre: the UID of its calendar event (RFC 5545 §3.8.4.7).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActivityId(pub String);

impl ActivityId {
    /// Just dropping in: on every day the centre is open, in no calendar. No UID of an event may be
    /// equal to it; the programme refuses one that is.
    pub const DROP_IN: &'static str = "drop-in";

    /// The activity of just dropping in.
    pub fn drop_in() -> Self {
        Self(Self::DROP_IN.to_owned())
    }

    /// Whether this is just dropping in.
    pub fn is_drop_in(&self) -> bool {
        self.0 == Self::DROP_IN
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ActivityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for ActivityId {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// One pass through the check-in. Random, made by the screen before anything is stored, so that a
/// command that arrives twice is seen to be the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArrivalId(pub Uuid);

impl fmt::Display for ArrivalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
