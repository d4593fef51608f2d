//! `welkom-kiosk release --dry-run`: what would leave the centre if these people had come, for a privacy
//! officer who wants to see for themselves.
//!
//! Nothing is sent or stored. stdout gets the CSV that would be sent, stderr what the centre alone may
//! know: how many visits are withheld, and why. The kiosk counts as fully in service. Without a plan
//! the one that would be proposed holds, for every quarter in which somebody comes; that choice of
//! quarters is the only thing that depends on who came.

use super::plan::proposal;
use anyhow::{Context, ensure};
use chrono::NaiveDate;
use clap::Args;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
};
use welkom_domain::{
    arrival::Arrival,
    centre::Centre,
    class::PrivacyClass,
    day::Quarter,
    ids::ActivityId,
    plan::{Candidate, Place, Plan, PlanProblem},
    problem::LineProblem,
    release::{
        Facts, PlannedSession, Row, ServiceDay, Withheld, arrivals_csv, csv, published_alone, release,
        withheld,
    },
};

/// What to release.
#[derive(Debug, Args)]
pub struct ReleaseArgs {
    /// Only print what would leave; nothing else can be done by hand.
    #[arg(long, required = true)]
    pub dry_run: bool,
    /// The centre's configuration.
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
    /// Who came: CSV with the columns date,time,activity,role,newcomer,party,arrival.
    #[arg(long, value_name = "FILE")]
    pub arrivals: PathBuf,
    /// The plan that holds, for its quarter only; without one, what `plan` proposes.
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,
    /// As it stands at 04:00 on this date: what ends before it has closed. Without it, everything has.
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<NaiveDate>,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The CSV is printed.
    Released,
    /// A file has mistakes, and stderr says which.
    Mistaken,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Released => Self::SUCCESS,
            Outcome::Mistaken => Self::from(2),
        }
    }
}

/// What would leave, and what the centre alone may know about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRun {
    /// `measure,period,from,to,group,value`.
    pub csv: String,
    /// For stderr.
    pub summary: Summary,
}

/// For the centre's own eyes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// The quarters whose plans hold.
    pub quarters: Vec<Quarter>,
    /// How many visits are published, how many not, and why.
    pub balance: Withheld,
    /// Visits on days for which no plan holds.
    pub visits_outside: u64,
}

/// Prints the CSV to `out` and the rest to `err`. `load` reads a centre's configuration and calendars.
/// Errors: a file that cannot be read.
pub fn run(
    args: &ReleaseArgs,
    load: impl FnOnce(&Path) -> anyhow::Result<Centre>,
    out: &mut impl Write,
    err: &mut impl Write,
) -> anyhow::Result<Outcome> {
    ensure!(args.dry_run, "expected --dry-run: cells are released by the kiosk itself");
    let centre = load(&args.config)?;
    let text = read_text(&args.arrivals)?;
    let arrivals = match arrivals_csv::read(&text, |name, day| resolve(&centre, name, day)) {
        Ok(arrivals) => arrivals,
        Err(problems) => return mistaken(&args.arrivals, &problems, err),
    };
    let plan = match &args.plan {
        None => None,
        Some(file) => match Plan::from_toml(&read_text(file)?) {
            Ok(plan) => Some(plan),
            Err(problems) => return mistaken(file, &problems, err),
        },
    };
    if let (Some(plan), Some(file)) = (&plan, &args.plan)
        && check(plan, &centre, file, err)? == Outcome::Mistaken
    {
        return Ok(Outcome::Mistaken);
    }
    let dry_run = dry_run(&centre, &arrivals, plan.as_ref(), args.as_of);
    out.write_all(dry_run.csv.as_bytes())?;
    write!(err, "{}", dry_run.summary)?;
    Ok(Outcome::Released)
}

