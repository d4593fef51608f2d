//! One RRULE: on which wall-clock times it falls.
//!
//! `rrule` expands it as if the wall clock were UTC: no clock changes there, so none can be got
//! wrong; what a skipped or doubled time means is decided later, in one place. UNTIL is brought to
//! the same wall clock first. What the two libraries read tolerantly or not at all is refused here
//! by a look at the text itself: an unknown part, a number out of range, anything finer than daily.
//!
//! A rule without COUNT is not expanded from its start: it is taken up a period before the question.
//! A weekly activity begun in 2005 then costs today's screen two steps instead of a thousand. One
//! with COUNT is written out once.

use super::property::{Moment, Written, written};
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use rrule::{Frequency, RRule, RRuleSet, Unvalidated};

/// The longest list of dates one event may have: COUNT, RDATE or EXDATE. Daily, that is 27 years.
pub(super) const MOST_DATES: usize = 10_000;

/// The most sessions of one activity in a day.
const MOST_A_DAY: usize = 24;

/// A recurrence rule, ready to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rule {
    /// Ends after a COUNT, written out.
    Listed(Vec<NaiveDateTime>),
    /// Goes on, or ends with UNTIL.
    Going {
        /// Begins on this wall-clock time.
        start: NaiveDateTime,
        /// Defaults taken from `start`; its times are a wall clock that calls itself UTC.
        rule: Box<RRule>,
    },
}

/// Why a rule could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// Not a rule, or one that is not understood whole; what was expected.
    Because(&'static str),
    /// Read, and it falls on no date at all: looking for one took long.
    Empty,
    /// Read, and it falls on no date before its UNTIL.
    EmptyUntilThen,
    /// UNTIL lies before the start: some programs leave such events behind when they split one.
    EndsBeforeItBegins,
}

impl Rule {
    /// Reads the value of an RRULE for an event that begins at `start`.
    pub fn read(raw: &str, start: Moment) -> Result<Self, Refused> {
        let raw = raw.trim().to_ascii_uppercase();
        let parts = check(&raw)?;
        let text = parts.iter().filter(|(key, _)| !matches!(*key, "UNTIL" | "RSCALE"));
        let text = text.map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(";");
        let mut rule: RRule<Unvalidated> = text.parse().map_err(|_| Refused::Because(NOT_A_RULE))?;
        if let Some((_, until)) = parts.iter().find(|(key, _)| *key == "UNTIL") {
            let until = until_on_the_wall(until, start)
                .ok_or(Refused::Because("expected UNTIL to be a date or time"))?;
            if until < start.wall {
                return Err(Refused::EndsBeforeItBegins);
            }
            rule = rule.until(as_utc(until));
        }
        let rule = rule.validate(as_utc(start.wall)).map_err(|_| Refused::Because(NOT_A_RULE))?;
        if rule.get_by_hour().len() * rule.get_by_minute().len() * rule.get_by_second().len() > MOST_A_DAY {
            return Err(Refused::Because("expected at most 24 times a day"));
        }
        let counted = rule.get_count().is_some();
        let going = Self::Going { start: start.wall, rule: Box::new(rule) };
        if counted {
            // A century is more than anybody plans; it bounds the search for a rare date.
            let last = start.wall.checked_add_months(Months::new(1200)).unwrap_or(start.wall);
            let dates = going.between(start.wall, last);
            return if dates.is_empty() { Err(Refused::Empty) } else { Ok(Self::Listed(dates)) };
        }
        let until = parts.iter().any(|(key, _)| *key == "UNTIL");
        let first = going.after(start.wall).next();
        match first {
            Some(_) => Ok(going),
            None if until => Err(Refused::EmptyUntilThen),
            None => Err(Refused::Empty),
        }
    }

    /// The wall-clock times on which it falls from `from` to `to`, both included, in order.
    pub fn between(&self, from: NaiveDateTime, to: NaiveDateTime) -> Vec<NaiveDateTime> {
        match self {
            Self::Listed(dates) => {
                let first = dates.partition_point(|date| *date < from);
                dates[first..].iter().copied().take_while(|date| *date <= to).collect()
            }
            Self::Going { .. } => self.after(from).take_while(|date| *date <= to).collect(),
        }
    }

    /// The dates from `from` on. Ends by itself where there is none for long.
    fn after(&self, from: NaiveDateTime) -> impl Iterator<Item = NaiveDateTime> {
        let dates = match self {
            Self::Listed(_) => None,
            Self::Going { start, rule } => {
                let anchor = anchor(rule, *start, from);
                // limit(): a rule that falls on nothing stops after some steps instead of in the year 10,000.
                let set = RRuleSet::new(as_utc(anchor)).rrule((**rule).clone()).limit();
                Some(set.into_iter().map(|date| date.naive_utc()).skip_while({
                    let from = from.max(*start);
                    move |date| *date < from
                }))
            }
        };
        dates.into_iter().flatten()
    }
}

