//! `[devices]`: what is connected to the kiosk besides its screen.

use super::{section::Section, values::word};

/// The devices of a door.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Devices {
    /// `scanner`: what reads the QR code of a pass. Default: `none`.
    pub scanner: Scanner,
}

/// What reads the QR code of a pass.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scanner {
    /// `none`: nothing does, and no key of a keyboard is collected.
    #[default]
    None,
    /// `keyboard`: a scanner that types what it reads and Enter, as nearly all with a USB plug do.
    Keyboard,
}

impl Devices {
    pub(super) fn read(section: &mut Section<'_>) -> Self {
        let scanners = word(&[("none", Scanner::None), ("keyboard", Scanner::Keyboard)]);
        Self { scanner: section.or("scanner", Scanner::None, &scanners) }
    }
}
