//! The kiosk's configuration: one TOML file for each centre.
//!
//! - Everything that can be wrong with a file is told at once, each with its line ([`Mistakes`]); a file
//!   with a single mistake is not used at all.
//! - An unknown key is a mistake: a misspelt key would silently count as left out.
//! - Everything that can have a default has one. Each key is documented at the field it becomes, and for
//!   whoever sets up a centre in `kiosk-config/complete.toml`, which tests hold against the program.
//! - Units stand in the names of the keys. Relative paths count from the folder of the file.
//! - No secret and no person stands in a configuration.

mod centre;
mod colours;
mod coordinator;
mod desk;
mod devices;
mod door;
mod guest_book;
mod mistake;
#[cfg(test)]
mod papers;
mod privacy;
mod screen;
mod section;
#[cfg(test)]
mod tests;
mod values;
mod visits;

pub use centre::{Centre, Language};
pub use colours::{Colour, Colours};
pub use coordinator::{Coordinator, LogLevel, Store};
pub use desk::DeskSettings;
pub use devices::{Devices, Scanner};
pub use guest_book::GuestBookSettings;
pub use mistake::{ConfigError, Mistake, Mistakes};
pub use privacy::Privacy;
pub use screen::{Display, Idle};
pub use visits::{CheckIn, DropIn, ProgrammeFile, ProgrammeFiles};

use section::{Reading, Section, read_document};
use std::{fs::File, io::Read, path::Path};
use welkom_domain::opening::Opening;

/// A configuration in which nothing is wrong.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// `[centre]`.
    pub centre: Centre,
    /// `[door]`: opening hours and closed days; at least one weekday has hours.
    pub door: Opening,
    /// `[programme]`.
    pub programme: ProgrammeFiles,
    /// `[drop_in]`.
    pub drop_in: DropIn,
    /// `[check_in]`.
    pub check_in: CheckIn,
    /// `[idle]`.
    pub idle: Idle,
    /// `[privacy]`.
    pub privacy: Privacy,
    /// `[guest_book]`.
    pub guest_book: GuestBookSettings,
    /// `[desk]`.
    pub desk: DeskSettings,
    /// `[devices]`.
    pub devices: Devices,
    /// `[display]`.
    pub display: Display,
    /// `[colours]`.
    pub colours: Colours,
    /// `[store]`.
    pub store: Store,
    /// `[coordinator]`; `None` where the centre stands alone.
    pub coordinator: Option<Coordinator>,
    /// `[log]`.
    pub log: LogLevel,
}

/// More than any centre needs; a larger file was taken for a configuration by accident.
const LARGEST_FILE_BYTES: usize = 1 << 20;

impl Config {
    /// Reads and checks the configuration in `file`.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        Ok(Self::parse(&read_bytes(file)?, file)?)
    }

    /// Checks the configuration whose content is `bytes`. `file` is what messages call it, and its folder
    /// is where relative paths begin.
    pub fn parse(bytes: &[u8], file: &Path) -> Result<Self, Mistakes> {
        let (config, mistakes) = Self::examine_bytes(bytes, file)?;
        mistakes.map_or(Ok(config), Err)
    }

    /// What can be read of a file, and everything that is wrong with it, for whoever checks what it names
    /// too. Beside mistakes it is no configuration to run with: defaults stand where it is wrong.
    pub(crate) fn examine(file: &Path) -> Result<(Self, Option<Mistakes>), ConfigError> {
        Ok(Self::examine_bytes(&read_bytes(file)?, file)?)
    }

    fn examine_bytes(bytes: &[u8], file: &Path) -> Result<(Self, Option<Mistakes>), Mistakes> {
        let text = text_of(bytes).map_err(|mistake| Mistakes::new(file, vec![mistake]))?;
        let Reading { value, mistakes, .. } = Self::read_text(text, file);
        Ok((value, (!mistakes.is_empty()).then(|| Mistakes::new(file, mistakes))))
    }

    fn read_text(text: &str, file: &Path) -> Reading<Self> {
        let folder = file.parent().unwrap_or(Path::new(""));
        read_document(text, |root| Self::read_tables(root, folder))
    }

    fn read_tables(root: &mut Section<'_>, folder: &Path) -> Self {
        let config = Self {
            centre: root.section("centre", Centre::read),
            door: root.section("door", door::read),
            programme: root.section("programme", |section| ProgrammeFiles::read(section, folder)),
            drop_in: root.section("drop_in", DropIn::read),
            check_in: root.section("check_in", CheckIn::read),
            idle: root.section("idle", Idle::read),
            privacy: root.section("privacy", Privacy::read),
            guest_book: root.section("guest_book", GuestBookSettings::read),
            desk: root.section("desk", DeskSettings::read),
            devices: root.section("devices", Devices::read),
            display: root.section("display", Display::read),
            colours: root.section("colours", Colours::read),
            store: root.section("store", |section| Store::read(section, folder)),
            coordinator: root.optional_section("coordinator", |section| Coordinator::read(section, folder)),
            log: root.section("log", LogLevel::read),
        };
        if config.programme.files.is_empty() && !config.drop_in.offered && root.is_sound() {
            let found = "neither: nobody could come for anything".to_owned();
            root.mistake("programme", "to name files, or drop_in.offered to be true", found);
        }
        config
    }
}

fn read_bytes(file: &Path) -> Result<Vec<u8>, ConfigError> {
    let mut bytes = Vec::new();
    let at_most = LARGEST_FILE_BYTES as u64 + 1;
    File::open(file)
        .and_then(|open| open.take(at_most).read_to_end(&mut bytes))
        .map_err(|source| ConfigError::Unreadable { file: file.to_owned(), source })?;
    Ok(bytes)
}

fn text_of(bytes: &[u8]) -> Result<&str, Mistake> {
    if bytes.len() > LARGEST_FILE_BYTES {
        let expected = format!("a file of at most {LARGEST_FILE_BYTES} bytes");
        return Err(Mistake { line: 1, expected, found: "a larger one".to_owned() });
    }
    str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
        let found = "bytes that are not (the editor's \"save as UTF-8\" mends it)".to_owned();
        Mistake { line, expected: "text in UTF-8".to_owned(), found }
    })
}
