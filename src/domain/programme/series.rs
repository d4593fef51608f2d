//! One activity and its dates: the rule's, those added and taken away, and what was changed of one.
//!
//! A session's identity is its start by the rule on the wall clock of the event's own zone; changes
//! are kept by it. Dates are asked for as wall-clock times and mapped to moments last, so that a
//! clock change is met in one place: a start that the spring gap skips is no session, of a doubled
//! one the first is meant. A session ends when the clock on the wall says so: "until half past three"
//! is half past three also in the night the clocks change, whatever that makes of its length.

use super::{Activity, Facts, Session, Status, rule::Rule};
use crate::{
    class::PrivacyClass,
    day::{DateRange, to_zone},
};
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet};

/// An activity with all its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Series {
    /// What repeats.
    pub activity: Activity,
    /// The file's line on which it begins, to speak of it.
    pub line: usize,
    /// The zone its wall clock stands in.
    pub zone: Tz,
    /// The centre's zone, in which sessions are told.
    pub told_in: Tz,
    /// Whether it has no time of day.
    pub all_day: bool,
    /// From start to end on the wall clock; `None` where the event does not say.
    pub length: Option<TimeDelta>,
    /// Whether all of it is cancelled.
    pub cancelled: bool,
    /// When it falls, before changes.
    pub dates: Dates,
    /// Changes of one date, by its identity.
    pub changes: BTreeMap<NaiveDateTime, Change>,
    /// Changes of one date and all after it (RANGE=THISANDFUTURE), by the first's identity.
    pub changes_from: BTreeMap<NaiveDateTime, ChangeFrom>,
}

/// When an activity falls, on the wall clock of its zone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Dates {
    /// DTSTART and RDATEs; a PERIOD with a length of its own.
    pub single: BTreeMap<NaiveDateTime, Option<TimeDelta>>,
    /// RRULEs.
    pub rules: Vec<Rule>,
    /// EXDATEs.
    pub without: BTreeSet<NaiveDateTime>,
    /// EXDATE;VALUE=DATE: every session that would begin on that date.
    pub without_days: BTreeSet<NaiveDate>,
}

/// What is different about one date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub start: DateTime<Tz>,
    pub end: Option<DateTime<Tz>>,
    pub all_day: bool,
    /// Its own STATUS, else the whole activity's.
    pub cancelled: bool,
    pub class: PrivacyClass,
    pub facts: Facts,
}

/// What is different from one date on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ChangeFrom {
    /// How much later than by the rule it begins, on the wall clock.
    pub shift: TimeDelta,
    pub length: Option<TimeDelta>,
    pub cancelled: bool,
    pub class: PrivacyClass,
    pub facts: Facts,
}

impl Dates {
    /// Whether an EXDATE takes this date away.
    pub fn is_without(&self, wall: NaiveDateTime) -> bool {
        self.without.contains(&wall) || self.without_days.contains(&wall.date())
    }

    /// Every date from `from` to `to`, both included, with the length a PERIOD gave it.
    pub fn between(
        &self,
        from: NaiveDateTime,
        to: NaiveDateTime,
    ) -> BTreeMap<NaiveDateTime, Option<TimeDelta>> {
        if from > to {
            return BTreeMap::new();
        }
        let mut dates: BTreeMap<_, _> =
            self.rules.iter().flat_map(|rule| rule.between(from, to)).map(|wall| (wall, None)).collect();
        dates.extend(self.single.range(from..=to).map(|(wall, length)| (*wall, *length)));
        dates.retain(|wall, _| !self.is_without(*wall));
        dates
    }

    /// The date with this identity, also where EXDATE takes it away.
    pub fn planned(&self, wall: NaiveDateTime) -> bool {
        self.single.contains_key(&wall) || self.rules.iter().any(|rule| !rule.between(wall, wall).is_empty())
    }

    /// The first date, by rule or single, that falls on this day, also where EXDATE takes it away.
    pub fn planned_on(&self, day: NaiveDate) -> Option<NaiveDateTime> {
        let (from, to) = (day.and_time(NaiveTime::MIN), day.and_hms_opt(23, 59, 59)?);
        let by_rule = self.rules.iter().filter_map(|rule| rule.between(from, to).first().copied());
        by_rule.chain(self.single.range(from..=to).map(|(wall, _)| *wall)).min()
    }
}

impl Series {
    /// The longest any of its sessions lasts.
    pub fn longest(&self) -> TimeDelta {
        let changed = self.changes.values().filter_map(|change| change.end.map(|end| end - change.start));
        let from = self.changes_from.values().filter_map(|change| change.length);
        let single = self.dates.single.values().flatten().copied();
        self.length.into_iter().chain(changed).chain(from).chain(single).max().unwrap_or_default()
    }

