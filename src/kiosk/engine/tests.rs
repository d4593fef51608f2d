//! The engine on a simulated clock: what it answers is true, what it counts adds up, and what it freezes
//! it freezes once.

mod balance;
mod calls;
mod host_desk;
mod host_screen;
mod late;
mod names;
mod passes;
mod service;

use super::{Command, Engine, EngineThread, Update};
use crate::{
    clock::{Clock, SimulatedClock},
    flow::{Answer, NewArrival},
    store::{Opened, Store},
    test_centre::{day, local, session, usual, visits},
    today::OfferKey,
};
use rusqlite::Connection;
use std::{
    cell::RefCell,
    path::Path,
    sync::{Arc, mpsc},
    time::Duration,
};
use tempfile::TempDir;
use uuid::Uuid;
use welkom_domain::{arrival::Role, centre::Centre, day::DateRange, ids::ArrivalId};

/// Longer than any answer takes; whoever waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(30);

fn clock(at: &str) -> Arc<SimulatedClock> {
    Arc::new(SimulatedClock::new(local(at)))
}

/// An engine that has started.
fn engine(directory: &Path, clock: &Arc<SimulatedClock>, centre: Centre) -> Engine {
    engine_keeping(directory, clock, centre, 0)
}

/// One that keeps arrivals for so many days after their quarter was frozen.
fn engine_keeping(
    directory: &Path,
    clock: &Arc<SimulatedClock>,
    centre: Centre,
    keep_arrivals_days: u32,
) -> Engine {
    let (store, _) = Store::open(directory, 0).expect("a store");
    let mut engine = Engine::new(store, centre, Arc::clone(clock) as Arc<dyn Clock>, keep_arrivals_days);
    engine.start(&|_| {});
    engine
}

fn directory() -> TempDir {
    tempfile::tempdir().expect("a directory")
}

fn arrival(id: u128, offers: &[OfferKey], party: u32) -> NewArrival {
    NewArrival {
        id: ArrivalId(Uuid::from_u128(id)),
        offers: offers.to_vec(),
        party,
        role: Role::Visitor,
        guest: None,
        pass: None,
    }
}

/// The one answer to a command.
fn answer(engine: &mut Engine, command: Command) -> Answer {
    let answers = RefCell::new(Vec::new());
    engine.obey(command, &|update| {
        if let Update::Answer(answer) = update {
            answers.borrow_mut().push(answer);
        }
    });
    let answers = answers.into_inner();
    assert_eq!(answers.len(), 1, "{answers:?}");
    answers.into_iter().next().unwrap()
}

/// A minute passes and the engine does its part of it.
fn minute(engine: &mut Engine) {
    engine.obey(Command::Minute, &|_| {});
}

fn december() -> DateRange {
    DateRange::new(day("2026-12-01"), day("2026-12-31"))
}

/// An engine on its own thread, as in the program.
struct Running {
    commands: mpsc::Sender<Command>,
    updates: mpsc::Receiver<Update>,
    thread: EngineThread,
}

impl Running {
    fn start(directory: &Path) -> Self {
        let (commands, to_do) = mpsc::channel();
        let (tell, updates) = mpsc::channel();
        let directory = directory.to_owned();
        let open = move || {
            let (store, _) = Store::open(&directory, 0)?;
            Ok(Engine::new(store, usual(), clock("2026-12-01 10:00"), 0))
        };
        let thread = Engine::spawn(to_do, open, move |update| drop(tell.send(update))).expect("a thread");
        Self { commands, updates, thread }
    }

    fn answer(&self) -> Answer {
        loop {
            if let Update::Answer(answer) = self.updates.recv_timeout(PATIENCE).expect("an answer") {
                return answer;
            }
        }
    }

    fn ask(&self, command: Command) -> Answer {
        self.commands.send(command).expect("an engine that listens");
        self.answer()
    }
}

