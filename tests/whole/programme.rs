//! The sessions of every sample centre, held against an independent calendar library and against what a
//! person reads in the calendar: December 2026 and around both changes of the clocks.

use crate::programs::{kiosk, must, root};
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};
use welkom_kiosk::{assemble, config::Config};
use welkom_tests::coordinator::build_directory;

const FIXTURE: &str = "src/domain/programme/fixtures/clock-changes.ics";

/// December, and around the nights of 28 March and 31 October 2027.
const RANGES: [(&str, &str); 3] =
    [("2026-12-01", "2026-12-31"), ("2027-03-20", "2027-03-31"), ("2027-10-25", "2027-11-01")];

/// A Python with the other library in it, made once in Cargo's target directory and again when its
/// requirements change.
fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let target = build_directory().expect("a build directory").join("..");
        let (venv, made) = (target.join("python-venv"), target.join("python-venv/requirements.txt"));
        let requirements = root().join("tests/programme/requirements.txt");
        let wanted = fs::read_to_string(&requirements).expect("requirements");
        // Another run of the tests may be making it; its lock ends with it, whatever happens.
        let lock = File::create(target.join("python-venv.lock")).expect("a lock");
        lock.lock().expect("locked");
        if fs::read_to_string(&made).ok().as_ref() != Some(&wanted) {
            let is_there = Command::new("python3").args(["-c", "import venv, ensurepip"]).output();
            assert!(
                is_there.is_ok_and(|it| it.status.success()),
                "missing: Python with its venv module. This line installs it:\n\n    sudo apt-get install \
                 --no-install-recommends --yes python3 python3-venv\n"
            );
            must(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv));
            let mut pip = Command::new(venv.join("bin/python"));
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
            must(pip.arg(&requirements));
            fs::write(&made, wanted).expect("written");
        }
        venv.join("bin/python")
    })
}

/// Every sample configuration, and the calendars it names.
fn samples() -> Vec<(PathBuf, Vec<PathBuf>)> {
    let mut samples = Vec::new();
    for entry in fs::read_dir(root().join("kiosk-config")).expect("the samples") {
        let file = entry.expect("an entry").path();
        if file.extension().is_some_and(|extension| extension == "toml") {
            let config = Config::read(&file).expect("a sample without mistakes");
            assert_eq!(config.centre.zone, chrono_tz::Europe::Amsterdam, "compare.py is told one zone");
            samples.push((file, assemble::programme_files(&config)));
        }
    }
    samples.sort();
    samples
}

/// The sessions as the command prints them, a line of JSON each.
fn sessions(which: &[&str], (first, last): (&str, &str)) -> String {
    let days = ["--from", first, "--to", last, "--format", "json"];
    let said = kiosk(&root(), &[&["programme"], which, &days].concat());
    assert_eq!(said.code, Some(0), "{which:?}: {}", said.err);
    said.out
}

fn compare(sessions: &str, calendars: &[&Path], (first, last): (&str, &str)) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("sessions.jsonl");
    fs::write(&file, sessions).expect("written");
    let mut command = Command::new(python());
    command.arg(root().join("tests/programme/compare.py")).args([
        "--from",
        first,
        "--to",
        last,
        "--sessions",
    ]);
    must(command.arg(file).args(calendars))
}

#[test]
fn another_calendar_library_finds_the_same_sessions_in_every_sample() {
    let samples = samples();
    assert_eq!(samples.len(), 9);
    for range in RANGES {
        let printed =
            samples.iter().map(|(config, _)| sessions(&["--config", &config.display().to_string()], range));
        let printed: String = printed.collect();
        let calendars: Vec<&Path> =
            samples.iter().flat_map(|(_, files)| files).map(PathBuf::as_path).collect();
        let verdict = compare(&printed, &calendars, range);
        assert_eq!(
            verdict,
            format!("{} sessions, 0 skipped by the clock, 0 differences\n", printed.lines().count())
        );
        assert!(printed.lines().count() > 10, "{range:?}: {printed}");
    }
}

#[test]
fn every_centre_with_a_programme_has_sessions_in_december() {
    for (config, files) in samples() {
        let printed = sessions(&["--config", &config.display().to_string()], RANGES[0]);
        assert_eq!(printed.is_empty(), files.is_empty(), "{}", config.display());
    }
}

