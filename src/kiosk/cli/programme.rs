//! `welkom-kiosk programme`: the sessions that calendar files make, for whoever wrote the calendar
//! and for a program that checks ours.
//!
//! Cancelled sessions are no sessions and are not printed; `--all` prints them too and says so. What
//! is odd about a file goes to stderr with its line. An event or a date that had to be left out makes
//! the exit code 2; so does a file that is no calendar.

use anyhow::{Context, ensure};
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};
use welkom_domain::{
    class::PrivacyClass,
    day::DateRange,
    programme::{Problem, Programme, Session, Status, is_complete},
};

/// Ten years; more is a typing error.
const LONGEST_RANGE_DAYS: i64 = 3_660;

/// What to print.
#[derive(Debug, Args)]
pub struct ProgrammeArgs {
    /// A calendar file; may be given several times.
    #[arg(long, value_name = "FILE", required_unless_present = "config", conflicts_with = "config")]
    pub ics: Vec<PathBuf>,
    /// A centre's configuration: its calendars, in its time zone.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The first date, like 2026-12-01.
    #[arg(long, value_name = "DATE")]
    pub from: NaiveDate,
    /// The last date.
    #[arg(long, value_name = "DATE")]
    pub to: NaiveDate,
    /// How to print.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The time zone of the centre, for calendars given with --ics.
    #[arg(long, value_name = "ZONE", default_value = "Europe/Amsterdam", conflicts_with = "config")]
    pub zone: Tz,
    /// Cancelled sessions too.
    #[arg(long)]
    pub all: bool,
}

/// How sessions are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A line to read.
    Text,
    /// One JSON object a line.
    Json,
}

/// A centre's calendars, as its configuration names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendars {
    /// The files, in the order in which they are merged.
    pub files: Vec<PathBuf>,
    /// The centre's zone.
    pub zone: Tz,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Every event and every date is printed.
    Complete,
    /// Something had to be left out, and stderr says what.
    LeftOut,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Complete => Self::SUCCESS,
            Outcome::LeftOut => Self::from(2),
        }
    }
}

/// Prints the sessions to `out` and what is wrong with the files to `err`. `load` reads a centre's
/// configuration. Errors: a file that cannot be opened, a range of no or too many days.
pub fn run(
    args: &ProgrammeArgs,
    load: impl FnOnce(&Path) -> anyhow::Result<Calendars>,
    out: &mut impl Write,
    err: &mut impl Write,
) -> anyhow::Result<Outcome> {
    let days = (args.to - args.from).num_days();
    ensure!(days >= 0, "expected --to to be --from or later, found {} before {}", args.to, args.from);
    ensure!(days < LONGEST_RANGE_DAYS, "expected at most {LONGEST_RANGE_DAYS} days, found {}", days + 1);
    let calendars = match &args.config {
        Some(config) => load(config)?,
        None => Calendars { files: args.ics.clone(), zone: args.zone },
    };
    if calendars.files.is_empty() {
        writeln!(
            err,
            "note: the configuration names no calendar: people drop in, and there are no sessions"
        )?;
    }
    let (programme, outcome) = read(&calendars, err)?;
    for session in programme.sessions(DateRange::new(args.from, args.to)) {
        if session.status == Status::Cancelled && !args.all {
            continue;
        }
        match args.format {
            Format::Json => writeln!(out, "{}", serde_json::to_string(&Record::of(&session))?)?,
            Format::Text => writeln!(out, "{}", text(&session))?,
        }
    }
    Ok(outcome)
}

/// Reads and merges the calendars; what is wrong with them goes to `err`, file and line first.
fn read(calendars: &Calendars, err: &mut impl Write) -> anyhow::Result<(Programme, Outcome)> {
    let mut programme = Programme::default();
    let mut outcome = Outcome::Complete;
    for file in &calendars.files {
        let bytes = fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
        let problems = match Programme::read(bytes, calendars.zone) {
            Ok((read, mut problems)) => {
                problems.extend(programme.merge(read));
                problems
            }
            Err(error) => vec![Problem { line: 1, message: error.to_string(), left_out: true }],
        };
        for problem in &problems {
            let kind = if problem.left_out { "left out" } else { "note" };
            writeln!(err, "{}:{}: {kind}: {}", file.display(), problem.line, problem.message)?;
        }
        if !is_complete(&problems) {
            outcome = Outcome::LeftOut;
        }
    }
    Ok((programme, outcome))
}

