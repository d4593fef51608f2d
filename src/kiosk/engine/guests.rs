//! The engine's part of the guest book: a parcel beside every visit, the pass of whoever leaves a name, and the
//! nights. A book that fails keeps nobody at the door.

use super::{Engine, LastPass, Update, chain};
use crate::{
    flow::{Answer, NewArrival},
    today::OfferKey,
};
use chrono::NaiveDate;
use std::sync::{MutexGuard, PoisonError};
use welkom_desk::SharedBook;
use welkom_domain::ids::ActivityId;
use welkom_guestbook::{Arrived, BookError, GuestBook, Pass, Who};

/// How long a command that comes twice has the same answer: far longer than a visitor tries again.
const PASS_REMEMBERED_MS: u64 = 60_000;

impl Engine {
    /// The visit first, then its parcel in the guest book. Somebody without a name waits only for the visit:
    /// nothing is owed to them of the parcel, which is there so that nobody can tell who left a name.
    pub(super) fn check_in(&mut self, mut arrival: NewArrival, tell: &dyn Fn(Update)) {
        let (id, guest) = (arrival.id, arrival.guest.take());
        let activities: Vec<ActivityId> = arrival.offers.iter().map(OfferKey::activity).collect();
        let is_new = match self.save(arrival) {
            Ok(is_new) => is_new,
            Err(error) => {
                tracing::warn!(%error, "an arrival could not be written");
                return tell(Update::Answer(Answer::NotSaved(id)));
            }
        };
        let day = self.day();
        let Some(guest) = guest else {
            tell(Update::Answer(Answer::Saved(id)));
            if is_new && let Some(book) = &self.book {
                note(lock(book).arrive(day, &activities, Who::Nameless));
            }
            return;
        };
        // A command that came twice has the same answer.
        if let Some(last) = self.last_pass.as_ref().filter(|last| last.arrival == id) {
            return tell(Update::Answer(Answer::SavedWithName(id, last.pass.clone())));
        }
        let arrived = self
            .book
            .as_ref()
            .map(|book| lock(book).arrive(day, &activities, Who::New(&guest.details, guest.consents)));
        let answer = match arrived.and_then(note) {
            Some(Arrived::New(pass)) => {
                let given_ms = self.clock.monotonic_ms();
                self.last_pass = Some(LastPass { arrival: id, pass: pass.clone(), given_ms });
                Answer::SavedWithName(id, pass)
            }
            _ => Answer::NameNotKept(id),
        };
        tell(Update::Answer(answer));
    }

    /// Forgets the pass that was given last, once nobody can still ask for it: a turn of the minute may lie
    /// between a command and its repetition.
    pub(super) fn forget_last_pass(&mut self) {
        let now_ms = self.clock.monotonic_ms();
        self.last_pass.take_if(|last| now_ms.saturating_sub(last.given_ms) >= PASS_REMEMBERED_MS);
    }

    /// Somebody who just left a name changed their mind.
    pub(super) fn forget_guest(&mut self, pass: &Pass) {
        self.last_pass = None;
        let day = self.day();
        if let Some(book) = &self.book
            && note(lock(book).erase(pass, day)).is_some()
        {
            self.erased = true;
        }
    }

    /// The guest book's part of the night: what the day wrote is put away, and who is kept no longer goes.
    pub(super) fn close_guest_book(&mut self, today: NaiveDate) {
        let now_ms = self.now_ms();
        let Some(book) = self.book.as_ref().filter(|_| self.keeps_names) else { return };
        let Some(ended) = today.pred_opt() else { return };
        if let Some(night) = note(lock(book).night(ended, now_ms)) {
            tracing::info!(
                filed = night.filed,
                expired = night.expired,
                parcels_expired = night.parcels_expired,
                quarantines_cleared = night.quarantines_cleared,
                "the guest book is closed for the night"
            );
        }
    }

    /// After an erasure the backups are made anew, once nobody waits at the door.
    pub(super) fn renew_guest_backups(&mut self) {
        let day = self.day();
        if let Some(book) = self.book.as_ref().filter(|_| self.erased)
            && note(lock(book).renew_backups(day)).is_some()
        {
            self.erased = false;
        }
    }
}

/// The guest book, for one read or write. A panic while it was held left no transaction open: it rolls back
/// when it is dropped.
pub(super) fn lock(book: &SharedBook) -> MutexGuard<'_, GuestBook> {
    book.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the guest book did; a failure is told without anybody's name and keeps nobody at the door.
fn note<T>(done: Result<T, BookError>) -> Option<T> {
    done.inspect_err(|error| tracing::warn!(error = %chain(error), "the guest book could not do its part"))
        .ok()
}
