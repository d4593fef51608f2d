//! Night after night, late, or with the program restarted in between: the same cells.

use super::{close_days, forget};
use crate::{
    store::{FrozenRow, Store, StoredArrival},
    test_centre::{CARDS, CHOIR, WALK, YOGA, centre, day, sensitive, session, usual, visits},
    today::OfferKey,
};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use std::path::Path;
use tempfile::TempDir;
use uuid::Uuid;
use welkom_domain::{
    arrival::Role,
    centre::Centre,
    class::PrivacyClass,
    day::{DateRange, Quarter},
    ids::ArrivalId,
    plan::Plan,
    release::{HeadCount, ShiftDay},
};

const Q4: &str = "2026-Q4";
const Q1: &str = "2027-Q1";

struct House {
    directory: TempDir,
    store: Option<Store>,
    next_id: u128,
}

impl House {
    /// Set up on this morning.
    fn set_up(centre: &Centre, on: &str) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let store = Some(open(directory.path()));
        let mut house = Self { directory, store, next_id: 0 };
        assert_eq!(house.close(centre, day(on)), 0);
        house
    }

    fn store(&mut self) -> &mut Store {
        self.store.as_mut().expect("an open store")
    }

    fn restart(&mut self) {
        drop(self.store.take());
        self.store = Some(open(self.directory.path()));
    }

    /// The night before this morning.
    fn close(&mut self, centre: &Centre, morning: NaiveDate) -> usize {
        close_days(self.store(), centre, morning, 0).expect("a night's work")
    }

    /// A whole day of service in which so many come for each of these.
    fn live(&mut self, centre: &Centre, on: NaiveDate, coming: &[(u32, &[OfferKey])]) {
        let scheduled = centre.scheduled_min(on);
        self.store().add_service(on, scheduled, scheduled).unwrap();
        for (how_many, offers) in coming {
            for _ in 0..*how_many {
                self.come(on, offers);
            }
        }
    }

    fn come(&mut self, on: NaiveDate, offers: &[OfferKey]) {
        self.next_id += 1;
        let arrival = StoredArrival {
            id: ArrivalId(Uuid::from_u128(self.next_id)),
            arrived_ms: 0,
            day: on,
            role: Role::Visitor,
            newcomer: None,
            party: 1,
            offers: offers.to_vec(),
            boot_id: String::new(),
            boottime_ms: 0,
            sequence: 0,
            clock_trusted: true,
        };
        assert!(self.store().save(&arrival).unwrap());
    }

    fn frozen(&mut self) -> Vec<FrozenRow> {
        self.store().frozen().unwrap()
    }

    fn plan(&mut self, quarter: &str) -> Option<Plan> {
        let toml = self.store().plan(quarter.parse().unwrap()).unwrap()?;
        Some(Plan::from_toml(&toml).expect("a plan that reads back"))
    }
}

fn open(directory: &Path) -> Store {
    Store::open(directory, 0).expect("a store").0
}

/// The days from the first to the last, both included.
fn days(from: &str, to: &str) -> impl Iterator<Item = NaiveDate> {
    DateRange::new(day(from), day(to)).days()
}

/// What the group of an activity reads, by the last day of its cells.
fn cells_of(house: &mut House, quarter: &str, activity: &str) -> Vec<(String, String)> {
    let plan = house.plan(quarter).expect("a plan");
    let name = plan.group_of(&activity.into()).map_or(plan.other.clone(), |group| group.name.clone());
    visits(&house.frozen(), &name)
}

fn pairs(cells: &[(String, String)]) -> Vec<(&str, &str)> {
    cells.iter().map(|(to, value)| (to.as_str(), value.as_str())).collect()
}

#[test]
fn days_closed_late_give_the_same_cells_as_night_after_night() {
    // Two busy weeks before Christmas, then nobody touches the kiosk over the turn of the quarter.
    let centre = usual();
    let history = |nightly: bool, restarted: bool| {
        let mut house = House::set_up(&centre, "2026-12-01");
        for on in days("2026-12-01", "2027-01-05") {
            if on <= day("2026-12-23") {
                let tuesday = [session("walk", on), session("cards", on)];
                house.live(&centre, on, &[(7, &[OfferKey::DropIn]), (6, &tuesday)]);
            }
            let is_switched_on = nightly || on < day("2026-12-23");
            if restarted {
                house.restart();
            }
            if is_switched_on || on == day("2027-01-05") {
                house.close(&centre, on + Days::new(1));
            }
        }
        let plans = [house.plan(Q4), house.plan(Q1)];
        (plans, house.frozen())
    };
    let nightly = history(true, false);
    assert!(nightly.1.iter().any(|row| row.quarter.to_string() == Q1), "the new quarter has rows, too");
    assert_eq!(nightly.0[1].as_ref().map(|plan| plan.from), Some(day("2027-01-01")));
    assert!(history(false, false) == nightly, "closed late");
    assert!(history(true, true) == nightly, "restarted every night");
    assert!(history(false, true) == nightly, "restarted every night and closed late");
}

