//! What the host desk is told is what the door did, and what it changes is on disk.

use super::{PATIENCE, arrival, clock, day, directory, session};
use crate::{
    clock::{Clock, SimulatedClock},
    engine::{Command, Engine, EngineDoor, EngineThread, Update},
    flow::Answer,
    store::Store,
    test_centre::{CARDS, WALK, centre, local},
    today::OfferKey,
};
use chrono::{NaiveDate, NaiveTime};
use std::{
    path::Path,
    sync::{Arc, mpsc},
};
use welkom_desk::{
    Door,
    door::{Changes, Correction, DoorError, People, Says, SessionToday, Shifts, Watch},
};
use welkom_domain::{arrival::Role, class::PrivacyClass, programme::SessionChange};
use welkom_guestbook::ActivityKey;

/// A public meeting on every first Tuesday.
const COUNCIL: &str =
    "UID:council\nSUMMARY:Buurtraad\nDTSTART:20261201T193000\nDTEND:20261201T213000\nX-WELKOM-PRIVACY:open";

struct House {
    door: EngineDoor,
    commands: mpsc::Sender<Command>,
    updates: mpsc::Receiver<Update>,
    thread: Option<EngineThread>,
    changes: Watch,
    clock: Arc<SimulatedClock>,
}

impl House {
    fn start(directory: &Path, at: &str) -> Self {
        let (commands, to_do) = mpsc::channel();
        let (tell, updates) = mpsc::channel();
        let clock = clock(at);
        let changes = Changes::default();
        let open = {
            let (directory, clock, changes) = (directory.to_owned(), Arc::clone(&clock), changes.clone());
            move || {
                let (store, _) = Store::open(&directory, 0)?;
                let centre = centre(&[WALK, CARDS, COUNCIL]);
                let mut engine = Engine::new(store, centre, clock as Arc<dyn Clock>, 0);
                engine.set_changes(changes);
                Ok(engine)
            }
        };
        let thread = Engine::spawn(to_do, open, move |update| drop(tell.send(update))).expect("a thread");
        let send_at = vec![NaiveTime::from_hms_opt(4, 30, 0).expect("a time")];
        let receiver = changes.watch();
        let zone = chrono_tz::Europe::Amsterdam;
        let door = EngineDoor::new(commands.clone(), changes, send_at, zone, directory.to_owned());
        let house = Self { door, commands, updates, thread: Some(thread), changes: receiver, clock };
        house.wait_for(&Answer::Ready);
        house
    }

    fn wait_for(&self, wanted: &Answer) {
        while !matches!(self.updates.recv_timeout(PATIENCE).expect("an answer"), Update::Answer(it) if it == *wanted)
        {
        }
    }

    fn comes(&self, id: u128, offers: &[OfferKey], party: u32) {
        let arrival = arrival(id, offers, party);
        let saved = Answer::Saved(arrival.id);
        self.commands.send(Command::Save(arrival)).expect("an engine");
        self.wait_for(&saved);
    }

    fn session(&self, key: &str) -> SessionToday {
        let today = self.door.today().expect("today");
        today.sessions.into_iter().find(|it| it.key == key).expect("a session of today")
    }

    /// What the screens were told last.
    fn shown(&self) -> Arc<crate::today::Today> {
        // The answer to a question comes after everything that was told before it.
        self.door.day().expect("a day");
        let told = self.updates.try_iter().filter_map(|update| match update {
            Update::Today(today) => Some(today),
            _ => None,
        });
        told.last().expect("something told")
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            thread.stop(&self.commands);
        }
    }
}

fn today() -> NaiveDate {
    day("2026-12-01")
}

fn walk() -> String {
    session("walk", today()).to_string()
}

fn council() -> String {
    OfferKey::Session("council".into(), today().and_hms_opt(19, 30, 0).expect("a time")).to_string()
}

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).expect("a time")
}

