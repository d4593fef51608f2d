//! The host's part of the screen on a real store: who gets in and how often, and that what is corrected there is
//! what the desk sees.

use super::{arrival, clock, day, directory, engine, session};
use crate::{
    clock::{Clock, SimulatedClock},
    engine::{Command, Engine, EngineDoor, NewCode, Update},
    flow::{Answer, HostAsk, HostSaid, HostView, HostWish, Key, Typed},
    store::Store,
    test_centre::{CARDS, CHOIR, WALK, centre, local, sensitive, usual},
    today::OfferState,
};
use std::{
    cell::RefCell,
    sync::{Arc, mpsc},
    thread,
};
use welkom_desk::{
    Door,
    door::{Changes, Correction, DoorError},
};
use welkom_domain::{arrival::Role, programme::SessionChange};

const MORNING: &str = "2026-12-01 09:50";

fn typed(code: &str) -> Typed {
    let mut typed = Typed::default();
    for digit in code.chars() {
        typed.press_in_test(Key::Letter(digit));
    }
    typed
}

/// What a host is answered, and what the screens are told besides.
fn ask(engine: &mut Engine, wish: HostWish) -> (HostSaid, Vec<Update>) {
    let updates = RefCell::new(Vec::new());
    engine.obey(Command::Host(HostAsk { ticket: 7, wish }), &|update| updates.borrow_mut().push(update));
    let mut updates = updates.into_inner();
    match updates.pop() {
        Some(Update::Answer(Answer::Host(answer))) if answer.ticket == 7 => (answer.said, updates),
        other => panic!("expected an answer last, found {other:?}"),
    }
}

fn tries(engine: &mut Engine, code: &str) -> HostSaid {
    ask(engine, HostWish::TryCode(typed(code))).0
}

fn done(engine: &mut Engine, wish: HostWish) -> HostView {
    match ask(engine, wish).0 {
        HostSaid::Done(view) => view,
        other => panic!("expected it done, found {other:?}"),
    }
}

fn look(engine: &mut Engine) -> HostView {
    match ask(engine, HostWish::Look).0 {
        HostSaid::Seen(view) => view,
        other => panic!("expected a view, found {other:?}"),
    }
}

/// Another code, as one may be drawn by chance: never the one that the tests type wrong.
fn new_code(engine: &Engine) -> String {
    let made = loop {
        let made = NewCode::make().expect("a code");
        if made.code.as_str() != WRONG {
            break made;
        }
    };
    engine.store().put_host_code(&made.hash).expect("kept");
    made.code.to_string()
}

const WRONG: &str = "000000";

#[test]
fn without_a_code_nothing_opens_and_nothing_is_counted() {
    let directory = directory();
    let mut engine = engine(directory.path(), &clock(MORNING), usual());
    for _ in 0..6 {
        assert_eq!(tries(&mut engine, WRONG), HostSaid::NoCode);
    }
    let code = new_code(&engine);
    assert!(matches!(tries(&mut engine, &code), HostSaid::Opened(_)));
}

#[test]
fn tries_wait_longer_each_time_also_across_a_power_cut_until_one_is_right() {
    let directory = directory();
    let clock = clock(MORNING);
    let mut first = engine(directory.path(), &clock, usual());
    let code = new_code(&first);
    for _ in 0..4 {
        assert_eq!(tries(&mut first, WRONG), HostSaid::WrongCode);
    }
    assert_eq!(tries(&mut first, &code), HostSaid::Wait { minutes: 1 }, "also the right one has to wait");
    drop(first);
    let mut engine = engine(directory.path(), &clock, usual());
    assert_eq!(tries(&mut engine, &code), HostSaid::Wait { minutes: 1 });
    clock.pass_ms(30_000);
    assert_eq!(tries(&mut engine, WRONG), HostSaid::WrongCode);
    clock.pass_ms(59_000);
    assert_eq!(tries(&mut engine, &code), HostSaid::Wait { minutes: 1 });
    clock.pass_ms(1_000);
    assert_eq!(tries(&mut engine, WRONG), HostSaid::WrongCode);
    assert_eq!(tries(&mut engine, &code), HostSaid::Wait { minutes: 2 });
    clock.pass_ms(120_000);
    assert!(matches!(tries(&mut engine, &code), HostSaid::Opened(_)));
    for _ in 0..4 {
        assert_eq!(tries(&mut engine, WRONG), HostSaid::WrongCode, "a right one forgives those before it");
    }
    assert_eq!(tries(&mut engine, WRONG), HostSaid::Wait { minutes: 1 });
}

