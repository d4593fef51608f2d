//! What a cell reads.
//!
//! The order of the questions is part of the rule. `closed` comes first: that nothing was held is
//! certain whether or not the kiosk was there to see it. Then `off`, whatever came in. Both follow from
//! the programme and the kiosk's own hours alone; only then does it matter who came.
//!
//! A group that is withheld has rows like any other, which read `few`: its sessions are in the public
//! programme anyhow, and a total over groups still says that something is missing from it.

use super::{
    Measure, Row, Value,
    ledger::{Cell, Ledger},
    rules::Part,
};
use crate::{
    day::{DateRange, Period},
    plan::{COMPANIONS, Group},
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

impl Ledger<'_> {
    /// The rows of one cell: its visits and its sessions. Sessions are never withheld; they come from
    /// the programme.
    pub(super) fn rows_of(&self, cell: &Cell) -> [Row; 2] {
        let row = |measure, value| Row {
            measure,
            period: cell.period,
            group: Some(self.name(cell.group).to_owned()),
            value,
        };
        [row(Measure::Visits, self.value(cell)), row(Measure::Sessions, Value::Count(cell.held))]
    }

    /// What a cell reads.
    pub(super) fn value(&self, cell: &Cell) -> Value {
        self.nothing(cell.held, cell.range).unwrap_or_else(|| {
            if self.is_large_enough(cell) { Value::Count(cell.visits) } else { Value::Few }
        })
    }

    /// Whether it is published.
    pub(super) fn is_published(&self, cell: &Cell) -> bool {
        matches!(self.value(cell), Value::Count(_))
    }

    /// The two kinds of nothing that do not depend on who came.
    pub(super) fn nothing(&self, held: u64, range: DateRange) -> Option<Value> {
        if held == 0 && self.rules.on(Part::Closed) {
            Some(Value::Closed)
        } else if self.is_off(range) && self.rules.on(Part::Off) {
            Some(Value::Off)
        } else {
            None
        }
    }

    /// In service for less than half of the scheduled time; where nothing was scheduled, nothing was
    /// missed.
    fn is_off(&self, range: DateRange) -> bool {
        let days = self.facts.service.iter().filter(|service| range.contains(service.day));
        let (scheduled, in_service) = days.fold((0_u64, 0_u64), |(scheduled, in_service), day| {
            (scheduled + u64::from(day.scheduled_min), in_service + u64::from(day.in_service_min))
        });
        in_service * 2 < scheduled
    }

    fn is_large_enough(&self, cell: &Cell) -> bool {
        let is_withheld = self.group(cell.group).is_some_and(|group| group.withheld);
        if is_withheld && self.rules.on(Part::WithheldGroup) {
            return false;
        }
        let is_raised = self.raised_since(cell.group).is_some_and(|day| day <= cell.range.to);
        if is_raised && self.rules.on(Part::RaisedReadsFew) {
            return false;
        }
        let k = self.threshold(cell.group);
        if self.group(cell.group).is_some_and(Group::is_sensitive) && !self.keeps_company(cell, k) {
            return false;
        }
        let crowds = cell.days.values().map(|day| day.crowd);
        let crowd = if self.rules.on(Part::LargestDay) { crowds.max().unwrap_or(0) } else { crowds.sum() };
        crowd >= k || !self.rules.on(Part::Threshold)
    }

    /// On every date on which something sensitive is held, two others are held too and the day's crowd
    /// reaches k.
    fn keeps_company(&self, cell: &Cell, k: u32) -> bool {
        cell.days.values().all(|day| {
            let others = day.held.iter().filter(|activity| !self.is_sensitive(**activity)).count();
            let has_company = others >= COMPANIONS || !self.rules.on(Part::Company);
            let has_crowd = day.crowd >= k || !self.rules.on(Part::CrowdOnEveryDate);
            others == day.held.len() || (has_company && has_crowd)
        })
    }

    /// The kiosk's hours in service, for every day on which there were to be any; in whole quarters of
    /// an hour, so that they tell no more than that it ran.
    pub(super) fn hours(&self, closing: DateRange) -> Vec<Row> {
        let mut days: BTreeMap<NaiveDate, (u32, u32)> = BTreeMap::new();
        for service in self.facts.service.iter().filter(|service| closing.contains(service.day)) {
            let day = days.entry(service.day).or_default();
            *day = (day.0 + service.scheduled_min, day.1 + service.in_service_min);
        }
        let scheduled = days.into_iter().filter(|(_, (scheduled_min, _))| *scheduled_min > 0);
        scheduled
            .map(|(day, (_, in_service_min))| Row {
                measure: Measure::Hours,
                period: Period::Day(day),
                group: None,
                value: Value::QuarterHours(in_service_min / 15),
            })
            .collect()
    }
}