#[test]
fn hosts_see_who_came_and_correct_it_until_the_day_closes() {
    let directory = directory();
    let house = House::start(directory.path(), "2026-12-01 09:50");
    let before = *house.changes.borrow();
    house.comes(1, &[session("walk", today())], 2);
    house.comes(2, &[session("walk", today()), OfferKey::DropIn], 1);
    assert!(*house.changes.borrow() > before, "the desk is told that there is something new");
    let came = house.session(&walk());
    assert_eq!((came.arrivals, came.people.visitors), (2, 3));
    assert_eq!(house.session("drop-in").people.all(), 1);

    let add = |people| Correction::Add { session: walk(), role: Role::Volunteer, people };
    house.door.correct(&add(4)).expect("added");
    assert_eq!(house.session(&walk()).people, People { visitors: 3, volunteers: 4, professionals: 0 });
    assert_eq!(house.door.correct(&add(0)), Err(DoorError::People));
    assert_eq!(house.door.correct(&add(11)), Err(DoorError::People));
    house.door.correct(&Correction::TakeBackLast { session: walk() }).expect("taken back");
    house.door.correct(&Correction::TakeBackLast { session: walk() }).expect("taken back");
    assert_eq!(house.session(&walk()).people, People { visitors: 2, ..People::default() });
    assert_eq!(house.session("drop-in").people.all(), 0, "it was one check-in for both");
    house.door.correct(&Correction::TakeBackLast { session: walk() }).expect("taken back");
    let nobody = Correction::TakeBackLast { session: walk() };
    assert_eq!(house.door.correct(&nobody), Err(DoorError::NobodyThere));
    let other = Correction::TakeBackLast { session: session("walk", day("2026-12-08")).to_string() };
    assert_eq!(house.door.correct(&other), Err(DoorError::NobodyThere));
    let elsewhere = Correction::Add {
        session: session("walk", day("2026-12-08")).to_string(),
        role: Role::Visitor,
        people: 1,
    };
    assert_eq!(house.door.correct(&elsewhere), Err(DoorError::UnknownSession));
}

#[test]
fn the_building_empties_as_sessions_end() {
    let directory = directory();
    let house = House::start(directory.path(), "2026-12-01 09:50");
    let inside = |house: &House| house.door.today().expect("today").in_building;
    assert_eq!(inside(&house), Some(0));
    house.comes(1, &[session("walk", today())], 3);
    house.comes(2, &[OfferKey::DropIn], 1);
    assert_eq!(inside(&house), Some(4));
    house.clock.go_to(local("2026-12-01 11:25"));
    assert_eq!(inside(&house), Some(3), "who dropped in at 9:50 stayed an hour and a half");
    house.clock.go_to(local("2026-12-01 11:31"));
    assert_eq!(inside(&house), Some(0));
}

#[test]
fn a_cancelled_session_is_offered_to_nobody_and_counts_as_not_held() {
    let directory = directory();
    let house = House::start(directory.path(), "2026-12-01 09:50");
    let cancelled = SessionChange { is_cancelled: true, ..SessionChange::default() };
    house.door.change_session(&walk(), &cancelled).expect("changed");
    let shown = house.shown();
    let offer = shown.offer(&session("walk", today())).expect("it is still said");
    assert!(!offer.can_choose(), "{offer:?}");
    assert!(house.session(&walk()).is_cancelled);
    drop(house);
    // It outlives a power cut, and the books know it.
    let house = House::start(directory.path(), "2026-12-01 09:55");
    assert!(house.session(&walk()).is_cancelled);
    house.clock.go_to(local("2026-12-02 04:01"));
    house.commands.send(Command::Minute).expect("an engine");
    let programme = house.door.programme().expect("the programme");
    assert_eq!(programme.held.get(&ActivityKey::from(&"walk".into())), None, "it was not held");
    assert_eq!(programme.held[&ActivityKey::from(&"cards".into())], [today()]);
    assert_eq!(house.door.change_session(&walk(), &cancelled), Err(DoorError::UnknownSession), "another day");
}

#[test]
fn a_moved_session_takes_check_ins_at_its_new_time() {
    let directory = directory();
    let house = House::start(directory.path(), "2026-12-01 09:30");
    let later = SessionChange {
        starts: Some(time(13, 0)),
        place: Some("  Tuin\n ".to_owned()),
        note: Some("Neem een jas mee.".to_owned()),
        ..SessionChange::default()
    };
    house.door.change_session(&walk(), &later).expect("changed");
    let session = house.session(&walk());
    assert!(session.is_moved);
    assert_eq!((session.starts, session.ends), (Some(time(13, 0)), Some(time(14, 30))));
    assert_eq!(session.place.as_deref(), Some("Tuin"));
    let key = super::session("walk", today());
    assert!(!house.shown().offer(&key).expect("offered").can_choose(), "not yet: it was at ten");
    let endless =
        SessionChange { starts: Some(time(13, 0)), ends: Some(time(13, 0)), ..SessionChange::default() };
    assert_eq!(house.door.change_session(&walk(), &endless), Err(DoorError::Times));
    house.door.change_session(&walk(), &SessionChange::default()).expect("as the calendar has it");
    assert_eq!(house.session(&walk()).starts, Some(time(10, 0)));
    assert_eq!(house.door.change_session("drop-in", &later), Err(DoorError::UnknownSession));
}

