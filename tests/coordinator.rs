//! A coordinator in a process of its own, on a port of its own, with a database of its own, spoken to
//! over HTTP as its users do.

use anyhow::{Context, bail, ensure};
use std::{
    env,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};
use ureq::Agent;

/// The process; it ends with this value.
pub struct Coordinator {
    child: Child,
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    database: PathBuf,
}

impl Coordinator {
    /// Starts it over `database`.
    pub fn start(database: &Path) -> anyhow::Result<Self> {
        let mut child = program()?
            .args(["serve", "--listen", "127.0.0.1:0", "--database"])
            .arg(database)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("the coordinator could not be started")?;
        let Some(output) = child.stdout.take() else { bail!("the coordinator's output is not to be read") };
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line).context("the coordinator said nothing")?;
        let address = line.trim().strip_prefix("listening on ").context("expected the coordinator's address")?;
        Ok(Self { child, address: address.to_owned(), database: database.to_owned() })
    }

    /// Confirms a kiosk's code.
    pub fn confirm(&self, code: &str) -> anyhow::Result<()> {
        self.administer(&["kiosk", "confirm", code]).map(drop)
    }

    /// Adds an account and gives back its generated password.
    pub fn add_account(&self, name: &str) -> anyhow::Result<String> {
        Ok(self.administer(&["account", "add", name, "--generate"])?.trim().to_owned())
    }

    fn administer(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let output = program()?.args(arguments).arg("--database").arg(&self.database).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Logs in through the form, as a browser does, and asks for the CSV of all figures.
    pub fn fetch_csv(&self, name: &str, password: &str) -> anyhow::Result<String> {
        let agent: Agent = Agent::config_builder().max_redirects(0).http_status_as_error(false).build().into();
        let answer = agent
            .post(format!("{}/log-in", self.address))
            .header("origin", &self.address)
            .send_form([("name", name), ("password", password)])?;
        ensure!(answer.status().is_redirection(), "expected to be logged in, found {}", answer.status());
        let cookie = answer.headers().get("set-cookie").context("expected a session cookie")?.to_str()?;
        let cookie = cookie.split_once(';').map_or(cookie, |(cookie, _)| cookie);
        let mut csv = agent.get(format!("{}/statistics.csv", self.address)).header("cookie", cookie).call()?;
        ensure!(csv.status().is_success(), "expected the figures, found {}", csv.status());
        Ok(csv.body_mut().read_to_string()?)
    }
}

impl Drop for Coordinator {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The program as Cargo built it, beside the one that runs.
pub fn program() -> anyhow::Result<Command> {
    sibling("welkom-coordinator")
}

/// A program of this workspace, from the same build as the running one.
pub fn sibling(name: &str) -> anyhow::Result<Command> {
    let mut directory = env::current_exe()?;
    directory.pop();
    if directory.ends_with("deps") {
        directory.pop();
    }
    let path = directory.join(name);
    ensure!(path.is_file(), "{} is not built: `cargo build --bins` does", path.display());
    Ok(Command::new(path))
}
