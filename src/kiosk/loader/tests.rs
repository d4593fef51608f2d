//! A calendar that breaks leaves the last good one in force.

use super::{Loader, read};
use crate::{
    assemble,
    clock::SimulatedClock,
    config::Config,
    engine::{Command, Engine, Update},
    test_centre::{CARDS, WALK, calendar, local},
    today::Today,
};
use chrono::TimeDelta;
use chrono_tz::Europe::Amsterdam;
use std::{
    cell::RefCell,
    fs,
    path::PathBuf,
    sync::{Arc, mpsc},
    time::Duration,
};
use tempfile::TempDir;

const BROKEN: &str = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:walk\nSUMMARY:Wandelen\nDTSTART:yesterday\nEND:VEVENT\nEND:VCALENDAR\n";

/// A centre of files: two calendars and a configuration.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("a directory"));
        folder.write("walk.ics", &calendar(&[WALK]));
        folder.write("cards.ics", &calendar(&[CARDS]));
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file");
    }

    fn files(&self) -> Vec<PathBuf> {
        ["walk.ics", "cards.ics"].map(|name| self.path(name)).to_vec()
    }

    fn config(&self) -> Config {
        let toml = "[centre]\nid = \"test\"\nname = \"Test\"\n[door]\ntuesday = [\"09:00-17:00\"]\n\
                    [programme]\nfiles = [\"walk.ics\", \"cards.ics\"]\n[store]\ndirectory = \"visits\"\n";
        Config::parse(toml.as_bytes(), &self.path("centre.toml")).expect("a configuration")
    }

    /// The engine as the program makes it.
    fn engine(&self, clock: &Arc<SimulatedClock>) -> Engine {
        assemble::engine(&self.config(), Arc::clone(clock) as _, drop).expect("an engine")
    }
}

fn today(engine: &mut Engine, command: Command) -> Today {
    let told = RefCell::new(None);
    engine.obey(command, &|update| {
        if let Update::Today(today) = update {
            *told.borrow_mut() = Some(today);
        }
    });
    told.into_inner().map(|today| (*today).clone()).expect("news of today")
}

fn titles(today: &Today) -> Vec<&str> {
    today.offers.iter().map(|offer| offer.title.as_str()).filter(|title| !title.is_empty()).collect()
}

fn reread(folder: &Folder, clock: &SimulatedClock) -> Command {
    use crate::clock::Clock;
    Command::Programme(Box::new(read(&folder.files(), Amsterdam, clock.now()).0))
}

#[test]
fn every_file_must_be_good_for_the_programme_to_change() {
    let folder = Folder::new();
    let (good, _) = read(&folder.files(), Amsterdam, local("2026-12-01 08:00"));
    assert_eq!(good.programme.expect("a programme").activities().len(), 2);
    assert_eq!(good.files.len(), 2);

    folder.write("walk.ics", BROKEN);
    let (bad, partly) = read(&folder.files(), Amsterdam, local("2026-12-01 08:00"));
    assert!(bad.programme.is_none());
    assert_eq!(partly.activities().len(), 1, "what could be read, for a kiosk that has nothing better");

    fs::remove_file(folder.path("walk.ics")).unwrap();
    assert!(read(&folder.files(), Amsterdam, local("2026-12-01 08:00")).0.programme.is_none());
    folder.write("walk.ics", "no calendar at all");
    assert!(read(&folder.files(), Amsterdam, local("2026-12-01 08:00")).0.programme.is_none());
}

#[test]
fn a_bad_file_leaves_the_last_good_programme_in_force_and_tells_its_age() {
    let folder = Folder::new();
    let clock = Arc::new(SimulatedClock::new(local("2026-12-01 10:00")));
    let mut engine = folder.engine(&clock);
    let before = today(&mut engine, Command::Minute);
    assert_eq!((titles(&before), before.programme_age_days), (vec!["Wandelen", "Kaarten"], 0));

    folder.write("walk.ics", BROKEN);
    let after = today(&mut engine, reread(&folder, &clock));
    assert_eq!((titles(&after), after.programme_age_days), (titles(&before), 1));
    clock.go_to(local("2026-12-08 10:30"));
    let later = today(&mut engine, Command::Minute);
    assert_eq!((titles(&later), later.programme_age_days), (vec!["Wandelen", "Kaarten"], 7));

    // Mended, with another text: it is in force at once, and fresh.
    folder.write("walk.ics", &calendar(&[&WALK.replace("Wandelen", "Fietsen")]));
    let mended = today(&mut engine, reread(&folder, &clock));
    assert_eq!((titles(&mended), mended.programme_age_days), (vec!["Fietsen", "Kaarten"], 0));
}

#[test]
fn the_last_good_programme_survives_a_restart() {
    let folder = Folder::new();
    let clock = Arc::new(SimulatedClock::new(local("2026-12-01 10:00")));
    drop(folder.engine(&clock));
    folder.write("walk.ics", BROKEN);

    clock.go_to(local("2026-12-15 10:00") + TimeDelta::minutes(5));
    let mut engine = folder.engine(&clock);
    let restarted = today(&mut engine, Command::Minute);
    assert_eq!((titles(&restarted), restarted.programme_age_days), (vec!["Wandelen", "Kaarten"], 14));

    // Another restart does not make it any younger.
    drop(engine);
    clock.go_to(local("2026-12-22 10:05"));
    assert_eq!(today(&mut folder.engine(&clock), Command::Minute).programme_age_days, 21);
}

#[test]
fn a_kiosk_that_never_had_a_good_programme_uses_what_can_be_read() {
    let folder = Folder::new();
    folder.write("walk.ics", BROKEN);
    let clock = Arc::new(SimulatedClock::new(local("2026-12-01 10:00")));
    let first = today(&mut folder.engine(&clock), Command::Minute);
    assert_eq!((titles(&first), first.programme_age_days), (vec!["Kaarten"], 1));
}

#[test]
fn a_changed_file_is_read_again_by_itself() {
    let clock = Arc::new(SimulatedClock::new(local("2026-12-01 10:00")));
    let folder = Folder::new();
    let (commands, engine) = mpsc::channel();
    let loader =
        Loader::spawn_looking_every(Duration::from_millis(2), folder.files(), Amsterdam, commands, clock)
            .unwrap();
    let next = || match engine.recv_timeout(Duration::from_secs(30)) {
        Ok(Command::Programme(read)) => read.programme.map(|programme| programme.activities().len()),
        _ => panic!("expected the programme to be read"),
    };
    // Writing is two steps, and the file may be looked at in between: the last news counts.
    let settled = |expected: Option<usize>| while next() != expected {};
    folder.write("cards.ics", &calendar(&[CARDS, &CARDS.replace("UID:cards", "UID:more-cards")]));
    settled(Some(3));
    folder.write("walk.ics", BROKEN);
    settled(None);
    folder.write("walk.ics", &calendar(&[WALK]));
    settled(Some(3));
    loader.stop();
    // Nobody sends any more.
    while engine.recv().is_ok() {}
}
