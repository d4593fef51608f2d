//! Every visit in its place: which cells there are, and which arrivals count in them.
//!
//! Cells come from the plan and the programme alone. An arrival counts in a cell for a session of it
//! that was held on the arrival's day, if it was stored and not yet taken back when the cell closed.

use super::{
    Facts,
    rules::{Part, Rules},
};
use crate::{
    arrival::Arrival,
    class::PrivacyClass,
    day::{DateRange, Period},
    ids::ActivityId,
    plan::{Cadence, Group, Plan},
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One group in one period.
pub(super) struct Cell {
    /// The group: its number in the plan, or the number behind the last for other activities.
    pub(super) group: usize,
    pub(super) period: Period,
    pub(super) range: DateRange,
    /// How many sessions were planned, and how many of those were held.
    pub(super) planned: u64,
    pub(super) held: u64,
    /// People × sessions.
    pub(super) visits: u64,
    /// Its days with a planned session.
    pub(super) days: BTreeMap<NaiveDate, CellDay>,
}

/// One day of a cell.
#[derive(Default)]
pub(super) struct CellDay {
    /// The activities that were held, by number.
    pub(super) held: BTreeSet<usize>,
    /// Arrivals, each once.
    pub(super) crowd: u32,
}

/// Where one visit went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It counts in this cell.
    Counted(usize),
    /// It belongs to this cell and was stored after the cell had closed.
    Late(usize),
    /// It belongs to this cell and was taken back before the cell closed.
    TakenBack(usize),
    /// The session it was for was planned in this cell and not held.
    NotHeld(usize),
    /// It was for something sensitive that is in no plan yet.
    NewSensitive,
    /// It was for something that was not planned that day.
    Unplanned,
}

/// An activity in the ledger. Identifiers are long texts and are asked for once a visit, so they get
/// numbers.
struct Entry {
    /// Its group; `None` for something sensitive that is in no plan yet.
    group: Option<usize>,
    /// Its class when the plan was fixed.
    sensitive: bool,
}

/// An activity's place on one day.
struct Slot {
    /// `None` for something sensitive that is in no plan yet.
    cell: Option<usize>,
    /// Whether any session of it was held that day.
    held: bool,
}

/// The cells of some days of a plan, with what counts in them.
pub(super) struct Ledger<'a> {
    pub(super) rules: Rules,
    pub(super) plan: &'a Plan,
    pub(super) facts: &'a Facts<'a>,
    /// The days looked at; all within the plan's.
    pub(super) days: DateRange,
    numbers: HashMap<&'a ActivityId, usize>,
    entries: Vec<Entry>,
    slots: HashMap<(usize, NaiveDate), Slot>,
    cells: Vec<Cell>,
}

impl<'a> Ledger<'a> {
    /// Counts what happened on these days.
    pub(super) fn of(rules: Rules, plan: &'a Plan, facts: &'a Facts<'a>, days: DateRange) -> Self {
        let mut ledger = Self {
            rules,
            plan,
            facts,
            days,
            numbers: HashMap::new(),
            entries: Vec::new(),
            slots: HashMap::new(),
            cells: Vec::new(),
        };
        ledger.enter_activities();
        ledger.lay_out_cells();
        ledger.count_arrivals();
        ledger
    }

