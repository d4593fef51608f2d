//! Small cases worked out by hand.

use crate::{
    arrival::{Arrival, Role},
    class::{PrivacyClass, Thresholds},
    day::{DateRange, Quarter},
    ids::ActivityId,
    plan::{Cadence, Candidate, Group, Member, Names, Plan, propose},
    release::{
        Facts, Measure, PlannedSession, Reason, Row, ServiceDay, Value, csv, days_to_close, published_alone,
        release, release_closing, withheld,
    },
};
use chrono::{Datelike, NaiveDate};
use std::{collections::BTreeMap, time::Instant};

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Facts that own what they are made of.
#[derive(Default)]
struct Book {
    arrivals: Vec<Arrival>,
    sessions: Vec<PlannedSession>,
    service: Vec<ServiceDay>,
    raised: BTreeMap<ActivityId, NaiveDate>,
    classes: BTreeMap<ActivityId, PrivacyClass>,
}

impl Book {
    fn facts(&self) -> Facts<'_> {
        Facts {
            arrivals: &self.arrivals,
            sessions: &self.sessions,
            service: &self.service,
            raised: &self.raised,
            classes: &self.classes,
            head_counts: &[],
            open: &[],
            shifts: &[],
        }
    }

    fn planned(&mut self, activity: &str, day: &str, held: bool) {
        self.sessions.push(PlannedSession { activity: activity.into(), day: date(day), held });
    }

    fn came(&mut self, count: usize, activities: &[&str], day: &str) -> &mut [Arrival] {
        let arrival = Arrival {
            day: date(day),
            recorded: date(day),
            withdrawn: None,
            activities: activities.iter().map(|activity| (*activity).into()).collect(),
            role: Role::Visitor,
            newcomer: None,
            party: 1,
        };
        let before = self.arrivals.len();
        self.arrivals.resize(before + count, arrival);
        &mut self.arrivals[before..]
    }
}

fn group(name: &str, cadence: Cadence, members: &[(&str, PrivacyClass)]) -> Group {
    let member =
        |(activity, class): &(&str, PrivacyClass)| Member { activity: (*activity).into(), class: *class };
    Group { name: name.to_owned(), cadence, withheld: false, members: members.iter().map(member).collect() }
}

fn plan(from: &str, groups: Vec<Group>) -> Plan {
    let from = date(from);
    let other = "Overige activiteiten".to_owned();
    Plan { quarter: Quarter::of(from), from, thresholds: Thresholds::LEAST, other, groups }
}

fn visits(rows: &[Row]) -> Vec<String> {
    let of_visits = rows.iter().filter(|row| row.measure == Measure::Visits);
    of_visits
        .map(|row| format!("{} {}: {}", row.period, row.group.as_deref().unwrap_or(""), row.value))
        .collect()
}

const PROTECTED: PrivacyClass = PrivacyClass::Protected;
const SENSITIVE: PrivacyClass = PrivacyClass::Sensitive;

/// Tuesday 1 December: A expects and gets 12, B 4, C 3 and is sensitive.
#[test]
fn the_example_of_the_rule() {
    let day = "2026-12-01";
    let candidate = |id: &str, expected, class| Candidate {
        activity: id.into(),
        name: (class == PROTECTED).then(|| id.to_owned()),
        telling: if class == SENSITIVE { vec![id.to_owned()] } else { Vec::new() },
        class,
        expected: Some(expected),
        published: Vec::new(),
        days: [date(day)].into(),
    };
    let mut candidates =
        vec![candidate("A", 12, PROTECTED), candidate("B", 4, PROTECTED), candidate("C", 3, SENSITIVE)];
    let mut book = Book::default();
    for (id, count) in [("A", 12), ("B", 4), ("C", 3)] {
        book.planned(id, day, true);
        book.came(count, &[id], day);
    }
    let from = date("2026-10-01");
    let propose = |candidates: &[Candidate]| {
        propose(Quarter::of(from), from, Thresholds::LEAST, candidates, &Names::default())
    };
    let rows = release(&propose(&candidates), &book.facts(), date(day));
    assert_eq!(visits(&rows), ["2026-12-01 Activiteiten op dinsdag: 19"]);

    candidates.pop();
    book.sessions.pop();
    book.arrivals.truncate(16);
    let rows = release(&propose(&candidates), &book.facts(), date("2026-12-31"));
    assert_eq!(visits(&rows), ["2026-12-01 A: 12", "2026-W49 Activiteiten op dinsdag: few"]);
}

