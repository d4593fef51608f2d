//! Properties that hold for any rule and any range.

use super::*;
use crate::programme::{property::Moment, rule::Rule};
use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta};
use proptest::prelude::*;

/// More cases where `WELKOM_LONG` says so.
fn cases(number: u32) -> ProptestConfig {
    let factor = if std::env::var_os("WELKOM_LONG").is_some() { 50 } else { 1 };
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(number * factor) }
}

fn day() -> impl Strategy<Value = NaiveDate> {
    (0..9_000_u64).prop_map(|days| NaiveDate::from_ymd_opt(2005, 1, 1).unwrap() + Days::new(days))
}

fn start() -> impl Strategy<Value = NaiveDateTime> {
    (day(), 0..24_u32, prop::sample::select(vec![0_u32, 15, 30]))
        .prop_map(|(day, hour, minute)| day.and_hms_opt(hour, minute, 0).unwrap())
}

/// Rules as centres and their programs write them, and stranger ones.
fn rule() -> impl Strategy<Value = String> {
    let weekdays = prop::sample::subsequence(vec!["MO", "TU", "WE", "TH", "FR", "SA", "SU"], 1..4)
        .prop_map(|days| days.join(","));
    let nth =
        (prop::sample::select(vec![-2, -1, 1, 2, 3, 4, 5]), prop::sample::select(vec!["MO", "WE", "SU"]));
    let tail = (1..5_u32, prop::sample::select(vec!["MO", "SU", "WE"]));
    let body = prop_oneof![
        Just("FREQ=DAILY".to_owned()),
        Just("FREQ=WEEKLY".to_owned()),
        Just("FREQ=MONTHLY".to_owned()),
        Just("FREQ=YEARLY".to_owned()),
        weekdays.clone().prop_map(|days| format!("FREQ=WEEKLY;BYDAY={days}")),
        weekdays.clone().prop_map(|days| format!("FREQ=DAILY;BYDAY={days};BYHOUR=9,20")),
        (weekdays.clone(), prop::sample::select(vec![-1, 1, 2]))
            .prop_map(|(days, pos)| format!("FREQ=MONTHLY;BYDAY={days};BYSETPOS={pos}")),
        weekdays.clone().prop_map(|days| format!("FREQ=WEEKLY;BYDAY={days};BYSETPOS=1")),
        nth.clone().prop_map(|(n, day)| format!("FREQ=MONTHLY;BYDAY={n}{day}")),
        nth.prop_map(|(n, day)| format!("FREQ=YEARLY;BYDAY={n}{day}")),
        (1..31_i32).prop_map(|day| format!("FREQ=MONTHLY;BYMONTHDAY={day},-{day}")),
        (1..13_u32, 1..29_u32)
            .prop_map(|(month, day)| format!("FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}")),
        (1..53_u32, weekdays).prop_map(|(week, days)| format!("FREQ=YEARLY;BYWEEKNO={week};BYDAY={days}")),
        (1..366_i32).prop_map(|day| format!("FREQ=YEARLY;BYYEARDAY={day},-{day}")),
    ];
    (body, tail).prop_map(|(body, (interval, first))| format!("{body};INTERVAL={interval};WKST={first}"))
}

fn moment(wall: NaiveDateTime) -> Moment {
    Moment { wall, zone: UTC, all_day: false }
}

