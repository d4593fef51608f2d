//! The coordinator.
pub mod accounts;
pub mod clock;
pub mod statistics;
pub mod store;
