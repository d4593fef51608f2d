//! The engine's part of the guest book: a parcel beside every visit, the pass of whoever leaves a name, the guests
//! who show one, and the nights. A book that fails keeps nobody at the door.

use super::{Engine, Update, chain};
use crate::{
    flow::{Answer, NewArrival, Wish},
    today::OfferKey,
};
use chrono::NaiveDate;
use std::sync::{MutexGuard, PoisonError};
use welkom_desk::SharedBook;
use welkom_domain::ids::{ActivityId, ArrivalId};
use welkom_guestbook::{Arrived, BookError, Change, GuestBook, Number, Pass, Who};

/// How long a command that comes twice has the same answer: far longer than a visitor tries again.
const ANSWER_REMEMBERED_MS: u64 = 60_000;

/// What the last guest was answered, for a command that comes twice.
pub(super) struct LastAnswer {
    arrival: ArrivalId,
    answer: Answer,
    /// By [`crate::clock::Clock::monotonic_ms`].
    given_ms: u64,
}

impl Engine {
    /// The visit first, then its parcel in the guest book. Somebody without a name waits only for the visit:
    /// nothing is owed to them of the parcel, which is there so that nobody can tell who left a name.
    pub(super) fn check_in(&mut self, mut arrival: NewArrival, tell: &dyn Fn(Update)) {
        let (id, guest, pass) = (arrival.id, arrival.guest.take(), arrival.pass.take());
        let activities: Vec<ActivityId> = arrival.offers.iter().map(OfferKey::activity).collect();
        let is_new = match self.save(arrival) {
            Ok(is_new) => is_new,
            Err(error) => {
                tracing::warn!(%error, "an arrival could not be written");
                return tell(Update::Answer(Answer::NotSaved(id)));
            }
        };
        let day = self.day();
        let who = match (&guest, &pass) {
            (Some(guest), _) => Who::New(&guest.details, guest.consents),
            (None, Some(pass)) => Who::Pass(pass),
            (None, None) => {
                tell(Update::Answer(Answer::Saved(id)));
                if is_new {
                    self.in_book(|book| book.arrive(day, &activities, Who::Nameless));
                }
                return;
            }
        };
        // A command that came twice has the same answer.
        if let Some(last) = self.last_answer.as_ref().filter(|last| last.arrival == id) {
            return tell(Update::Answer(last.answer.clone()));
        }
        let answer = match self.in_book(|book| book.arrive(day, &activities, who)) {
            Some(Arrived::New(pass)) => Answer::SavedWithName(id, pass),
            Some(Arrived::Known(_)) => Answer::Saved(id),
            _ => {
                if pass.is_some() {
                    // A pass that opens nothing any more leaves the parcel that everybody leaves.
                    self.in_book(|book| book.arrive(day, &activities, Who::Nameless));
                }
                Answer::NameNotKept(id)
            }
        };
        // A name that was not kept may be tried once more; a pass was shown once and counted.
        if pass.is_some() || !matches!(answer, Answer::NameNotKept(_)) {
            let given_ms = self.clock.monotonic_ms();
            self.last_answer = Some(LastAnswer { arrival: id, answer: answer.clone(), given_ms });
        }
        tell(Update::Answer(answer));
    }

    /// Forgets what was answered last, once nobody can still ask for it: a turn of the minute may lie between a
    /// command and its repetition.
    pub(super) fn forget_last_answer(&mut self) {
        let now_ms = self.clock.monotonic_ms();
        self.last_answer.take_if(|last| now_ms.saturating_sub(last.given_ms) >= ANSWER_REMEMBERED_MS);
    }

    /// The arrival does not count any more; somebody who just left a name with it is forgotten, and a host whom
    /// they called need not come.
    pub(super) fn take_back(&mut self, id: ArrivalId, pass: Option<&Pass>, tell: &dyn Fn(Update)) {
        self.calls.take_back(id);
        if let Some(pass) = pass {
            self.last_answer = None;
            self.forget_guest(pass);
        }
        let answer = match self.store.take_back(id, self.day()) {
            Ok(()) => Answer::TakenBack(id),
            Err(error) => {
                tracing::warn!(%error, "an arrival could not be taken back");
                Answer::NotTakenBack(id)
            }
        };
        tell(Update::Answer(answer));
    }

