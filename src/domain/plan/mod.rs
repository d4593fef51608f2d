//! The publication plan: what will be published, decided before anybody comes.

use crate::{class::{PrivacyClass, Thresholds}, day::Quarter, ids::ActivityId};
use chrono::NaiveDate;

/// How often a group is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cadence {
    /// A cell for every service day with a planned session.
    Day,
    /// A cell for every ISO week, cut at month ends, with a planned session.
    Week,
}

/// One activity in a plan, with the class it had when the plan was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Which activity.
    pub activity: ActivityId,
    /// Its class when the plan was fixed.
    pub class: PrivacyClass,
}

/// Activities that are published together, under one public name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The public name; never the name of a sensitive activity.
    pub name: String,
    /// Day or week.
    pub cadence: Cadence,
    /// Whether it is never published (a sensitive activity without company).
    pub withheld: bool,
    /// Its activities.
    pub members: Vec<Member>,
}

/// The publication plan of one centre for (the rest of) one quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// For which quarter.
    pub quarter: Quarter,
    /// The first day it holds for: the quarter's first, or the day of set-up.
    pub from: NaiveDate,
    /// k by class.
    pub thresholds: Thresholds,
    /// Every known activity is in exactly one.
    pub groups: Vec<Group>,
}