#[test]
fn closing_again_changes_nothing() {
    let centre = usual();
    let mut house = House::set_up(&centre, "2026-12-01");
    house.live(&centre, day("2026-12-01"), &[(7, &[OfferKey::DropIn])]);
    assert_eq!(house.close(&centre, day("2026-12-02")), 1);
    let frozen = house.frozen();
    assert_eq!(pairs(&cells_of(&mut house, Q4, "drop-in")), [("2026-12-01", "7")]);
    // Somebody is written down afterwards; the night's work is done once more.
    house.come(day("2026-12-01"), &[OfferKey::DropIn]);
    assert_eq!(house.close(&centre, day("2026-12-02")), 0);
    assert_eq!(house.frozen(), frozen);
}

#[test]
fn a_kiosk_set_up_on_the_last_day_of_a_quarter_closes_that_day() {
    let centre = usual();
    let mut house = House::set_up(&centre, "2026-12-31");
    house.live(&centre, day("2026-12-31"), &[(7, &[OfferKey::DropIn])]);
    assert_eq!(house.close(&centre, day("2027-01-01")), 1);
    assert_eq!(pairs(&cells_of(&mut house, Q4, "drop-in")), [("2026-12-31", "7")]);
}

#[test]
fn a_kiosk_set_up_and_switched_off_over_the_turn_of_a_quarter_closes_every_day() {
    let centre = usual();
    let mut house = House::set_up(&centre, "2026-12-28");
    house.live(&centre, day("2026-12-28"), &[(7, &[OfferKey::DropIn])]);
    assert_eq!(house.close(&centre, day("2027-01-05")), 8);
    assert_eq!(pairs(&cells_of(&mut house, Q4, "drop-in"))[0], ("2026-12-28", "7"));
    assert_eq!(house.plan(Q1).map(|plan| plan.from), Some(day("2027-01-01")));
}

#[test]
fn a_plan_stands_on_the_last_day_of_the_quarter_before_and_stays() {
    let mut house = House::set_up(&usual(), "2026-12-29");
    house.close(&usual(), day("2026-12-30"));
    assert_eq!(house.plan(Q1), None, "a day early it could still know more");
    house.close(&usual(), day("2026-12-31"));
    let plan = house.plan(Q1).expect("a plan before the quarter begins");
    assert_eq!((plan.from, plan.groups.len()), (day("2027-01-01"), 3));
    // The calendar becomes another one: the plan does not.
    let other = centre(&[YOGA]);
    for morning in days("2027-01-01", "2027-01-08") {
        house.close(&other, morning);
    }
    assert_eq!(house.plan(Q1), Some(plan));
    assert_eq!(house.plan("2027-Q2"), None);
}

#[test]
fn the_next_plan_knows_the_sizes_that_were_published() {
    // The walk expects eight, and two come: what is published says few, which is no size. Dropping in
    // expects six and is published as twenty, then thirty.
    let centre = usual();
    let mut house = House::set_up(&centre, "2026-12-24");
    for on in days("2026-12-24", "2026-12-31") {
        house.close(&centre, on);
        house.live(&centre, on, &[(20, &[OfferKey::DropIn])]);
    }
    let candidates = |house: &mut House| {
        let quarter: Quarter = Q1.parse().unwrap();
        super::propose(house.store(), &centre, quarter, day("2027-01-01")).unwrap()
    };
    assert_eq!(house.plan(Q1), Some(candidates(&mut house)));
    let sizes = house.store().published_by_day(Q4.parse().unwrap(), "Inloop").unwrap();
    assert_eq!(
        sizes, [20; 5],
        "two days before Christmas weekend and three after it; the last day closes later"
    );
}

