//! What is refused, where, and that refusing costs little.

use super::*;
use crate::programme::{Unreadable, is_complete};
use std::fmt::Write;

#[test]
fn what_leaves_a_date_out_is_said_on_its_line() {
    for (lines, line) in [
        ("SUMMARY:x", 2),
        ("DTSTART:3 december", 4),
        ("DTSTART:20261301T100000", 4),
        ("DTSTART;TZID=Europe/Amsterdam", 4),
        ("DTSTART:20261201T10:30", 4),
        ("DTSTART:20261201T100000\nSUMMARY:x\nRRULE:FREQ=HOURLY", 6),
        ("DTSTART:20261201T100000\nRRULE:FREQ=SECONDLY;COUNT=3", 5),
        ("DTSTART:20261201T100000\nRRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=1,2,3,4,5", 5),
        ("DTSTART:20261201T100000\nRRULE:FREQ=WEEKLY;COUNT=10001", 5),
        ("DTSTART:20261201T100000\nRRULE:FREQ=WEEKLY;COUNT=0", 5),
        ("DTSTART:20261201T100000\nRRULE:FREQ=WEEKLY;INTERVAL=0", 5),
        ("DTSTART:20261201T100000\nRRULE:FREQ=WEEKLY;INTERVAL=65537", 5),
        ("DTSTART:20261201T100000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=257", 5),
        ("DTSTART:20261201T100000\nRRULE:FREQ=MONTHLY;BYDAY=9MO", 5),
        ("DTSTART:20261201T100000\nRRULE:FREQ=WEEKLY;BYDAY=XX", 5),
        ("DTSTART:20261201T100000\nRRULE:FREQ=WEEKLY;BYEASTER=1", 5),
        ("DTSTART:20261201T100000\nRRULE:FREQ=WEEKLY;FREQ=DAILY", 5),
        ("DTSTART:20261201T100000\nRRULE:FREQ=WEEKLY;UNTIL=kerst", 5),
        ("DTSTART:20261201T100000\nRRULE:elke week", 5),
        ("DTSTART:20261201T100000\nRRULE:BYDAY=TU", 5),
        ("DTSTART:20261201T100000\nRRULE:FREQ=MONTHLY;RSCALE=CHINESE", 5),
        ("DTSTART:20261201T100000\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", 5),
        ("DTSTART:20261201T100000\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", 5),
        ("DTSTART:20261201T100000\nEXRULE:FREQ=WEEKLY", 5),
        ("DTSTART:20261201T100000\nRECURRENCE-ID:ooit", 5),
    ] {
        let calendar = event(lines);
        assert_eq!(problems(&calendar), [(line, true)], "{lines}");
        let programme = read(&calendar).0;
        assert!(programme.activities().is_empty(), "{lines}");
        assert!(programme.sessions(range("2026-01-01", "2028-12-31")).is_empty(), "{lines}");
    }
}

#[test]
fn an_event_has_ten_rules_at_most() {
    let rules = |count: usize| {
        event(&format!("SUMMARY:x\nDTSTART:20261201T100000{}", "\nRRULE:FREQ=WEEKLY".repeat(count)))
    };
    assert_eq!(problems(&rules(10)), []);
    assert_eq!(problems(&rules(11)), [(16, true)]);
}

#[test]
fn a_date_that_cannot_be_read_leaves_the_others_alone() {
    let lines = "SUMMARY:x\nDTSTART:20261201T100000\nRDATE:20261203T100000,morgen\n\
                 EXDATE:overmorgen\nRDATE;VALUE=DATE";
    assert_eq!(problems(&event(lines)), [(8, true)]);
    let lines = lines.replace("\nRDATE;VALUE=DATE", "");
    assert_eq!(problems(&event(&lines)), [(6, true), (7, true)]);
    assert_eq!(starts(&read(&event(&lines)).0, "2026-12-01", "2026-12-31"), ["12-01 10:00", "12-03 10:00"]);
}

#[test]
fn a_change_with_dates_of_its_own_is_refused_and_said() {
    let calendar = calendar(
        "BEGIN:VEVENT\nUID:a\nSUMMARY:x\nDTSTART:20261201T100000\nRRULE:FREQ=WEEKLY\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20261208T100000\nDTSTART:20261208T110000\nRRULE:FREQ=DAILY\nEND:VEVENT",
    );
    assert_eq!(problems(&calendar), [(12, true)]);
}

