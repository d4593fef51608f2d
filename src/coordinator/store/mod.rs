//! What the coordinator keeps, at the level of use cases: a handler calls one method, and that method
//! is one transaction.
//!
//! - The methods block. Handlers reach them through [`crate::app::App::with_store`], which runs them
//!   off the threads that serve requests; so `SQLite` and a database across a network look the same.
//! - A store is opened for one organisation and every key begins with it, so that the tables can
//!   later hold many and be spread by it.
//! - Ids and times come from the caller, never from the database; days are ISO texts, moments
//!   milliseconds.
//! - Secrets are kept as hashes: passwords with argon2id, tokens and sessions with SHA-256.
//! - `conformance` says what each method promises and runs against every implementation.

mod figures;
mod kiosks;
mod people;
pub mod sqlite;

#[cfg(test)]
mod conformance;

pub use figures::{Cell, Centre, FigureStore, complete_up_to};
pub use kiosks::{
    Confirmation, EnrolmentBegun, Kiosk, KioskStore, NewEnrolment, PendingEnrolment, TokenHolder,
};
pub use people::{Account, NewSession, PeopleStore, Session};

use std::error::Error as StdError;
use thiserror::Error;

/// Everything the coordinator keeps.
pub trait Store: PeopleStore + KioskStore + FigureStore + Send + Sync {}

impl<T: PeopleStore + KioskStore + FigureStore + Send + Sync> Store for T {}

/// Why a store could not do what was asked. Carries no value that was stored.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is one of that name already.
    #[error("expected a name that is free, found it taken")]
    NameTaken,
    /// The database could not.
    #[error("the database could not {action}")]
    Failed {
        /// What was asked of it.
        action: &'static str,
        /// What it said.
        #[source]
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl StoreError {
    /// For `map_err`: the database could not do `action`.
    pub fn failed<E: StdError + Send + Sync + 'static>(action: &'static str) -> impl FnOnce(E) -> Self {
        move |source| Self::Failed { action, source: Box::new(source) }
    }
}

/// What a method of a store gives back.
pub type StoreResult<T> = Result<T, StoreError>;
