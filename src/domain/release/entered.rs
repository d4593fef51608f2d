//! What people of the centre enter themselves: heads counted at an open meeting, and who helps on a day.

use crate::ids::ActivityId;
use chrono::NaiveDate;

/// The most people of one role that a head count or a shift takes: more is a slip of the finger.
pub const MOST_ENTERED: u32 = 2_000;

/// How many people a host counted by head at one session of an open meeting.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HeadCount {
    /// Of which activity. Of two sessions of one activity on a day there may be two.
    pub activity: ActivityId,
    /// The service day.
    pub day: NaiveDate,
    /// Visitors, in people.
    pub visitors: u32,
    /// Volunteers, in people.
    pub volunteers: u32,
    /// Professionals, in people.
    pub professionals: u32,
}

/// How many people help in the centre on one service day, as a host declared it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShiftDay {
    /// The service day.
    pub day: NaiveDate,
    /// Volunteers, in people.
    pub volunteers: u32,
    /// Professionals, in people.
    pub professionals: u32,
}
