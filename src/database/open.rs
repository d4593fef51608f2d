//! Opening a file: pragmas, integrity, migrations. What takes the place of a damaged one: `replacement`.

use crate::{Database, replacement};
use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig};
use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
    time::Duration,
};
use thiserror::Error;

/// A pragma: its name, the value it is set to, and the value that must be read back.
pub type Pragma = (&'static str, &'static str, &'static str);

/// What was found at the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// There was no file yet.
    Fresh,
    /// The file was there and whole.
    Existing,
    /// The file was damaged or gone, and a checked backup has taken its place.
    Restored {
        /// Where the damaged file is; `None` where there was none any more.
        quarantine: Option<PathBuf>,
    },
    /// The file was damaged or gone and there was no whole backup: an empty one has taken its place.
    StartedAnew {
        /// Where the damaged file is; `None` where there was none any more.
        quarantine: Option<PathBuf>,
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

impl OpenError {
    /// Whether another program has the file open, as the kiosk has while it runs.
    pub fn is_in_use(&self) -> bool {
        let mut cause = Some(self as &(dyn std::error::Error + 'static));
        while let Some(error) = cause {
            let code = error.downcast_ref::<rusqlite::Error>().and_then(rusqlite::Error::sqlite_error_code);
            if matches!(code, Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)) {
                return true;
            }
            cause = error.source();
        }
        false
    }
}

impl Database {
    /// Opens the file in `directory`, checks the whole of it, and brings its tables up to date. A damaged
    /// file is moved away together with its journal, never deleted. `now_ms` names the quarantine.
    /// Answers with the directory as it is really called too.
    pub fn open(&self, directory: &Path, now_ms: i64) -> Result<(Connection, PathBuf, Opened), OpenError> {
        fs::create_dir_all(directory).map_err(|source| OpenError::File {
            path: directory.to_owned(),
            doing: "making the directory",
            source,
        })?;
        // SQLite is told to follow no link, and a state directory may lie behind one.
        let directory = fs::canonicalize(directory).map_err(|source| OpenError::File {
            path: directory.to_owned(),
            doing: "finding the directory",
            source,
        })?;
        let path = self.path(&directory);
        self.discard_unfinished(&directory)?;
        let damage = match self.examine(&path)? {
            Condition::Whole => return Ok((self.prepared(&path)?, directory, Opened::Existing)),
            // To SQLite a missing file and an empty one are fine. Where there is a trace of a past it was
            // not always so: perhaps the power went while a damaged file was being replaced.
            Condition::Missing | Condition::Empty if !self.has_past(&directory) => {
                return Ok((self.prepared(&path)?, directory, Opened::Fresh));
            }
            Condition::Missing => "the file is gone".to_owned(),
            Condition::Empty => "the file is empty".to_owned(),
            Condition::Damaged(damage) => damage,
        };
        let quarantine = replacement::quarantine(&path, now_ms)?;
        let moved_to = quarantine.as_ref().map(|it| tracing::field::display(it.display()));
        let name = self.name;
        tracing::warn!(%damage, quarantine = moved_to, "the {name} were damaged and are replaced");
        let is_restored = self.replace(&directory)?;
        let connection = self.prepared(&path)?;
        let opened =
            if is_restored { Opened::Restored { quarantine } } else { Opened::StartedAnew { quarantine } };
        Ok((connection, directory, opened))
    }

    pub(crate) fn prepared(&self, path: &Path) -> Result<Connection, OpenError> {
        let mut connection = self.connect(path)?;
        (self.migrations)()
            .run(&mut connection)
            .map_err(|source| OpenError::Migration { path: path.to_owned(), source: Box::new(source) })?;
        (self.at_opening)(&connection).map_err(|source| OpenError::Sqlite {
            path: path.to_owned(),
            doing: "write its beginning",
            source,
        })?;
        Ok(connection)
    }

    /// A connection with the pragmas set and read back, and nothing else done.
    pub fn connect(&self, path: &Path) -> Result<Connection, OpenError> {
        let connection = connect(path)?;
        set_pragmas(&connection, path, self.pragmas)?;
        Ok(connection)
    }
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

fn set_pragmas(connection: &Connection, path: &Path, pragmas: &[Pragma]) -> Result<(), OpenError> {
    let failed = |doing| move |source| OpenError::Sqlite { path: path.to_owned(), doing, source };
    for &(pragma, value, expected) in pragmas {
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
pub(crate) fn is_whole(connection: &Connection) -> rusqlite::Result<bool> {
    let verdict: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    Ok(verdict == "ok")
}

/// How a file was found.
pub(crate) enum Condition {
    Whole,
    Missing,
    /// It holds no table at all.
    Empty,
    Damaged(String),
}

/// Every file of `SQLite` begins with it.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

impl Database {
    /// Looks at every page, and changes none: a damaged file goes into quarantine as it was found (but for
    /// what a rollback journal takes back, as `SQLite` must before it can read). What is no damage (another process has the file, memory is short) is an error.
    pub(crate) fn examine(&self, path: &Path) -> Result<Condition, OpenError> {
        let unreadable = |source| OpenError::File { path: path.to_owned(), doing: "reading it", source };
        // A link that leads nowhere is not missing: what it stood for may come back.
        match fs::symlink_metadata(path) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Condition::Missing),
            Err(error) => return Err(unreadable(error)),
        }
        // SQLite would make a database of an empty file, and throws away the journal of what is none.
        let mut start = Vec::new();
        File::open(path)
            .and_then(|file| file.take(MAGIC.len() as u64).read_to_end(&mut start))
            .map_err(unreadable)?;
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
        let looked = set_pragmas(&connection, path, self.pragmas).and_then(|()| {
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
}

/// Whether there is no table in it: a first start that was cut short, or a file that lost everything.
fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
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
