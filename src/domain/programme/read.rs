//! From a calendar file to activities: events of one UID are put together, the newest version of
//! each is taken, and what cannot be read is left out and said.

use super::{
    Activity, Facts, Problem, Programme, Unreadable,
    event::{Changes, EMPTY_RULE, EMPTY_UNTIL_THEN, Event, Span},
    facts,
    property::Moment,
    rule::Rule,
    scan::scan,
    series::{Change, ChangeFrom, Dates, Series, begin, end},
    zones::Zones,
};
use crate::ids::ActivityId;
use chrono::{NaiveDateTime, TimeDelta};
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// Looking for a date that never comes costs some milliseconds; a file full of such rules is refused.
const MOST_EMPTY_RULES: usize = 20;
/// The most dates written out in one file, of all its COUNTs, RDATEs and EXDATEs.
const MOST_LISTED_DATES: usize = 200_000;

/// Reads a calendar file of a centre in `centre`'s zone.
pub(super) fn read(bytes: &[u8], centre: Tz) -> Result<(Programme, Vec<Problem>), Unreadable> {
    let mut problems = Vec::new();
    let components = scan(bytes, &mut problems)?;
    let zones = Zones::of(&components, centre);
    let mut groups: Vec<Vec<Event>> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for component in components.iter().filter(|component| component.kind == "VEVENT") {
        let Some(event) = Event::read(component, &zones, &mut problems) else { continue };
        let index = *known.entry(event.uid.clone()).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[index].push(event);
    }
    let mut programme = Programme::default();
    let (mut listed, mut empty_rules) = (0, 0);
    for events in groups {
        let said = problems.len();
        if let Some(series) = assemble(events, &zones, &mut problems) {
            listed += listed_dates(&series.dates);
            if listed > MOST_LISTED_DATES {
                return Err(Unreadable::TooManyDates);
            }
            programme.add(series);
        }
        empty_rules += problems[said..].iter().filter(|problem| is_empty_rule(problem)).count();
        if empty_rules > MOST_EMPTY_RULES {
            return Err(Unreadable::TooManyEmptyRules);
        }
    }
    problems.sort_by_key(|problem| problem.line);
    Ok((programme, problems))
}

fn is_empty_rule(problem: &Problem) -> bool {
    problem.message == EMPTY_RULE || problem.message == EMPTY_UNTIL_THEN
}

fn listed_dates(dates: &Dates) -> usize {
    let counted = dates.rules.iter().map(|rule| if let Rule::Listed(dates) = rule { dates.len() } else { 0 });
    counted.sum::<usize>() + dates.single.len() + dates.without.len() + dates.without_days.len()
}

/// The events of one UID as one activity; `None` where all of it has to be left out.
fn assemble(events: Vec<Event>, zones: &Zones, problems: &mut Vec<Problem>) -> Option<Series> {
    let (changes, itself): (Vec<_>, Vec<_>) = events.into_iter().partition(|event| event.changes.is_some());
    let itself = itself.into_iter().reduce(|known, next| newest(known, next, problems));
    let mut series = match &itself {
        Some(event) => whole(event, zones, problems)?,
        // Somebody exported one date alone.
        None => without_itself(changes.first()?, zones, problems)?,
    };
    // Later versions of the same change first put in order, so that the newest is taken once.
    let mut by_identity: BTreeMap<(NaiveDateTime, bool), (Changes, Event)> = BTreeMap::new();
    let start = series.dates.single.keys().next().copied().unwrap_or_default();
    for event in changes {
        let Some(changes) = event.changes else { continue };
        let Some(identity) = changes.identity(series.zone, series.all_day, &series.dates, start) else {
            problems.push(Problem::left_out(
                changes.line,
                "expected RECURRENCE-ID to be a time that exists, found one the clock skips",
            ));
            continue;
        };
        // The changes from a date on come first: a change of one date stands on what holds then.
        let key = (identity, !changes.and_future);
        let newest = match by_identity.remove(&key) {
            Some((_, known)) => newest(known, event, problems),
            None => event,
        };
        by_identity.insert(key, (newest.changes.unwrap_or(changes), newest));
    }
    let is_orphan = itself.is_none();
    for ((identity, alone), (changes, event)) in by_identity {
        if !is_orphan && !series.dates.planned(identity) {
            problems.push(Problem::noted(
                changes.line,
                "expected RECURRENCE-ID to name a date of the event, found none such",
            ));
            // A date that was never planned cannot be cancelled; any other is one of its own.
            if event.cancelled(&mut Vec::new()) == Some(true) {
                continue;
            }
        }
        if alone && !is_orphan && series.dates.is_without(identity) {
            if event.cancelled(&mut Vec::new()) != Some(true) {
                problems.push(Problem::left_out(
                    changes.line,
                    "expected a change of a date that is held, found EXDATE for it",
                ));
            }
            continue;
        }
        if !alone && is_orphan {
            problems.push(Problem::left_out(
                changes.line,
                "expected the event itself beside a change of this and future dates",
            ));
            continue;
        }
        change(&mut series, identity, alone, &event, zones, problems);
    }
    Some(series)
}

