//! What the guest book calls by a name of its own: guests, activities as a record keeps them, hosts, months.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use welkom_domain::ids::ActivityId;

/// One guest: random, and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GuestId(pub(crate) [u8; 16]);

impl GuestId {
    /// As 32 hexadecimal digits, for addresses of the desk's pages.
    pub fn to_hex(self) -> String {
        hex(&self.0)
    }

    /// From 32 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        unhex(text)?.try_into().ok().map(Self)
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    // Digit by digit into room for all: some of what is written so is secret, and leaves no copies behind.
    let mut text = String::with_capacity(bytes.len() * 2);
    for nibble in bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]) {
        text.push(char::from(b"0123456789abcdef"[usize::from(nibble)]));
    }
    text
}

pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// How an activity is written in a sealed attendance: its UID, or a short stand-in for a long one, so that
/// ten of them fit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActivityKey(String);

/// A UID up to this length stands for itself.
const LONGEST_UID_BYTES: usize = 36;

impl ActivityKey {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&ActivityId> for ActivityKey {
    fn from(activity: &ActivityId) -> Self {
        let uid = activity.as_str();
        // What JSON must escape would take more room than it has.
        let is_plain = uid.bytes().all(|it| it > 0x1f && it != b'"' && it != b'\\');
        if uid.len() <= LONGEST_UID_BYTES && is_plain && !uid.starts_with('#') {
            return Self(uid.to_owned());
        }
        Self(format!("#{}", hex(&Sha256::digest(uid.as_bytes())[..12])))
    }
}

/// Whose password opens the book: the desk's name for a host's account.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HostId(pub String);

impl fmt::Display for HostId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A calendar month, the only time that stands in clear beside a guest who came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Month(pub(crate) u16);

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        let months = day.year().max(0) * 12 + i32::try_from(day.month0()).unwrap_or_default();
        Self(u16::try_from(months).unwrap_or(u16::MAX))
    }

    /// The month so many months after a day's.
    pub fn after(day: NaiveDate, months: u32) -> Self {
        Self::of(day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX))
    }

    pub(crate) fn is_over(self, today: NaiveDate) -> bool {
        self < Self::of(today)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0 / 12, self.0 % 12 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_uid_has_a_short_stand_in_of_its_own() {
        let key = |uid: &str| ActivityKey::from(&ActivityId::from(uid));
        assert_eq!(key("wandelen@dehoeve.example").as_str(), "wandelen@dehoeve.example");
        let long = "0123456789".repeat(9);
        assert_ne!(key(&format!("{long}a")), key(&format!("{long}b")));
        assert!(key(&long).as_str().len() <= LONGEST_UID_BYTES);
        assert!(key("a\"b").as_str().starts_with('#'));
        // What looks like a stand-in is not taken for one.
        assert_ne!(key("#abc").as_str(), "#abc");
    }

    #[test]
    fn months_follow_each_other() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(Month::of(day("2026-11-25")).to_string(), "2026-11");
        assert_eq!(Month::after(day("2026-11-25"), 12).to_string(), "2027-11");
        assert_eq!(Month::after(day("2026-11-25"), 2).to_string(), "2027-01");
        assert!(!Month::of(day("2026-11-01")).is_over(day("2026-11-30")));
        assert!(Month::of(day("2026-11-30")).is_over(day("2026-12-01")));
    }

    #[test]
    fn an_id_reads_back_as_it_was_written() {
        let id = GuestId([0xA7; 16]);
        assert_eq!(GuestId::from_hex(&id.to_hex()), Some(id));
        for wrong in ["", "a7", "zz", "é7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7"] {
            assert_eq!(GuestId::from_hex(wrong), None, "{wrong}");
        }
    }
}
