//! The month's figures of the whole centre: who was new, who helped.
//!
//! They are counted over the arrivals behind the month's published cells, as those cells counted them:
//! an arrival that counted on Tuesday and was taken back on Friday still stands behind Tuesday's cell.
//! So nothing about them can say anything of a cell that was not published. A split is shown only if
//! each of its parts is empty or has k arrivals; else every row of it reads `few`. The two splits are
//! never crossed.

use super::{
    Measure, Row, Value,
    ledger::{Cell, Fate, Ledger},
    rules::Part,
};
use crate::{
    arrival::Arrival,
    day::{DateRange, Period},
};
use std::collections::BTreeSet;

/// One part of a split.
#[derive(Default, Clone, Copy)]
struct Share {
    arrivals: u32,
    people: u64,
}

const NEWCOMERS: [Measure; 3] = [Measure::Newcomers, Measure::NotNewcomers, Measure::NewcomersUnanswered];
const ROLES: [Measure; 2] = [Measure::Helpers, Measure::Visitors];

impl Ledger<'_> {
    /// The rows of every month whose last day lies within `closing`, if anything was planned in it.
    pub(super) fn months(&self, closing: DateRange) -> Vec<Row> {
        let last_days = closing.days().filter(|day| Period::month_of(*day).range().to == *day);
        last_days.flat_map(|last| self.month(Period::month_of(last))).collect()
    }

    fn month(&self, month: Period) -> Vec<Row> {
        let days = month.range();
        let cells: Vec<&Cell> = self.cells().iter().filter(|cell| days.contains(cell.range.to)).collect();
        if cells.is_empty() {
            return Vec::new();
        }
        let held = cells.iter().map(|cell| cell.held).sum();
        let own_days = DateRange::new(days.from.max(self.plan.from), days.to);
        let nothing = self.nothing(held, own_days);
        let published: BTreeSet<usize> = (0..self.cells().len())
            .filter(|number| days.contains(self.cells()[*number].range.to))
            .filter(|number| self.is_published(&self.cells()[*number]))
            .collect();
        let thresholds = published.iter().map(|number| self.threshold(self.cells()[*number].group));
        let k = if self.rules.on(Part::HighestOfMonth) { thresholds.max() } else { thresholds.min() };

        let mut newcomers = [Share::default(); NEWCOMERS.len()];
        let mut roles = [Share::default(); ROLES.len()];
        for arrival in self.arrivals().filter(|arrival| days.contains(arrival.day)) {
            if self.stands_behind(arrival, &published) {
                let newcomer = match arrival.newcomer {
                    Some(true) => 0,
                    Some(false) => 1,
                    None => 2,
                };
                for share in [&mut newcomers[newcomer], &mut roles[usize::from(!arrival.role.is_helper())]] {
                    share.arrivals += 1;
                    share.people += self.people(arrival);
                }
            }
        }
        let rows = |measures: &[Measure], shares: &[Share]| -> Vec<Row> {
            let is_shown = k.is_some_and(|k| {
                let is_enough = |share: &Share| share.arrivals == 0 || share.arrivals >= k;
                shares.iter().all(is_enough) || !self.rules.on(Part::WholeSplit)
            });
            let value = |share: &Share| match nothing {
                Some(nothing) => nothing,
                None if is_shown => Value::Count(share.people),
                None => Value::Few,
            };
            let row = |(measure, share): (&Measure, &Share)| Row {
                measure: *measure,
                period: month,
                group: None,
                value: value(share),
            };
            measures.iter().zip(shares).map(row).collect()
        };
        [rows(&NEWCOMERS, &newcomers), rows(&ROLES, &roles)].concat()
    }

    fn stands_behind(&self, arrival: &Arrival, published: &BTreeSet<usize>) -> bool {
        self.fates(arrival).any(|fate| match fate {
            Fate::Counted(cell) => published.contains(&cell) || !self.rules.on(Part::BehindPublished),
            _ => false,
        })
    }
}
