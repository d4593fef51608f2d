//! The privacy classes of an activity (privacy.md, row "classes").

use serde::{Deserialize, Serialize};

/// How carefully the attendance of an activity is treated before counts of it may leave the centre.
/// Ordered from the least to the most careful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PrivacyClass {
    /// A public meeting that a host counts by head. A touch at the kiosk never makes an open fact:
    /// for arrivals it is the same as [`PrivacyClass::Protected`].
    Open,
    /// The default: published from five arrivals on.
    #[default]
    Protected,
    /// Attending says something about a person's health: from ten arrivals on, and never under its
    /// own name.
    Sensitive,
}

/// The smallest number of arrivals on one day from which a cell is published, per class. A centre
/// may raise either number, never lower it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    /// k of everything that is not sensitive, in arrivals; at least [`Thresholds::LEAST`]'s.
    pub protected: u32,
    /// k of a group that holds something sensitive, in arrivals; at least [`Thresholds::LEAST`]'s.
    pub sensitive: u32,
}

impl Thresholds {
    /// The rule's own numbers, which no centre may go below.
    pub const LEAST: Self = Self { protected: 5, sensitive: 10 };

    /// k of one class, in arrivals on one day; never less than the rule's own, whatever stands here.
    pub fn of(self, class: PrivacyClass) -> u32 {
        match class {
            PrivacyClass::Open | PrivacyClass::Protected => self.protected.max(Self::LEAST.protected),
            PrivacyClass::Sensitive => self.sensitive.max(Self::LEAST.sensitive),
        }
    }
}

impl Default for Thresholds {
    fn default() -> Self {
        Self::LEAST
    }
}
