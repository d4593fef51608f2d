//! `cargo xtask demo --once`: plays the demo and says in one line of JSON what came of it.

use std::{path::PathBuf, process::ExitCode};
use welkom_tests::demo::{self, Options};

fn main() -> anyhow::Result<ExitCode> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let played = demo::play(&Options {
        configurations: root.join("kiosk-config"),
        directory: root.join("target/demo"),
        seed: 2026,
        pictures: true,
        lose_one: std::env::args().any(|argument| argument == "--lose-one"),
    })?;
    println!("{}", serde_json::to_string(&played.account)?);
    let faults = played.faults();
    for fault in &faults {
        eprintln!("{fault}");
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
