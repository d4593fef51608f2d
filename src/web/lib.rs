//! What the coordinator's pages and the host desk share, so that a weakness is mended in one place:
//! passwords, cookies, throttling, forms, headers, the choice of a language, the request log, and looks.
//!
//! Nothing here knows a centre, a guest, a figure or a database. Each program has its own table of routes,
//! its own store and its own texts; what it keeps of a log-in it keeps as this crate's hashes.

pub mod clock;
pub mod cookie;
pub mod forms;
pub mod headers;
pub mod language;
pub mod password;
pub mod phrases;
pub mod random;
pub mod request_log;
pub mod static_files;
pub mod throttle;
