//! Frozen cells and their way out; plans and what else is fixed once.

use super::{NOW_MS, day, fresh, open, row};
use crate::store::{FrozenRow, KeptProgramme, Opened, Planned, Store};
use std::{fs, path::Path};
use welkom_domain::{
    class::PrivacyClass,
    day::DateRange,
    ids::ActivityId,
    release::{PlannedSession, ServiceDay},
};
use welkom_wire::FrozenKey;

fn with_plan(store: &mut Store) {
    assert!(store.fix_plan("2026-Q4".parse().unwrap(), "the plan", NOW_MS).unwrap());
}

fn close(store: &mut Store, date: &str, rows: &[FrozenRow]) {
    let service = ServiceDay { day: day(date), scheduled_min: 480, in_service_min: 0 };
    store.close_day(service, &[planned(date, true)], rows, NOW_MS).unwrap();
}

fn planned(date: &str, held: bool) -> Planned {
    Planned {
        session: PlannedSession { activity: "walk".into(), day: day(date), held },
        key: format!("{date}T10:00:00"),
        class: PrivacyClass::Protected,
    }
}

fn key_of(row: &FrozenRow) -> FrozenKey {
    FrozenKey {
        plan: row.quarter,
        measure: row.measure.clone(),
        group: row.group.clone(),
        from: row.from,
        to: row.to,
    }
}

#[test]
fn closing_a_day_twice_changes_nothing_and_the_first_value_stays() {
    let (_directory, mut store) = fresh();
    with_plan(&mut store);
    store.add_service(day("2026-12-01"), 400, 450).unwrap();
    close(&mut store, "2026-12-01", &[row("2026-12-01", "Inloop", "12")]);
    let all = DateRange::new(day("2026-12-01"), day("2026-12-31"));
    let read = |store: &Store| {
        (
            store.frozen().unwrap(),
            store.planned(all).unwrap(),
            store.service(all).unwrap(),
            store.closed_through().unwrap(),
        )
    };
    let before = read(&store);
    assert_eq!(before.0, [row("2026-12-01", "Inloop", "12")]);
    assert_eq!(before.2, [ServiceDay { day: day("2026-12-01"), scheduled_min: 480, in_service_min: 450 }]);
    assert_eq!(before.3, Some(day("2026-12-01")));

    let service = ServiceDay { day: day("2026-12-01"), scheduled_min: 480, in_service_min: 0 };
    let corrected = [row("2026-12-01", "Inloop", "13")];
    store.close_day(service, &[planned("2026-12-01", false)], &corrected, NOW_MS + 5).unwrap();
    assert_eq!(read(&store), before);
}

#[test]
fn a_day_closes_whole_or_not_at_all() {
    let (_directory, mut store) = fresh();
    // Without a plan there can be no cell: the last of three steps fails.
    let service = ServiceDay { day: day("2026-12-01"), scheduled_min: 480, in_service_min: 0 };
    let rows = [row("2026-12-01", "Inloop", "12")];
    store.close_day(service, &[planned("2026-12-01", true)], &rows, NOW_MS).unwrap_err();
    let all = DateRange::new(day("2026-12-01"), day("2026-12-31"));
    assert_eq!((store.planned(all).unwrap().len(), store.service(all).unwrap().len()), (0, 0));
    assert_eq!(store.closed_through().unwrap(), None);
    // And the next try starts from clean ground.
    with_plan(&mut store);
    close(&mut store, "2026-12-01", &rows);
    assert_eq!(store.frozen().unwrap(), rows);
}

#[test]
fn rows_wait_until_they_are_sent_or_refused() {
    let (directory, mut store) = fresh();
    with_plan(&mut store);
    let rows = ["2026-12-03", "2026-12-01", "2026-12-02"].map(|date| row(date, "Inloop", "12"));
    close(&mut store, "2026-12-03", &rows);
    let oldest_first: Vec<_> = [1, 2, 0].map(|at| rows[at].clone()).to_vec();
    assert_eq!(store.outgoing(10).unwrap(), oldest_first);
    assert_eq!(store.outgoing(2).unwrap(), oldest_first[..2]);
    assert_eq!(store.outbox_counts().unwrap(), (3, 0));

    store.mark_sent(&rows[1..2]).unwrap();
    store.park(&rows[2..]).unwrap();
    assert_eq!(store.outbox_counts().unwrap(), (1, 1));
    drop(store);
    let (store, _) = open(directory.path());
    assert_eq!(
        store.outgoing(10).unwrap(),
        rows[..1],
        "neither what was sent nor what was refused goes again"
    );
    assert_eq!(store.frozen().unwrap(), oldest_first, "and all of it stays frozen");
}

