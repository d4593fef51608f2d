//! `cargo xtask demo`: a coordinator and a kiosk on this machine alone.

use crate::{cargo, machine, must, target_directory};
use anyhow::{Context, bail};
use clap::Args;
use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, ExitCode, Stdio},
};

#[derive(Args)]
pub struct Arguments {
    /// Plays four weeks at two centres without a display, says what came of it in one line, and ends
    #[arg(long)]
    once: bool,
    /// Runs the kiosk in memory even where there is a display
    #[arg(long)]
    off_screen: bool,
}

const CONFIG: &str = "kiosk-config/de-hoeve.toml";

pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if arguments.once {
        build(&["--package", "welkom-tests", "--package", "welkom-coordinator", "--bins"])?;
        let status = Command::new(target_directory().join("debug/demo-once"))
            .status()
            .context("the demo could not be started")?;
        return Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    let has_display =
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some_and(|it| !it.is_empty()));
    let off_screen = arguments.off_screen || !has_display;
    if !off_screen {
        machine::ensure(&[&machine::WINDOW])?;
    }
    build(&["--package", "welkom-kiosk", "--package", "welkom-coordinator", "--bins"])?;
    let directory = target_directory().join("demo");
    // Every demo begins anew, with a pairing of its own.
    if directory.exists() {
        fs::remove_dir_all(&directory)
            .with_context(|| format!("{} could not be cleared", directory.display()))?;
    }
    fs::create_dir_all(&directory).with_context(|| format!("{} could not be made", directory.display()))?;
    let mut coordinator = Coordinator::start(&directory)?;
    coordinator.add_account()?;
    let outcome = run_kiosk(&coordinator, &directory, off_screen);
    coordinator.stop();
    outcome
}

fn build(what: &[&str]) -> anyhow::Result<()> {
    let mut command = cargo(&["build", "--locked"]);
    must(command.args(what))
}

fn program(name: &str) -> Command {
    Command::new(target_directory().join("debug").join(name))
}

fn run_kiosk(coordinator: &Coordinator, directory: &Path, off_screen: bool) -> anyhow::Result<ExitCode> {
    let store = directory.join("de-hoeve");
    let mut kiosk = program("welkom-kiosk");
    kiosk
        .args([
            "run",
            "--config",
            CONFIG,
            "--trust-clock",
            "--pretend-lively",
            "--pair",
            "--coordinator",
            &coordinator.address,
        ])
        .arg("--store")
        .arg(&store)
        .stdout(Stdio::piped());
    if off_screen {
        println!("There is no display here: the kiosk runs in memory. Ctrl+C ends it.");
        kiosk.arg("--off-screen");
    }
    let mut kiosk = kiosk.spawn().context("the kiosk could not be started")?;
    println!("The coordinator's pages: {}/", coordinator.address);
    println!("Log in with the account demo and the password {}", coordinator.password);
    let outcome = follow(&mut kiosk, coordinator);
    if outcome.is_err() {
        drop(kiosk.kill());
    }
    let status = kiosk.wait().context("the kiosk's end could not be seen")?;
    outcome?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Confirms the code the kiosk shows, as a coordinator would on the page, and waits for its end.
fn follow(kiosk: &mut Child, coordinator: &Coordinator) -> anyhow::Result<()> {
    let Some(output) = kiosk.stdout.take() else { bail!("the kiosk's output is not to be read") };
    for line in BufReader::new(output).lines() {
        let line = line.context("the kiosk's output ended in the middle")?;
        match line.strip_prefix("pairing code: ") {
            Some(code) => {
                must(
                    program("welkom-coordinator")
                        .args(["kiosk", "confirm", code, "--database"])
                        .arg(&coordinator.database),
                )?;
                println!("The kiosk of De Hoeve is paired with the coordinator.");
            }
            None => println!("{line}"),
        }
    }
    Ok(())
}

struct Coordinator {
    child: Child,
    address: String,
    password: String,
    database: std::path::PathBuf,
}

impl Coordinator {
    fn start(directory: &Path) -> anyhow::Result<Self> {
        let database = directory.join("coordinator.sqlite");
        let mut child = program("welkom-coordinator")
            .args(["serve", "--listen", "127.0.0.1:0", "--database"])
            .arg(&database)
            .stdout(Stdio::piped())
            .spawn()
            .context("the coordinator could not be started")?;
        let Some(output) = child.stdout.take() else { bail!("the coordinator's output is not to be read") };
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).context("the coordinator said nothing")?;
        let address =
            line.trim().strip_prefix("listening on ").context("expected the coordinator's address")?;
        Ok(Self { child, address: address.to_owned(), password: String::new(), database })
    }

    /// An account for this demo, with a password of its own every time.
    fn add_account(&mut self) -> anyhow::Result<()> {
        let added = program("welkom-coordinator")
            .args(["account", "add", "demo", "--generate", "--database"])
            .arg(&self.database)
            .output()
            .context("the account could not be added")?;
        anyhow::ensure!(
            added.status.success(),
            "the account could not be added: {}",
            String::from_utf8_lossy(&added.stderr)
        );
        String::from_utf8_lossy(&added.stdout).trim().clone_into(&mut self.password);
        Ok(())
    }

    fn stop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
