//! `welkom-kiosk guestbook`: sets the sealed guest book up, gives hosts their words and takes them away,
//! exports, and opens it again with the recovery sheet.
//!
//! - A secret is read from standard input, never from an argument: that would stand in the list of
//!   processes and in the shell's history. It is shown once, on standard output, or stands on the recovery
//!   sheet; no message and no log repeats it.
//! - What a person can mend is a [`Mistake`], whose words say how. Everything else is a fault of the machine.
//! - A file that holds something is made for its owner's eyes alone and never written over another.
//! - Whatever takes words or a sheet out of force renews both backups, where the old ones still stood.

mod mistake;
mod new_file;
mod secret;
mod sheet;
#[cfg(test)]
mod tests;

pub use mistake::Mistake;

use crate::config::Config;
use anyhow::Context;
use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Subcommand};
use mistake::told;
use new_file::{NewFile, refuse_taken};
use secret::Secret;
use std::{
    fs::{self, DirBuilder},
    io::{ErrorKind, Read, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt},
    path::{Path, PathBuf},
};
use welkom_desk::{DeskError, add_account, remove_account, renew_account};
use welkom_domain::programme::Programme;
use welkom_guestbook::{BookError, GuestBook, HostId, HostPassword, OpenBook, Opened};
use welkom_web::clock::{Clock, UnixMs};