    pub(super) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The group of this number, unless it is "other activities".
    pub(super) fn group(&self, number: usize) -> Option<&'a Group> {
        self.plan.groups.get(number)
    }

    /// Its public name.
    pub(super) fn name(&self, group: usize) -> &'a str {
        self.group(group).map_or(self.plan.other.as_str(), |group| group.name.as_str())
    }

    /// k of a group: the highest in it.
    pub(super) fn threshold(&self, group: usize) -> u32 {
        match self.group(group) {
            Some(group) if self.rules.on(Part::HighestThreshold) => self.plan.threshold(group),
            _ => self.plan.thresholds.of(PrivacyClass::Protected),
        }
    }

    pub(super) fn is_sensitive(&self, activity: usize) -> bool {
        self.entries[activity].sensitive
    }

    /// Since when a group holds something whose class was raised after it came into the group.
    pub(super) fn raised_since(&self, group: usize) -> Option<NaiveDate> {
        let is_in_it = |activity: &ActivityId| {
            let entry = self.numbers.get(activity).map(|number| &self.entries[*number]);
            entry.is_some_and(|entry| entry.group == Some(group) && !entry.sensitive)
        };
        let raised = self.facts.raised.iter().filter(|(activity, _)| is_in_it(activity));
        raised.map(|(_, day)| *day).min()
    }

    /// The arrivals of the ledger's days.
    pub(super) fn arrivals(&self) -> impl Iterator<Item = &'a Arrival> {
        let days = self.days;
        self.facts.arrivals.iter().filter(move |arrival| days.contains(arrival.day))
    }

    /// Where the visits of an arrival went, one for each session it was for.
    pub(super) fn fates(&self, arrival: &'a Arrival) -> impl Iterator<Item = Fate> {
        arrival.activities.iter().map(|activity| self.fate(arrival, activity))
    }

    fn fate(&self, arrival: &Arrival, activity: &ActivityId) -> Fate {
        let Some(&number) = self.numbers.get(activity) else { return Fate::Unplanned };
        let Some(slot) = self.slots.get(&(number, arrival.day)) else { return Fate::Unplanned };
        let Some(cell) = slot.cell else { return Fate::NewSensitive };
        let closes = self.cells[cell].range.to;
        let counts_withdrawal = |day: NaiveDate| day <= closes || !self.rules.on(Part::TakenBackInTime);
        if arrival.withdrawn.is_some_and(counts_withdrawal) {
            Fate::TakenBack(cell)
        } else if arrival.recorded > closes && self.rules.on(Part::StoredInTime) {
            Fate::Late(cell)
        } else if slot.held || !self.rules.on(Part::Closed) {
            Fate::Counted(cell)
        } else {
            Fate::NotHeld(cell)
        }
    }

    /// The people of an arrival, as they count in visits.
    pub(super) fn people(&self, arrival: &Arrival) -> u64 {
        if self.rules.on(Part::PartyInFull) { arrival.party.into() } else { 1 }
    }

    fn enter_activities(&mut self) {
        let plan = self.plan;
        for (number, group) in plan.groups.iter().enumerate() {
            for member in &group.members {
                self.enter(&member.activity, Entry { group: Some(number), sensitive: member.is_sensitive() });
            }
        }
        // What appeared after the plan was fixed.
        let facts = self.facts;
        for session in facts.sessions {
            let activity = &session.activity;
            if !self.numbers.contains_key(activity) {
                let group = if self.is_withheld(activity) { None } else { Some(plan.groups.len()) };
                self.enter(activity, Entry { group, sensitive: false });
            }
        }
    }

    fn enter(&mut self, activity: &'a ActivityId, entry: Entry) {
        self.numbers.insert(activity, self.entries.len());
        self.entries.push(entry);
    }

    /// Whether something that is in no plan yet waits for the next one. What was raised during the
    /// quarter was something else before: it stays where it was, and its group reads `few`.
    pub(super) fn is_withheld(&self, activity: &ActivityId) -> bool {
        let class = match self.facts.classes.get(activity) {
            Some(class) => *class,
            None if activity.is_drop_in() => PrivacyClass::Protected,
            None => PrivacyClass::Sensitive,
        };
        class == PrivacyClass::Sensitive && !self.facts.raised.contains_key(activity)
    }

    fn lay_out_cells(&mut self) {
        let mut cell_of: HashMap<(usize, NaiveDate), usize> = HashMap::new();
        let (facts, days) = (self.facts, self.days);
        for session in facts.sessions.iter().filter(|session| days.contains(session.day)) {
            let number = self.numbers[&session.activity];
            let cell = self.entries[number].group.map(|group| {
                let cadence = self.group(group).map_or(Cadence::Week, |group| group.cadence);
                let period = self.plan.period(cadence, session.day);
                *cell_of.entry((group, period.range().from)).or_insert_with(|| {
                    self.cells.push(Cell::new(group, period));
                    self.cells.len() - 1
                })
            });
            if let Some(cell) = cell {
                self.cells[cell].plan(number, session.day, session.held);
            }
            let slot = self.slots.entry((number, session.day)).or_insert(Slot { cell, held: false });
            slot.held |= session.held;
        }
    }

    fn count_arrivals(&mut self) {
        let mut counted: Vec<usize> = Vec::new();
        let (facts, days) = (self.facts, self.days);
        for arrival in facts.arrivals.iter().filter(|arrival| days.contains(arrival.day)) {
            counted.clear();
            counted.extend(self.fates(arrival).filter_map(|fate| match fate {
                Fate::Counted(cell) => Some(cell),
                _ => None,
            }));
            let people = self.people(arrival);
            for cell in &counted {
                self.cells[*cell].visits += people;
            }
            // A group has one cell a day: once per cell is once per group and day.
            if self.rules.on(Part::ArrivalOncePerDay) {
                counted.sort_unstable();
                counted.dedup();
            }
            let heads = if self.rules.on(Part::PartyOnceInCrowd) { 1 } else { arrival.party };
            for cell in &counted {
                self.cells[*cell].days.entry(arrival.day).or_default().crowd += heads;
            }
        }
    }
}

impl Cell {
    fn new(group: usize, period: Period) -> Self {
        Self { group, period, range: period.range(), planned: 0, held: 0, visits: 0, days: BTreeMap::new() }
    }

    fn plan(&mut self, activity: usize, day: NaiveDate, held: bool) {
        let on_day = self.days.entry(day).or_default();
        self.planned += 1;
        if held {
            self.held += 1;
            on_day.held.insert(activity);
        }
    }
}
