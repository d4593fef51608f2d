//! RECURRENCE-ID, STATUS, versions and what belongs to no event.

use super::*;
use crate::class::PrivacyClass;

const WEEKLY: &str = "BEGIN:VEVENT\nUID:a\nSUMMARY:Eten\nLOCATION:Keuken\nDTSTART;TZID=Europe/Amsterdam:20261201T100000\n\
                      DTEND;TZID=Europe/Amsterdam:20261201T110000\nRRULE:FREQ=WEEKLY;COUNT=5\nEND:VEVENT\n";

/// The weekly event with changes of it; the first change begins on line 10.
fn changed(changes: &[&str]) -> String {
    let changes: Vec<_> =
        changes.iter().map(|lines| format!("BEGIN:VEVENT\nUID:a\n{lines}\nEND:VEVENT\n")).collect();
    let changes = changes.concat();
    calendar(&format!("{WEEKLY}{changes}"))
}

#[test]
fn one_date_is_moved_cancelled_or_told_otherwise() {
    let programme = programme(&changed(&[
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20261208T100000\nSTATUS:CANCELLED",
        "RECURRENCE-ID:20261215T090000Z\nDTSTART:20261216T120000Z",
        "RECURRENCE-ID;VALUE=DATE:20261222\nSUMMARY:Kersteten",
    ]));
    insta::assert_snapshot!(lines(&programme, "2026-12-01", "2026-12-31"), @r"
    2026-12-01T10:00:00+01:00 2026-12-01T11:00:00+01:00 Eten
    2026-12-08T10:00:00+01:00 2026-12-08T11:00:00+01:00 Eten cancelled
    2026-12-16T13:00:00+01:00 2026-12-16T14:00:00+01:00 Eten moved from 2026-12-15T10:00:00+01:00
    2026-12-22T10:00:00+01:00 2026-12-22T11:00:00+01:00 Kersteten
    2026-12-29T10:00:00+01:00 2026-12-29T11:00:00+01:00 Eten
    ");
    let moved = &programme.sessions(range("2026-12-16", "2026-12-16"))[0];
    assert_eq!(moved.recurrence_id.to_string(), "2026-12-15 10:00:00");
    assert_eq!(moved.facts.place.as_deref(), Some("Keuken"));
    assert_eq!(programme.activities().len(), 1);
}

#[test]
fn a_moved_date_is_found_where_it_went() {
    let programme = programme(&changed(&["RECURRENCE-ID:20261208T100000\nDTSTART:20270310T100000"]));
    assert_eq!(starts(&programme, "2026-12-08", "2026-12-08"), Vec::<String>::new());
    assert_eq!(starts(&programme, "2027-03-10", "2027-03-10"), ["03-10 10:00"]);
}

#[test]
fn this_and_future_moves_all_from_there_on() {
    let programme = programme(&changed(&[
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261215T100000\nDTSTART:20261216T103000\nDURATION:PT2H\nSUMMARY:Lang eten",
        "RECURRENCE-ID:20261222T100000\nLOCATION:Zaal",
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20261229T100000\nSTATUS:CANCELLED",
    ]));
    insta::assert_snapshot!(lines(&programme, "2026-12-01", "2026-12-31"), @r"
    2026-12-01T10:00:00+01:00 2026-12-01T11:00:00+01:00 Eten
    2026-12-08T10:00:00+01:00 2026-12-08T11:00:00+01:00 Eten
    2026-12-16T10:30:00+01:00 2026-12-16T12:30:00+01:00 Lang eten moved from 2026-12-15T10:00:00+01:00
    2026-12-23T10:30:00+01:00 2026-12-23T12:30:00+01:00 Lang eten moved from 2026-12-22T10:00:00+01:00
    2026-12-30T10:30:00+01:00 2026-12-30T12:30:00+01:00 Lang eten cancelled
    ");
    assert_eq!(programme.sessions(range("2026-12-23", "2026-12-23"))[0].facts.place.as_deref(), Some("Zaal"));
}

#[test]
fn a_change_may_raise_the_privacy_class_and_never_lower_it() {
    let with_class = |class: &str, change: &str| {
        let changes = changed(&[&format!("RECURRENCE-ID:20261208T100000\nX-WELKOM-PRIVACY:{change}")]);
        let calendar =
            changes.replacen("SUMMARY:Eten", &format!("SUMMARY:Eten\nX-WELKOM-PRIVACY:{class}"), 1);
        read(&calendar).0.sessions(range("2026-12-08", "2026-12-08"))[0].class
    };
    assert_eq!(with_class("sensitive", "open"), PrivacyClass::Sensitive);
    assert_eq!(with_class("open", "sensitive"), PrivacyClass::Sensitive);
    assert_eq!(with_class("open", "nonsense"), PrivacyClass::Sensitive);
    assert_eq!(with_class("protected", "protected"), PrivacyClass::Protected);
}

#[test]
fn a_cancelled_event_is_cancelled_on_every_date() {
    let programme =
        programme(&event("SUMMARY:x\nDTSTART:20261201T100000\nRRULE:FREQ=WEEKLY;COUNT=2\nSTATUS:CANCELLED"));
    let sessions = programme.sessions(range("2026-12-01", "2026-12-31"));
    assert_eq!(sessions.len(), 2);
    assert!(sessions.iter().all(|session| session.status == Status::Cancelled));
}

#[test]
fn the_newest_version_is_taken() {
    let version = |sequence: &str, stamp: &str, hour: u32| {
        format!(
            "BEGIN:VEVENT\nUID:a\nSUMMARY:x\nSEQUENCE:{sequence}\nDTSTAMP:{stamp}\nDTSTART:20261201T{hour}0000\nEND:VEVENT\n"
        )
    };
    let taken =
        |versions: &[String]| starts(&programme(&calendar(&versions.concat())), "2026-12-01", "2026-12-01");
    let (old, new) = (version("0", "20261102T000000Z", 10), version("2", "20261101T000000Z", 12));
    assert_eq!(taken(&[old.clone(), new.clone()]), ["12-01 12:00"]);
    assert_eq!(taken(&[new, old.clone()]), ["12-01 12:00"]);
    let later = version("0", "20261103T000000Z", 14);
    assert_eq!(taken(&[later, old.clone()]), ["12-01 14:00"]);
    assert_eq!(taken(&[old.clone(), old]), ["12-01 10:00"]);
}

#[test]
fn two_events_with_one_uid_are_a_mistake_and_said() {
    let calendar = calendar(
        "BEGIN:VEVENT\nUID:a\nSUMMARY:x\nDTSTART:20261201T100000\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:a\nSUMMARY:y\nDTSTART:20261202T100000\nEND:VEVENT",
    );
    assert_eq!(problems(&calendar), [(2, true)]);
}

#[test]
fn a_change_without_its_event_is_a_date_of_its_own() {
    let calendar =
        event("RECURRENCE-ID:20261208T100000\nSUMMARY:x\nDTSTART:20261209T100000\nDTEND:20261209T110000");
    insta::assert_snapshot!(
        lines(&programme(&calendar), "2026-12-01", "2026-12-31"),
        @"2026-12-09T10:00:00+01:00 2026-12-09T11:00:00+01:00 x moved from 2026-12-08T10:00:00+01:00"
    );
    let future =
        event("RECURRENCE-ID;RANGE=THISANDFUTURE:20261208T100000\nSUMMARY:x\nDTSTART:20261209T100000");
    assert_eq!(problems(&future), [(4, true)]);
}

#[test]
fn a_change_of_a_date_that_is_none_is_said() {
    let stray = |lines: &str| {
        let (programme, problems) = read(&changed(&[lines]));
        assert_eq!((problems.len(), problems[0].line, problems[0].left_out), (1, 12, false));
        starts(&programme, "2026-12-01", "2026-12-31").len()
    };
    // A date of its own where it is held; nothing to cancel where it is not.
    assert_eq!(stray("RECURRENCE-ID:20261209T100000\nDTSTART:20261209T100000"), 6);
    assert_eq!(stray("RECURRENCE-ID:20261209T100000\nSTATUS:CANCELLED"), 5);
}

#[test]
fn an_exception_is_stronger_than_a_change() {
    let calendar = |change: &str| {
        changed(&[&format!("RECURRENCE-ID:20261208T100000\n{change}")]).replacen(
            "RRULE",
            "EXDATE;TZID=Europe/Amsterdam:20261208T100000\nRRULE",
            1,
        )
    };
    let held = calendar("DTSTART:20261209T100000");
    assert_eq!(problems(&held), [(13, true)]);
    assert_eq!(starts(&read(&held).0, "2026-12-01", "2026-12-31").len(), 4);
    assert_eq!(problems(&calendar("STATUS:CANCELLED")), []);
}

#[test]
fn merged_files_keep_their_uids_apart() {
    let first = programme(&event("SUMMARY:x\nDTSTART:20261201T100000"));
    let second = calendar(
        "BEGIN:VEVENT\nUID:b\nSUMMARY:y\nDTSTART:20261201T120000\nEND:VEVENT\n\
         BEGIN:VEVENT\nUID:a\nSUMMARY:z\nDTSTART:20261202T100000\nEND:VEVENT",
    );
    let mut both = first;
    let problems = both.merge(programme(&second));
    assert_eq!((problems.len(), problems[0].line, problems[0].left_out), (1, 7, true));
    assert_eq!(starts(&both, "2026-12-01", "2026-12-31"), ["12-01 10:00", "12-01 12:00"]);
    let ids: Vec<_> = both.activities().iter().map(|activity| activity.id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
}
