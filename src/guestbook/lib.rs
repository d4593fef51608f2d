//! The sealed guest book: names that stay in the centre, and calling back.
//!
//! **The promise.** The kiosk at the door can write a name and cannot read one. Whoever has the whole disk
//! (this book, the visits beside it, journals, backups, file times, the layout of pages) reads no name, no
//! number and not what anybody attended, and cannot tell which guest a visit was: no better than by chance
//! among all who came that day. Only a host's five words, or the recovery sheet, open the book.
//!
//! **How.**
//! - Every arrival leaves one *parcel* of one size, with a name or without (`sealing/parcel.rs`). In clear
//!   stands, for each guest, only what `entry.rs` lists.
//! - The visits know the order of a day's arrivals, so this book knows none: what a day writes lies in
//!   buckets that are shuffled at every write (`store/today.rs`), journals are overwritten and file times
//!   rounded (`store/wipe.rs`), and what depends on who came is written at night ([`GuestBook::night`]).
//! - Each guest has a *shred key* in the entry. Erasing deletes the entry, and everything sealed about the
//!   guest, wherever it lies, is noise at once (`sealing/mod.rs`).
//! - A host's password opens a copy of everything on any thread ([`Sealed::unlock`]); parcels are folded into
//!   one record for each guest, and what belongs to days that are over is written back
//!   ([`OpenBook::settle`]). Locking is dropping.
//! - Who is missed is a pure rule ([`suggest`]).
//!
//! **What it does not promise.** When a file's inode last changed (ctime) cannot be set: it tells when the
//! last arrival was, which the visits tell too. A flash card keeps old blocks that no program reaches. Two
//! copies of the disk, of different days, show which entries and records changed between them; a day's guests
//! are then known to have come, still not with which visit. Visits say whether somebody came for the first
//! time: that is written when the day's guests have gone among the others, of whom the month alone stands in
//! clear. In a month with one newcomer and one new guest they are likely the same. A kiosk that somebody has altered can keep what is typed from then on.

mod book;
mod call_back;
mod crockford;
mod details;
mod entry;
mod error;
mod filled;
mod host;
mod ids;
mod pass;
mod random;
mod ring;
mod sealing;
mod settings;
mod store;

#[cfg(test)]
mod tests;

pub use book::{Arrived, Greeted, GuestBook, Night, Who};
pub use call_back::{
    Attendance, Attended, Call, Claim, Held, HowOften, Known, Outcome, Suggestion, Why, is_welcome_back,
    suggest,
};
pub use details::{
    Change, DetailError, Details, FirstName, LONGEST_NAME, Language, Note, Number, PhoneNumber,
};
pub use entry::{Consent, Consents, WORDING};
pub use error::BookError;
pub use filled::fill;
pub use host::{CallNote, Guest, Intake, OpenBook, Record, Sealed};
pub use ids::{ActivityKey, GuestId, HostId, Month};
pub use pass::{Pass, PassError};
pub use ring::{HostPassword, PasswordError, PublicKeys, RecoverySheet, SheetError, WORK_FACTOR};
pub use sealing::parcel::MOST_ACTIVITIES;
pub use settings::{CallBackRules, GONE_AFTER_NIGHTS, QUARANTINE_DAYS, Retention};
pub use welkom_database::Opened;
