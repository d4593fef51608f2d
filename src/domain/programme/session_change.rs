//! What a host changes about one session today, over what the calendar says. Kept by the session's identity
//! (UID, RECURRENCE-ID), so that it holds for this date and no other, whatever the calendar becomes.

use super::{Session, Status};
use crate::day::{closes_at, to_zone};
use chrono::{DateTime, Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;

/// The longest place or note, in characters: a line on a card.
pub const LONGEST_LINE: usize = 80;

/// The longest line of news on the screen at rest, in characters: what the smallest display shows in full.
pub const LONGEST_NEWS: usize = 60;

/// One line as it was typed or pasted, without what a line cannot have, and no longer than `longest` characters;
/// `None` where nothing is left.
pub fn one_line(typed: &str, longest: usize) -> Option<String> {
    let line: String = typed.trim().chars().filter(|it| !it.is_control()).take(longest).collect();
    (!line.is_empty()).then_some(line)
}

/// What is different. What is `None` stays as the calendar has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionChange {
    /// It is not held.
    pub is_cancelled: bool,
    /// It begins at this time of the same service day.
    pub starts: Option<NaiveTime>,
    /// It ends at this time, after midnight where that is before the start. Without it a session that begins
    /// at another time is as long as it was.
    pub ends: Option<NaiveTime>,
    /// Another room or place.
    pub place: Option<String>,
    /// A line for visitors: "Neem een jas mee."
    pub note: Option<String>,
}

impl SessionChange {
    /// Whether it changes nothing.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// Changes a session of service day `day`.
    pub fn apply(&self, session: &mut Session, day: NaiveDate) {
        let zone = session.start.timezone();
        let planned = session.start;
        if let Some(start) = self.starts.and_then(|time| on_service_day(day, time, zone)) {
            session.end = session.end.map(|end| end + (start - planned));
            session.start = start;
            if start != planned && session.status == Status::AsPlanned {
                session.status = Status::Moved { from: planned };
            }
        }
        if let Some(time) = self.ends {
            let date = session.start.date_naive();
            let date = if time <= session.start.time() { date + Days::new(1) } else { date };
            session.end = to_zone(date.and_time(time), zone).or(session.end);
        }
        if self.is_cancelled {
            session.status = Status::Cancelled;
        }
        if let Some(place) = &self.place {
            session.facts.place = Some(place.clone());
        }
        session.note.clone_from(&self.note);
    }
}

/// The moment a wall clock shows this time on a service day, which ends at four in the morning.
fn on_service_day(day: NaiveDate, time: NaiveTime, zone: Tz) -> Option<DateTime<Tz>> {
    let before = to_zone(day.and_time(time), zone)?;
    if before < closes_at(day - Days::new(1), zone) {
        return to_zone((day + Days::new(1)).and_time(time), zone);
    }
    Some(before)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::day::DateRange;
    use crate::programme::Programme;
    use chrono::Timelike;

    fn walking(day: NaiveDate) -> Session {
        let ics = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:walk@example.org\r\nSUMMARY:Wandelen\r\n\
            DTSTART:20261201T140000\r\nDTEND:20261201T153000\r\nRRULE:FREQ=WEEKLY\r\nLOCATION:Hal\r\n\
            END:VEVENT\r\nEND:VCALENDAR\r\n";
        let (programme, problems) = Programme::read(ics, chrono_tz::Europe::Amsterdam).expect("a calendar");
        assert_eq!(problems, []);
        programme.sessions(DateRange::new(day, day)).pop().expect("a session")
    }

    fn time(hour: u32, minute: u32) -> NaiveTime {
        NaiveTime::from_hms_opt(hour, minute, 0).expect("a time")
    }

    #[test]
    fn a_session_that_begins_later_is_as_long_as_it_was() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 8).expect("a day");
        let mut session = walking(day);
        let planned = session.start;
        SessionChange { starts: Some(time(15, 15)), ..SessionChange::default() }.apply(&mut session, day);
        assert_eq!(session.start.time(), time(15, 15));
        assert_eq!(session.end.map(|end| end.time()), Some(time(16, 45)));
        assert_eq!(session.status, Status::Moved { from: planned });
        assert_eq!(session.recurrence_id, planned.naive_local(), "who it is stays the same");
    }

    #[test]
    fn after_midnight_is_the_same_service_day() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 8).expect("a day");
        let mut session = walking(day);
        let late =
            SessionChange { starts: Some(time(23, 0)), ends: Some(time(1, 0)), ..SessionChange::default() };
        late.apply(&mut session, day);
        assert_eq!(session.end.map(|end| (end.date_naive(), end.hour())), Some((day + Days::new(1), 1)));
        let mut session = walking(day);
        SessionChange { starts: Some(time(0, 30)), ..SessionChange::default() }.apply(&mut session, day);
        assert_eq!(session.start.date_naive(), day + Days::new(1));
    }

    #[test]
    fn what_is_not_said_stays() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 8).expect("a day");
        let (mut session, planned) = (walking(day), walking(day));
        SessionChange::default().apply(&mut session, day);
        assert_eq!(session, planned);
        let note = SessionChange { note: Some("Neem een jas mee.".to_owned()), ..SessionChange::default() };
        note.apply(&mut session, day);
        assert_eq!(session, Session { note: note.note, ..planned });
    }
}
