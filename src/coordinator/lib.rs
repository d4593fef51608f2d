//! The coordinator: takes in what centres release and shows it to the people who coordinate them.
//!
//! A request passes the guards ([`guards`]), reaches one handler, which asks the store ([`store`]) one
//! question and answers with JSON for a kiosk or a page for a person. It cannot name a guest: no crate
//! it knows has a type for one. What it holds are figures that left a centre by the release rule.
//!
//! Programs embed it with [`Server`]; `welkom-coordinator serve` runs [`serve`].

pub mod accounts;
mod app;
mod error;
mod guards;
mod handlers;
pub mod notices;
mod pages;
pub mod router;
mod server;
pub mod statistics;
pub mod store;

/// The time, handed in.
pub use welkom_web::clock;

pub use server::{Options, ServeError, Server, serve};
