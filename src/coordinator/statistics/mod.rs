//! From released cells to what a page shows. Pure: cells in, figures out.
//!
//! - A total is the sum of whole cells and nothing else. A cell that says `few` or `off` adds nothing
//!   to it and is counted beside it, so that the total reads "at least".
//! - `closed` makes no total incomplete: nobody can have come.
//! - Nothing is estimated, rounded or filled in.
//! - What hosts counted or declared stands apart and is added to no visits: the same people may have
//!   checked in at the kiosk.

pub mod csv;
mod period;
mod tally;

pub use period::Choice;
pub use tally::Tally;

use crate::store::Cell;
use std::collections::BTreeMap;
use welkom_domain::{
    day::{DateRange, Period},
    release::{Measure, Row},
};

/// Periods of at most this many days are shown week by week, longer ones month by month.
const WEEKS_UP_TO_DAYS: i64 = 62;

/// A group is shown cell by cell in periods of at most this many days, else month by month.
const CELLS_UP_TO_DAYS: i64 = 100;

/// Everything the statistics page says about one choice of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistics {
    /// All visits of the period.
    pub visits: Tally,
    /// All sessions that were held.
    pub sessions: Tally,
    /// All hours the kiosk was in service.
    pub hours: Tally,
    /// The period, step by step; steps without a cell are left out.
    pub steps: Vec<Step>,
    /// Every group, by name.
    pub groups: Vec<GroupFigures>,
    /// Every month with a split.
    pub splits: Vec<Split>,
    /// Open meetings that hosts counted by head, by name and date.
    pub meetings: Vec<Meeting>,
    /// Who helped, step by step; steps of which nothing was declared are left out.
    pub shifts: Vec<Shifts>,
}

/// One date of an open meeting, or one month of its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Its public name.
    pub name: String,
    /// When.
    pub period: Period,
    /// Visitors, volunteers, professionals, in people.
    pub people: [Tally; 3],
}

/// Shifts of one step of time: each is one person on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shifts {
    /// Which.
    pub period: Period,
    /// Of volunteers, of professionals.
    pub people: [Tally; 2],
}

/// One step of time: a week cut at month ends, or a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which.
    pub period: Period,
    /// Its visits.
    pub visits: Tally,
    /// Its sessions.
    pub sessions: Tally,
    /// Its hours.
    pub hours: Tally,
}

/// One group of the publication plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupFigures {
    /// Its public name.
    pub name: String,
    /// All its visits.
    pub visits: Tally,
    /// All its sessions.
    pub sessions: Tally,
    /// Its cells or its months, in order.
    pub lines: Vec<GroupLine>,
}

/// One cell of a group, or one month of its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupLine {
    /// Of which days.
    pub period: Period,
    /// Visits.
    pub visits: Tally,
    /// Sessions that were held.
    pub sessions: Tally,
}

/// The splits of one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The month.
    pub month: Period,
    /// First time, been before, left unanswered.
    pub newcomers: [Tally; 3],
    /// Volunteers and professionals; visitors.
    pub roles: [Tally; 2],
}

const HEADS: [Measure; 3] =
    [Measure::HeadCountVisitors, Measure::HeadCountVolunteers, Measure::HeadCountProfessionals];
const SHIFTS: [Measure; 2] = [Measure::ShiftVolunteers, Measure::ShiftProfessionals];

fn part_of(measures: &[Measure], measure: Measure) -> Option<usize> {
    measures.iter().position(|it| *it == measure)
}

