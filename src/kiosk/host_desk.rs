//! The host desk beside the kiosk: starts it once the engine has opened the guest book, tries again while the
//! network is not there yet, and stops it with the kiosk.

use crate::{config::Config, engine::EngineDoor, telephone};
use std::{
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};
use welkom_desk::{Desk, DeskError, Options, SharedBook};
use welkom_web::clock::{Clock, UnixMs};

/// How long until the next try where the desk cannot listen: an address of the network comes with the network.
const TRIES_AGAIN_AFTER: Duration = Duration::from_secs(20);

/// Where hosts open their desk, for the kiosk's own screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskAddress {
    /// Its pages.
    pub url: String,
    /// The plain page with the certificate to trust.
    pub install_url: Option<String>,
    /// The certificate's SHA-256, as devices show it.
    pub fingerprint: String,
}

impl DeskAddress {
    /// Whether it answers on this machine and nowhere else: no telephone can open it.
    pub fn is_here_only(&self) -> bool {
        let host = self.url.split("//").nth(1).unwrap_or_default();
        host.starts_with("localhost") || host.starts_with("127.") || host.starts_with("[::1]")
    }
}

/// How the desk of a configuration runs; `now_ms` is the kiosk's own clock, in Unix milliseconds.
pub fn options(config: &Config, now_ms: impl Fn() -> i64 + Send + Sync + 'static) -> Options {
    Options {
        listen: config.desk.listen(),
        listen_plain: Some(config.desk.listen_plain()),
        host_name: config.desk.host_name.clone(),
        directory: config.desk_directory(),
        clock: Clock::from_fn(move || UnixMs(now_ms())),
        centre: config.centre.name.clone(),
        zone: config.centre.zone,
        rules: config.call_back_rules(),
        read_number: telephone::read,
    }
}

/// The desk's own thread.
pub struct DeskThread {
    stop: mpsc::Sender<()>,
    thread: thread::JoinHandle<()>,
}

impl DeskThread {
    /// Starts it. `book` brings the guest book once it is open; one that never comes means no desk. `tell`
    /// hears where it is.
    pub fn spawn(
        options: Options,
        door: EngineDoor,
        book: mpsc::Receiver<SharedBook>,
        tell: impl Fn(DeskAddress) + Send + 'static,
    ) -> std::io::Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let thread = thread::Builder::new().name("host desk".to_owned()).spawn(move || {
            let Ok(book) = book.recv() else {
                tracing::warn!("the guest book is not open: there is no host desk");
                return;
            };
            let door = Arc::new(door);
            loop {
                match Desk::start(options.clone(), Arc::clone(&door) as _, Arc::clone(&book)) {
                    Ok(desk) => {
                        tracing::info!(address = %desk.address(), "the host desk answers");
                        tell(address(&desk));
                        // Until the kiosk ends.
                        let _ended = stopped.recv();
                        return;
                    }
                    // The network may come later, and the engine may still close many days.
                    Err(error @ (DeskError::Listen { .. } | DeskError::Door(_))) => {
                        tracing::warn!(%error, "the host desk cannot listen yet; it is tried again");
                    }
                    Err(error) => {
                        tracing::error!(%error, "the host desk cannot start");
                        return;
                    }
                }
                let waited = stopped.recv_timeout(TRIES_AGAIN_AFTER);
                if !matches!(waited, Err(mpsc::RecvTimeoutError::Timeout)) {
                    return;
                }
            }
        })?;
        Ok(Self { stop, thread })
    }

    /// Closes the book for everybody, and the desk.
    pub fn stop(self) {
        drop(self.stop);
        drop(self.thread.join());
    }
}

fn address(desk: &Desk) -> DeskAddress {
    DeskAddress {
        url: desk.url().to_owned(),
        install_url: desk.install_url().map(ToOwned::to_owned),
        fingerprint: desk.fingerprint(),
    }
}
