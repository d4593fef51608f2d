//! `welkom-coordinator`: serve the pages, and what an administrator does beside them.

use anyhow::{Context, bail};
use clap::{Args, Parser, Subcommand};
use std::{
    io::{self, BufRead, IsTerminal, Write},
    net::SocketAddr,
    path::PathBuf,
};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;
use welkom_coordinator::{
    Options, accounts,
    clock::Clock,
    notices, serve,
    store::{
        Confirmation, KioskStore, PeopleStore,
        sqlite::{OWN_ORGANISATION, SqliteStore},
    },
};
use zeroize::Zeroizing;

/// Takes in what neighbourhood centres release and shows the figures.
#[derive(Parser)]
#[command(name = "welkom-coordinator", disable_version_flag = true, arg_required_else_help = true)]
struct Arguments {
    /// Print the version
    #[arg(long, short = 'V')]
    version: bool,
    /// With --version: print the notices of all software and fonts of others in this program
    #[arg(long, requires = "version")]
    notices: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages and take in releases until stopped
    Serve {
        /// Where to listen; port 0 takes a free one
        #[arg(long, default_value = "127.0.0.1:8640")]
        listen: SocketAddr,
        #[command(flatten)]
        database: Database,
        /// The address people use, like `https://coordinator.example`
        #[arg(long)]
        public_url: Option<String>,
        /// A proxy in front of this program speaks TLS and adds X-Forwarded-For
        #[arg(long)]
        behind_tls: bool,
    },
    /// Make the database or bring its tables up to date
    Migrate {
        #[command(flatten)]
        database: Database,
    },
    /// Who may log in
    #[command(subcommand)]
    Account(Account),
    /// The kiosks
    #[command(subcommand)]
    Kiosk(Kiosk),
}

#[derive(Args)]
struct Database {
    /// The database file
    #[arg(long, value_name = "FILE", default_value = "coordinator.db")]
    database: PathBuf,
}

#[derive(Subcommand)]
enum Account {
    /// Add an account; its password is read from standard input
    Add {
        /// The name that is typed to log in
        name: String,
        /// Make a password and print it
        #[arg(long)]
        generate: bool,
        #[command(flatten)]
        database: Database,
    },
    /// List the accounts
    List {
        #[command(flatten)]
        database: Database,
    },
    /// Remove an account and end its sessions
    Remove {
        /// Its name
        name: String,
        #[command(flatten)]
        database: Database,
    },
}

#[derive(Subcommand)]
enum Kiosk {
    /// Let in the kiosk that shows this code
    Confirm {
        /// The code on its screen
        code: String,
        #[command(flatten)]
        database: Database,
    },
}

fn main() -> anyhow::Result<()> {
    // Standard output is for results; a log line may go to a file or the journal.
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).init();
    let arguments = Arguments::parse();
    if arguments.version {
        println!("welkom-coordinator {}", env!("CARGO_PKG_VERSION"));
        if arguments.notices {
            println!("\n{}", notices::text());
        }
        return Ok(());
    }
    let Some(command) = arguments.command else { bail!("expected a command; --help lists them") };
    match command {
        Command::Serve { listen, database, public_url, behind_tls } => run(Options {
            listen,
            database: database.database,
            public_url,
            behind_tls,
            clock: Clock::system(),
        }),
        Command::Migrate { database } => database.open().map(drop),
        Command::Account(command) => account(command),
        Command::Kiosk(Kiosk::Confirm { code, database }) => confirm(&code, &database),
    }
}

impl Database {
    fn open(&self) -> anyhow::Result<SqliteStore> {
        SqliteStore::open(&self.database, OWN_ORGANISATION)
            .with_context(|| format!("cannot open {}", self.database.display()))
    }
}

/// Serves until the process is asked to end. Prints one line once it listens: `listening on http://…`.
fn run(options: Options) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("cannot start threads")?;
    runtime.block_on(async {
        let mut terminated = signal(SignalKind::terminate()).context("cannot wait for SIGTERM")?;
        let mut interrupted = signal(SignalKind::interrupt()).context("cannot wait for SIGINT")?;
        let stop = async move {
            tokio::select! {
                _ = terminated.recv() => {}
                _ = interrupted.recv() => {}
            }
            tracing::info!("stopping");
        };
        let announce = |address: SocketAddr| {
            let mut out = io::stdout().lock();
            // Whoever started this may not be reading.
            let _ = writeln!(out, "listening on http://{address}").and_then(|()| out.flush());
        };
        serve(options, announce, stop).await.context("cannot serve")
    })
}

fn account(command: Account) -> anyhow::Result<()> {
    match command {
        Account::Add { name, generate, database } => {
            let store = database.open()?;
            let password = if generate { accounts::password::generate()? } else { read_password()? };
            accounts::add_account(&store, &Clock::system(), &name, &password)?;
            if generate {
                println!("{}", *password);
            }
        }
        Account::List { database } => {
            for account in database.open()?.accounts()? {
                println!("{}", account.name);
            }
        }
        Account::Remove { name, database } => {
            if !database.open()?.remove_account(&name)? {
                bail!("expected the name of an account, found none of that name");
            }
        }
    }
    Ok(())
}

/// The first line of standard input: an argument would stand in the list of processes and in the
/// shell's history.
fn read_password() -> anyhow::Result<Zeroizing<String>> {
    if io::stdin().is_terminal() {
        eprintln!("Password (12 characters or more; it is shown while you type):");
    }
    let mut line = Zeroizing::new(String::new());
    io::stdin().lock().read_line(&mut line).context("cannot read the password")?;
    let length = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(length);
    Ok(line)
}

fn confirm(code: &str, database: &Database) -> anyhow::Result<()> {
    let Some(code) = accounts::read_code(code) else { bail!("expected a code like BCDF-2345") };
    match database.open()?.confirm_enrolment(&code, Clock::system().now())? {
        Confirmation::Enrolled { centre_name } => {
            println!("{centre_name}");
            Ok(())
        }
        Confirmation::CentreHasKiosk => bail!("the centre has a kiosk; revoke that one first"),
        Confirmation::NoSuchCode => bail!("no kiosk waits with this code: wrong, used or expired"),
    }
}
