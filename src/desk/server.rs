//! The running desk: opens its file and its authority, listens on two ports, and stops when it is dropped.

use crate::{
    app::{Addresses, App},
    authority::Authority,
    door::Door,
    error::DeskError,
    guards::Caller,
    reading::SharedBook,
    router::{plain_router, router},
    store::Store,
    tls::{Certificate, TlsListener},
};
use axum::Router;
use chrono_tz::Tz;
use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    runtime::Runtime,
    sync::watch,
    time::{MissedTickBehavior, interval},
};
use welkom_guestbook::{CallBackRules, PhoneNumber};
use welkom_web::clock::Clock;
use zeroize::Zeroizing;

/// How often the desk looks whether the book is to be closed and the certificate to be renewed.
const LOOKS_EVERY: Duration = Duration::from_secs(20);

/// How a desk is to run.
#[derive(Clone)]
pub struct Options {
    /// Where its pages are, over TLS. Loopback unless a centre configures another address.
    pub listen: SocketAddr,
    /// Where the plain page with the authority's certificate is; `None` for no such page.
    pub listen_plain: Option<SocketAddr>,
    /// The name hosts type: the authority vouches for it and for loopback alone.
    pub host_name: String,
    /// A directory of its own for accounts and authority.
    pub directory: PathBuf,
    /// What time it is.
    pub clock: Clock,
    /// What the centre is called.
    pub centre: String,
    /// The zone of the clock on the centre's wall.
    pub zone: Tz,
    /// When somebody is missed, and how often calls are tried.
    pub rules: CallBackRules,
    /// Reads a telephone number that a host typed.
    pub read_number: ReadNumber,
}

/// Reads a telephone number as people type it; `None` where it is none.
pub type ReadNumber = fn(&str) -> Option<PhoneNumber>;

impl Options {
    /// On free ports of this machine alone, for a Dutch centre that set nothing.
    pub fn local(directory: PathBuf, host_name: &str) -> Self {
        let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            listen: loopback,
            listen_plain: Some(loopback),
            host_name: host_name.to_owned(),
            directory,
            clock: Clock::system(),
            centre: host_name.to_owned(),
            zone: chrono_tz::Europe::Amsterdam,
            rules: CallBackRules::default(),
            read_number: dutch_number,
        }
    }
}

/// A number as somebody in the Netherlands types it: spaces and hyphens go, a 0 in front is +31.
fn dutch_number(typed: &str) -> Option<PhoneNumber> {
    let plain: Zeroizing<String> =
        Zeroizing::new(typed.chars().filter(|it| !it.is_whitespace() && !"-().".contains(*it)).collect());
    let number = Zeroizing::new(match plain.as_bytes() {
        [b'0', b'0', ..] => format!("+{}", &plain[2..]),
        [b'0', ..] => format!("+31{}", &plain[1..]),
        _ => plain.to_string(),
    });
    PhoneNumber::new(&number).ok()
}

/// A desk on threads of its own. Dropping it closes the book and stops it.
pub struct Desk {
    address: SocketAddr,
    plain_address: Option<SocketAddr>,
    app: App,
    stop: watch::Sender<bool>,
    runtime: Option<Runtime>,
}

