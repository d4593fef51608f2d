//! The desk over real HTTPS on loopback, with a client that trusts the desk's authority and nothing else, a
//! real guest book, and a clock the tests move.

mod authority;
mod book;
mod canary;
mod guests;
mod hosts;
mod house;
mod live;
mod log_in;
mod routes;
mod today;