    /// The sessions that begin within `range` on the centre's calendar, in no particular order.
    pub fn sessions(&self, range: DateRange, found: &mut Vec<Session>) {
        let earliest = range.from.and_time(NaiveTime::MIN);
        let Some(latest) = range.to.and_hms_opt(23, 59, 59) else { return };
        // Another zone's wall clock is at most a day away.
        let margin = if self.zone == self.told_in { TimeDelta::zero() } else { TimeDelta::days(1) };
        let mut take = |session: Session| {
            if range.contains(session.start.date_naive()) {
                found.push(session);
            }
        };
        let (Some(from), Some(to)) = (earliest.checked_sub_signed(margin), latest.checked_add_signed(margin))
        else {
            return;
        };
        let first_change = self.changes_from.keys().next().copied();
        let before = first_change.map_or(to, |first| to.min(first - TimeDelta::seconds(1)));
        for (wall, length) in self.dates.between(from, before) {
            self.planned(wall, length, None).into_iter().for_each(&mut take);
        }
        for (first, change) in &self.changes_from {
            let next = self.changes_from.range(*first + TimeDelta::seconds(1)..).next();
            let last = next.map_or(NaiveDateTime::MAX, |(next, _)| *next - TimeDelta::seconds(1));
            let (Some(from), Some(to)) =
                (from.checked_sub_signed(change.shift), to.checked_sub_signed(change.shift))
            else {
                continue;
            };
            for (wall, length) in self.dates.between(from.max(*first), to.min(last)) {
                self.planned(wall, length, Some(change)).into_iter().for_each(&mut take);
            }
        }
        for (wall, change) in &self.changes {
            self.changed(*wall, change).into_iter().for_each(&mut take);
        }
    }

    /// The session of a date that has no change of its own.
    fn planned(
        &self,
        wall: NaiveDateTime,
        length: Option<TimeDelta>,
        from: Option<&ChangeFrom>,
    ) -> Option<Session> {
        if self.changes.contains_key(&wall) {
            return None;
        }
        let shift = from.map_or(TimeDelta::zero(), |change| change.shift);
        let local = wall.checked_add_signed(shift)?;
        let start = begin(local, self.zone, self.all_day)?;
        let length = length.or(from.map_or(self.length, |change| change.length));
        let cancelled = from.map_or(self.cancelled, |change| change.cancelled);
        let status = match (cancelled, shift.is_zero()) {
            (true, _) => Status::Cancelled,
            (false, true) => Status::AsPlanned,
            (false, false) => Status::Moved { from: exact(wall, self.zone).with_timezone(&self.told_in) },
        };
        Some(Session {
            activity: self.activity.id.clone(),
            recurrence_id: wall,
            start: start.with_timezone(&self.told_in),
            end: length
                .and_then(|length| end(local, length, self.zone))
                .map(|end| end.with_timezone(&self.told_in)),
            all_day: self.all_day,
            status,
            class: from.map_or(self.activity.class, |change| change.class),
            facts: from.map_or(&self.activity.facts, |change| &change.facts).clone(),
            note: None,
        })
    }

    /// The session of a date that was changed. EXDATE is the stronger word: it takes the change along.
    fn changed(&self, wall: NaiveDateTime, change: &Change) -> Option<Session> {
        if self.dates.is_without(wall) {
            return None;
        }
        let planned = exact(wall, self.zone).with_timezone(&self.told_in);
        let status = if change.cancelled {
            Status::Cancelled
        } else if planned == change.start {
            Status::AsPlanned
        } else {
            Status::Moved { from: planned }
        };
        Some(Session {
            activity: self.activity.id.clone(),
            recurrence_id: wall,
            start: change.start,
            end: change.end,
            all_day: change.all_day,
            status,
            class: change.class,
            facts: change.facts.clone(),
            note: None,
        })
    }
}

/// When something begins. A whole day whose midnight is skipped begins when the day does.
pub(super) fn begin(wall: NaiveDateTime, zone: Tz, all_day: bool) -> Option<DateTime<Tz>> {
    if all_day { Some(exact(wall, zone)) } else { to_zone(wall, zone) }
}

/// When something that begins at `wall` ends, `length` later on the wall clock.
pub(super) fn end(wall: NaiveDateTime, length: TimeDelta, zone: Tz) -> Option<DateTime<Tz>> {
    wall.checked_add_signed(length).map(|wall| exact(wall, zone))
}

/// A moment for any wall-clock time: one that the spring gap skips is as long after the last hour
/// that exists as the clock would have shown (RFC 5545 §3.3.5).
fn exact(wall: NaiveDateTime, zone: Tz) -> DateTime<Tz> {
    // Gaps are an hour or less, but for the days that islands have skipped to change sides.
    (0..=50)
        .map(|half_hours| TimeDelta::minutes(30 * half_hours))
        .find_map(|step| to_zone(wall.checked_sub_signed(step)?, zone).map(|time| time + step))
        .unwrap_or_else(|| wall.and_utc().with_timezone(&zone))
}
