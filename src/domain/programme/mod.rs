//! The programme: activities read from iCalendar files (RFC 5545, 7986) and the sessions they make.
//!
//! # What a calendar may say
//!
//! Any calendar that another program exports will do. `kiosk-config/programme/README.md` says the same
//! in more words to whoever writes one by hand.
//!
//! | property | what it tells |
//! | --- | --- |
//! | `UID` | the activity's identity: counts are kept by it. An event without one is left out: one made up from the text would change with the text. `drop-in` is refused |
//! | `DTSTART`, `DTEND` or `DURATION` | when; no end is fine, and an end that is the start says the same. Times without a zone are the centre's |
//! | `RRULE`, `RDATE`, `EXDATE` | the dates; `DTSTART` is always one of them. `RDATE;VALUE=DATE` is at the usual time, `EXDATE;VALUE=DATE` takes the whole date away |
//! | `RECURRENCE-ID` | a change of one date: another time, another text, `STATUS:CANCELLED`. What it does not say stays as it was. With `RANGE=THISANDFUTURE` of all dates from there on |
//! | `STATUS:CANCELLED` | not held |
//! | `SEQUENCE`, `DTSTAMP` | of two versions of one event the higher, then the later, is taken |
//! | `SUMMARY`, `DESCRIPTION`, `LOCATION` | name, text, room or place |
//! | `CATEGORIES` | the first one picks the pictogram: `moving`, `talking`, `eating`, `learning`, `making`, `meeting`, else `other` |
//! | `ORGANIZER;CN=…`, else `CONTACT` | who receives the visitor |
//! | `CLASS` | `PRIVATE` and `CONFIDENTIAL` make an activity sensitive, unless the next line says otherwise |
//! | `X-WELKOM-PRIVACY` | `open`, `protected` (the default) or `sensitive`; anything else is taken as `sensitive` |
//! | `X-WELKOM-PUBLIC-LABEL` | the neutral name on public screens |
//! | `X-WELKOM-EXPECTED` | how many people are expected |
//! | `X-WELKOM-CAPACITY` | how many people fit |
//! | `X-WELKOM-PRICE;NOTE="…"` | euros, `3.50` or `3,50`; `0` is free |
//! | `X-WELKOM-FOR-WHOM` | for whom; without it everybody |
//! | `X-WELKOM-SIGN-UP;DEADLINE=…;HOW="…"` | `REQUIRED`, `POSSIBLE` or `NONE`; the deadline is a date (the end of it) or a local time |
//! | `X-WELKOM-PARTNER` | who organises it with the centre |
//! | `X-WELKOM-BRING` | what to bring along |
//! | `X-WELKOM-ELSEWHERE` | `TRUE`: not in the centre's own building |
//! | `X-WELKOM-INVENTED` | `TRUE`: a sample whose date is made up |
//!
//! Everything else is passed over, alarms, tasks and definitions of time zones (but for their names)
//! included.
//!
//! # Rules
//!
//! - Dates are counted on the wall clock of the event's own zone. A time that the spring gap skips is
//!   no session; of a time that autumn doubles the first is meant; a session ends when the clock on
//!   the wall says so.
//! - Nothing is lost in silence: whatever leaves out an event, a date or a change is a [`Problem`]
//!   with its line. A bad value of a fact is one too, and the careful default holds.
//! - Nothing finer than daily, no list beyond 10,000 dates, no file beyond 5 MiB, no rule that is
//!   looked through for ever.
//! - A question is cheap: rules are taken up near the dates asked for, so nothing needs a cache.

mod event;
mod facts;
mod property;
mod read;
mod rule;
mod scan;
mod series;
mod session_change;
#[cfg(test)]
mod tests;
mod zones;

pub use scan::LARGEST_FILE_BYTES;
pub use session_change::{LONGEST_LINE, LONGEST_NEWS, SessionChange, one_line};

