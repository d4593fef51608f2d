//! Guests who show a pass: greeted from the book and from nothing else, counted whatever the book does, and
//! changed or forgotten as they ask.

use super::{
    answer, arrival, clock, directory, engine, minute,
    names::{book, day, named, pass, with_book},
};
use crate::{
    engine::{Command, Engine, guests::lock},
    flow::{Answer, NewArrival, Wish},
    test_centre::{local, session, usual},
};
use rusqlite::Connection;
use std::{
    path::Path,
    sync::{Arc, Mutex},
};
use welkom_guestbook::{
    BookError, Consent, FirstName, Greeted, HostId, HostPassword, Pass, PhoneNumber, Retention,
};

fn shown(id: u128, pass: &Pass) -> NewArrival {
    NewArrival { pass: Some(pass.clone()), ..arrival(id, &[session("walk", day())], 1) }
}

fn greeted(engine: &mut Engine, pass: &Pass) -> Greeted {
    match answer(engine, Command::Greet(pass.clone())) {
        Answer::Greeted(of, greeted) if of == *pass => greeted,
        other => panic!("expected a greeting, found {other:?}"),
    }
}

fn filed(engine: &mut Engine) -> usize {
    lock(engine.book.as_ref().expect("a book")).night(day(), 0).expect("a night").filed
}

fn wish(engine: &mut Engine, pass: &Pass, wish: Wish) -> Answer {
    answer(engine, Command::ForGuest(pass.clone(), wish))
}

/// Makes the book's file refuse, as a full disk would.
fn refuse(directory: &Path) {
    let file = directory.join("guestbook").join("guestbook.sqlite");
    assert!(file.exists());
    Connection::open(file)
        .expect("its file")
        .execute_batch(
            "CREATE TRIGGER refuse BEFORE UPDATE ON today BEGIN SELECT RAISE(ABORT, 'no room'); END",
        )
        .expect("a trigger");
}

#[test]
fn a_pass_greets_and_writes_nothing() {
    let directory = directory();
    let mut engine = with_book(directory.path());
    let given = pass(&mut engine, &named(1));
    assert_eq!(filed(&mut engine), 1);
    let greeted = greeted(&mut engine, &given);
    assert_eq!((greeted.name.expose(), greeted.language.expose()), ("Kever", "nl"));
    assert_eq!(filed(&mut engine), 0);
}

#[test]
fn a_pass_counts_once_and_leaves_one_parcel() {
    let directory = directory();
    let mut engine = with_book(directory.path());
    let given = pass(&mut engine, &named(1));
    assert_eq!(filed(&mut engine), 1);
    let arrival = shown(2, &given);
    for _ in 0..2 {
        assert_eq!(answer(&mut engine, Command::Save(arrival.clone())), Answer::Saved(arrival.id));
    }
    assert!(engine.store().has_arrival(arrival.id).expect("read"));
    assert_eq!(filed(&mut engine), 1);
}

#[test]
fn taken_back_the_guest_stays() {
    let directory = directory();
    let mut engine = with_book(directory.path());
    let given = pass(&mut engine, &named(1));
    let arrival = shown(2, &given);
    answer(&mut engine, Command::Save(arrival.clone()));
    assert_eq!(answer(&mut engine, Command::TakeBack(arrival.id, None)), Answer::TakenBack(arrival.id));
    assert!(!engine.store().has_arrival(arrival.id).expect("read"));
    assert_eq!(greeted(&mut engine, &given).name.expose(), "Kever");
}

#[test]
fn a_pass_that_opens_nothing_any_more_counts_and_leaves_the_parcel_of_the_nameless() {
    let directory = directory();
    let mut engine = with_book(directory.path());
    let given = pass(&mut engine, &named(1));
    assert_eq!(wish(&mut engine, &given, Wish::Forget), Answer::Done(given.clone()));
    filed(&mut engine);
    let arrival = shown(2, &given);
    for _ in 0..2 {
        assert_eq!(answer(&mut engine, Command::Save(arrival.clone())), Answer::NameNotKept(arrival.id));
    }
    assert!(engine.store().has_arrival(arrival.id).expect("read"));
    assert_eq!(filed(&mut engine), 1, "one parcel for every arrival, whoever it is");
}

#[test]
fn a_book_that_fails_does_not_keep_a_visit_from_counting() {
    let directory = directory();
    let mut engine = with_book(directory.path());
    let given = pass(&mut engine, &named(1));
    drop(engine);
    refuse(directory.path());
    let mut engine = self::engine(directory.path(), &clock("2026-12-01 10:00"), usual());
    engine.set_guest_book(Arc::new(Mutex::new(book(directory.path()))));
    let arrival = shown(2, &given);
    assert_eq!(answer(&mut engine, Command::Save(arrival.clone())), Answer::NameNotKept(arrival.id));
    assert!(engine.store().has_arrival(arrival.id).expect("read"));
    assert_eq!(wish(&mut engine, &given, Wish::NoCalls), Answer::NoAnswer(given));
}