#[test]
fn a_released_quarter_as_a_privacy_officer_reads_it() {
    let plan = plan(
        "2026-11-23",
        vec![
            group("Inloop", Cadence::Day, &[("drop-in", PROTECTED)]),
            group(
                "Activiteiten op dinsdag",
                Cadence::Day,
                &[("koken", PROTECTED), ("dans", PROTECTED), ("herstel", SENSITIVE)],
            ),
            group("Activiteiten op \"donderdag\", klein", Cadence::Week, &[("breien", PROTECTED)]),
        ],
    );
    let mut book = Book::default();
    // Tuesday 24 November: 8 + 2 + 3 in one group; two who cook also dance: 13 arrivals, 15 visits.
    for id in ["koken", "dans", "herstel", "drop-in"] {
        book.planned(id, "2026-11-24", true);
    }
    book.came(6, &["koken"], "2026-11-24");
    book.came(2, &["koken", "dans"], "2026-11-24");
    book.came(2, &["dans"], "2026-11-24");
    book.came(3, &["herstel"], "2026-11-24");
    // Five parties come in, of three people each; the sixth arrival is taken back at once.
    for arrival in book.came(5, &["drop-in"], "2026-11-24") {
        (arrival.party, arrival.newcomer, arrival.role) = (3, Some(true), Role::Visitor);
    }
    book.came(1, &["drop-in"], "2026-11-24")[0].withdrawn = Some(date("2026-11-24"));
    // Thursday 26 and Monday 30 November are two cells of one cut week each.
    book.planned("breien", "2026-11-26", true);
    book.came(5, &["breien"], "2026-11-26");
    book.planned("breien", "2026-11-30", true);
    book.came(4, &["breien"], "2026-11-30");
    // Tuesday 1 December: dancing is cancelled, so the sensitive one has one companion only.
    for (id, held) in [("koken", true), ("dans", false), ("herstel", true)] {
        book.planned(id, "2026-12-01", held);
    }
    book.came(20, &["koken"], "2026-12-01");
    book.came(3, &["herstel"], "2026-12-01");
    // Thursday 3 December: not held. Friday 4 December: dropping in, the kiosk off for most of the day.
    book.planned("breien", "2026-12-03", false);
    book.planned("drop-in", "2026-12-04", true);
    book.came(9, &["drop-in"], "2026-12-04");
    // New since: something for everybody, and something sensitive.
    for id in ["schaken", "rouw"] {
        book.planned(id, "2026-12-08", true);
        book.came(6, &[id], "2026-12-08");
    }
    book.classes = [("schaken".into(), PROTECTED), ("rouw".into(), SENSITIVE)].into();
    for (day, in_service_min) in
        [("2026-11-24", 480), ("2026-11-26", 479), ("2026-12-04", 239), ("2026-12-06", 0)]
    {
        let scheduled_min = if day == "2026-12-06" { 0 } else { 480 };
        book.service.push(ServiceDay { day: date(day), scheduled_min, in_service_min });
    }
    let through = date("2026-12-31");
    insta::assert_snapshot!(csv(&release(&plan, &book.facts(), through)));

    let balance = withheld(&plan, &book.facts(), through);
    assert_eq!(
        (balance.visits_total, balance.visits_published),
        (15 + 15 + 9 + 23 + 9 + 12, 15 + 15 + 5 + 6)
    );
    let reasons = [(Reason::Few, 4 + 23), (Reason::Off, 9), (Reason::NewSensitive, 6)];
    assert_eq!(balance.by_reason, reasons.into());
}

#[test]
fn a_raised_class_closes_its_group_from_that_date() {
    let plan = plan(
        "2026-10-01",
        vec![
            group("Praten", Cadence::Day, &[("praten", PROTECTED)]),
            group("Week", Cadence::Week, &[("week", PROTECTED)]),
        ],
    );
    let mut book = Book::default();
    for day in ["2026-12-07", "2026-12-09", "2026-12-14"] {
        for id in ["praten", "week"] {
            book.planned(id, day, true);
            book.came(7, &[id], day);
        }
    }
    book.raised = [("praten".into(), date("2026-12-09")), ("week".into(), date("2026-12-09"))].into();
    let rows = release(&plan, &book.facts(), date("2026-12-31"));
    let expected = [
        "2026-12-07 Praten: 7",
        "2026-12-09 Praten: few",
        "2026-W50 Week: few",
        "2026-12-14 Praten: few",
        "2026-W51 Week: few",
    ];
    assert_eq!(visits(&rows), expected);
}