/// One session as JSON. Times are RFC 3339 with the centre's offset at that moment.
#[derive(Debug, Serialize)]
struct Record<'a> {
    start: String,
    /// `null` where the programme does not say.
    end: Option<String>,
    summary: &'a str,
    uid: &'a str,
    /// `planned`, `moved` or `cancelled`.
    status: &'static str,
    /// The start it would have had by the rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_from: Option<String>,
    /// The start by the rule on the event's own wall clock: with `uid` the session's identity.
    recurrence_id: NaiveDateTime,
    all_day: bool,
    privacy: PrivacyClass,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
}

impl<'a> Record<'a> {
    fn of(session: &'a Session) -> Self {
        let (status, moved_from) = match &session.status {
            Status::AsPlanned => ("planned", None),
            Status::Moved { from } => ("moved", Some(from.to_rfc3339())),
            Status::Cancelled => ("cancelled", None),
        };
        Self {
            start: session.start.to_rfc3339(),
            end: session.end.map(|end| end.to_rfc3339()),
            summary: &session.facts.summary,
            uid: session.activity.as_str(),
            status,
            moved_from,
            recurrence_id: session.recurrence_id,
            all_day: session.all_day,
            privacy: session.class,
            place: session.facts.place.as_deref(),
        }
    }
}

fn text(session: &Session) -> String {
    let (start, end) = (session.start, session.end);
    let time = match end {
        _ if session.all_day => "all day    ".to_owned(),
        Some(end) if end.date_naive() == start.date_naive() => format!("{}-{}", clock(start), clock(end)),
        Some(end) => format!("{}-{} {}", clock(start), end.format("%a"), clock(end)),
        None => format!("{}      ", clock(start)),
    };
    let status = match &session.status {
        Status::AsPlanned => String::new(),
        Status::Moved { from } => format!(" [moved from {}]", from.format("%a %F %H:%M")),
        Status::Cancelled => " [cancelled]".to_owned(),
    };
    let place = session.facts.place.as_deref().map(|place| format!(", {place}")).unwrap_or_default();
    format!("{}  {time}  {}{place}{status}", start.format("%a %F"), session.facts.summary)
}