const NOT_A_RULE: &str = "expected a recurrence rule of RFC 5545";

/// The parts of a rule, each known, each once, each number in its range.
fn check(raw: &str) -> Result<Vec<(&str, &str)>, Refused> {
    let mut parts: Vec<(&str, &str)> = Vec::new();
    for part in raw.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').ok_or(Refused::Because(NOT_A_RULE))?;
        if parts.iter().any(|(known, _)| *known == key) {
            return Err(Refused::Because("expected every part of the rule once"));
        }
        let numbers = |range: std::ops::RangeInclusive<i64>| {
            value.split(',').all(|number| {
                number
                    .parse()
                    .is_ok_and(|number: i64| range.contains(&number) && (number != 0 || *range.start() == 0))
            })
        };
        let fine = match key {
            "FREQ" if matches!(value, "SECONDLY" | "MINUTELY" | "HOURLY") => {
                return Err(Refused::Because("expected DAILY, WEEKLY, MONTHLY or YEARLY, found a finer one"));
            }
            "FREQ" => matches!(value, "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY"),
            "INTERVAL" => !value.contains(',') && numbers(1..=1000),
            "COUNT" if numbers(10_001..=i64::MAX) => {
                return Err(Refused::Because("expected COUNT to be at most 10000"));
            }
            "COUNT" => !value.contains(',') && numbers(1..=10_000),
            "UNTIL" | "BYDAY" | "WKST" => true,
            "BYSECOND" | "BYMINUTE" => numbers(0..=59),
            "BYHOUR" => numbers(0..=23),
            "BYMONTHDAY" => numbers(-31..=31),
            "BYYEARDAY" | "BYSETPOS" => numbers(-366..=366),
            "BYWEEKNO" => numbers(-53..=53),
            "BYMONTH" => numbers(1..=12),
            "RSCALE" => value == "GREGORIAN",
            _ => return Err(Refused::Because("expected parts of RFC 5545, found another")),
        };
        if !fine {
            return Err(Refused::Because("expected the parts of the rule to be within their ranges"));
        }
        parts.push((key, value));
    }
    if parts.iter().any(|(key, _)| *key == "FREQ") { Ok(parts) } else { Err(Refused::Because(NOT_A_RULE)) }
}

/// UNTIL on the event's own wall clock. A date means all of that day; a UTC time is brought to the
/// event's zone, so that the meeting that begins at that very moment is the last.
fn until_on_the_wall(text: &str, start: Moment) -> Option<NaiveDateTime> {
    Some(match written(text)? {
        Written::Date(date) => date.and_hms_opt(23, 59, 59)?,
        Written::Local(wall) => wall,
        Written::Fixed(time) => time.with_timezone(&start.zone).naive_local(),
    })
}

/// A wall-clock time at or before `from` (and never before `start`) from which the rule, whose
/// defaults are fixed already, falls on the same dates from `from` on.
fn anchor(rule: &RRule, start: NaiveDateTime, from: NaiveDateTime) -> NaiveDateTime {
    let interval = i64::from(rule.get_interval());
    let (first, asked) = (start.date(), from.date());
    let whole = |distance: i64| (distance / interval - 1).max(0) * interval;
    let day_of = |year: i32, month: u32| {
        NaiveDate::from_ymd_opt(year, month, 1).map(|day| day.and_time(NaiveTime::MIN))
    };
    let months = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
    let moved = match rule.get_freq() {
        Frequency::Daily => u64::try_from(whole((asked - first).num_days()))
            .ok()
            .and_then(|days| start.checked_add_days(Days::new(days))),
        Frequency::Weekly => {
            let weeks = whole((asked - first).num_days() / 7);
            u64::try_from(weeks).ok().and_then(|weeks| start.checked_add_days(Days::new(weeks * 7)))
        }
        Frequency::Monthly => {
            let month = months(first) + whole(months(asked) - months(first));
            i32::try_from(month / 12)
                .ok()
                .zip(u32::try_from(month % 12).ok())
                .and_then(|(year, month0)| day_of(year, month0 + 1))
        }
        Frequency::Yearly => {
            let years = whole(i64::from(asked.year()) - i64::from(first.year()));
            i32::try_from(years).ok().and_then(|years| day_of(first.year() + years, 1))
        }
        _ => None,
    };
    moved.filter(|moved| *moved > start && *moved <= from).unwrap_or(start)
}

fn as_utc(wall: NaiveDateTime) -> DateTime<rrule::Tz> {
    rrule::Tz::UTC.from_utc_datetime(&wall)
}
