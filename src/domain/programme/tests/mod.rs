//! What a calendar makes of sessions, tried on calendars.

mod changes;
mod dates;
mod exports;
mod limits;
mod properties;
mod samples;

use super::{Problem, Programme, Session, Status};
use crate::day::DateRange;
use chrono_tz::{Europe::Amsterdam, Tz};

/// A calendar of these lines, which begin on line 2.
fn calendar(lines: &str) -> String {
    format!("BEGIN:VCALENDAR\n{}\nEND:VCALENDAR\n", lines.trim())
}

/// A calendar of one event with these lines, which begin on line 4.
fn event(lines: &str) -> String {
    calendar(&format!("BEGIN:VEVENT\nUID:a\n{}\nEND:VEVENT", lines.trim()))
}

fn read(calendar: &str) -> (Programme, Vec<Problem>) {
    Programme::read(calendar, Amsterdam).expect("a calendar")
}

/// A calendar nothing is wrong with.
fn programme(calendar: &str) -> Programme {
    let (programme, problems) = read(calendar);
    assert_eq!(problems, [], "in {calendar}");
    programme
}

/// `(line, left out)` of every problem.
fn problems(calendar: &str) -> Vec<(usize, bool)> {
    read(calendar).1.into_iter().map(|problem| (problem.line, problem.left_out)).collect()
}

fn range(from: &str, to: &str) -> DateRange {
    DateRange::new(from.parse().unwrap(), to.parse().unwrap())
}

/// The starts of a programme's sessions, `12-01 10:00`.
fn starts(programme: &Programme, from: &str, to: &str) -> Vec<String> {
    programme
        .sessions(range(from, to))
        .iter()
        .map(|session| session.start.format("%m-%d %H:%M").to_string())
        .collect()
}

/// One session in a line: start, end, and what is special.
fn line(session: &Session) -> String {
    let end = session.end.map_or("-".to_owned(), |end| end.to_rfc3339());
    let status = match &session.status {
        Status::AsPlanned => String::new(),
        Status::Moved { from } => format!(" moved from {}", from.to_rfc3339()),
        Status::Cancelled => " cancelled".to_owned(),
    };
    let all_day = if session.all_day { " all day" } else { "" };
    format!("{} {end} {}{all_day}{status}", session.start.to_rfc3339(), session.facts.summary)
}

fn lines(programme: &Programme, from: &str, to: &str) -> String {
    programme.sessions(range(from, to)).iter().map(line).collect::<Vec<_>>().join("\n")
}

const UTC: Tz = Tz::UTC;
