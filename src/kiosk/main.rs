//! `welkom-kiosk`: the program at the door, and what its keepers ask of it on the command line.

use chrono::Utc;
use clap::{Parser, Subcommand};
use std::{alloc::System, fs::File, io, os::fd::AsFd, path::PathBuf, process::ExitCode};
use welkom_kiosk::{
    cli::{self, check, guestbook, host_code, plan, programme, release},
    config::ConfigError,
    notices,
    run::{self, RunArguments},
};
use zeroizing_alloc::ZeroAlloc;

/// What is typed at the door passes through copies that the toolkit makes and that nobody here can overwrite:
/// so whatever memory is given back is overwritten.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

/// The check-in of a community centre.
#[derive(Parser)]
#[command(name = "welkom-kiosk", disable_version_flag = true, arg_required_else_help = true)]
struct Arguments {
    /// Print the version
    #[arg(long, short = 'V')]
    version: bool,
    /// With --version: print the notices of all software, fonts and pictograms of others in this program
    #[arg(long, requires = "version")]
    notices: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Open the kiosk
    Run(RunArguments),
    /// Tell every mistake in a configuration and its calendars
    Check {
        /// The centre's configuration
        file: PathBuf,
    },
    /// Print the sessions of a programme
    Programme(programme::ProgrammeArgs),
    /// Print the publication plan the program proposes for a quarter
    Plan(plan::PlanArgs),
    /// Print what would leave the centre
    Release(release::ReleaseArgs),
    /// Set up the guest book, give hosts their words, export
    #[command(name = "guestbook")]
    GuestBook(guestbook::GuestBookArgs),
    /// Make another code for the host's part of the kiosk's own screen, and print it once
    HostCode(host_code::HostCodeArgs),
}

/// What was handed in (a configuration, a calendar, a table) is not as it has to be: nothing can be done
/// with it until somebody mends it. The same code as for words that the command line does not know.
const MISTAKEN: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.version {
        println!("welkom-kiosk {}", env!("CARGO_PKG_VERSION"));
        if arguments.notices {
            println!("\n{}", notices::text());
        }
        return ExitCode::SUCCESS;
    }
    let Some(command) = arguments.command else { return ExitCode::from(MISTAKEN) };
    obey(&command).unwrap_or_else(|error| {
        eprintln!("Error: {error:?}");
        // Most commands only read what they are handed: what stops them is a mistake in it.
        let only_reads = !matches!(command, Command::Run(_) | Command::GuestBook(_) | Command::HostCode(_));
        let is_mistake = only_reads || error.is::<ConfigError>() || error.is::<guestbook::Mistake>();
        if is_mistake { ExitCode::from(MISTAKEN) } else { ExitCode::FAILURE }
    })
}

fn obey(command: &Command) -> anyhow::Result<ExitCode> {
    if let Command::Run(arguments) = command {
        start_log();
        run::run(arguments)?;
        return Ok(ExitCode::SUCCESS);
    }
    let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
    Ok(match command {
        Command::Run(_) => ExitCode::SUCCESS,
        Command::Check { file } => check::run(file, &mut out, &mut err)?.into(),
        Command::Programme(arguments) => {
            programme::run(arguments, cli::calendars, &mut out, &mut err)?.into()
        }
        Command::Plan(arguments) => {
            plan::run(arguments, cli::centre, &mut out)?;
            ExitCode::SUCCESS
        }
        Command::Release(arguments) => release::run(arguments, cli::centre, &mut out, &mut err)?.into(),
        Command::HostCode(arguments) => {
            host_code::run(arguments, Utc::now(), &mut out)?;
            ExitCode::SUCCESS
        }
        Command::GuestBook(arguments) => {
            // Not through the standard library's own buffer, which would keep what was typed.
            let mut input = File::from(io::stdin().as_fd().try_clone_to_owned()?);
            guestbook::run(arguments, Utc::now(), &mut input, &mut out, &mut err)?;
            ExitCode::SUCCESS
        }
    })
}

/// To the standard error, for systemd's journal; `WELKOM_LOG` chooses how much.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("WELKOM_LOG").unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_target(false).init();
}
