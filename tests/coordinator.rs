//! A coordinator in a process of its own, on a port of its own, with a database of its own, spoken to
//! over HTTP as its users do.

use anyhow::{Context, bail, ensure};
use std::{
    env,
    fs::File,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
};
use ureq::Agent;

/// The process; it ends with this value.
pub struct Coordinator {
    child: Child,
    output: BufReader<ChildStdout>,
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    database: PathBuf,
}

impl Coordinator {
    /// Starts it over `database`.
    pub fn start(database: &Path) -> anyhow::Result<Self> {
        Self::serve(program()?.stderr(Stdio::null()), database)
    }

    /// Starts it over `database`, with a log of everything it can say in `log`.
    pub fn start_logging(database: &Path, log: &Path) -> anyhow::Result<Self> {
        let log = File::options().create(true).append(true).open(log).context("a log to write")?;
        Self::serve(program()?.env("RUST_LOG", "trace").stderr(log), database)
    }

    fn serve(command: &mut Command, database: &Path) -> anyhow::Result<Self> {
        let mut child = command
            .args(["serve", "--listen", "127.0.0.1:0", "--database"])
            .arg(database)
            .stdout(Stdio::piped())
            .spawn()
            .context("the coordinator could not be started")?;
        let Some(output) = child.stdout.take() else { bail!("the coordinator's output is not to be read") };
        let (mut output, mut line) = (BufReader::new(output), String::new());
        output.read_line(&mut line).context("the coordinator said nothing")?;
        let address =
            line.trim().strip_prefix("listening on ").context("expected the coordinator's address")?;
        Ok(Self { child, output, address: address.to_owned(), database: database.to_owned() })
    }

    /// Ends it as a power cut does: it gets no chance to finish anything. Gives back what it wrote to
    /// its output after the address.
    pub fn kill(&mut self) -> anyhow::Result<String> {
        self.child.kill().context("the coordinator could not be killed")?;
        self.child.wait().context("the coordinator's end could not be seen")?;
        let mut said = String::new();
        self.output.read_to_string(&mut said)?;
        Ok(said)
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

    /// Logs in through the form, as a browser does.
    pub fn log_in(&self, name: &str, password: &str) -> anyhow::Result<Session> {
        let agent: Agent =
            Agent::config_builder().max_redirects(0).http_status_as_error(false).build().into();
        let answer = agent
            .post(format!("{}/log-in", self.address))
            .header("origin", &self.address)
            .send_form([("name", name), ("password", password)])?;
        ensure!(answer.status().is_redirection(), "expected to be logged in, found {}", answer.status());
        let cookie = answer.headers().get("set-cookie").context("expected a session cookie")?.to_str()?;
        let cookie = cookie.split_once(';').map_or(cookie, |(cookie, _)| cookie).to_owned();
        Ok(Session { agent, address: self.address.clone(), cookie })
    }

    /// Logs in and asks for the CSV of all figures.
    pub fn fetch_csv(&self, name: &str, password: &str) -> anyhow::Result<String> {
        self.log_in(name, password)?.get("/statistics.csv")
    }
}

impl Drop for Coordinator {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Somebody who is logged in.
pub struct Session {
    agent: Agent,
    address: String,
    cookie: String,
}

impl Session {
    /// A page, or the CSV of all figures.
    pub fn get(&self, path: &str) -> anyhow::Result<String> {
        let request = self.agent.get(format!("{}{path}", self.address)).header("cookie", &self.cookie);
        let mut answer = request.call()?;
        ensure!(answer.status().is_success(), "expected {path}, found {}", answer.status());
        Ok(answer.body_mut().read_to_string()?)
    }

    /// Touches "revoke" beside the first kiosk of the page.
    pub fn revoke_first_kiosk(&self) -> anyhow::Result<()> {
        let page = self.get("/kiosks")?;
        let hidden = |name: &str| {
            let value = page.split(&format!("name=\"{name}\" value=\"")).nth(1)?.split('"').next()?;
            Some(value.to_owned())
        };
        let (form, kiosk) = hidden("form_token").zip(hidden("installation")).context("expected a kiosk")?;
        let answer = self
            .agent
            .post(format!("{}/kiosks/revoke", self.address))
            .header("origin", &self.address)
            .header("cookie", &self.cookie)
            .send_form([("form_token", form), ("installation", kiosk)])?;
        ensure!(
            answer.status().is_redirection(),
            "expected the kiosk to be revoked, found {}",
            answer.status()
        );
        Ok(())
    }
}

/// The program as Cargo built it, beside the one that runs.
pub fn program() -> anyhow::Result<Command> {
    sibling("welkom-coordinator")
}

/// A program of this workspace, from the same build as the running one. Cargo builds the programs of
/// other packages only when it is asked to: `cargo xtask` does so before every task.
pub fn sibling(name: &str) -> anyhow::Result<Command> {
    let path = build_directory()?.join(name);
    ensure!(path.is_file(), "{} is not built: `cargo build --workspace --bins` does", path.display());
    Ok(Command::new(path))
}

/// Where Cargo put the running program: `target/debug` or `target/release`.
pub fn build_directory() -> anyhow::Result<PathBuf> {
    let mut directory = env::current_exe()?;
    directory.pop();
    if directory.ends_with("deps") {
        directory.pop();
    }
    Ok(directory)
}
