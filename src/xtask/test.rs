//! `cargo xtask test`: every check, as the project's own builds run it.

use crate::{cargo, machine, must};
use clap::Args;
use std::process::ExitCode;

#[derive(Args)]
pub struct Arguments {
    /// Only the tests whose name contains this; no format, no lints
    filter: Option<String>,
    /// Ten times the random histories of the property tests
    #[arg(long)]
    long: bool,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    machine::ensure(&[&machine::PYTHON, &machine::AGE, &machine::BROWSER, &machine::NPM])?;
    if arguments.filter.is_none() {
        must(&mut cargo(&["fmt", "--all", "--check"]))?;
        must(&mut cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "--deny",
            "warnings",
        ]))?;
    }
    // The whole-system tests start the programs, and `cargo test` builds none that has no tests of its
    // own beside it. With --tests everything is built with the features it is then tested with: once.
    must(&mut cargo(&["build", "--workspace", "--bins", "--tests", "--locked"]))?;
    let mut tests = cargo(&["test", "--workspace", "--locked"]);
    if arguments.long {
        tests.env("WELKOM_LONG", "1");
    }
    if let Some(filter) = &arguments.filter {
        tests.arg(filter);
    }
    must(&mut tests)?;
    Ok(ExitCode::SUCCESS)
}
