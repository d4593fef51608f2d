//! Arrivals from a CSV file (RFC 4180), for trying the release rule by hand.
//!
//! The header names the columns, in any order: `date,time,activity,role,newcomer,party,arrival`. Only
//! `date`, `time` and `activity` must be there. An arrival for several activities has a row for each,
//! with the same `arrival`; a row without one is an arrival of its own. Everything counts as stored on
//! its own day. All mistakes of a file are reported at once.

use crate::{
    arrival::{Arrival, LARGEST_PARTY, Role},
    day::service_day,
    ids::ActivityId,
    problem::LineProblem,
};
use chrono::{NaiveDate, NaiveTime};
use csv::StringRecord;
use std::collections::HashMap;

const COLUMNS: [&str; 7] = ["date", "time", "activity", "role", "newcomer", "party", "arrival"];
const REQUIRED: [&str; 3] = ["date", "time", "activity"];

/// Reads arrivals. `resolve` finds the activity of what stands in the column `activity`, a UID or a
/// SUMMARY, on a service day (several may have one name; `None` where the row's date is wrong); an
/// empty one and `drop-in` are just dropping in.
pub fn read(
    text: &str,
    resolve: impl Fn(&str, Option<NaiveDate>) -> Option<ActivityId>,
) -> Result<Vec<Arrival>, Vec<LineProblem>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut problems = Vec::new();
    let header = reader.headers().cloned().unwrap_or_default();
    let columns = read_header(&header, &mut problems);
    if !problems.is_empty() {
        return Err(problems);
    }

    let mut arrivals: Vec<Arrival> = Vec::new();
    let mut by_key: HashMap<String, usize> = HashMap::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, |position| line_number(position.line()));
                problems.push(LineProblem::new(line, "expected a row of comma-separated text in UTF-8"));
                continue;
            }
        };
        let line = record.position().map_or(0, |position| line_number(position.line()));
        if record.len() != header.len() {
            let message =
                format!("expected {} fields as in the header, found {}", header.len(), record.len());
            problems.push(LineProblem::new(line, message));
            continue;
        }
        let row = Row { record: &record, columns: &columns, line };
        let Some(arrival) = row.arrival(&resolve, &mut problems) else { continue };
        let key = row.field("arrival");
        let first = if key.is_empty() { None } else { by_key.get(key).copied() };
        if let Some(first) = first {
            join(&mut arrivals[first], arrival, line, &mut problems);
        } else {
            by_key.insert(key.to_owned(), arrivals.len());
            arrivals.push(arrival);
        }
    }
    if problems.is_empty() { Ok(arrivals) } else { Err(problems) }
}

/// Which field each column is in.
fn read_header(header: &StringRecord, problems: &mut Vec<LineProblem>) -> HashMap<&'static str, usize> {
    let mut columns = HashMap::new();
    for (at, name) in header.iter().enumerate() {
        match COLUMNS.iter().find(|column| **column == name) {
            None => {
                let message = format!("expected the columns {}, found {}", COLUMNS.join(","), shown(name));
                problems.push(LineProblem::new(1, message));
            }
            Some(column) => {
                if columns.insert(*column, at).is_some() {
                    problems.push(LineProblem::new(
                        1,
                        format!("expected each column once, found {column} twice"),
                    ));
                }
            }
        }
    }
    for column in REQUIRED.iter().filter(|column| !columns.contains_key(**column)) {
        problems.push(LineProblem::new(1, format!("expected the column {column}, found none")));
    }
    columns
}

/// A further row of an arrival: the same in everything but the activity.
fn join(arrival: &mut Arrival, other: Arrival, line: usize, problems: &mut Vec<LineProblem>) {
    let disagreements = [
        ("day", arrival.day != other.day),
        ("role", arrival.role != other.role),
        ("newcomer", arrival.newcomer != other.newcomer),
        ("party", arrival.party != other.party),
    ];
    for (what, _) in disagreements.iter().filter(|(_, differs)| *differs) {
        let message = format!("expected the same {what} in all rows of one arrival, found another");
        problems.push(LineProblem::new(line, message));
    }
    for activity in other.activities {
        if arrival.activities.contains(&activity) {
            let message = "expected each activity once in an arrival, found one a second time";
            problems.push(LineProblem::new(line, message));
        } else {
            arrival.activities.push(activity);
        }
    }
}

struct Row<'r> {
    record: &'r StringRecord,
    columns: &'r HashMap<&'static str, usize>,
    line: usize,
}

impl<'r> Row<'r> {
    fn field(&self, column: &str) -> &'r str {
        self.columns.get(column).and_then(|at| self.record.get(*at)).unwrap_or_default()
    }

    fn arrival(
        &self,
        resolve: impl Fn(&str, Option<NaiveDate>) -> Option<ActivityId>,
        problems: &mut Vec<LineProblem>,
    ) -> Option<Arrival> {
        let mut check = |column, expected: &str, is_wrong: bool| {
            if is_wrong {
                let found = shown(self.field(column));
                problems.push(LineProblem::new(
                    self.line,
                    format!("{column}: expected {expected}, found {found}"),
                ));
            }
        };
        let date = NaiveDate::parse_from_str(self.field("date"), "%Y-%m-%d").ok();
        check("date", "a date like 2026-12-01", date.is_none());
        let time = read_time(self.field("time"));
        check("time", "a time like 14:05", time.is_none());
        let day = date.zip(time).map(|(date, time)| service_day(date.and_time(time)));
        let activity = match self.field("activity") {
            "" | ActivityId::DROP_IN => Some(ActivityId::drop_in()),
            name => resolve(name, day),
        };
        check("activity", "the UID or the one name of an activity, or drop-in", activity.is_none());
        let role = match self.field("role") {
            "" | "visitor" => Some(Role::Visitor),
            "volunteer" => Some(Role::Volunteer),
            "professional" => Some(Role::Professional),
            _ => None,
        };
        check("role", "visitor, volunteer or professional", role.is_none());
        let newcomer = match self.field("newcomer") {
            "" => Some(None),
            "yes" => Some(Some(true)),
            "no" => Some(Some(false)),
            _ => None,
        };
        check("newcomer", "yes, no or nothing", newcomer.is_none());
        let party = match self.field("party") {
            "" => Some(1),
            digits => digits.parse().ok().filter(|party| (1..=LARGEST_PARTY).contains(party)),
        };
        check("party", &format!("a number from 1 to {LARGEST_PARTY}"), party.is_none());
        let day = day?;
        Some(Arrival {
            day,
            recorded: day,
            withdrawn: None,
            activities: vec![activity?],
            role: role?,
            newcomer: newcomer?,
            party: party?,
        })
    }
}

fn read_time(text: &str) -> Option<NaiveTime> {
    ["%H:%M", "%H:%M:%S"].iter().find_map(|format| NaiveTime::parse_from_str(text, format).ok())
}

/// A field as a message shows it: not more of it than is needed to find it.
fn shown(field: &str) -> String {
    if field.is_empty() {
        "nothing".to_owned()
    } else {
        format!("{:?}", field.chars().take(60).collect::<String>())
    }
}

fn line_number(line: u64) -> usize {
    usize::try_from(line).unwrap_or(0)
}
