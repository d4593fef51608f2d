//! The host desk: web pages that the kiosk serves on the centre's own network, for hosts.
//!
//! **What it shows.** Today's counts and how the kiosk is doing to whoever logged in; names only while that
//! host has opened the guest book with their own five words. The book is closed after 30 idle minutes, by a
//! button, and at log-out; then no name is in the memory of this crate, as long as the
//! program runs under an allocator that overwrites what is given back, as the kiosk does.
//!
//! **Whom it asks.** The engine at the door through a few questions and commands ([`Door`]); the guest book,
//! which the kiosk shares with it ([`SharedBook`]); its own file of accounts (`store/`). It never sees the
//! store of visits.
//!
//! **How it is reached.** Over TLS, with a certificate of the centre's own authority, which can vouch for this
//! one host name and nothing else (`authority.rs`). It listens on loopback until a centre configures an
//! address. What a host needs before trusting that authority (its certificate, and how to install it) is on a
//! second, plain port that has nothing else.
//!
//! Never logged, at any level: names, numbers, ids of guests, passwords, tokens, cookies, addresses of
//! callers, queries, bodies. A request is logged as method, matched route, status and duration.

mod accounts;
mod app;
pub mod authority;
pub mod door;
mod error;
mod guards;
mod pages;
mod reading;
pub mod router;
mod server;
mod store;
mod tls;

pub use accounts::{add_account, remove_account, renew_account};
pub use door::Door;
pub use error::DeskError;
pub use reading::SharedBook;
pub use server::{Desk, Options, ReadNumber};