use crate::{class::PrivacyClass, day::DateRange, ids::ActivityId};
use chrono::{DateTime, Days, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;
use series::Series;
use thiserror::Error;

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
    /// The start by the rule: with the activity's id the session's identity (UID, RECURRENCE-ID),
    /// also after it was moved. On the wall clock of the event's own zone (of `…Z` times that is UTC),
    /// so that no clock change gives two sessions the same; for a time to show take `start`.
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
    /// A host's line for visitors ([`SessionChange::note`]); no calendar has one.
    pub note: Option<String>,
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

impl Problem {
    /// Something had to be left out.
    fn left_out(line: usize, message: &str) -> Self {
        Self { line, message: message.to_owned(), left_out: true }
    }

    /// Something is odd, and every date is there.
    fn noted(line: usize, message: &str) -> Self {
        Self { line, message: message.to_owned(), left_out: false }
    }
}

/// Whether a file was read whole: no event, date or change had to be left out. While a programme is in
/// force, a file that was not is no reason to replace it; a kiosk that has none yet takes what there
/// is. Problems of facts alone do not count.
pub fn is_complete(problems: &[Problem]) -> bool {
    problems.iter().all(|problem| !problem.left_out)
}

/// A file that is no programme at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// More bytes than any programme has.
    #[error("expected a calendar of at most {LARGEST_FILE_BYTES} bytes, found {found_bytes}")]
    TooLarge {
        /// How many there are.
        found_bytes: usize,
    },
    /// Some other file, or an empty one.
    #[error("expected a calendar, found no BEGIN:VCALENDAR")]
    NotACalendar,
    /// UTF-16, as some editors save it.
    #[error("expected a calendar in UTF-8, found UTF-16")]
    NotUtf8,
    /// Made to keep a reader busy.
    #[error("expected rules that fall on a date, found more than 20 that never do")]
    TooManyEmptyRules,
    /// Made to fill the memory.
    #[error("expected at most 200000 listed dates in one calendar, found more")]
    TooManyDates,
}

/// The programme of one centre.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Programme {
    /// Beside `series`, in the same order.
    activities: Vec<Activity>,
    series: Vec<Series>,
}

impl Programme {
    /// Reads one iCalendar file; times without a zone are in `zone`, times of another zone keep theirs
    /// and are told in `zone`. What cannot be read is left out and said, by line; a file that is no
    /// calendar is an error. See [`is_complete`].
    pub fn read(ics: impl AsRef<[u8]>, zone: Tz) -> Result<(Self, Vec<Problem>), Unreadable> {
        read::read(ics.as_ref(), zone)
    }

    /// Adds the activities of another file. One whose UID is known already is left out and said, with
    /// its line in that file.
    pub fn merge(&mut self, other: Self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for series in other.series {
            if self.activities.iter().any(|activity| activity.id == series.activity.id) {
                problems.push(Problem::left_out(
                    series.line,
                    "expected a UID of its own, found one of another file",
                ));
            } else {
                self.add(series);
            }
        }
        problems
    }

    /// All activities, in the order of the file.
    pub fn activities(&self) -> &[Activity] {
        &self.activities
    }

    /// The sessions that begin on a local calendar date within `range`, cancelled ones included,
    /// ordered by start, then activity, then identity.
    pub fn sessions(&self, range: DateRange) -> Vec<Session> {
        let mut sessions = Vec::new();
        for series in &self.series {
            series.sessions(range, &mut sessions);
        }
        sessions.sort_by(|a, b| {
            (a.start, &a.activity, a.recurrence_id).cmp(&(b.start, &b.activity, b.recurrence_id))
        });
        sessions
    }

    /// The sessions that touch local calendar dates within `range`: those that begin on one, and those
    /// begun on one of the 31 days before that end after its first midnight. In the order of
    /// [`Programme::sessions`].
    pub fn sessions_touching(&self, range: DateRange) -> Vec<Session> {
        let longest = self.series.iter().map(Series::longest).max().unwrap_or_default();
        let back = Days::new(u64::try_from(longest.num_days()).unwrap_or(0).min(30) + 1);
        let from = range.from.checked_sub_days(back).unwrap_or(range.from);
        let mut sessions = self.sessions(DateRange::new(from, range.to));
        sessions.retain(|session| {
            session.start.date_naive() >= range.from
                || session.end.is_some_and(|end| end.naive_local() > range.from.and_time(NaiveTime::MIN))
        });
        sessions
    }

    fn add(&mut self, series: Series) {
        self.activities.push(series.activity.clone());
        self.series.push(series);
    }
}
