//! `[colours]`: the two colours a centre may make its own, refused where they could not be read.
//!
//! Contrast is WCAG 2.2's (definition of *contrast ratio* and *relative luminance*); the formula is a
//! few lines, and a crate for colours would bring thousands.

use super::{section::Section, values::Kind};
use std::fmt;

/// A colour of the screen, sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// Red, 0 to 255.
    pub red: u8,
    /// Green, 0 to 255.
    pub green: u8,
    /// Blue, 0 to 255.
    pub blue: u8,
}

impl Colour {
    const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// WCAG 2.2, *relative luminance*: 0 for black, 1 for white.
    pub fn relative_luminance(self) -> f64 {
        let linear = |channel: u8| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// WCAG 2.2, *contrast ratio*: 1 for no contrast, 21 for black on white, whichever is the darker.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.relative_luminance() + 0.05, other.relative_luminance() + 0.05);
        one.max(two) / one.min(two)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02X}{:02X}{:02X}", self.red, self.green, self.blue)
    }
}

const WHITE: Colour = Colour::new(0xFF, 0xFF, 0xFF);

/// Of text (WCAG 2.2, 1.4.6).
const TEXT_CONTRAST: f64 = 7.0;
/// Of controls and pictograms (WCAG 2.2, 1.4.11).
const SHAPE_CONTRAST: f64 = 3.0;

/// The centre's own colours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colours {
    /// `next_step`: the ground of the one next step, under white text: 7:1 at least, and 3:1 beside `door`.
    /// What is dark enough for white text stands out from paper and light by itself. Default: #0B5748.
    pub next_step: Colour,
    /// `door`: the open door around the next step. Default: #E58B5B.
    pub door: Colour,
}

impl Default for Colours {
    fn default() -> Self {
        Self { next_step: Colour::new(0x0B, 0x57, 0x48), door: Colour::new(0xE5, 0x8B, 0x5B) }
    }
}

impl Colours {
    pub(super) fn read(section: &mut Section<'_>) -> Self {
        let default = Self::default();
        let colours = Self {
            next_step: section.or("next_step", default.next_step, &colour()),
            door: section.or("door", default.door, &colour()),
        };
        if section.is_sound() {
            let found = colours.next_step.contrast(WHITE);
            if found < TEXT_CONTRAST {
                refuse(section, "next_step", "under white text", TEXT_CONTRAST, found);
            }
        }
        if section.is_sound() {
            let found = colours.next_step.contrast(colours.door);
            if found < SHAPE_CONTRAST {
                let (own, other) =
                    if section.has("door") { ("door", "next_step") } else { ("next_step", "door") };
                refuse(section, own, &format!("with colours.{other}"), SHAPE_CONTRAST, found);
            }
        }
        colours
    }
}

fn refuse(section: &mut Section<'_>, key: &str, with_what: &str, least: f64, found: f64) {
    // Cut, not rounded: 6.97 must not read as 7.0.
    let found = format!("{:.1}", (found * 10.0).floor() / 10.0);
    section.mistake(key, &format!("to have a contrast of at least {least:.0} {with_what}"), found);
}

fn colour() -> Kind<Colour> {
    Kind::of_text("a colour like \"#0B5748\"", |text| {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).ok()?.to_be_bytes();
        Some(Colour::new(red, green, blue))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAPER: Colour = Colour::new(0xFB, 0xF6, 0xEC);
    /// The darker end of the light behind the door.
    const LIGHT: Colour = Colour::new(0xF3, 0xB0, 0x4A);

    #[test]
    fn what_carries_white_text_stands_out_from_paper_and_light() {
        // The lightest grounds under white text: contrast with anything depends on luminance alone.
        let mut grounds = 0;
        for grey in 0..=255 {
            let ground = Colour::new(grey, grey, grey);
            if ground.contrast(WHITE) >= TEXT_CONTRAST {
                grounds += 1;
                assert!(
                    ground.contrast(PAPER) >= SHAPE_CONTRAST && ground.contrast(LIGHT) >= SHAPE_CONTRAST,
                    "{ground}"
                );
            }
        }
        assert!(grounds > 80, "{grounds}");
    }

    #[test]
    fn contrast_is_what_the_palette_says() {
        let black = Colour::new(0, 0, 0);
        assert!((black.contrast(WHITE) - 21.0).abs() < 1e-9);
        assert!((WHITE.contrast(WHITE) - 1.0).abs() < 1e-9);
        // The measures computed for the design: ink and soft ink on paper, white on green, borders.
        for (front, back, ratio) in [
            (Colour::new(0x1F, 0x2E, 0x2A), PAPER, 13.2),
            (Colour::new(0x4A, 0x56, 0x51), PAPER, 7.1),
            (WHITE, Colours::default().next_step, 8.5),
            (Colour::new(0x85, 0x7C, 0x6B), PAPER, 3.8),
        ] {
            let found = front.contrast(back);
            assert!((found - ratio).abs() < 0.06, "{front} on {back}: {found}, expected {ratio}");
        }
    }
}
