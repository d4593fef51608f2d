//! An old file becomes a new one with everything that stands in it.
//!
//! `filled_v1.sql` is a file of schema 1 with a row in every table, written down as `.dump` of the sqlite3
//! shell gives it. Every schema that has been at a door gets such a file when its successor is written;
//! none is ever edited, and neither is a migration: it would not be applied where it was applied before.

use super::{NOW_MS, day, directory, fresh, open};
use crate::{
    store::{Opened, Store},
    today::OfferKey,
};
use rusqlite::Connection;
use std::collections::BTreeMap;
use uuid::Uuid;
use welkom_domain::{day::DateRange, ids::ArrivalId};

/// Every schema that there has been, filled.
const FILLED: [(&str, &str); 1] = [("V1", include_str!("filled_v1.sql"))];

/// Every table, index and column as `SQLite` has it. What a column is called and may hold, not how the
/// text of it was laid out.
fn schema(connection: &Connection) -> BTreeMap<(String, String), String> {
    let mut query = connection
        .prepare(
            "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
        )
        .unwrap();
    let rows = query
        .query_map([], |row| {
            let sql: String = row.get(2)?;
            let words = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
            let words: Vec<&str> = words.flat_map(str::split_whitespace).collect();
            Ok(((row.get(0)?, row.get(1)?), words.join(" ")))
        })
        .unwrap();
    rows.map(Result::unwrap).collect()
}

/// A store over a file that was filled under an old schema.
fn upgraded(filled: &str) -> (tempfile::TempDir, Store) {
    let directory = directory();
    let path = directory.path().join("visits.sqlite");
    Connection::open(&path).unwrap().execute_batch(filled).expect("the old file");
    let (store, opened) = open(directory.path());
    assert_eq!(opened, Opened::Existing);
    (directory, store)
}

#[test]
fn an_upgraded_file_has_the_tables_of_a_fresh_one() {
    let (_fresh_directory, fresh) = fresh();
    for (version, filled) in FILLED {
        let (_directory, store) = upgraded(filled);
        assert_eq!(schema(&store.connection), schema(&fresh.connection), "{version}");
    }
}

#[test]
fn an_upgraded_file_holds_what_it_held() {
    for (version, filled) in FILLED {
        let (_directory, mut store) = upgraded(filled);
        let quarter = "2026-Q4".parse().unwrap();
        let days = DateRange::new(day("2026-11-30"), day("2026-12-02"));
        let arrivals = store.arrivals(days).unwrap();
        assert_eq!(
            arrivals.iter().map(|it| (it.party, it.activities.len())).collect::<Vec<_>>(),
            [(4, 2), (1, 1)],
            "{version}"
        );
        assert_eq!(arrivals[1].withdrawn, Some(day("2026-12-01")), "{version}");
        assert!(store.has_arrival(ArrivalId(Uuid::from_u128(1))).unwrap(), "{version}");
        assert!(
            store
                .counts_on(day("2026-12-01"))
                .unwrap()
                .iter()
                .any(|it| it.offer == OfferKey::DropIn && it.people == 4),
            "{version}"
        );
        assert_eq!(store.planned(days).unwrap().len(), 2, "{version}");
        assert_eq!(store.service(days).unwrap()[0].in_service_min, 455, "{version}");
        assert_eq!(store.plan(quarter).unwrap().as_deref(), Some("quarter = \"2026-Q4\""), "{version}");
        assert_eq!(store.raised(quarter).unwrap().len(), 1, "{version}");
        assert_eq!(store.outbox_counts().unwrap(), (1, 1), "{version}");
        assert_eq!(store.frozen().unwrap().len(), 3, "{version}");
        assert_eq!(store.closed_through().unwrap(), Some(day("2026-12-01")), "{version}");
        assert_eq!(store.epoch().unwrap(), Uuid::from_u128(0xEE), "{version}");
        assert_eq!(
            store.kept_programme("programme.ics").unwrap().map(|kept| kept.read_ms),
            Some(NOW_MS),
            "{version}"
        );
        // And it can be worked with.
        assert!(store.save(&super::arrival(99)).unwrap(), "{version}");
        assert!(!store.save(&super::arrival(1)).unwrap(), "{version}");
    }
}

#[test]
fn a_file_of_a_newer_program_is_refused_and_left_alone() {
    let (directory, store) = fresh();
    let last: i64 = store
        .connection
        .query_row("SELECT MAX(version) FROM refinery_schema_history", [], |row| row.get(0))
        .unwrap();
    store
        .connection
        .execute(
            "INSERT INTO refinery_schema_history VALUES (?1, 'from_the_future', '2031-01-01T00:00:00Z', '1')",
            [last + 1],
        )
        .unwrap();
    drop(store);
    let error = Store::open(directory.path(), NOW_MS).map(drop).unwrap_err();
    assert!(error.to_string().contains("the tables could not be brought up to date"), "{error}");
    assert!(directory.path().join("visits.sqlite").exists());
}
