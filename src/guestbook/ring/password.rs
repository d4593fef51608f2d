//! A host's password for the book: five Dutch words, drawn by the program and kept by the host.
//!
//! Five of 4,096 words are 60 bits. With scrypt's second for every try, a thousand rented machines need half
//! a million years for all of them. The list (its making and licence: `words/`) has no word that begins with
//! another, so the words are known even when they are typed without spaces.

use crate::random::Dice;
use age::secrecy::SecretString;
use std::fmt;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const LIST: &str = include_str!("words/nederlands.txt");
const WORDS: usize = 5;

fn words() -> impl Iterator<Item = &'static str> {
    LIST.lines()
}

/// Five words, in small letters with a space between. Overwritten when it is dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct HostPassword(String);

/// What was typed cannot be a host's password. Says which word, never what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PasswordError {
    /// A word that is on no list: mistyped.
    #[error("word {position} of the password is none of the list")]
    Unknown {
        /// Which, from 1.
        position: usize,
    },
    /// Too few or too many.
    #[error("expected a password of {WORDS} words, found {found}")]
    Count {
        /// How many there are.
        found: usize,
    },
}

impl HostPassword {
    pub(crate) fn random(dice: &mut Dice) -> Self {
        let all: Vec<&str> = words().collect();
        let mut text = Zeroizing::new(String::with_capacity(WORDS * 9));
        for number in 0..WORDS {
            if number > 0 {
                text.push(' ');
            }
            text.push_str(all[dice.below(all.len())]);
        }
        Self(std::mem::take(&mut text))
    }

    /// Reads what was typed: capitals, spaces, hyphens and other signs do not matter.
    pub fn parse(typed: &str) -> Result<Self, PasswordError> {
        let letters = |it: char| it.is_alphabetic().then(|| it.to_lowercase()).into_iter().flatten();
        let mut rest = Zeroizing::new(String::with_capacity(typed.len() * 2));
        rest.extend(typed.chars().flat_map(letters));
        let mut text = Zeroizing::new(String::with_capacity(rest.len() + WORDS));
        let (mut at, mut found) = (0, 0);
        while at < rest.len() {
            found += 1;
            let word = words().find(|it| rest[at..].starts_with(it));
            let word = word.ok_or(PasswordError::Unknown { position: found })?;
            if found > 1 {
                text.push(' ');
            }
            text.push_str(word);
            at += word.len();
        }
        if found != WORDS {
            return Err(PasswordError::Count { found });
        }
        Ok(Self(std::mem::take(&mut text)))
    }

    /// To be shown once, when it is made.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn passphrase(&self) -> SecretString {
        self.0.clone().into()
    }
}

impl fmt::Debug for HostPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HostPassword(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_words_are_many_short_and_easily_typed() {
        let all: Vec<&str> = words().collect();
        assert_eq!(all.len(), 4096, "five of them are 60 bits");
        assert!(all.is_sorted(), "and none stands twice");
        for word in &all {
            assert!((4..=8).contains(&word.len()), "{word}");
            assert!(word.bytes().all(|it| it.is_ascii_lowercase()), "{word}");
        }
    }

    #[test]
    fn no_word_begins_with_another_or_is_one_mistake_away_from_it() {
        let all: BTreeSet<&str> = words().collect();
        // Words that are equal after one letter is left out of either are one mistake apart.
        let mut shorter = BTreeSet::new();
        for word in &all {
            assert!((4..word.len()).all(|end| !all.contains(&word[..end])), "{word} begins with another");
            for at in 0..word.len() {
                let without = [&word[..at], &word[at + 1..]].concat();
                assert!(!all.contains(without.as_str()), "{word} without a letter");
                shorter.insert((without, at, *word));
            }
            let mut letters = word.as_bytes().to_vec();
            for at in 1..letters.len() {
                letters.swap(at - 1, at);
                let swapped = String::from_utf8_lossy(&letters).into_owned();
                assert!(
                    swapped == *word || !all.contains(swapped.as_str()),
                    "{word} with two letters swapped"
                );
                letters.swap(at - 1, at);
            }
        }
        let shorter: Vec<_> = shorter.into_iter().collect();
        for pair in shorter.windows(2) {
            let same = pair[0].0 == pair[1].0 && pair[0].1 == pair[1].1;
            assert!(!same || pair[0].2 == pair[1].2, "{} and {}", pair[0].2, pair[1].2);
        }
    }

    #[test]
    fn a_password_is_read_however_it_is_typed() {
        let password = HostPassword::random(&mut Dice::System);
        let typed = password.expose();
        assert_eq!(typed.split(' ').count(), 5);
        for typed in [
            typed.to_owned(),
            typed.to_uppercase(),
            typed.replace(' ', ""),
            format!("  {} ", typed.replace(' ', " - ")),
        ] {
            assert_eq!(HostPassword::parse(&typed).unwrap(), password);
        }
    }

    #[test]
    fn a_mistake_is_told_by_its_place() {
        let mut typed: Vec<&str> = words().step_by(700).take(5).collect();
        assert_eq!(HostPassword::parse(&typed[..4].join(" ")), Err(PasswordError::Count { found: 4 }));
        assert_eq!(HostPassword::parse(""), Err(PasswordError::Count { found: 0 }));
        typed[2] = "zzzz";
        assert_eq!(HostPassword::parse(&typed.join(" ")), Err(PasswordError::Unknown { position: 3 }));
        assert!(HostPassword::parse("één").is_err());
    }

    #[test]
    fn nothing_prints_a_password() {
        let password = HostPassword::random(&mut Dice::System);
        assert_eq!(format!("{password:?}"), "HostPassword(…)");
    }
}
