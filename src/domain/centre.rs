//! One centre: its programme, its opening hours and its rules together, and what they say of a day.

use crate::{
    agenda::CheckInWindow,
    class::{PrivacyClass, Thresholds},
    day::{DateRange, closes_at, service_day, to_zone},
    ids::ActivityId,
    opening::Opening,
    plan::Candidate,
    programme::{Programme, Session, SessionChange, Status},
    release::PlannedSession,
};
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeDelta};
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet};

/// Just dropping in, where the centre offers it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DropIn {
    /// How many people are expected on a day, for the publication plan.
    pub expected: Option<u32>,
    /// Where: "huiskamer".
    pub place: String,
}

/// Everything about a centre that does not depend on who comes.
#[derive(Debug, Clone)]
pub struct Centre {
    /// The zone its wall clock shows.
    pub zone: Tz,
    /// What is planned.
    pub programme: Programme,
    /// What hosts changed of single sessions, by activity and RECURRENCE-ID.
    pub changes: BTreeMap<(ActivityId, NaiveDateTime), SessionChange>,
    /// When the door is open.
    pub opening: Opening,
    /// Dropping in; `None` where the centre has none.
    pub drop_in: Option<DropIn>,
    /// What dropping in is called in published figures.
    pub drop_in_name: String,
    /// k by class.
    pub thresholds: Thresholds,
    /// When sessions take check-ins.
    pub window: CheckInWindow,
}

/// A session of one service day, for the books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedOn {
    /// As the release rule sees it.
    pub session: PlannedSession,
    /// Its start by the rule, local time; empty for dropping in.
    pub key: String,
    /// Its class.
    pub class: PrivacyClass,
}

impl Centre {
    /// The service days a session counts on: that of its start; of one that lasts a day or longer every
    /// day it touches, so that a week of summer games is on all week. A whole-day event counts on its
    /// dates.
    pub fn days_of(session: &Session) -> DateRange {
        let start = session.start.naive_local();
        let from = if session.all_day { start.date() } else { service_day(start) };
        let lasts_days = |end: &DateTime<Tz>| session.all_day || *end - session.start >= TimeDelta::days(1);
        let last = session.end.filter(lasts_days).map(|end| {
            // The moment of the end belongs to it no more.
            let last = end.naive_local() - TimeDelta::seconds(1);
            if session.all_day { last.date() } else { service_day(last) }
        });
        DateRange::new(from, last.unwrap_or(from).max(from))
    }

    /// The sessions of one service day, cancelled ones included.
    pub fn sessions_on(&self, day: NaiveDate) -> Vec<Session> {
        let mut sessions = self.programme.sessions_touching(DateRange::new(day, day + Days::new(1)));
        sessions.retain(|session| Self::days_of(session).contains(day));
        for session in &mut sessions {
            let key = (session.activity.clone(), session.recurrence_id);
            if let Some(change) = self.changes.get(&key) {
                change.apply(session, Self::days_of(session).from);
            }
        }
        sessions.sort_by_key(|session| session.start);
        sessions
    }

    /// Whether a session takes place on one of its days: not cancelled, and the centre is not closed.
    pub fn is_held(&self, session: &Session, day: NaiveDate) -> bool {
        session.status != Status::Cancelled && self.opening.closed_on(day).is_none()
    }

    /// What a service day has planned, dropping in included.
    pub fn planned(&self, day: NaiveDate) -> Vec<PlannedOn> {
        let mut planned: Vec<PlannedOn> = self
            .sessions_on(day)
            .iter()
            .map(|session| PlannedOn {
                session: PlannedSession {
                    activity: session.activity.clone(),
                    day,
                    held: self.is_held(session, day),
                },
                key: session.recurrence_id.format("%Y-%m-%dT%H:%M:%S").to_string(),
                class: session.class,
            })
            .collect();
        if self.drop_in.is_some() && !self.opening.hours_on(day).is_empty() {
            planned.push(PlannedOn {
                session: PlannedSession {
                    activity: ActivityId::drop_in(),
                    day,
                    held: self.opening.closed_on(day).is_none(),
                },
                key: String::new(),
                class: PrivacyClass::Protected,
            });
        }
        planned
    }

    /// The class of an activity as the programme has it now; dropping in and what the programme does
    /// not know (any more) are protected.
    pub fn class_of(&self, activity: &ActivityId) -> PrivacyClass {
        let known = self.programme.activities().iter().find(|known| known.id == *activity);
        known.map(|known| known.class).unwrap_or_default()
    }

