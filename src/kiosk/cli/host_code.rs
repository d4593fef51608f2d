//! `welkom-kiosk host-code`: another code for the host's part of the kiosk's own screen, for a centre whose host
//! desk nobody reaches. Shown once, kept nowhere; the one before it ends.

use super::guestbook::{Mistake, refuse_a_stranger};
use crate::{
    config::Config,
    engine::NewCode,
    store::{OpenError, Store},
};
use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::Args;
use std::{
    io::Write,
    path::{Path, PathBuf},
};

/// For which kiosk.
#[derive(Debug, Args)]
pub struct HostCodeArgs {
    /// The centre's configuration
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
    /// The folder of the kiosk's data instead of the configuration's
    #[arg(long, value_name = "DIRECTORY")]
    pub store: Option<PathBuf>,
}

/// Makes the code and prints it to `out`.
pub fn run(args: &HostCodeArgs, now: DateTime<Utc>, out: &mut impl Write) -> anyhow::Result<()> {
    let config = Config::read(&args.config)?;
    let directory = args.store.as_ref().unwrap_or(&config.store.directory);
    let store = open(directory, now)?;
    let NewCode { code, hash } = NewCode::make()?;
    store.put_host_code(&hash)?;
    writeln!(out, "The code for the host's part of the kiosk's screen, shown this once:\n")?;
    writeln!(out, "    {}\n", code.as_str())?;
    writeln!(
        out,
        "On the screen: the round i, then \"Voor gastvrouw of gastheer\". A code made before this"
    )?;
    writeln!(out, "one opens nothing any more.")?;
    Ok(())
}

fn open(directory: &Path, now: DateTime<Utc>) -> anyhow::Result<Store> {
    refuse_a_stranger(directory)?;
    match Store::open(directory, now.timestamp_millis()) {
        Ok((store, _)) => Ok(store),
        Err(error) if OpenError::is_in_use(&error) => Err(Mistake::VisitsInUse.into()),
        Err(error) => Err(error).context("the visits cannot be opened"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use welkom_web::password;

    const CENTRE: &str = "[centre]\nid = \"a\"\nname = \"A\"\n[door]\nmonday = [\"09:00-17:00\"]\n\
        [store]\ndirectory = \"data\"\n";

    #[test]
    fn a_code_is_printed_once_and_kept_as_a_hash_and_a_running_kiosk_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("centre.toml");
        fs::write(&config, CENTRE).unwrap();
        let make = |store: Option<PathBuf>| {
            let args = HostCodeArgs { config: config.clone(), store };
            let mut out = Vec::new();
            run(&args, Utc::now(), &mut out).map(|()| String::from_utf8(out).unwrap())
        };
        let code = |said: &str| said.lines().find_map(|line| line.strip_prefix("    ")).unwrap().to_owned();
        let hash = |data: &str| {
            let (store, _) = Store::open(&folder.path().join(data), 0).unwrap();
            store.host_code().unwrap().unwrap()
        };
        let said = make(None).unwrap();
        let first = code(&said);
        assert!(first.len() == 6 && first.bytes().all(|digit| digit.is_ascii_digit()), "{said}");
        assert!(password::is_right(&first, Some(&hash("data"))));
        let elsewhere = code(&make(Some(folder.path().join("other"))).unwrap());
        assert!(password::is_right(&elsewhere, Some(&hash("other"))));
        assert!(password::is_right(&first, Some(&hash("data"))), "the other kiosk's code is its own");

        let running = Store::open(&folder.path().join("data"), 0).unwrap();
        let refused = make(None).unwrap_err();
        assert!(matches!(refused.downcast_ref(), Some(Mistake::VisitsInUse)), "{refused:?}");
        drop(running);
        assert!(password::is_right(&first, Some(&hash("data"))), "nothing was changed");
    }
}
