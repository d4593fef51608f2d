//! How much was not published, and why: for the centre's own eyes. Nothing of this is sent.

use super::{
    Facts, Value,
    ledger::{Fate, Ledger},
    rules::Rules,
};
use crate::{day::DateRange, plan::Plan};
use chrono::NaiveDate;
use std::{collections::BTreeMap, fmt};

/// Why a visit is in no published figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Its cell reads `few`.
    Few,
    /// Its session, or every session of its cell, was planned and not held.
    Closed,
    /// Its cell reads `off`.
    Off,
    /// Its group is never published.
    WithheldGroup,
    /// It was for something sensitive that is in no plan yet.
    NewSensitive,
    /// Its activity had no session that day.
    Unplanned,
    /// It was stored after its cell had closed.
    Late,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Few => "few",
            Self::Closed => "closed",
            Self::Off => "off",
            Self::WithheldGroup => "group never published",
            Self::NewSensitive => "sensitive and not in the plan yet",
            Self::Unplanned => "no session that day",
            Self::Late => "stored after the cell had closed",
        })
    }
}

/// The balance of a plan's visits so far. What was taken back before its cell closed is no visit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withheld {
    /// All visits of closed cells, and those that belong to no cell: `visits_published` and
    /// `visits_withheld` together.
    pub visits_total: u64,
    /// In published figures.
    pub visits_published: u64,
    /// In none.
    pub visits_withheld: u64,
    /// Those in none, by reason.
    pub by_reason: BTreeMap<Reason, u64>,
    /// Beside the total: visits whose cell has not closed yet.
    pub visits_not_yet: u64,
}

impl Withheld {
    /// Adds the balance of another plan.
    pub fn add(&mut self, other: &Self) {
        self.visits_total += other.visits_total;
        self.visits_published += other.visits_published;
        self.visits_withheld += other.visits_withheld;
        self.visits_not_yet += other.visits_not_yet;
        for (reason, visits) in &other.by_reason {
            *self.by_reason.entry(*reason).or_default() += visits;
        }
    }
}

/// How many visits of the plan's days are published, and how many are not.
pub fn withheld(plan: &Plan, facts: &Facts, closed_through: NaiveDate) -> Withheld {
    let range = plan.range();
    let ledger = Ledger::of(Rules::ALL, plan, facts, range);
    let values: Vec<Value> = ledger.cells().iter().map(|cell| ledger.value(cell)).collect();
    let is_closed = |range: DateRange| range.to <= closed_through;

    let mut balance = Withheld::default();
    for (cell, value) in ledger.cells().iter().zip(&values) {
        if let Value::Count(visits) = value
            && is_closed(cell.range)
        {
            balance.visits_published += visits;
        }
    }
    for arrival in ledger.arrivals() {
        for fate in ledger.fates(arrival) {
            let people = u64::from(arrival.party);
            let (cell, reason) = match fate {
                Fate::TakenBack(_) => continue,
                Fate::Counted(cell) => (Some(cell), None),
                // In none of the figures, and taken back since: no visit either.
                _ if arrival.withdrawn.is_some() => continue,
                Fate::Late(cell) => (Some(cell), Some(Reason::Late)),
                Fate::NotHeld(cell) => (Some(cell), Some(Reason::Closed)),
                Fate::NewSensitive => (None, Some(Reason::NewSensitive)),
                Fate::Unplanned => (None, Some(Reason::Unplanned)),
            };
            let closes =
                cell.map_or(DateRange::new(arrival.day, arrival.day), |cell| ledger.cells()[cell].range);
            if !is_closed(closes) {
                balance.visits_not_yet += people;
                continue;
            }
            balance.visits_total += people;
            let reason = reason.or_else(|| cell.and_then(|cell| ledger.reason(cell, values[cell])));
            if let Some(reason) = reason {
                balance.visits_withheld += people;
                *balance.by_reason.entry(reason).or_default() += people;
            }
        }
    }
    balance
}

impl Ledger<'_> {
    /// Why a cell is not published.
    fn reason(&self, cell: usize, value: Value) -> Option<Reason> {
        let is_withheld = self.group(self.cells()[cell].group).is_some_and(|group| group.withheld);
        match value {
            Value::Count(_) | Value::QuarterHours(_) => None,
            Value::Few if is_withheld => Some(Reason::WithheldGroup),
            Value::Few => Some(Reason::Few),
            Value::Closed => Some(Reason::Closed),
            Value::Off => Some(Reason::Off),
        }
    }
}