/// A cell that is closed and off is closed: nobody was missed.
#[test]
fn closed_is_more_certain_than_off() {
    let plan = plan("2026-10-01", vec![group("A", Cadence::Day, &[("a", PROTECTED)])]);
    let mut book = Book::default();
    book.planned("a", "2026-12-01", false);
    book.service.push(ServiceDay { day: date("2026-12-01"), scheduled_min: 480, in_service_min: 0 });
    assert_eq!(visits(&release(&plan, &book.facts(), date("2026-12-01"))), ["2026-12-01 A: closed"]);
    book.sessions[0].held = true;
    assert_eq!(visits(&release(&plan, &book.facts(), date("2026-12-01"))), ["2026-12-01 A: off"]);
    book.service[0].in_service_min = 240;
    assert_eq!(visits(&release(&plan, &book.facts(), date("2026-12-01"))), ["2026-12-01 A: few"]);
}

#[test]
fn nothing_is_released_before_it_has_closed() {
    let plan = plan("2026-12-01", vec![group("Week", Cadence::Week, &[("a", PROTECTED)])]);
    let mut book = Book::default();
    book.planned("a", "2026-12-02", true);
    book.came(6, &["a"], "2026-12-02");
    assert_eq!(release(&plan, &book.facts(), date("2026-12-05")), []);
    assert_eq!(withheld(&plan, &book.facts(), date("2026-12-05")).visits_not_yet, 6);
    assert_eq!(visits(&release(&plan, &book.facts(), date("2026-12-06"))), ["2026-W49 Week: 6"]);
    assert_eq!(release(&plan, &book.facts(), date("2026-11-30")), []);
    assert_eq!(release_closing(&plan, &book.facts(), date("2027-01-03")), [], "not in this plan's days");
}

#[test]
fn sizes_for_the_next_plan_come_from_cells_of_its_own() {
    let plan = plan(
        "2026-12-01",
        vec![
            group("A", Cadence::Day, &[("a", PROTECTED)]),
            group("B", Cadence::Week, &[("b", PROTECTED)]),
            group("C", Cadence::Day, &[("c", PROTECTED), ("d", PROTECTED)]),
        ],
    );
    let mut book = Book::default();
    for (day, count) in [("2026-12-01", 6), ("2026-12-02", 4), ("2026-12-03", 9)] {
        for id in ["a", "b", "c"] {
            book.planned(id, day, true);
            book.came(count, &[id], day);
        }
    }
    let rows = release(&plan, &book.facts(), date("2026-12-31"));
    assert_eq!(published_alone(&plan, &rows), [("a".into(), vec![6, 9])].into());
}

/// A year of 300 arrivals a day, night by night, each night from the facts it needs and no more.
#[test]
fn a_year_of_nights() {
    let year = || DateRange::new(date("2026-01-01"), date("2026-12-31")).days();
    let ids: Vec<String> = (0..6).map(|number| format!("activity{number}@example.org")).collect();
    let mut months: BTreeMap<u32, Book> = BTreeMap::new();
    for day in year() {
        let book = months.entry(day.month()).or_default();
        for id in &ids {
            book.planned(id, &day.to_string(), true);
            book.came(50, &[id], &day.to_string());
        }
        book.service.push(ServiceDay { day, scheduled_min: 480, in_service_min: 480 });
    }
    let started = Instant::now();
    let mut rows = 0;
    for quarter in ["2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01"] {
        let groups = ids.iter().map(|id| group(id, Cadence::Day, &[(id, PROTECTED)])).collect();
        let plan = plan(quarter, groups);
        for night in plan.range().days() {
            assert!(days_to_close(&plan, night).from >= night.with_day(1).expect("a first day"));
            rows += release_closing(&plan, &months[&night.month()].facts(), night).len();
        }
    }
    println!("{rows} rows in {:?}", started.elapsed());
    // Every day six groups of visits and sessions and the hours, every month five figures.
    assert_eq!(rows, 365 * (6 * 2 + 1) + 12 * 5);
}

#[test]
fn hours_are_quarters_and_people_are_whole() {
    assert_eq!(Value::QuarterHours(30).to_string(), "7.5");
    assert_eq!(Value::QuarterHours(32).to_string(), "8");
    assert_eq!(Value::Count(7).to_string(), "7");
}
