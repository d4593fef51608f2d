//! Opening the file: pragmas, integrity, migrations, and what happens when it is damaged.

use super::{Store, backup};
use rusqlite::{Connection, OpenFlags, config::DbConfig};
use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    time::Duration,
};
use thiserror::Error;

mod embedded {
    refinery::embed_migrations!("store/migrations");
}

/// The name of the file in the centre's data directory.
const FILE: &str = "visits.sqlite";

/// Every pragma of the connection with the value that must be read back, in the order they are set:
/// the page size before the journal, exclusive locking before WAL (then no shared memory is needed).
pub const PRAGMAS: [(&str, &str, &str); 12] = [
    ("page_size", "4096", "4096"),
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", "2"),
    ("wal_autocheckpoint", "200", "200"),
    ("journal_size_limit", "1048576", "1048576"),
    ("foreign_keys", "ON", "1"),
    ("trusted_schema", "OFF", "0"),
    ("cell_size_check", "ON", "1"),
    ("secure_delete", "ON", "1"),
    ("temp_store", "MEMORY", "2"),
    ("mmap_size", "0", "0"),
];

/// What was found at the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// There was no file yet.
    Fresh,
    /// The file was there and whole.
    Existing,
    /// The file was damaged: it stands in quarantine, and a checked backup has taken its place.
    Restored {
        /// Where the damaged file is.
        quarantine: PathBuf,
    },
    /// The file was damaged and there was no whole backup: an empty one has taken its place.
    StartedAnew {
        /// Where the damaged file is.
        quarantine: PathBuf,
    },
}

/// Why the file could not be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The directory or a file in it.
    #[error("{path}: {doing} failed")]
    File {
        /// Which.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// Why.
        source: io::Error,
    },
    /// `SQLite` refused.
    #[error("{path}: SQLite could not {doing}")]
    Sqlite {
        /// Which file.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// Why.
        source: rusqlite::Error,
    },
    /// A pragma did not take.
    #[error("{path}: expected pragma {pragma} to be {expected}, found {found}")]
    Pragma {
        /// Which file.
        path: PathBuf,
        /// Which pragma.
        pragma: &'static str,
        /// The value it was set to.
        expected: &'static str,
        /// The value it has.
        found: String,
    },
    /// A migration failed; everything before it stands.
    #[error("{path}: the tables could not be brought up to date")]
    Migration {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: Box<refinery::Error>,
    },
}

impl Store {
    /// Opens the visits in `directory`, checks the whole file, and brings its tables up to date. A
    /// damaged file is moved away together with its journal, never deleted: what it held and was not
    /// sent exists nowhere else. `now_ms` names the quarantine.
    pub fn open(directory: &Path, now_ms: i64) -> Result<(Self, Opened), OpenError> {
        fs::create_dir_all(directory).map_err(|source| OpenError::File {
            path: directory.to_owned(),
            doing: "making the directory",
            source,
        })?;
        // SQLite is told to follow no link, and a state directory may lie behind one.
        let directory = &fs::canonicalize(directory).map_err(|source| OpenError::File {
            path: directory.to_owned(),
            doing: "finding the directory",
            source,
        })?;
        let path = directory.join(FILE);
        if !path.exists() {
            return Ok((Self::prepared(directory, &path)?, Opened::Fresh));
        }
        let damage = match examine(&path)? {
            Condition::Whole => None,
            // To SQLite an empty file is a fine one. Where there is a backup it was not always empty.
            Condition::Empty if !backup::exists(directory) && !has_journal(&path) => {
                return Ok((Self::prepared(directory, &path)?, Opened::Fresh));
            }
            Condition::Empty => Some("the file is empty".to_owned()),
            Condition::Damaged(damage) => Some(damage),
        };
        let Some(damage) = damage else {
            return Ok((Self::prepared(directory, &path)?, Opened::Existing));
        };
        let quarantine = quarantine(&path, now_ms)?;
        tracing::warn!(%damage, quarantine = %quarantine.display(), "the visits were damaged and moved away");
        let restored = backup::restore_newest(directory, &path)?;
        let store = Self::prepared(directory, &path)?;
        // Sequence numbers and outbox of a restored file must not be taken for those already sent.
        store.renew_epoch().map_err(|source| OpenError::Sqlite { path, doing: "renew its epoch", source })?;
        let opened =
            if restored { Opened::Restored { quarantine } } else { Opened::StartedAnew { quarantine } };
        Ok((store, opened))
    }

    fn prepared(directory: &Path, path: &Path) -> Result<Self, OpenError> {
        let mut connection = open_connection(path)?;
        embedded::migrations::runner()
            .run(&mut connection)
            .map_err(|source| OpenError::Migration { path: path.to_owned(), source: Box::new(source) })?;
        let store = Self { connection, directory: directory.to_owned() };
        store.ensure_epoch().map_err(|source| OpenError::Sqlite {
            path: path.to_owned(),
            doing: "write its epoch",
            source,
        })?;
        Ok(store)
    }
}

/// A connection with [`PRAGMAS`] set and read back. Public for the benches, whose bare insert must
/// pay for the same promises.
pub fn open_connection(path: &Path) -> Result<Connection, OpenError> {
    let connection = connect(path)?;
    set_pragmas(&connection, path)?;
    Ok(connection)
}

