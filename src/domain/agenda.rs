//! What is on now, next and later today, and what a touch on "Ik ben er" presets.
//!
//! - A session takes check-ins from a while before its start to its end (no end given: some time after
//!   its start), both configurable; one elsewhere only where the centre checks people in for it here.
//! - Preset is the one session that is not sensitive and runs now or starts soon, else dropping in;
//!   where several such sessions run, nothing is.
//! - The door is open in opening hours, and while some session takes check-ins.

use crate::{
    centre::Centre,
    class::PrivacyClass,
    day::service_day,
    programme::{Session, Status},
};
use chrono::{DateTime, Days, NaiveDate, TimeDelta};
use chrono_tz::Tz;

/// When sessions take check-ins at this door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckInWindow {
    /// From how many minutes before the start.
    pub opens_before_min: u32,
    /// How many minutes a session lasts whose end the programme does not tell.
    pub lasts_without_end_min: u32,
    /// How soon a session must start to be preset, in minutes.
    pub preset_within_min: u32,
    /// Whether people check in here for sessions elsewhere.
    pub elsewhere_at_this_door: bool,
}

impl Default for CheckInWindow {
    fn default() -> Self {
        Self {
            opens_before_min: 60,
            lasts_without_end_min: 120,
            preset_within_min: 20,
            elsewhere_at_this_door: false,
        }
    }
}

/// How far a session of today is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It does not take check-ins yet.
    Later,
    /// It takes check-ins.
    Open,
    /// It has ended.
    Over,
    /// It is not held.
    Cancelled,
}

/// How a time is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// It has begun.
    Now,
    /// In so many minutes, 1 to 60.
    InMinutes(u32),
    /// Later today.
    At(DateTime<Tz>),
    /// All of today.
    AllDay,
    /// On another date.
    OnDay(DateTime<Tz>),
}

impl When {
    /// How a moment to come is said now.
    pub fn said(then: DateTime<Tz>, now: DateTime<Tz>) -> Self {
        let wait = then - now;
        if wait <= TimeDelta::zero() {
            Self::Now
        } else if wait <= TimeDelta::minutes(60) {
            // Begun minutes count: nobody is told "in 0 minutes".
            Self::InMinutes(u32::try_from((wait.num_seconds() + 59) / 60).unwrap_or(60))
        } else if then.date_naive() == now.date_naive() {
            Self::At(then)
        } else {
            Self::OnDay(then)
        }
    }
}

/// One session of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub session: Session,
    /// How far it is.
    pub phase: Phase,
    /// How its start is said.
    pub when: When,
    /// Whether somebody can check in for it here and now.
    pub takes_check_ins: bool,
}

/// What "Ik ben er" presets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// The entry with this position.
    Session(usize),
    /// Dropping in.
    DropIn,
    /// Nothing: what for is asked first.
    Ask,
}

/// One day at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agenda {
    /// The service day.
    pub day: NaiveDate,
    /// Its sessions, by start.
    pub entries: Vec<Entry>,
    /// Whether the door is open.
    pub is_open: bool,
    /// Whether one can just drop in.
    pub drop_in: bool,
    /// What is preset.
    pub preset: Preset,
}

/// How far ahead the next opening is looked for.
const LOOK_AHEAD_DAYS: u64 = 120;

impl Agenda {
    /// The agenda of a centre at a moment; `sessions` are those of the service day
    /// ([`Centre::sessions_on`]), which the caller may keep through the day.
    pub fn new(centre: &Centre, sessions: &[Session], now: DateTime<Tz>) -> Self {
        let day = service_day(now.naive_local());
        let entries: Vec<Entry> = sessions.iter().map(|session| entry(centre, session, day, now)).collect();
        let in_hours = is_in_hours(centre, day, now);
        let drop_in = in_hours && centre.drop_in.is_some();
        let is_open = in_hours || entries.iter().any(|entry| entry.takes_check_ins);
        let preset = preset(centre, &entries, drop_in, now);
        Self { day, entries, is_open, drop_in, preset }
    }
}

/// When the door opens next after `now`, by opening hours or by a session; `None` where nothing is
/// known of the next months.
pub fn next_opening(centre: &Centre, now: DateTime<Tz>) -> Option<DateTime<Tz>> {
    let today = service_day(now.naive_local());
    (0..LOOK_AHEAD_DAYS).find_map(|days| {
        let day = today + Days::new(days);
        let sessions = centre.sessions_on(day);
        let windows = sessions
            .iter()
            .filter(|session| centre.is_held(session, day) && is_here(centre, session) && !session.all_day)
            .map(|session| centre.check_in_window(session).0);
        let hours = centre.open_hours(day).into_iter().map(|(from, _)| from);
        hours.chain(windows).filter(|opens| *opens > now).min()
    })
}

fn entry(centre: &Centre, session: &Session, day: NaiveDate, now: DateTime<Tz>) -> Entry {
    let (opens, ends) = centre.check_in_window(session);
    let phase = if !centre.is_held(session, day) {
        Phase::Cancelled
    } else if now >= ends {
        Phase::Over
    } else if now >= opens {
        Phase::Open
    } else {
        Phase::Later
    };
    // A whole-day event is open while the centre is.
    let is_here_now = !session.all_day || is_in_hours(centre, day, now);
    Entry {
        phase,
        when: if session.all_day { When::AllDay } else { When::said(session.start, now) },
        takes_check_ins: phase == Phase::Open && is_here_now && is_here(centre, session),
        session: session.clone(),
    }
}

fn is_here(centre: &Centre, session: &Session) -> bool {
    !session.facts.elsewhere || centre.window.elsewhere_at_this_door
}

fn is_in_hours(centre: &Centre, day: NaiveDate, now: DateTime<Tz>) -> bool {
    centre.open_hours(day).iter().any(|(from, to)| *from <= now && now < *to)
}

fn preset(centre: &Centre, entries: &[Entry], drop_in: bool, now: DateTime<Tz>) -> Preset {
    let soon = now + TimeDelta::minutes(i64::from(centre.window.preset_within_min));
    let mut likely = entries.iter().enumerate().filter(|(_, entry)| {
        entry.takes_check_ins
            && entry.session.class != PrivacyClass::Sensitive
            && !entry.session.all_day
            && entry.session.start <= soon
    });
    match (likely.next(), likely.next()) {
        (Some((at, _)), None) => Preset::Session(at),
        (None, _) if drop_in => Preset::DropIn,
        _ => Preset::Ask,
    }
}

/// Whether a session takes place at another time than its rule says.
pub fn is_moved(session: &Session) -> bool {
    matches!(session.status, Status::Moved { .. })
}

#[cfg(test)]
mod tests;
