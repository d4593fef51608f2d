//! What Welkom is about, as values and functions over them: the programme, arrivals, the publication
//! plan and the release rule. Pure: no I/O, no clock, no randomness, no async. Clock, files and
//! network are handed in as values by the crates around it.

pub mod agenda;
pub mod arrival;
pub mod centre;
pub mod class;
pub mod day;
pub mod ids;
pub mod opening;
pub mod plan;
pub mod presence;
pub mod problem;
pub mod programme;
pub mod release;
