//! `cargo xtask`: everything a developer or a centre's IT volunteer runs, as one command each.

mod bench;
mod demo;
mod machine;
mod test;

use anyhow::Context;
use clap::{Parser, Subcommand};
use std::{
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, tests, shows and measures Welkom")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Opens a kiosk for De Hoeve beside a coordinator of its own, on this machine alone
    Demo(demo::Arguments),
    /// Runs every check: format, lints, tests
    Test(test::Arguments),
    /// Measures what the README promises, in a release build
    Bench(bench::Arguments),
}

fn main() -> anyhow::Result<ExitCode> {
    std::env::set_current_dir(root()).context("the workspace could not be entered")?;
    match Arguments::parse().task {
        Task::Demo(arguments) => demo::run(&arguments),
        Task::Test(arguments) => test::run(&arguments),
        Task::Bench(arguments) => bench::run(&arguments),
    }
}

/// The workspace: two folders above this crate.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("."))
}

/// Where Cargo puts what it builds.
fn target_directory() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Cargo as it was called, with the lock file as it stands, and without what the outer Cargo says of
/// xtask itself: the build script of `ring` looks at it, and everything above would be built anew.
fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs a command to its end; a failure names it.
fn must(command: &mut Command) -> anyhow::Result<()> {
    let shown = format!("{command:?}").replace('"', "");
    eprintln!("\n→ {shown}");
    let status = command.status().with_context(|| format!("{shown} could not be started"))?;
    anyhow::ensure!(status.success(), "{shown} failed with {status}");
    Ok(())
}
