//! Opening hours and closed days of a centre.

use chrono::{Datelike, NaiveDate, NaiveTime, Weekday};

/// When the door is open, by weekday, and the dates on which it stays shut all the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opening {
    /// The hours of every week: day, opening time, closing time (later than the opening time, or
    /// 00:00 for midnight). A weekday may stand twice (morning and evening).
    pub weekly: Vec<(Weekday, NaiveTime, NaiveTime)>,
    /// Dates on which the centre is closed (holidays): what was planned there is not held.
    pub closed: Vec<ClosedDays>,
}

/// A stretch of days on which the centre is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedDays {
    /// The first closed date.
    pub from: NaiveDate,
    /// The last closed date, included.
    pub to: NaiveDate,
    /// What the closed screen says about it, in the centre's own words.
    pub reason: Option<String>,
}

impl Opening {
    /// Whether the centre is closed on this date although the week says otherwise.
    pub fn closed_on(&self, day: NaiveDate) -> Option<&ClosedDays> {
        self.closed.iter().find(|closed| closed.from <= day && day <= closed.to)
    }

    /// The hours the week gives this date, whether or not the centre is closed on it; in order.
    pub fn hours_on(&self, day: NaiveDate) -> Vec<(NaiveTime, NaiveTime)> {
        let mut hours: Vec<_> = self
            .weekly
            .iter()
            .filter(|(weekday, ..)| *weekday == day.weekday())
            .map(|(_, from, to)| (*from, *to))
            .collect();
        hours.sort_unstable();
        hours
    }
}
