//! What can go wrong with the book. No message says who or what is in it.

use crate::store::{SqliteCode, SqliteError};
use std::{io, path::PathBuf};
use thiserror::Error;

/// What can go wrong between the program and the book.
#[derive(Debug, Error)]
pub enum BookError {
    /// `SQLite` refused.
    #[error("the guest book could not be read or written")]
    Sqlite(#[from] SqliteError),
    /// The file could not be opened.
    #[error("the guest book could not be opened")]
    Open(#[from] welkom_database::OpenError),
    /// A journal or a file time.
    #[error("{path}: {doing} failed")]
    File {
        /// Which.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// Why.
        source: io::Error,
    },
    /// The copy for a rainy day.
    #[error("the guest book could not be backed up")]
    Backup(#[from] welkom_database::BackupError),
    /// A table holds what this program does not write.
    #[error("table {table} of the guest book holds what no entry of it is")]
    Unreadable {
        /// Which.
        table: &'static str,
    },
    /// Nobody set the book up yet.
    #[error("the guest book has no keys yet")]
    NotSetUp,
    /// Somebody did.
    #[error("the guest book has its keys already")]
    SetUpAlready,
    /// A pass that is none of this book, or not any more.
    #[error("no entry has this pass")]
    UnknownPass,
    /// No such guest, or not any more.
    #[error("no such guest")]
    UnknownGuest,
    /// No such host in the key ring.
    #[error("no such host")]
    UnknownHost,
    /// The name is taken.
    #[error("this host has a password already")]
    HostExists,
    /// Nobody could add a host any more.
    #[error("the last host cannot be removed")]
    LastHost,
    /// Another password.
    #[error("the password does not open the guest book")]
    WrongPassword,
    /// A damaged key ring, or one of another book.
    #[error("the key ring is damaged or belongs to another guest book")]
    BadKeyRing,
    /// Something did not go into its seal.
    #[error("the guest book could not seal what it was given")]
    Sealing,
}

impl BookError {
    /// Whether another program has the book open, as the kiosk has while it runs.
    pub fn is_in_use(&self) -> bool {
        let mut cause = Some(self as &(dyn std::error::Error + 'static));
        while let Some(error) = cause {
            let code = error.downcast_ref::<SqliteError>().and_then(SqliteError::sqlite_error_code);
            if matches!(code, Some(SqliteCode::DatabaseBusy | SqliteCode::DatabaseLocked)) {
                return true;
            }
            cause = error.source();
        }
        false
    }
}
