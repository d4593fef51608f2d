//! Whatever happens, in whatever order: every visit is published or withheld, and none is both.

use super::{answer, arrival, clock, engine_keeping, minute};
use crate::{
    clock::{Clock, SimulatedClock},
    engine::{Command, Engine},
    flow::{Answer, NewArrival},
    test_centre::{local, session, usual},
    today::OfferKey,
};
use chrono::NaiveDate;
use proptest::{prelude::*, sample::Index};
use std::{path::Path, sync::Arc};
use welkom_domain::{
    day::{Period, Quarter, service_day},
    plan::Plan,
    release::{Facts, withheld},
};

/// What may happen to a kiosk.
#[derive(Debug, Clone)]
enum Event {
    /// Somebody comes for these.
    Come { offers: Vec<usize>, party: u32 },
    /// A command comes twice, perhaps days later.
    Again(Index),
    /// Somebody of today says "toch niet".
    TakeBack(Index),
    /// A minute passes.
    Minute,
    /// The power goes, and comes back.
    Restart,
    /// The kiosk worked all day, or did not; the next one begins.
    NextDay { in_service: bool },
}

const OFFERS: [&str; 5] = ["drop-in", "walk", "cards", "choir", "nothing of today"];

fn event() -> impl Strategy<Value = Event> {
    let offers = prop_oneof![
        4 => Just(vec![0]),
        4 => Just(vec![1]),
        4 => Just(vec![2]),
        2 => Just(vec![2, 3]),
        1 => prop::sample::subsequence((0..OFFERS.len()).collect::<Vec<_>>(), 1..4),
    ];
    let party = prop_oneof![5 => Just(1_u32), 1 => 2_u32..=10];
    prop_oneof![
        20 => (offers, party).prop_map(|(offers, party)| Event::Come { offers, party }),
        3 => any::<Index>().prop_map(Event::Again),
        2 => any::<Index>().prop_map(Event::TakeBack),
        2 => Just(Event::Minute),
        1 => Just(Event::Restart),
        2 => prop::bool::weighted(0.9).prop_map(|in_service| Event::NextDay { in_service }),
    ]
}

/// An arrival as the model knows it.
struct Known {
    arrival: NewArrival,
    came: NaiveDate,
    counts: bool,
}

/// A kiosk, and what must be true of it by what happened alone.
struct World<'a> {
    directory: &'a Path,
    clock: Arc<SimulatedClock>,
    engine: Option<Engine>,
    known: Vec<Known>,
}

impl<'a> World<'a> {
    fn new(directory: &'a Path, at: &str) -> Self {
        let mut world = Self { directory, clock: clock(at), engine: None, known: Vec::new() };
        world.engine();
        world
    }

    /// The engine, switched on if it is not. It keeps the arrivals of frozen quarters: the balance is
    /// drawn over them, too.
    fn engine(&mut self) -> &mut Engine {
        self.engine.get_or_insert_with(|| engine_keeping(self.directory, &self.clock, usual(), 400))
    }

    fn today(&self) -> NaiveDate {
        service_day(self.clock.now().with_timezone(&usual().zone).naive_local())
    }

    fn save(&mut self, arrival: &NewArrival) {
        assert_eq!(answer(self.engine(), Command::Save(arrival.clone())), Answer::Saved(arrival.id));
    }

    fn happen(&mut self, event: &Event) {
        let today = self.today();
        match event {
            Event::Come { offers, party } => {
                let offer =
                    |at: &usize| if *at == 0 { OfferKey::DropIn } else { session(OFFERS[*at], today) };
                let offers: Vec<OfferKey> = offers.iter().map(offer).collect();
                let arrival = arrival(self.known.len() as u128, &offers, *party);
                self.save(&arrival);
                self.known.push(Known { arrival, came: today, counts: true });
            }
            Event::Again(which) => {
                if !self.known.is_empty() {
                    let arrival = which.get(&self.known).arrival.clone();
                    self.save(&arrival);
                }
            }
            Event::TakeBack(which) => {
                let of_today: Vec<usize> =
                    (0..self.known.len()).filter(|at| self.known[*at].came == today).collect();
                if !of_today.is_empty() {
                    let at = *which.get(&of_today);
                    let id = self.known[at].arrival.id;
                    assert_eq!(answer(self.engine(), Command::TakeBack(id, None)), Answer::TakenBack(id));
                    self.known[at].counts = false;
                }
            }
            Event::Minute => {
                self.clock.pass_ms(60_000);
                minute(self.engine());
            }
            Event::Restart => drop(self.engine.take()),
            Event::NextDay { in_service } => {
                if *in_service {
                    let scheduled = usual().scheduled_min(today);
                    self.engine().store().add_service(today, scheduled, scheduled).unwrap();
                }
                self.go_to(today.succ_opt().expect("another day"));
            }
        }
    }

