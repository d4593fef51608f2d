//! What a guest tells: typed values that are overwritten when they are dropped and print nothing of themselves.

use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Names of more characters do not fit a greeting.
pub const LONGEST_NAME: usize = 40;

/// What was typed is no such value. Never repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DetailError {
    /// Empty, too long, or with control characters.
    #[error("expected a name of 1 to {LONGEST_NAME} characters")]
    Name,
    /// Not as the kiosk's telephone library writes numbers.
    #[error("expected a number in international form, + and 7 to 15 digits")]
    Number,
    /// No language of the screens.
    #[error("expected a language tag of 2 to 8 small letters or hyphens")]
    Language,
}

macro_rules! detail {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text, to be shown to whom it is for.
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

detail! {
    /// What a guest wants to be called by.
    FirstName
}

detail! {
    /// A telephone number in international form (E.164): `+31…`.
    PhoneNumber
}

detail! {
    /// The language a guest reads: `nl`, `ar`.
    Language
}

detail! {
    /// One line or a few that a host wrote.
    Note
}

impl FirstName {
    /// Spaces around it are dropped.
    pub fn new(typed: &str) -> Result<Self, DetailError> {
        let name = typed.trim();
        let fits = (1..=LONGEST_NAME).contains(&name.chars().count()) && name.len() <= 4 * LONGEST_NAME;
        if !fits || name.chars().any(char::is_control) {
            return Err(DetailError::Name);
        }
        Ok(Self(name.to_owned()))
    }
}

impl PhoneNumber {
    /// As the kiosk's telephone library writes it; nothing is guessed here.
    pub fn new(international: &str) -> Result<Self, DetailError> {
        let digits = international.strip_prefix('+').ok_or(DetailError::Number)?;
        if !(7..=15).contains(&digits.len()) || !digits.bytes().all(|it| it.is_ascii_digit()) {
            return Err(DetailError::Number);
        }
        Ok(Self(international.to_owned()))
    }
}

impl Language {
    /// A tag as the screens' catalogues are called.
    pub fn new(tag: &str) -> Result<Self, DetailError> {
        let fits =
            (2..=8).contains(&tag.len()) && tag.bytes().all(|it| it.is_ascii_lowercase() || it == b'-');
        if fits { Ok(Self(tag.to_owned())) } else { Err(DetailError::Language) }
    }
}

impl Note {
    /// Anything, without control characters; a note of more than a thousand characters is cut.
    pub fn new(typed: &str) -> Self {
        Self(typed.trim().chars().filter(|it| !it.is_control() || *it == '\n').take(1_000).collect())
    }
}

/// Everything a new guest tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// Needed: without a name nobody is a guest.
    pub name: FirstName,
    /// If it was given.
    pub phone: Option<PhoneNumber>,
    /// The language of the screen.
    pub language: Language,
    /// Whether the guest asked for a first talk.
    pub wants_talk: bool,
}

/// What a guest changed; what is `None` stays as it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Change {
    /// Another name.
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    pub name: Option<FirstName>,
    /// Another number, or none any more.
    #[serde(rename = "p", skip_serializing_if = "Option::is_none")]
    pub phone: Option<Number>,
    /// Another language.
    #[serde(rename = "l", skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Asked for a first talk, or not any more.
    #[serde(rename = "t", skip_serializing_if = "Option::is_none")]
    pub wants_talk: Option<bool>,
}

/// What becomes of a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Number {
    /// From now on this one.
    #[serde(rename = "s")]
    Set(PhoneNumber),
    /// None any more.
    #[serde(rename = "r")]
    Removed,
}

impl From<&Details> for Change {
    fn from(details: &Details) -> Self {
        Self {
            name: Some(details.name.clone()),
            phone: details.phone.clone().map(Number::Set),
            language: Some(details.language.clone()),
            wants_talk: details.wants_talk.then_some(true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_refused_without_repeating_it() {
        assert_eq!(FirstName::new("  Bloem ").unwrap().expose(), "Bloem");
        assert!(FirstName::new(&"é".repeat(40)).is_ok());
        for wrong in ["", "  ", "a\nb", &"x".repeat(41)] {
            assert_eq!(FirstName::new(wrong), Err(DetailError::Name));
        }
        assert!(PhoneNumber::new("+31612345678").is_ok());
        for wrong in ["", "0612345678", "+31 6 12", "+123456", "+1234567890123456", "+3161234567x"] {
            assert_eq!(PhoneNumber::new(wrong), Err(DetailError::Number), "{wrong}");
        }
        for wrong in ["", "n", "NL", "nederlands"] {
            assert_eq!(Language::new(wrong), Err(DetailError::Language), "{wrong}");
        }
    }

    #[test]
    fn nothing_prints_what_a_guest_told() {
        let details = Details {
            name: FirstName::new("Kastanje").unwrap(),
            phone: PhoneNumber::new("+31612345678").ok(),
            language: Language::new("nl").unwrap(),
            wants_talk: true,
        };
        let printed = format!("{details:?} {:?} {:?}", Change::from(&details), Note::new("belt graag terug"));
        for secret in ["Kastanje", "612345678", "\"nl\"", "graag"] {
            assert!(!printed.contains(secret), "{printed}");
        }
    }
}
