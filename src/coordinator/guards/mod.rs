//! What stands before the handlers: who may pass, in which language, and what is written down.

mod address;
mod headers;
mod kiosk;
pub mod language;
mod log_in;
mod message;
mod request_log;

pub use address::caller_address;
pub use headers::security_headers;
pub use kiosk::{EnrolledKiosk, bearer_token, enrolled_kiosk};
pub use language::language;
pub use log_in::{LoggedIn, logged_in, same_site};
pub use message::Message;
pub use request_log::request_log;
