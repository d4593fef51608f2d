//! The book on disk, so that whoever has the whole disk cannot tell which guest a visit was.
//!
//! - A rollback journal that stays (PERSIST), no WAL: a WAL holds every commit, in their order. What the
//!   journal holds is what the last commit changed, as it was before; so it is overwritten with zeros after
//!   each ([`wipe`]). It stays because a deleted journal's blocks would keep it.
//! - Freed pages are overwritten (`secure_delete`), and after each write the files' times are the day's start.
//!   When a file's inode changed (ctime) cannot be set. It tells when somebody last came in: every arrival
//!   writes the same pages, with a name or without.
//! - `synchronous=FULL`: what is acknowledged is on disk.

mod guests;
mod hosts;
mod open;
mod parcels;
mod records;
pub(crate) mod today;
mod wipe;

pub(crate) use parcels::ParcelId;
pub(crate) use rusqlite::{Error as SqliteError, ErrorCode as SqliteCode};
pub(crate) use today::Today;

use crate::{error::BookError, random::Dice};
use chrono::NaiveDate;
use rusqlite::Connection;
use std::path::PathBuf;

/// The open file.
pub(crate) struct Store {
    connection: Connection,
    directory: PathBuf,
    today: Today,
    pub(crate) dice: Dice,
    /// What the tests' adversary is up against; only a test may take it away.
    pub(crate) protections: Protections,
}

/// What hides the order of arrivals. Always all of it, but for tests that show why.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools)] // each is taken away alone
pub(crate) struct Protections {
    /// The bucket of an arrival is drawn by lot.
    pub(crate) draws_lots: bool,
    /// Buckets are shuffled when they are written.
    pub(crate) shuffles: bool,
    /// The journal is overwritten.
    pub(crate) wipes: bool,
    /// File times are rounded to the day.
    pub(crate) rounds_times: bool,
}

impl Protections {
    pub(crate) const ALL: Self = Self { draws_lots: true, shuffles: true, wipes: true, rounds_times: true };
}

impl Store {
    /// One transaction, on disk when this returns; then the traces of it are removed.
    fn write<T>(
        &mut self,
        day: NaiveDate,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T, BookError>,
    ) -> Result<T, BookError> {
        let transaction = self.connection.transaction()?;
        let done = work(&transaction)?;
        transaction.commit()?;
        self.remove_traces(day);
        Ok(done)
    }
}

impl Store {
    /// Puts everything into the long-term tables at once.
    pub(crate) fn fill(
        &mut self,
        entries: &[crate::entry::Entry],
        records: &[(crate::GuestId, Vec<u8>)],
        parcels: &[crate::sealing::parcel::Parcel],
        day: NaiveDate,
    ) -> Result<(), BookError> {
        self.put_records(records, &[], day)?;
        let ids: Vec<[u8; 16]> = parcels.iter().map(|_| self.dice.bytes()).collect();
        self.write(day, |transaction| {
            for entry in entries {
                guests::insert(transaction, entry)?;
            }
            for (id, parcel) in ids.iter().zip(parcels) {
                let month = crate::Month::of(day).0;
                transaction
                    .prepare_cached("INSERT INTO parcel VALUES (?1, ?2, ?3)")?
                    .execute(rusqlite::params![id, month, parcel])?;
            }
            Ok(())
        })
    }
}

#[cfg(test)]
impl Store {
    /// A pragma of the open connection, as text.
    pub(crate) fn pragma(&self, name: &str) -> String {
        let value = |row: &rusqlite::Row<'_>| row.get::<_, rusqlite::types::Value>(0);
        match self.connection.pragma_query_value(None, name, value).expect("a pragma") {
            rusqlite::types::Value::Integer(number) => number.to_string(),
            rusqlite::types::Value::Text(text) => text,
            other => panic!("{name}: {other:?}"),
        }
    }

    /// Writes into the file without committing, and lets the test look at it.
    pub(crate) fn leave_half_written(&mut self, look: impl FnOnce()) {
        let transaction = self.connection.transaction().expect("a transaction");
        transaction.execute("UPDATE today SET slots = zeroblob(length(slots))", []).expect("a write");
        // A cache of one page spills what was changed into the file, after the journal.
        transaction.execute_batch("PRAGMA cache_size = 1; PRAGMA cache_spill = 1").expect("a small cache");
        transaction.execute("UPDATE today SET slots = zeroblob(length(slots))", []).expect("a write");
        look();
        transaction.rollback().expect("a rollback");
    }
}