#[test]
fn only_open_meetings_are_counted_by_head() {
    let directory = directory();
    let house = House::start(directory.path(), "2026-12-01 19:30");
    let heads = People { visitors: 31, volunteers: 4, professionals: 2 };
    house.door.put_head_count(&council(), Some(heads)).expect("counted");
    assert_eq!(house.session(&council()).head_count, Some(heads));
    assert_eq!(house.session(&council()).class, PrivacyClass::Open);
    assert_eq!(house.door.put_head_count(&walk(), Some(heads)), Err(DoorError::NotOpen));
    let many = People { visitors: 2_001, ..heads };
    assert_eq!(house.door.put_head_count(&council(), Some(many)), Err(DoorError::ByHead));
    house.door.put_head_count(&council(), None).expect("taken away");
    assert_eq!(house.session(&council()).head_count, None);
    let shifts = Shifts { volunteers: 3, professionals: 1 };
    house.door.put_shifts(Some(shifts)).expect("declared");
    assert_eq!(house.door.today().expect("today").shifts, Some(shifts));
    house.door.put_shifts(None).expect("taken away");
    assert_eq!(house.door.today().expect("today").shifts, None);
}

#[test]
fn news_is_of_today() {
    let directory = directory();
    let house = House::start(directory.path(), "2026-12-01 09:50");
    house.door.put_news(Some("Vandaag soep.")).expect("news");
    assert_eq!(house.shown().news, "Vandaag soep.");
    house.clock.go_to(local("2026-12-02 09:00"));
    house.commands.send(Command::Minute).expect("an engine");
    assert_eq!(house.shown().news, "");
    assert_eq!(house.door.today().expect("today").news, None);
}

#[test]
fn the_running_week_reads_as_it_would_if_it_closed_now() {
    let directory = directory();
    let house = House::start(directory.path(), "2026-12-01 09:50");
    let reads = |house: &House, group: &str| {
        let leaving = house.door.leaving().expect("what leaves");
        assert_eq!(leaving.plan, "2026-Q4");
        assert_eq!(leaving.next_sending, None, "paired with nobody");
        let group = leaving.dry_run.into_iter().find(|it| it.group == group && it.to >= today());
        group.expect("a cell").says
    };
    for id in 1..5 {
        house.comes(id, &[session("walk", today())], 1);
    }
    assert_eq!(reads(&house, "Wandelen"), Says::Few);
    house.comes(5, &[session("walk", today())], 1);
    assert_eq!(reads(&house, "Wandelen"), Says::Visits(5));
    let cancelled = SessionChange { is_cancelled: true, ..SessionChange::default() };
    house.door.correct(&Correction::TakeBackLast { session: walk() }).expect("taken back");
    house.door.change_session(&walk(), &cancelled).expect("changed");
    assert_eq!(reads(&house, "Wandelen"), Says::Closed);
}

#[test]
fn the_machine_is_told_as_it_is() {
    let directory = directory();
    let house = House::start(directory.path(), "2026-12-01 09:50");
    let health = house.door.health().expect("health");
    assert!(health.is_clock_trusted);
    assert!(!health.is_paired);
    assert_eq!((health.waiting_rows, health.last_sync, health.last_backup), (0, None, None));
    assert_eq!(health.programme_age_days, Some(0));
    assert!(health.disk_free_mib > 0);
    house.clock.go_to(local("2026-12-02 04:01"));
    house.commands.send(Command::Minute).expect("an engine");
    let health = house.door.health().expect("health");
    assert!(health.waiting_rows > 0, "a day was frozen");
    // The backup carries the machine's own date, not the simulated one.
    assert!(health.last_backup.is_some());
}

#[test]
fn an_engine_that_has_ended_is_silent() {
    let directory = directory();
    let mut house = House::start(directory.path(), "2026-12-01 09:50");
    let thread = house.thread.take().expect("running");
    thread.stop(&house.commands);
    assert_eq!(house.door.today(), Err(DoorError::Silent));
}
