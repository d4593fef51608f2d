//! The coordinator over real HTTP, on a real `SQLite` file, with a clock the tests move.

mod enrolment;
mod house;
mod log_in;
mod pages;
mod releases;
mod routes;
