//! What people get wrong: files with mistakes in them, files that are not there. Each has a message that
//! says where and what was expected, all of them at once, and no program falls over.

use crate::programs::{folder, kiosk, root};

const BROKEN_CALENDAR: &str = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nSUMMARY:A\r\nDTSTART:morgen\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:b\r\nSUMMARY:B\r\nDTSTART:20261201T100000\r\nRRULE:FREQ=HOURLY\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:c\r\nSUMMARY:C\r\nDTSTART:20261201T100000\r\nX-OF-OTHERS:yes\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

const RIGHT_CENTRE: &str = "[centre]\nid = \"a\"\nname = \"A\"\n[door]\nmonday = [\"09:00-17:00\"]\n\
    [programme]\nfiles = [\"broken.ics\"]\n";

const DAYS: [&str; 4] = ["--from", "2026-12-01", "--to", "2026-12-31"];

#[test]
fn a_broken_calendar_is_told_by_line_and_the_rest_of_it_is_printed() {
    let folder = folder(&[("broken.ics", BROKEN_CALENDAR), ("centre.toml", RIGHT_CENTRE)]);
    for which in [["--ics", "broken.ics"], ["--config", "centre.toml"]] {
        let said = kiosk(folder.path(), &[&["programme"], &which[..], &DAYS].concat());
        assert_eq!(said.code, Some(2), "{}", said.err);
        assert_eq!(said.out, "Tue 2026-12-01  10:00        C\n");
        let lines = said.err_lines();
        assert_eq!(lines.len(), 2, "{lines:?}");
        for (line, place) in
            lines.iter().zip(["broken.ics:5: left out: expected DTSTART", "broken.ics:11: left out: "])
        {
            assert!(line.contains(place), "{line}");
        }
    }
    // Figures over half a programme would be wrong without a sign: these refuse.
    let arrivals = root().join("none.csv").display().to_string();
    for command in [
        &["plan", "--config", "centre.toml", "--quarter", "2026-Q4"][..],
        &["release", "--dry-run", "--config", "centre.toml", "--arrivals", &arrivals],
    ] {
        let said = kiosk(folder.path(), command);
        assert_eq!(said.code, Some(2), "{command:?}");
        assert_eq!(said.out, "");
        assert!(said.err.contains("broken.ics:5: expected DTSTART"), "{}", said.err);
    }
}

#[test]
fn what_is_no_calendar_is_said() {
    let folder = folder(&[("notes.txt", "dinsdag: eten\n"), ("empty.ics", "")]);
    for file in ["notes.txt", "empty.ics"] {
        let said = kiosk(folder.path(), &[&["programme", "--ics", file][..], &DAYS].concat());
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{file}");
        assert!(said.err.starts_with(&format!("{file}:1: left out: expected a calendar")), "{}", said.err);
    }
}

#[test]
fn every_mistake_of_a_configuration_is_told_at_once() {
    let folder = folder(&[
        (
            "centre.toml",
            "[centre]\nid = \"Wijk 7\"\nname = 7\n[door]\nmonday = [\"9-17\"]\nmaandag = [\"09:00-17:00\"]\n\
             [programme]\nfiles = [\"broken.ics\", \"none.ics\"]\n[privacy]\nk_protected = 4\n",
        ),
        ("broken.ics", BROKEN_CALENDAR),
    ]);
    let said = kiosk(folder.path(), &["check", "centre.toml"]);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
    let expected = [
        ("centre.toml:2: expected centre.id to be a short name", "found \"Wijk 7\""),
        ("centre.toml:3: expected centre.name to be text", "found 7"),
        ("centre.toml:5: expected door.monday to be hours like", "found \"9-17\""),
        ("centre.toml:6: expected one of the known keys of [door]", "\"maandag\""),
        ("centre.toml:10: expected privacy.k_protected to be a whole number of arrivals from 5", "found 4"),
        ("broken.ics:5: expected DTSTART", ""),
        ("broken.ics:11: expected", ""),
        ("centre.toml:8: expected programme.files to name a readable calendar", "none.ics"),
    ];
    let lines = said.err_lines();
    assert_eq!(lines.len(), expected.len(), "{}", said.err);
    for (start, part) in expected {
        let is_told = lines.iter().any(|line| line.starts_with(start) && line.contains(part));
        assert!(is_told, "expected {start:?} and {part:?} in {}", said.err);
    }
    // A kiosk never starts with half of a configuration.
    let said = kiosk(folder.path(), &["run", "--off-screen", "--config", "centre.toml"]);
    assert_eq!(said.code, Some(2));
    for (start, _) in &expected[..5] {
        assert!(said.err.contains(start), "{}", said.err);
    }
}