#[test]
fn a_clock_that_ran_ahead_makes_nobody_wait_for_it() {
    let directory = directory();
    let ahead = clock("2030-01-01 09:50");
    let mut first = engine(directory.path(), &ahead, usual());
    let code = new_code(&first);
    for _ in 0..4 {
        assert_eq!(tries(&mut first, WRONG), HostSaid::WrongCode);
    }
    drop(first);
    let right = clock(MORNING);
    let mut engine = engine(directory.path(), &right, usual());
    assert_eq!(tries(&mut engine, &code), HostSaid::Wait { minutes: 1 });
    right.pass_ms(30_000);
    assert!(matches!(tries(&mut engine, &code), HostSaid::Opened(_)));
}

#[test]
fn a_new_code_from_the_desk_ends_the_old_one_and_forgives() {
    let directory = directory();
    let mut engine = engine(directory.path(), &clock(MORNING), usual());
    let old = new_code(&engine);
    for _ in 0..4 {
        assert_eq!(tries(&mut engine, WRONG), HostSaid::WrongCode);
    }
    assert_eq!(tries(&mut engine, &old), HostSaid::Wait { minutes: 1 });
    let new = loop {
        let new = through_the_desk(&mut engine, |door| door.new_screen_code().expect("a code").to_string());
        if new != old {
            break new;
        }
    };
    assert!(new.len() == 6 && new.bytes().all(|digit| digit.is_ascii_digit()), "{}", new.len());
    assert_eq!(tries(&mut engine, &old), HostSaid::WrongCode);
    assert!(matches!(tries(&mut engine, &new), HostSaid::Opened(_)));
}

/// Asks as the desk does, from another thread, while this one is the engine's.
fn through_the_desk<T: Send + 'static>(
    engine: &mut Engine,
    asks: impl FnOnce(EngineDoor) -> T + Send + 'static,
) -> T {
    let (commands, to_do) = mpsc::channel();
    let zone = chrono_tz::Europe::Amsterdam;
    let door = EngineDoor::new(commands, Changes::default(), Vec::new(), zone, "/".into());
    let asking = thread::spawn(move || asks(door));
    for command in to_do {
        engine.obey(command, &|_| {});
    }
    asking.join().expect("asked")
}

#[test]
fn a_host_reads_counts_and_no_title_that_visitors_do_not_see() {
    let directory = directory();
    let events = [WALK, &sensitive(CARDS), CHOIR];
    let mut engine = engine(directory.path(), &clock(MORNING), centre(&events));
    let today = day("2026-12-01");
    let cards = session("cards", today);
    engine.obey(Command::Save(arrival(1, &[session("walk", today), cards.clone()], 2)), &|_| {});
    engine.obey(Command::Save(arrival(2, std::slice::from_ref(&cards), 3)), &|_| {});
    let view = look(&mut engine);
    assert_eq!((view.people, view.arrivals, view.inside), (5, 2, 5), "two things, one person");
    let titles: Vec<_> = view.sessions.iter().map(|it| (it.title.as_str(), it.people)).collect();
    assert_eq!(titles, [("", 0), ("Wandelen", 2), ("Ontmoeting", 5), ("Zingen", 0)]);
    assert!(view.sessions[0].is_drop_in);
    let desk = through_the_desk(&mut engine, |door| door.today().expect("today"));
    assert!(desk.sessions.iter().any(|it| it.title == "Kaarten"), "the desk says it by its name");
    assert!(!format!("{view:?}").contains("Kaarten"));
}