#[test]
fn a_centre_without_a_book_knows_no_pass() {
    let elsewhere = directory();
    let mut other = with_book(elsewhere.path());
    let given = pass(&mut other, &named(1));
    let directory = directory();
    let mut engine = engine(directory.path(), &clock("2026-12-01 10:00"), usual());
    let unknown = Answer::UnknownPass(given.clone());
    assert_eq!(answer(&mut engine, Command::Greet(given.clone())), unknown);
    // Another centre's book, or one that is not set up.
    engine.set_guest_book(Arc::new(Mutex::new(book(directory.path()))));
    assert_eq!(answer(&mut engine, Command::Greet(given.clone())), unknown);
    assert_eq!(wish(&mut engine, &given, Wish::NoCalls), unknown);
}

/// As a host reads it.
fn with_host(engine: &mut Engine, password: &HostPassword, pass: &Pass) -> (String, Option<String>, bool) {
    let book = lock(engine.book.as_ref().expect("a book"));
    let open = book.sealed(&HostId("balie".to_owned())).expect("a copy").unlock(password, day());
    let open = open.expect("the host's words");
    let guest = open.by_pass(pass).expect("the guest");
    let phone = guest.record.phone.as_ref().map(|phone| phone.expose().to_owned());
    (guest.name().map(FirstName::expose).unwrap_or_default().to_owned(), phone, guest.consents.call.is_some())
}

#[test]
fn a_guest_changes_the_name_the_number_and_the_calls() {
    let directory = directory();
    let mut engine = engine(directory.path(), &clock("2026-12-01 10:00"), usual());
    let mut book = book(directory.path());
    let (password, _) = book.set_up(&HostId("balie".to_owned()), day()).expect("set up");
    engine.set_guest_book(Arc::new(Mutex::new(book)));
    let given = pass(&mut engine, &named(1));
    let consent = Consent { day: day(), wording: 1 };
    let number = PhoneNumber::new("+31612345678").expect("a number");
    let done = Answer::Done(given.clone());
    for _ in 0..2 {
        let renamed = Wish::Rename(FirstName::new("Bloem").expect("a name"));
        assert_eq!(wish(&mut engine, &given, renamed), done, "and once more does no harm");
    }
    assert_eq!(greeted(&mut engine, &given).name.expose(), "Bloem");
    assert_eq!(wish(&mut engine, &given, Wish::Number(number, Some(consent))), done);
    assert_eq!(greeted(&mut engine, &given).consents.call, Some(consent));
    let with_number = ("Bloem".to_owned(), Some("+31612345678".to_owned()), true);
    assert_eq!(with_host(&mut engine, &password, &given), with_number);
    // Another number leaves the consent as it was given.
    let other = PhoneNumber::new("+31687654321").expect("a number");
    assert_eq!(wish(&mut engine, &given, Wish::Number(other, None)), done);
    assert_eq!(greeted(&mut engine, &given).consents.call, Some(consent));
    assert_eq!(wish(&mut engine, &given, Wish::NoCalls), done);
    assert_eq!(with_host(&mut engine, &password, &given), ("Bloem".to_owned(), None, false));
}

#[test]
fn forgotten_is_forgotten_also_when_it_is_asked_twice_and_the_backups_follow() {
    let directory = directory();
    let mut engine = with_book(directory.path());
    let given = pass(&mut engine, &named(1));
    for _ in 0..2 {
        assert_eq!(wish(&mut engine, &given, Wish::Forget), Answer::Done(given.clone()));
    }
    assert_eq!(answer(&mut engine, Command::Greet(given.clone())), Answer::UnknownPass(given.clone()));
    assert_eq!(wish(&mut engine, &given, Wish::NoCalls), Answer::UnknownPass(given.clone()));
    assert!(engine.erased);
    minute(&mut engine);
    assert!(!engine.erased);
    drop(engine);
    let (reopened, _) = welkom_guestbook::GuestBook::open(
        &directory.path().join("guestbook"),
        0,
        day(),
        Retention::default(),
    )
    .expect("a guest book");
    assert!(matches!(reopened.greet(&given), Err(BookError::UnknownPass)));
}

/// Ten guests leave names on a day, and on a later one half of them are forgotten; all that was frozen by then.
fn frozen_after(forgets: bool) -> Vec<crate::store::FrozenRow> {
    let directory = directory();
    let clock = clock("2026-12-01 10:00");
    let mut engine = engine(directory.path(), &clock, usual());
    let mut book = book(directory.path());
    book.set_up(&HostId("balie".to_owned()), day()).expect("set up");
    engine.set_guest_book(Arc::new(Mutex::new(book)));
    let passes: Vec<Pass> = (1..=10).map(|id| pass(&mut engine, &named(id))).collect();
    engine.store.add_service(day(), 480, 480).expect("in service all day");
    clock.go_to(local("2026-12-02 04:01"));
    minute(&mut engine);
    clock.go_to(local("2026-12-02 10:00"));
    for given in passes.iter().step_by(2).filter(|_| forgets) {
        assert_eq!(wish(&mut engine, given, Wish::Forget), Answer::Done(given.clone()));
    }
    clock.go_to(local("2027-01-01 04:01"));
    minute(&mut engine);
    engine.store().frozen().expect("frozen rows")
}

#[test]
fn forgetting_a_guest_changes_no_published_cell() {
    let (kept, forgotten) = (frozen_after(false), frozen_after(true));
    assert!(kept.iter().any(|row| row.measure == "visits" && row.value == "10"), "ten visits are published");
    assert!(forgotten == kept, "and stay so, whoever is forgotten");
}
