//! `welkom-kiosk`: the program at the door, and what its keepers ask of it on the command line.

use clap::{Parser, Subcommand};
use std::{io, path::PathBuf, process::ExitCode};
use welkom_kiosk::{
    cli::{self, check, plan, programme, release},
    notices,
    run::{self, RunArguments},
};

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
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    if arguments.version {
        println!("welkom-kiosk {}", env!("CARGO_PKG_VERSION"));
        if arguments.notices {
            println!("\n{}", notices::text());
        }
        return Ok(ExitCode::SUCCESS);
    }
    match arguments.command {
        None => Ok(ExitCode::from(2)),
        Some(Command::Run(arguments)) => {
            start_log();
            run::run(&arguments)?;
            Ok(ExitCode::SUCCESS)
        }
        Some(command) => {
            let (mut out, mut err) = (io::stdout().lock(), io::stderr().lock());
            let code = match command {
                Command::Run(_) => ExitCode::SUCCESS,
                Command::Check { file } => check::run(&file, &mut out, &mut err)?.into(),
                Command::Programme(arguments) => {
                    programme::run(&arguments, cli::calendars, &mut out, &mut err)?.into()
                }
                Command::Plan(arguments) => {
                    plan::run(&arguments, cli::centre, &mut out)?;
                    ExitCode::SUCCESS
                }
                Command::Release(arguments) => {
                    release::run(&arguments, cli::centre, &mut out, &mut err)?.into()
                }
            };
            Ok(code)
        }
    }
}

/// To the standard error, for systemd's journal; `WELKOM_LOG` chooses how much.
fn start_log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("WELKOM_LOG").unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_target(false).init();
}
