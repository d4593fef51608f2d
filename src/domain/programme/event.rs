//! One VEVENT: who it is, when it is, what it changes; not yet put together with the others of its
//! UID.

use super::{
    Problem,
    property::{Moment, Property},
    rule::{MOST_DATES, Refused, Rule},
    scan::{Component, Line},
    series::Dates,
    zones::Zones,
};
use crate::ids::ActivityId;
use chrono::{NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;

/// Without these read, the dates of an event are unknown.
const DATE_PROPERTIES: [&str; 8] =
    ["UID", "DTSTART", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID", "STATUS"];

/// RFC 5545 advises against a second one.
const MOST_RULES: usize = 10;

/// Looking one up costs some microseconds; a person who writes a calendar stays under it.
const MOST_EXCEPTIONS_LOOKED_UP: usize = 500;

/// An event's identity and place among the others of its UID.
pub(super) struct Event<'a> {
    pub component: &'a Component,
    pub uid: String,
    /// Of which date it is a change; `None` for the event itself.
    pub changes: Option<Changes>,
    /// Which version of it this is: SEQUENCE, then DTSTAMP (RFC 5546 §2.1.5).
    pub version: (i64, Option<String>),
}

/// RECURRENCE-ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Changes {
    pub of: Moment,
    pub and_future: bool,
    pub line: usize,
}

/// When an event begins and how long it lasts.
#[derive(Clone, Copy)]
pub(super) struct Span {
    pub start: Moment,
    /// `None` where the event does not say.
    pub length: Option<TimeDelta>,
}

impl<'a> Event<'a> {
    /// Reads who an event is; `None`, with a problem, where it has to be left out.
    pub fn read(component: &'a Component, zones: &Zones, problems: &mut Vec<Problem>) -> Option<Self> {
        for line in component.lines.iter().filter(|line| Property::read_colon(line).is_none()) {
            if DATE_PROPERTIES.contains(&line.name.as_str()) {
                problems.push(Problem::left_out(
                    line.number,
                    "expected a name, a colon and a value, found no colon",
                ));
                return None;
            }
            problems
                .push(Problem::noted(line.number, "expected a name, a colon and a value, found no colon"));
        }
        let uid = component.first("UID").and_then(Property::read).and_then(|property| property.text());
        let Some(uid) = uid else {
            // One made up from its text would change with the text, and its counts with it.
            problems.push(Problem::left_out(component.line, "expected the event to have a UID, found none"));
            return None;
        };
        if uid == ActivityId::DROP_IN {
            let line = component.first("UID").map_or(component.line, |line| line.number);
            problems.push(Problem::left_out(line, "expected another UID: drop-in means just dropping in"));
            return None;
        }
        let changes = match component.first("RECURRENCE-ID") {
            None => None,
            Some(line) => {
                let property = Property::read(line);
                let of = property.as_ref().and_then(|property| property.moment(zones, problems));
                let Some(of) = of else {
                    problems
                        .push(Problem::left_out(line.number, "expected RECURRENCE-ID to be a date or time"));
                    return None;
                };
                let range = property.and_then(|property| property.parameter("RANGE"));
                let and_future = range.is_some_and(|range| range.eq_ignore_ascii_case("THISANDFUTURE"));
                Some(Changes { of, and_future, line: line.number })
            }
        };
        let value = |name| {
            component.first(name).and_then(Property::read).map(|property| property.raw.trim().to_owned())
        };
        let sequence = value("SEQUENCE").and_then(|text| text.parse().ok()).unwrap_or(0);
        Some(Self { component, uid, changes, version: (sequence, value("DTSTAMP")) })
    }

