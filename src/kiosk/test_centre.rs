//! A small centre for tests. On every Tuesday there is a walk (eight expected: it stands alone, by day),
//! and a card table and a choir (two each: together, by week); from Monday to Friday people drop in (six
//! expected: alone, by day).

use crate::{store::FrozenRow, today::OfferKey};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc, Weekday};
use chrono_tz::Europe::Amsterdam;
use std::collections::BTreeMap;
use welkom_domain::{
    agenda::CheckInWindow,
    centre::{Centre, DropIn},
    class::Thresholds,
    day::to_zone,
    opening::Opening,
    programme::Programme,
};

pub const WALK: &str = "UID:walk\nSUMMARY:Wandelen\nDTSTART:20261006T100000\nDTEND:20261006T113000\nRRULE:FREQ=WEEKLY\nX-WELKOM-EXPECTED:8";
pub const CARDS: &str = "UID:cards\nSUMMARY:Kaarten\nDTSTART:20261006T140000\nDTEND:20261006T160000\nRRULE:FREQ=WEEKLY\nX-WELKOM-EXPECTED:2";
pub const CHOIR: &str = "UID:choir\nSUMMARY:Zingen\nDTSTART:20261006T160000\nDTEND:20261006T170000\nRRULE:FREQ=WEEKLY\nX-WELKOM-EXPECTED:2";
/// On Wednesdays from 9 December on, in no plan of the last quarter of 2026 that was made before.
pub const YOGA: &str = "UID:yoga\nSUMMARY:Yoga\nDTSTART:20261209T110000\nDTEND:20261209T120000\nRRULE:FREQ=WEEKLY\nX-WELKOM-EXPECTED:2";

/// A calendar of these events.
pub fn calendar(events: &[&str]) -> String {
    let events: Vec<String> =
        events.iter().map(|event| format!("BEGIN:VEVENT\n{event}\nEND:VEVENT\n")).collect();
    format!("BEGIN:VCALENDAR\n{}END:VCALENDAR\n", events.concat())
}

/// The same event with its attendance sensitive from now on.
pub fn sensitive(event: &str) -> String {
    format!("{event}\nX-WELKOM-PRIVACY:sensitive\nX-WELKOM-PUBLIC-LABEL:Ontmoeting")
}

pub fn programme(events: &[&str]) -> Programme {
    let (programme, problems) = Programme::read(calendar(events), Amsterdam).expect("a calendar");
    assert_eq!(problems, []);
    programme
}

pub fn centre(events: &[&str]) -> Centre {
    let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("an hour");
    let weekdays = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    Centre {
        zone: Amsterdam,
        programme: programme(events),
        opening: Opening {
            weekly: weekdays.map(|day| (day, time(9), time(17))).to_vec(),
            closed: Vec::new(),
        },
        drop_in: Some(DropIn { expected: Some(6), place: String::new() }),
        changes: BTreeMap::default(),
        drop_in_name: "Inloop".to_owned(),
        thresholds: Thresholds::LEAST,
        window: CheckInWindow::default(),
    }
}

/// The centre as it usually is.
pub fn usual() -> Centre {
    centre(&[WALK, CARDS, CHOIR])
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// A local time of the centre: `2026-12-01 09:00`.
pub fn local(text: &str) -> DateTime<Utc> {
    let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a local time");
    to_zone(local, Amsterdam).expect("a time that exists").to_utc()
}

/// A session of an activity on a day.
pub fn session(activity: &str, day: NaiveDate) -> OfferKey {
    let hour = match activity {
        "walk" => 10,
        "cards" => 14,
        "choir" => 16,
        _ => 11,
    };
    OfferKey::Session(activity.into(), day.and_hms_opt(hour, 0, 0).expect("an hour"))
}

/// What the cells of visits of a group read, by their last day.
pub fn visits(frozen: &[FrozenRow], group: &str) -> Vec<(String, String)> {
    let mut cells: Vec<_> = frozen
        .iter()
        .filter(|row| row.measure == "visits" && row.group == group)
        .map(|row| (row.to.to_string(), row.value.clone()))
        .collect();
    cells.sort();
    cells
}
