//! The book as a host has it at the desk, once a password opened it.

mod export;
mod fold;
mod open_book;
mod record;
mod sealed;

pub use open_book::{Guest, OpenBook};
pub use record::{CallNote, Intake, Record};
pub use sealed::Sealed;
