//! One content line, read: its parameters, its text, its dates.
//!
//! `calcard` knows quoting, escapes and the properties' types, and forgives a great deal. It forgives
//! too much in one place: of `T10:30` it keeps 10:00. So what is a date is read here, to the letter.

use super::{Problem, scan::Line, zones::Zones};
use crate::day::to_zone;
use calcard::{
    Entry, Parser,
    common::IanaString,
    icalendar::{ICalendarDuration, ICalendarEntry, ICalendarParameterValue, ICalendarValue, Uri},
};
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;

/// A content line, read.
pub(super) struct Property<'a> {
    /// Where it begins in the file.
    pub line: usize,
    /// What stands behind the colon, as written.
    pub raw: &'a str,
    entry: ICalendarEntry,
}

/// A date or a time as it is written, before anybody asks in which zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// `20261201`.
    Date(NaiveDate),
    /// `20261201T093000`.
    Local(NaiveDateTime),
    /// `20261201T083000Z`; some programs write an offset instead.
    Fixed(DateTime<FixedOffset>),
}

/// A written time with the zone it is meant in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// The wall clock in `zone`; of a whole day its midnight.
    pub wall: NaiveDateTime,
    /// The zone of the wall clock.
    pub zone: Tz,
    /// A date without a time of day.
    pub all_day: bool,
}

impl Moment {
    /// The same moment on the wall clock of another zone; a whole day is the same date everywhere.
    /// `None` where its own clock skips it.
    pub fn wall_in(self, zone: Tz) -> Option<NaiveDateTime> {
        if self.all_day || zone == self.zone {
            return Some(self.wall);
        }
        to_zone(self.wall, self.zone).map(|time| time.with_timezone(&zone).naive_local())
    }
}

impl<'a> Property<'a> {
    /// Reads a content line; `None` where it is none (no colon, no name).
    pub fn read(line: &'a Line) -> Option<Self> {
        let raw = &line.text[value_starts_at(&line.text)?..];
        let source = format!("BEGIN:VEVENT\r\n{}\r\nEND:VEVENT\r\n", line.text);
        let Entry::ICalendar(calendar) = Parser::new(&source).entry() else { return None };
        let entry = calendar.components.into_iter().next()?.entries.into_iter().next()?;
        Some(Self { line: line.number, raw, entry })
    }

    /// Where a line's value begins; `None` where it is no content line.
    pub fn read_colon(line: &Line) -> Option<usize> {
        value_starts_at(&line.text)
    }

