//! The book as a whole, on a real disk.

mod adversary;
mod age_tool;
mod canaries;
mod damage;
mod desk;
mod door;
mod erasing;

use crate::{
    Arrived, Consent, Consents, Details, FirstName, GuestBook, HostId, HostPassword, Language, Pass,
    PhoneNumber, PublicKeys, RecoverySheet, Retention, Who,
    random::Dice,
    ring::{KeyRing, wrap},
};
use chrono::NaiveDate;
use std::{fs, path::Path, sync::LazyLock};
use tempfile::TempDir;
use welkom_domain::ids::ActivityId;

const NOW_MS: i64 = 1_796_000_000_000;

/// A book with keys, and what its makers were shown.
struct House {
    directory: TempDir,
    book: GuestBook,
    password: HostPassword,
    sheet: RecoverySheet,
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn tuesday() -> NaiveDate {
    day("2026-12-01")
}

fn host() -> HostId {
    HostId("balie".to_owned())
}

fn open(directory: &Path, seed: u64) -> GuestBook {
    let dice = Dice::Seeded(fastrand::Rng::with_seed(seed));
    GuestBook::open_with(directory, NOW_MS, tuesday(), Retention::default(), dice)
        .expect("a book that opens")
        .0
}

/// Keys that all houses but those of [`House::build_anew`] share: each password costs a scrypt.
struct Keys {
    public: PublicKeys,
    password: HostPassword,
    sheet: RecoverySheet,
    wrapped: [Vec<u8>; 2],
}

static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let dice = &mut Dice::System;
    let (ring, password, sheet) =
        (KeyRing::random(dice), HostPassword::random(dice), RecoverySheet::random(dice));
    let wrapped = [wrap(&ring, &password).unwrap(), wrap(&ring, &sheet).unwrap()];
    Keys { public: ring.public(), password, sheet, wrapped }
});

impl House {
    fn build(seed: u64) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let mut book = open(directory.path(), seed);
        let Keys { public, password, sheet, wrapped: [by_host, by_sheet] } = &*KEYS;
        book.store.set_up(public, &host(), by_host, by_sheet, tuesday()).expect("a write");
        book.take_keys().expect("keys");
        Self { directory, book, password: password.clone(), sheet: sheet.clone() }
    }

    /// With keys of its own, as a centre makes them.
    fn build_anew(seed: u64) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let mut book = open(directory.path(), seed);
        let (password, sheet) = book.set_up(&host(), tuesday()).expect("keys");
        Self { directory, book, password, sheet }
    }

    fn unlock(&self, today: NaiveDate) -> crate::OpenBook {
        self.book.sealed(&host()).unwrap().unlock(&self.password, today).unwrap()
    }

    fn files(&self) -> Vec<(String, Vec<u8>)> {
        files(self.directory.path())
    }
}

/// Every file below a directory, by name.
fn files(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), fs::read(&path).expect("a file")));
        }
    }
    found
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    let Some(first) = wanted.first() else { return true };
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|it| it == first) {
        at += found;
        if bytes[at..].starts_with(wanted) {
            return true;
        }
        at += 1;
    }
    false
}

fn consents() -> Consents {
    let given = Consent { day: tuesday(), wording: 1 };
    Consents { keep: given, call: Some(given) }
}

fn details(name: &str) -> Details {
    Details {
        name: FirstName::new(name).unwrap(),
        phone: PhoneNumber::new("+31612345678").ok(),
        language: Language::new("nl").unwrap(),
        wants_talk: false,
    }
}

fn walking() -> ActivityId {
    ActivityId::from("wandelen@example.org")
}

fn add(book: &mut GuestBook, name: &str, day: NaiveDate) -> Pass {
    match book.arrive(day, &[walking()], Who::New(&details(name), consents())).unwrap() {
        Arrived::New(pass) => pass,
        other => panic!("{other:?}"),
    }
}
