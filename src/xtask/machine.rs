//! What a task needs from the machine beyond Rust and a C compiler. What is missing is installed where
//! that is allowed (apt, as root or with sudo that asks for no password); otherwise the one line that
//! installs it is printed.

use anyhow::{Context, bail};
use std::{env, path::Path, process::Command};

/// One thing that has to be there.
pub struct Need {
    /// For the person who reads that it is missing.
    pub what: &'static str,
    /// Whether it is there.
    pub is_there: fn() -> bool,
    /// Debian's packages that bring it.
    pub packages: &'static [&'static str],
}

/// For the comparison of the programme with an independent calendar library.
pub const PYTHON: Need = Need {
    what: "Python with its venv module",
    is_there: || succeeds("python3", &["-c", "import venv, ensurepip"]),
    packages: &["python3", "python3-venv"],
};

/// For the exports of the guest book, which the standard tool opens: it takes a password on a terminal
/// alone, which `script` gives it.
pub const AGE: Need = Need {
    what: "age, and script",
    is_there: || succeeds("age", &["--version"]) && succeeds("script", &["--version"]),
    packages: &["age", "bsdutils"],
};

/// For the host desk in a real browser: the browser, what drives it, and NSS's tool that tells it whom to trust.
pub const BROWSER: Need = Need {
    what: "Chromium with chromedriver, and certutil",
    is_there: || {
        succeeds("chromium", &["--version"])
            && succeeds("chromedriver", &["--version"])
            && on_path("certutil")
    },
    packages: &["chromium", "chromium-driver", "libnss3-tools"],
};

/// Fetches axe-core, which looks at every page of the desk.
pub const NPM: Need = Need { what: "npm", is_there: || succeeds("npm", &["--version"]), packages: &["npm"] };

/// What a window on a display loads when it opens.
pub const WINDOW: Need = Need {
    what: "the libraries of a desktop window",
    is_there: || {
        let Ok(known) = Command::new("/sbin/ldconfig").arg("-p").output() else { return false };
        let known = String::from_utf8_lossy(&known.stdout).into_owned();
        ["libX11.so.6", "libX11-xcb.so.1", "libXcursor.so.1", "libXi.so.6", "libxkbcommon-x11.so.0"]
            .iter()
            .all(|library| known.contains(library))
    },
    packages: &["libx11-6", "libx11-xcb1", "libxcursor1", "libxi6", "libxkbcommon-x11-0"],
};

/// Sees that every need is met, installing what is missing.
pub fn ensure(needs: &[&Need]) -> anyhow::Result<()> {
    let missing: Vec<_> = needs.iter().filter(|need| !(need.is_there)()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let what = missing.iter().map(|need| need.what).collect::<Vec<_>>().join(", ");
    let packages: Vec<&str> = missing.iter().flat_map(|need| need.packages).copied().collect();
    let line = format!("apt-get install --no-install-recommends --yes {}", packages.join(" "));
    let Some(mut prefix) = way_to_install() else {
        bail!("missing: {what}. This line installs it:\n\n    sudo {line}\n");
    };
    eprintln!("→ installing {what}");
    let mut install = |arguments: &[&str]| -> anyhow::Result<()> {
        let mut command = prefix.command();
        let status = command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .status()
            .context("apt-get could not be started")?;
        if !status.success() {
            bail!("apt-get failed with {status}. By hand:\n\n    sudo {line}\n");
        }
        Ok(())
    };
    install(&["update", "--quiet"])?;
    let mut arguments = vec!["install", "--no-install-recommends", "--yes", "--quiet"];
    arguments.extend(&packages);
    install(&arguments)?;
    match needs.iter().find(|need| !(need.is_there)()) {
        Some(need) => bail!("{} is still missing after its packages were installed", need.what),
        None => Ok(()),
    }
}

enum Prefix {
    Root,
    Sudo,
}

impl Prefix {
    fn command(&mut self) -> Command {
        match self {
            Self::Root => Command::new("apt-get"),
            Self::Sudo => {
                let mut command = Command::new("sudo");
                command.args(["--non-interactive", "--preserve-env=DEBIAN_FRONTEND", "apt-get"]);
                command
            }
        }
    }
}

fn way_to_install() -> Option<Prefix> {
    if !on_path("apt-get") {
        return None;
    }
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0");
    if is_root {
        return Some(Prefix::Root);
    }
    succeeds("sudo", &["--non-interactive", "true"]).then_some(Prefix::Sudo)
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

fn on_path(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| Path::new(&folder).join(program).is_file())
}
