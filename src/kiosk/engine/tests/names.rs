//! Names on their way into the guest book: kept once, taken back wholly, and never in the way of counting.

use super::{answer, arrival, clock, directory, engine, minute};
use crate::{
    engine::{Command, Engine, guests::lock},
    flow::{Answer, Guest, NewArrival},
    test_centre::{local, session, usual},
};
use chrono::NaiveDate;
use std::{
    path::Path,
    sync::{Arc, Mutex},
};
use welkom_desk::SharedBook;
use welkom_guestbook::{
    BookError, Consent, Consents, Details, FirstName, GuestBook, HostId, Language, Opened, Pass, Retention,
};

pub(super) fn day() -> NaiveDate {
    "2026-12-01".parse().unwrap()
}

pub(super) fn book(directory: &Path) -> GuestBook {
    let book = GuestBook::open(&directory.join("guestbook"), 0, day(), Retention::default());
    let (book, opened) = book.expect("a guest book");
    assert!(matches!(opened, Opened::Fresh | Opened::Existing), "{opened:?}");
    book
}

/// An engine whose centre has set its guest book up.
pub(super) fn with_book(directory: &Path) -> Engine {
    let mut engine = engine(directory, &clock("2026-12-01 10:00"), usual());
    let mut book = book(directory);
    book.set_up(&HostId("balie".to_owned()), day()).expect("set up");
    engine.set_guest_book(Arc::new(Mutex::new(book)));
    engine
}

pub(super) fn named(id: u128) -> NewArrival {
    let details = Details {
        name: FirstName::new("Kever").expect("a name"),
        phone: None,
        language: Language::new("nl").expect("a language"),
        wants_talk: false,
    };
    let consents = Consents { keep: Consent { day: day(), wording: 1 }, call: None };
    NewArrival {
        guest: Some(Box::new(Guest { details, consents })),
        ..arrival(id, &[session("walk", day())], 1)
    }
}

pub(super) fn pass(engine: &mut Engine, arrival: &NewArrival) -> Pass {
    match answer(engine, Command::Save(arrival.clone())) {
        Answer::SavedWithName(id, pass) if id == arrival.id => pass,
        other => panic!("expected a pass, found {other:?}"),
    }
}

/// How many parcels of today the night would put away.
pub(super) fn filed(book: &SharedBook) -> usize {
    lock(book).night(day(), 0).expect("a night").filed
}

fn greeted(engine: &mut Engine, pass: &Pass) -> Result<String, BookError> {
    let book = lock(engine.book.as_ref().expect("a book"));
    book.greet(pass).map(|greeted| greeted.name.expose().to_owned())
}

#[test]
fn a_name_is_kept_with_the_visit_and_a_repeated_command_keeps_it_once() {
    let directory = directory();
    let mut engine = with_book(directory.path());
    let arrival = named(1);
    let first = pass(&mut engine, &arrival);
    assert_eq!(pass(&mut engine, &arrival), first, "the same answer again");
    assert_eq!(greeted(&mut engine, &first).expect("known"), "Kever");
    assert!(engine.store().has_arrival(arrival.id).expect("read"));
    // One new guest and no more: the night files one parcel.
    let night = lock(engine.book.as_ref().expect("a book")).night(day(), 0).expect("a night");
    assert_eq!(night.filed, 1);
}

#[test]
fn a_turn_of_the_minute_between_two_tries_keeps_the_name_once() {
    let directory = directory();
    let clock = clock("2026-12-01 10:00");
    let mut engine = engine(directory.path(), &clock, usual());
    let mut book = book(directory.path());
    book.set_up(&HostId("balie".to_owned()), day()).expect("set up");
    engine.set_guest_book(Arc::new(Mutex::new(book)));
    let arrival = named(1);
    let first = pass(&mut engine, &arrival);
    clock.pass_ms(5_000);
    engine.obey(Command::Minute, &|_| {});
    assert_eq!(pass(&mut engine, &arrival), first);
    clock.pass_ms(60_000);
    engine.obey(Command::Minute, &|_| {});
    assert!(engine.last_answer.is_none(), "nobody asks for it any more");
}

#[test]
fn everybody_leaves_a_parcel_once() {
    let directory = directory();
    let mut engine = with_book(directory.path());
    for id in [1, 2, 1] {
        let nameless = arrival(id, &[session("walk", day())], 1);
        assert_eq!(answer(&mut engine, Command::Save(nameless.clone())), Answer::Saved(nameless.id));
    }
    pass(&mut engine, &named(3));
    let night = lock(engine.book.as_ref().expect("a book")).night(day(), 0).expect("a night");
    assert_eq!(night.filed, 3);
}

#[test]
fn taken_back_the_guest_is_forgotten_and_the_backups_follow() {
    let directory = directory();
    let mut engine = with_book(directory.path());
    let arrival = named(1);
    let given = pass(&mut engine, &arrival);
    let gone = answer(&mut engine, Command::TakeBack(arrival.id, Some(given.clone())));
    assert_eq!(gone, Answer::TakenBack(arrival.id));
    assert!(matches!(greeted(&mut engine, &given), Err(BookError::UnknownPass)));
    assert!(engine.erased);
    minute(&mut engine);
    assert!(!engine.erased, "the backups were made anew");
}

#[test]
fn a_centre_without_a_book_counts_and_says_so() {
    let directory = directory();
    let mut engine = engine(directory.path(), &clock("2026-12-01 10:00"), usual());
    assert!(!engine.today().expect("today").keeps_names);
    let with_name = named(1);
    assert_eq!(answer(&mut engine, Command::Save(with_name.clone())), Answer::NameNotKept(with_name.id));
    // Not set up yet is no better.
    engine.set_guest_book(Arc::new(Mutex::new(book(directory.path()))));
    assert!(!engine.today().expect("today").keeps_names);
    let nameless = arrival(2, &[session("walk", day())], 1);
    assert_eq!(answer(&mut engine, Command::Save(nameless.clone())), Answer::Saved(nameless.id));
    assert!(engine.store().has_arrival(with_name.id).expect("read"), "the visit counts all the same");
}

#[test]
fn the_night_puts_the_day_away() {
    let directory = directory();
    let clock = clock("2026-12-01 10:00");
    let mut engine = engine(directory.path(), &clock, usual());
    let mut book = book(directory.path());
    book.set_up(&HostId("balie".to_owned()), day()).expect("set up");
    engine.set_guest_book(Arc::new(Mutex::new(book)));
    assert!(engine.today().expect("today").keeps_names);
    let given = pass(&mut engine, &named(1));
    clock.go_to(local("2026-12-02 04:01"));
    minute(&mut engine);
    let again = lock(engine.book.as_ref().expect("a book")).night(day(), 0).expect("a night");
    assert_eq!(again.filed, 0, "it was put away");
    assert_eq!(greeted(&mut engine, &given).expect("known"), "Kever");
}
