//! The recovery sheet: a secret on paper in a safe, for the day no host knows a password any more.
//!
//! Seven groups of five characters: four carry the secret (140 bits in all), the fifth checks its group, so
//! that a mistyped sheet is told by the group that is wrong. The check is a sum with different weights in
//! the field of 32 elements: it sees every wrong character, two neighbours swapped, and two groups swapped.

use crate::{crockford, random::Dice};
use age::secrecy::SecretString;
use std::fmt;
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const GROUPS: usize = 7;
const GROUP: usize = 5;

/// The secret of the sheet, in its groups with hyphens between. Overwritten when it is dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct RecoverySheet(String);

/// What was typed cannot be the sheet's. Says where, never what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SheetError {
    /// Too short or too long.
    #[error("expected {GROUPS} groups of {GROUP} characters, found {found} characters")]
    Length {
        /// How many characters there are.
        found: usize,
    },
    /// A mistake in one group, or two groups changed places.
    #[error("group {group} of the recovery sheet is mistyped")]
    Group {
        /// Which, from 1.
        group: usize,
    },
}

impl RecoverySheet {
    pub(crate) fn random(dice: &mut Dice) -> Self {
        let mut text = Zeroizing::new(String::with_capacity(GROUPS * (GROUP + 1)));
        for group in 0..GROUPS {
            let values: Zeroizing<[u8; GROUP - 1]> = Zeroizing::new(dice.bytes::<4>().map(|it| it & 31));
            if group > 0 {
                text.push('-');
            }
            text.extend(values.iter().map(|it| crockford::character(*it)));
            text.push(crockford::character(check(group, values.as_slice())));
        }
        Self(std::mem::take(&mut text))
    }

    /// Reads what was typed or scanned; capitals, spaces and hyphens do not matter.
    pub fn parse(typed: &str) -> Result<Self, SheetError> {
        let typed: Zeroizing<Vec<char>> =
            Zeroizing::new(typed.chars().filter(|it| !it.is_whitespace() && *it != '-').collect());
        if typed.len() != GROUPS * GROUP {
            return Err(SheetError::Length { found: typed.len() });
        }
        let mut text = Zeroizing::new(String::with_capacity(GROUPS * (GROUP + 1)));
        for (group, characters) in typed.chunks(GROUP).enumerate() {
            let wrong = SheetError::Group { group: group + 1 };
            let values = characters.iter().map(|it| crockford::value(*it)).collect::<Option<Vec<u8>>>();
            let values = Zeroizing::new(values.ok_or(wrong)?);
            if check(group, &values[..GROUP - 1]) != values[GROUP - 1] {
                return Err(wrong);
            }
            if group > 0 {
                text.push('-');
            }
            text.extend(values.iter().map(|it| crockford::character(*it)));
        }
        Ok(Self(std::mem::take(&mut text)))
    }

    /// For the printed page: in groups to be typed. The same text makes a small QR code: all of it is in the
    /// alphanumeric set.
    pub fn expose(&self) -> &str {
        &self.0
    }

    pub(crate) fn passphrase(&self) -> SecretString {
        self.0.clone().into()
    }
}

/// Weighted sum over GF(32): the weights of a group's values are 2, 4, 8 and 16, the group's number is added.
fn check(group: usize, values: &[u8]) -> u8 {
    let number = u8::try_from(group + 1).unwrap_or_default();
    values.iter().rev().fold(number, |sum, value| double(sum ^ value))
}

/// Times x modulo x⁵ + x² + 1.
fn double(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 32 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

impl fmt::Debug for RecoverySheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoverySheet(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sheet(seed: u64) -> RecoverySheet {
        RecoverySheet::random(&mut Dice::Seeded(fastrand::Rng::with_seed(seed)))
    }

    proptest! {
        #[test]
        fn a_wrong_character_is_told_by_its_group(seed: u64, at in 0_usize..35, by in 1_u8..32) {
            let mut typed: Vec<char> = sheet(seed).expose().chars().filter(|it| *it != '-').collect();
            typed[at] = crockford::character(crockford::value(typed[at]).unwrap() ^ by);
            let typed: String = typed.into_iter().collect();
            prop_assert_eq!(RecoverySheet::parse(&typed), Err(SheetError::Group { group: at / 5 + 1 }));
        }

        #[test]
        fn two_neighbours_swapped_in_a_group_are_seen(seed: u64, group in 0_usize..7, at in 0_usize..4) {
            let mut typed: Vec<char> = sheet(seed).expose().chars().filter(|it| *it != '-').collect();
            let at = group * 5 + at;
            prop_assume!(typed[at] != typed[at + 1]);
            typed.swap(at, at + 1);
            let typed: String = typed.into_iter().collect();
            prop_assert_eq!(RecoverySheet::parse(&typed), Err(SheetError::Group { group: group + 1 }));
        }
    }

    #[test]
    fn a_sheet_is_read_however_it_is_typed() {
        let sheet = sheet(3);
        let shown = sheet.expose();
        assert_eq!((shown.len(), shown.split('-').count()), (41, 7));
        let typed = [shown.to_owned(), shown.to_lowercase(), shown.replace('-', " "), shown.replace('-', "")];
        assert!(typed.iter().all(|it| RecoverySheet::parse(it).unwrap() == sheet));
        let swapped = [&shown[6..12], &shown[..6], &shown[12..]].concat();
        assert_eq!(RecoverySheet::parse(&swapped), Err(SheetError::Group { group: 1 }));
        assert_eq!(RecoverySheet::parse(&shown[..11]), Err(SheetError::Length { found: 10 }));
        assert_eq!(format!("{sheet:?}"), "RecoverySheet(…)");
    }
}
