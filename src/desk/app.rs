//! What every handler is given: store, door, book, clock, and where the desk is reached.

use crate::{
    authority::Authority,
    door::{Door, DoorError},
    error::PageError,
    guards::LoggedIn,
    reading::{Books, Reading, SharedBook, lock},
    server::{Options, ReadNumber},
    store::{Store, StoreError},
};
use chrono_tz::Tz;
use std::sync::Arc;
use tokio::{sync::Semaphore, task::spawn_blocking};
use welkom_guestbook::{BookError, CallBackRules, HostId};
use welkom_web::{
    clock::{Clock, UnixMs},
    cookie::Cookie,
};

/// How many passwords are tried at the same moment: each takes a processor and up to 64 MiB.
const TRIED_AT_ONCE: usize = 1;

/// The cookie of a log-in session.
pub const SESSION: Cookie = Cookie::session("welkom-desk", true);

/// The cookie by which a browser is known that a host has logged in with before.
pub const DEVICE: Cookie = Cookie::device("welkom-desk-device", true);

/// The state of the desk; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

pub struct Parts {
    pub store: Store,
    pub door: Arc<dyn Door>,
    pub book: SharedBook,
    pub reading: Reading,
    pub clock: Clock,
    pub authority: Authority,
    pub addresses: Addresses,
    pub trying: Semaphore,
    /// What the centre is called.
    pub centre: String,
    /// What the clock on its wall shows.
    pub zone: Tz,
    pub rules: CallBackRules,
    pub read_number: ReadNumber,
}

/// Where the desk is reached, without slashes at the ends.
pub struct Addresses {
    /// The pages.
    pub desk: String,
    /// The plain page with the authority's certificate, where there is one.
    pub install: Option<String>,
}

impl App {
    pub fn new(
        (store, door, book): (Store, Arc<dyn Door>, SharedBook),
        options: Options,
        authority: Authority,
        addresses: Addresses,
    ) -> Self {
        Self(Arc::new(Parts {
            store,
            door,
            book,
            reading: Reading::default(),
            clock: options.clock,
            authority,
            addresses,
            trying: Semaphore::new(TRIED_AT_ONCE),
            centre: options.centre,
            zone: options.zone,
            rules: options.rules,
            read_number: options.read_number,
        }))
    }

    /// Everything, for work that waits for nothing.
    pub fn parts(&self) -> &Parts {
        &self.0
    }

    /// The present moment.
    pub fn now(&self) -> UnixMs {
        self.0.clock.now()
    }

    /// Runs `work` with the store, off the threads that serve requests.
    pub async fn with_store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let app = self.clone();
        spawn_blocking(move || work(&app.0.store)).await.unwrap_or(Err(StoreError::Stopping))
    }

    /// Asks the door.
    pub async fn with_door<T: Send + 'static>(
        &self,
        work: impl FnOnce(&(dyn Door + 'static)) -> Result<T, DoorError> + Send + 'static,
    ) -> Result<T, DoorError> {
        let app = self.clone();
        spawn_blocking(move || work(&*app.0.door)).await.unwrap_or(Err(DoorError::Silent))
    }

    /// Works with the open book; [`PageError::BookClosed`] if it is not open for this session.
    pub async fn with_book<T: Send + 'static>(
        &self,
        who: &LoggedIn,
        work: impl FnOnce(Books<'_>) -> Result<T, BookError> + Send + 'static,
    ) -> Result<T, PageError> {
        let (app, key) = (self.clone(), who.key);
        let done = spawn_blocking(move || app.0.reading.with(&app.0.book, &key, work)).await;
        done.unwrap_or(Ok(None))?.ok_or(PageError::BookClosed)
    }

    /// Who has words that open the book: that much it says while it is closed.
    pub async fn hosts_with_words(&self) -> Result<Vec<HostId>, PageError> {
        let app = self.clone();
        let hosts = spawn_blocking(move || lock(&app.0.book).hosts()).await;
        hosts.map_err(|_| StoreError::Stopping)?.map_err(PageError::from)
    }

    /// Asks who reads in the book, or closes it. Not on the threads that serve requests: somebody else's work
    /// with the book may have to end first.
    pub async fn with_reading<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Reading) -> T + Send + 'static,
    ) -> Result<T, PageError> {
        let app = self.clone();
        spawn_blocking(move || work(&app.0.reading)).await.map_err(|_| StoreError::Stopping.into())
    }

    /// Tries a password, one at a time.
    pub async fn try_password<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Parts) -> T + Send + 'static,
    ) -> Result<T, PageError> {
        let Ok(_permit) = self.0.trying.acquire().await else { return Err(StoreError::Stopping.into()) };
        let app = self.clone();
        spawn_blocking(move || work(&app.0)).await.map_err(|_| StoreError::Stopping.into())
    }
}
