//! The program at the door: screens, flow, engine, store and the way to the coordinator. `main.rs`
//! only reads the command line; everything else is here, where tests and benches can reach it.

mod adapters;
pub mod assemble;
pub mod cli;
pub mod clock;
pub mod closing;
pub mod config;
pub mod engine;
pub mod flow;
pub mod host_desk;
pub mod loader;
pub mod notices;
pub mod offscreen;
pub mod run;
pub mod say;
pub mod shell;
pub mod store;
pub mod sync;
mod telephone;
#[cfg(test)]
mod test_centre;
pub mod today;
