//! What is wrong with a configuration file, told so that whoever wrote it can mend it in one go.
//!
//! One line for each mistake, as compilers write it: `file:line: expected …, found …`. A value is
//! repeated in the message because a person has to find it again; the configuration holds no names,
//! numbers or secrets, and where somebody put a password in an address it is not repeated
//! ([`super::coordinator`]).

use std::{
    fmt, io,
    path::{Path, PathBuf},
};
use thiserror::Error;

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Line in the file, from 1.
    pub line: usize,
    /// What the program can use here, with the key's full name: `centre.name to be text of 1 to 60 characters`.
    pub expected: String,
    /// What stands there instead.
    pub found: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

/// Everything that is wrong with one file, in the order of its lines; never empty.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct Mistakes {
    file: PathBuf,
    mistakes: Vec<Mistake>,
}

impl Mistakes {
    pub(super) fn new(file: &Path, mut mistakes: Vec<Mistake>) -> Self {
        // Stable: of one line the first that was found comes first.
        mistakes.sort_by_key(|mistake| mistake.line);
        Self { file: file.to_owned(), mistakes }
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &Mistake> {
        self.mistakes.iter()
    }
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.mistakes.iter().enumerate() {
            let end = if index + 1 < self.mistakes.len() { "\n" } else { "" };
            write!(f, "{}:{}: {mistake}{end}", self.file.display(), mistake.line)?;
        }
        Ok(())
    }
}

/// Why a configuration is not used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file itself could not be read.
    #[error("{}: expected a readable configuration file, found: {source}", file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file was read, and something in it is wrong.
    #[error(transparent)]
    Mistaken(#[from] Mistakes),
}
