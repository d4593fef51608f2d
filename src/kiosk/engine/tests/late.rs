//! What comes too late for a day that is closed stays in the centre, whatever the clock has been.

use super::{answer, arrival, clock, directory, minute};
use crate::{
    clock::{Clock, SimulatedClock},
    engine::{Command, Engine},
    flow::Answer,
    store::{FrozenRow, Store},
    test_centre::{day, local, usual},
    today::OfferKey,
};
use std::{path::Path, sync::Arc};
use welkom_domain::{
    day::{DateRange, Quarter},
    ids::ArrivalId,
};

/// An engine whose kiosk has been in service, and will be, through all of December.
fn in_service(directory: &Path, clock: &Arc<SimulatedClock>) -> Engine {
    let (store, _) = Store::open(directory, 0).expect("a store");
    let centre = usual();
    for on in DateRange::new(day("2026-12-01"), day("2026-12-31")).days() {
        let scheduled = centre.scheduled_min(on);
        store.add_service(on, scheduled, scheduled).expect("hours of service");
    }
    let mut engine = Engine::new(store, centre, Arc::clone(clock) as Arc<dyn Clock>, 0);
    engine.start(&|_| {});
    engine
}

fn come(engine: &mut Engine, ids: std::ops::Range<u128>) {
    for id in ids {
        let saved = answer(engine, Command::Save(arrival(id, &[OfferKey::DropIn], 1)));
        assert!(matches!(saved, Answer::Saved(_)));
    }
}

/// A December in which a Wednesday of four people is closed too early, because somebody set the clock a
/// day ahead, and put right again; `afterwards` happens on that Wednesday then.
fn december(afterwards: impl FnOnce(&mut Engine)) -> Vec<FrozenRow> {
    let directory = directory();
    let clock = clock("2026-12-01 08:00");
    let mut engine = in_service(directory.path(), &clock);
    clock.go_to(local("2026-12-02 11:00"));
    come(&mut engine, 0..4);
    clock.go_to(local("2026-12-03 11:00"));
    minute(&mut engine);
    clock.go_to(local("2026-12-02 12:00"));
    afterwards(&mut engine);
    clock.go_to(local("2026-12-09 11:00"));
    minute(&mut engine);
    come(&mut engine, 100..120);
    clock.go_to(local("2027-01-01 09:00"));
    minute(&mut engine);
    engine.store().frozen().expect("frozen rows")
}

#[test]
fn arrivals_of_a_closed_day_change_no_figure_of_its_month() {
    let undisturbed = december(|_| {});
    let of_month = |rows: &[FrozenRow]| {
        let found = rows.iter().find(|row| row.measure == "visitors" && row.from == day("2026-12-01"));
        found.map(|row| row.value.clone())
    };
    assert_eq!(of_month(&undisturbed).as_deref(), Some("20"), "only those behind published cells");
    assert_eq!(december(|engine| come(engine, 4..6)), undisturbed);
    assert_eq!(
        december(|engine| {
            let gone = Command::TakeBack(ArrivalId(uuid::Uuid::from_u128(0)), None);
            assert!(matches!(answer(engine, gone), Answer::TakenBack(_)));
        }),
        undisturbed
    );
}

#[test]
fn a_closed_day_keeps_its_hours() {
    let directory = directory();
    let clock = clock("2026-12-01 08:00");
    let mut engine = in_service(directory.path(), &clock);
    clock.go_to(local("2026-12-03 11:00"));
    minute(&mut engine);
    let on = DateRange::new(day("2026-12-02"), day("2026-12-02"));
    let before = engine.store().service(on).expect("hours");
    engine.store().add_service(day("2026-12-02"), 10, 10).expect("an answer");
    assert_eq!(engine.store().service(on).expect("hours"), before);
}

#[test]
fn a_kiosk_with_half_a_programme_closes_nothing() {
    let directory = directory();
    let clock = clock("2026-12-01 08:00");
    let (store, _) = Store::open(directory.path(), 0).expect("a store");
    let mut engine = Engine::new(store, usual(), Arc::clone(&clock) as Arc<dyn Clock>, 0);
    engine.set_programme_partial();
    engine.start(&|_| {});
    clock.go_to(local("2026-12-03 11:00"));
    minute(&mut engine);
    assert_eq!(engine.store().plan(Quarter::of(day("2026-12-01"))).expect("an answer"), None);
    assert_eq!(engine.store().closed_through().expect("an answer"), None);
}
