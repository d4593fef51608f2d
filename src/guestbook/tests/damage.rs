//! Damaged and missing files, and a power cut between a write and the removal of its traces.

use super::{House, NOW_MS, add, contains, host, open, tuesday};
use crate::{GuestBook, Opened, QUARANTINE_DAYS, Retention, store::Protections};
use std::{fs, path::Path};

fn reopened(directory: &Path) -> (GuestBook, Opened) {
    GuestBook::open(directory, NOW_MS, tuesday(), Retention::default()).unwrap()
}

#[test]
fn a_damaged_book_comes_back_from_last_night() {
    for damage in [&b"no database"[..], &[]] {
        let House { directory, mut book, password, .. } = House::build(1);
        let pass = add(&mut book, "Bloem", tuesday());
        book.night(tuesday(), NOW_MS).unwrap();
        let lost = add(&mut book, "Linde", tuesday());
        drop(book);
        fs::write(directory.path().join("guestbook.sqlite"), damage).unwrap();
        let (book, opened) = reopened(directory.path());
        assert!(matches!(opened, Opened::Restored { .. }), "{opened:?}");
        assert!(book.greet(&pass).is_ok() && book.greet(&lost).is_err());
        assert!(book.sealed(&host()).unwrap().unlock(&password, tuesday()).unwrap().by_pass(&pass).is_some());
    }
}

#[test]
fn a_book_that_is_gone_comes_back_and_one_without_a_backup_begins_anew() {
    for with_backup in [true, false] {
        let House { directory, mut book, .. } = House::build(1);
        let pass = add(&mut book, "Bloem", tuesday());
        if with_backup {
            book.night(tuesday(), NOW_MS).unwrap();
        }
        drop(book);
        fs::remove_file(directory.path().join("guestbook.sqlite")).unwrap();
        let (book, opened) = reopened(directory.path());
        assert_eq!(matches!(opened, Opened::Restored { .. }), with_backup, "{opened:?}");
        assert_eq!(book.greet(&pass).is_ok(), with_backup);
        assert_eq!(book.public_keys().is_some(), with_backup);
    }
}

#[test]
fn a_damaged_file_is_kept_no_longer_than_is_said() {
    let House { directory, mut book, .. } = House::build(1);
    book.night(tuesday(), NOW_MS).unwrap();
    drop(book);
    fs::write(directory.path().join("guestbook.sqlite"), "no database").unwrap();
    let (mut book, _) = reopened(directory.path());
    let days = |days: u32| NOW_MS + i64::from(days) * 86_400_000;
    assert_eq!(book.night(tuesday(), days(QUARANTINE_DAYS - 1)).unwrap().quarantines_cleared, 0);
    assert_eq!(book.night(tuesday(), days(QUARANTINE_DAYS)).unwrap().quarantines_cleared, 1);
    assert!(welkom_database::quarantines(directory.path()).is_empty());
}

#[test]
fn what_a_power_cut_leaves_in_the_journal_is_removed_at_the_next_start() {
    let mut house = House::build(1);
    for number in 0..20 {
        add(&mut house.book, &format!("Bloem {number}"), tuesday());
    }
    // The power goes after the commit: the journal holds the bucket as it was before.
    house.book.store.protections = Protections { wipes: false, ..Protections::ALL };
    for _ in 0..20 {
        add(&mut house.book, "Linde", tuesday());
    }
    let parcels: Vec<_> = house.book.store.today().parcels().map(|it| it[..16].to_vec()).collect();
    let House { directory, book, .. } = house;
    drop(book);
    let journal = directory.path().join("guestbook.sqlite-journal");
    let found = |bytes: &[u8]| parcels.iter().filter(|it| contains(bytes, it)).count();
    assert!(found(&fs::read(&journal).unwrap()) > 0, "the test can see what it looks for");
    let book = open(directory.path(), 2);
    assert_eq!(found(&fs::read(&journal).unwrap()), 0);
    assert_eq!(book.store.today().parcels().count(), 40, "and nothing is lost");
}

#[test]
fn a_hot_journal_is_rolled_back_before_it_is_removed() {
    let mut house = House::build(1);
    let pass = add(&mut house.book, "Bloem", tuesday());
    // As the power leaves it in the middle of a commit: written pages, and the journal that takes them back.
    let copy = tempfile::tempdir().unwrap();
    house.book.store.leave_half_written(|| {
        for name in ["guestbook.sqlite", "guestbook.sqlite-journal"] {
            fs::copy(house.directory.path().join(name), copy.path().join(name)).unwrap();
        }
    });
    let book = open(copy.path(), 3);
    assert_eq!(book.store.today().parcels().count(), 1);
    assert!(book.greet(&pass).is_ok());
}

#[test]
fn the_file_promises_what_this_crate_says_of_it() {
    let house = House::build(1);
    // Spelt out once more, so that the list of pragmas cannot be weakened unseen.
    let promised = [
        ("journal_mode", "persist"),
        ("synchronous", "2"),
        ("secure_delete", "1"),
        ("locking_mode", "exclusive"),
    ];
    for (pragma, expected) in promised {
        assert_eq!(house.book.store.pragma(pragma), expected, "{pragma}");
    }
}

#[test]
fn a_book_may_go_from_one_thread_to_another() {
    fn goes<T: Send>() {}
    goes::<GuestBook>();
    goes::<crate::Sealed>();
    goes::<crate::OpenBook>();
}