/// What would leave. With a plan, its quarter; without one, every quarter with an arrival in it, each
/// under the plan that would be proposed after the one before.
pub fn dry_run(
    centre: &Centre,
    arrivals: &[Arrival],
    plan: Option<&Plan>,
    as_of: Option<NaiveDate>,
) -> DryRun {
    let quarters: BTreeSet<Quarter> = match plan {
        Some(plan) => [plan.quarter].into(),
        None => arrivals.iter().map(|arrival| Quarter::of(arrival.day)).collect(),
    };
    let mut summary = Summary::default();
    let mut rows: Vec<Row> = Vec::new();
    let mut sizes: BTreeMap<ActivityId, Vec<u64>> = BTreeMap::new();
    for quarter in quarters {
        let plan = plan.cloned().unwrap_or_else(|| proposal(centre, quarter, &sizes).0);
        let happened = Happened::of(centre, &plan);
        let facts = happened.facts(arrivals);
        let last = plan.range().to;
        // At 04:00 on a date, the day before has closed.
        let closed_through = as_of.and_then(|date| date.pred_opt()).unwrap_or(last);
        let released = release(&plan, &facts, closed_through);
        summary.balance.add(&withheld(&plan, &facts, closed_through));
        summary.quarters.push(quarter);
        sizes = published_alone(&plan, &released);
        rows.extend(released);
        summary.visits_outside +=
            visits(arrivals.iter().filter(|arrival| {
                Quarter::of(arrival.day) == quarter && !plan.range().contains(arrival.day)
            }));
    }
    let is_elsewhere = |arrival: &&Arrival| !summary.quarters.contains(&Quarter::of(arrival.day));
    summary.visits_outside += visits(arrivals.iter().filter(is_elsewhere));
    DryRun { csv: csv(&rows), summary }
}

/// What the programme says of a plan's days.
struct Happened {
    sessions: Vec<PlannedSession>,
    service: Vec<ServiceDay>,
    raised: BTreeMap<ActivityId, NaiveDate>,
    classes: BTreeMap<ActivityId, PrivacyClass>,
}

impl Happened {
    fn of(centre: &Centre, plan: &Plan) -> Self {
        let mut happened = Self {
            sessions: Vec::new(),
            service: Vec::new(),
            raised: BTreeMap::new(),
            classes: BTreeMap::new(),
        };
        let members: BTreeMap<&ActivityId, PrivacyClass> = plan
            .groups
            .iter()
            .flat_map(|group| &group.members)
            .map(|member| (&member.activity, member.class))
            .collect();
        for day in plan.range().days() {
            for planned in centre.planned(day) {
                let activity = &planned.session.activity;
                let was = members.get(activity).or_else(|| happened.classes.get(activity)).copied();
                if planned.class == PrivacyClass::Sensitive && was.is_some_and(|class| class < planned.class)
                {
                    happened.raised.entry(activity.clone()).or_insert(day);
                }
                let class = happened.classes.entry(activity.clone()).or_insert(planned.class);
                *class = (*class).max(planned.class);
                happened.sessions.push(planned.session);
            }
            let scheduled_min = centre.scheduled_min(day);
            happened.service.push(ServiceDay { day, scheduled_min, in_service_min: scheduled_min });
        }
        happened
    }

    fn facts<'a>(&'a self, arrivals: &'a [Arrival]) -> Facts<'a> {
        Facts {
            arrivals,
            sessions: &self.sessions,
            service: &self.service,
            raised: &self.raised,
            classes: &self.classes,
            // Hosts enter these; no CSV of arrivals has them.
            head_counts: &[],
            open: &[],
            shifts: &[],
        }
    }
}

/// The activity of a UID or a name. Of several with one name, the one that is planned that day (any,
/// where the day is not known).
fn resolve(centre: &Centre, name: &str, day: Option<NaiveDate>) -> Option<ActivityId> {
    let activities = centre.programme.activities();
    if let Some(activity) = activities.iter().find(|activity| activity.id.as_str() == name) {
        return Some(activity.id.clone());
    }
    let named: Vec<&ActivityId> = activities
        .iter()
        .filter(|activity| activity.facts.summary.trim() == name)
        .map(|activity| &activity.id)
        .collect();
    match named.as_slice() {
        [] if name == centre.drop_in_name => Some(ActivityId::drop_in()),
        [] => None,
        [only] => Some((*only).clone()),
        [first, ..] if day.is_none() => Some((*first).clone()),
        several => {
            let planned = day.map(|day| centre.planned(day)).unwrap_or_default();
            let is_planned =
                |id: &&&ActivityId| planned.iter().any(|planned| planned.session.activity == ***id);
            let mut on_day = several.iter().filter(is_planned);
            on_day.next().filter(|_| on_day.next().is_none()).map(|id| (*id).clone())
        }
    }
}

