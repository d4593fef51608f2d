//! A damaged file: moved away whole, replaced by the newest good backup, and never deleted.

use super::{arrival, directory, fresh, open};
use crate::store::{Opened, Store};
use std::{
    collections::BTreeSet,
    fs::{self, OpenOptions},
    io::{Seek, SeekFrom, Write},
    path::Path,
};
use tempfile::TempDir;
use uuid::Uuid;

const PAGE: u64 = 4096;

/// What a bad card does to a file, by name.
type Damage = (&'static str, fn(&Path));

const DAMAGES: [Damage; 5] = [
    ("pages overwritten in the middle", overwrite_the_middle),
    ("cut off", |path| cut(path, 9 * PAGE + 100)),
    ("empty", |path| cut(path, 0)),
    ("another header", |path| overwrite(path, 0, b"this is no database, whatever it is")),
    ("nothing but zeros", |path| overwrite(path, 0, &vec![0; 12 * 4096])),
];

pub(super) fn overwrite_the_middle(path: &Path) {
    let pages = fs::metadata(path).unwrap().len() / PAGE;
    overwrite(path, pages / 2 * PAGE, &vec![0xA5; 3 * 4096]);
}

fn overwrite(path: &Path, at: u64, bytes: &[u8]) {
    let mut file = OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(at)).unwrap();
    file.write_all(bytes).unwrap();
}

fn cut(path: &Path, length: u64) {
    OpenOptions::new().write(true).open(path).unwrap().set_len(length).unwrap();
}

/// A closed store with 400 arrivals, of which backups know the first 300 (older) and 350 (newest).
pub(super) struct House {
    pub(super) directory: TempDir,
    pub(super) epoch: Uuid,
    installation: Uuid,
}

impl House {
    pub(super) fn build(with_backups: bool) -> Self {
        let (directory, mut store) = fresh();
        let (epoch, installation) = (store.epoch().unwrap(), store.installation().unwrap());
        for (from, to) in [(0, 300), (300, 350), (350, 400)] {
            add(&mut store, from, to);
            if with_backups && to < 400 {
                store.back_up().unwrap();
            }
        }
        Self { directory, epoch, installation }
    }

    pub(super) fn path(&self, name: &str) -> std::path::PathBuf {
        self.directory.path().join(name)
    }

    pub(super) fn names(&self) -> BTreeSet<String> {
        let entries = fs::read_dir(self.directory.path()).unwrap();
        entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect()
    }
}

/// Many arrivals in one transaction, as one night's of a large centre would not be, for speed.
pub(super) fn add(store: &mut Store, from: u128, to: u128) {
    store.connection.execute_batch("PRAGMA synchronous = OFF").unwrap();
    for id in from..to {
        store.save(&arrival(id)).unwrap();
    }
    store.connection.execute_batch("PRAGMA synchronous = FULL").unwrap();
}

pub(super) fn known(store: &Store) -> usize {
    (0..400).filter(|id| store.has_arrival(arrival(*id).id).unwrap()).count()
}

#[test]
fn a_backup_keeps_two_whole_generations_and_leaves_nothing_else_behind() {
    let house = House::build(true);
    let expected = ["visits.backup-1.sqlite", "visits.backup-2.sqlite", "visits.sqlite"];
    assert_eq!(house.names(), expected.map(str::to_owned).into());
    for (generation, arrivals) in [("visits.backup-1.sqlite", 350), ("visits.backup-2.sqlite", 300)] {
        let elsewhere = directory();
        fs::copy(house.path(generation), elsewhere.path().join("visits.sqlite")).unwrap();
        let (store, opened) = open(elsewhere.path());
        assert_eq!((opened, known(&store)), (Opened::Existing, arrivals), "{generation}");
    }
}

#[test]
fn the_newest_backup_takes_the_place_of_a_damaged_file() {
    for (name, damage) in DAMAGES {
        let house = House::build(true);
        damage(&house.path("visits.sqlite"));
        let damaged = fs::read(house.path("visits.sqlite")).unwrap();

        let (mut store, opened) = open(house.directory.path());
        let Opened::Restored { quarantine: Some(quarantine) } = opened else { panic!("{name}: {opened:?}") };
        assert!(fs::read(quarantine.join("visits.sqlite")).unwrap() == damaged, "{name}: moved as it was");
        assert_eq!(known(&store), 350, "{name}");
        assert_ne!(
            store.epoch().unwrap(),
            house.epoch,
            "{name}: numbers of before must not be taken for new ones"
        );
        assert_eq!(store.installation().unwrap(), house.installation, "{name}: it is the same kiosk");
        assert!(store.asks_frozen_first().unwrap(), "{name}");
        assert!(store.save(&arrival(1000)).unwrap(), "{name}: and it goes on");
        drop(store);
        let (store, opened) = open(house.directory.path());
        assert_eq!(opened, Opened::Existing, "{name}");
        assert!(store.has_arrival(arrival(1000).id).unwrap(), "{name}");
    }
}