#[test]
fn what_leaves_nothing_out_is_only_noted() {
    for (lines, line) in [
        ("DTSTART:20261201T100000", 2),
        ("SUMMARY:x\nDTSTART:20261201T100000\nDTEND:20261201T090000", 6),
        ("SUMMARY:x\nDTSTART:20261201T100000\nDTEND;VALUE=DATE:20261202", 6),
        ("SUMMARY:x\nDTSTART:20261201T100000\nDURATION:-PT1H", 6),
        ("SUMMARY:x\nDTSTART:20261201T100000\nSTATUS:MISSCHIEN", 6),
        ("SUMMARY:x\nDTSTART:20261201T100000\nEXDATE:20261202T100000", 6),
        ("SUMMARY:x\nDTSTART:20261201T100000\nhier is de rest van een zin", 6),
        ("SUMMARY:x\nDTSTART:20261201T100000\nX-WELKOM-PRICE:niets", 6),
        ("SUMMARY:x\nDTSTART:20261201T100000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20261215", 6),
        // Left behind by programs that split an event in two.
        ("SUMMARY:x\nDTSTART:20261201T100000\nRRULE:FREQ=WEEKLY;UNTIL=20261130T100000Z", 6),
    ] {
        assert_eq!(problems(&event(lines)), [(line, false)], "{lines}");
        assert!(is_complete(&read(&event(lines)).1), "{lines}");
    }
}

#[test]
fn an_event_needs_a_uid_and_not_the_one_of_dropping_in() {
    let without = calendar("BEGIN:VEVENT\nSUMMARY:x\nDTSTART:20261201T100000\nEND:VEVENT");
    assert_eq!(problems(&without), [(2, true)]);
    let drop_in = calendar("BEGIN:VEVENT\nSUMMARY:x\nUID:drop-in\nDTSTART:20261201T100000\nEND:VEVENT");
    assert_eq!(problems(&drop_in), [(4, true)]);
    assert!(!is_complete(&read(&drop_in).1));
}

#[test]
fn no_problem_quotes_the_calendar() {
    let secret = "Geheim";
    let calendar = calendar(&format!(
        "BEGIN:VEVENT\nUID:{secret}\nSUMMARY:{secret}\nDTSTART:{secret}\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:b{secret}\nSUMMARY:{secret}\nDTSTART;TZID={secret}:20261201T100000\nRRULE:{secret}\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:c{secret}\nX-WELKOM-PRICE:{secret}\nDTSTART:20261201T100000\nRDATE:{secret}\nEND:VEVENT"
    ));
    let problems = read(&calendar).1;
    assert!(problems.len() >= 5, "{problems:?}");
    assert!(problems.iter().all(|problem| !problem.message.contains(secret)), "{problems:?}");
}

#[test]
fn a_file_made_to_keep_us_busy_is_refused() {
    let mut empty = String::new();
    let mut long = String::new();
    for number in 0..30 {
        write!(empty, "BEGIN:VEVENT\nUID:{number}\nDTSTART:20261201T100000\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\nEND:VEVENT\n").unwrap();
        write!(
            long,
            "BEGIN:VEVENT\nUID:{number}\nDTSTART:20261201T100000\nRRULE:FREQ=DAILY;COUNT=10000\nEND:VEVENT\n"
        )
        .unwrap();
    }
    assert_eq!(Programme::read(calendar(&empty), UTC), Err(Unreadable::TooManyEmptyRules));
    assert_eq!(Programme::read(calendar(&long), UTC), Err(Unreadable::TooManyDates));
}

#[test]
fn a_long_line_and_a_mark_at_the_start_are_fine() {
    let calendar =
        format!("\u{feff}{}", event(&format!("SUMMARY:{}\nDTSTART:20261201T100000", "x".repeat(100_000))));
    let sessions = programme(&calendar).sessions(range("2026-12-01", "2026-12-01"));
    assert_eq!(sessions[0].facts.summary.len(), 100_000);
}
