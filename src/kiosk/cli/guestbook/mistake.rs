//! What a person can mend, in words that say how. No message repeats what was typed.

use std::{io, path::PathBuf};
use thiserror::Error;
use welkom_guestbook::{BookError, PasswordError, SheetError};

/// What a person can mend.
#[derive(Debug, Error)]
pub enum Mistake {
    /// No keys yet.
    #[error(
        "no guest book is set up in {directory}: `welkom-kiosk guestbook init` does that; to go on with a book \
         of another machine, copy its folder `guestbook` there first"
    )]
    NotSetUp {
        /// Where it was looked for.
        directory: PathBuf,
    },
    /// Keys already.
    #[error(
        "the guest book in {directory} is set up already: `welkom-kiosk guestbook host add` gives another host \
         words, `welkom-kiosk guestbook sheet` makes another recovery sheet"
    )]
    SetUpAlready {
        /// Where it is.
        directory: PathBuf,
    },
    /// Another program has the book open.
    #[error(
        "the guest book is in use: the kiosk is running and has it open. Stop the kiosk (as a service: `sudo \
         systemctl stop welkom-kiosk`), do this again, and start it (`sudo systemctl start welkom-kiosk`)"
    )]
    InUse,
    /// Another program has the visits open.
    #[error(
        "the visits are in use: the kiosk is running and has them open. Stop the kiosk (as a service: `sudo \
         systemctl stop welkom-kiosk`), do this again, and start it (`sudo systemctl start welkom-kiosk`); or \
         make the code at the host desk, on the page Kiosk, while it runs"
    )]
    VisitsInUse,
    /// The command is run as root.
    #[error(
        "{directory} belongs to another user, and what root writes there the kiosk cannot open: begin the \
         command with `sudo -u '#{owner}'`"
    )]
    NotOwner {
        /// Whose.
        directory: PathBuf,
        /// The number of the user.
        owner: u32,
    },
    /// The command is run as somebody who may not look.
    #[error("{directory} cannot be read: {cause}. Begin the command with `sudo -u` and the kiosk's user")]
    NotReadable {
        /// What.
        directory: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// Nothing on standard input.
    #[error("expected {what} on one line of the standard input, found nothing")]
    NothingTyped {
        /// Words or the sheet's text.
        what: &'static str,
    },
    /// No five words of the list.
    #[error(
        "these cannot be a host's words: {0}. They are five Dutch words; capitals and what stands between them \
         do not matter"
    )]
    Words(PasswordError),
    /// Not the sheet's text.
    #[error("this cannot be the recovery sheet's text: {0}. Compare it with the paper, group by group")]
    Sheet(SheetError),
    /// Five words, but none that open it.
    #[error(
        "these words do not open the guest book: they are another host's, or other words have taken their place"
    )]
    WrongWords,
    /// A sheet, but not this book's.
    #[error(
        "this recovery sheet does not open the guest book: it is another book's, or a newer sheet has taken \
         its place (each sheet bears its date)"
    )]
    WrongSheet,
    /// No host of that name.
    #[error("no such host: `welkom-kiosk guestbook host list` prints them")]
    UnknownHost,
    /// A host of that name.
    #[error("this host has words already; with `--replace` new ones take their place")]
    HostExists,
    /// Nobody could open the book any more.
    #[error(
        "this is the last host, without whom only the recovery sheet would open the book: add another first"
    )]
    LastHost,
    /// Nothing is written over a file.
    #[error("{file} is there already: give the name of a new file")]
    FileExists {
        /// Which.
        file: PathBuf,
    },
    /// A folder that is not there, or not the person's to write to.
    #[error("{file} cannot be written: {cause}")]
    NotWritable {
        /// Which.
        file: PathBuf,
        /// Why.
        cause: io::Error,
    },
}

/// What the book says, as a [`Mistake`] where it is one.
pub(super) fn told(error: BookError) -> anyhow::Error {
    if error.is_in_use() {
        return Mistake::InUse.into();
    }
    match error {
        BookError::WrongPassword => Mistake::WrongWords.into(),
        BookError::UnknownHost => Mistake::UnknownHost.into(),
        BookError::HostExists => Mistake::HostExists.into(),
        BookError::LastHost => Mistake::LastHost.into(),
        other => other.into(),
    }
}