#[test]
fn what_is_answered_as_saved_is_on_disk_once() {
    let directory = directory();
    let running = Running::start(directory.path());
    assert_eq!(running.answer(), Answer::Ready);
    let (walkers, alone) =
        (arrival(1, &[session("walk", day("2026-12-01"))], 3), arrival(2, &[OfferKey::DropIn], 1));
    assert_eq!(running.ask(Command::Save(walkers.clone())), Answer::Saved(walkers.id));
    assert_eq!(running.ask(Command::Save(alone.clone())), Answer::Saved(alone.id));
    assert_eq!(
        running.ask(Command::Save(walkers.clone())),
        Answer::Saved(walkers.id),
        "a command that came twice"
    );
    assert_eq!(running.ask(Command::TakeBack(alone.id, None)), Answer::TakenBack(alone.id));
    assert_eq!(
        running.ask(Command::TakeBack(alone.id, None)),
        Answer::TakenBack(alone.id),
        "and so did this one"
    );
    running.thread.stop(&running.commands);

    let (store, opened) = Store::open(directory.path(), 0).unwrap();
    assert_eq!(opened, Opened::Existing);
    let arrivals = store.arrivals(december()).unwrap();
    assert_eq!(arrivals.iter().map(|it| it.party).collect::<Vec<_>>(), [3, 1]);
    assert_eq!(arrivals[0].withdrawn, None);
    assert_eq!(arrivals[1].withdrawn, Some(day("2026-12-01")));
}

#[test]
fn an_engine_nobody_speaks_to_any_more_ends() {
    let directory = directory();
    let running = Running::start(directory.path());
    assert_eq!(running.answer(), Answer::Ready);
    drop(running.commands);
    running.thread.0.join().expect("an orderly end");
    assert_eq!(Store::open(directory.path(), 0).unwrap().1, Opened::Existing);
}

#[test]
fn an_engine_without_a_store_says_so() {
    let (_commands, to_do) = mpsc::channel();
    let (tell, updates) = mpsc::channel();
    let thread =
        Engine::spawn(to_do, || anyhow::bail!("no disk"), move |update| drop(tell.send(update))).unwrap();
    assert!(matches!(updates.recv_timeout(PATIENCE), Ok(Update::Broken)));
    thread.0.join().expect("an orderly end");
}

/// Makes the file refuse, as a full disk would.
fn refuse(directory: &Path, what: &str) {
    let connection = Connection::open(directory.join("visits.sqlite")).unwrap();
    connection
        .execute_batch(&format!(
            "CREATE TRIGGER refuse BEFORE {what} ON arrival BEGIN SELECT RAISE(ABORT, 'no room'); END"
        ))
        .unwrap();
}

#[test]
fn an_arrival_that_cannot_be_written_is_not_called_saved() {
    let directory = directory();
    let clock = clock("2026-12-01 10:00");
    drop(engine(directory.path(), &clock, usual()));
    refuse(directory.path(), "INSERT");
    let mut engine = engine(directory.path(), &clock, usual());
    let visitor = arrival(1, &[OfferKey::DropIn], 1);
    assert_eq!(answer(&mut engine, Command::Save(visitor.clone())), Answer::NotSaved(visitor.id));
    assert!(!engine.store().has_arrival(visitor.id).unwrap());
    // Taking back what was never written is no fault: the visitor leaves uncounted.
    assert_eq!(answer(&mut engine, Command::TakeBack(visitor.id, None)), Answer::TakenBack(visitor.id));
    // The same arrival is written once the disk takes it again.
    drop(engine);
    let connection = Connection::open(directory.path().join("visits.sqlite")).unwrap();
    connection.execute_batch("DROP TRIGGER refuse").unwrap();
    drop(connection);
    let mut engine = self::engine(directory.path(), &clock, usual());
    assert_eq!(answer(&mut engine, Command::Save(visitor.clone())), Answer::Saved(visitor.id));
}

#[test]
fn an_arrival_that_cannot_be_taken_back_still_counts() {
    let directory = directory();
    let clock = clock("2026-12-01 10:00");
    let visitor = arrival(1, &[OfferKey::DropIn], 1);
    let mut first = engine(directory.path(), &clock, usual());
    assert_eq!(answer(&mut first, Command::Save(visitor.clone())), Answer::Saved(visitor.id));
    drop(first);
    refuse(directory.path(), "UPDATE");
    let mut engine = engine(directory.path(), &clock, usual());
    assert_eq!(answer(&mut engine, Command::TakeBack(visitor.id, None)), Answer::NotTakenBack(visitor.id));
    assert!(engine.store().has_arrival(visitor.id).unwrap());
}