    /// The text, without escapes; `None` where it is empty.
    pub fn text(&self) -> Option<String> {
        let parts: Vec<_> = self.entry.values.iter().filter_map(text_of).collect();
        // Only a semicolon that nobody escaped parts the values of a property of our own.
        let text = parts.join(";").trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// The first of a list of texts; `None` where it is empty.
    pub fn first_text(&self) -> Option<String> {
        let text = self.entry.values.iter().find_map(text_of)?.trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// A parameter's text; `name` in any case.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let found =
            self.entry.params.iter().find(|parameter| parameter.name.as_str().eq_ignore_ascii_case(name))?;
        let text = match &found.value {
            ICalendarParameterValue::Text(text) => text.trim().to_owned(),
            ICalendarParameterValue::Bool(_) => "THISANDFUTURE".to_owned(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    }

    /// The length of a DURATION: weeks and days are days on the calendar, hours are hours on the
    /// clock. `None` where it is no duration, or a negative one.
    pub fn duration(&self) -> Option<TimeDelta> {
        match self.entry.values.first() {
            Some(ICalendarValue::Duration(duration)) => length_of(duration),
            _ => None,
        }
    }

    /// The one date or time of it, in its zone. An unknown zone is said and the centre's taken.
    pub fn moment(&self, zones: &Zones, problems: &mut Vec<Problem>) -> Option<Moment> {
        let written = written(self.raw.trim())?;
        Some(place(written, self.zone(zones, problems), zones))
    }

    /// Every date or time of a list, in order, `None` for what is none; of a period its start, with
    /// its length on the clock.
    pub fn moments(
        &self,
        zones: &Zones,
        problems: &mut Vec<Problem>,
    ) -> Vec<Option<(Moment, Option<TimeDelta>)>> {
        let zone = self.zone(zones, problems);
        self.raw
            .split(',')
            .map(|piece| {
                let (start, end) = piece
                    .trim()
                    .split_once('/')
                    .map_or((piece.trim(), None), |(start, end)| (start, Some(end)));
                let start = place(written(start)?, zone, zones);
                let length = match end {
                    None => None,
                    Some(text) if text.starts_with(['P', 'p', '+']) => Some(length_of(&duration(text)?)?),
                    Some(text) => {
                        let end = place(written(text)?, zone, zones).wall_in(start.zone)?;
                        Some(end - start.wall).filter(|length| *length >= TimeDelta::zero())
                    }
                };
                Some((start, length))
            })
            .collect()
    }

    fn zone(&self, zones: &Zones, problems: &mut Vec<Problem>) -> Tz {
        let Some(name) = self.parameter("TZID") else { return zones.centre };
        zones.named(&name).unwrap_or_else(|| {
            problems.push(Problem::noted(
                self.line,
                "expected a known time zone, found another: the centre's is taken",
            ));
            zones.centre
        })
    }
}

/// Where the value begins: behind the first colon that stands in no quotes.
fn value_starts_at(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.char_indices().find_map(|(index, character)| {
        quoted ^= character == '"';
        (character == ':' && !quoted).then_some(index + 1)
    })
}

fn text_of(value: &ICalendarValue) -> Option<String> {
    Some(match value {
        ICalendarValue::Text(text) | ICalendarValue::Uri(Uri::Location(text)) => text.clone(),
        ICalendarValue::Boolean(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        ICalendarValue::Integer(number) => number.to_string(),
        ICalendarValue::Float(number) => number.to_string(),
        ICalendarValue::Status(status) => status.as_str().to_owned(),
        ICalendarValue::Classification(class) => class.as_str().to_owned(),
        _ => return None,
    })
}

fn duration(text: &str) -> Option<ICalendarDuration> {
    let line = Line { number: 0, name: "DURATION".to_owned(), text: format!("DURATION:{text}") };
    match Property::read(&line)?.entry.values.first() {
        Some(ICalendarValue::Duration(duration)) => Some(duration.clone()),
        _ => None,
    }
}

fn length_of(duration: &ICalendarDuration) -> Option<TimeDelta> {
    let whole = TimeDelta::try_weeks(duration.weeks.into())?
        .checked_add(&TimeDelta::try_days(duration.days.into())?)?
        .checked_add(&TimeDelta::try_hours(duration.hours.into())?)?
        .checked_add(&TimeDelta::try_minutes(duration.minutes.into())?)?
        .checked_add(&TimeDelta::try_seconds(duration.seconds.into())?)?;
    (!duration.neg || whole.is_zero()).then_some(whole)
}

fn place(written: Written, zone: Tz, zones: &Zones) -> Moment {
    match written {
        Written::Date(date) => {
            Moment { wall: date.and_time(NaiveTime::MIN), zone: zones.centre, all_day: true }
        }
        Written::Local(wall) => Moment { wall, zone, all_day: false },
        Written::Fixed(time) => Moment { wall: time.naive_utc(), zone: Tz::UTC, all_day: false },
    }
}

/// Reads `YYYYMMDD`, `YYYYMMDDTHHMM[SS]`, with `Z` or an offset `±HHMM` behind it or not. A leap
/// second is the second before it, as chrono-tz has none.
pub(super) fn written(text: &str) -> Option<Written> {
    let digits = |range: std::ops::Range<usize>| -> Option<u32> {
        text.get(range).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
    };
    let year = i32::try_from(digits(0..4)?).ok().filter(|year| (1900..=2999).contains(year))?;
    let date = NaiveDate::from_ymd_opt(year, digits(4..6)?, digits(6..8)?)?;
    let Some(rest) = text.get(8..).filter(|rest| !rest.is_empty()) else { return Some(Written::Date(date)) };
    if !rest.starts_with(['T', 't']) {
        return None;
    }
    let (second, behind) = match digits(13..15) {
        Some(second) => (second.min(59 + u32::from(second != 60)), 15),
        None => (0, 13),
    };
    let wall = date.and_hms_opt(digits(9..11)?, digits(11..13)?, second)?;
    match text.get(behind..)? {
        "" => Some(Written::Local(wall)),
        "Z" | "z" => Some(Written::Fixed(wall.and_utc().fixed_offset())),
        offset if offset.len() == 5 => {
            let seconds =
                i32::try_from(digits(behind + 1..behind + 3)? * 3600 + digits(behind + 3..behind + 5)? * 60)
                    .ok()?;
            let offset = match offset.as_bytes()[0] {
                b'+' => FixedOffset::east_opt(seconds)?,
                b'-' => FixedOffset::west_opt(seconds)?,
                _ => return None,
            };
            wall.and_local_timezone(offset).single().map(Written::Fixed)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_to_the_letter() {
        let local = |text: &str| Written::Local(text.parse().unwrap());
        assert_eq!(written("20261201"), Some(Written::Date("2026-12-01".parse().unwrap())));
        assert_eq!(written("20261201T093015"), Some(local("2026-12-01T09:30:15")));
        assert_eq!(written("20261201T0930"), Some(local("2026-12-01T09:30:00")));
        assert_eq!(written("20261231T235960"), Some(local("2026-12-31T23:59:59")));
        let fixed = |text: &str| Some(Written::Fixed(DateTime::parse_from_rfc3339(text).unwrap()));
        assert_eq!(written("20261201T083000Z"), fixed("2026-12-01T08:30:00Z"));
        assert_eq!(written("20261201T093000+0100"), fixed("2026-12-01T09:30:00+01:00"));
        for wrong in [
            "",
            "2026",
            "20261301",
            "20260230",
            "20261201T",
            "20261201T10:30",
            "20261201T103000X",
            "20261201T240000",
            "20261201T235961",
            "2026-12-01",
            "20261201 1030",
            "20261201T1030+01:00",
            "02026121",
            "\u{e9}0261201",
        ] {
            assert_eq!(written(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_colon_in_a_quoted_parameter_is_not_the_colon() {
        let line =
            Line { number: 4, name: "DTSTART".into(), text: "DTSTART;TZID=\"a:b\":20261201T100000".into() };
        let property = Property::read(&line).unwrap();
        assert_eq!(property.raw, "20261201T100000");
        assert_eq!(property.parameter("tzid").as_deref(), Some("a:b"));
    }

    #[test]
    fn a_line_without_a_colon_is_none() {
        let line = Line { number: 1, name: "RDATE".into(), text: "RDATE;VALUE=DATE".into() };
        assert!(Property::read(&line).is_none());
    }
}