#[test]
fn one_sending_holds_rows_of_one_plan() {
    let (_directory, mut store) = fresh();
    with_plan(&mut store);
    store.fix_plan("2027-Q1".parse().unwrap(), "the next", NOW_MS).unwrap();
    let old = row("2026-12-31", "Inloop", "12");
    let new = FrozenRow { quarter: "2027-Q1".parse().unwrap(), ..row("2027-01-01", "Inloop", "12") };
    close(&mut store, "2026-12-31", std::slice::from_ref(&old));
    close(&mut store, "2027-01-01", std::slice::from_ref(&new));
    assert_eq!(store.outgoing(10).unwrap(), std::slice::from_ref(&old));
    store.mark_sent(&[old]).unwrap();
    assert_eq!(store.outgoing(10).unwrap(), [new]);
}

/// Damages the file of a store that is closed, and opens what takes its place.
fn restored(directory: &Path) -> Store {
    fs::write(directory.join("visits.sqlite"), "this is no database, whatever it is").unwrap();
    let (store, opened) = open(directory);
    assert!(matches!(opened, Opened::Restored { .. }), "{opened:?}");
    store
}

#[test]
fn what_the_backup_held_and_the_coordinator_has_is_kept_as_sent() {
    // A night's backup is made before its rows are sent.
    let (directory, mut store) = fresh();
    with_plan(&mut store);
    let rows = ["12", "few", "7", "3"].map(|value| row("2026-12-01", &format!("group {value}"), value));
    close(&mut store, "2026-12-01", &rows);
    store.mark_sent(&rows[2..3]).unwrap();
    store.park(&rows[3..]).unwrap();
    store.back_up().unwrap();
    store.mark_sent(&rows[..1]).unwrap();
    drop(store);

    let mut store = restored(directory.path());
    assert_eq!(store.outgoing(10).unwrap(), [], "a restored file sends nothing before it has asked");
    let known = [0, 2, 3].map(|at| key_of(&rows[at]));
    store.put_frozen_elsewhere(&known).unwrap();
    assert!(!store.asks_frozen_first().unwrap());
    let mut all = rows.to_vec();
    all.sort_by(|a, b| a.group.cmp(&b.group));
    assert_eq!(store.frozen().unwrap(), all, "nothing of it is lost");
    assert_eq!(store.outgoing(10).unwrap(), rows[1..2], "and only what it lacks is sent");
    assert_eq!(store.outbox_counts().unwrap(), (1, 0));
    // Telling twice is no error, and changes nothing.
    store.put_frozen_elsewhere(&known).unwrap();
    assert_eq!(store.frozen().unwrap(), all);
}

#[test]
fn what_is_frozen_again_after_a_restore_is_dropped_unsent() {
    let (directory, mut store) = fresh();
    with_plan(&mut store);
    let before = row("2026-12-01", "Inloop", "12");
    close(&mut store, "2026-12-01", std::slice::from_ref(&before));
    store.back_up().unwrap();
    drop(store);

    // The day after was frozen, sent and lost: its arrivals are fewer now. The clock may have any time.
    let mut store = restored(directory.path());
    let again = [row("2026-12-02", "Inloop", "5"), row("2026-12-02", "Wandelen", "6")];
    close(&mut store, "2026-12-02", &again);
    // And the same once more, from a backup of the restored file that has not asked yet.
    store.back_up().unwrap();
    drop(store);
    let mut store = restored(directory.path());

    let late = row("2026-12-03", "Inloop", "9");
    store.put_frozen_elsewhere(&[key_of(&before), key_of(&again[0]), key_of(&late)]).unwrap();
    assert_eq!(store.frozen().unwrap(), [before.clone(), again[1].clone()]);
    assert_eq!(store.outgoing(10).unwrap(), again[1..], "what it has is not sent with another value");
    // Closing later makes none of them again.
    close(&mut store, "2026-12-03", &[again[0].clone(), late]);
    assert_eq!(store.frozen().unwrap(), [before, again[1].clone()]);

    // What was not known elsewhere is this file's own from now on.
    store.mark_sent(&again[1..]).unwrap();
    store.put_frozen_elsewhere(&[key_of(&again[1])]).unwrap();
    assert_eq!(store.frozen().unwrap().len(), 2);
}

