//! Files that hold a secret or what is sealed: new ones, for their owner's eyes alone.

use super::Mistake;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

/// Before anything is asked or takes long; [`NewFile::make`] is what makes sure.
pub(super) fn refuse_taken(path: &Path) -> Result<(), Mistake> {
    if path.exists() { Err(Mistake::FileExists { file: path.to_owned() }) } else { Ok(()) }
}

/// A file that was not there before, for its owner alone.
pub(super) struct NewFile<'a> {
    path: &'a Path,
    file: File,
}

impl<'a> NewFile<'a> {
    pub(super) fn make(path: &'a Path) -> anyhow::Result<Self> {
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        match made {
            Ok(file) => Ok(Self { path, file }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(Mistake::FileExists { file: path.to_owned() }.into())
            }
            Err(cause) => Err(Mistake::NotWritable { file: path.to_owned(), cause }.into()),
        }
    }

    pub(super) fn write(mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_all());
        let path = self.path.display().to_string();
        match written {
            Ok(()) => Ok(()),
            Err(source) => {
                Err(self.give_up(anyhow::Error::new(source).context(format!("{path}: writing it failed"))))
            }
        }
    }

    /// Takes the empty or half-written file away.
    pub(super) fn give_up(self, error: anyhow::Error) -> anyhow::Error {
        match fs::remove_file(self.path) {
            Ok(()) => error,
            Err(_) => error.context(format!("{}: delete this file, it is not whole", self.path.display())),
        }
    }
}