#[test]
fn an_hour_past_midnight_counts_for_the_evening() {
    let directory = directory();
    let clock = clock("2026-12-01 23:30");
    let mut engine = engine(directory.path(), &clock, usual());
    for (id, at) in [(1, "2026-12-02 03:59"), (2, "2026-12-02 04:00")] {
        clock.go_to(local(at));
        answer(&mut engine, Command::Save(arrival(id, &[OfferKey::DropIn], 1)));
    }
    let mut days: Vec<_> = engine.store().arrivals(december()).unwrap().iter().map(|it| it.day).collect();
    days.sort();
    assert_eq!(days, [day("2026-12-01"), day("2026-12-02")]);
}

#[test]
fn a_session_is_full_as_soon_as_the_screens_hear_of_it() {
    let directory = directory();
    let clock = clock("2026-12-01 10:00");
    let events = [&*format!("{}\nX-WELKOM-CAPACITY:3", crate::test_centre::WALK)];
    let mut engine = engine(directory.path(), &clock, crate::test_centre::centre(&events));
    let walk = session("walk", day("2026-12-01"));
    let can_choose =
        |engine: &mut Engine| engine.today().unwrap().offer(&walk).map(crate::today::Offer::can_choose);
    assert_eq!(can_choose(&mut engine), Some(true));
    answer(
        &mut engine,
        Command::Save(arrival(1, std::slice::from_ref(&session("walk", day("2026-12-01"))), 3)),
    );
    assert_eq!(can_choose(&mut engine), Some(false));
    answer(&mut engine, Command::TakeBack(ArrivalId(Uuid::from_u128(1)), None));
    assert_eq!(can_choose(&mut engine), Some(true));
}

#[test]
fn nothing_is_frozen_under_a_clock_that_nobody_vouches_for() {
    let directory = directory();
    let clock = clock("2026-12-01 10:00");
    clock.set_trusted(false);
    let mut engine = engine(directory.path(), &clock, usual());
    answer(&mut engine, Command::Save(arrival(1, &[OfferKey::DropIn], 1)));
    clock.go_to(local("2026-12-03 09:00"));
    minute(&mut engine);
    engine.obey(Command::CloseDays, &|_| {});
    assert_eq!(engine.store().first_plan().unwrap(), None, "not even a plan");
    assert_eq!(engine.store().closed_through().unwrap(), None);

    clock.set_trusted(true);
    minute(&mut engine);
    assert_eq!(engine.store().first_plan().unwrap(), Some("2026-Q4".parse().unwrap()));
    clock.set_trusted(false);
    clock.go_to(local("2026-12-05 09:00"));
    minute(&mut engine);
    assert_eq!(
        (engine.store().closed_through().unwrap(), engine.store().frozen().unwrap()),
        (None, Vec::new())
    );
    clock.set_trusted(true);
    minute(&mut engine);
    assert_eq!(engine.store().closed_through().unwrap(), Some(day("2026-12-04")));
}

#[test]
fn a_day_closes_at_four_and_leaves_a_backup() {
    let directory = directory();
    let clock = clock("2026-12-01 10:00");
    let mut engine = engine(directory.path(), &clock, usual());
    let backup = directory.path().join("visits.backup-1.sqlite");
    clock.go_to(local("2026-12-02 03:59"));
    minute(&mut engine);
    assert_eq!(engine.store().closed_through().unwrap(), None);
    assert!(!backup.exists());
    clock.go_to(local("2026-12-02 04:00"));
    minute(&mut engine);
    assert_eq!(engine.store().closed_through().unwrap(), Some(day("2026-12-01")));
    assert!(backup.exists());
}

#[test]
fn a_night_that_was_cut_short_is_finished_by_the_next_start() {
    let directory = directory();
    let clock = clock("2026-12-01 08:59");
    let mut before = engine(directory.path(), &clock, usual());
    service::serve(&mut before, &clock, "2026-12-01 17:00");
    for id in 0..6 {
        answer(&mut before, Command::Save(arrival(id, &[OfferKey::DropIn], 1)));
    }
    before.finish();
    drop(before);
    clock.go_to(local("2026-12-04 08:00"));
    let after = engine(directory.path(), &clock, usual());
    assert_eq!(after.store().closed_through().unwrap(), Some(day("2026-12-03")));
    let cells = visits(&after.store().frozen().unwrap(), "Inloop");
    let cells: Vec<_> = cells.iter().map(|(to, value)| (to.as_str(), value.as_str())).collect();
    assert_eq!(cells, [("2026-12-01", "6"), ("2026-12-02", "off"), ("2026-12-03", "off")]);
}
