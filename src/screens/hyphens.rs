//! Hyphens where a word is wider than its line: the toolkit breaks such a word anywhere and leaves no sign
//! of it, and a soft hyphen breaks without a hyphen. So a hyphen is put in before the text is laid out, at
//! the last place before the end of the line where the language allows one; lines break behind it.
//!
//! Where a word may be broken, `hypher` knows (the patterns of TeX, compiled in); how wide it is, the fonts'
//! own advance widths tell. A centre's programme is written in Dutch whatever language the visitor reads.
//! Patterns err in some compounds (mantelzor-gondersteuning): whoever writes the programme can say better
//! with soft hyphens (U+00AD), which are then the only places.

use hypher::{Lang, hyphenate};
use skrifa::{
    FontRef, MetadataProvider,
    charmap::Charmap,
    instance::{LocationRef, Size},
    metrics::GlyphMetrics,
};

/// The language in which a centre writes.
const LANGUAGE: Lang = Lang::Dutch;

/// Says where a word may be broken, and is not seen itself.
const SOFT_HYPHEN: char = '\u{ad}';

/// Widths are asked for at this size, in pixels, and scaled.
const MEASURED_AT_PX: f32 = 1000.0;

/// Kerning makes a word a little wider or narrower than its letters are.
const KERNING: f32 = 1.01;

/// The letters of one font as far as their widths go.
pub(crate) struct Letters<'a> {
    charmap: Charmap<'a>,
    metrics: GlyphMetrics<'a>,
}

impl<'a> Letters<'a> {
    /// `None` where `font` is no font.
    pub(crate) fn of(font: &'a [u8]) -> Option<Self> {
        let font = FontRef::new(font).ok()?;
        Some(Self {
            charmap: font.charmap(),
            metrics: font.glyph_metrics(Size::new(MEASURED_AT_PX), LocationRef::default()),
        })
    }

    fn width(&self, text: &str, font_size: f32) -> f32 {
        let letters = text.chars().map(|letter| {
            let glyph = self.charmap.map(letter).unwrap_or_default();
            self.metrics.advance_width(glyph).unwrap_or(MEASURED_AT_PX)
        });
        letters.sum::<f32>() / MEASURED_AT_PX * font_size * KERNING
    }

    /// The text with a hyphen in every word that is wider than `room` and can be broken; in pixels, like
    /// `font_size`.
    pub(crate) fn fitted(&self, text: &str, room: f32, font_size: f32) -> String {
        if room <= 0.0 {
            return text.to_owned();
        }
        let words = text.split_inclusive(|letter: char| letter.is_whitespace() || letter == '-');
        words.map(|word| self.fitted_word(word, room, font_size)).collect()
    }

    fn fitted_word(&self, word: &str, room: f32, font_size: f32) -> String {
        let plain = word.replace(SOFT_HYPHEN, "");
        if self.width(plain.trim_end(), font_size) <= room {
            return plain;
        }
        let is_letter = |letter: char| letter.is_alphabetic();
        let start = word.find(is_letter).unwrap_or(word.len());
        let end = word
            .rfind(is_letter)
            .map_or(start, |at| at + word[at..].chars().next().map_or(0, char::len_utf8));
        let (before, letters, behind) = (&word[..start], &word[start..end], &word[end..]);
        let mut fitted = String::with_capacity(word.len() + 4);
        let mut line = before.to_owned();
        let syllables: Vec<&str> = if letters.contains(SOFT_HYPHEN) {
            letters.split(SOFT_HYPHEN).collect()
        } else {
            hyphenate(letters, LANGUAGE).collect()
        };
        let mut syllables = syllables.into_iter().peekable();
        while let Some(syllable) = syllables.next() {
            let sign = if syllables.peek().is_some() { "-" } else { behind.trim_end() };
            let is_begun = line.chars().any(is_letter);
            if is_begun && self.width(&format!("{line}{syllable}{sign}"), font_size) > room {
                fitted.push_str(&line);
                fitted.push('-');
                line.clear();
            }
            line.push_str(syllable);
        }
        fitted.push_str(&line);
        fitted.push_str(behind);
        fitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOLD: &[u8] = include_bytes!("../../ui/fonts/AtkinsonHyperlegibleNext-Bold.ttf");

    fn fitted(text: &str, room: f32) -> String {
        Letters::of(BOLD).unwrap().fitted(text, room, 36.0)
    }

    #[test]
    fn what_fits_stays_as_it_is() {
        for text in ["", "Wandelen in de wijk", "Gespreks- en gezelschapsgroep\n(cursus)", "  twee  woorden "]
        {
            assert_eq!(fitted(text, 500.0), text);
            assert_eq!(fitted(text, 0.0), text, "no room is known yet");
        }
    }

    #[test]
    fn a_word_wider_than_its_line_gets_a_hyphen_where_dutch_allows_one() {
        assert_eq!(fitted("Mantelzorgondersteuning", 350.0), "Mantelzorgonder-steuning");
        assert_eq!(fitted("(vrijwilligersbijeenkomst)!", 200.0), "(vrijwilli-gersbijeen-komst)!");
        assert_eq!(fitted("Sociale vaardigheidstraining", 250.0), "Sociale vaardigheids-training");
    }

    #[test]
    fn soft_hyphens_say_where_and_are_not_seen() {
        assert_eq!(fitted("Mantelzorg\u{ad}ondersteuning", 350.0), "Mantelzorg-ondersteuning");
        assert_eq!(fitted("Samen\u{ad}eten", 350.0), "Sameneten");
    }

    #[test]
    fn every_part_fits_its_line() {
        let letters = Letters::of(BOLD).unwrap();
        let text = "Mantelzorgondersteuningsbijeenkomst voor buurtvrijwilligersorganisaties";
        for room in [180.0, 240.0, 300.0, 420.0] {
            for part in letters.fitted(text, room, 36.0).split_inclusive([' ', '-']) {
                assert!(letters.width(part.trim_end(), 36.0) <= room, "{part} in {room}");
            }
        }
    }

    #[test]
    fn what_cannot_be_broken_is_left_alone() {
        assert_eq!(fitted("1234567890123456789", 100.0), "1234567890123456789");
        assert_eq!(fitted("ffffffffffffffffffff", 50.0), "ffffffffffffffffffff");
        assert_eq!(fitted("الحيالحيالحيالحي", 50.0).replace('-', ""), "الحيالحيالحيالحي");
    }
}
