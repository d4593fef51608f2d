//! Erased is erased: in the file and its journal at once, everywhere by the stated night.

use super::{House, NOW_MS, add, contains, day, open, tuesday, walking};
use crate::{GONE_AFTER_NIGHTS, Who};
use chrono::Days;

/// Everything that could tell of one guest.
fn traces(house: &House, pass: &crate::Pass) -> Vec<(&'static str, Vec<u8>)> {
    let entry = house.book.store.entry_by_pass(pass.hash()).unwrap().expect("a guest");
    let mut traces = vec![
        ("id", entry.guest.0.to_vec()),
        ("hash of the pass", entry.pass.0.to_vec()),
        ("shred key", entry.shred.0.to_vec()),
        ("greeting", entry.greeting[30..80].to_vec()),
    ];
    let records = house.book.store.records().unwrap();
    traces.extend(
        records
            .into_iter()
            .filter(|(id, _)| *id == entry.guest)
            .map(|(_, it)| ("record", it[30..80].to_vec())),
    );
    traces
}

/// Which traces are in which files.
fn found(house: &House, traces: &[(&'static str, Vec<u8>)], of: impl Fn(&str) -> bool) -> Vec<String> {
    let files = house.files();
    let files = files.iter().filter(|(name, _)| of(name));
    files
        .flat_map(|(file, bytes)| {
            let here = traces.iter().filter(|(_, trace)| contains(bytes, trace));
            here.map(|(what, _)| format!("{what} in {file}")).collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn nothing_of_an_erased_guest_is_left_in_any_file() {
    for by_host in [false, true] {
        let mut house = House::build(7);
        let erased = add(&mut house.book, "Bloem", tuesday());
        for number in 0..300 {
            add(&mut house.book, &format!("Linde {number}"), tuesday());
        }
        house.book.night(tuesday(), NOW_MS).unwrap();
        house.unlock(tuesday()).settle(&mut house.book, tuesday()).unwrap();
        house.book.night(tuesday(), NOW_MS).unwrap();
        house.book.arrive(day("2026-12-02"), &[walking()], Who::Pass(&erased)).unwrap();
        house.book.night(day("2026-12-02"), NOW_MS).unwrap();
        let traces = traces(&house, &erased);
        assert_eq!(traces.len(), 5);
        let everywhere = found(&house, &traces, |_| true);
        assert!(everywhere.len() >= 10, "the test can see what it looks for: {everywhere:?}");
        let parcels: Vec<_> = house.book.store.kept_parcels().unwrap();
        let parcels: Vec<_> = parcels.iter().map(|it| ("parcel", it.parcel[..40].to_vec())).collect();
        assert_eq!(parcels.len(), 1);

        let mut today = day("2026-12-03");
        if by_host {
            let mut open = house.unlock(today);
            let id = open.by_pass(&erased).unwrap().id;
            open.erase(&mut house.book, id, today).unwrap();
        } else {
            house.book.erase(&erased, today).unwrap();
        }
        let is_live = |name: &str| !name.contains("backup");
        assert_eq!(found(&house, &traces, is_live), Vec::<String>::new(), "at once, by host: {by_host}");
        // A host's next fold drops the parcel, which is noise by now.
        let mut open = house.unlock(today);
        assert_eq!((open.by_pass(&erased).is_none(), open.unreadable()), (true, 0));
        open.settle(&mut house.book, today).unwrap();
        for _ in 0..GONE_AFTER_NIGHTS {
            house.book.night(today, NOW_MS).unwrap();
            today = today + Days::new(1);
        }
        assert_eq!(found(&house, &[traces, parcels].concat(), |_| true), Vec::<String>::new());
    }
}

#[test]
fn a_guest_of_this_morning_is_erased_too() {
    let mut house = House::build(7);
    let erased = add(&mut house.book, "Bloem", tuesday());
    for number in 0..30 {
        add(&mut house.book, &format!("Linde {number}"), tuesday());
    }
    let traces = traces(&house, &erased);
    assert_eq!(found(&house, &traces, |_| true).len(), 4);
    house.book.erase(&erased, tuesday()).unwrap();
    assert_eq!(found(&house, &traces, |_| true), Vec::<String>::new());
    let open = house.unlock(tuesday());
    assert_eq!((open.search("").len(), open.unreadable()), (30, 0));
}

#[test]
fn a_guest_erased_today_does_not_come_back_from_last_nights_backup() {
    let House { directory, mut book, .. } = House::build(7);
    let erased = add(&mut book, "Bloem", tuesday());
    let stays = add(&mut book, "Linde", tuesday());
    book.night(tuesday(), NOW_MS).unwrap();
    book.erase(&erased, tuesday()).unwrap();
    book.renew_backups(tuesday()).unwrap();
    drop(book);
    std::fs::write(directory.path().join("guestbook.sqlite"), "no database").unwrap();
    let book = open(directory.path(), 8);
    assert!(book.greet(&erased).is_err() && book.greet(&stays).is_ok());
}
