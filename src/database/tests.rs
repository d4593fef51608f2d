//! What the visits' own tests (`kiosk/store/tests`) do not show: a file with a rollback journal.

use crate::{Database, Opened, Pragma, quarantines};
use rusqlite::Connection;
use std::{fs, path::Path};

const PRAGMAS: [Pragma; 3] = [
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("journal_mode", "PERSIST", "persist"),
    ("synchronous", "FULL", "2"),
];

const NOTES: Database = Database {
    name: "notes",
    pragmas: &PRAGMAS,
    migrations: || {
        let first = refinery::Migration::unapplied("V1__notes", "CREATE TABLE note (text TEXT) STRICT");
        refinery::Runner::new(&first.into_iter().collect::<Vec<_>>())
    },
    at_opening: |_| Ok(()),
    at_replacing: |connection| connection.execute("INSERT INTO note VALUES ('successor')", []).map(drop),
};

fn write(connection: &Connection, text: &str) {
    connection.execute("INSERT INTO note VALUES (?1)", [text]).unwrap();
}

fn notes(directory: &Path) -> (Vec<String>, Opened) {
    let (connection, _, opened) = NOTES.open(directory, 7).unwrap();
    let mut query = connection.prepare("SELECT text FROM note ORDER BY text").unwrap();
    let notes = query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    (notes, opened)
}

#[test]
fn a_file_with_a_rollback_journal_is_restored_and_leaves_no_journal_of_another_name() {
    let directory = tempfile::tempdir().unwrap();
    let (connection, real, opened) = NOTES.open(directory.path(), 7).unwrap();
    assert_eq!(opened, Opened::Fresh);
    write(&connection, "kept");
    NOTES.back_up(&connection, &real).unwrap();
    write(&connection, "lost");
    drop(connection);
    fs::write(NOTES.path(&real), "no database").unwrap();
    let (found, opened) = notes(directory.path());
    let Opened::Restored { quarantine: Some(quarantine) } = opened else { panic!("{opened:?}") };
    assert_eq!(found, ["kept", "successor"]);
    assert_eq!(quarantines(&real), [quarantine]);
    let names: Vec<String> = fs::read_dir(&real)
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .filter(|it| it.contains("unfinished"))
        .collect();
    assert!(names.is_empty(), "{names:?}");
    assert_eq!(notes(directory.path()).1, Opened::Existing);
}

#[test]
fn a_file_gone_beside_a_rollback_journal_was_not_always_so() {
    let directory = tempfile::tempdir().unwrap();
    let (connection, real, _) = NOTES.open(directory.path(), 7).unwrap();
    write(&connection, "lost");
    drop(connection);
    fs::remove_file(NOTES.path(&real)).unwrap();
    let (found, opened) = notes(directory.path());
    assert!(matches!(opened, Opened::StartedAnew { quarantine: Some(_) }), "{opened:?}");
    assert_eq!(found, ["successor"]);
}
