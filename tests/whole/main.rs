//! The whole system, tried from outside: processes, HTTP, files, and the sources themselves. One binary,
//! since each one links the whole of Welkom.

mod bad_input;
mod browser;
mod crash;
mod demo;
mod door;
mod host_desk;
mod host_mode;
mod http;
mod names;
mod notices;
mod pairing;
mod passes;
mod programme;
mod programs;
mod proxy;
mod quarter;
mod release;
mod screens;
mod tidy;
