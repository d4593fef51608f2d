//! Opening a file that is whole: what the connection promises, and who may not have it.

use super::{NOW_MS, arrival, directory, fresh, open};
use crate::store::{OpenError, Opened, PRAGMAS, Store};
use std::{fs, os::unix::fs::symlink};

#[test]
fn every_pragma_reads_back_as_it_was_set() {
    let (directory, store) = fresh();
    drop(store);
    // Once more on the file that is there: the page size and the journal are its own by now.
    let (store, opened) = open(directory.path());
    assert_eq!(opened, Opened::Existing);
    for (pragma, _, expected) in PRAGMAS {
        let found: rusqlite::types::Value =
            store.connection.pragma_query_value(None, pragma, |row| row.get(0)).unwrap();
        let found = match found {
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => panic!("{pragma}: {other:?}"),
        };
        assert_eq!(found, expected, "{pragma}");
    }
    // Spelt out once more, so that the list itself cannot be weakened unseen.
    let promised = |pragma| PRAGMAS.iter().find(|(name, ..)| *name == pragma).map(|(.., expected)| *expected);
    assert_eq!(promised("journal_mode"), Some("wal"));
    assert_eq!(promised("synchronous"), Some("2"), "FULL: what is acknowledged survives a power cut");
    assert_eq!(promised("foreign_keys"), Some("1"));
    assert_eq!(promised("secure_delete"), Some("1"));
}

#[test]
fn a_second_program_is_refused_and_takes_nothing_for_damage() {
    let (directory, mut store) = fresh();
    store.save(&arrival(1)).unwrap();
    let error = Store::open(directory.path(), NOW_MS).map(drop).unwrap_err();
    assert!(matches!(error, OpenError::Sqlite { .. }), "{error}");
    assert!(error.to_string().contains("visits.sqlite"), "{error}");
    assert!(store.has_arrival(arrival(1).id).unwrap(), "the first one goes on");
    drop(store);
    let names: Vec<_> = fs::read_dir(directory.path()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(names, ["visits.sqlite"], "nothing was moved away");
    assert_eq!(open(directory.path()).1, Opened::Existing);
}

#[test]
fn a_directory_that_cannot_be_made_is_named() {
    let outer = directory();
    let in_the_way = outer.path().join("a-file");
    fs::write(&in_the_way, "").unwrap();
    let wanted = in_the_way.join("visits");
    let error = Store::open(&wanted, NOW_MS).map(drop).unwrap_err();
    assert!(matches!(error, OpenError::File { .. }), "{error}");
    assert!(error.to_string().contains(&wanted.display().to_string()), "{error}");
}

#[test]
fn a_file_that_cannot_be_opened_is_named_and_left_alone() {
    let outer = directory();
    let in_the_way = outer.path().join("visits.sqlite");
    fs::create_dir(&in_the_way).unwrap();
    let error = Store::open(outer.path(), NOW_MS).map(drop).unwrap_err();
    assert!(error.to_string().contains("visits.sqlite"), "{error}");
    assert!(in_the_way.is_dir());
}

#[test]
fn a_directory_reached_by_a_link_is_as_good_as_any() {
    // systemd's StateDirectory of a dynamic user is one.
    let outer = directory();
    let (real, link) = (outer.path().join("private"), outer.path().join("welkom"));
    fs::create_dir(&real).unwrap();
    symlink(&real, &link).unwrap();
    let (mut store, _) = open(&link);
    store.save(&arrival(1)).unwrap();
    drop(store);
    assert!(open(&real).0.has_arrival(arrival(1).id).unwrap());
}

#[test]
fn the_epoch_stays_as_long_as_the_file_does() {
    let (directory, store) = fresh();
    let epoch = store.epoch().unwrap();
    assert!(!store.asks_frozen_first().unwrap());
    drop(store);
    assert_eq!(open(directory.path()).0.epoch().unwrap(), epoch);
}
