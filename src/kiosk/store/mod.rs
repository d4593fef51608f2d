//! The visits of one centre on disk: arrivals, what hosts counted and changed, what the programme had
//! planned, hours of service, plans and frozen cells. One `SQLite` file, one connection, owned by the engine's thread; a file of this
//! module for every table.
//!
//! What is acknowledged is on disk (WAL with synchronous=FULL: measured with power cuts, the weaker
//! NORMAL lost acknowledged rows in 19 of 20 rounds, FULL in none), and nothing that was not sent is
//! ever deleted.

mod arrival;
mod attempt;
mod cell;
mod head_count;
mod host_desk;
mod meta;
mod news;
mod open;
mod plan;
mod planned;
mod presence;
mod programme;
mod service;
mod session_change;
mod shift;

pub use arrival::{SessionCount, StoredArrival};
pub use attempt::screen_code;
pub use cell::FrozenRow;
pub use host_desk::RoleCount;
pub use open::{PRAGMAS, open_connection};
pub use planned::Planned;
pub use presence::Presence;
pub use programme::KeptProgramme;
pub use welkom_database::{OpenError, Opened};

use chrono::NaiveDateTime;
use rusqlite::Connection;
use std::path::PathBuf;
use thiserror::Error;

/// What can go wrong between the program and its file. Says nothing of what was to be written.
#[derive(Debug, Error)]
pub enum StoreError {
    /// `SQLite` refused.
    #[error("the visits could not be read or written")]
    Sqlite(#[from] rusqlite::Error),
    /// A stored value is none this program writes.
    #[error("table {table} holds {found:?} where {expected} was expected")]
    Unreadable {
        /// Where.
        table: &'static str,
        /// What this program writes there.
        expected: &'static str,
        /// What stands there: a date, a class, a figure; these tables hold no names.
        found: String,
    },
    /// The copy for a rainy day could not be made.
    #[error("the backup at {path} could not be made")]
    Backup {
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A damaged file that was moved away could not be deleted.
    #[error(transparent)]
    Quarantine(#[from] OpenError),
}

/// How a session is told apart within its day in every table that has one: its start by the rule.
const SESSION_FORMAT: &str = "%Y-%m-%dT%H:%M:%S";

/// The open file.
pub struct Store {
    connection: Connection,
    directory: PathBuf,
}

/// Reads a stored text as the type it was written from.
fn parsed<T: std::str::FromStr>(
    table: &'static str,
    expected: &'static str,
    text: &str,
) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable { table, expected, found: text.to_owned() })
}

/// Reads what [`SESSION_FORMAT`] wrote.
fn session_start(table: &'static str, text: &str) -> Result<NaiveDateTime, StoreError> {
    NaiveDateTime::parse_from_str(text, SESSION_FORMAT).map_err(|_| StoreError::Unreadable {
        table,
        expected: "a local time",
        found: text.to_owned(),
    })
}

#[cfg(test)]
mod tests;