impl Statistics {
    /// The figures of these cells; `days` is the period that was asked for.
    pub fn of(cells: &[Cell], days: DateRange) -> Self {
        let length_days = (days.to - days.from).num_days() + 1;
        let mut statistics = Self {
            visits: Tally::default(),
            sessions: Tally::default(),
            hours: Tally::default(),
            steps: Vec::new(),
            groups: Vec::new(),
            splits: Vec::new(),
            meetings: Vec::new(),
            shifts: Vec::new(),
        };
        let mut steps = BTreeMap::new();
        let mut groups = BTreeMap::new();
        let mut splits = BTreeMap::new();
        let mut meetings = BTreeMap::new();
        let mut shifts = BTreeMap::new();
        for Cell { row, .. } in cells {
            let from = row.period.range().from;
            let step =
                if length_days <= WEEKS_UP_TO_DAYS { Period::week_of(from) } else { Period::month_of(from) };
            let line = if length_days <= CELLS_UP_TO_DAYS { row.period } else { Period::month_of(from) };
            if let Some(part) = part_of(&HEADS, row.measure) {
                let name = row.group.clone().unwrap_or_default();
                meetings
                    .entry((name.clone(), line.range()))
                    .or_insert_with(|| Meeting { name, period: line, people: Default::default() })
                    .people[part]
                    .add(row.value);
                continue;
            }
            if let Some(part) = part_of(&SHIFTS, row.measure) {
                shifts
                    .entry(step.range())
                    .or_insert_with(|| Shifts { period: step, people: Default::default() })
                    .people[part]
                    .add(row.value);
                continue;
            }
            match row.measure {
                Measure::Visits | Measure::Sessions | Measure::Hours => {
                    let step = steps.entry(step.range()).or_insert_with(|| Step::empty(step));
                    statistics.of_measure(row.measure).add(row.value);
                    step.of_measure(row.measure).add(row.value);
                }
                _ => splits
                    .entry(from)
                    .or_insert_with(|| Split::empty(row.period))
                    .of_measure(row.measure)
                    .add(row.value),
            }
            if let Some(name) = &row.group {
                groups.entry(name.clone()).or_insert_with(|| GroupFigures::empty(name)).add(line, row);
            }
        }
        statistics.steps = steps.into_values().collect();
        statistics.groups = groups.into_values().collect();
        for group in &mut statistics.groups {
            group.lines.sort_by_key(|line| line.period.range());
        }
        statistics.splits = splits.into_values().collect();
        statistics.meetings = meetings.into_values().collect();
        statistics.shifts = shifts.into_values().collect();
        statistics
    }

    /// Whether there is no cell at all.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
            && self.groups.is_empty()
            && self.splits.is_empty()
            && self.meetings.is_empty()
            && self.shifts.is_empty()
    }

    fn of_measure(&mut self, measure: Measure) -> &mut Tally {
        match measure {
            Measure::Visits => &mut self.visits,
            Measure::Sessions => &mut self.sessions,
            _ => &mut self.hours,
        }
    }
}

impl Step {
    fn empty(period: Period) -> Self {
        Self { period, visits: Tally::default(), sessions: Tally::default(), hours: Tally::default() }
    }

    fn of_measure(&mut self, measure: Measure) -> &mut Tally {
        match measure {
            Measure::Visits => &mut self.visits,
            Measure::Sessions => &mut self.sessions,
            _ => &mut self.hours,
        }
    }
}

impl GroupFigures {
    fn empty(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            visits: Tally::default(),
            sessions: Tally::default(),
            lines: Vec::new(),
        }
    }

    fn add(&mut self, period: Period, row: &Row) {
        let at = self.lines.iter().position(|line| line.period == period).unwrap_or_else(|| {
            self.lines.push(GroupLine { period, visits: Tally::default(), sessions: Tally::default() });
            self.lines.len() - 1
        });
        let (total, part) = match row.measure {
            Measure::Visits => (&mut self.visits, &mut self.lines[at].visits),
            _ => (&mut self.sessions, &mut self.lines[at].sessions),
        };
        total.add(row.value);
        part.add(row.value);
    }
}

impl Split {
    fn empty(month: Period) -> Self {
        Self { month, newcomers: Default::default(), roles: Default::default() }
    }

    fn of_measure(&mut self, measure: Measure) -> &mut Tally {
        match measure {
            Measure::Newcomers => &mut self.newcomers[0],
            Measure::NotNewcomers => &mut self.newcomers[1],
            Measure::NewcomersUnanswered => &mut self.newcomers[2],
            Measure::Helpers => &mut self.roles[0],
            _ => &mut self.roles[1],
        }
    }
}

#[cfg(test)]
mod tests;