proptest! {
    #![proptest_config(cases(300))]

    /// Taking a rule up near the question is the same as walking there from its start.
    #[test]
    fn a_rule_taken_up_late_falls_on_the_same_dates(rule in rule(), start in start(), later in 0..6_000_i64, days in 1..500_i64) {
        let Ok(read) = Rule::read(&rule, moment(start)) else { return Ok(()) };
        let from = start + TimeDelta::days(later);
        let to = from + TimeDelta::days(days);
        let walked: Vec<_> = read.between(start, to).into_iter().filter(|date| *date >= from).collect();
        prop_assert_eq!(read.between(from, to), walked);
    }

    /// Written out after a COUNT, or going on: the same dates.
    #[test]
    fn a_counted_rule_begins_like_one_that_goes_on(rule in rule(), start in start(), count in 1..40_usize) {
        let Ok(going) = Rule::read(&rule, moment(start)) else { return Ok(()) };
        let Ok(counted) = Rule::read(&format!("{rule};COUNT={count}"), moment(start)) else { return Ok(()) };
        let counted = counted.between(start, start + TimeDelta::days(365 * 99));
        prop_assert!(counted.len() <= count);
        let last = *counted.last().unwrap();
        prop_assert_eq!(going.between(start, last), counted);
    }

    /// A question asked in two parts has the same answer.
    #[test]
    fn sessions_of_two_ranges_are_those_of_both(
        rule in rule(), start in start(), zone in prop::sample::select(vec!["Europe/Amsterdam", "UTC", "America/New_York", "Pacific/Auckland"]),
        from in day(), first in 0..200_u64, second in 0..200_u64, without in 0..20_u64, moved in -3..40_i64,
    ) {
        let wall = start.format("%Y%m%dT%H%M%S");
        let other = (start + TimeDelta::days(moved)).format("%Y%m%dT%H%M%S");
        let without = (start.date() + Days::new(without)).format("%Y%m%d");
        let calendar = calendar(&format!(
            "BEGIN:VEVENT\nUID:a\nSUMMARY:a\nDTSTART;TZID={zone}:{wall}\nDURATION:PT26H\nRRULE:{rule}\nEXDATE;VALUE=DATE:{without}\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:a\nRECURRENCE-ID;TZID={zone}:{wall}\nDTSTART;TZID={zone}:{other}\nEND:VEVENT\n\
             BEGIN:VEVENT\nUID:a\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID={zone}:{other}\nDTSTART;TZID={zone}:{wall}\nEND:VEVENT"
        ));
        let programme = read(&calendar).0;
        let (middle, to) = (from + Days::new(first), from + Days::new(first + second + 1));
        let mut parts = programme.sessions(DateRange::new(from, middle));
        parts.extend(programme.sessions(DateRange::new(middle + Days::new(1), to)));
        let whole = programme.sessions(DateRange::new(from, to));
        let identities: std::collections::BTreeSet<_> = whole.iter().map(|session| session.recurrence_id).collect();
        prop_assert_eq!(identities.len(), whole.len());
        prop_assert!(whole.iter().all(|session| session.end.is_none_or(|end| end > session.start)));
        prop_assert!(whole.iter().all(|session| (from..=to).contains(&session.start.date_naive())));
        prop_assert_eq!(whole, parts);
    }

    /// Whatever the bytes, a reader comes back, and every line it names is in the file.
    #[test]
    fn any_bytes_are_read_or_refused(lines in prop::collection::vec(prop_oneof![
        Just("BEGIN:VEVENT".to_owned()), Just("END:VEVENT".to_owned()), Just("UID:a".to_owned()), Just("UID:b".to_owned()),
        Just("DTSTART:20261201T100000".to_owned()), Just("RECURRENCE-ID:20261208T100000".to_owned()), Just("END:VCALENDAR".to_owned()),
        rule().prop_map(|rule| format!("RRULE:{rule}")), "[A-Z;:=\", ]{0,20}", "\\PC{0,30}",
        "(DTSTART|DTEND|RDATE|EXDATE|DURATION)[;:A-Z=]{0,9}:[0-9TZP,/]{0,20}",
    ], 0..30)) {
        let calendar = format!("BEGIN:VCALENDAR\n{}\n", lines.join("\n"));
        // A line that begins with a blank goes on with the one before, BEGIN included.
        let Ok((programme, problems)) = Programme::read(&calendar, Amsterdam) else { return Ok(()) };
        let count = calendar.lines().count();
        prop_assert!(problems.iter().all(|problem| (1..=count).contains(&problem.line)));
        let sessions = programme.sessions(range("2026-11-01", "2027-11-01"));
        prop_assert!(sessions.is_sorted_by_key(|session| session.start));
    }
}

/// A weekly activity of twenty years: today's question must not walk through them.
#[test]
fn every_day_of_a_year_is_asked_for_quickly_and_alike() {
    let programme = programme(&event("SUMMARY:x\nDTSTART:20050104T100000\nRRULE:FREQ=WEEKLY"));
    let year = programme.sessions(range("2026-01-01", "2026-12-31"));
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let by_day: Vec<_> =
        first.iter_days().take(365).flat_map(|day| programme.sessions(DateRange::new(day, day))).collect();
    assert_eq!(year, by_day);
    assert_eq!(year.len(), 52);
    assert!(year.iter().all(|session| session.start.weekday() == chrono::Weekday::Tue));
}
