//! Rules, lists of dates, zones and changes of the clock.

use super::*;
use crate::programme::Unreadable;

/// The starts in December 2026 of an event with these lines.
fn december(lines: &str) -> Vec<String> {
    starts(&programme(&event(&format!("SUMMARY:x\n{lines}"))), "2026-12-01", "2026-12-31")
}

#[test]
fn the_recurrences_of_a_neighbourhood_centre() {
    for (lines, expected) in [
        ("DTSTART:20260901T100000\nRRULE:FREQ=WEEKLY;BYDAY=TU", "12-01 12-08 12-15 12-22 12-29"),
        ("DTSTART:20260901T100000\nRRULE:FREQ=WEEKLY", "12-01 12-08 12-15 12-22 12-29"),
        ("DTSTART:20260908T100000\nRRULE:FREQ=MONTHLY;BYDAY=2TU", "12-08"),
        ("DTSTART:20260901T100000\nRRULE:FREQ=MONTHLY;BYDAY=+1TU", "12-01"),
        ("DTSTART:20260925T100000\nRRULE:FREQ=MONTHLY;BYDAY=-1FR", "12-25"),
        ("DTSTART:20260917T100000\nRRULE:FREQ=MONTHLY;BYDAY=TH;BYSETPOS=3", "12-17"),
        ("DTSTART:20260130T100000\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "12-31"),
        ("DTSTART:20260130T100000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=-2", "12-30"),
        ("DTSTART:20251204T100000\nRRULE:FREQ=YEARLY;BYMONTH=12;BYDAY=1FR", "12-04"),
        ("DTSTART:20261202T100000\nRRULE:FREQ=WEEKLY;UNTIL=20261216", "12-02 12-09 12-16"),
        ("DTSTART:20261202T100000\nRRULE:FREQ=WEEKLY;COUNT=2", "12-02 12-09"),
        // Every other week, where the week's first day decides which (RFC 5545 §3.3.10).
        (
            "DTSTART:20261201T100000\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
            "12-01 12-06 12-15 12-20",
        ),
        (
            "DTSTART:20261201T100000\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
            "12-01 12-13 12-15 12-27",
        ),
        ("DTSTART:20261212T100000", "12-12"),
        ("DTSTART:20261212T100000\nRDATE:20261214T100000,20261216T100000", "12-12 12-14 12-16"),
        (
            "DTSTART:20261201T100000\nRRULE:FREQ=WEEKLY\nEXDATE:20261208T100000\nEXDATE:20261222T100000,20261229T100000",
            "12-01 12-15",
        ),
        (
            "DTSTART:20261201T100000\nRRULE:FREQ=WEEKLY\nEXDATE;VALUE=DATE:20261208,20261222",
            "12-01 12-15 12-29",
        ),
        // Lower case, blanks: some programs write so.
        ("DTSTART:20261201T100000\nRRULE:freq=weekly; byday=tu ;count=2", "12-01 12-08"),
    ] {
        let expected: Vec<_> = expected.split(' ').map(|day| format!("{day} 10:00")).collect();
        assert_eq!(december(lines), expected, "{lines}");
    }
}

#[test]
fn two_rules_are_both_followed_and_a_date_counts_once() {
    let lines = "DTSTART:20261201T100000\nRRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2\nRRULE:FREQ=MONTHLY;BYMONTHDAY=8,10\nRDATE:20261208T100000";
    assert_eq!(december(lines), ["12-01 10:00", "12-08 10:00", "12-10 10:00"]);
}

#[test]
fn a_start_off_the_rule_is_a_date_all_the_same() {
    assert_eq!(
        december("DTSTART:20261203T100000\nRRULE:FREQ=WEEKLY;BYDAY=TU;COUNT=2"),
        ["12-03 10:00", "12-08 10:00", "12-15 10:00"]
    );
}

#[test]
fn until_means_the_last_meeting_in_each_way_it_is_written() {
    for until in ["20261215T090000Z", "20261215T100000", "20261215", "20261215T225959Z"] {
        let lines = format!("DTSTART;TZID=Europe/Amsterdam:20261201T100000\nRRULE:FREQ=WEEKLY;UNTIL={until}");
        assert_eq!(december(&lines), ["12-01 10:00", "12-08 10:00", "12-15 10:00"], "{until}");
    }
    let all_day =
        |until: &str| december(&format!("DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY;UNTIL={until}")).len();
    // 23:00 UTC is midnight here: the next day has begun.
    assert_eq!((all_day("20261203"), all_day("20261203T225959Z"), all_day("20261203T230000Z")), (3, 3, 4));
}

#[test]
fn a_date_added_without_a_time_is_at_the_usual_time() {
    assert_eq!(
        december("DTSTART:20261201T100000\nRDATE;VALUE=DATE:20261203"),
        ["12-01 10:00", "12-03 10:00"]
    );
}

#[test]
fn a_period_has_an_end_of_its_own() {
    let lines = "SUMMARY:x\nDTSTART:20261201T100000\nDTEND:20261201T110000\n\
                 RDATE;VALUE=PERIOD:20261202T100000/PT3H,20261203T100000/20261203T100500";
    insta::assert_snapshot!(super::lines(&programme(&event(lines)), "2026-12-01", "2026-12-31"), @r"
    2026-12-01T10:00:00+01:00 2026-12-01T11:00:00+01:00 x
    2026-12-02T10:00:00+01:00 2026-12-02T13:00:00+01:00 x
    2026-12-03T10:00:00+01:00 2026-12-03T10:05:00+01:00 x
    ");
}

#[test]
fn an_end_is_said_in_four_ways_or_not_at_all() {
    for (lines, end) in [
        ("DTSTART:20261201T100000\nDTEND:20261201T113000", Some("2026-12-01T11:30:00+01:00")),
        ("DTSTART:20261201T100000\nDURATION:PT1H30M", Some("2026-12-01T11:30:00+01:00")),
        ("DTSTART:20261201T100000\nDTEND:20261201T103000Z", Some("2026-12-01T11:30:00+01:00")),
        ("DTSTART:20261201T220000\nDTEND:20261202T003000", Some("2026-12-02T00:30:00+01:00")),
        ("DTSTART:20261201T100000", None),
        ("DTSTART:20261201T100000\nDTEND:20261201T100000", None),
        ("DTSTART;VALUE=DATE:20261201", Some("2026-12-02T00:00:00+01:00")),
        ("DTSTART;VALUE=DATE:20261201\nDTEND;VALUE=DATE:20261204", Some("2026-12-04T00:00:00+01:00")),
        ("DTSTART;VALUE=DATE:20261201\nDURATION:P2D", Some("2026-12-03T00:00:00+01:00")),
    ] {
        let programme = programme(&event(&format!("SUMMARY:x\n{lines}")));
        let sessions = programme.sessions(range("2026-12-01", "2026-12-01"));
        assert_eq!(sessions[0].end.map(|end| end.to_rfc3339()).as_deref(), end, "{lines}");
        assert_eq!(sessions[0].all_day, lines.contains("VALUE=DATE"), "{lines}");
    }
}

#[test]
fn zones_are_known_by_many_names_and_told_in_the_centres() {
    for (start, expected) in [
        ("DTSTART;TZID=Europe/Amsterdam:20261201T100000", "12-01 10:00"),
        ("DTSTART;TZID=\"Europe/Amsterdam\":20261201T100000", "12-01 10:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20261201T100000", "12-01 10:00"),
        ("DTSTART;TZID=\"W. Europe Standard Time\":20261201T100000", "12-01 10:00"),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/London:20261201T100000", "12-01 11:00"),
        ("DTSTART:20261201T100000", "12-01 10:00"),
        ("DTSTART:20261201T100000Z", "12-01 11:00"),
        ("DTSTART:20261201T100000-0500", "12-01 16:00"),
        ("DTSTART;TZID=Pacific/Auckland:20261202T020000", "12-01 14:00"),
    ] {
        assert_eq!(december(start), [expected], "{start}");
    }
}

#[test]
fn a_zone_nobody_knows_is_the_centres_and_that_is_said() {
    let calendar = event("SUMMARY:x\nDTSTART;TZID=Ons huis:20261201T100000");
    let (programme, problems) = read(&calendar);
    assert_eq!(starts(&programme, "2026-12-01", "2026-12-01"), ["12-01 10:00"]);
    assert_eq!((problems.len(), problems[0].line, problems[0].left_out), (1, 5, false));
}

#[test]
fn an_event_keeps_to_the_clock_of_its_own_zone() {
    // 13:00 UTC is 14:00 here in winter and 15:00 in summer; New York changes two weeks before us.
    let utc = programme(&event("SUMMARY:x\nDTSTART:20270301T130000Z\nRRULE:FREQ=WEEKLY"));
    assert_eq!(starts(&utc, "2027-03-22", "2027-04-01"), ["03-22 14:00", "03-29 15:00"]);
    let york =
        programme(&event("SUMMARY:x\nDTSTART;TZID=America/New_York:20270301T080000\nRRULE:FREQ=WEEKLY"));
    assert_eq!(
        starts(&york, "2027-03-08", "2027-04-01"),
        ["03-08 14:00", "03-15 13:00", "03-22 13:00", "03-29 14:00"]
    );
    let identity = utc.sessions(range("2027-03-22", "2027-03-22"))[0].recurrence_id;
    assert_eq!(identity.to_string(), "2027-03-22 13:00:00");
}

/// The test calendar of the clock changes; `tests/programme/compare.py` holds it against another library.
#[test]
fn the_nights_the_clocks_change() {
    let programme = programme(include_str!("../fixtures/clock-changes.ics"));
    insta::assert_snapshot!(lines(&programme, "2027-03-27", "2027-03-29"), @r"
    2027-03-27T02:30:00+01:00 2027-03-27T03:30:00+01:00 Daily at half past two for an hour
    2027-03-27T02:30:00+01:00 2027-03-27T02:45:00+01:00 Daily at half past two in the night
    2027-03-27T23:00:00+01:00 2027-03-28T00:30:00+01:00 Daily across midnight
    2027-03-27T23:30:00+01:00 2027-03-28T03:30:00+02:00 Daily across midnight and the change of the clocks
    2027-03-27T23:30:00+01:00 2027-03-28T03:15:00+02:00 Daily across midnight with an end in the hour that changes
    2027-03-28T00:00:00+01:00 2027-03-29T00:00:00+02:00 The last Sunday of the month all day
    2027-03-28T15:00:00+02:00 2027-03-28T16:00:00+02:00 Weekly in UTC
    2027-03-28T23:00:00+02:00 2027-03-29T00:30:00+02:00 Daily across midnight
    2027-03-28T23:30:00+02:00 2027-03-29T03:30:00+02:00 Daily across midnight and the change of the clocks
    2027-03-28T23:30:00+02:00 2027-03-29T02:15:00+02:00 Daily across midnight with an end in the hour that changes
    2027-03-29T02:30:00+02:00 2027-03-29T03:30:00+02:00 Daily at half past two for an hour
    2027-03-29T02:30:00+02:00 2027-03-29T02:45:00+02:00 Daily at half past two in the night
    2027-03-29T23:00:00+02:00 2027-03-30T00:30:00+02:00 Daily across midnight
    2027-03-29T23:30:00+02:00 2027-03-30T03:30:00+02:00 Daily across midnight and the change of the clocks
    2027-03-29T23:30:00+02:00 2027-03-30T02:15:00+02:00 Daily across midnight with an end in the hour that changes
    ");
    insta::assert_snapshot!(lines(&programme, "2027-10-30", "2027-10-31"), @r"
    2027-10-30T02:30:00+02:00 2027-10-30T03:30:00+02:00 Daily at half past two for an hour
    2027-10-30T02:30:00+02:00 2027-10-30T02:45:00+02:00 Daily at half past two in the night
    2027-10-30T23:00:00+02:00 2027-10-31T00:30:00+02:00 Daily across midnight
    2027-10-30T23:30:00+02:00 2027-10-31T03:30:00+01:00 Daily across midnight and the change of the clocks
    2027-10-30T23:30:00+02:00 2027-10-31T02:15:00+02:00 Daily across midnight with an end in the hour that changes
    2027-10-31T00:00:00+02:00 2027-11-01T00:00:00+01:00 The last Sunday of the month all day
    2027-10-31T02:30:00+02:00 2027-10-31T03:30:00+01:00 Daily at half past two for an hour
    2027-10-31T02:30:00+02:00 2027-10-31T02:45:00+02:00 Daily at half past two in the night
    2027-10-31T14:00:00+01:00 2027-10-31T15:00:00+01:00 Weekly in UTC
    2027-10-31T23:00:00+01:00 2027-11-01T00:30:00+01:00 Daily across midnight
    2027-10-31T23:30:00+01:00 2027-11-01T03:30:00+01:00 Daily across midnight and the change of the clocks
    2027-10-31T23:30:00+01:00 2027-11-01T02:15:00+01:00 Daily across midnight with an end in the hour that changes
    ");
    let until_its_last: Vec<_> = programme
        .sessions(range("2027-03-22", "2027-04-30"))
        .into_iter()
        .filter(|session| session.activity.as_str() == "until-its-last@welkom.example")
        .map(|session| session.start.to_rfc3339())
        .collect();
    assert_eq!(until_its_last, ["2027-03-23T19:30:00+01:00", "2027-03-30T19:30:00+02:00"]);
}

#[test]
fn a_single_time_the_clock_skips_is_said() {
    let calendar = event("SUMMARY:x\nDTSTART;TZID=Europe/Amsterdam:20270328T023000");
    assert_eq!(problems(&calendar), [(5, true)]);
    assert_eq!(starts(&read(&calendar).0, "2027-03-28", "2027-03-28"), Vec::<String>::new());
}

#[test]
fn a_whole_day_whose_midnight_is_skipped_is_held() {
    let (programme, problems) =
        Programme::read(event("SUMMARY:x\nDTSTART;VALUE=DATE:20240426"), chrono_tz::Africa::Cairo).unwrap();
    assert_eq!(problems, []);
    assert_eq!(
        lines(&programme, "2024-04-26", "2024-04-26"),
        "2024-04-26T01:00:00+03:00 2024-04-27T00:00:00+03:00 x all day"
    );
}

#[test]
fn sessions_that_touch_a_day_began_on_it_or_last_into_it() {
    let lines = "BEGIN:VEVENT\nUID:a\nSUMMARY:a\nDTSTART:20261212T200000\nDTEND:20261213T003000\nEND:VEVENT\n\
                    BEGIN:VEVENT\nUID:b\nSUMMARY:b\nDTSTART;VALUE=DATE:20261210\nDTEND;VALUE=DATE:20261213\nEND:VEVENT\n\
                    BEGIN:VEVENT\nUID:c\nSUMMARY:c\nDTSTART:20261213T100000\nEND:VEVENT";
    let programme = programme(&calendar(lines));
    let touching = |day: &str| {
        let day = day.parse().unwrap();
        let sessions = programme.sessions_touching(DateRange::new(day, day));
        sessions.iter().map(|session| session.activity.to_string()).collect::<String>()
    };
    assert_eq!((touching("2026-12-09"), touching("2026-12-12")), (String::new(), "ba".to_owned()));
    assert_eq!((touching("2026-12-13"), touching("2026-12-14")), ("ac".to_owned(), String::new()));
}

#[test]
fn what_is_no_calendar_is_an_error() {
    assert_eq!(Programme::read("", UTC), Err(Unreadable::NotACalendar));
}