#[test]
fn a_damaged_backup_is_passed_over_for_the_older_one() {
    let house = House::build(true);
    overwrite_the_middle(&house.path("visits.sqlite"));
    overwrite_the_middle(&house.path("visits.backup-1.sqlite"));
    let (store, opened) = open(house.directory.path());
    assert!(matches!(opened, Opened::Restored { .. }), "{opened:?}");
    assert_eq!(known(&store), 300);
    assert!(house.names().contains("visits.backup-1.sqlite"), "it is not deleted either");
}

#[test]
fn an_empty_backup_is_no_backup() {
    let house = House::build(true);
    overwrite_the_middle(&house.path("visits.sqlite"));
    cut(&house.path("visits.backup-1.sqlite"), 0);
    let (store, opened) = open(house.directory.path());
    assert!(matches!(opened, Opened::Restored { .. }), "{opened:?}");
    assert_eq!(known(&store), 300);
}

#[test]
fn without_a_backup_the_visits_begin_anew_and_the_damaged_file_stays() {
    for (name, damage) in DAMAGES.into_iter().filter(|(name, _)| *name != "empty") {
        let house = House::build(false);
        damage(&house.path("visits.sqlite"));
        let (store, opened) = open(house.directory.path());
        let Opened::StartedAnew { quarantine: Some(quarantine) } = opened else {
            panic!("{name}: {opened:?}")
        };
        assert!(quarantine.join("visits.sqlite").exists(), "{name}");
        assert_eq!(known(&store), 0, "{name}");
        assert!(store.asks_frozen_first().unwrap(), "{name}: the coordinator may know cells of this kiosk");
    }
}

#[test]
fn an_empty_file_without_a_backup_is_a_fresh_one() {
    // A first start that was cut short leaves it behind.
    let directory = directory();
    fs::write(directory.path().join("visits.sqlite"), "").unwrap();
    assert_eq!(open(directory.path()).1, Opened::Fresh);
}

#[test]
fn the_journal_goes_into_quarantine_with_its_database() {
    let house = House::build(true);
    overwrite(&house.path("visits.sqlite"), 0, b"this is no database, whatever it is");
    fs::write(house.path("visits.sqlite-wal"), "what was not copied into it yet").unwrap();
    let (store, opened) = open(house.directory.path());
    let Opened::Restored { quarantine: Some(quarantine) } = opened else { panic!("{opened:?}") };
    assert_eq!(fs::read(quarantine.join("visits.sqlite-wal")).unwrap(), b"what was not copied into it yet");
    assert_eq!(known(&store), 350, "the journal of the one file is not played into the other");
}

#[test]
fn looking_at_a_damaged_file_does_not_change_it() {
    // As the power left them: a database, and a journal that holds the newest arrivals.
    let house = House::build(true);
    let (mut store, _) = open(house.directory.path());
    add(&mut store, 400, 420);
    let left = directory();
    for name in house.names() {
        fs::copy(house.path(&name), left.path().join(name)).unwrap();
    }
    drop(store);
    overwrite_the_middle(&left.path().join("visits.sqlite"));
    let files = ["visits.sqlite", "visits.sqlite-wal"];
    let before = files.map(|name| fs::read(left.path().join(name)).unwrap());
    assert!(!before[1].is_empty());

    let (_store, opened) = open(left.path());
    let Opened::Restored { quarantine: Some(quarantine) } = opened else { panic!("{opened:?}") };
    assert!(files.map(|name| fs::read(quarantine.join(name)).unwrap()) == before);
}

#[test]
fn an_empty_file_beside_a_journal_lost_something() {
    let directory = directory();
    fs::write(directory.path().join("visits.sqlite"), "").unwrap();
    fs::write(directory.path().join("visits.sqlite-wal"), "what was not copied into it yet").unwrap();
    let (_store, opened) = open(directory.path());
    let Opened::StartedAnew { quarantine: Some(quarantine) } = opened else { panic!("{opened:?}") };
    assert_eq!(fs::read(quarantine.join("visits.sqlite-wal")).unwrap(), b"what was not copied into it yet");
}

#[test]
fn a_file_damaged_twice_in_one_moment_has_two_quarantines() {
    let house = House::build(true);
    for number in 0..2 {
        overwrite_the_middle(&house.path("visits.sqlite"));
        let (_store, opened) = open(house.directory.path());
        assert!(matches!(opened, Opened::Restored { .. }), "{number}: {opened:?}");
    }
    assert_eq!(house.names().iter().filter(|name| name.starts_with("damaged-")).count(), 2);
}

#[test]
fn a_backup_cut_short_is_made_again() {
    let (directory, store) = fresh();
    fs::write(directory.path().join("visits.backup-new.sqlite"), "half a copy").unwrap();
    store.back_up().unwrap();
    assert!(directory.path().join("visits.backup-1.sqlite").exists());
    assert!(!directory.path().join("visits.backup-new.sqlite").exists());
}