    /// Whether another event says the same, line by line.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let lines =
            |event: &Self| event.component.lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>();
        lines(self) == lines(other)
    }

    /// Its start and length; `Ok(None)` where it has no DTSTART, `Err` where it is no date.
    pub fn span(&self, zones: &Zones, problems: &mut Vec<Problem>) -> Result<Option<Span>, ()> {
        let Some(line) = self.component.first("DTSTART") else { return Ok(None) };
        let Some(start) = Property::read(line).and_then(|property| property.moment(zones, problems)) else {
            problems.push(Problem::left_out(line.number, "expected DTSTART to be a date or time"));
            return Err(());
        };
        Ok(Some(Span { start, length: self.length(start, zones, problems) }))
    }

    /// From start to end on the start's wall clock: DTEND, else DURATION, else one day for a whole day.
    fn length(&self, start: Moment, zones: &Zones, problems: &mut Vec<Problem>) -> Option<TimeDelta> {
        let whole_day = start.all_day.then(|| TimeDelta::days(1));
        let (line, length) = if let Some(line) = self.component.first("DTEND") {
            let end = Property::read(line).and_then(|property| property.moment(zones, problems));
            let end = end.filter(|end| end.all_day == start.all_day).and_then(|end| end.wall_in(start.zone));
            (line, end.map(|end| end - start.wall))
        } else if let Some(line) = self.component.first("DURATION") {
            (line, Property::read(line).and_then(|property| property.duration()))
        } else {
            return whole_day;
        };
        match length {
            Some(length) if length > TimeDelta::zero() => Some(length),
            // An end that is the start says that the end is not known.
            Some(length) if length.is_zero() => whole_day,
            _ => {
                problems.push(Problem::noted(
                    line.number,
                    "expected an end after the start, found another: left unsaid",
                ));
                whole_day
            }
        }
    }

    /// STATUS:CANCELLED; `None` where there is no STATUS.
    pub fn cancelled(&self, problems: &mut Vec<Problem>) -> Option<bool> {
        let line = self.component.first("STATUS")?;
        let text = Property::read(line)?.raw.trim().to_ascii_uppercase();
        if !matches!(text.as_str(), "CANCELLED" | "CONFIRMED" | "TENTATIVE") {
            problems.push(Problem::noted(
                line.number,
                "expected STATUS to be of RFC 5545, found another: passed over",
            ));
        }
        Some(text == "CANCELLED")
    }

    /// All that RRULE, RDATE and EXDATE say about an event that begins at `start`; `Err` where the
    /// whole event has to be left out.
    pub fn dates(&self, start: Moment, zones: &Zones, problems: &mut Vec<Problem>) -> Result<Dates, ()> {
        let mut dates = Dates::default();
        if let Some(line) = self.component.first("EXRULE") {
            problems.push(Problem::left_out(
                line.number,
                "expected EXDATE, found EXRULE, which RFC 5545 did away with",
            ));
            return Err(());
        }
        if let Some(line) = self.component.all("RRULE").nth(MOST_RULES) {
            problems.push(Problem::left_out(line.number, "expected at most 10 rules for one event"));
            return Err(());
        }
        let mut begins = true;
        for line in self.component.all("RRULE") {
            let raw = Property::read(line).map_or("", |property| property.raw);
            match Rule::read(raw, start) {
                Ok(rule) => dates.rules.push(rule),
                Err(Refused::Because(message)) => {
                    problems.push(Problem::left_out(line.number, message));
                    return Err(());
                }
                Err(Refused::Empty) => {
                    problems.push(Problem::left_out(line.number, EMPTY_RULE));
                    return Err(());
                }
                Err(Refused::EmptyUntilThen) => problems.push(Problem::noted(line.number, EMPTY_UNTIL_THEN)),
                Err(Refused::EndsBeforeItBegins) => {
                    begins = false;
                    problems.push(Problem::noted(
                        line.number,
                        "expected UNTIL after DTSTART: the event has no dates",
                    ));
                }
            }
        }
        if begins || !dates.rules.is_empty() {
            // A start the rule does not fall on is a date all the same (RFC 5545 §3.8.5.3).
            dates.single.insert(start.wall, None);
        }
        let mut exceptions = Vec::new();
        for line in self.component.all("RDATE") {
            each_moment(line, zones, problems, |moment, length| {
                let wall = if moment.all_day {
                    moment.wall.date().and_time(start.wall.time())
                } else {
                    moment.wall_in(start.zone)?
                };
                let wall = if start.all_day { wall.date().and_time(start.wall.time()) } else { wall };
                dates.single.insert(wall, length);
                Some(())
            });
        }
        for line in self.component.all("EXDATE") {
            each_moment(line, zones, problems, |moment, _| {
                if moment.all_day || start.all_day {
                    dates.without_days.insert(moment.wall.date());
                    exceptions.push((line.number, moment.wall.date(), None));
                } else {
                    let wall = moment.wall_in(start.zone)?;
                    dates.without.insert(wall);
                    exceptions.push((line.number, wall.date(), Some(wall)));
                }
                Some(())
            });
        }
        // Whoever mistypes the time of an exception finds out here, not before a closed door.
        for (line, day, wall) in exceptions.into_iter().take(MOST_EXCEPTIONS_LOOKED_UP) {
            if !wall.map_or(dates.planned_on(day).is_some(), |wall| dates.planned(wall)) {
                problems
                    .push(Problem::noted(line, "expected EXDATE to name dates of the event, found another"));
            }
        }
        Ok(dates)
    }

    /// Where the event begins in the file.
    pub fn line(&self) -> usize {
        self.component.line
    }

    /// Where DTSTART stands, else the event.
    pub fn start_line(&self) -> usize {
        self.component.first("DTSTART").map_or(self.component.line, |line| line.number)
    }
}

/// Hands every date of a list to `take`; one that is none, or that `take` refuses, is said.
fn each_moment(
    line: &Line,
    zones: &Zones,
    problems: &mut Vec<Problem>,
    mut take: impl FnMut(Moment, Option<TimeDelta>) -> Option<()>,
) {
    let moments = Property::read(line).map(|property| property.moments(zones, problems)).unwrap_or_default();
    if moments.len() > MOST_DATES {
        problems.push(Problem::left_out(line.number, "expected at most 10000 dates on one line"));
        return;
    }
    for moment in moments {
        if moment.and_then(|(moment, length)| take(moment, length)).is_none() {
            let message = format!("expected {} to list dates and times, found something else", line.name);
            problems.push(Problem { line: line.number, message, left_out: true });
        }
    }
}

/// What is said of a rule that falls on no date up to its UNTIL; the event's start is still one.
pub(super) const EMPTY_UNTIL_THEN: &str = "expected a rule that falls on a date before UNTIL, found none";

/// What is said of a rule that falls on no date.
pub(super) const EMPTY_RULE: &str = "expected a rule that falls on a date, found one that never does";

impl Changes {
    /// The identity of the date it changes, on the wall clock of the activity. A change may name the
    /// day alone, and a whole-day activity may be named by a time.
    pub fn identity(
        self,
        zone: Tz,
        all_day: bool,
        dates: &Dates,
        start: NaiveDateTime,
    ) -> Option<NaiveDateTime> {
        let day = self.of.wall.date();
        match (self.of.all_day, all_day) {
            (_, true) => Some(day.and_time(NaiveTime::MIN)),
            (true, false) => Some(dates.planned_on(day).unwrap_or(day.and_time(start.time()))),
            (false, false) => self.of.wall_in(zone),
        }
    }
}