#[test]
fn the_numbers_of_one_group_come_back_by_day_under_their_plan() {
    let (_directory, mut store) = fresh();
    with_plan(&mut store);
    let week =
        FrozenRow { from: day("2026-12-07"), to: day("2026-12-13"), ..row("2026-12-07", "Inloop", "99") };
    let sessions = FrozenRow { measure: "sessions".to_owned(), ..row("2026-12-02", "Inloop", "1") };
    let rows = [
        row("2026-12-03", "Inloop", "11"),
        row("2026-12-02", "Inloop", "9"),
        row("2026-12-04", "Inloop", "few"),
        row("2026-12-05", "Inloop", "off"),
        row("2026-12-02", "Wandelen", "44"),
        week,
        sessions,
    ];
    close(&mut store, "2026-12-13", &rows);
    assert_eq!(store.published_by_day("2026-Q4".parse().unwrap(), "Inloop").unwrap(), [9, 11]);
    assert!(store.published_by_day("2027-Q1".parse().unwrap(), "Inloop").unwrap().is_empty());
}

#[test]
fn the_first_plan_of_a_quarter_wins() {
    let (_directory, mut store) = fresh();
    let quarter = "2026-Q4".parse().unwrap();
    assert_eq!((store.plan(quarter).unwrap(), store.first_plan().unwrap()), (None, None));
    store.fix_plan("2027-Q1".parse().unwrap(), "the next", NOW_MS).unwrap();
    with_plan(&mut store);
    assert_eq!(store.first_plan().unwrap(), Some(quarter));
    assert!(!store.fix_plan(quarter, "another", NOW_MS).unwrap());
    assert_eq!(store.plan(quarter).unwrap().as_deref(), Some("the plan"));
}

#[test]
fn a_class_is_raised_from_the_first_day_it_was_seen() {
    let (_directory, mut store) = fresh();
    with_plan(&mut store);
    let (quarter, walk) = ("2026-Q4".parse().unwrap(), ActivityId::from("walk"));
    store.raise(quarter, &walk, day("2026-12-05")).unwrap();
    store.raise(quarter, &walk, day("2026-12-02")).unwrap();
    assert_eq!(store.raised(quarter).unwrap().into_iter().collect::<Vec<_>>(), [(walk, day("2026-12-05"))]);
}

#[test]
fn the_most_careful_class_of_some_days_counts() {
    let (_directory, mut store) = fresh();
    let mut sessions =
        vec![planned("2026-12-01", true), planned("2026-12-02", true), planned("2026-12-03", true)];
    sessions[1].class = PrivacyClass::Sensitive;
    let service = ServiceDay { day: day("2026-12-03"), scheduled_min: 0, in_service_min: 0 };
    store.close_day(service, &sessions, &[], NOW_MS).unwrap();
    let class = |from: &str, to: &str| {
        store
            .planned_classes(DateRange::new(day(from), day(to)))
            .unwrap()
            .get(&ActivityId::from("walk"))
            .copied()
    };
    assert_eq!(class("2026-12-01", "2026-12-03"), Some(PrivacyClass::Sensitive));
    assert_eq!(class("2026-12-03", "2026-12-03"), Some(PrivacyClass::Protected));
    assert_eq!(class("2026-12-04", "2026-12-09"), None);
}

#[test]
fn minutes_of_service_add_up() {
    let (_directory, store) = fresh();
    store.add_service(day("2026-12-01"), 480, 10).unwrap();
    store.add_service(day("2026-12-01"), 490, 7).unwrap();
    let expected = [ServiceDay { day: day("2026-12-01"), scheduled_min: 490, in_service_min: 17 }];
    assert_eq!(store.service(DateRange::new(day("2026-12-01"), day("2026-12-01"))).unwrap(), expected);
}

#[test]
fn the_last_good_programme_of_each_file_is_kept() {
    let (_directory, store) = fresh();
    let kept = |text: &str, read_ms| KeptProgramme { text: text.to_owned(), read_ms };
    store.keep_programme("a.ics", &kept("first", 1)).unwrap();
    store.keep_programme("b.ics", &kept("other", 2)).unwrap();
    store.keep_programme("a.ics", &kept("second", 3)).unwrap();
    assert_eq!(store.kept_programme("a.ics").unwrap(), Some(kept("second", 3)));
    assert_eq!(store.kept_programme("b.ics").unwrap(), Some(kept("other", 2)));
    assert_eq!(store.kept_programme("c.ics").unwrap(), None);
}

#[test]
fn the_token_can_be_forgotten_and_the_installation_cannot() {
    let (directory, store) = fresh();
    let installation = store.installation().unwrap();
    store.put_coordinator_token(Some("first")).unwrap();
    store.put_coordinator_token(Some("second")).unwrap();
    assert_eq!(store.coordinator_token().unwrap().as_deref(), Some("second"));
    store.put_coordinator_token(None).unwrap();
    drop(store);
    let (store, _) = open(directory.path());
    assert_eq!(store.coordinator_token().unwrap(), None);
    assert_eq!(store.installation().unwrap(), installation);
}
