//! Days, weeks cut at month ends, months and quarters: the periods in which the programme speaks and
//! counts are published. A local wall clock goes in; nothing here knows the time.

use chrono::{
    DateTime, Datelike, Days, LocalResult, Months, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Timelike,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// A service day ends at 04:00 local time of the next date: whoever comes in at half past midnight
/// still belongs to the evening.
pub const DAY_ENDS_HOUR: u32 = 4;

/// The service day of a local time: the date, and the date before between midnight and 04:00.
pub fn service_day(local: NaiveDateTime) -> NaiveDate {
    if local.hour() < DAY_ENDS_HOUR { local.date().pred_opt().unwrap_or(local.date()) } else { local.date() }
}

/// The one place that says what a skipped or doubled local time means: a time that the spring gap
/// skips does not exist (`None`), of a time that autumn doubles the first is meant.
pub fn to_zone(local: NaiveDateTime, zone: Tz) -> Option<DateTime<Tz>> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => Some(time),
        LocalResult::None => None,
    }
}

/// The moment a service day closes in its zone: 04:00 of the next date. Where a zone skips 04:00
/// (none does today), the first half hour that exists after it.
pub fn closes_at(day: NaiveDate, zone: Tz) -> DateTime<Tz> {
    let next = day.checked_add_days(Days::new(1)).unwrap_or(day);
    let mut local = next.and_hms_opt(DAY_ENDS_HOUR, 0, 0).unwrap_or_default();
    loop {
        if let Some(time) = to_zone(local, zone) {
            return time;
        }
        local += TimeDelta::minutes(30);
    }
}

/// A stretch of whole service days, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DateRange {
    /// The first day.
    pub from: NaiveDate,
    /// The last day; never before `from`.
    pub to: NaiveDate,
}

impl DateRange {
    /// From `from` up to and including `to`.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Self {
        Self { from, to }
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// Every day in it, in order; none where `to` is before `from`.
    pub fn days(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |day| *day <= self.to)
    }
}

/// The period of one published cell, as it is written in the exported `period` column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Period {
    /// One service day: `2026-12-01`.
    Day(NaiveDate),
    /// The part of an ISO week (ISO 8601, Monday first) that lies in one month: `2026-W49`. The week
    /// is told by its days, `from` and `to` of the cell.
    Week(DateRange),
    /// A calendar month: `2026-12`; the value is its first day.
    Month(NaiveDate),
}

impl Period {
    /// The week of `day`, cut at the ends of `day`'s month.
    pub fn week_of(day: NaiveDate) -> Self {
        let monday = day - Days::new(u64::from(day.weekday().num_days_from_monday()));
        let month = month_of(day);
        Self::Week(DateRange::new(monday.max(month.from), (monday + Days::new(6)).min(month.to)))
    }

    /// The month of `day`.
    pub fn month_of(day: NaiveDate) -> Self {
        Self::Month(month_of(day).from)
    }

    /// The days of the period.
    pub fn range(self) -> DateRange {
        match self {
            Self::Day(day) => DateRange::new(day, day),
            Self::Week(range) => range,
            Self::Month(first) => month_of(first),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Week(range) => write!(f, "{}", range.from.format("%G-W%V")),
            Self::Month(first) => write!(f, "{}", first.format("%Y-%m")),
        }
    }
}

fn month_of(day: NaiveDate) -> DateRange {
    let first = day.with_day(1).unwrap_or(day);
    let last = (first + Months::new(1)).pred_opt().unwrap_or(first);
    DateRange::new(first, last)
}

/// A quarter of a calendar year, the time for which one publication plan holds: `2026-Q4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Quarter {
    year: i32,
    /// 1 to 4.
    number: u32,
}

/// What was written is no quarter.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("expected a quarter like 2026-Q4, found {found:?}")]
pub struct QuarterError {
    /// What was found instead.
    pub found: String,
}

impl Quarter {
    /// The quarter a day lies in.
    pub fn of(day: NaiveDate) -> Self {
        Self { year: day.year(), number: day.month0() / 3 + 1 }
    }

    /// The quarter after it.
    #[must_use]
    pub fn next(self) -> Self {
        if self.number == 4 {
            Self { year: self.year + 1, number: 1 }
        } else {
            Self { year: self.year, number: self.number + 1 }
        }
    }

    /// Its days.
    pub fn range(self) -> DateRange {
        let first = NaiveDate::from_ymd_opt(self.year, (self.number - 1) * 3 + 1, 1).unwrap_or_default();
        DateRange::new(first, (first + Months::new(3)).pred_opt().unwrap_or(first))
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-Q{}", self.year, self.number)
    }
}

impl FromStr for Quarter {
    type Err = QuarterError;

    fn from_str(text: &str) -> Result<Self, QuarterError> {
        let parsed = text.split_once("-Q").and_then(|(year, number)| {
            let year = (year.len() == 4).then(|| year.parse().ok()).flatten()?;
            let number = (number.len() == 1).then(|| number.parse().ok()).flatten()?;
            (1..=4).contains(&number).then_some(Self { year, number })
        });
        parsed.ok_or_else(|| QuarterError { found: text.to_owned() })
    }
}

impl Serialize for Quarter {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Quarter {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn an_hour_past_midnight_belongs_to_the_evening() {
        assert_eq!(service_day(date("2026-12-02").and_hms_opt(3, 59, 59).unwrap()), date("2026-12-01"));
        assert_eq!(service_day(date("2026-12-02").and_hms_opt(4, 0, 0).unwrap()), date("2026-12-02"));
    }

    #[test]
    fn a_week_is_cut_where_the_month_ends() {
        let monday = Period::week_of(date("2026-11-30"));
        assert_eq!(monday.range(), DateRange::new(date("2026-11-30"), date("2026-11-30")));
        assert_eq!(monday.to_string(), "2026-W49");
        let rest = Period::week_of(date("2026-12-03"));
        assert_eq!(rest.range(), DateRange::new(date("2026-12-01"), date("2026-12-06")));
        assert_eq!(rest.to_string(), "2026-W49");
        // The ISO year is not the calendar year at the turn of it.
        assert_eq!(Period::week_of(date("2027-01-02")).to_string(), "2026-W53");
    }

    #[test]
    fn quarters_read_back_what_they_write() {
        let quarter: Quarter = "2026-Q4".parse().unwrap();
        assert_eq!(quarter.range(), DateRange::new(date("2026-10-01"), date("2026-12-31")));
        assert_eq!(quarter.next().to_string(), "2027-Q1");
        for wrong in ["2026-Q5", "2026-Q0", "26-Q1", "2026Q1", "2026-Q11", ""] {
            assert!(wrong.parse::<Quarter>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_day_closes_at_four_on_the_wall_clock_even_when_the_clocks_change() {
        let zone = chrono_tz::Europe::Amsterdam;
        assert_eq!(closes_at(date("2027-03-27"), zone).to_rfc3339(), "2027-03-28T04:00:00+02:00");
        assert_eq!(closes_at(date("2027-10-30"), zone).to_rfc3339(), "2027-10-31T04:00:00+01:00");
    }
}
