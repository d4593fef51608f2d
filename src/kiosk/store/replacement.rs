//! What takes the place of a damaged file, so that the power may go at any moment.
//!
//! The damaged file is moved away together with its journal, never deleted. Its successor is finished
//! under another name, with an epoch of its own and the order to ask the coordinator first, and only then
//! renamed into place: no start ever finds a file that would send a second value for a published cell. A
//! start that finds no file, but a trace of a past, does the work again.

use super::{OpenError, Store, backup};
use std::{
    ffi::OsStr,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// A successor that is not finished yet.
const UNFINISHED: &str = "visits.unfinished.sqlite";

/// How the name of every quarantine begins.
const QUARANTINE: &str = "damaged-";

/// What `SQLite` may leave beside a database.
const JOURNALS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Whether there was ever anything here: a backup, a quarantine, or a journal that is not empty.
pub(super) fn has_past(directory: &Path, path: &Path) -> bool {
    let has_journal = || fs::metadata(beside(path, "-wal")).is_ok_and(|journal| journal.len() > 0);
    let is_quarantine = |name: &OsStr| name.to_string_lossy().starts_with(QUARANTINE);
    let has_quarantine = || {
        fs::read_dir(directory).is_ok_and(|mut entries| {
            entries.any(|entry| entry.is_ok_and(|it| is_quarantine(&it.file_name())))
        })
    };
    backup::exists(directory) || has_journal() || has_quarantine()
}

/// Removes the successor that a power cut left unfinished.
pub(super) fn discard_unfinished(directory: &Path) -> Result<(), OpenError> {
    let unfinished = directory.join(UNFINISHED);
    remove_database(&unfinished).map_err(failed(&unfinished, "removing what was left unfinished"))
}

/// Moves the file away with its journal, and says where to; `None` where neither is there.
pub(super) fn quarantine(path: &Path, now_ms: i64) -> Result<Option<PathBuf>, OpenError> {
    // The database first: a journal alone is still known for a remnant, a database without it is not.
    let remnants: Vec<PathBuf> = std::iter::once(path.to_owned())
        .chain(JOURNALS.map(|suffix| beside(path, suffix)))
        .filter(|file| file.exists())
        .collect();
    if remnants.is_empty() {
        return Ok(None);
    }
    let mut number = 0;
    let directory = loop {
        let name = if number == 0 {
            format!("{QUARANTINE}{now_ms}")
        } else {
            format!("{QUARANTINE}{now_ms}-{number}")
        };
        let directory = path.with_file_name(name);
        match fs::create_dir(&directory) {
            Ok(()) => break directory,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(failed(&directory, "making the quarantine")(error)),
        }
    };
    for from in remnants {
        let to = directory.join(from.file_name().unwrap_or_default());
        fs::rename(&from, to).map_err(failed(&from, "moving it to the quarantine"))?;
    }
    for changed in [Some(directory.as_path()), path.parent()].into_iter().flatten() {
        sync(changed)?;
    }
    Ok(Some(directory))
}

/// Puts the newest whole backup where there is no file any more, or an empty one; `true` for a backup.
/// Nothing is left to do to it afterwards.
pub(super) fn replace(directory: &Path, path: &Path) -> Result<bool, OpenError> {
    let unfinished = directory.join(UNFINISHED);
    let is_restored = backup::copy_newest_whole(directory, &unfinished)?;
    let refused = |doing| {
        let path = unfinished.clone();
        move |source| OpenError::Sqlite { path, doing, source }
    };
    let store = Store::prepared(directory, &unfinished)?;
    store.begin_new_history().map_err(refused("renew its epoch"))?;
    // Closing writes the journal into the database and removes it; only the database is renamed.
    store.connection.close().map_err(|(_, source)| refused("close it")(source))?;
    if beside(&unfinished, "-wal").exists() {
        let left = io::Error::other("its journal is still there");
        return Err(failed(&unfinished, "finishing it")(left));
    }
    sync(&unfinished)?;
    fs::rename(&unfinished, path).map_err(failed(path, "putting the successor in place"))?;
    sync(directory)?;
    Ok(is_restored)
}

/// Removes a database that nobody needs, with all that `SQLite` may have left beside it.
pub(super) fn remove_database(path: &Path) -> io::Result<()> {
    for file in std::iter::once(path.to_owned()).chain(JOURNALS.map(|suffix| beside(path, suffix))) {
        match fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn sync(path: &Path) -> Result<(), OpenError> {
    File::open(path).and_then(|file| file.sync_all()).map_err(failed(path, "writing it to the disk"))
}

fn failed(path: &Path, doing: &'static str) -> impl FnOnce(io::Error) -> OpenError {
    let path = path.to_owned();
    move |source| OpenError::File { path, doing, source }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
