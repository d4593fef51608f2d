//! What a scanner types. It is a keyboard: characters, quickly, and Enter. They are gathered here, overwritten
//! when they go, and never printed; stray keys do not pile up.

use super::Moment;
use std::fmt;
use zeroize::Zeroizing;

/// Longer between two characters than any scanner takes: what was typed before is forgotten.
pub const BETWEEN_KEYS_MS: u64 = 2_000;

/// A pass has 38 characters. Of a longer code so much is kept that it cannot be taken for a pass.
const LONGEST: usize = 64;

/// Fewer characters were touched by mistake: Enter after them is for what has the focus.
const SHORTEST: usize = 6;

/// What was scanned.
#[derive(Clone, PartialEq, Eq)]
pub struct Scan(Zeroizing<String>);

impl Scan {
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Scan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scan(…)")
    }
}

/// What became of a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Pressed {
    /// Nothing of a scanner's: it is for the screen.
    NotMine,
    /// Part of a scan.
    Mine,
    /// Enter: the scan is complete.
    Scanned(Scan),
}

/// The characters of a scan so far.
pub struct Scanned {
    typed: Zeroizing<String>,
    last: Moment,
}

impl Default for Scanned {
    fn default() -> Self {
        // As long as it ever gets: a string that grows leaves its old place as it was.
        Self { typed: Zeroizing::new(String::with_capacity(4 * LONGEST)), last: 0 }
    }
}

impl Scanned {
    /// A key, as the toolkit says it: its text.
    pub fn press(&mut self, key: &str, now: Moment) -> Pressed {
        self.forget_old(now);
        let mut letters = key.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else { return Pressed::NotMine };
        if matches!(letter, '\n' | '\r') {
            let typed = std::mem::take(self).typed;
            return if typed.chars().count() < SHORTEST {
                Pressed::NotMine
            } else {
                Pressed::Scanned(Scan(typed))
            };
        }
        // A space by itself presses what has the focus; within another centre's code it is a character.
        if !is_printed(letter) || (letter == ' ' && self.typed.is_empty()) {
            return Pressed::NotMine;
        }
        if self.typed.chars().count() < LONGEST {
            self.typed.push(letter);
        }
        self.last = now;
        Pressed::Mine
    }

    /// Forgets what nobody finished.
    pub fn forget_old(&mut self, now: Moment) {
        if !self.typed.is_empty() && now.saturating_sub(self.last) >= BETWEEN_KEYS_MS {
            *self = Self::default();
        }
    }
}

/// Keys without a character (Tab, arrows, Shift) come as control characters or from the private use area.
fn is_printed(letter: char) -> bool {
    !letter.is_control() && !('\u{e000}'..='\u{f8ff}').contains(&letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn type_in(scanned: &mut Scanned, text: &str, now: Moment) {
        for letter in text.chars() {
            assert_eq!(scanned.press(&letter.to_string(), now), Pressed::Mine, "{letter:?}");
        }
    }

    #[test]
    fn quick_keys_and_enter_are_a_scan() {
        let mut scanned = Scanned::default();
        type_in(&mut scanned, "WELKOM0", 5_000);
        type_in(&mut scanned, "1 2", 6_999);
        let Pressed::Scanned(scan) = scanned.press("\n", 7_000) else { panic!("a scan") };
        assert_eq!(scan.expose(), "WELKOM01 2");
        assert_eq!(format!("{scan:?}"), "Scan(…)");
        assert_eq!(scanned.press("\n", 7_001), Pressed::NotMine, "and the next begins empty");
    }

    #[test]
    fn keys_that_move_and_press_are_for_the_screen() {
        let mut scanned = Scanned::default();
        for key in ["\t", "\n", " ", "\u{10}", "\u{f700}", "\u{1b}", ""] {
            assert_eq!(scanned.press(key, 9), Pressed::NotMine, "{key:?}");
        }
        type_in(&mut scanned, "12345", 10);
        assert_eq!(scanned.press("\t", 11), Pressed::NotMine);
        assert_eq!(scanned.press("\n", 12), Pressed::NotMine, "too few for a scan");
        type_in(&mut scanned, "6", 13);
        assert_eq!(scanned.press("\n", 14), Pressed::NotMine, "and they are forgotten");
    }

    #[test]
    fn stray_keys_are_forgotten_after_two_seconds() {
        let mut scanned = Scanned::default();
        type_in(&mut scanned, "WELKOMWELKOM", 100);
        assert_eq!(scanned.press("\n", 2_100), Pressed::NotMine);
        type_in(&mut scanned, "WELKOM", 3_000);
        scanned.forget_old(4_999);
        assert_eq!(scanned.typed.as_str(), "WELKOM");
        scanned.forget_old(5_000);
        assert_eq!(scanned.typed.as_str(), "", "without another key");
    }

    #[test]
    fn an_endless_code_stays_short_and_in_its_place() {
        let mut scanned = Scanned::default();
        let place = scanned.typed.as_ptr();
        type_in(&mut scanned, &"é".repeat(300), 1);
        assert_eq!(scanned.typed.chars().count(), LONGEST);
        assert_eq!(scanned.typed.as_ptr(), place, "it never moved");
    }
}
