//! What a centre's keepers ask of the program on the command line.

pub mod check;
pub mod guestbook;
pub mod host_code;
pub mod plan;
pub mod programme;
pub mod release;

use crate::{assemble, config::Config};
use anyhow::{Context, ensure};
use std::{fs, path::Path};
use welkom_domain::{
    centre::Centre,
    programme::{Programme, is_complete},
};

/// The calendars a configuration names.
pub fn calendars(file: &Path) -> anyhow::Result<programme::Calendars> {
    let config = Config::read(file)?;
    Ok(programme::Calendars { files: assemble::programme_files(&config), zone: config.centre.zone })
}

/// The centre of a configuration with its whole programme; one that has to leave something out is an
/// error, since figures over half a programme would be wrong without a sign.
pub fn centre(file: &Path) -> anyhow::Result<Centre> {
    let config = Config::read(file)?;
    let mut programme = Programme::default();
    for path in assemble::programme_files(&config) {
        let bytes = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
        let (read, mut problems) =
            Programme::read(bytes, config.centre.zone).with_context(|| path.display().to_string())?;
        problems.extend(programme.merge(read));
        let left_out = problems.iter().find(|problem| problem.left_out);
        ensure!(
            is_complete(&problems),
            "{}:{}: {}",
            path.display(),
            left_out.map_or(1, |problem| problem.line),
            left_out.map_or("something had to be left out", |problem| &problem.message)
        );
    }
    Ok(assemble::centre(&config, programme))
}
