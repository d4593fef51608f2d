//! The reports of wrong files, and the shipped samples held against the program.

use super::*;
use proptest::prelude::*;
use std::path::PathBuf;

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../kiosk-config").join(name)
}

fn parse(text: &str) -> Result<Config, Mistakes> {
    Config::parse(text.as_bytes(), Path::new("kiosk.toml"))
}

fn report(text: &str) -> String {
    parse(text).expect_err("a configuration with mistakes").to_string()
}

const SMALLEST: &str = "[centre]\nid = \"a\"\nname = \"A\"\n[door]\nmonday = [\"09:00-17:00\"]\n";

/// The report of the smallest configuration with more lines below it.
fn report_with(more: &str) -> String {
    report(&format!("{SMALLEST}{more}"))
}

mod reports {
    use super::*;

    #[test]
    fn ten_different_mistakes_are_told_at_once() {
        let text = r##"
[centre]
id = "De Hoeve"
name = "De Hoeve"
langauges = ["nl"]
[door]
monday = ["17:00-09:00"]
[[door.closed]]
from = 2026-12-24
to = 2026-12-20
[drop_in]
expected = -1
[check_in]
opens_before_min = "sixty"
[privacy]
k_protected = 3
[colours]
next_step = "#88AA99"
[coordinator]
url = "http://welkom.example.org"
[disply]
width_mm = 217
"##;
        insta::assert_snapshot!(report(text), @r#"
        kiosk.toml:3: expected centre.id to be a short name of small letters, digits and single hyphens like "de-hoeve", at most 40 characters, found "De Hoeve"
        kiosk.toml:5: expected centre.languages, found the unknown key "langauges"
        kiosk.toml:7: expected door.monday to be hours like "09:00-17:00" that end later than they begin, found "17:00-09:00"
        kiosk.toml:10: expected door.closed.to to be 2026-12-24 or later, found 2026-12-20
        kiosk.toml:12: expected drop_in.expected to be a whole number of people from 0 to 500, found -1
        kiosk.toml:14: expected check_in.opens_before_min to be a whole number of minutes from 0 to 240, found "sixty"
        kiosk.toml:16: expected privacy.k_protected to be a whole number of arrivals from 5 to 100, found 3
        kiosk.toml:18: expected colours.next_step to have a contrast of at least 7 under white text, found 2.5
        kiosk.toml:20: expected coordinator.url to be an address that begins with https:// (http:// only for this machine itself) and holds no user, password or query, found "http://welkom.example.org"
        kiosk.toml:21: expected display, found the unknown key "disply"
        "#);
    }

    #[test]
    fn an_empty_file_is_told_what_it_lacks() {
        insta::assert_snapshot!(report(""), @r#"
        kiosk.toml:1: expected centre.id to be a short name of small letters, digits and single hyphens like "de-hoeve", at most 40 characters, found nothing
        kiosk.toml:1: expected centre.name to be text on one line of 1 to 60 characters, found nothing
        kiosk.toml:1: expected door.monday or another weekday to hold hours, found none: the door would never open
        "#);
    }

    #[test]
    fn broken_syntax_hides_no_other_mistake_and_makes_up_none() {
        let text =
            "[centre]\nid = \"a\nname = A\n[door\nmonday = [\"09:00-17:00\"]\n[log]\nlevel = \"loud\"\n";
        insta::assert_snapshot!(report(text), @r#"
        kiosk.toml:2: expected valid TOML, found a fault: invalid basic string, expected `"`
        kiosk.toml:3: expected valid TOML, found a fault: string values must be quoted, expected literal string
        kiosk.toml:4: expected valid TOML, found a fault: unclosed table, expected `]`
        kiosk.toml:7: expected log.level to be one of "error", "warn", "info", "debug", found "loud"
        "#);
    }

    #[test]
    fn a_key_given_twice_is_refused() {
        insta::assert_snapshot!(report_with("[door]\ntuesday = []\n"), @"kiosk.toml:6: expected valid TOML, found a fault: duplicate key");
    }

    #[test]
    fn tables_and_values_are_not_taken_for_each_other() {
        let text = "centre = 3\n[door]\nmonday = \"09:00-17:00\"\nclosed = 2026-12-24\n";
        insta::assert_snapshot!(report(text), @r#"
        kiosk.toml:1: expected centre to be a table that begins with [centre], found 3
        kiosk.toml:3: expected door.monday to be a list in square brackets of hours like "09:00-17:00" that end later than they begin, found "09:00-17:00"
        kiosk.toml:4: expected door.closed to be tables that each begin with [[door.closed]], found 2026-12-24
        "#);
    }

    #[test]
    fn bytes_that_are_no_text_are_told_with_their_line() {
        let mistakes = Config::parse(b"[centre]\nname = \"Caf\xe9\"\n", Path::new("kiosk.toml"));
        insta::assert_snapshot!(mistakes.unwrap_err(), @r#"kiosk.toml:2: expected text in UTF-8, found bytes that are not (the editor's "save as UTF-8" mends it)"#);
    }

    #[test]
    fn a_missing_file_is_named() {
        let missing = Config::read(Path::new("/nonexistent/kiosk.toml")).unwrap_err();
        assert!(missing.to_string().starts_with("/nonexistent/kiosk.toml: expected a readable"), "{missing}");
    }

    #[test]
    fn a_password_in_an_address_is_not_repeated() {
        let report = report_with("[coordinator]\nurl = \"https://kiosk:geheim@example.org\"\n");
        assert!(report.starts_with("kiosk.toml:7: expected coordinator.url to be an address"), "{report}");
        assert!(!report.contains("geheim"), "{report}");
    }
}

mod rules {
    use super::*;
    use std::collections::BTreeSet;
    use welkom_domain::{ids::ActivityId, programme::Programme};
    use welkom_guestbook::{ActivityKey, CallBackRules, Retention};

    #[test]
    fn what_is_wrong_only_together_is_refused() {
        for (more, expected) in [
            (
                "tuesday = [\"09:00-12:00\", \"11:00-13:00\"]",
                "kiosk.toml:6: expected door.tuesday to hold hours in the order",
            ),
            (
                "tuesday = [\"20:00-24:00\", \"21:00-22:00\"]",
                "kiosk.toml:6: expected door.tuesday to hold hours in the",
            ),
            ("[idle]\nwarn_before_s = 60", "kiosk.toml:7: expected idle.warn_before_s to be less than"),
            (
                "[check_in]\nopens_before_min = 30\npreset_within_min = 31",
                "kiosk.toml:8: expected check_in.preset",
            ),
            ("[display]\nwidth_mm = 155", "kiosk.toml:7: expected display.width_mm to stand together with"),
            (
                "[colours]\ndoor = \"#0B5748\"",
                "kiosk.toml:7: expected colours.door to have a contrast of at least 3",
            ),
            (
                "[colours]\nnext_step = \"#777777\"",
                "kiosk.toml:7: expected colours.next_step to have a contrast of at least 7",
            ),
            (
                "[colours]\ndoor = \"#222222\"",
                "kiosk.toml:7: expected colours.door to have a contrast of at least 3",
            ),
            ("[privacy]\nk_sensitive = 9", "kiosk.toml:7: expected privacy.k_sensitive to be a whole number"),
            ("[idle]\nextensions = 9", "kiosk.toml:7: expected idle.extensions to be a whole number"),
            ("[guest_book]\nkeep_months = 25", "kiosk.toml:7: expected guest_book.keep_months to be a whole"),
            (
                "[guest_book]\nrhythm_factor = nan",
                "kiosk.toml:7: expected guest_book.rhythm_factor to be how many times",
            ),
            (
                "[guest_book]\ncalls_days = 90\nreached_days = 91",
                "kiosk.toml:8: expected guest_book.reached_days to be at most guest_book.calls_days, 90",
            ),
            (
                "[guest_book]\ncalls_days = 28",
                "kiosk.toml:7: expected guest_book.calls_days to be at least guest_book.reached_days, 42",
            ),
            ("[drop_in]\noffered = false", "kiosk.toml:1: expected programme to name files"),
            (
                "[programme]\nfiles = [\"a.ics\", \"a.ics\"]",
                "kiosk.toml:7: expected programme.files to hold each",
            ),
            (
                "[coordinator]\nurl = \"https://a.example\"\nsend_at = []",
                "kiosk.toml:8: expected coordinator.send_at to",
            ),
        ] {
            let report = report_with(more);
            assert!(report.starts_with(expected), "{more}:\n{report}");
            assert_eq!(report.lines().count(), 1, "{more}:\n{report}");
        }
    }

    #[test]
    fn a_server_is_reached_by_https_or_on_this_machine() {
        let url = |url: &str| {
            let config = parse(&format!("{SMALLEST}[coordinator]\nurl = {url:?}\n")).ok()?;
            config.coordinator.map(|coordinator| coordinator.url)
        };
        for allowed in ["https://example.org", "https://example.org:8443/welkom", "http://127.0.0.1:8080"] {
            assert_eq!(url(allowed).as_deref(), Some(allowed));
        }
        assert_eq!(url("http://[::1]:80/").as_deref(), Some("http://[::1]:80"));
        assert_eq!(url("http://localhost:80").as_deref(), Some("http://localhost:80"));
        for refused in [
            "http://example.org",
            "http://127.0.0.1.example.org",
            "http://localhost.example.org",
            "http://127.0.0.1@example.org",
            "ftp://example.org",
            "example.org",
            "https://",
            "https://user@example.org",
            "https://example.org/?token=1",
            "",
        ] {
            assert_eq!(url(refused), None, "{refused}");
        }
    }

    #[test]
    fn hours_run_to_midnight_and_closed_days_default_to_one() {
        let config = parse(&format!(
            "{SMALLEST}tuesday = [\"20:00-24:00\"]\n[[door.closed]]\nfrom = \"2027-04-27\"\n"
        ));
        let door = config.unwrap().door;
        let date = |text: &str| text.parse().unwrap();
        assert_eq!(
            door.hours_on(date("2026-12-01")),
            [("20:00:00".parse().unwrap(), "00:00:00".parse().unwrap())]
        );
        assert!(door.closed_on(date("2027-04-27")).is_some());
        assert!(door.closed_on(date("2027-04-28")).is_none());
    }

    #[test]
    fn a_desk_beyond_this_machine_needs_a_name() {
        let alone = parse(SMALLEST).expect("a configuration").desk;
        assert!(alone.offered && alone.listen().ip().is_loopback());
        assert_eq!((alone.host_name.as_str(), alone.listen().port()), ("localhost", 8443));
        let more = "[desk]\naddress = \"0.0.0.0\"\nhost_name = \"welkom.local\"\nport = 443\n";
        let open = parse(&format!("{SMALLEST}{more}")).expect("a configuration").desk;
        assert_eq!(open.listen().to_string(), "0.0.0.0:443");
        assert_eq!(open.listen_plain().to_string(), "0.0.0.0:8080");
        insta::assert_snapshot!(
            report_with("[desk]\naddress = \"0.0.0.0\"\nport = 8081\n"),
            @r#"kiosk.toml:6: expected desk.host_name to be a name like "welkom.local", small letters, digits, hyphens and dots, found nothing"#
        );
        insta::assert_snapshot!(
            report_with("[desk]\naddress = \"welkom\"\nhost_name = \"10.0.0.1\"\nport = 65536\n"),
            @r#"
        kiosk.toml:7: expected desk.address to be an address like "0.0.0.0" or "192.168.1.20", found "welkom"
        kiosk.toml:8: expected desk.host_name to be a name like "welkom.local", small letters, digits, hyphens and dots, found "10.0.0.1"
        kiosk.toml:9: expected desk.port to be a port number from 0 to 65535, found 65536
        "#
        );
        insta::assert_snapshot!(
            report_with("[desk]\nport = 8080\n"),
            @"kiosk.toml:7: expected desk.port to differ from desk.install_port, 8080, found 8080"
        );
    }

    #[test]
    fn a_guest_book_is_kept_and_called_from_as_configured() {
        let left_out = parse(SMALLEST).unwrap();
        assert_eq!(left_out.retention(&Programme::default()), Retention::default());
        assert_eq!(left_out.call_back_rules(), CallBackRules::default());
        assert_eq!(left_out.guest_book_directory(), Path::new("/var/lib/welkom/guestbook"));

        let text = format!("{SMALLEST}[guest_book]\nkeep_months = 6\nrhythm_factor = 3\nmost_tries = 2\n");
        let config = parse(&text).unwrap();
        let calendar = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:praten\nSUMMARY:Praten\nX-WELKOM-PRIVACY:SENSITIVE\n\
            DTSTART:20261201T163000\nDURATION:PT2H\nEND:VEVENT\nBEGIN:VEVENT\nUID:eten\nSUMMARY:Eten\n\
            DTSTART:20261201T163000\nDURATION:PT2H\nEND:VEVENT\nEND:VCALENDAR\n";
        let (programme, problems) = Programme::read(calendar.as_bytes(), config.centre.zone).unwrap();
        assert_eq!((programme.activities().len(), problems.len()), (2, 0), "{problems:?}");
        let retention = config.retention(&programme);
        assert_eq!(retention.keep_months, 6);
        assert_eq!(retention.sensitive, BTreeSet::from([ActivityKey::from(&ActivityId::from("praten"))]));
        let expected = CallBackRules { rhythm_factor: 3.0, most_tries: 2, ..CallBackRules::default() };
        assert_eq!(config.call_back_rules(), expected);
    }

    #[test]
    fn relative_paths_count_from_the_folder_of_the_file() {
        let text =
            format!("{SMALLEST}[programme]\nfiles = [\"programme/a.ics\"]\n[store]\ndirectory = \"data\"\n");
        let config = Config::parse(text.as_bytes(), Path::new("/etc/welkom/kiosk.toml")).unwrap();
        assert_eq!(config.programme.files[0].path, Path::new("/etc/welkom/programme/a.ics"));
        assert_eq!(config.store.directory, Path::new("/etc/welkom/data"));
        assert_eq!(parse(SMALLEST).unwrap().store.directory, Path::new("/var/lib/welkom"));
    }
}

mod samples {
    use super::*;
    use chrono::NaiveTime;
    use toml::{Table, Value};
    use welkom_domain::{day::DateRange, programme::Programme};

    const NEIGHBOURHOODS: [&str; 7] =
        ["de-burght", "de-hoeve", "t-groene-hart", "graafkamp", "fictiestad", "de-hoeksteen", "amersfoort"];

    fn text(name: &str) -> String {
        std::fs::read_to_string(shipped(name)).expect("a shipped sample")
    }

    #[test]
    fn every_shipped_file_is_right() {
        let mut right = Vec::new();
        for entry in std::fs::read_dir(shipped("")).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                let config = Config::read(&path).unwrap_or_else(|error| panic!("{error}"));
                right.push((path.file_stem().unwrap().to_str().unwrap().to_owned(), config));
            }
        }
        assert_eq!(right.len(), NEIGHBOURHOODS.len() + 2);
        for name in NEIGHBOURHOODS {
            let (_, config) = right.iter().find(|(stem, _)| stem == name).expect(name);
            assert_eq!(config.centre.id, name);
            assert_eq!(config.programme.files[0].path.file_stem().unwrap(), name);
        }
    }

    #[test]
    fn every_door_is_open_when_its_activities_begin() {
        let december = DateRange::new("2026-12-01".parse().unwrap(), "2026-12-31".parse().unwrap());
        for name in NEIGHBOURHOODS {
            let config = Config::read(&shipped(&format!("{name}.toml"))).unwrap();
            let calendar = std::fs::read(&config.programme.files[0].path).unwrap();
            let (programme, _) = Programme::read(calendar, config.centre.zone).unwrap();
            let mut held = 0;
            for session in programme.sessions(december) {
                let start = session.start.naive_local();
                if config.door.closed_on(start.date()).is_some() {
                    continue;
                }
                held += 1;
                let is_open = |(from, to): (NaiveTime, NaiveTime)| {
                    from <= start.time() && (start.time() < to || to == NaiveTime::MIN)
                };
                let hours = config.door.hours_on(start.date());
                assert!(session.all_day || hours.into_iter().any(is_open), "{name}: shut on {start}");
            }
            assert!(held > 0, "{name}: nothing is held in December");
        }
    }

    /// What the comments above a key say counts when it is left out.
    enum Told {
        Required,
        /// A TOML value.
        Value(Value),
        /// In words: left out is something of its own.
        Words,
    }

    fn told_above(text: &str, line: usize) -> Told {
        let lines: Vec<_> = text.lines().collect();
        let comments = lines[..line - 1].iter().rev().take_while(|line| line.starts_with('#'));
        for comment in comments {
            let comment = comment.trim_start_matches(['#', ' ']);
            if comment == "Required." {
                return Told::Required;
            }
            if let Some(default) = comment.strip_prefix("Default: ") {
                let default = default.trim_end_matches('.');
                // A value, or a value and a remark after a comma, or words.
                let candidates = [Some(default), default.split_once(", ").map(|(value, _)| value)];
                let value = candidates.into_iter().flatten().find_map(|text| text.parse().ok());
                return value.map_or(Told::Words, Told::Value);
            }
        }
        panic!("line {line}, {:?}, is not documented", lines[line - 1]);
    }

    /// `document` with the value at `path` replaced or taken away; of a repeated table the first.
    fn with(document: &Table, path: &str, value: Option<Value>) -> Table {
        let mut document = document.clone();
        let (tables, key) = path.rsplit_once('.').unwrap_or(("", path));
        let mut table = &mut document;
        for name in tables.split('.').filter(|name| !name.is_empty()) {
            table = match table.get_mut(name).expect("a table of the sample") {
                Value::Array(tables) => tables[0].as_table_mut().unwrap(),
                other => other.as_table_mut().unwrap(),
            };
        }
        match value {
            Some(value) => table.insert(key.to_owned(), value),
            None => table.remove(key),
        };
        document
    }

    fn outcome(document: &Table) -> Result<Config, String> {
        let mut config = parse(&document.to_string()).map_err(|mistakes| mistakes.to_string())?;
        // Lines move when a key is added.
        config.programme.files.iter_mut().for_each(|file| file.line = 0);
        Ok(config)
    }

    #[test]
    fn the_complete_sample_has_every_key_and_tells_its_true_default() {
        let text = text("complete.toml");
        let document: Table = text.parse().unwrap();
        let keys = Config::read_text(&text, Path::new("complete.toml")).known_keys;
        assert!(keys.len() > 40, "{keys:?}");
        for (key, line) in keys {
            let line = line.unwrap_or_else(|| panic!("{key} is not in the complete sample"));
            let is_plain_table = document.get(&key).is_some_and(Value::is_table) && key != "coordinator";
            if is_plain_table {
                continue;
            }
            let without = outcome(&with(&document, &key, None));
            match told_above(&text, line) {
                Told::Required => {
                    let report = without.expect_err(&key);
                    assert!(report.contains(&format!("expected {key} to be")), "{report}");
                }
                Told::Value(default) if key.starts_with("display.") && default.is_integer() => {
                    // The two sides stand together.
                    let neither = with(&with(&document, "display.width_mm", None), "display.height_mm", None);
                    let told = with(&document, &key, Some(default));
                    assert_eq!(outcome(&neither), outcome(&told), "{key}");
                }
                Told::Value(default) => {
                    assert!(without.is_ok(), "{key}: {without:?}");
                    assert_eq!(outcome(&with(&document, &key, Some(default))), without, "{key}");
                }
                Told::Words => assert!(without.is_ok(), "{key}: {without:?}"),
            }
        }
    }

    #[test]
    fn nothing_can_be_left_out_of_the_smallest_sample() {
        let document: Table = text("smallest.toml").parse().unwrap();
        for (table, keys) in &document {
            for key in keys.as_table().unwrap().keys() {
                let without = with(&document, &format!("{table}.{key}"), None);
                // Any one weekday may go while another is left.
                assert!(table == "door" || outcome(&without).is_err(), "{table}.{key}");
            }
        }
        assert!(outcome(&with(&document, "door", None)).is_err());
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Config::parse(&bytes, Path::new("kiosk.toml"));
    }

    /// Bytes alone are rarely TOML: the complete sample with pieces cut out, doubled and replaced is.
    #[test]
    fn a_mangled_sample_never_panics_and_names_lines_it_has(
        cuts in prop::collection::vec((0.0..1.0f64, 0usize..60, "[\\[\\]={}\"'#.,a-z0-9\n \u{e9}-]{0,12}"), 1..6)
    ) {
        let mut text = include_str!("../../../kiosk-config/complete.toml").to_owned();
        for (at, length, inserted) in cuts {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
            let start = text.floor_char_boundary((at * text.len() as f64) as usize);
            let end = text.floor_char_boundary((start + length).min(text.len()));
            text.replace_range(start..end, &inserted);
        }
        if let Err(mistakes) = parse(&text) {
            let lines = text.split('\n').count();
            for mistake in mistakes.iter() {
                prop_assert!((1..=lines).contains(&mistake.line), "{mistakes}");
            }
        }
    }
}