fn connect(path: &Path) -> Result<Connection, OpenError> {
    let failed = |doing| move |source| OpenError::Sqlite { path: path.to_owned(), doing, source };
    // No URI names and no shared cache; the connection stays on one thread.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(path, flags).map_err(failed("open the file"))?;
    connection.busy_timeout(Duration::from_secs(2)).map_err(failed("set its patience"))?;
    Ok(connection)
}

fn set_pragmas(connection: &Connection, path: &Path) -> Result<(), OpenError> {
    let failed = |doing| move |source| OpenError::Sqlite { path: path.to_owned(), doing, source };
    for (pragma, value, expected) in PRAGMAS {
        connection
            .pragma_update_and_check(None, pragma, value, |_| Ok(()))
            .or_else(|error| match error {
                // Most pragmas answer nothing when they are set.
                rusqlite::Error::QueryReturnedNoRows => Ok(()),
                error => Err(error),
            })
            .map_err(failed("set a pragma"))?;
        let found = connection
            .pragma_query_value(None, pragma, |row| {
                Ok(match row.get_ref(0)? {
                    rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                    other => other.as_str().unwrap_or_default().to_owned(),
                })
            })
            .map_err(failed("read a pragma back"))?;
        if found != expected {
            return Err(OpenError::Pragma { path: path.to_owned(), pragma, expected, found });
        }
    }
    Ok(())
}

/// Whether `SQLite` finds every page, index and constraint in order.
pub(super) fn is_whole(connection: &Connection) -> rusqlite::Result<bool> {
    let verdict: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    Ok(verdict == "ok")
}

/// How a file was found.
enum Condition {
    Whole,
    /// It holds no table at all.
    Empty,
    Damaged(String),
}

/// Every file of `SQLite` begins with it.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Looks at every page, and changes none: a damaged file goes into quarantine as it was found. What is
/// no damage (another process has the file, memory is short) is an error.
fn examine(path: &Path) -> Result<Condition, OpenError> {
    // SQLite would make a database of an empty file, and throws away the journal of what is none.
    let mut start = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAGIC.len() as u64).read_to_end(&mut start))
        .map_err(|source| OpenError::File { path: path.to_owned(), doing: "reading it", source })?;
    if start.is_empty() {
        return Ok(Condition::Empty);
    }
    if start != MAGIC {
        return Ok(Condition::Damaged("it does not begin as a database does".to_owned()));
    }
    let connection = connect(path)?;
    let failed = |doing| move |source| OpenError::Sqlite { path: path.to_owned(), doing, source };
    connection
        .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
        .map_err(failed("leave its journal alone"))?;
    let looked = set_pragmas(&connection, path).and_then(|()| {
        let is_whole = is_whole(&connection).map_err(failed("check it"))?;
        let is_empty = is_whole && is_empty(&connection).map_err(failed("look for its tables"))?;
        Ok((is_whole, is_empty))
    });
    match looked {
        Ok((true, true)) => Ok(Condition::Empty),
        Ok((true, false)) => Ok(Condition::Whole),
        Ok((false, _)) => Ok(Condition::Damaged("the integrity check found damage".to_owned())),
        Err(OpenError::Sqlite { source, .. }) if is_damage(&source) => {
            Ok(Condition::Damaged(source.to_string()))
        }
        Err(error) => Err(error),
    }
}

/// Whether something was written that the file does not hold yet.
fn has_journal(path: &Path) -> bool {
    fs::metadata(beside(path, "-wal")).is_ok_and(|journal| journal.len() > 0)
}

/// Whether there is no table in it: a first start that was cut short, or a file that lost everything.
pub(super) fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)", [], |row| row.get(0))
}

/// A page that cannot be read at all is as lost as one that reads wrong.
fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{
        SQLITE_CORRUPT, SQLITE_IOERR_CORRUPTFS, SQLITE_IOERR_READ, SQLITE_IOERR_SHORT_READ, SQLITE_NOTADB,
    };
    error.sqlite_error().is_some_and(|error| {
        matches!(error.extended_code & 0xff, SQLITE_CORRUPT | SQLITE_NOTADB)
            || matches!(
                error.extended_code,
                SQLITE_IOERR_READ | SQLITE_IOERR_SHORT_READ | SQLITE_IOERR_CORRUPTFS
            )
    })
}

fn quarantine(path: &Path, now_ms: i64) -> Result<PathBuf, OpenError> {
    let file = |path: &Path, doing| {
        let path = path.to_owned();
        move |source| OpenError::File { path, doing, source }
    };
    let mut number = 0;
    let directory = loop {
        let name =
            if number == 0 { format!("damaged-{now_ms}") } else { format!("damaged-{now_ms}-{number}") };
        let directory = path.with_file_name(name);
        match fs::create_dir(&directory) {
            Ok(()) => break directory,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            Err(error) => return Err(file(&directory, "making the quarantine")(error)),
        }
    };
    // The journal belongs to its database: both or neither.
    for suffix in ["", "-wal", "-shm"] {
        let from = beside(path, suffix);
        if from.exists() {
            let to = directory.join(from.file_name().unwrap_or_default());
            fs::rename(&from, to).map_err(file(&from, "moving it to the quarantine"))?;
        }
    }
    Ok(directory)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
