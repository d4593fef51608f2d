//! What stands before the handlers: who may pass, in which language, and what is written down.

mod address;
mod kiosk;
mod language;
mod log_in;
mod message;

pub use address::caller_address;
pub use kiosk::{EnrolledKiosk, bearer_token, enrolled_kiosk};
pub use language::language;
pub use log_in::{LoggedIn, logged_in, same_site};
pub use message::Message;
