//! Killed in the middle of checking people in, again and again over the same file: whatever was answered
//! as saved is there, once.
//!
//! A kill takes away the process and not what the kernel holds for it, so this proves the order of events
//! (written before answered) and not that the disk has it. The latter hangs on the pragmas, which are read
//! back here; that they keep the promise was measured with power cuts.

use crate::programs::{Running, root};
use fastrand::Rng;
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};
use uuid::Uuid;
use welkom_domain::{day::DateRange, ids::ArrivalId};
use welkom_kiosk::store::{Opened, PRAGMAS, Store, open_connection};
use welkom_tests::coordinator::sibling;

const ROUNDS: usize = 25;
const MOST_LINES: usize = 40;

/// Lets visitors check in until so many are acknowledged, then pulls the plug. All that were acknowledged
/// until then, also those nobody had read yet.
fn check_in_until_killed(directory: &Path, lines: usize) -> Vec<ArrivalId> {
    let mut child = sibling("check-in-loop")
        .expect("the program that checks in")
        .arg(directory)
        .stdout(Stdio::piped())
        .spawn()
        .expect("a process");
    let mut acknowledged = BufReader::new(child.stdout.take().expect("its output")).lines();
    let mut ids: Vec<String> = acknowledged.by_ref().take(lines).collect::<Result<_, _>>().expect("lines");
    assert_eq!(ids.len(), lines, "it ended by itself");
    child.kill().expect("a process that can be killed");
    child.wait().expect("its end");
    ids.extend(acknowledged.map(|line| line.expect("a line")));
    ids.iter().map(|id| ArrivalId(id.parse::<Uuid>().expect("an arrival's id"))).collect()
}

fn stored(store: &Store) -> usize {
    let ever = DateRange::new("2000-01-01".parse().expect("a date"), "2999-12-31".parse().expect("a date"));
    store.arrivals(ever).expect("arrivals").len()
}

#[test]
fn every_acknowledged_arrival_survives_a_kill_once() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut random = Rng::with_seed(20_261_201);
    let mut acknowledged: BTreeSet<ArrivalId> = BTreeSet::new();
    let mut stored_before = 0;
    for round in 0..ROUNDS {
        // The first time before anything can be there, later whenever it hits.
        let lines = if round == 0 { 0 } else { random.usize(0..MOST_LINES) };
        let ids = check_in_until_killed(directory.path(), lines);
        for id in &ids {
            assert!(acknowledged.insert(*id), "round {round}: {id} was acknowledged twice");
        }
        let (store, opened) = Store::open(directory.path(), 0).expect("a store that opens");
        // Opening looks at every page; what it found damaged it would have moved away.
        assert!(matches!(opened, Opened::Fresh | Opened::Existing), "round {round}: {opened:?}");
        for id in &acknowledged {
            assert!(store.has_arrival(*id).expect("an answer"), "round {round}: {id} is lost");
        }
        let now_stored = stored(&store);
        let new = now_stored - stored_before;
        // One may be on disk whose answer nobody heard.
        let expected = ids.len()..=ids.len() + 1;
        assert!(expected.contains(&new), "round {round}: expected {expected:?} new arrivals, found {new}");
        stored_before = now_stored;
    }
    assert!(acknowledged.len() > ROUNDS * 5, "only {} arrivals were acknowledged at all", acknowledged.len());
}

#[test]
fn the_file_promises_what_a_kill_cannot_test() {
    let directory = tempfile::tempdir().expect("a directory");
    check_in_until_killed(directory.path(), 3);
    let connection = open_connection(&directory.path().join("visits.sqlite")).expect("the file");
    let number = |pragma: &str| -> i64 {
        connection.pragma_query_value(None, pragma, |row| row.get(0)).expect(pragma)
    };
    let text = |pragma: &str| -> String {
        connection.pragma_query_value(None, pragma, |row| row.get(0)).expect(pragma)
    };
    assert_eq!((text("journal_mode").as_str(), text("locking_mode").as_str()), ("wal", "exclusive"));
    assert_eq!(number("synchronous"), 2, "FULL");
    assert_eq!((number("foreign_keys"), number("secure_delete"), number("page_size")), (1, 1, 4096));
    assert_eq!(PRAGMAS.len(), 12, "all of them are read back when a connection opens");
}

/// What systemd does when the kiosk is stopped, and what Ctrl+C does: the kiosk ends by itself, as if its
/// window had been closed.
#[test]
fn asked_to_end_it_ends_in_order() {
    for signal in ["TERM", "INT"] {
        let folder = tempfile::tempdir().expect("a folder");
        let mut kiosk = sibling("welkom-kiosk").expect("built");
        kiosk.args(["run", "--off-screen", "--trust-clock", "--config"]);
        kiosk.arg(root().join("kiosk-config/de-hoeve.toml")).arg("--store").arg(folder.path());
        let mut kiosk = Running(kiosk.stderr(Stdio::piped()).stdout(Stdio::null()).spawn().expect("started"));
        let mut log = BufReader::new(kiosk.0.stderr.take().expect("a log")).lines();
        let is_open = |line: &str| line.contains("the visits are checked and open");
        assert!(log.by_ref().map(|line| line.expect("text")).any(|line| is_open(&line)), "it takes touches");
        let pid = kiosk.0.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &pid]).status().expect("kill");
        assert!(sent.success(), "SIG{signal} could not be sent");
        let said: Vec<String> = log.map(|line| line.expect("text")).collect();
        let ended = kiosk.0.wait().expect("its end");
        assert_eq!(ended.code(), Some(0), "SIG{signal}: {ended}, {said:?}");
        // SQLite takes the journal away when the last connection closes; a killed process leaves it.
        assert!(!folder.path().join("visits.sqlite-wal").exists(), "the visits were not closed");
    }
}
