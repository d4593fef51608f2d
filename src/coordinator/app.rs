//! What every handler is given: the store, the clock, and where the coordinator is reached.

use crate::{
    clock::{Clock, UnixMs},
    store::{Store, StoreError, StoreResult},
};
use std::sync::Arc;
use tokio::{sync::Semaphore, task::spawn_blocking};
use welkom_web::cookie::Cookie;

/// How many passwords are compared at the same moment: each takes 19 MiB and a processor.
const COMPARED_AT_ONCE: usize = 2;

/// The state of the coordinator; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Parts>);

struct Parts {
    store: Arc<dyn Store>,
    clock: Clock,
    public_url: String,
    behind_tls: bool,
    comparing: Semaphore,
}

impl App {
    pub(crate) fn new(store: Arc<dyn Store>, clock: Clock, public_url: String, behind_tls: bool) -> Self {
        let comparing = Semaphore::new(COMPARED_AT_ONCE);
        Self(Arc::new(Parts { store, clock, public_url, behind_tls, comparing }))
    }

    /// The present moment.
    pub fn now(&self) -> UnixMs {
        self.0.clock.now()
    }

    /// The address people use, without a slash at its end.
    pub fn public_url(&self) -> &str {
        &self.0.public_url
    }

    /// Whether a proxy in front of this program speaks TLS: cookies are then for TLS alone, and the
    /// proxy's word about who asks is taken.
    pub fn behind_tls(&self) -> bool {
        self.0.behind_tls
    }

    /// The cookie of a log-in session.
    pub fn session_cookie(&self) -> Cookie {
        Cookie::session("welkom", self.behind_tls())
    }

    /// The cookie by which a browser is known that somebody has logged in with before.
    pub fn device_cookie(&self) -> Cookie {
        Cookie::device("welkom-device", self.behind_tls())
    }

    /// Runs `work` with the store, off the threads that serve requests.
    pub async fn with_store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Store) -> StoreResult<T> + Send + 'static,
    ) -> StoreResult<T> {
        let store = Arc::clone(&self.0.store);
        spawn_blocking(move || work(&*store))
            .await
            .unwrap_or_else(|error| Err(StoreError::failed("finish")(error)))
    }

    /// Runs a password comparison, a few at a time.
    pub async fn compare(&self, comparison: impl FnOnce() -> bool + Send + 'static) -> bool {
        let Ok(_permit) = self.0.comparing.acquire().await else { return false };
        spawn_blocking(comparison).await.unwrap_or(false)
    }
}
