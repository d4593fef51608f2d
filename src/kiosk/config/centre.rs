//! `[centre]`: which centre this is and what it says of itself.

use super::{
    section::Section,
    values::{slug, text, word, zone},
};
use chrono_tz::Tz;

/// Who the centre is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Centre {
    /// `id`: the centre's name for machines, like `de-hoeve`; it stands in file names and in what is sent
    /// to the coordinator and never changes. Required.
    pub id: String,
    /// `name`: the centre's name on the screen, 1 to 60 characters. Required.
    pub name: String,
    /// `zone`: the time zone all local times are in, by its IANA name. Default: Europe/Amsterdam.
    pub zone: Tz,
    /// `languages`: what a visitor can choose from, in the order of the screen; the screen returns to the
    /// first. Default: Dutch, English. Never empty, none twice.
    pub languages: Vec<Language>,
    /// `welcome_line`: a line of the centre's own on the screen at rest, at most 80 characters; may be
    /// empty. Default: empty.
    pub welcome_line: String,
    /// `thanks_line`: something useful on the thank-you screen, at most 80 characters; may be empty.
    /// Default: empty.
    pub thanks_line: String,
}

/// A language of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// `nl`.
    Dutch,
    /// `en`.
    English,
}

impl Language {
    /// BCP 47 (here the same as ISO 639-1).
    pub fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }

    /// Its name in its own words.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::Dutch => "Nederlands",
            Self::English => "English",
        }
    }
}

impl Centre {
    /// The language the screen rests in.
    pub fn first_language(&self) -> Language {
        self.languages.first().copied().unwrap_or(Language::Dutch)
    }

    pub(super) fn read(section: &mut Section<'_>) -> Self {
        Self {
            id: section.required("id", &slug()).unwrap_or_default(),
            name: section.required("name", &text(1..=60)).unwrap_or_default(),
            zone: section.or("zone", chrono_tz::Europe::Amsterdam, &zone()),
            languages: read_languages(section),
            welcome_line: section.or("welcome_line", String::new(), &text(0..=80)),
            thanks_line: section.or("thanks_line", String::new(), &text(0..=80)),
        }
    }
}

fn read_languages(section: &mut Section<'_>) -> Vec<Language> {
    let known = word(&[("nl", Language::Dutch), ("en", Language::English)]);
    let Some(listed) = section.list("languages", &known) else {
        return vec![Language::Dutch, Language::English];
    };
    let mut languages = Vec::new();
    for language in &listed {
        if languages.contains(&language.value) {
            let found = format!("{:?} again", language.value.code());
            section.mistake_on(language.line, "languages", "to hold each language once", found);
        } else {
            languages.push(language.value);
        }
    }
    if languages.is_empty() && section.is_sound() {
        section.mistake("languages", "to hold at least one language", "an empty list".to_owned());
    }
    languages
}