/// Holds a plan against the programme. A plan that tells something sensitive is refused; that the
/// programme has gone on since is only said.
fn check(plan: &Plan, centre: &Centre, file: &Path, err: &mut impl Write) -> anyhow::Result<Outcome> {
    let candidates: Vec<Candidate> = centre.candidates(plan.range(), &BTreeMap::new());
    let mut outcome = Outcome::Released;
    for (place, problem) in plan.check(&candidates) {
        let group = match place {
            Place::Group(number) | Place::Member(number, _) => format!("group {}: ", number + 1),
            _ => String::new(),
        };
        if problem == PlanProblem::TellingName {
            outcome = Outcome::Mistaken;
        }
        writeln!(err, "{}: {group}{problem}", file.display())?;
    }
    Ok(outcome)
}

fn read_text(file: &Path) -> anyhow::Result<String> {
    fs::read_to_string(file).with_context(|| format!("{} cannot be read as text in UTF-8", file.display()))
}

fn mistaken(file: &Path, problems: &[LineProblem], err: &mut impl Write) -> anyhow::Result<Outcome> {
    for problem in problems {
        writeln!(err, "{}:{}: {}", file.display(), problem.line, problem.message)?;
    }
    Ok(Outcome::Mistaken)
}

fn visits<'a>(arrivals: impl Iterator<Item = &'a Arrival>) -> u64 {
    arrivals.map(|arrival| u64::from(arrival.party) * arrival.activities.len() as u64).sum()
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quarters: Vec<String> = self.quarters.iter().map(ToString::to_string).collect();
        let balance = &self.balance;
        writeln!(f, "plan: {}", if quarters.is_empty() { "none".to_owned() } else { quarters.join(", ") })?;
        writeln!(f, "visits: {}", balance.visits_total)?;
        writeln!(f, "published: {}", balance.visits_published)?;
        writeln!(f, "withheld: {}", balance.visits_withheld)?;
        for (reason, visits) in &balance.by_reason {
            writeln!(f, "  {reason}: {visits}")?;
        }
        if balance.visits_not_yet > 0 {
            writeln!(f, "not closed yet: {}", balance.visits_not_yet)?;
        }
        if self.visits_outside > 0 {
            writeln!(f, "on days without a plan: {}", self.visits_outside)?;
        }
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use chrono::{NaiveTime, Weekday};
    use welkom_domain::{
        agenda::CheckInWindow, centre::DropIn, class::Thresholds, opening::Opening, programme::Programme,
    };

    /// Three activities every Tuesday of December 2026, one of them sensitive, and dropping in on
    /// weekdays.
    const CALENDAR: &str = "BEGIN:VCALENDAR\nVERSION:2.0\n\
        BEGIN:VEVENT\nUID:koken@example.org\nSUMMARY:Samen koken\nDTSTART:20261201T120000\n\
        DTEND:20261201T140000\nRRULE:FREQ=WEEKLY;COUNT=5\nX-WELKOM-EXPECTED:12\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:breien@example.org\nSUMMARY:Breien\nDTSTART:20261201T140000\n\
        DTEND:20261201T150000\nRRULE:FREQ=WEEKLY;COUNT=5\nX-WELKOM-EXPECTED:4\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:7d1f@example.org\nSUMMARY:Herstelgroep\nDTSTART:20261201T150000\n\
        DTEND:20261201T160000\nRRULE:FREQ=WEEKLY;COUNT=5\nX-WELKOM-EXPECTED:3\n\
        X-WELKOM-PRIVACY:sensitive\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:zang-1@example.org\nSUMMARY:Zingen\nDTSTART:20261203T100000\n\
        DTEND:20261203T110000\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:zang-2@example.org\nSUMMARY:Zingen\nDTSTART:20261210T100000\n\
        DTEND:20261210T110000\nEND:VEVENT\n\
        END:VCALENDAR\n";

    /// The centre of that calendar.
    pub(in crate::cli) fn centre() -> Centre {
        let zone = chrono_tz::Europe::Amsterdam;
        let calendar = CALENDAR.replace('\n', "\r\n");
        let (programme, problems) = Programme::read(calendar.as_bytes(), zone).expect("a calendar");
        assert_eq!(problems, []);
        let hours = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
        let weekdays = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
        Centre {
            zone,
            programme,
            opening: Opening {
                weekly: weekdays.into_iter().map(|weekday| (weekday, hours(9), hours(17))).collect(),
                closed: Vec::new(),
            },
            drop_in: Some(DropIn { expected: Some(6), place: String::new() }),
            changes: BTreeMap::default(),
            drop_in_name: "Inloop".to_owned(),
            thresholds: Thresholds::LEAST,
            window: CheckInWindow::default(),
        }
    }

    /// Runs the command on files with these contents; their folder is taken out of what it says.
    fn run_on(arrivals: &str, plan: Option<&str>, as_of: Option<&str>) -> (Outcome, String, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            let file = folder.path().join(name);
            fs::write(&file, text).expect("a file");
            file
        };
        let args = ReleaseArgs {
            dry_run: true,
            config: "centre.toml".into(),
            arrivals: write("arrivals.csv", arrivals),
            plan: plan.map(|text| write("plan.toml", text)),
            as_of: as_of.map(|date| date.parse().expect("a date")),
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let outcome = run(&args, |_| Ok(centre()), &mut out, &mut err).expect("files that can be read");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        let folder = format!("{}/", folder.path().display());
        (outcome, text(out), text(err).replace(&folder, ""))
    }

    /// Tuesday 1 December: twelve cook, four knit, three are with the sensitive group, and two parties
    /// of two drop in.
    fn tuesday() -> String {
        let header = "date,time,activity,role,newcomer,party,arrival\n".to_owned();
        let came = |activity, more, count| format!("2026-12-01,12:00,{activity},{more}\n").repeat(count);
        header
            + &came("koken@example.org", "visitor,no,1,", 12)
            + &came("Breien", "visitor,no,,", 4)
            + &came("Herstelgroep", ",no,,", 3)
            + &came("drop-in", "volunteer,yes,2,", 2)
    }

    fn rows_of(csv: &str, day: &str) -> Vec<String> {
        csv.lines().filter(|line| line.contains(&format!(",{day},{day},"))).map(str::to_owned).collect()
    }

    #[test]
    fn the_example_of_the_rule_as_a_privacy_officer_runs_it() {
        let (outcome, csv, err) = run_on(&tuesday(), None, None);
        assert_eq!(outcome, Outcome::Released);
        assert_eq!(csv.lines().next(), Some("measure,period,from,to,group,value"));
        assert_eq!(
            rows_of(&csv, "2026-12-01"),
            [
                "visits,2026-12-01,2026-12-01,2026-12-01,Activiteiten op dinsdag,19",
                "visits,2026-12-01,2026-12-01,2026-12-01,Inloop,few",
                "sessions,2026-12-01,2026-12-01,2026-12-01,Activiteiten op dinsdag,3",
                "sessions,2026-12-01,2026-12-01,2026-12-01,Inloop,1",
                "hours,2026-12-01,2026-12-01,2026-12-01,,8",
            ]
        );
        // Everybody behind the one published cell had been here before and came as a visitor.
        let months: Vec<&str> = csv.lines().filter(|line| line.contains(",2026-12,")).collect();
        assert_eq!(
            months,
            [
                "newcomers,2026-12,2026-12-01,2026-12-31,,0",
                "not_newcomers,2026-12,2026-12-01,2026-12-31,,19",
                "newcomers_unanswered,2026-12,2026-12-01,2026-12-31,,0",
                "helpers,2026-12,2026-12-01,2026-12-31,,0",
                "visitors,2026-12,2026-12-01,2026-12-31,,19",
            ]
        );
        assert!(!csv.contains("Herstel"));
        assert_eq!(err, "plan: 2026-Q4\nvisits: 23\npublished: 19\nwithheld: 4\n  few: 4\n");
    }

    #[test]
    fn a_date_says_what_has_closed() {
        let (_, csv, err) = run_on(&tuesday(), None, Some("2026-12-01"));
        assert_eq!(rows_of(&csv, "2026-12-01"), [""; 0], "the day ends at four the next morning");
        assert_eq!(err, "plan: 2026-Q4\nvisits: 0\npublished: 0\nwithheld: 0\nnot closed yet: 23\n");
        let (_, csv, _) = run_on(&tuesday(), None, Some("2026-12-02"));
        assert_eq!(rows_of(&csv, "2026-12-01").len(), 5);
        assert_eq!(csv.lines().last(), rows_of(&csv, "2026-12-01").last().map(String::as_str));
    }

    #[test]
    fn a_plan_holds_for_its_quarter_only() {
        let plan = super::super::plan::print_plan(
            &proposal(&centre(), Quarter::of(december()), &BTreeMap::new()).0,
            &[],
        );
        let later = format!("{}2027-02-02,12:00,drop-in,visitor,,3,\n", tuesday());
        let (outcome, csv, err) = run_on(&later, Some(&plan), None);
        assert_eq!((outcome, csv.contains("2027")), (Outcome::Released, false));
        assert_eq!(
            err,
            "plan: 2026-Q4\nvisits: 23\npublished: 19\nwithheld: 4\n  few: 4\non days without a plan: 3\n"
        );
        let (_, csv, err) = run_on(&later, None, None);
        assert!(csv.contains("2027-02-02"));
        assert_eq!(err, "plan: 2026-Q4, 2027-Q1\nvisits: 26\npublished: 19\nwithheld: 7\n  few: 7\n");
    }

    fn december() -> NaiveDate {
        "2026-12-01".parse().expect("a date")
    }

    #[test]
    fn a_plan_that_tells_something_sensitive_is_refused() {
        let (plan, candidates) = proposal(&centre(), Quarter::of(december()), &BTreeMap::new());
        let telling = plan.to_toml().replace("Activiteiten op dinsdag", "Herstelgroep en koken");
        let (outcome, csv, err) = run_on(&tuesday(), Some(&telling), None);
        assert_eq!((outcome, csv.as_str()), (Outcome::Mistaken, ""));
        assert_eq!(
            err,
            "plan.toml: group 2: expected a neutral name, found one that tells a sensitive activity\n"
        );
        assert_eq!(plan.check(&candidates), []);
        let (outcome, _, err) = run_on(&tuesday(), Some("quarter = 4\n"), None);
        assert_eq!(outcome, Outcome::Mistaken);
        assert!(err.starts_with("plan.toml:1: expected a quarter"), "{err}");
    }

    #[test]
    fn names_are_found_on_their_day_and_unknown_ones_are_told() {
        let (outcome, csv, err) = run_on(
            "date,time,activity\n2026-12-03,10:00,Zingen\n2026-12-10,10:00,Zingen\n2026-12-11,10:00,Inloop\n",
            None,
            None,
        );
        assert_eq!((outcome, csv.is_empty()), (Outcome::Released, false));
        assert_eq!(err, "plan: 2026-Q4\nvisits: 3\npublished: 0\nwithheld: 3\n  few: 3\n");
        let (outcome, csv, err) = run_on(
            "date,time,activity\n2026-12-03,10:00,Schaken\n2026-12-04,10:00,Zingen\n2026-12-05,10.00,Zingen\n",
            None,
            None,
        );
        assert_eq!((outcome, csv.as_str()), (Outcome::Mistaken, ""));
        assert_eq!(
            err,
            "arrivals.csv:2: activity: expected the UID or the one name of an activity, or drop-in, found \
             \"Schaken\"\narrivals.csv:3: activity: expected the UID or the one name of an activity, or drop-in, \
             found \"Zingen\"\narrivals.csv:4: time: expected a time like 14:05, found \"10.00\"\n"
        );
    }

    #[test]
    fn nobody_came_is_nothing_to_release() {
        let (outcome, csv, err) = run_on("date,time,activity\n", None, None);
        assert_eq!((outcome, csv.as_str()), (Outcome::Released, "measure,period,from,to,group,value\n"));
        assert_eq!(err, "plan: none\nvisits: 0\npublished: 0\nwithheld: 0\n");
    }
}
