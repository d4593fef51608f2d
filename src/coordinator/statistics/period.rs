//! The period a coordinator chooses: a month, a quarter, a year, or any two days.

use chrono::{Datelike, Days, Months, NaiveDate};
use std::{fmt, str::FromStr};
use thiserror::Error;
use welkom_domain::day::{DateRange, Quarter};

/// A choice of period, as it stands in the address: `2026-12`, `2026-Q4`, `2026` or
/// `2026-12-01..2026-12-24`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The month that begins on this day.
    Month(NaiveDate),
    /// A quarter.
    Quarter(Quarter),
    /// A calendar year.
    Year(i32),
    /// From one day to another.
    Days(DateRange),
}

/// What was asked for is no period.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("expected a period like 2026-12, 2026-Q4, 2026 or 2026-12-01..2026-12-24")]
pub struct NotAPeriod;

impl Choice {
    /// The month a day lies in.
    pub fn month_of(day: NaiveDate) -> Self {
        Self::Month(first_of_month(day))
    }

    /// Its days.
    pub fn days(self) -> DateRange {
        match self {
            Self::Month(first) => DateRange::new(first, first + Months::new(1) - Days::new(1)),
            Self::Quarter(quarter) => quarter.range(),
            Self::Year(year) => DateRange::new(date(year, 1, 1), date(year, 12, 31)),
            Self::Days(days) => days,
        }
    }

    /// The period of the same kind before it, and after it; of two days there is none.
    pub fn neighbours(self) -> Option<(Self, Self)> {
        let days = self.days();
        let (before, after) = (days.from - Days::new(1), days.to + Days::new(1));
        match self {
            Self::Month(_) => Some((Self::month_of(before), Self::month_of(after))),
            Self::Quarter(_) => Some((Self::Quarter(Quarter::of(before)), Self::Quarter(Quarter::of(after)))),
            Self::Year(year) => Some((Self::Year(year - 1), Self::Year(year + 1))),
            Self::Days(_) => None,
        }
    }

    /// All years, quarters and months that have a day in common with `days`, the latest first.
    pub fn offered(days: DateRange) -> [Vec<Self>; 3] {
        let every = |first: Self| {
            let mut periods: Vec<Self> = std::iter::successors(Some(first), |period| {
                period.neighbours().map(|(_, after)| after).filter(|after| after.days().from <= days.to)
            })
            .collect();
            periods.reverse();
            periods
        };
        [
            every(Self::month_of(days.from)),
            every(Self::Quarter(Quarter::of(days.from))),
            every(Self::Year(days.from.year())),
        ]
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(first) => write!(f, "{}", first.format("%Y-%m")),
            Self::Quarter(quarter) => quarter.fmt(f),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Days(days) => write!(f, "{}..{}", days.from, days.to),
        }
    }
}

impl FromStr for Choice {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        if let Some((from, to)) = text.split_once("..") {
            let read = |text: &str| text.parse::<NaiveDate>().ok().filter(|day| sensible(day.year()));
            let (Some(from), Some(to)) = (read(from), read(to)) else { return Err(NotAPeriod) };
            return if from <= to { Ok(Self::Days(DateRange::new(from, to))) } else { Err(NotAPeriod) };
        }
        let year = text.get(..4).and_then(|year| year.parse().ok()).filter(|year| sensible(*year));
        let year = year.ok_or(NotAPeriod)?;
        match text.get(4..).unwrap_or_default() {
            "" => Ok(Self::Year(year)),
            rest if rest.starts_with("-Q") => text.parse().map(Self::Quarter).map_err(|_| NotAPeriod),
            rest => {
                let month =
                    rest.strip_prefix('-').filter(|month| month.len() == 2).and_then(|m| m.parse().ok());
                let first = month.and_then(|month| NaiveDate::from_ymd_opt(year, month, 1));
                first.map(Self::Month).ok_or(NotAPeriod)
            }
        }
    }
}

/// Years in which there can be a cell; beyond them arithmetic on dates need not be thought about.
fn sensible(year: i32) -> bool {
    (2000..=2200).contains(&year)
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_read_back_what_they_write() {
        for (text, from, to) in [
            ("2026-12", "2026-12-01", "2026-12-31"),
            ("2027-02", "2027-02-01", "2027-02-28"),
            ("2026-Q4", "2026-10-01", "2026-12-31"),
            ("2026", "2026-01-01", "2026-12-31"),
            ("2026-12-01..2026-12-24", "2026-12-01", "2026-12-24"),
        ] {
            let choice: Choice = text.parse().expect(text);
            assert_eq!(choice.to_string(), text);
            let days = choice.days();
            assert_eq!((days.from.to_string().as_str(), days.to.to_string().as_str()), (from, to), "{text}");
        }
        for wrong in [
            "",
            "2026-13",
            "2026-1",
            "2026-Q5",
            "1999",
            "20261",
            "2026-12-24..2026-12-01",
            "..",
            "2026-12-01..",
            "9999-12",
            "é026",
            "2026é",
        ] {
            assert!(wrong.parse::<Choice>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn neighbours_cross_the_turn_of_the_year() {
        let next = |text: &str| {
            let choice: Choice = text.parse().expect(text);
            choice.neighbours().map(|(before, after)| format!("{before} {after}"))
        };
        assert_eq!(next("2026-12").as_deref(), Some("2026-11 2027-01"));
        assert_eq!(next("2026-Q4").as_deref(), Some("2026-Q3 2027-Q1"));
        assert_eq!(next("2026").as_deref(), Some("2025 2027"));
        assert_eq!(next("2026-12-01..2026-12-24"), None);
    }

    #[test]
    fn what_there_is_can_be_chosen() {
        let days = DateRange::new(date(2026, 11, 24), date(2027, 1, 2));
        let offered = Choice::offered(days)
            .map(|periods| periods.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
        assert_eq!(offered, ["2027-01 2026-12 2026-11", "2027-Q1 2026-Q4", "2027 2026"]);
    }
}
