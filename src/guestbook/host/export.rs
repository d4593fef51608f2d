//! Out of the book: one guest for that guest (GDPR articles 15 and 20), or everything as one age file that
//! Debian's `age` opens. No centre depends on this program to get its data back.

use super::open_book::{Guest, OpenBook, guest};
use crate::{
    entry::Consents,
    error::BookError,
    host::Record,
    ids::GuestId,
    ring::{HostPassword, seal_under},
};
use chrono::NaiveDate;
use serde::Serialize;
use zeroize::Zeroizing;

#[derive(Serialize)]
struct Exported<'a> {
    guest: String,
    kept_until: String,
    consents: Consents,
    record: &'a Record,
}

#[derive(Serialize)]
struct Export<'a> {
    format: &'static str,
    exported: NaiveDate,
    guests: Vec<Exported<'a>>,
}

impl<'a> From<Guest<'a>> for Exported<'a> {
    fn from(guest: Guest<'a>) -> Self {
        Self {
            guest: guest.id.to_hex(),
            kept_until: guest.expires.to_string(),
            consents: guest.consents,
            record: guest.record,
        }
    }
}

impl OpenBook {
    /// Everything that is kept of one guest, as JSON to be read.
    pub fn export_guest(&self, id: GuestId) -> Result<Zeroizing<String>, BookError> {
        let guest = self.guest(id).ok_or(BookError::UnknownGuest)?;
        serde_json::to_string_pretty(&Exported::from(guest))
            .map(Zeroizing::new)
            .map_err(|_| BookError::Sealing)
    }

    /// Everything, as an age file under a host's password: `age --decrypt` asks for the five words, in small
    /// letters with a space between.
    pub fn export(&self, password: &HostPassword, day: NaiveDate) -> Result<Vec<u8>, BookError> {
        seal_under(&self.export_json(day)?, password).ok_or(BookError::Sealing)
    }

    /// Everything, as an age file to the book's own key: `age --decrypt --identity` with a host's key ring
    /// file ([`crate::GuestBook::key_ring_file`]) opens it. Needs no password to be made, so it can be made
    /// every week.
    pub fn export_to_key_ring(&self, day: NaiveDate) -> Result<Vec<u8>, BookError> {
        let recipient: age::x25519::Recipient =
            self.ring.public().recipient.parse().map_err(|_| BookError::BadKeyRing)?;
        age::encrypt(&recipient, &self.export_json(day)?).map_err(|_| BookError::Sealing)
    }

    fn export_json(&self, day: NaiveDate) -> Result<Zeroizing<Vec<u8>>, BookError> {
        let mut guests: Vec<_> = self.guests.iter().map(|(id, held)| guest(*id, held)).collect();
        guests.sort_by_key(|it| it.id);
        let guests = guests.into_iter().map(Exported::from).collect();
        let export = Export { format: "welkom guest book 1", exported: day, guests };
        serde_json::to_vec_pretty(&export).map(Zeroizing::new).map_err(|_| BookError::Sealing)
    }
}
