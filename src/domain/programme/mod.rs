//! The programme: activities read from iCalendar files (RFC 5545, 7986) and the sessions they make.

use crate::{class::PrivacyClass, day::DateRange, ids::ActivityId};
use chrono::{DateTime, NaiveDateTime};
use chrono_tz::Tz;

/// What repeats: one calendar event (or several components of the same UID).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// The event's UID.
    pub id: ActivityId,
    /// How carefully its attendance is treated; `X-WELKOM-PRIVACY`.
    pub class: PrivacyClass,
    /// How many people are expected, for the publication plan; `X-WELKOM-EXPECTED`.
    pub expected: Option<u32>,
    /// Everything a screen tells about it, as the event itself says it (one session may differ).
    pub facts: Facts,
}

/// What a screen can tell about an activity or one session of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// SUMMARY. Of a sensitive activity it is never shown on a public screen.
    pub summary: String,
    /// `X-WELKOM-PUBLIC-LABEL`: the neutral name on public screens.
    pub public_label: Option<String>,
    /// DESCRIPTION, plain text.
    pub description: Option<String>,
    /// LOCATION: room or place.
    pub place: Option<String>,
    /// `X-WELKOM-ELSEWHERE:TRUE`: it does not take place in the centre's own building.
    pub elsewhere: bool,
    /// The first of CATEGORIES, else `other`, in lower case.
    pub category: String,
    /// `X-WELKOM-PRICE`.
    pub price: Option<Price>,
    /// `X-WELKOM-FOR-WHOM`; `None` is everybody.
    pub for_whom: Option<String>,
    /// `X-WELKOM-SIGN-UP` and its parameters.
    pub sign_up: Option<SignUp>,
    /// `X-WELKOM-CAPACITY`: how many people fit.
    pub capacity: Option<u32>,
    /// `X-WELKOM-PARTNER`: who organises it together with the centre.
    pub partner: Option<String>,
    /// ORGANIZER's CN, else CONTACT: who receives the visitor.
    pub host: Option<String>,
    /// `X-WELKOM-BRING`: what to bring along.
    pub bring: Option<String>,
    /// `X-WELKOM-INVENTED:TRUE`: a sample whose date is made up.
    pub invented: bool,
}

/// What taking part costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// Euro cents; 0 is free.
    pub cents: u32,
    /// "a meal with a drink", "for the whole course".
    pub note: Option<String>,
}

/// A sign-up that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUp {
    /// Whether one cannot take part without it.
    pub required: bool,
    /// The last moment, local time.
    pub deadline: Option<NaiveDateTime>,
    /// How: "by telephone".
    pub how: Option<String>,
}

/// Whether a session of the programme takes place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// As the rule says.
    AsPlanned,
    /// At another time than the rule says; the time it would have had.
    Moved {
        /// The start by the rule.
        from: DateTime<Tz>,
    },
    /// Planned, and not held (STATUS:CANCELLED).
    Cancelled,
}

/// One date of an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Of which activity.
    pub activity: ActivityId,
    /// The start by the rule, local wall clock: with the activity's id the session's identity
    /// (UID, RECURRENCE-ID), also after it was moved.
    pub recurrence_id: NaiveDateTime,
    /// When it begins.
    pub start: DateTime<Tz>,
    /// When it ends; `None` where the programme does not say.
    pub end: Option<DateTime<Tz>>,
    /// A whole-day event (DTSTART;VALUE=DATE): it begins at midnight and has no time of day.
    pub all_day: bool,
    /// Whether it takes place.
    pub status: Status,
    /// Its class; an override may raise it, never lower it.
    pub class: PrivacyClass,
    /// What a screen tells about it.
    pub facts: Facts,
}

/// What is wrong with a calendar file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line in the file, from 1.
    pub line: usize,
    /// What was expected and what was found, without the text of the event.
    pub message: String,
    /// Whether an event or a date of one had to be left out because of it.
    pub left_out: bool,
}

/// The programme of one centre.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Programme {
    // The helper that reads calendars decides what is kept here.
}

impl Programme {
    /// Reads one iCalendar file; times without a zone are in `zone`, times of another zone keep theirs
    /// and are told in `zone`. What cannot be read is left out and said.
    pub fn read(_ics: &str, _zone: Tz) -> (Self, Vec<Problem>) {
        (Self::default(), Vec::new())
    }

    /// All activities, in the order of the file.
    pub fn activities(&self) -> &[Activity] {
        &[]
    }

    /// The sessions that begin on a local calendar date within `range`, cancelled ones included, ordered by
    /// start, then activity.
    pub fn sessions(&self, _range: DateRange) -> Vec<Session> {
        Vec::new()
    }
}
