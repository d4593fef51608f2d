//! Newcomers and hosts who are called: said once, seen once, and forgotten.

use super::{answer, arrival, clock, directory, engine, minute};
use crate::{
    clock::SimulatedClock,
    engine::{Command, Engine},
    flow::Answer,
    test_centre::{WALK, centre, day, local, session, usual},
    today::OfferKey,
};
use std::{path::Path, sync::Arc};
use uuid::Uuid;
use welkom_desk::door::{CallReason, HostCall};
use welkom_domain::{day::DateRange, ids::ArrivalId};

fn id(number: u128) -> ArrivalId {
    ArrivalId(Uuid::from_u128(number))
}

fn opened(directory: &Path) -> (Engine, Arc<SimulatedClock>) {
    let clock = clock("2026-12-01 10:00");
    (engine(directory, &clock, usual()), clock)
}

fn call(engine: &mut Engine, number: u128, reason: CallReason, offers: Vec<OfferKey>) {
    assert_eq!(answer(engine, Command::CallHost(id(number), reason, offers)), Answer::HostCalled(id(number)));
}

fn newcomer(engine: &Engine) -> Option<bool> {
    let arrivals = engine.store().arrivals(DateRange::new(day("2026-12-01"), day("2026-12-01")));
    arrivals.expect("arrivals")[0].newcomer
}

#[test]
fn a_call_says_when_why_and_what_for_by_its_real_name() {
    let directory = directory();
    let secret = format!(
        "{}\nX-WELKOM-PRIVACY:sensitive\nX-WELKOM-PUBLIC-LABEL:Bijeenkomst",
        WALK.replace("Wandelen", "Rouwgroep")
    );
    let mut engine = engine(directory.path(), &clock("2026-12-01 10:00"), centre(&[&secret]));
    let walk = session("walk", day("2026-12-01"));
    let public = engine.today().expect("today").offer(&walk).map(|offer| offer.title.clone());
    assert_eq!(public.as_deref(), Some("Bijeenkomst"), "at the door it is called otherwise");
    call(&mut engine, 1, CallReason::Newcomer, vec![walk, OfferKey::DropIn]);
    call(&mut engine, 2, CallReason::FirstTalk, vec![]);
    let at = "10:00:00".parse().expect("a time");
    assert_eq!(
        engine.host_calls(),
        [
            HostCall { id: 1, at, reason: CallReason::Newcomer, came_for: "Rouwgroep, Inloop".to_owned() },
            HostCall { id: 2, at, reason: CallReason::FirstTalk, came_for: String::new() },
        ]
    );
}

#[test]
fn the_same_call_is_one_and_a_seen_one_is_gone() {
    let directory = directory();
    let (mut engine, _) = opened(directory.path());
    for _ in 0..2 {
        call(&mut engine, 1, CallReason::Newcomer, vec![]);
    }
    call(&mut engine, 1, CallReason::FirstTalk, vec![]);
    assert_eq!(engine.host_calls().iter().map(|call| call.id).collect::<Vec<_>>(), [1, 2]);
    engine.answer_call(1);
    engine.answer_call(77);
    assert_eq!(engine.host_calls().iter().map(|call| call.id).collect::<Vec<_>>(), [2]);
}

#[test]
fn nobody_waits_longer_than_an_hour_or_into_the_next_day() {
    let directory = directory();
    let (mut engine, clock) = opened(directory.path());
    call(&mut engine, 1, CallReason::Newcomer, vec![]);
    clock.pass_ms(30 * 60_000);
    call(&mut engine, 2, CallReason::Newcomer, vec![]);
    clock.pass_ms(30 * 60_000 - 1);
    assert_eq!(engine.host_calls().len(), 2);
    clock.pass_ms(1);
    assert_eq!(engine.host_calls().iter().map(|call| call.id).collect::<Vec<_>>(), [2]);
    clock.go_to(local("2026-12-02 03:59"));
    call(&mut engine, 3, CallReason::Help, vec![]);
    clock.go_to(local("2026-12-02 04:01"));
    minute(&mut engine);
    assert!(engine.calls.is_empty(), "the minute forgets them, also when nobody asks");
}

