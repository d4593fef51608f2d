//! The publication plan: what will be published, decided before anybody comes.
//!
//! A plan holds for one quarter (at set-up: for the rest of the running one), is public and does not
//! change until the quarter ends. It puts every activity in exactly one *group* and says how often a
//! group is published. What a reader sees, and what is missing, then follows from the plan and the
//! programme and never from who came (privacy.md part 1, row "plan").
//!
//! - [`propose`] makes a plan from the programme and from figures that are public already.
//! - [`Plan::to_toml`] and [`Plan::from_toml`] are its written form, which a host or the coordinator may
//!   edit before the quarter starts; [`Plan::check`] holds an edited one against the programme.

mod candidate;
mod check;
mod company;
mod names;
mod propose;
#[cfg(test)]
mod tests;
mod text;

pub use candidate::Candidate;
pub use check::{Place, PlanProblem};
pub(crate) use company::COMPANIONS;
pub use names::Names;
pub(crate) use names::{NameBook, plain};
pub use propose::propose;

use crate::{
    class::{PrivacyClass, Thresholds},
    day::{DateRange, Period, Quarter},
    ids::ActivityId,
};
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
    /// Whether its visits are never published (a sensitive activity without company): every cell of it
    /// reads `few`.
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
    /// The public name of "other activities": what appears during the quarter, counted by week.
    pub other: String,
    /// Every activity with a date in the plan's days is in exactly one.
    pub groups: Vec<Group>,
}

impl Plan {
    /// The days it holds for.
    pub fn range(&self) -> DateRange {
        DateRange::new(self.from, self.quarter.range().to)
    }

    /// k of a group: the highest among its members, in arrivals on one day.
    pub fn threshold(&self, group: &Group) -> u32 {
        let thresholds = group.members.iter().map(|member| self.thresholds.of(member.class));
        thresholds.max().unwrap_or(self.thresholds.of(PrivacyClass::Protected))
    }

    /// The group of an activity.
    pub fn group_of(&self, activity: &ActivityId) -> Option<&Group> {
        self.groups.iter().find(|group| group.members.iter().any(|member| member.activity == *activity))
    }

    /// The period whose cell a day of this cadence belongs to. A plan that begins in the middle of a
    /// week cuts that week.
    pub fn period(&self, cadence: Cadence, day: NaiveDate) -> Period {
        match cadence {
            Cadence::Day => Period::Day(day),
            Cadence::Week => {
                let week = Period::week_of(day).range();
                Period::Week(DateRange::new(week.from.max(self.from), week.to))
            }
        }
    }
}

impl Group {
    /// Whether something sensitive is in it.
    pub fn is_sensitive(&self) -> bool {
        self.members.iter().any(Member::is_sensitive)
    }
}

impl Member {
    /// Whether attending it says something about a person's health.
    pub fn is_sensitive(&self) -> bool {
        self.class == PrivacyClass::Sensitive
    }
}