/// The newer of two versions; of two that nothing tells apart the later in the file, and that is said.
fn newest<'a>(known: Event<'a>, next: Event<'a>, problems: &mut Vec<Problem>) -> Event<'a> {
    if known.version == next.version {
        if !known.says_the_same(&next) {
            problems.push(Problem::left_out(
                known.line(),
                "expected a UID of its own, found one that a later event has too",
            ));
        }
        return next;
    }
    if known.version > next.version { known } else { next }
}

/// The series of an event that is no change of one date.
fn whole(event: &Event, zones: &Zones, problems: &mut Vec<Problem>) -> Option<Series> {
    let Some(span) = event.span(zones, problems).ok()? else {
        problems.push(Problem::left_out(event.line(), "expected the event to have a DTSTART, found none"));
        return None;
    };
    let mut dates = event.dates(span.start, zones, problems).ok()?;
    let start = span.start;
    dates.single.retain(|wall, _| {
        let exists = begin(*wall, start.zone, start.all_day).is_some();
        // A rule passes such a date over in silence; one that somebody wrote down is missed.
        if !exists && dates.rules.is_empty() {
            problems.push(Problem::left_out(
                event.start_line(),
                "expected a time that exists, found one the clock skips",
            ));
        }
        exists
    });
    let activity = activity(event, problems);
    if activity.facts.summary.is_empty() {
        problems.push(Problem::noted(event.line(), "expected the event to have a SUMMARY, found none"));
    }
    Some(Series {
        activity,
        line: event.line(),
        zone: start.zone,
        told_in: zones.centre,
        all_day: start.all_day,
        length: span.length,
        cancelled: event.cancelled(problems).unwrap_or(false),
        dates,
        changes: BTreeMap::new(),
        changes_from: BTreeMap::new(),
    })
}

/// The series of changes whose event is not in the file.
fn without_itself(event: &Event, zones: &Zones, problems: &mut Vec<Problem>) -> Option<Series> {
    let of = event.changes?.of;
    let length = event.span(zones, &mut Vec::new()).ok().flatten().and_then(|span| span.length);
    Some(Series {
        activity: activity(event, problems),
        line: event.line(),
        zone: of.zone,
        told_in: zones.centre,
        all_day: of.all_day,
        length,
        cancelled: false,
        dates: Dates::default(),
        changes: BTreeMap::new(),
        changes_from: BTreeMap::new(),
    })
}

fn activity(event: &Event, problems: &mut Vec<Problem>) -> Activity {
    Activity {
        id: ActivityId(event.uid.clone()),
        class: facts::class(event.component, problems).unwrap_or_default(),
        expected: facts::expected(event.component, problems),
        facts: facts::read(event.component, Facts::default(), problems),
    }
}

/// Writes down what `event` changes about the date `identity`, `alone` or with all after it.
fn change(
    series: &mut Series,
    identity: NaiveDateTime,
    alone: bool,
    event: &Event,
    zones: &Zones,
    problems: &mut Vec<Problem>,
) {
    if let Some(line) =
        ["RRULE", "RDATE", "EXDATE", "EXRULE"].iter().find_map(|name| event.component.first(name))
    {
        problems
            .push(Problem::left_out(line.number, "expected a change of a date to have no dates of its own"));
        return;
    }
    let Ok(span) = event.span(zones, problems) else { return };
    let in_force = series.changes_from.range(..=identity).next_back().map(|(_, change)| change);
    let base = in_force.map_or(&series.activity.facts, |change| &change.facts).clone();
    let class = in_force.map_or(series.activity.class, |change| change.class);
    let class = class.max(facts::class(event.component, problems).unwrap_or_default());
    let length = in_force.map_or(series.length, |change| change.length);
    let shift = in_force.map_or(TimeDelta::zero(), |change| change.shift);
    let cancelled =
        event.cancelled(problems).unwrap_or(in_force.map_or(series.cancelled, |change| change.cancelled));
    let facts = facts::read(event.component, base, problems);
    // A change that says no time leaves the time as it was.
    let span = span.unwrap_or(Span {
        start: Moment { wall: identity + shift, zone: series.zone, all_day: series.all_day },
        length,
    });
    let says_end = ["DTEND", "DURATION"].iter().any(|name| event.component.first(name).is_some());
    let length = if says_end || span.start.all_day != series.all_day { span.length } else { length };
    if alone {
        let Some(start) = begin(span.start.wall, span.start.zone, span.start.all_day) else {
            problems.push(Problem::left_out(
                event.start_line(),
                "expected a time that exists, found one the clock skips",
            ));
            return;
        };
        let end = length.and_then(|length| end(span.start.wall, length, span.start.zone));
        let change = Change {
            start: start.with_timezone(&series.told_in),
            end: end.map(|end| end.with_timezone(&series.told_in)),
            all_day: span.start.all_day,
            cancelled,
            class,
            facts,
        };
        series.changes.insert(identity, change);
    } else {
        let start = span.start.wall_in(series.zone).filter(|_| span.start.all_day == series.all_day);
        let Some(start) = start else {
            problems.push(Problem::left_out(
                event.start_line(),
                "expected a change of this and future dates to keep to times or to whole days",
            ));
            return;
        };
        series
            .changes_from
            .insert(identity, ChangeFrom { shift: start - identity, length, cancelled, class, facts });
    }
}