    /// When the door is open on a date: the week's hours, none on a closed day. Closing at or before
    /// the opening time means the next date (until midnight, or past it).
    pub fn open_hours(&self, day: NaiveDate) -> Vec<(DateTime<Tz>, DateTime<Tz>)> {
        if self.opening.closed_on(day).is_some() {
            return Vec::new();
        }
        let hours = self.opening.hours_on(day).into_iter();
        hours
            .filter_map(|(from, to)| {
                let end_day = if to <= from { day + Days::new(1) } else { day };
                Some((self.at(day.and_time(from))?, self.at(end_day.and_time(to))?))
            })
            .collect()
    }

    /// When a session takes check-ins: from some time before its start to its end. A whole-day one
    /// does so through its day.
    pub fn check_in_window(&self, session: &Session) -> (DateTime<Tz>, DateTime<Tz>) {
        let minutes = |minutes: u32| TimeDelta::minutes(i64::from(minutes));
        if session.all_day {
            return (session.start, session.end.unwrap_or(session.start + minutes(24 * 60)));
        }
        let end = session.end.unwrap_or(session.start + minutes(self.window.lasts_without_end_min));
        (session.start - minutes(self.window.opens_before_min), end)
    }

    /// How long the kiosk is to be in service on a service day, in minutes: while the door is open,
    /// and while a session that is held takes check-ins.
    pub fn scheduled_min(&self, day: NaiveDate) -> u32 {
        let minutes: i64 = self.scheduled(day).iter().map(|(from, to)| (*to - *from).num_minutes()).sum();
        u32::try_from(minutes).unwrap_or(0)
    }

    /// When the kiosk is to be in service on a service day, in order, without overlaps.
    pub fn scheduled(&self, day: NaiveDate) -> Vec<(DateTime<Tz>, DateTime<Tz>)> {
        let mut spans = self.open_hours(day);
        let sessions = self.sessions_on(day);
        let held = sessions.iter().filter(|session| self.is_held(session, day) && !session.all_day);
        spans.extend(held.map(|session| {
            let (mut from, mut to) = self.check_in_window(session);
            // Of one that lasts for days only this one's part.
            let days = Self::days_of(session);
            if days.from < day {
                from = from.max(closes_at(day - Days::new(1), self.zone));
            }
            if days.to > day {
                to = to.min(closes_at(day, self.zone));
            }
            (from, to)
        }));
        spans.sort_unstable();
        let mut merged: Vec<(DateTime<Tz>, DateTime<Tz>)> = Vec::new();
        for (from, to) in spans {
            match merged.last_mut() {
                Some((_, end)) if from <= *end => *end = (*end).max(to),
                _ => merged.push((from, to)),
            }
        }
        merged
    }

    /// What a publication plan has to place: every activity with a session in `range`, and dropping
    /// in. `published` holds the last published cells of activities that stood alone, oldest first.
    pub fn candidates(&self, range: DateRange, published: &BTreeMap<ActivityId, Vec<u64>>) -> Vec<Candidate> {
        let mut days: BTreeMap<ActivityId, BTreeSet<NaiveDate>> = BTreeMap::new();
        let touching = DateRange::new(range.from, range.to + Days::new(1));
        for session in self.programme.sessions_touching(touching) {
            let touched = Self::days_of(&session);
            let within = DateRange::new(touched.from.max(range.from), touched.to.min(range.to));
            if within.from <= within.to {
                days.entry(session.activity).or_default().extend(within.days());
            }
        }
        let published_of = |id: &ActivityId| published.get(id).cloned().unwrap_or_default();
        let mut candidates: Vec<Candidate> = self
            .programme
            .activities()
            .iter()
            .filter_map(|activity| {
                let facts = &activity.facts;
                let name = match activity.class {
                    PrivacyClass::Sensitive => facts.public_label.clone(),
                    _ => Some(facts.summary.clone()),
                };
                let telling = match activity.class {
                    PrivacyClass::Sensitive => vec![facts.summary.clone()],
                    _ => Vec::new(),
                };
                Some(Candidate {
                    activity: activity.id.clone(),
                    name,
                    telling,
                    class: activity.class,
                    expected: activity.expected,
                    published: published_of(&activity.id),
                    days: days.remove(&activity.id)?,
                })
            })
            .collect();
        if let Some(drop_in) = &self.drop_in {
            let id = ActivityId::drop_in();
            candidates.push(Candidate {
                name: Some(self.drop_in_name.clone()),
                telling: Vec::new(),
                class: PrivacyClass::Protected,
                expected: drop_in.expected,
                published: published_of(&id),
                days: range.days().filter(|day| !self.opening.hours_on(*day).is_empty()).collect(),
                activity: id,
            });
        }
        candidates
    }

    fn at(&self, local: NaiveDateTime) -> Option<DateTime<Tz>> {
        // An hour that the spring gap skips: the first minute after it.
        to_zone(local, self.zone).or_else(|| to_zone(local + TimeDelta::hours(1), self.zone))
    }
}