    /// What a pass opens; nothing is written. In a centre without a guest book it opens nothing.
    pub(super) fn greet(&mut self, pass: Pass, tell: &dyn Fn(Update)) {
        let answer = match self.book_does(|book| book.greet(&pass)) {
            Some(Ok(greeted)) => Answer::Greeted(pass, greeted),
            None | Some(Err(BookError::UnknownPass)) => Answer::UnknownPass(pass),
            Some(Err(error)) => {
                tell_of(&error);
                Answer::NoAnswer(pass)
            }
        };
        tell(Update::Answer(answer));
    }

    /// Does what the guest of a pass asked for. Twice the same is done once, or does no harm.
    pub(super) fn do_for_guest(&mut self, pass: Pass, wish: Wish, tell: &dyn Fn(Update)) {
        let day = self.day();
        let done = match wish {
            // Who was forgotten a moment ago is forgotten.
            Wish::Forget => match self.forget_guest(&pass) {
                Some(Err(BookError::UnknownPass)) => Some(Ok(())),
                done => done,
            },
            Wish::Rename(name) => self.book_does(|book| {
                book.change(&pass, Change { name: Some(name), ..Change::default() }, day).map(drop)
            }),
            Wish::Number(number, consent) => self.book_does(|book| {
                // The consent first: a number that nobody agreed to be called on must not be kept.
                if consent.is_some() {
                    book.consent_to_calls(&pass, consent, day)?;
                }
                let change = Change { phone: Some(Number::Set(number)), ..Change::default() };
                book.change(&pass, change, day).map(drop)
            }),
            Wish::NoCalls => self.book_does(|book| {
                book.consent_to_calls(&pass, None, day)?;
                // What nobody may call is not kept.
                let change = Change { phone: Some(Number::Removed), ..Change::default() };
                book.change(&pass, change, day).map(drop)
            }),
        };
        let answer = match done {
            Some(Ok(())) => Answer::Done(pass),
            None | Some(Err(BookError::UnknownPass)) => Answer::UnknownPass(pass),
            Some(Err(error)) => {
                tell_of(&error);
                Answer::NoAnswer(pass)
            }
        };
        tell(Update::Answer(answer));
    }

    fn forget_guest(&mut self, pass: &Pass) -> Option<Result<(), BookError>> {
        let day = self.day();
        let done = self.book_does(|book| book.erase(pass, day));
        match &done {
            Some(Ok(())) => self.erased = true,
            Some(Err(error)) => tell_of(error),
            None => {}
        }
        done
    }

    /// The guest book's part of the night: what the day wrote is put away, and who is kept no longer goes.
    pub(super) fn close_guest_book(&mut self, today: NaiveDate) {
        let now_ms = self.now_ms();
        if !self.keeps_names {
            return;
        }
        let Some(ended) = today.pred_opt() else { return };
        if let Some(night) = self.in_book(|book| book.night(ended, now_ms)) {
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
        if self.erased && self.in_book(|book| book.renew_backups(day)).is_some() {
            self.erased = false;
        }
    }

    /// The one place where the book is reached; `None` where the centre has none.
    fn book_does<T>(&self, what: impl FnOnce(&mut GuestBook) -> T) -> Option<T> {
        self.book.as_ref().map(|book| what(&mut lock(book)))
    }

    /// What the book did; a failure is told in the log and keeps nobody at the door.
    pub(super) fn in_book<T>(&self, what: impl FnOnce(&mut GuestBook) -> Result<T, BookError>) -> Option<T> {
        self.book_does(what)?.inspect_err(tell_of).ok()
    }
}

/// Without anybody's name.
fn tell_of(error: &BookError) {
    tracing::warn!(error = %chain(error), "the guest book could not do its part");
}

/// The guest book, for one read or write. A panic while it was held left no transaction open: it rolls back
/// when it is dropped.
pub(super) fn lock(book: &SharedBook) -> MutexGuard<'_, GuestBook> {
    book.lock().unwrap_or_else(PoisonError::into_inner)
}
