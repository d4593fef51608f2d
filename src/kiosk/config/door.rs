//! `[door]`: when the door is open, and the days on which it stays shut.
//!
//! A key for each weekday (`monday` … `sunday`) holds a list of hours like `["09:00-12:00",
//! "13:00-17:00"]`; default: none, closed. Repeated tables `[[door.closed]]` hold the dates on which the
//! centre is closed all the same: `from` (required), `to` (included; default: the same day), `reason` (the
//! centre's own words on the closed screen, at most 80 characters; default: none).

use super::{
    section::Section,
    values::{date, hours, text},
};
use chrono::{NaiveTime, Weekday};
use welkom_domain::opening::{ClosedDays, Opening};

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Mon),
    ("tuesday", Weekday::Tue),
    ("wednesday", Weekday::Wed),
    ("thursday", Weekday::Thu),
    ("friday", Weekday::Fri),
    ("saturday", Weekday::Sat),
    ("sunday", Weekday::Sun),
];

pub(super) fn read(section: &mut Section<'_>) -> Opening {
    let mut opening = Opening::default();
    for (key, weekday) in WEEKDAYS {
        let listed = section.list(key, &hours()).unwrap_or_default();
        let mut last_end = NaiveTime::MIN;
        for (index, item) in listed.iter().enumerate() {
            let (from, to) = item.value;
            // Nothing follows what ends at midnight.
            let after_midnight = index > 0 && last_end == NaiveTime::MIN;
            if from < last_end || after_midnight {
                let expected = "to hold hours in the order of the day that do not overlap";
                let found =
                    format!("\"{}-{}\" after hours that end later", from.format("%H:%M"), to.format("%H:%M"));
                section.mistake_on(item.line, key, expected, found);
            }
            last_end = to;
            opening.weekly.push((weekday, from, to));
        }
    }
    if opening.weekly.is_empty() && section.is_sound() {
        section.mistake(
            "monday",
            "or another weekday to hold hours",
            "none: the door would never open".to_owned(),
        );
    }
    opening.closed =
        section.sections("closed", read_closed).into_iter().filter_map(|closed| closed.value).collect();
    opening.closed.sort_by_key(|closed| closed.from);
    opening
}

fn read_closed(section: &mut Section<'_>) -> Option<ClosedDays> {
    let from = section.required("from", &date());
    let to = section.optional("to", &date()).or(from);
    let reason = section.optional("reason", &text(1..=80));
    let (from, to) = (from?, to?);
    if to < from && section.is_sound() {
        section.mistake("to", &format!("to be {from} or later"), to.to_string());
    }
    Some(ClosedDays { from, to, reason })
}
