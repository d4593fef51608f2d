//! `welkom-kiosk check`: everything that is wrong with a centre's configuration and the calendars it
//! names, at once, for whoever sets up a kiosk.
//!
//! One line each on stderr, as compilers write them: `file:line: expected …, found …`. A mistake in the
//! configuration, a calendar that cannot be read, or an event or a date that has to be left out makes
//! the exit code 2. What is only odd about a calendar is a note and changes nothing.

use crate::config::{Config, ProgrammeFile};
use chrono_tz::Tz;
use std::{
    fs,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};
use welkom_domain::programme::{Problem, Programme};

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A kiosk can start with it.
    Right,
    /// stderr says what is wrong.
    Mistaken,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Right => Self::SUCCESS,
            Outcome::Mistaken => Self::from(2),
        }
    }
}

/// Checks the configuration in `file`: mistakes and notes to `err`, a summary of what is right to `out`.
/// Errors: of writing to them alone.
pub fn run(file: &Path, out: &mut impl Write, err: &mut impl Write) -> io::Result<Outcome> {
    let (config, mistakes) = match Config::examine(file) {
        Ok(examined) => examined,
        Err(error) => {
            writeln!(err, "{error}")?;
            return Ok(Outcome::Mistaken);
        }
    };
    let mut outcome = Outcome::Right;
    if let Some(mistakes) = mistakes {
        writeln!(err, "{mistakes}")?;
        outcome = Outcome::Mistaken;
    }
    // The calendars are read beside a configuration with mistakes too: one round should do.
    let mut programme = Programme::default();
    for named in &config.programme.files {
        if read_calendar(named, config.centre.zone, file, &mut programme, err)? == Outcome::Mistaken {
            outcome = Outcome::Mistaken;
        }
    }
    if outcome == Outcome::Right {
        writeln!(out, "{}: {}", file.display(), summary(&config, &programme))?;
    }
    Ok(outcome)
}

fn read_calendar(
    named: &ProgrammeFile,
    zone: Tz,
    config_file: &Path,
    programme: &mut Programme,
    err: &mut impl Write,
) -> io::Result<Outcome> {
    let path = named.path.display();
    let bytes = match fs::read(&named.path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let (file, line) = (config_file.display(), named.line);
            writeln!(
                err,
                "{file}:{line}: expected programme.files to name a readable calendar, found {path}: {error}"
            )?;
            return Ok(Outcome::Mistaken);
        }
    };
    let problems = match Programme::read(bytes, zone) {
        Ok((read, mut problems)) => {
            problems.extend(programme.merge(read));
            problems
        }
        Err(error) => vec![Problem { line: 1, message: error.to_string(), left_out: true }],
    };
    for problem in &problems {
        let kind = if problem.left_out { "" } else { "note: " };
        writeln!(err, "{path}:{}: {kind}{}", problem.line, problem.message)?;
    }
    let left_out = problems.iter().any(|problem| problem.left_out);
    Ok(if left_out { Outcome::Mistaken } else { Outcome::Right })
}

/// What the kiosk understood, so that a person can see whether it was meant so.
fn summary(config: &Config, programme: &Programme) -> String {
    let mut weekdays: Vec<_> = config.door.weekly.iter().map(|(weekday, ..)| weekday).collect();
    weekdays.dedup();
    let coordinator = config.coordinator.as_ref().map_or("none", |coordinator| &coordinator.url);
    format!(
        "{} ({}); days open in a week: {}; activities: {}; dropping in: {}; display: {} × {} mm; coordinator: {coordinator}",
        config.centre.name,
        config.centre.id,
        weekdays.len(),
        programme.activities().len(),
        if config.drop_in.offered { "yes" } else { "no" },
        config.display.width_mm,
        config.display.height_mm,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const CENTRE: &str = "[centre]\nid = \"a\"\nname = \"A\"\n[door]\nmonday = [\"09:00-17:00\"]\n\
        [programme]\nfiles = [\"a.ics\"]\n";
    const CALENDAR: &str = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:eten\nSUMMARY:Eten\nDTSTART:20261201T163000\n\
        DURATION:PT2H\nEND:VEVENT\nEND:VCALENDAR\n";

    /// Checks a configuration beside a calendar; the folder's name is taken out of what it says.
    fn check(config: &str, calendar: Option<&str>) -> (Outcome, String, String) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("kiosk.toml");
        fs::write(&file, config).unwrap();
        if let Some(calendar) = calendar {
            fs::write(folder.path().join("a.ics"), calendar).unwrap();
        }
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let outcome = run(&file, &mut out, &mut err).unwrap();
        let prefix = format!("{}/", folder.path().display());
        let text = |bytes| String::from_utf8(bytes).unwrap().replace(&prefix, "");
        (outcome, text(out), text(err))
    }

    #[test]
    fn what_is_right_is_said_in_a_line() {
        let (outcome, out, err) = check(CENTRE, Some(CALENDAR));
        assert_eq!((outcome, err.as_str()), (Outcome::Right, ""));
        insta::assert_snapshot!(
            out,
            @"kiosk.toml: A (a); days open in a week: 1; activities: 1; dropping in: yes; display: 217 × 136 mm; coordinator: none"
        );
    }

    #[test]
    fn mistakes_of_configuration_and_calendar_come_together() {
        let config = format!("{CENTRE}[idle]\nextensions = 3\n[privacy]\nk_protected = 1\n");
        let calendar = CALENDAR.replace("DTSTART:20261201T163000", "DTSTART:1 december");
        let (outcome, out, err) = check(&config, Some(&calendar));
        assert_eq!((outcome, out.as_str()), (Outcome::Mistaken, ""));
        insta::assert_snapshot!(err, @r"
        kiosk.toml:9: expected idle.extensions to be a whole number of times from 10 to 100, found 3
        kiosk.toml:11: expected privacy.k_protected to be a whole number of arrivals from 5 to 100, found 1
        a.ics:5: expected DTSTART to be a date or time
        ");
    }

    #[test]
    fn a_missing_calendar_is_a_mistake_of_the_configuration() {
        let (outcome, _, err) = check(CENTRE, None);
        assert_eq!(outcome, Outcome::Mistaken);
        assert!(
            err.starts_with(
                "kiosk.toml:7: expected programme.files to name a readable calendar, found a.ics"
            ),
            "{err}"
        );
    }

    #[test]
    fn a_missing_configuration_is_said() {
        let mut err = Vec::new();
        let outcome = run(Path::new("/nonexistent/kiosk.toml"), &mut Vec::new(), &mut err).unwrap();
        assert_eq!(outcome, Outcome::Mistaken);
        assert!(String::from_utf8(err).unwrap().starts_with("/nonexistent/kiosk.toml: expected a readable"));
    }

    #[test]
    fn every_shipped_sample_is_right() {
        let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../kiosk-config");
        let mut checked = 0;
        for entry in fs::read_dir(samples).unwrap() {
            let file = entry.unwrap().path();
            if file.extension().is_some_and(|extension| extension == "toml") {
                let mut err = Vec::new();
                let outcome = run(&file, &mut Vec::new(), &mut err).unwrap();
                assert_eq!(outcome, Outcome::Right, "{}", String::from_utf8(err).unwrap());
                checked += 1;
            }
        }
        assert_eq!(checked, 9);
    }
}
