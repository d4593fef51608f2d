//! `[privacy]`: a centre may be more careful than the release rule, never less.

use super::{section::Section, values::whole};
use welkom_domain::class::Thresholds;

/// What leaves the centre, and what stays how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Privacy {
    /// `k_protected`: from how many arrivals a day on counts are published; 5 to 100. Default: 5.
    /// `k_sensitive`: the same for groups that hold something sensitive; 10 to 100. Default: 10.
    pub thresholds: Thresholds,
    /// `keep_arrivals_days`: how long stored arrivals stay after their quarter is frozen, for the building's
    /// safety, in days, 0 to 31. Default: 0.
    pub keep_arrivals_days: u32,
}

impl Privacy {
    pub(super) fn read(section: &mut Section<'_>) -> Self {
        let least = Thresholds::LEAST;
        Self {
            thresholds: Thresholds {
                protected: section.or(
                    "k_protected",
                    least.protected,
                    &whole("arrivals", least.protected..=100),
                ),
                sensitive: section.or(
                    "k_sensitive",
                    least.sensitive,
                    &whole("arrivals", least.sensitive..=100),
                ),
            },
            keep_arrivals_days: section.or("keep_arrivals_days", 0, &whole("days", 0..=31)),
        }
    }
}