fn clock(time: DateTime<Tz>) -> String {
    time.format("%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;
    use clap::Parser;

    const CALENDAR: &str = "BEGIN:VCALENDAR\n\
        BEGIN:VEVENT\nUID:eten\nSUMMARY:Eten\nLOCATION:Keuken\nDTSTART:20261201T163000\nDURATION:PT2H\n\
        RRULE:FREQ=WEEKLY;COUNT=3\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:eten\nRECURRENCE-ID:20261208T163000\nSTATUS:CANCELLED\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:eten\nRECURRENCE-ID:20261215T163000\nDTSTART:20261216T170000\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:wandelen\nSUMMARY:Wandelen\nDTSTART:20261203T110000\nEND:VEVENT\n\
        END:VCALENDAR\n";

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        args: ProgrammeArgs,
    }

    fn print(calendar: &str, options: &[&str]) -> (anyhow::Result<Outcome>, String, String) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("test.ics");
        fs::write(&file, calendar).unwrap();
        let common = ["programme", "--from", "2026-12-01", "--to", "2026-12-31", "--ics"];
        let common = common.into_iter().chain([file.to_str().unwrap()]).chain(options.iter().copied());
        let args = Cli::parse_from(common).args;
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let outcome = run(&args, |_| bail!("no configuration here"), &mut out, &mut err);
        let err = String::from_utf8(err).unwrap().replace(file.to_str().unwrap(), "test.ics");
        (outcome, String::from_utf8(out).unwrap(), err)
    }

    #[test]
    fn text_is_to_be_read() {
        let (outcome, out, err) = print(CALENDAR, &["--all"]);
        assert_eq!((outcome.unwrap(), err.as_str()), (Outcome::Complete, ""));
        insta::assert_snapshot!(out, @r"
        Tue 2026-12-01  16:30-18:30  Eten, Keuken
        Thu 2026-12-03  11:00        Wandelen
        Tue 2026-12-08  16:30-18:30  Eten, Keuken [cancelled]
        Wed 2026-12-16  17:00-19:00  Eten, Keuken [moved from Tue 2026-12-15 16:30]
        ");
    }

    #[test]
    fn json_is_one_object_a_line_and_knows_no_cancelled_session() {
        let (outcome, out, _) = print(CALENDAR, &["--format", "json"]);
        assert_eq!(outcome.unwrap(), Outcome::Complete);
        insta::assert_snapshot!(out, @r#"
        {"start":"2026-12-01T16:30:00+01:00","end":"2026-12-01T18:30:00+01:00","summary":"Eten","uid":"eten","status":"planned","recurrence_id":"2026-12-01T16:30:00","all_day":false,"privacy":"protected","place":"Keuken"}
        {"start":"2026-12-03T11:00:00+01:00","end":null,"summary":"Wandelen","uid":"wandelen","status":"planned","recurrence_id":"2026-12-03T11:00:00","all_day":false,"privacy":"protected"}
        {"start":"2026-12-16T17:00:00+01:00","end":"2026-12-16T19:00:00+01:00","summary":"Eten","uid":"eten","status":"moved","moved_from":"2026-12-15T16:30:00+01:00","recurrence_id":"2026-12-15T16:30:00","all_day":false,"privacy":"protected","place":"Keuken"}
        "#);
    }

    #[test]
    fn the_zone_is_the_centres() {
        let (_, out, _) = print(CALENDAR, &["--format", "json", "--zone", "Europe/Helsinki"]);
        assert!(out.starts_with("{\"start\":\"2026-12-01T16:30:00+02:00\""), "{out}");
    }

    #[test]
    fn what_is_left_out_is_said_by_line() {
        let broken = CALENDAR.replace("DTSTART:20261203T110000", "DTSTART:3 december");
        let (outcome, out, err) = print(&broken, &[]);
        assert_eq!(outcome.unwrap(), Outcome::LeftOut);
        assert!(!out.contains("Wandelen") && out.contains("Eten"), "{out}");
        assert_eq!(err, "test.ics:23: left out: expected DTSTART to be a date or time\n");
    }

    #[test]
    fn a_file_that_is_no_calendar_is_said() {
        let (outcome, out, err) = print("hallo", &[]);
        assert_eq!((outcome.unwrap(), out.as_str()), (Outcome::LeftOut, ""));
        assert_eq!(err, "test.ics:1: left out: expected a calendar, found no BEGIN:VCALENDAR\n");
    }

    #[test]
    fn a_range_the_wrong_way_round_is_refused() {
        for (from, to) in [("2026-12-02", "2026-12-01"), ("2026-12-01", "2126-12-01")] {
            let args = Cli::parse_from(["programme", "--ics", "none.ics", "--from", from, "--to", to]).args;
            let result = run(&args, |_| bail!("no configuration here"), &mut Vec::new(), &mut Vec::new());
            assert!(result.unwrap_err().to_string().contains("days") || from > to);
        }
    }

    #[test]
    fn a_centre_without_a_calendar_has_no_sessions_and_no_mistake() {
        let args = ["programme", "--config", "centre.toml", "--from", "2026-12-03", "--to", "2026-12-03"];
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let load = |_: &Path| Ok(Calendars { files: Vec::new(), zone: chrono_tz::Europe::Amsterdam });
        let outcome = run(&Cli::parse_from(args).args, load, &mut out, &mut err);
        assert_eq!((outcome.unwrap(), out.len()), (Outcome::Complete, 0));
        assert!(String::from_utf8(err).unwrap().starts_with("note: the configuration names no calendar"));
    }

    #[test]
    fn a_configuration_names_the_calendars() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.ics");
        fs::write(&file, CALENDAR).unwrap();
        let args = ["programme", "--config", "centre.toml", "--from", "2026-12-03", "--to", "2026-12-03"];
        let mut out = Vec::new();
        let load = |config: &Path| {
            assert_eq!(config, Path::new("centre.toml"));
            Ok(Calendars { files: vec![file.clone(), file.clone()], zone: chrono_tz::Europe::Helsinki })
        };
        let outcome = run(&Cli::parse_from(args).args, load, &mut out, &mut Vec::new());
        // The second file has UIDs of the first.
        assert_eq!(outcome.unwrap(), Outcome::LeftOut);
        assert_eq!(String::from_utf8(out).unwrap(), "Thu 2026-12-03  11:00        Wandelen\n");
    }
}
