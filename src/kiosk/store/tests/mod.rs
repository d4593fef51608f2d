//! The store on a real disk: what is acknowledged stays, what is frozen does not change, and a damaged
//! file costs no more than it must.

mod arrivals;
mod cells;
mod damage;
mod entered;
mod migrations;
mod opening;
mod power_cuts;

use super::{FrozenRow, Opened, Store, StoredArrival};
use crate::today::OfferKey;
use chrono::NaiveDate;
use std::path::Path;
use tempfile::TempDir;
use uuid::Uuid;
use welkom_domain::{arrival::Role, ids::ArrivalId};

/// A moment of no meaning, in UTC milliseconds.
const NOW_MS: i64 = 1_796_000_000_000;

fn directory() -> TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

fn open(directory: &Path) -> (Store, Opened) {
    Store::open(directory, NOW_MS).expect("a store that opens")
}

fn fresh() -> (TempDir, Store) {
    let directory = directory();
    let (store, opened) = open(directory.path());
    assert_eq!(opened, Opened::Fresh);
    (directory, store)
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn session(activity: &str, start: &str) -> OfferKey {
    OfferKey::Session(activity.into(), start.parse().expect("a local time"))
}

/// Somebody who dropped in on 1 December.
fn arrival(id: u128) -> StoredArrival {
    StoredArrival {
        id: ArrivalId(Uuid::from_u128(id)),
        arrived_ms: NOW_MS,
        day: day("2026-12-01"),
        role: Role::Visitor,
        newcomer: None,
        party: 1,
        offers: vec![OfferKey::DropIn],
        boot_id: "boot".to_owned(),
        boottime_ms: 7_000,
        sequence: 1,
        clock_trusted: true,
    }
}

/// The visits of a group on a day.
fn row(date: &str, group: &str, value: &str) -> FrozenRow {
    FrozenRow {
        quarter: "2026-Q4".parse().expect("a quarter"),
        measure: "visits".to_owned(),
        period: date.to_owned(),
        from: day(date),
        to: day(date),
        group: group.to_owned(),
        value: value.to_owned(),
    }
}
