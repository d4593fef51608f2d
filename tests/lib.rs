//! What the whole-system tests, the demo and the benches share: a kiosk in memory with a simulated
//! clock, a coordinator in a process of its own, and a script of arrivals.

pub mod canary;
pub mod coordinator;
pub mod demo;
pub mod desk;
pub mod kiosk;
pub mod script;