#[test]
fn of_more_than_twenty_the_earliest_goes() {
    let directory = directory();
    let (mut engine, _) = opened(directory.path());
    for number in 0..21 {
        call(&mut engine, number, CallReason::Help, vec![]);
    }
    let ids: Vec<u64> = engine.host_calls().iter().map(|call| call.id).collect();
    assert_eq!(ids, (2..=21).collect::<Vec<_>>());
}

#[test]
fn who_does_not_come_in_after_all_calls_nobody() {
    let directory = directory();
    let (mut engine, _) = opened(directory.path());
    let visitor = arrival(1, &[OfferKey::DropIn], 1);
    answer(&mut engine, Command::Save(visitor.clone()));
    call(&mut engine, 1, CallReason::Newcomer, vec![]);
    call(&mut engine, 2, CallReason::Newcomer, vec![]);
    answer(&mut engine, Command::TakeBack(visitor.id, None));
    assert_eq!(engine.host_calls().iter().map(|call| call.id).collect::<Vec<_>>(), [2]);
}

#[test]
fn a_newcomer_is_written_when_the_day_is_put_away_and_not_before() {
    let directory = directory();
    let (mut engine, clock) = opened(directory.path());
    answer(&mut engine, Command::Save(arrival(1, &[OfferKey::DropIn], 1)));
    for is_newcomer in [true, true, false] {
        engine.obey(Command::Newcomer(id(1), is_newcomer), &|_| panic!("nobody waits for it"));
    }
    engine.obey(Command::Newcomer(id(2), true), &|_| {});
    clock.go_to(local("2026-12-01 23:00"));
    minute(&mut engine);
    assert_eq!(newcomer(&engine), None, "on disk it would tell whose visit it was");
    clock.go_to(local("2026-12-02 04:01"));
    minute(&mut engine);
    assert_eq!(newcomer(&engine), Some(false), "the last word, and not somebody else's");
}

#[test]
fn a_kiosk_that_stops_puts_todays_guests_among_the_others_before_it_writes_who_is_new() {
    let directory = directory();
    let mut engine = super::names::with_book(directory.path());
    let guest = super::names::named(1);
    super::names::pass(&mut engine, &guest);
    engine.obey(Command::Newcomer(guest.id, true), &|_| {});
    engine.finish();
    assert_eq!(newcomer(&engine), Some(true));
    let book = engine.book.as_ref().expect("a book");
    assert_eq!(super::names::filed(book), 0, "nothing of today is kept apart");
}

#[test]
fn where_the_book_fails_it_is_not_written_who_is_new() {
    let directory = directory();
    let mut engine = super::names::with_book(directory.path());
    let guest = super::names::named(1);
    super::names::pass(&mut engine, &guest);
    engine.obey(Command::Newcomer(guest.id, true), &|_| {});
    drop(engine);
    super::passes::refuse(directory.path());
    let clock = clock("2026-12-01 11:00");
    let mut engine = super::engine(directory.path(), &clock, usual());
    engine.set_guest_book(Arc::new(std::sync::Mutex::new(super::names::book(directory.path()))));
    engine.obey(Command::Newcomer(guest.id, true), &|_| {});
    clock.go_to(local("2026-12-02 04:01"));
    minute(&mut engine);
    assert_eq!(newcomer(&engine), None, "beside a guest who is still kept apart as that day's");
}

#[test]
fn a_day_that_is_closed_and_an_arrival_that_was_taken_back_stay_as_they_are() {
    let directory = directory();
    let (mut engine, clock) = opened(directory.path());
    answer(&mut engine, Command::Save(arrival(1, &[OfferKey::DropIn], 1)));
    engine.obey(Command::Newcomer(id(1), false), &|_| {});
    clock.go_to(local("2026-12-02 04:01"));
    minute(&mut engine);
    assert_eq!(engine.store().closed_through().expect("read"), Some(day("2026-12-01")));
    engine.obey(Command::Newcomer(id(1), true), &|_| {});
    assert_eq!(newcomer(&engine), Some(false));

    let directory = super::directory();
    let (mut engine, _) = opened(directory.path());
    answer(&mut engine, Command::Save(arrival(1, &[OfferKey::DropIn], 1)));
    answer(&mut engine, Command::TakeBack(id(1), None));
    engine.obey(Command::Newcomer(id(1), true), &|_| {});
    assert_eq!(newcomer(&engine), None);
}
