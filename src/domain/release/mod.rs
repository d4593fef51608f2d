//! The release rule: from stored arrivals to the cells that may leave the centre (privacy.md part 1).
//!
//! - What is published follows from the plan and the programme: a *cell* for every group and period
//!   with a planned session. Who came decides only what a cell reads.
//! - A cell is made when its last day has closed, from what was stored until then. Nothing that is
//!   stored, corrected or taken back later changes it, so asking again gives the same bytes.
//! - A cell that is too small reads `few` and goes nowhere else: not into a coarser cell, not into the
//!   figures of the month.
//!
//! `ledger` puts every visit where it counts, `decide` says what each cell reads, `months` splits what
//! was published, `entered` publishes what hosts count and declare themselves, `withheld` tells the centre (and nobody else) how much was not. `rules` names each
//! part of the rule, so that tests can switch one off and show that the properties then fail.

pub mod arrivals_csv;
mod decide;
mod entered;
mod export;
mod ledger;
mod months;
mod rules;
#[cfg(test)]
mod tests;
mod withheld;

pub use entered::{HeadCount, MOST_ENTERED, OpenMeeting, ShiftDay, open_meetings};
pub use export::csv;
pub use withheld::{Reason, Withheld, withheld};

use crate::{
    arrival::Arrival,
    class::PrivacyClass,
    day::{DateRange, Period},
    ids::ActivityId,
    plan::{Cadence, Plan},
};
use chrono::NaiveDate;
use ledger::Ledger;
use rules::Rules;
use std::{collections::BTreeMap, fmt};

/// One date of an activity as the release rule sees it; an activity may have several on a day. Just
/// dropping in has one on every day the centre opens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PlannedSession {
    /// Of which activity.
    pub activity: ActivityId,
    /// The service day.
    pub day: NaiveDate,
    /// Whether it took place: not cancelled, and the centre not closed that day.
    pub held: bool,
}

/// How long the kiosk was in service on one service day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceDay {
    /// Which day.
    pub day: NaiveDate,
    /// How long it should have been, in minutes; 0 where it had nothing to do.
    pub scheduled_min: u32,
    /// How much of that it was, in minutes.
    pub in_service_min: u32,
}

/// Everything the release rule looks at besides the plan, in any order. The programme's part is what
/// was planned and held when the cell closed; whoever freezes cells keeps it as it was then.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Who came, without anybody's name.
    pub arrivals: &'a [Arrival],
    /// What was planned, what was held.
    pub sessions: &'a [PlannedSession],
    /// When the kiosk was in service.
    pub service: &'a [ServiceDay],
    /// Activities whose class was raised to sensitive during the quarter, and from which day.
    pub raised: &'a BTreeMap<ActivityId, NaiveDate>,
    /// The highest class during the quarter of activities that are not in the plan. One that is
    /// missing here counts as sensitive: nothing is known of it.
    pub classes: &'a BTreeMap<ActivityId, PrivacyClass>,
    /// What hosts counted by head until each day closed.
    pub head_counts: &'a [HeadCount],
    /// Which activities were open on the days with a head count; one that is missing was not.
    pub open: &'a [OpenMeeting],
    /// Who helped, as hosts declared until each day closed; a day at most once.
    pub shifts: &'a [ShiftDay],
}

/// The rows of all cells whose last day is not after `closed_through`, in the order in which they
/// close.
pub fn release(plan: &Plan, facts: &Facts, closed_through: NaiveDate) -> Vec<Row> {
    release_by(Rules::ALL, plan, facts, closed_through)
}

/// The rows of the cells whose last day is `day`, from the facts of [`days_to_close`]: what a nightly
/// run asks for. It costs a day's or a week's arrivals, and a month's on the last night of it.
pub fn release_closing(plan: &Plan, facts: &Facts, day: NaiveDate) -> Vec<Row> {
    if !plan.range().contains(day) {
        return Vec::new();
    }
    rows(&Ledger::of(Rules::ALL, plan, facts, days_to_close(plan, day)), DateRange::new(day, day))
}

/// The days of which facts are needed to make the cells that close on `day`: the week so far, on the
/// last night of a month all of it.
pub fn days_to_close(plan: &Plan, day: NaiveDate) -> DateRange {
    let is_last_of_month = Period::month_of(day).range().to == day;
    let longest = if is_last_of_month { Period::month_of(day) } else { Period::week_of(day) };
    DateRange::new(longest.range().from.max(plan.from), day)
}

/// The published cells of activities that stood alone, by day, oldest first: what the next plan may
/// know of their sizes. `rows` are rows released under `plan`.
pub fn published_alone(plan: &Plan, rows: &[Row]) -> BTreeMap<ActivityId, Vec<u64>> {
    let mut sizes: BTreeMap<ActivityId, Vec<(NaiveDate, u64)>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.measure == Measure::Visits) {
        let group = plan.groups.iter().find(|group| Some(&group.name) == row.group.as_ref());
        if let (Some(group), Value::Count(visits)) = (group, row.value)
            && let [member] = group.members.as_slice()
            && group.cadence == Cadence::Day
        {
            sizes.entry(member.activity.clone()).or_default().push((row.period.range().to, visits));
        }
    }
    let in_order = |mut cells: Vec<(NaiveDate, u64)>| {
        cells.sort_unstable();
        cells.into_iter().map(|(_, visits)| visits).collect()
    };
    sizes.into_iter().map(|(activity, cells)| (activity, in_order(cells))).collect()
}

fn release_by(rules: Rules, plan: &Plan, facts: &Facts, closed_through: NaiveDate) -> Vec<Row> {
    let days = DateRange::new(plan.from, plan.range().to.min(closed_through));
    rows(&Ledger::of(rules, plan, facts, days), days)
}

/// The rows of the cells that close within `closing`, in the canonical order: as they close, so that
/// night after night gives the same as all at once.
fn rows(ledger: &Ledger, closing: DateRange) -> Vec<Row> {
    let mut rows: Vec<Row> = ledger
        .cells()
        .iter()
        .filter(|cell| closing.contains(cell.range.to))
        .flat_map(|cell| ledger.rows_of(cell))
        .chain(ledger.hours(closing))
        .chain(ledger.months(closing))
        .chain(ledger.entered(closing))
        .collect();
    rows.sort_by(|a, b| a.key().cmp(&b.key()));
    rows
}

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
    /// Visitors whom a host counted by head at an open meeting, per day.
    HeadCountVisitors,
    /// Volunteers whom a host counted by head at an open meeting, per day.
    HeadCountVolunteers,
    /// Professionals whom a host counted by head at an open meeting, per day.
    HeadCountProfessionals,
    /// Volunteers who help, as a host declared, per day.
    ShiftVolunteers,
    /// Professionals who help, as a host declared, per day.
    ShiftProfessionals,
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
    /// The group's public name, of a head count the meeting's; `None` for what is per centre.
    pub group: Option<String>,
    /// The figure.
    pub value: Value,
}

impl Row {
    /// Its place among all rows: by the day it closes, then what it counts, since when, of whom.
    fn key(&self) -> (NaiveDate, Measure, NaiveDate, Option<&str>) {
        let range = self.period.range();
        (range.to, self.measure, range.from, self.group.as_deref())
    }
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
            Self::HeadCountVisitors => "head_count_visitors",
            Self::HeadCountVolunteers => "head_count_volunteers",
            Self::HeadCountProfessionals => "head_count_professionals",
            Self::ShiftVolunteers => "shift_volunteers",
            Self::ShiftProfessionals => "shift_professionals",
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
