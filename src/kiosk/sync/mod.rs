//! The way to the coordinator: an outbox of frozen cells, emptied at fixed times of the day. What is
//! sent, and when, does not depend on who came in.
//!
//! - [`client`]: one HTTP request each, every answer sorted by what has to be done about it.
//! - [`round`]: everything that one sending does.
//! - [`worker`]: when, and when again after a failure.

pub mod client;
pub mod enrol;
pub mod round;
pub mod worker;

pub use client::{Client, ClientError, ClientSettings};
pub use round::{RoundError, RoundReport, send_everything};