#[test]
fn another_calendar_library_agrees_about_the_nights_that_the_clocks_change() {
    for (range, skipped) in RANGES.into_iter().zip([0, 2, 0]) {
        let printed = sessions(&["--ics", FIXTURE], range);
        let verdict = compare(&printed, &[&root().join(FIXTURE)], range);
        // Two events begin at half past two; on 28 March there is no such time.
        let count = printed.lines().count();
        assert_eq!(verdict, format!("{count} sessions, {skipped} skipped by the clock, 0 differences\n"));
    }
}

/// Start, end and summary of each session.
fn read(sessions: &str) -> Vec<String> {
    let lines = sessions.lines().map(|line| {
        let session: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let text = |key: &str| session[key].as_str().unwrap_or("-").to_owned();
        format!("{} {} {}", text("start"), text("end"), text("summary"))
    });
    lines.collect()
}

#[test]
fn a_week_of_de_hoeve_as_a_person_reads_it() {
    let printed = sessions(&["--config", "kiosk-config/de-hoeve.toml"], ("2026-12-07", "2026-12-13"));
    assert_eq!(
        read(&printed),
        [
            "2026-12-08T15:00:00+01:00 2026-12-08T16:00:00+01:00 Bewegen en ontspannen",
            // The second Tuesday of the month.
            "2026-12-08T16:30:00+01:00 2026-12-08T19:30:00+01:00 Wijkmaaltijd",
            "2026-12-09T10:30:00+01:00 2026-12-09T11:45:00+01:00 Studiegroep",
            // This week an hour later.
            "2026-12-10T11:00:00+01:00 2026-12-10T12:15:00+01:00 Vrouwenpraatgroep",
            "2026-12-10T14:00:00+01:00 2026-12-10T15:00:00+01:00 Wandelen in de wijk",
        ]
    );
    let first: serde_json::Value =
        serde_json::from_str(printed.lines().next().expect("a line")).expect("JSON");
    assert_eq!(first["uid"], "hoeve-bewegen@welkom.example");
    // On the 15th the room is taken; on the 22nd and 29th it is Christmas. The meal is on the 8th alone.
    let december = read(&sessions(&["--config", "kiosk-config/de-hoeve.toml"], RANGES[0]));
    let days = |summary: &str| -> Vec<String> {
        december.iter().filter(|line| line.ends_with(summary)).map(|line| line[..10].to_owned()).collect()
    };
    assert_eq!(days("Bewegen en ontspannen"), ["2026-12-01", "2026-12-08"]);
    assert_eq!(days("Wijkmaaltijd"), ["2026-12-08"]);
    assert_eq!(days("Wandelen in de wijk"), ["2026-12-03", "2026-12-10", "2026-12-17"]);
}

fn of(sessions: &str, summary: &str) -> Vec<String> {
    let lines = read(sessions).into_iter().filter(|line| line.ends_with(&format!(" {summary}")));
    lines.map(|line| line.trim_end_matches(summary).trim_end().to_owned()).collect()
}

#[test]
fn in_march_a_night_has_no_half_past_two() {
    let printed = sessions(&["--ics", FIXTURE], ("2027-03-27", "2027-03-29"));
    assert_eq!(
        of(&printed, "Daily at half past two in the night"),
        [
            "2027-03-27T02:30:00+01:00 2027-03-27T02:45:00+01:00",
            "2027-03-29T02:30:00+02:00 2027-03-29T02:45:00+02:00",
        ]
    );
    assert_eq!(
        of(&printed, "Daily across midnight"),
        [
            "2027-03-27T23:00:00+01:00 2027-03-28T00:30:00+01:00",
            "2027-03-28T23:00:00+02:00 2027-03-29T00:30:00+02:00",
            "2027-03-29T23:00:00+02:00 2027-03-30T00:30:00+02:00",
        ]
    );
}

#[test]
fn in_october_a_night_has_two_and_the_first_is_meant() {
    let printed = sessions(&["--ics", FIXTURE], ("2027-10-30", "2027-11-01"));
    assert_eq!(
        of(&printed, "Daily at half past two in the night"),
        [
            "2027-10-30T02:30:00+02:00 2027-10-30T02:45:00+02:00",
            "2027-10-31T02:30:00+02:00 2027-10-31T02:45:00+02:00",
            "2027-11-01T02:30:00+01:00 2027-11-01T02:45:00+01:00",
        ]
    );
    assert_eq!(
        of(&printed, "Daily across midnight"),
        [
            "2027-10-30T23:00:00+02:00 2027-10-31T00:30:00+02:00",
            "2027-10-31T23:00:00+01:00 2027-11-01T00:30:00+01:00",
            "2027-11-01T23:00:00+01:00 2027-11-02T00:30:00+01:00",
        ]
    );
}
