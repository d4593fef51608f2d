//! How a kiosk is doing, sent at fixed times. Nothing in it may depend on how many people came.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a kiosk tells about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// [`crate::SCHEMA`].
    pub schema: u32,
    /// The kiosk's program version, like `0.1.0`.
    pub version: String,
    /// How old the programme in force is, in whole days; absent where there is none.
    #[serde(default)]
    pub programme_age_days: Option<u32>,
    /// Whether the kiosk trusts its clock; without that nothing is frozen.
    pub clock_trusted: bool,
    /// The first day of the earliest frozen row that the coordinator refused and that waits in the kiosk for
    /// a person: from that day on its figures may lack something. Whether there is a row depends on the plan
    /// and the programme alone.
    #[serde(default)]
    pub parked_from: Option<NaiveDate>,
    /// Free space where the kiosk stores, rounded down to 64 MiB so that no arrival shows in it.
    pub disk_free_mib: u64,
}

impl Health {
    /// Free space as it may be told: rounded down to 64 MiB.
    pub fn rounded_mib(bytes: u64) -> u64 {
        bytes / (64 << 20) * 64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_arrivals_do_not_show_in_the_free_space() {
        assert_eq!(Health::rounded_mib(10_000 << 20), 9_984);
        assert_eq!(Health::rounded_mib((10_000 << 20) - (3 << 20)), 9_984);
    }
}
