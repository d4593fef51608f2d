//! The running coordinator: opens the store, listens, and stops when it is told to.

use crate::{
    app::App,
    clock::Clock,
    router::router,
    store::{
        StoreError,
        sqlite::{OWN_ORGANISATION, SqliteStore},
    },
};
use std::{future::Future, io, net::SocketAddr, path::PathBuf, sync::Arc};
use thiserror::Error;
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot, task::JoinHandle};

/// How a coordinator is to run.
#[derive(Clone)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The `SQLite` file; made where there is none.
    pub database: PathBuf,
    /// The address people use, where it is another than the one listened at.
    pub public_url: Option<String>,
    /// Whether a proxy in front speaks TLS.
    pub behind_tls: bool,
    /// What time it is.
    pub clock: Clock,
}

impl Options {
    /// Without TLS, on a free port of this machine: for the demo and for tests.
    pub fn local(database: PathBuf) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            database,
            public_url: None,
            behind_tls: false,
            clock: Clock::system(),
        }
    }
}

/// Why a coordinator does not run.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The store does not open.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address cannot be listened at, or no thread can be started.
    #[error("cannot listen at {address}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        #[source]
        source: io::Error,
    },
    /// It stopped by itself.
    #[error("stopped unexpectedly")]
    Stopped(#[source] io::Error),
}

/// Listens, says at which address, and serves until `stop` is ready; requests under way are finished.
pub async fn serve(
    options: Options,
    listening: impl FnOnce(SocketAddr),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let cannot_listen = |source| ServeError::Listen { address: options.listen, source };
    // A second start must fail before it touches the first one's database.
    let listener = TcpListener::bind(options.listen).await.map_err(cannot_listen)?;
    let address = listener.local_addr().map_err(cannot_listen)?;
    let store = SqliteStore::open(&options.database, OWN_ORGANISATION)?;
    let public_url = options.public_url.unwrap_or_else(|| format!("http://{address}"));
    let public_url = public_url.trim_end_matches('/').to_owned();
    let app = App::new(Arc::new(store), options.clock, public_url, options.behind_tls);
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    listening(address);
    axum::serve(listener, service).with_graceful_shutdown(stop).await.map_err(ServeError::Stopped)
}

/// A coordinator on threads of its own, for programs that are not asynchronous. Dropping it stops it.
pub struct Server {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<Result<(), ServeError>>>,
    runtime: Runtime,
}

impl Server {
    /// Starts one; when this returns, it answers.
    pub fn start(options: Options) -> Result<Self, ServeError> {
        let listen = options.listen;
        let cannot_listen = |source| ServeError::Listen { address: listen, source };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(cannot_listen)?;
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = oneshot::channel();
        let serving = runtime.spawn(serve(
            options,
            move |address| {
                // Nobody listens only if the start was given up.
                let _ = tell.send(address);
            },
            async {
                let _ = stopped.await;
            },
        ));
        match runtime.block_on(told) {
            Ok(address) => Ok(Self { address, stop: Some(stop), serving: Some(serving), runtime }),
            Err(_) => match runtime.block_on(serving) {
                Ok(Err(error)) => Err(error),
                _ => Err(cannot_listen(io::Error::other("it stopped while starting"))),
            },
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address without a slash at its end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Stops it when the requests under way are finished.
    pub fn stop(mut self) -> Result<(), ServeError> {
        self.tell_to_stop();
        let Some(serving) = self.serving.take() else { return Ok(()) };
        self.runtime
            .block_on(serving)
            .unwrap_or_else(|error| Err(ServeError::Stopped(io::Error::other(error))))
    }

    fn tell_to_stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It may have stopped already.
            let _ = stop.send(());
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.tell_to_stop();
    }
}
