//! `cargo xtask bench`: what the README promises, measured in a release build on this machine. Ratios
//! are taken against a baseline of the same run.

use crate::{cargo, must};
use anyhow::Context;
use clap::Args;
use serde_json::Value;
use std::process::ExitCode;

#[derive(Args)]
pub struct Arguments {
    /// One JSON object a line instead of a table
    #[arg(long)]
    json: bool,
    /// Only the benches whose name contains this
    filter: Option<String>,
}

pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let build = [
        "build",
        "--release",
        "--locked",
        "--package",
        "welkom-kiosk",
        "--package",
        "welkom-tests",
        "--bin",
        "welkom-kiosk",
        "--bin",
        "bench",
    ];
    must(&mut cargo(&build))?;
    let mut bench = std::process::Command::new(crate::target_directory().join("release/bench"));
    bench.args(&arguments.filter);
    let output =
        bench.stderr(std::process::Stdio::inherit()).output().context("the benches could not be started")?;
    anyhow::ensure!(output.status.success(), "the benches failed with {}", output.status);
    let text = String::from_utf8(output.stdout).context("expected the benches to speak UTF-8")?;
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).context("expected one JSON object a line from the benches"))
        .collect::<anyhow::Result<_>>()?;
    anyhow::ensure!(!lines.is_empty(), "no bench has that name");
    if arguments.json {
        print!("{text}");
    } else {
        print_table(&lines);
    }
    let all_met = lines.iter().all(|line| line["ok"] == true);
    Ok(if all_met { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print_table(lines: &[Value]) {
    println!("| bench | value | unit | goal | met |");
    println!("| --- | ---: | --- | ---: | --- |");
    for line in lines {
        let text = |key: &str| match &line[key] {
            Value::String(text) => text.clone(),
            Value::Number(number) => {
                number.as_f64().map_or_else(|| number.to_string(), |number| format!("{number:.2}"))
            }
            Value::Null => "–".to_owned(),
            other => other.to_string(),
        };
        let met = if line["ok"] == true { "yes" } else { "no" };
        println!("| {} | {} | {} | {} | {met} |", text("name"), text("value"), text("unit"), text("goal"));
    }
}
