//! The release rule: from stored arrivals to the cells that may leave the centre.

use crate::day::Period;
use std::fmt;

/// What a released row counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Measure {
    /// Visits of a group: arrivals × people × sessions.
    Visits,
    /// Sessions of a group that were held, from the programme.
    Sessions,
    /// Hours the kiosk was in service, per day.
    Hours,
    /// People who came for the first time, per month.
    Newcomers,
    /// People who had been before, per month.
    NotNewcomers,
    /// People who left the question alone, per month.
    NewcomersUnanswered,
    /// Volunteers and professionals, per month.
    Helpers,
    /// Visitors, per month.
    Visitors,
}

/// What a released row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    /// A number of visits, sessions or people.
    Count(u64),
    /// Hours, in quarters of an hour.
    QuarterHours(u32),
    /// Fewer than k, or otherwise too small to share.
    Few,
    /// Sessions were planned and none was held.
    Closed,
    /// The kiosk was in service for less than half of the scheduled time.
    Off,
}

/// One row of what leaves the centre.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Row {
    /// What is counted.
    pub measure: Measure,
    /// Of which days.
    pub period: Period,
    /// The group's public name; `None` for what is per centre.
    pub group: Option<String>,
    /// The figure.
    pub value: Value,
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Visits => "visits",
            Self::Sessions => "sessions",
            Self::Hours => "hours",
            Self::Newcomers => "newcomers",
            Self::NotNewcomers => "not_newcomers",
            Self::NewcomersUnanswered => "newcomers_unanswered",
            Self::Helpers => "helpers",
            Self::Visitors => "visitors",
        })
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::QuarterHours(quarters) => (f64::from(*quarters) / 4.0).fmt(f),
            Self::Few => f.write_str("few"),
            Self::Closed => f.write_str("closed"),
            Self::Off => f.write_str("off"),
        }
    }
}
