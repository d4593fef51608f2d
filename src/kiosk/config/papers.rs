//! The papers for a centre's privacy officer (`deploy/privacy/`) held against the program: the periods they
//! state are marked, as in `<!-- period: guest_book.keep_months -->12 months`, and must be the defaults.

use super::*;
use std::{collections::BTreeMap, fs, path::PathBuf};
use welkom_domain::programme::Programme;
use welkom_guestbook::{GONE_AFTER_NIGHTS, QUARANTINE_DAYS};

const MARK: &str = "<!-- period: ";

/// What a period is called after its number, in English and Dutch.
const UNITS: [(&str, [&str; 2]); 3] =
    [("months", ["months", "maanden"]), ("days", ["days", "dagen"]), ("nights", ["nights", "nachten"])];

/// Every period by its key, and the number that a centre has which sets nothing.
fn defaults() -> BTreeMap<&'static str, u32> {
    let smallest = include_str!("../../../kiosk-config/smallest.toml");
    let config = Config::parse(smallest.as_bytes(), Path::new("smallest.toml")).unwrap();
    let kept = config.retention(&Programme::default());
    BTreeMap::from([
        ("guest_book.keep_months", kept.keep_months),
        ("guest_book.sensitive_days", kept.sensitive_days),
        ("guest_book.intake_days", kept.intake_days),
        ("guest_book.calls_days", kept.calls_days),
        ("privacy.keep_arrivals_days", config.privacy.keep_arrivals_days),
        ("GONE_AFTER_NIGHTS", GONE_AFTER_NIGHTS),
        ("QUARANTINE_DAYS", QUARANTINE_DAYS),
    ])
}

/// The marked periods of a paper: key, number, and the word after it.
fn stated(paper: &str) -> Vec<(&str, u32, &str)> {
    let stated = paper.split(MARK).skip(1).map(|rest| {
        let (key, text) = rest.split_once(" -->").expect("a mark that ends");
        let (number, rest) = text.split_once(' ').expect("a number and its unit");
        let unit = rest.split(|it: char| !it.is_alphabetic()).next().unwrap_or_default();
        (key, number.parse().unwrap_or_else(|_| panic!("{key}: {number:?} is no number")), unit)
    });
    stated.collect()
}

#[test]
fn every_paper_states_every_period_as_it_is() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../deploy/privacy");
    let defaults = defaults();
    let papers =
        ["what-is-stored.md", "dpia.nl.md", "dpia.en.md", "privacy-notice.nl.md", "privacy-notice.en.md"];
    for name in papers {
        let paper = fs::read_to_string(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let stated = stated(&paper);
        for (key, number, unit) in &stated {
            assert_eq!(Some(number), defaults.get(key), "{name} on {key}");
            let is_of = |wanted: &str| key.to_lowercase().ends_with(wanted);
            let (_, words) = UNITS.into_iter().find(|(wanted, _)| is_of(wanted)).expect(key);
            assert!(words.contains(unit), "{name} on {key}: {number} {unit}");
        }
        for key in defaults.keys() {
            assert!(stated.iter().any(|(it, ..)| it == key), "{name} does not state {key}");
        }
        let unmarked = paper.lines().find(|line| is_unmarked_period(line));
        assert_eq!(unmarked, None, "{name}: a period that no test compares");
    }
}

/// Whether a line has a number of days, months or nights that is not marked.
fn is_unmarked_period(line: &str) -> bool {
    let words: Vec<&str> = line.split(|it: char| it.is_whitespace() || ".,;:()".contains(it)).collect();
    words.windows(2).any(|pair| {
        let is_unit = UNITS.iter().any(|(_, words)| words.contains(&pair[1]));
        is_unit && !pair[0].is_empty() && pair[0].bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[test]
fn a_period_is_read_with_its_unit_and_one_without_a_mark_is_seen() {
    let line = "| calls | <!-- period: guest_book.calls_days -->366 days; more |";
    assert_eq!(stated(line), [("guest_book.calls_days", 366, "days")]);
    assert!(!is_unmarked_period(line));
    assert!(is_unmarked_period("kept for 366 days, at most") && is_unmarked_period("(12 maanden)"));
}