#[test]
fn a_class_raised_during_the_quarter_reads_few_from_that_day() {
    let (before, after) = (usual(), centre(&[WALK, &sensitive(CARDS), CHOIR]));
    let mut house = House::set_up(&before, "2026-12-01");
    for on in days("2026-12-01", "2026-12-31") {
        let centre = if on < day("2026-12-14") { &before } else { &after };
        house.live(centre, on, &[(12, &[session("cards", on)]), (12, &[session("walk", on)])]);
        house.close(centre, on + Days::new(1));
    }
    let together = cells_of(&mut house, Q4, "cards");
    let expected = [
        ("2026-12-06", "12"),
        ("2026-12-13", "12"),
        ("2026-12-20", "few"),
        ("2026-12-27", "few"),
        ("2026-12-31", "few"),
    ];
    assert_eq!(pairs(&together), expected);
    assert_eq!(cells_of(&mut house, Q4, "choir"), together, "its whole group");
    assert!(cells_of(&mut house, Q4, "walk").iter().all(|(_, value)| value == "12"), "and no other");
    let raised = house.store().raised(Q4.parse().unwrap()).unwrap();
    assert_eq!(raised.into_iter().collect::<Vec<_>>(), [("cards".into(), day("2026-12-14"))]);
    // The next plan knows it as what it is.
    let plan = house.plan(Q1).unwrap();
    let member =
        plan.groups.iter().flat_map(|group| &group.members).find(|member| member.activity == "cards".into());
    assert_eq!(member.map(|member| member.class), Some(PrivacyClass::Sensitive));
}

#[test]
fn a_class_raised_outside_the_plan_reads_few_from_that_day() {
    let before = centre(&[WALK, CARDS, CHOIR, YOGA]);
    let after = centre(&[WALK, CARDS, CHOIR, &sensitive(YOGA)]);
    let mut house = House::set_up(&usual(), "2026-12-01");
    for on in days("2026-12-01", "2026-12-31") {
        let centre = if on < day("2026-12-14") { &before } else { &after };
        house.live(centre, on, &[(12, &[session("yoga", on)])]);
        house.close(centre, on + Days::new(1));
    }
    let expected =
        [("2026-12-13", "12"), ("2026-12-20", "few"), ("2026-12-27", "few"), ("2026-12-31", "few")];
    assert_eq!(pairs(&cells_of(&mut house, Q4, "yoga")), expected);
}

#[test]
fn what_appears_sensitive_during_the_quarter_is_not_told_at_all() {
    let after = centre(&[WALK, CARDS, CHOIR, &sensitive(YOGA)]);
    let mut house = House::set_up(&usual(), "2026-12-01");
    for on in days("2026-12-01", "2026-12-31") {
        house.live(&after, on, &[(12, &[session("yoga", on)])]);
        house.close(&after, on + Days::new(1));
    }
    assert_eq!(cells_of(&mut house, Q4, "yoga"), []);
    assert!(
        house.frozen().iter().all(|row| !row.group.contains("Yoga") && !row.group.contains("Ontmoeting"))
    );
}

/// The choir as an open meeting.
fn open_choir() -> String {
    format!("{CHOIR}\nX-WELKOM-PRIVACY:open")
}

#[test]
fn what_hosts_enter_is_frozen_with_its_day() {
    let centre = centre(&[WALK, CARDS, &open_choir()]);
    let mut house = House::set_up(&centre, "2026-12-01");
    let heads = |on: &str, activity: &str, visitors| HeadCount {
        activity: activity.into(),
        day: day(on),
        visitors,
        volunteers: 2,
        professionals: 0,
    };
    let at = |hour| day("2026-12-01").and_hms_opt(hour, 0, 0).unwrap();
    let store = house.store();
    store.put_head_count(&heads("2026-12-01", "choir", 30), at(16)).unwrap();
    store.put_head_count(&heads("2026-12-01", "choir", 3), at(19)).unwrap();
    store.put_head_count(&heads("2026-12-01", "cards", 9), at(14)).unwrap();
    store.put_shift(ShiftDay { day: day("2026-12-02"), volunteers: 4, professionals: 1 }).unwrap();
    let entered = |house: &mut House| -> Vec<(String, String, String, String)> {
        let mut rows = house.frozen();
        rows.retain(|row| row.measure.starts_with("head_count") || row.measure.starts_with("shift"));
        rows.into_iter().map(|row| (row.measure, row.period, row.group, row.value)).collect()
    };
    let row = |measure: &str, on: &str, group: &str, value: &str| {
        (measure.to_owned(), on.to_owned(), group.to_owned(), value.to_owned())
    };
    // Closed late: each day has its own.
    house.close(&centre, day("2026-12-04"));
    let expected = [
        row("head_count_professionals", "2026-12-01", "Zingen", "0"),
        row("head_count_visitors", "2026-12-01", "Zingen", "33"),
        row("head_count_volunteers", "2026-12-01", "Zingen", "4"),
        row("shift_professionals", "2026-12-02", "", "1"),
        row("shift_volunteers", "2026-12-02", "", "4"),
    ];
    assert_eq!(entered(&mut house), expected);
    // What comes after the day has closed changes nothing, nor does a meeting that is open no more.
    assert!(!house.store().put_head_count(&heads("2026-12-01", "choir", 99), at(16)).unwrap());
    let closed = usual();
    house.store().put_head_count(&heads("2026-12-08", "choir", 30), at(16)).unwrap();
    house.close(&closed, day("2026-12-09"));
    assert_eq!(entered(&mut house), expected);
}

