//! The coordinator over real HTTP, on a real `SQLite` file, with a clock the tests move.

mod enrolment;
mod house;
mod log_in;
mod pages;
mod program;
mod releases;
mod routes;