impl Desk {
    /// Starts one; when this returns, it answers.
    pub fn start(options: Options, door: Arc<dyn Door>, book: SharedBook) -> Result<Self, DeskError> {
        let cannot = |address| move |source| DeskError::Listen { address, source };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("desk")
            .enable_all()
            .build()
            .map_err(cannot(options.listen))?;
        // A second start must fail before it touches the first one's files.
        let listener = runtime.block_on(TcpListener::bind(options.listen)).map_err(cannot(options.listen))?;
        let address = listener.local_addr().map_err(cannot(options.listen))?;
        let plain = options
            .listen_plain
            .map(|at| {
                let listener = runtime.block_on(TcpListener::bind(at)).map_err(cannot(at))?;
                Ok::<_, DeskError>((listener.local_addr().map_err(cannot(at))?, listener))
            })
            .transpose()?;
        let plain_address = plain.as_ref().map(|(address, _)| *address);

        let store = Store::open(&options.directory, options.clock.now().0)?;
        let today = door.day()?;
        let authority = Authority::open(&options.directory.join("authority"), &options.host_name, today)?;
        let leaf = authority.leaf(today)?;
        let certificate = Arc::new(Certificate::new(leaf.key));
        let host = &options.host_name;
        let addresses = Addresses {
            desk: url("https", host, address.port(), 443),
            install: plain_address.map(|it| url("http", host, it.port(), 80)),
        };
        let listen = options.listen;
        let app = App::new((store, door, book), options, authority, addresses);

        let (stop, stopped) = watch::channel(false);
        let _inside = runtime.enter();
        let listener = TlsListener::new(listener, Arc::clone(&certificate)).map_err(cannot(listen))?;
        serve(listener, router(&app), stopped.clone());
        if let Some((_, listener)) = plain {
            serve(listener, plain_router(&app), stopped);
        }
        runtime.spawn(look_after(app.clone(), certificate, leaf.renew_on));
        Ok(Self { address, plain_address, app, stop, runtime: Some(runtime) })
    }

    /// Where its pages are.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the plain page is.
    pub fn plain_address(&self) -> Option<SocketAddr> {
        self.plain_address
    }

    /// The address hosts open, for the kiosk's own screen.
    pub fn url(&self) -> &str {
        &self.app.parts().addresses.desk
    }

    /// The address at which a host's device gets the authority's certificate, for a QR on the kiosk's own
    /// screen. Show [`Desk::fingerprint`] beside it: the plain page itself could be forged on the way.
    pub fn install_url(&self) -> Option<&str> {
        self.app.parts().addresses.install.as_deref()
    }

    /// The SHA-256 of the authority's certificate, as devices show it.
    pub fn fingerprint(&self) -> String {
        self.app.parts().authority.fingerprint()
    }

    /// Whether any host has the guest book open.
    pub fn is_book_open(&self) -> bool {
        let reading = &self.app.parts().reading;
        reading.drop_idle(self.app.now());
        reading.is_open_for_anybody()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_timeout(Duration::from_secs(2));
        }
    }
}

fn serve<L>(listener: L, router: Router, mut stopped: watch::Receiver<bool>)
where
    L: axum::serve::Listener<Addr = SocketAddr>,
    Caller: for<'a> axum::extract::connect_info::Connected<axum::serve::IncomingStream<'a, L>>,
{
    let service = router.into_make_service_with_connect_info::<Caller>();
    let stop = async move {
        let _ = stopped.changed().await;
    };
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, service).with_graceful_shutdown(stop).await {
            tracing::error!(%error, "the desk stopped serving");
        }
    });
}

/// Closes the book for whoever went away, and renews the certificate.
async fn look_after(app: App, certificate: Arc<Certificate>, mut renew_on: chrono::NaiveDate) {
    let mut ticks = interval(LOOKS_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let now = app.now();
        let _ = app.with_reading(move |reading| reading.drop_idle(now)).await;
        let Ok(today) = app.with_door(Door::day).await else { continue };
        if today >= renew_on {
            match app.parts().authority.leaf(today) {
                Ok(leaf) => {
                    certificate.replace(leaf.key);
                    renew_on = leaf.renew_on;
                }
                Err(error) => tracing::error!(%error, "the desk's certificate could not be renewed"),
            }
        }
    }
}

fn url(scheme: &str, host: &str, port: u16, usual: u16) -> String {
    if port == usual { format!("{scheme}://{host}") } else { format!("{scheme}://{host}:{port}") }
}

/// Whether a host can be called so.
pub(crate) fn is_host_name(name: &str) -> bool {
    (1..=40).contains(&name.chars().count()) && name.trim() == name && !name.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_typed() {
        let number = |typed: &str| dutch_number(typed).map(|it| it.expose().to_owned());
        for (typed, read) in [
            ("06 - 12 34 56 78", "+31612345678"),
            ("(033) 123 45 67", "+31331234567"),
            ("0049 30 1234567", "+49301234567"),
            ("+90 212 123 45 67", "+902121234567"),
        ] {
            assert_eq!(number(typed).as_deref(), Some(read));
        }
        assert_eq!((number("bel maar"), number("  ")), (None, None));
    }
}
