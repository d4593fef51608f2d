//! Arrivals: what a touch at the door leaves behind, without anybody's name.

use crate::ids::ActivityId;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// In which role somebody comes today. One person changes roles from day to day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// *Bezoeker*.
    #[default]
    Visitor,
    /// *Vrijwilliger*.
    Volunteer,
    /// *Beroepskracht*.
    Professional,
}

impl Role {
    /// Volunteers and professionals together are the helpers of the published split.
    pub fn is_helper(self) -> bool {
        self != Self::Visitor
    }
}

/// What the release rule knows of one pass through the check-in: what for, which day, how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The service day of the arrival (see [`crate::day::service_day`]).
    pub day: NaiveDate,
    /// The service day on which it was stored: usually `day`. What is stored after a cell's last day
    /// came too late for that cell and stays in the centre.
    pub recorded: NaiveDate,
    /// The service day on which it was taken back ("toch niet", a host's correction). A cell whose
    /// last day is before it still counts the arrival.
    pub withdrawn: Option<NaiveDate>,
    /// What for: the activity of every session that was chosen, at least one; of two sessions of one
    /// activity on a day it stands here twice. Just dropping in is [`ActivityId::drop_in`].
    pub activities: Vec<ActivityId>,
    /// In which role.
    pub role: Role,
    /// First time here? `None` where the question was left alone.
    pub newcomer: Option<bool>,
    /// How many people came in together, 1 to 10. They count once in the crowd.
    pub party: u32,
}

/// The largest party the kiosk takes; more is a host's head count.
pub const LARGEST_PARTY: u32 = 10;
