//! The guest book while hosts have it open, in memory alone.
//!
//! One opened book for all, and a list of the sessions that opened it, each with its own five words. Were there
//! one for each session, two hosts would not see each other's "ik bel", and the second to write would undo the
//! first. A session that was idle for 30 minutes falls off the list, and so does one whose host closes the book
//! or logs out; when the list is empty the book is dropped, which overwrites what it held.

use chrono::NaiveDate;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use welkom_guestbook::{BookError, GuestBook, GuestId, HostId, HostPassword, OpenBook};
use welkom_web::clock::UnixMs;

/// The book is closed for whoever did not use it for so long.
pub const IDLE_MS: i64 = 30 * 60_000;

/// The guest book, which the door writes and the desk opens. Whoever holds it keeps the door waiting, so the
/// desk holds it for one read or write at a time and never while a password is tried.
pub type SharedBook = Arc<Mutex<GuestBook>>;

/// Which session: the hash of its secret.
pub type SessionKey = [u8; 32];

/// The opened book and who reads in it.
#[derive(Default)]
pub struct Reading(Mutex<State>);

#[derive(Default)]
struct State {
    open: Option<OpenBook>,
    readers: HashMap<SessionKey, Reader>,
}

struct Reader {
    host: HostId,
    used: UnixMs,
    /// The guest whose page was asked for last: so that no address names a guest.
    guest: Option<GuestId>,
}

/// What a handler works with.
pub struct Books<'a> {
    /// As the hosts have it.
    pub open: &'a mut OpenBook,
    /// As the door has it.
    pub book: &'a mut GuestBook,
    /// The guest whose page this session is at.
    pub guest: &'a mut Option<GuestId>,
}

impl Reading {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens the book for a session. Takes about a second: the password is tried outside every lock.
    pub fn open(
        &self,
        book: &SharedBook,
        session: SessionKey,
        (host, password): (&HostId, &HostPassword),
        today: NaiveDate,
        now: UnixMs,
    ) -> Result<(), BookError> {
        let sealed = lock(book).sealed(host)?;
        let opened = sealed.unlock(password, today)?;
        let mut state = self.state();
        let mut book = lock(book);
        if let Some(open) = &mut state.open {
            // The one that is open knows what its readers wrote meanwhile; the new one may not.
            open.catch_up(&book)?;
        } else {
            let open = state.open.insert(opened);
            open.catch_up(&book)?;
            open.settle(&mut book, today)?;
        }
        state.readers.insert(session, Reader { host: host.clone(), used: now, guest: None });
        Ok(())
    }

    /// Whether this session has the book open; asking counts as use.
    pub fn is_open(&self, session: &SessionKey, now: UnixMs) -> bool {
        self.drop_idle(now);
        match self.state().readers.get_mut(session) {
            Some(reader) => {
                reader.used = now;
                true
            }
            None => false,
        }
    }

    /// Works with the book; `None` if this session has it closed. Blocks: not for threads that serve requests.
    pub fn with<T>(
        &self,
        book: &SharedBook,
        session: &SessionKey,
        work: impl FnOnce(Books<'_>) -> Result<T, BookError>,
    ) -> Result<Option<T>, BookError> {
        let mut state = self.state();
        let State { open: Some(open), readers } = &mut *state else { return Ok(None) };
        let Some(reader) = readers.get_mut(session) else { return Ok(None) };
        let mut book = lock(book);
        open.catch_up(&book)?;
        work(Books { open, book: &mut book, guest: &mut reader.guest }).map(Some)
    }

    /// Closes the book for a session.
    pub fn close(&self, session: &SessionKey) {
        let mut state = self.state();
        state.readers.remove(session);
        state.close_if_unread();
    }

    /// Closes the book for every session of a host, who is one no more.
    pub fn close_for(&self, host: &HostId) {
        let mut state = self.state();
        state.readers.retain(|_, reader| reader.host != *host);
        state.close_if_unread();
    }

    /// Closes the book for every session of a host but this one.
    pub fn close_others(&self, host: &HostId, session: &SessionKey) {
        let mut state = self.state();
        state.readers.retain(|key, reader| reader.host != *host || key == session);
        state.close_if_unread();
    }

    /// Closes the book for whoever did not use it.
    pub fn drop_idle(&self, now: UnixMs) {
        let mut state = self.state();
        // A clock that went back must not keep the book open for longer.
        state.readers.retain(|_, reader| (now.0 - reader.used.0).abs() < IDLE_MS);
        state.close_if_unread();
    }

    /// Whether anybody has the book open.
    pub fn is_open_for_anybody(&self) -> bool {
        self.state().open.is_some()
    }
}

impl State {
    fn close_if_unread(&mut self) {
        if self.readers.is_empty() {
            self.open = None;
        }
    }
}

/// A panic while it was held left no transaction open (it rolls back when dropped).
pub fn lock(book: &SharedBook) -> MutexGuard<'_, GuestBook> {
    book.lock().unwrap_or_else(PoisonError::into_inner)
}