#[test]
fn what_is_no_toml_is_told_by_line() {
    let folder = folder(&[("centre.toml", "[centre]\nid = \"a\"\nname = \"A\n")]);
    let said = kiosk(folder.path(), &["check", "centre.toml"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.starts_with("centre.toml:3: expected valid TOML"), "{}", said.err);
}

#[test]
fn every_mistake_of_an_arrivals_file_is_told_at_once() {
    let folder = folder(&[(
        "arrivals.csv",
        "date,time,activity,role,newcomer,party,arrival\n2026-12-01,10:00,Inloop,visitor,no,1,\n\
         01-12-2026,10:00,Inloop,,,,\n2026-12-01,25:00,Inloop,,,,\n2026-12-01,10:00,Schaken,,,,\n\
         2026-12-01,10:00,Inloop,koning,,,\n2026-12-01,10:00,Inloop,,misschien,,\n2026-12-01,10:00,Inloop,,,nul,\n",
    )]);
    let config = root().join("kiosk-config/graafkamp.toml").display().to_string();
    let said =
        kiosk(folder.path(), &["release", "--dry-run", "--config", &config, "--arrivals", "arrivals.csv"]);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "nothing is released of a file with mistakes");
    let columns = ["3: date: ", "4: time: ", "5: activity: ", "6: role: ", "7: newcomer: ", "8: party: "];
    let lines = said.err_lines();
    assert_eq!(lines.len(), columns.len(), "{}", said.err);
    for (line, column) in lines.iter().zip(columns) {
        assert!(line.starts_with(&format!("arrivals.csv:{column}expected ")), "{line}");
        assert!(line.contains(", found "), "{line}");
    }
}

#[test]
fn a_wrong_quarter_date_or_command_is_said() {
    let folder = folder(&[("broken.ics", BROKEN_CALENDAR)]);
    let config = root().join("kiosk-config/graafkamp.toml").display().to_string();
    for quarter in ["2026-Q5", "Q4", "2026-4", "vierde", ""] {
        let said = kiosk(folder.path(), &["plan", "--config", &config, "--quarter", quarter]);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{quarter}");
        // An empty word is the argument parser's own business.
        assert!(quarter.is_empty() || said.err.contains("expected a quarter like 2026-Q4"), "{}", said.err);
    }
    let said = kiosk(
        folder.path(),
        &["programme", "--ics", "broken.ics", "--from", "2026-12-31", "--to", "2026-12-01"],
    );
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("expected --to to be --from or later"), "{}", said.err);
    let said = kiosk(folder.path(), &["release", "--config", &config, "--arrivals", "none.csv"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("--dry-run"), "nothing is released by hand: {}", said.err);
}

#[test]
fn a_missing_file_is_named() {
    let folder = folder(&[("arrivals.csv", "date,time,activity\n")]);
    let config = root().join("kiosk-config/graafkamp.toml").display().to_string();
    let programme = |which, file| [&["programme", which, file][..], &DAYS].concat();
    for (command, missing) in [
        (vec!["check", "none.toml"], "none.toml"),
        (vec!["run", "--off-screen", "--config", "none.toml"], "none.toml"),
        (vec!["plan", "--config", "none.toml", "--quarter", "2026-Q4"], "none.toml"),
        (programme("--config", "none.toml"), "none.toml"),
        (programme("--ics", "none.ics"), "none.ics"),
        (vec!["release", "--dry-run", "--config", "none.toml", "--arrivals", "arrivals.csv"], "none.toml"),
        (vec!["release", "--dry-run", "--config", &config, "--arrivals", "none.csv"], "none.csv"),
        (
            vec![
                "release",
                "--dry-run",
                "--config",
                &config,
                "--arrivals",
                "arrivals.csv",
                "--plan",
                "none-plan.toml",
            ],
            "none-plan.toml",
        ),
    ] {
        let said = kiosk(folder.path(), &command);
        assert_eq!(said.code, Some(2), "{command:?}");
        assert_eq!(said.out, "", "{command:?}");
        assert!(said.err.contains(missing), "{command:?}: {}", said.err);
    }
}
