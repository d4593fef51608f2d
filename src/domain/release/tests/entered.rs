//! What hosts enter, in small cases worked out by hand.

use crate::{
    agenda::CheckInWindow,
    centre::Centre,
    class::{PrivacyClass, Thresholds},
    day::Quarter,
    opening::Opening,
    plan::{Cadence, Group, Member, Plan},
    programme::Programme,
    release::{Facts, HeadCount, OpenMeeting, PlannedSession, ShiftDay, csv, open_meetings, release},
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn heads(activity: &str, day: &str, visitors: u32) -> HeadCount {
    HeadCount { activity: activity.into(), day: date(day), visitors, volunteers: 1, professionals: 0 }
}

fn open(activity: &str, day: &str, name: &str) -> OpenMeeting {
    OpenMeeting { activity: activity.into(), day: date(day), name: Some(name.to_owned()) }
}

/// In the plan "alone" stands alone, as "Zomermarkt"; "one" and "two" stand together.
fn plan() -> Plan {
    let member = |activity: &str| Member { activity: activity.into(), class: PrivacyClass::Open };
    let group = |name: &str, members: &[&str]| Group {
        name: name.to_owned(),
        cadence: Cadence::Day,
        withheld: false,
        members: members.iter().map(|it| member(it)).collect(),
    };
    Plan {
        quarter: Quarter::of(date("2026-12-01")),
        from: date("2026-10-01"),
        thresholds: Thresholds::LEAST,
        other: "Overige activiteiten".to_owned(),
        groups: vec![group("Zomermarkt", &["alone"]), group("Activiteiten op dinsdag", &["one", "two"])],
    }
}

/// The released lines that are visitors by head, without the words that are the same in all.
fn visitors(head_counts: &[HeadCount], open: &[OpenMeeting]) -> Vec<String> {
    let table = released(head_counts, open, &[]);
    let mut lines = Vec::new();
    for line in table.lines().filter(|line| line.starts_with("head_count_visitors")) {
        let columns: Vec<&str> = line.split(',').collect();
        lines.push(format!("{} {}: {}", columns[1], columns[4], columns[5]));
    }
    lines
}

fn released(head_counts: &[HeadCount], open: &[OpenMeeting], shifts: &[ShiftDay]) -> String {
    let (raised, classes) = (
        BTreeMap::from([("two".into(), date("2026-12-15"))]),
        BTreeMap::from([("new".into(), PrivacyClass::Open)]),
    );
    let sessions = [PlannedSession { activity: "new".into(), day: date("2026-12-20"), held: true }];
    let facts = Facts {
        arrivals: &[],
        sessions: &sessions,
        service: &[],
        raised: &raised,
        classes: &classes,
        head_counts,
        open,
        shifts,
    };
    csv(&release(&plan(), &facts, date("2026-12-31")))
}

#[test]
fn a_count_of_three_is_published_as_three_by_role_and_zeroes_are_said() {
    let day = "2026-12-01";
    let table = released(
        &[heads("one", day, 3)],
        &[open("one", day, "Bewonersavond")],
        &[ShiftDay { day: date(day), volunteers: 2, professionals: 0 }],
    );
    let lines: Vec<&str> =
        table.lines().filter(|line| line.contains(",2026-12-01,2026-12-01,2026-12-01,")).collect();
    assert_eq!(
        lines,
        [
            "head_count_visitors,2026-12-01,2026-12-01,2026-12-01,Bewonersavond,3",
            "head_count_volunteers,2026-12-01,2026-12-01,2026-12-01,Bewonersavond,1",
            "head_count_professionals,2026-12-01,2026-12-01,2026-12-01,Bewonersavond,0",
            "shift_volunteers,2026-12-01,2026-12-01,2026-12-01,,2",
            "shift_professionals,2026-12-01,2026-12-01,2026-12-01,,0",
        ]
    );
    assert!(!released(&[], &[open("one", day, "Bewonersavond")], &[]).contains("head_count"));
}

#[test]
fn what_has_one_name_on_one_day_is_one_row() {
    let (monday, tuesday) = ("2026-11-30", "2026-12-01");
    let counts = [
        heads("one", tuesday, 20),
        heads("one", tuesday, 5),
        heads("two", tuesday, 300),
        heads("one", monday, 7),
    ];
    let meetings = [
        open("one", tuesday, "Bewonersavond"),
        open("two", tuesday, "Bewonersavond"),
        open("one", monday, "Bewonersavond"),
    ];
    assert_eq!(
        visitors(&counts, &meetings),
        ["2026-11-30 Bewonersavond: 7", "2026-12-01 Bewonersavond: 325"]
    );
}

#[test]
fn a_name_says_what_it_says_in_the_plan() {
    let day = "2026-12-01";
    let counts = [heads("alone", day, 40), heads("one", day, 8), heads("two", day, 9)];
    let meetings = [
        open("alone", day, "Markt"),
        open("one", day, "activiteiten op Dinsdag!"),
        OpenMeeting { name: None, ..open("two", day, "") },
    ];
    assert_eq!(
        visitors(&counts, &meetings),
        ["2026-12-01 Overige activiteiten: 17", "2026-12-01 Zomermarkt: 40"]
    );
}

#[test]
fn what_is_not_open_that_day_stays_in_the_centre() {
    let counts = [
        heads("one", "2026-12-01", 20),
        heads("one", "2026-12-02", 30),
        heads("two", "2026-12-14", 5),
        heads("two", "2026-12-15", 6),
        heads("new", "2026-12-20", 8),
        heads("unknown", "2026-12-20", 9),
    ];
    let meetings = [
        open("one", "2026-12-02", "Een"),
        open("two", "2026-12-14", "Twee"),
        open("two", "2026-12-15", "Twee"),
        open("new", "2026-12-20", "Nieuw"),
        open("unknown", "2026-12-20", "Onbekend"),
    ];
    assert_eq!(
        visitors(&counts, &meetings),
        ["2026-12-02 Een: 30", "2026-12-14 Twee: 5", "2026-12-20 Nieuw: 8"],
        "from the day on which its class was raised, and of what nothing is known, there is none"
    );
}

#[test]
fn open_is_what_the_programme_says_and_no_name_tells_something_sensitive() {
    let event = |uid: &str, summary: &str, class: &str| {
        format!(
            "BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{summary}\r\nDTSTART:20261201T190000\r\n\
             RRULE:FREQ=WEEKLY;COUNT=2\r\nX-WELKOM-PRIVACY:{class}\r\nEND:VEVENT\r\n"
        )
    };
    let calendar = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}{}{}{}\
         BEGIN:VEVENT\r\nUID:market\r\nSUMMARY:Markt\r\nRECURRENCE-ID:20261208T190000\r\n\
         DTSTART:20261208T190000\r\nX-WELKOM-PRIVACY:protected\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        event("market", "Markt", "open"),
        event("coffee", "Koffie na de rouwgroep", "open"),
        event("grief", "Rouwgroep", "sensitive"),
        event("walk", "Wandelen", "protected"),
    );
    let zone = chrono_tz::Europe::Amsterdam;
    let (programme, problems) = Programme::read(calendar.as_bytes(), zone).expect("a calendar");
    assert_eq!(problems, []);
    let centre = Centre {
        zone,
        programme,
        changes: BTreeMap::new(),
        opening: Opening::default(),
        drop_in: None,
        drop_in_name: "Inloop".to_owned(),
        thresholds: Thresholds::LEAST,
        window: CheckInWindow::default(),
    };
    let said = |day: &str| -> Vec<(String, Option<String>)> {
        let meetings = open_meetings(&centre, date(day));
        assert!(meetings.iter().all(|meeting| meeting.day == date(day)));
        meetings.into_iter().map(|meeting| (meeting.activity.0, meeting.name)).collect()
    };
    let (market, coffee) = (("market".to_owned(), Some("Markt".to_owned())), ("coffee".to_owned(), None));
    assert_eq!(said("2026-12-01"), [market.clone(), coffee.clone()]);
    assert_eq!(said("2026-12-08"), std::slice::from_ref(&coffee), "that evening it is not");
    assert_eq!(said("2026-12-02"), [market, coffee], "no session is planned (any more), and it is open");
}