#[test]
fn a_head_count_changes_no_figure_of_visits() {
    let centre = centre(&[WALK, CARDS, &open_choir()]);
    let frozen = |heads: Option<u32>| {
        let mut house = House::set_up(&centre, "2026-12-01");
        for on in days("2026-12-01", "2026-12-31") {
            house.live(&centre, on, &[(3, &[session("choir", on)])]);
            if let Some(visitors) = heads {
                let count = HeadCount {
                    activity: "choir".into(),
                    day: on,
                    visitors,
                    volunteers: 0,
                    professionals: 0,
                };
                house.store().put_head_count(&count, on.and_hms_opt(16, 0, 0).unwrap()).unwrap();
            }
            house.close(&centre, on + Days::new(1));
        }
        let mut rows = house.frozen();
        rows.retain(|row| !row.measure.starts_with("head_count"));
        (rows, house.plan(Q1))
    };
    assert!(frozen(Some(30)) == frozen(None));
}

#[test]
fn arrivals_go_when_their_quarter_is_frozen_and_nobody_may_want_them() {
    let centre = usual();
    let mut house = House::set_up(&centre, "2026-12-30");
    for on in days("2026-12-30", "2027-01-02") {
        house.come(on, &[OfferKey::DropIn]);
    }
    let all = DateRange::new(day("2026-12-01"), day("2027-01-31"));
    let mut left_on = |morning: &str, keep_days: u32, closes: bool| {
        if closes {
            house.close(&centre, day(morning));
        }
        forget(house.store(), day(morning), keep_days).unwrap();
        house.store().arrivals(all).unwrap().len()
    };
    assert_eq!(left_on("2026-12-31", 0, true), 4, "the quarter is not over");
    assert_eq!(left_on("2027-01-01", 0, false), 4, "it is over and not frozen");
    assert_eq!(left_on("2027-01-01", 5, true), 4, "it is frozen, and the host may want them for five days");
    assert_eq!(left_on("2027-01-05", 5, true), 4, "the fifth of them");
    assert_eq!(left_on("2027-01-06", 5, true), 2, "what is of the new quarter stays");
    assert_eq!(left_on("2027-04-20", 31, true), 2, "the next quarter's days are counted on their own");
    assert_eq!(left_on("2027-05-02", 31, true), 0);
}

#[test]
fn a_damaged_file_goes_with_the_arrivals_of_its_quarter() {
    let centre = usual();
    let mut house = House::set_up(&centre, "2026-12-30");
    let made = |on: &str| day(on).and_hms_opt(12, 0, 0).unwrap().and_utc().timestamp_millis();
    let [old, new] = ["2026-12-30", "2027-01-02"].map(|on| {
        let folder = house.directory.path().join(format!("damaged-{}", made(on)));
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("visits.sqlite"), "arrivals").unwrap();
        folder
    });
    house.close(&centre, day("2027-01-05"));
    forget(house.store(), day("2027-01-05"), 5).unwrap();
    assert!(old.exists(), "the host may still want the days it holds");
    forget(house.store(), day("2027-01-06"), 5).unwrap();
    assert!(!old.exists() && new.exists(), "what is of the new quarter stays");
}

/// Nothing is written into the sources; the message of a failure holds the whole case.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

proptest! {
    #![proptest_config(cases(if std::env::var_os("WELKOM_LONG").is_some() { 64 } else { 6 }))]

    /// On which mornings the kiosk was switched on makes no difference to what is frozen.
    #[test]
    fn any_nights_left_out_give_the_same_cells(
        coming in prop::collection::vec((0_u32..9, 0_u32..9), 12),
        switched_on in prop::collection::vec(any::<bool>(), 12),
    ) {
        let centre = usual();
        let history = |switched_on: &[bool]| {
            let mut house = House::set_up(&centre, "2026-12-22");
            for ((on, (drop_in, cards)), is_on) in days("2026-12-22", "2027-01-02").zip(&coming).zip(switched_on) {
                house.live(&centre, on, &[(*drop_in, &[OfferKey::DropIn]), (*cards, &[session("cards", on)])]);
                if *is_on {
                    house.restart();
                    house.close(&centre, on + Days::new(1));
                }
            }
            house.close(&centre, day("2027-01-03"));
            ([house.plan(Q4), house.plan(Q1)], house.frozen())
        };
        prop_assert!(history(&switched_on) == history(&[true; 12]));
    }
}
