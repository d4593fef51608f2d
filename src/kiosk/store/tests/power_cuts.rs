//! The power goes while a damaged file is being replaced: every state of the directory that can be left,
//! and what the next start makes of it.

use super::{
    NOW_MS,
    damage::{House, add, known, overwrite_the_middle},
    directory, open,
};
use crate::store::{Opened, Store, open::VISITS};
use std::{fs, path::Path};
use welkom_domain::ids::ArrivalId;

/// A house whose damaged file was moved away, and nothing more.
fn cut_after_the_quarantine(with_backups: bool) -> House {
    let house = House::build(with_backups);
    overwrite_the_middle(&house.path("visits.sqlite"));
    welkom_database::quarantine(&house.path("visits.sqlite"), NOW_MS).unwrap().expect("a quarantine");
    assert!(!house.path("visits.sqlite").exists());
    house
}

/// What must hold of every file that took the place of another.
fn assert_new_history(store: &Store, house: &House, state: &str) {
    assert_ne!(store.epoch().unwrap(), house.epoch, "{state}");
    assert!(store.asks_frozen_first().unwrap(), "{state}");
    assert!(
        house.names().iter().all(|name| !name.contains("unfinished") && !name.ends_with("-shm")),
        "{state}: {:?}",
        house.names()
    );
}

fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_file_that_is_gone_is_restored_from_the_backup() {
    let house = cut_after_the_quarantine(true);
    let (store, opened) = open(house.directory.path());
    assert_eq!(opened, Opened::Restored { quarantine: None });
    assert_eq!(known(&store), 350);
    assert_new_history(&store, &house, "after the quarantine");
    drop(store);
    assert_eq!(open(house.directory.path()).1, Opened::Existing);
}

#[test]
fn a_file_that_is_gone_without_a_quarantine_is_restored_all_the_same() {
    let house = House::build(true);
    fs::remove_file(house.path("visits.sqlite")).unwrap();
    let (store, opened) = open(house.directory.path());
    assert_eq!(opened, Opened::Restored { quarantine: None });
    assert_eq!(known(&store), 350);
    assert_new_history(&store, &house, "gone");
}

#[test]
fn a_file_that_is_gone_beside_a_quarantine_is_no_fresh_start() {
    let house = cut_after_the_quarantine(false);
    let (store, opened) = open(house.directory.path());
    assert_eq!(opened, Opened::StartedAnew { quarantine: None });
    assert_new_history(&store, &house, "no backup");
}

#[test]
fn a_journal_left_behind_is_not_played_into_the_backup() {
    // The database was moved away and its journal, with arrivals that are in no backup, was not yet.
    let house = House::build(true);
    let (mut running, _) = open(house.directory.path());
    add(&mut running, 400, 420);
    let left = directory();
    for name in house.names().iter().filter(|name| *name != "visits.sqlite") {
        fs::copy(house.path(name), left.path().join(name)).unwrap();
    }
    drop(running);
    let journal = fs::read(left.path().join("visits.sqlite-wal")).unwrap();
    assert!(!journal.is_empty());

    let (store, opened) = open(left.path());
    let Opened::Restored { quarantine: Some(quarantine) } = opened else { panic!("{opened:?}") };
    assert_eq!(known(&store), 350);
    let late = (400..420).map(|id| ArrivalId(uuid::Uuid::from_u128(id)));
    assert!(late.into_iter().all(|id| !store.has_arrival(id).unwrap()));
    assert!(fs::read(quarantine.join("visits.sqlite-wal")).unwrap() == journal, "it is kept");
}

#[test]
fn a_copy_cut_short_is_made_again() {
    let house = cut_after_the_quarantine(true);
    let whole = fs::read(house.path("visits.backup-2.sqlite")).unwrap();
    // Half copied, and wholly copied but not yet told of its new history; either beside a journal.
    for copied in [&whole[..whole.len() / 2], &whole] {
        write(&house.path("visits.unfinished.sqlite"), copied);
        write(&house.path("visits.unfinished.sqlite-wal"), b"what was not copied into it yet");
        let (store, opened) = open(house.directory.path());
        assert_eq!(opened, Opened::Restored { quarantine: None });
        assert_eq!(known(&store), 350);
        assert_new_history(&store, &house, "copying");
        drop(store);
        fs::remove_file(house.path("visits.sqlite")).unwrap();
    }
}

#[test]
fn an_unfinished_copy_beside_a_whole_file_is_removed() {
    let house = House::build(true);
    write(&house.path("visits.unfinished.sqlite"), b"half a copy");
    let (store, opened) = open(house.directory.path());
    assert_eq!((opened, known(&store)), (Opened::Existing, 400));
    assert!(!house.path("visits.unfinished.sqlite").exists());
}

#[test]
fn what_is_put_in_place_needs_nothing_more() {
    for (with_backups, arrivals) in [(true, 350), (false, 0)] {
        let house = cut_after_the_quarantine(with_backups);
        let state = if with_backups { "restored" } else { "anew" };
        let is_restored = VISITS.replace(house.directory.path()).unwrap();
        assert_eq!(is_restored, with_backups);
        // The power goes here. No journal stands beside it that the new name would not have moved with.
        assert!(house.names().iter().all(|name| !name.contains("-wal")), "{:?}", house.names());
        let (store, opened) = open(house.directory.path());
        assert_eq!((opened, known(&store)), (Opened::Existing, arrivals), "{state}");
        assert_new_history(&store, &house, state);
    }
}
