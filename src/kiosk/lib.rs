//! The program at the door.

pub mod clock;
pub mod config;
pub mod flow;
pub mod say;
pub mod today;
