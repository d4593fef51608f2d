//! What a plan has to place.

use crate::{
    class::{PrivacyClass, Thresholds},
    ids::ActivityId,
};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// From how many published cells on the size of an activity is known from them.
const CELLS_TO_TRUST: usize = 4;

/// An activity for which a plan is made; just dropping in is one, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Which activity.
    pub activity: ActivityId,
    /// Its public name. Of a sensitive activity the neutral label, where it has one; no group is ever
    /// called by it.
    pub name: Option<String>,
    /// Names that must not occur in the name of any group: a sensitive activity's own.
    pub telling: Vec<String>,
    /// Its class now.
    pub class: PrivacyClass,
    /// How many people the programme expects.
    pub expected: Option<u32>,
    /// Its last published cells, oldest first: of the time it stood alone, by day. Only what is public
    /// already may shape a plan.
    pub published: Vec<u64>,
    /// Service days with a planned session in the plan's days.
    pub days: BTreeSet<NaiveDate>,
}

impl Candidate {
    /// How many are expected on a day: the median of the last published cells where there are four,
    /// else the programme's figure, else 0.
    pub fn expected_size(&self) -> u64 {
        match self.published.len().checked_sub(CELLS_TO_TRUST) {
            Some(older) => {
                let mut last = self.published[older..].to_vec();
                last.sort_unstable();
                u64::midpoint(last[1], last[2])
            }
            None => self.expected.unwrap_or(0).into(),
        }
    }

    /// Whether attending it says something about a person's health.
    pub fn is_sensitive(&self) -> bool {
        self.class == PrivacyClass::Sensitive
    }

    /// Whether it is expected to reach k on its own.
    pub(super) fn stands_alone(&self, thresholds: Thresholds) -> bool {
        self.expected_size() >= u64::from(thresholds.of(self.class))
    }
}