#[test]
fn what_is_corrected_at_the_screen_is_what_the_desk_sees() {
    let directory = directory();
    let mut engine = engine(directory.path(), &clock(MORNING), usual());
    let today = day("2026-12-01");
    let walk = session("walk", today).to_string();
    let one = Correction::Add { session: walk.clone(), role: Role::Visitor, people: 1 };
    let (said, told) = ask(&mut engine, HostWish::Correct(one));
    assert!(matches!(said, HostSaid::Done(view) if view.people == 1));
    assert!(matches!(told[..], [Update::Today(_)]), "the screens hear it before the host does: {told:?}");
    let people = |engine: &mut Engine| {
        let today = through_the_desk(engine, |door| door.today().expect("today"));
        today.sessions.iter().map(|it| it.people.all()).sum::<u32>()
    };
    assert_eq!(people(&mut engine), 1);

    // What the desk changed stays when the screen cancels.
    let key = walk.clone();
    let moved = SessionChange { place: Some("zaal 2".to_owned()), ..SessionChange::default() };
    let put = moved.clone();
    through_the_desk(&mut engine, move |door| door.change_session(&key, &put).expect("changed"));
    let seen = look(&mut engine).sessions.into_iter().find(|it| it.key == walk).expect("the walk");
    assert_eq!(seen.change, moved);
    let change = SessionChange { is_cancelled: true, ..seen.change };
    let view = done(&mut engine, HostWish::Change(walk.clone(), change));
    assert!(view.sessions.iter().any(|it| it.key == walk && it.is_cancelled));
    let offers = engine.today().expect("today").offers;
    let walking = offers.iter().find(|it| it.key.to_string() == walk).expect("the walk");
    assert_eq!((walking.state, walking.place.as_str()), (OfferState::Cancelled, "zaal 2"));

    let last = || HostWish::Correct(Correction::TakeBackLast { session: walk.clone() });
    assert_eq!(done(&mut engine, last()).people, 0);
    assert_eq!(ask(&mut engine, last()).0, HostSaid::Refused(DoorError::NobodyThere));
    let gone = HostWish::Change("unknown".to_owned(), SessionChange::default());
    assert_eq!(ask(&mut engine, gone).0, HostSaid::Refused(DoorError::UnknownSession));
}

#[test]
fn a_closed_day_is_told() {
    let directory = directory();
    let clock = clock(MORNING);
    let mut engine = engine(directory.path(), &clock, usual());
    clock.go_to(local("2026-12-02 09:50"));
    super::minute(&mut engine);
    // The clock is set back into a day that has closed.
    clock.go_to(local(MORNING));
    let walk = session("walk", day("2026-12-01")).to_string();
    let one = Correction::Add { session: walk, role: Role::Visitor, people: 1 };
    assert_eq!(ask(&mut engine, HostWish::Correct(one)).0, HostSaid::Refused(DoorError::DayClosed));
}

#[test]
fn who_vouches_for_the_clock_lets_the_days_close() {
    let directory = directory();
    let clock = clock("2026-12-01 16:00");
    let mut engine = engine(directory.path(), &clock, usual());
    clock.set_trusted(false);
    clock.go_to(local("2026-12-02 09:00"));
    super::minute(&mut engine);
    let closed = |engine: &Engine| engine.store().closed_through().expect("read");
    let before = closed(&engine);
    assert!(before < Some(day("2026-12-01")), "nothing is closed under a clock nobody vouches for");
    assert!(!look(&mut engine).is_clock_trusted);
    assert!(done(&mut engine, HostWish::Vouch).is_clock_trusted);
    assert!(clock.trusted());
    assert_eq!(closed(&engine), Some(day("2026-12-01")));
}

#[test]
fn the_machines_clock_is_vouched_for_until_the_program_ends() {
    // Only where the network has not set this machine's clock can it be seen.
    let clock = crate::clock::SystemClock::new(false);
    clock.vouch();
    assert!(clock.trusted());
    let simulated = SimulatedClock::new(local(MORNING));
    simulated.set_trusted(false);
    let simulated = Arc::new(simulated) as Arc<dyn Clock>;
    assert!(!simulated.trusted());
    simulated.vouch();
    assert!(simulated.trusted());
}

#[test]
fn a_code_is_six_digits_and_its_hash_says_none_of_them() {
    let made = NewCode::make().expect("a code");
    assert!(made.code.len() == 6 && made.code.bytes().all(|digit| digit.is_ascii_digit()));
    assert!(made.hash.starts_with("$argon2id$"));
    let directory = directory();
    let (store, _) = Store::open(directory.path(), 0).expect("a store");
    store.put_host_code(&made.hash).expect("kept");
    assert_eq!(store.host_code().expect("read"), Some(made.hash));
}
