//! `cargo xtask demo --once`: plays the demo and says in one line of JSON what came of it. Ends with 0
//! when everything adds up, with 1 when it does not.
//!
//!     demo-once [--directory DIR] [--lose-one]
//!
//! The directory is emptied first, if it is empty or holds an earlier demo; `--lose-one` takes one stored
//! arrival away, to see it fail.

use anyhow::{Context, bail, ensure};
use std::{env, path::PathBuf, process::ExitCode};
use welkom_tests::demo::{self, Options};

fn main() -> anyhow::Result<ExitCode> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut options = Options {
        configurations: root.join("kiosk-config"),
        directory: root.join("target/demo"),
        seed: 2026,
        pictures: true,
        lose_one: false,
    };
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--directory" => options.directory = arguments.next().context("expected a directory")?.into(),
            "--lose-one" => options.lose_one = true,
            other => bail!("expected --directory DIR or --lose-one, found {other:?}"),
        }
    }
    let mut content = options.directory.read_dir().into_iter().flatten();
    let is_ours = content.next().is_none() || options.directory.join("coordinator.sqlite").exists();
    ensure!(
        is_ours,
        "expected a directory for the demo alone, found other files in {}",
        options.directory.display()
    );
    let played = demo::play(&options)?;
    println!("{}", serde_json::to_string(&played.account)?);
    let faults = played.faults();
    for fault in &faults {
        eprintln!("{fault}");
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