    fn go_to(&mut self, day: NaiveDate) {
        self.clock.go_to(local(&format!("{day} 09:00")));
        minute(self.engine());
    }

    /// Visits of a quarter by what happened alone.
    fn visits(&self, quarter: Quarter) -> u64 {
        let known = self.known.iter().filter(|known| known.counts && Quarter::of(known.came) == quarter);
        known.map(|known| u64::from(known.arrival.party) * known.arrival.offers.len() as u64).sum()
    }
}

/// The sum of the published numbers of visits of a quarter.
fn published(engine: &Engine, quarter: Quarter) -> u64 {
    let frozen = engine.store().frozen().unwrap();
    let visits = frozen.iter().filter(|row| row.measure == "visits" && row.quarter == quarter);
    visits.filter_map(|row| row.value.parse::<u64>().ok()).sum()
}

/// Visits of a quarter that stay in the centre, by the release rule over what is stored.
fn stays(engine: &Engine, quarter: Quarter) -> u64 {
    let store = engine.store();
    let Some(plan) = store.plan(quarter).unwrap() else { return 0 };
    let plan = Plan::from_toml(&plan).expect("a plan that reads back");
    let range = quarter.range();
    let (arrivals, sessions, service) =
        (store.arrivals(range).unwrap(), store.planned(range).unwrap(), store.service(range).unwrap());
    let (raised, classes) = (store.raised(quarter).unwrap(), store.planned_classes(range).unwrap());
    let facts = Facts {
        arrivals: &arrivals,
        sessions: &sessions,
        service: &service,
        raised: &raised,
        classes: &classes,
        // No visits.
        head_counts: &[],
        open: &[],
        shifts: &[],
    };
    let closed = store.closed_through().unwrap().expect("a closed day");
    withheld(&plan, &facts, closed).visits_withheld
}

/// Nothing is written into the sources; the message of a failure holds the whole case.
fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

proptest! {
    #![proptest_config(cases(if std::env::var_os("WELKOM_LONG").is_some() { 256 } else { 12 }))]

    #[test]
    fn every_visit_is_published_or_withheld(events in prop::collection::vec(event(), 20..90)) {
        let directory = super::directory();
        let mut world = World::new(directory.path(), "2026-12-28 09:00");
        for event in &events {
            world.happen(event);
        }
        // The month passes, and with it every cell.
        let end = Period::month_of(world.today()).range().to;
        world.go_to(end.succ_opt().expect("another day"));
        for quarter in ["2026-Q4", "2027-Q1", "2027-Q2"].map(|text| text.parse::<Quarter>().unwrap()) {
            let scripted = world.visits(quarter);
            let engine = world.engine();
            prop_assert_eq!(published(engine, quarter) + stays(engine, quarter), scripted, "{}", quarter);
        }
        // Everything once more, late, and after another restart: nothing changes.
        let frozen = world.engine().store().frozen().unwrap();
        for at in 0..world.known.len() {
            let arrival = world.known[at].arrival.clone();
            world.save(&arrival);
        }
        world.happen(&Event::Restart);
        world.happen(&Event::Minute);
        prop_assert!(world.engine().store().frozen().unwrap() == frozen);
    }
}

#[test]
fn the_balance_knows_numbers_on_both_sides() {
    let directory = super::directory();
    let mut world = World::new(directory.path(), "2026-12-29 09:00");
    for _ in 0..7 {
        world.happen(&Event::Come { offers: vec![0], party: 1 });
    }
    for _ in 0..2 {
        world.happen(&Event::Come { offers: vec![2], party: 3 });
    }
    world.happen(&Event::NextDay { in_service: true });
    for _ in 0..2 {
        world.happen(&Event::NextDay { in_service: true });
    }
    let quarter = "2026-Q4".parse().unwrap();
    assert_eq!((published(world.engine(), quarter), stays(world.engine(), quarter)), (7, 6));
}