/// What to do with the guest book.
#[derive(Debug, Args)]
pub struct GuestBookArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Set the guest book up: makes its keys, prints the first host's five words, writes the recovery sheet
    Init {
        #[command(flatten)]
        book: Where,
        /// The first host, as the host desk calls them
        #[arg(long, value_name = "NAME", value_parser = host_name)]
        host: HostId,
        /// Write the recovery sheet here, as a page to print: a new file like sheet.html
        #[arg(long, value_name = "FILE")]
        sheet: PathBuf,
    },
    /// Who can open the guest book
    #[command(subcommand)]
    Host(HostCommand),
    /// Write everything into one file that the standard tool `age` opens; reads the host's words
    Export {
        #[command(flatten)]
        book: Where,
        /// Whose words open the file
        #[arg(long, value_name = "NAME", value_parser = host_name)]
        host: HostId,
        /// Write it here: a new file like guestbook.age
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Give a host new words when nobody knows any; reads the text of the recovery sheet
    Recover {
        #[command(flatten)]
        book: Where,
        /// Who gets the words: a host there is, or a new one
        #[arg(long, value_name = "NAME", value_parser = host_name)]
        host: HostId,
    },
    /// Make another recovery sheet, when the old one is lost or was seen; reads a host's words
    Sheet {
        #[command(flatten)]
        book: Where,
        /// Write it here, as a page to print: a new file like sheet.html
        #[arg(long, value_name = "FILE")]
        sheet: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum HostCommand {
    /// Give another host five words; reads the words of a host, or the text of the recovery sheet
    Add {
        #[command(flatten)]
        book: Where,
        /// The new host, as the host desk calls them
        #[arg(value_name = "NAME", value_parser = host_name)]
        name: HostId,
        /// The host has words already and forgot them: the old ones end
        #[arg(long)]
        replace: bool,
    },
    /// Give a host another password to log in at the host desk; the words stay
    Password {
        #[command(flatten)]
        book: Where,
        /// The host
        #[arg(value_name = "NAME", value_parser = host_name)]
        name: HostId,
    },
    /// Take a host's words out of force, and their account at the host desk
    Remove {
        #[command(flatten)]
        book: Where,
        /// The host
        #[arg(value_name = "NAME", value_parser = host_name)]
        name: HostId,
    },
    /// Print the hosts
    List {
        #[command(flatten)]
        book: Where,
    },
}

/// Which guest book.
#[derive(Debug, Args)]
struct Where {
    /// The centre's configuration
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The folder of the kiosk's data instead of the configuration's; the book is in `guestbook` below it
    #[arg(long, value_name = "DIRECTORY")]
    store: Option<PathBuf>,
}

/// The same rule as the host desk's accounts have.
fn host_name(text: &str) -> Result<HostId, String> {
    let fits = (1..=40).contains(&text.chars().count()) && text.trim() == text;
    if fits && !text.contains(char::is_control) {
        return Ok(HostId(text.to_owned()));
    }
    Err("expected a name of 1 to 40 characters without spaces around it".to_owned())
}

/// Does it. Secrets are read from `input`; what was made goes to `out`, what is asked and told to `err`.
/// Errors: a [`Mistake`] where a person can mend it.
pub fn run(
    arguments: &GuestBookArgs,
    now: DateTime<Utc>,
    input: &mut impl Read,
    out: &mut impl Write,
    err: &mut impl Write,
) -> anyhow::Result<()> {
    match &arguments.what {
        What::Init { book, host, sheet } => init(book, now, host, sheet, out, err),
        What::Host(HostCommand::Add { book, name, replace }) => {
            let mut book = Unlockable::open(book, now, err)?;
            if book.hosts()?.contains(name) != *replace {
                return Err(if *replace { Mistake::UnknownHost } else { Mistake::HostExists }.into());
            }
            let words = match Secret::ask_either(input, err)? {
                Secret::Words(words) => {
                    let open = book.unlock_by_any(&words)?;
                    open.add_host(&mut book.book, name, book.day).map_err(told)?
                }
                Secret::Sheet(sheet) => book.book.recover(&sheet, name, book.day).map_err(told_of_sheet)?,
            };
            book.settle_change()?;
            show(name, &words, out)?;
            book.show_account(name, out)
        }
        What::Host(HostCommand::Password { book, name }) => {
            let book = Unlockable::open(book, now, err)?;
            if !book.hosts()?.contains(name) {
                return Err(Mistake::UnknownHost.into());
            }
            let password = renew_account(&book.config.desk_directory(), &book.clock(), &name.0)?;
            show_password(name, &password, out)
        }
        What::Host(HostCommand::Remove { book, name }) => {
            let mut book = Unlockable::open(book, now, err)?;
            book.book.remove_host(name, book.day).map_err(told)?;
            book.settle_change()?;
            remove_account(&book.config.desk_directory(), &book.clock(), &name.0)?;
            writeln!(
                out,
                "The words of {name} open nothing any more. Whoever kept a copy of the kiosk's data"
            )?;
            writeln!(out, "from before can still open that copy with them.")?;
            Ok(())
        }
        What::Host(HostCommand::List { book }) => {
            for host in Unlockable::open(book, now, err)?.hosts()? {
                writeln!(out, "{host}")?;
            }
            Ok(())
        }
        What::Export { book, host, out: file } => {
            // What may still be said of whom depends on which activities are sensitive.
            let centre = super::centre(&book.config)?;
            let book = Unlockable::open_with(book, &centre.programme, now, err)?;
            export(&book, host, file, input, out, err)
        }
        What::Recover { book, host } => {
            let mut book = Unlockable::open(book, now, err)?;
            let sheet = secret::ask_sheet(input, err)?;
            let words = book.book.recover(&sheet, host, book.day).map_err(told_of_sheet)?;
            book.settle_change()?;
            show(host, &words, out)?;
            book.show_account(host, out)
        }
        What::Sheet { book, sheet: file } => {
            let mut book = Unlockable::open(book, now, err)?;
            refuse_taken(file)?;
            let words = secret::ask_words(input, err)?;
            let open = book.unlock_by_any(&words)?;
            let page = NewFile::make(file)?;
            let sheet = match open.new_sheet(&mut book.book, book.day) {
                Ok(sheet) => sheet,
                Err(error) => return Err(page.give_up(told(error))),
            };
            page.write(sheet::page(&book.config.centre.name, book.day, &sheet).as_bytes())?;
            book.settle_change()?;
            say_sheet(file, out)?;
            writeln!(out, "The sheet before it opens nothing any more: destroy it.")?;
            Ok(())
        }
    }
}

fn init(
    at: &Where,
    now: DateTime<Utc>,
    host: &HostId,
    file: &Path,
    out: &mut impl Write,
    err: &mut impl Write,
) -> anyhow::Result<()> {
    let mut book = Unlockable::open_or_make(at, now, err)?;
    if book.book.public_keys().is_some() {
        return Err(Mistake::SetUpAlready { directory: book.directory }.into());
    }
    // Before the keys: a sheet that cannot be written must not leave a book without one.
    let page = NewFile::make(file)?;
    let (words, sheet) = match book.book.set_up(host, book.day) {
        Ok(made) => made,
        Err(error) => return Err(page.give_up(told(error))),
    };
    let written = page.write(sheet::page(&book.config.centre.name, book.day, &sheet).as_bytes());
    show(host, &words, out)?;
    written.context("the words above hold; make a sheet with `welkom-kiosk guestbook sheet`")?;
    book.settle_change()?;
    book.show_account(host, out)?;
    writeln!(out)?;
    say_sheet(file, out)
}

fn export(
    book: &Unlockable,
    host: &HostId,
    file: &Path,
    input: &mut impl Read,
    out: &mut impl Write,
    err: &mut impl Write,
) -> anyhow::Result<()> {
    if !book.hosts()?.contains(host) {
        return Err(Mistake::UnknownHost.into());
    }
    refuse_taken(file)?;
    let words = secret::ask_words(input, err)?;
    let open = book.unlock(host, &words)?;
    let sealed = open.export(&words, book.day).map_err(told)?;
    NewFile::make(file)?.write(&sealed)?;
    if open.unreadable() > 0 {
        writeln!(err, "{} records are damaged and could not be exported", open.unreadable())?;
    }
    let file = file.display();
    writeln!(out, "{file} holds the whole guest book, sealed with the words of {host}.")?;
    writeln!(
        out,
        "Any computer with the tool age (https://age-encryption.org) opens it; type the five words"
    )?;
    writeln!(out, "in small letters with a space between when it asks for the passphrase:\n")?;
    writeln!(out, "    age --decrypt --output guestbook.json {file}\n")?;
    writeln!(out, "What comes out is readable by everybody: delete it when you are done.")?;
    Ok(())
}

/// A book with keys, and what is needed to open it.
struct Unlockable {
    book: GuestBook,
    config: Config,
    directory: PathBuf,
    day: NaiveDate,
    now_ms: i64,
}

impl Unlockable {
    fn open(at: &Where, now: DateTime<Utc>, err: &mut impl Write) -> anyhow::Result<Self> {
        Self::open_with(at, &Programme::default(), now, err)
    }

    fn open_with(
        at: &Where,
        programme: &Programme,
        now: DateTime<Utc>,
        err: &mut impl Write,
    ) -> anyhow::Result<Self> {
        let config = configured(at)?;
        let directory = config.guest_book_directory();
        // A look must not make a book.
        match fs::metadata(&directory) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Mistake::NotSetUp { directory }.into());
            }
            Err(cause) => return Err(Mistake::NotReadable { directory, cause }.into()),
        }
        let book = Self::open_at(config, directory, programme, now, err)?;
        if book.book.public_keys().is_none() {
            return Err(Mistake::NotSetUp { directory: book.directory }.into());
        }
        Ok(book)
    }

    fn open_or_make(at: &Where, now: DateTime<Utc>, err: &mut impl Write) -> anyhow::Result<Self> {
        let config = configured(at)?;
        let directory = config.guest_book_directory();
        refuse_a_stranger(&config.store.directory)?;
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&directory);
        made.with_context(|| format!("{}: the folder could not be made", directory.display()))?;
        Self::open_at(config, directory, &Programme::default(), now, err)
    }

    fn open_at(
        config: Config,
        directory: PathBuf,
        programme: &Programme,
        now: DateTime<Utc>,
        err: &mut impl Write,
    ) -> anyhow::Result<Self> {
        refuse_a_stranger(&directory)?;
        let day = now.with_timezone(&config.centre.zone).date_naive();
        let retention = config.retention(programme);
        let (book, opened) =
            GuestBook::open(&directory, now.timestamp_millis(), day, retention).map_err(told)?;
        match opened {
            Opened::Fresh | Opened::Existing => {}
            Opened::Restored { .. } => {
                writeln!(err, "the guest book was damaged or gone; its newest backup has taken its place")?;
            }
            Opened::StartedAnew { .. } => {
                writeln!(
                    err,
                    "the guest book was damaged or gone and there is no whole backup: it is empty"
                )?;
            }
        }
        Ok(Self { book, config, directory, day, now_ms: now.timestamp_millis() })
    }

    fn hosts(&self) -> anyhow::Result<Vec<HostId>> {
        self.book.hosts().map_err(told)
    }

    fn unlock(&self, host: &HostId, words: &HostPassword) -> anyhow::Result<OpenBook> {
        self.book.sealed(host).and_then(|sealed| sealed.unlock(words, self.day)).map_err(told)
    }

    /// With the words of whichever host; about a second for each host.
    fn unlock_by_any(&self, words: &HostPassword) -> anyhow::Result<OpenBook> {
        for host in self.hosts()? {
            match self.book.sealed(&host).and_then(|sealed| sealed.unlock(words, self.day)) {
                Ok(open) => return Ok(open),
                Err(BookError::WrongPassword) => {}
                Err(error) => return Err(told(error)),
            }
        }
        Err(Mistake::WrongWords.into())
    }

    /// The moment of the command.
    fn clock(&self) -> Clock {
        let now = UnixMs(self.now_ms);
        Clock::from_fn(move || now)
    }

    /// Gives a host who has none an account at the host desk, and prints what they log in with.
    fn show_account(&self, host: &HostId, out: &mut impl Write) -> anyhow::Result<()> {
        if !self.config.desk.offered {
            return Ok(());
        }
        writeln!(out)?;
        match add_account(&self.config.desk_directory(), &self.clock(), &host.0) {
            Ok(password) => show_password(host, &password, out),
            Err(DeskError::NameTaken) => {
                writeln!(out, "{host} logs in at the host desk with the same password as before.")?;
                writeln!(out, "Another one: `welkom-kiosk guestbook host password`.")?;
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The backups hold what the book held before: words and sheets out of force among it.
    fn settle_change(&mut self) -> anyhow::Result<()> {
        self.book.renew_backups(self.day).map_err(told)
    }
}

fn told_of_sheet(error: BookError) -> anyhow::Error {
    match error {
        BookError::WrongPassword => Mistake::WrongSheet.into(),
        other => told(other),
    }
}

fn configured(at: &Where) -> anyhow::Result<Config> {
    let mut config = Config::read(&at.config)?;
    if let Some(directory) = &at.store {
        config.store.directory.clone_from(directory);
    }
    Ok(config)
}

/// What root writes into a folder of the kiosk's own user, the kiosk cannot open.
pub(super) fn refuse_a_stranger(directory: &Path) -> anyhow::Result<()> {
    const ROOT: u32 = 0;
    let (Ok(owner), Ok(me)) = (fs::metadata(directory), fs::metadata("/proc/self")) else { return Ok(()) };
    if me.uid() == ROOT && owner.uid() != ROOT {
        return Err(Mistake::NotOwner { directory: directory.to_owned(), owner: owner.uid() }.into());
    }
    Ok(())
}

fn show(host: &HostId, words: &HostPassword, out: &mut impl Write) -> anyhow::Result<()> {
    writeln!(out, "The five words of {host}, shown this once and kept nowhere:\n")?;
    writeln!(out, "    {}\n", words.expose())?;
    writeln!(out, "Write them down and keep them away from the kiosk. Then clear this screen.")?;
    Ok(())
}

fn show_password(host: &HostId, password: &str, out: &mut impl Write) -> anyhow::Result<()> {
    writeln!(out, "The password with which {host} logs in at the host desk, shown this once:\n")?;
    writeln!(out, "    {password}\n")?;
    writeln!(out, "A host can change it there. It does not open the guest book: the words do.")?;
    Ok(())
}

fn say_sheet(file: &Path, out: &mut impl Write) -> anyhow::Result<()> {
    writeln!(out, "The recovery sheet is {}. Open it in a browser, print it, put it in a", file.display())?;
    writeln!(out, "closed envelope in the safe, and delete the file.")?;
    Ok(())
}
