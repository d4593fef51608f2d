//! A visitor who leaves a name: sixteen or older? may the name be kept? the name; may a host call? the
//! number. One question a screen, each consent by itself and said before anything is typed. Whoever is
//! younger, or would rather not, goes on without a name.
//!
//! What is typed lives here and nowhere else, is overwritten when it goes, and prints nothing of itself.

use super::{Draft, Effect, Saving, take_back_of};
use crate::telephone;
use chrono::NaiveDate;
use std::fmt;
use welkom_domain::ids::ArrivalId;
use welkom_guestbook::{
    Consent, Consents, Details, FirstName, LONGEST_NAME, Language as GuestLanguage, WORDING,
};
use zeroize::Zeroizing;

/// More digits than any telephone number has, spaces and signs included.
const LONGEST_NUMBER: usize = 20;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Are you sixteen or older?
    Sixteen,
    /// May we keep your name?
    KeepName,
    /// What is your first name?
    FirstName,
    /// May a host call you?
    MayCall,
    /// On which number?
    Number,
}

/// A key of the keyboard on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A letter, digit or sign.
    Letter(char),
    /// The last one away again.
    Erase,
}

/// What somebody types.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Typed(Zeroizing<String>);

impl Typed {
    /// The text, to be shown to whom typed it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether a next letter begins a word, so that the keyboard shows capitals.
    pub fn begins_word(&self) -> bool {
        self.0.chars().next_back().is_none_or(|last| !last.is_alphabetic() && last != '\'')
    }

    /// For tests that ask the engine what the flow would.
    #[cfg(test)]
    pub(crate) fn press_in_test(&mut self, key: Key) {
        self.press(key, LONGEST_NUMBER);
    }

    pub(super) fn press(&mut self, key: Key, longest: usize) {
        match key {
            Key::Erase => drop(self.0.pop()),
            Key::Letter(letter) if self.0.chars().count() < longest => {
                // Grown by hand: a string that grows by itself leaves its old place as it was.
                let mut longer = Zeroizing::new(String::with_capacity(4 * longest));
                longer.push_str(&self.0);
                longer.push(letter);
                self.0 = longer;
            }
            Key::Letter(_) => {}
        }
    }
}

/// A key while a name is typed: capitals where a word begins.
pub(super) fn press_name(name: &mut Typed, key: Key) {
    let key = match key {
        // Two spaces, or one before anything else, are a slip.
        Key::Letter(' ') if name.begins_word() => return,
        Key::Letter(letter) if !name.begins_word() => {
            Key::Letter(letter.to_lowercase().next().unwrap_or(letter))
        }
        Key::Letter(letter) => Key::Letter(letter.to_uppercase().next().unwrap_or(letter)),
        Key::Erase => key,
    };
    name.press(key, LONGEST_NAME);
}

/// A key while a telephone number is typed.
pub(super) fn press_number(number: &mut Typed, key: Key) {
    number.press(key, LONGEST_NUMBER);
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(…)")
    }
}

/// How far a visitor is who leaves a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introduction {
    /// What was chosen before.
    pub draft: Draft,
    /// Whether *what for* was asked before.
    pub after_choose: bool,
    /// The id that every try to save this visit has.
    pub id: ArrivalId,
    /// What is asked now.
    pub question: Question,
    /// The name so far.
    pub name: Typed,
    /// The number so far.
    pub number: Typed,
    /// The number that was typed is none.
    pub number_is_wrong: bool,
    /// The arrival, once it is on its way to disk.
    pub saving: Option<Saving>,
}

/// What a touch leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The same question, perhaps with more typed.
    Stay,
    /// Another question.
    Ask(Question),
    /// Back to *with or without a name*.
    BackToName,
    /// Counted without a name after all.
    WithoutName,
    /// Saved with what was told.
    WithName(Box<Guest>),
}

/// Somebody new in the guest book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guest {
    /// What was told.
    pub details: Details,
    /// What was agreed to.
    pub consents: Consents,
}

impl Introduction {
    /// The first question.
    pub(super) fn new(draft: Draft, after_choose: bool, id: ArrivalId) -> Self {
        Self {
            draft,
            after_choose,
            id,
            question: Question::Sixteen,
            name: Typed::default(),
            number: Typed::default(),
            number_is_wrong: false,
            saving: None,
        }
    }

    /// Whether what is asked has an answer to go on with.
    pub fn can_go_on(&self) -> bool {
        match self.question {
            Question::FirstName => FirstName::new(self.name.expose()).is_ok(),
            Question::Number => self.number.expose().chars().filter(char::is_ascii_digit).count() >= 6,
            _ => false,
        }
    }

    /// A try to save that failed may still have reached the disk. It is taken back, and what is told from
    /// here on is another arrival.
    pub(super) fn take_back(&mut self, new_id: &mut dyn FnMut() -> ArrivalId) -> Vec<Effect> {
        let effects = take_back_of(self.saving.take(), self.id);
        if !effects.is_empty() {
            self.id = new_id();
        }
        effects
    }

    /// Whether it is being written.
    pub(super) fn is_busy(&self) -> bool {
        self.saving.is_some_and(|saving| !saving.failed)
    }

    pub(super) fn press(&mut self, key: Key) {
        match self.question {
            Question::FirstName => press_name(&mut self.name, key),
            Question::Number => {
                self.number_is_wrong = false;
                press_number(&mut self.number, key);
            }
            _ => {}
        }
    }

    pub(super) fn back(&self) -> Next {
        match self.question {
            Question::Sixteen => Next::BackToName,
            Question::KeepName => Next::Ask(Question::Sixteen),
            Question::FirstName => Next::Ask(Question::KeepName),
            Question::MayCall => Next::Ask(Question::FirstName),
            Question::Number => Next::Ask(Question::MayCall),
        }
    }

    /// "Ja", or "verder" below what is typed.
    pub(super) fn yes(&mut self, day: NaiveDate, language: &str) -> Next {
        match self.question {
            Question::Sixteen => Next::Ask(Question::KeepName),
            Question::KeepName => Next::Ask(Question::FirstName),
            Question::FirstName if self.can_go_on() => Next::Ask(Question::MayCall),
            Question::FirstName => Next::Stay,
            Question::MayCall => Next::Ask(Question::Number),
            Question::Number => {
                let number = telephone::read(self.number.expose());
                self.number_is_wrong = number.is_none();
                match number {
                    Some(number) => self.finish(Some(number), day, language),
                    None => Next::Stay,
                }
            }
        }
    }

    /// "Nee".
    pub(super) fn no(&self, day: NaiveDate, language: &str) -> Next {
        match self.question {
            Question::Sixteen | Question::KeepName => Next::WithoutName,
            Question::MayCall => self.finish(None, day, language),
            Question::FirstName | Question::Number => Next::Stay,
        }
    }

    fn finish(&self, phone: Option<welkom_guestbook::PhoneNumber>, day: NaiveDate, language: &str) -> Next {
        let consent = Consent { day, wording: WORDING };
        let consents = Consents { keep: consent, call: phone.is_some().then_some(consent) };
        let (Ok(name), Ok(language)) = (FirstName::new(self.name.expose()), GuestLanguage::new(language))
        else {
            return Next::Ask(Question::FirstName);
        };
        let details = Details { name, phone, language, wants_talk: false };
        Next::WithName(Box::new(Guest { details, consents }))
    }
}
