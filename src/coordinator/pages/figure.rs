//! A tally as it is read: in words, and with a sign that does not depend on colour.

use super::texts::{Language, Texts, hours_text, number_text};
use crate::statistics::Tally;

/// What kind of figure it is; also the name of its class in the style sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number, perhaps an "at least".
    Number,
    /// Too small to share.
    Few,
    /// Not held.
    Closed,
    /// The kiosk was off.
    Off,
    /// No cell.
    Nothing,
}

impl Kind {
    /// Of a tally: what it says first.
    pub fn of(tally: Tally) -> Self {
        if tally.numbers > 0 {
            Self::Number
        } else if tally.few > 0 {
            Self::Few
        } else if tally.off > 0 {
            Self::Off
        } else if tally.closed > 0 {
            Self::Closed
        } else {
            Self::Nothing
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Few => "few",
            Self::Closed => "closed",
            Self::Off => "off",
            Self::Nothing => "nothing",
        }
    }
}

/// A figure in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// `number`, `few`, `closed`, `off` or `nothing`.
    pub class: &'static str,
    /// What it says.
    pub main: String,
    /// What it does not hold, smaller beneath it; may be empty.
    pub note: String,
}

impl Figure {
    /// A figure of people or sessions.
    pub fn count(language: Language, tally: Tally) -> Self {
        let sum = number_text(language, tally.sum());
        let main = if tally.is_at_least() { at_least(language, &sum) } else { sum };
        Self::new(language, tally, main)
    }

    /// A figure of hours.
    pub fn hours(language: Language, tally: Tally) -> Self {
        Self::new(language, tally, hours_text(language, tally.sum(), tally.quarters()))
    }

    fn new(language: Language, tally: Tally, number: String) -> Self {
        let texts = Texts::of(language);
        let kind = Kind::of(tally);
        let main = match kind {
            Kind::Number => number,
            Kind::Few => texts.few.to_owned(),
            Kind::Closed => texts.closed.to_owned(),
            Kind::Off => texts.off.to_owned(),
            Kind::Nothing => texts.no_figure.to_owned(),
        };
        // One cell has been said; what many cells hold is told one by one.
        let note = if tally.cells() > 1 { missing_in_short(texts, tally) } else { String::new() };
        Self { class: kind.class(), main, note }
    }
}

/// "ten minste 19".
fn at_least(language: Language, number: &str) -> String {
    match language {
        Language::Dutch => format!("ten minste {number}"),
        Language::English => format!("at least {number}"),
    }
}

/// A total in one sentence: "ten minste 412, en 7 tellingen te klein om te delen".
pub fn total_sentence(language: Language, tally: Tally) -> String {
    let number = number_text(language, tally.sum());
    let number = if tally.is_at_least() { at_least(language, &number) } else { number };
    let missing = missing(language, tally);
    match (language, missing.is_empty()) {
        (_, true) => number,
        (Language::Dutch, false) => format!("{number}, en {missing}"),
        (Language::English, false) => format!("{number}, and {missing}"),
    }
}

/// "7 tellingen te klein om te delen, 1 keer kiosk uit".
fn missing(language: Language, tally: Tally) -> String {
    let few = match (language, tally.few) {
        (_, 0) => None,
        (Language::Dutch, 1) => Some("1 telling te klein om te delen".to_owned()),
        (Language::Dutch, few) => Some(format!("{few} tellingen te klein om te delen")),
        (Language::English, 1) => Some("1 cell too small to share".to_owned()),
        (Language::English, few) => Some(format!("{few} cells too small to share")),
    };
    let times = |count: u32, words: &str| match (language, count) {
        (_, 0) => None,
        (Language::Dutch, _) => Some(format!("{count} keer {words}")),
        (Language::English, 1) => Some(format!("once {words}")),
        (Language::English, _) => Some(format!("{count} times {words}")),
    };
    let texts = Texts::of(language);
    let parts = [few, times(tally.off, texts.off), times(tally.closed, texts.closed)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// "7 te klein, 1 kiosk uit": for a column of a table.
fn missing_in_short(texts: &Texts, tally: Tally) -> String {
    [(tally.few, texts.few_short), (tally.off, texts.off), (tally.closed, texts.closed)]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// What stands at the end of a bar: shorter than in the table.
pub fn in_chart(language: Language, tally: Tally) -> String {
    let texts = Texts::of(language);
    let number = || number_text(language, tally.sum());
    match (Kind::of(tally), language) {
        (Kind::Number, Language::Dutch) if tally.is_at_least() => format!("{} of meer", number()),
        (Kind::Number, Language::English) if tally.is_at_least() => format!("{} or more", number()),
        (Kind::Number, _) => number(),
        (Kind::Few, _) => texts.few_short.to_owned(),
        (Kind::Closed, _) => texts.closed.to_owned(),
        (Kind::Off, _) => texts.off.to_owned(),
        (Kind::Nothing, _) => texts.no_figure.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use welkom_domain::release::Value;

    fn tally(values: &[Value]) -> Tally {
        let mut tally = Tally::default();
        for value in values {
            tally.add(*value);
        }
        tally
    }

    #[test]
    fn figures_in_words() {
        use Value::{Closed, Count, Few, Off, QuarterHours};
        let cases: [&[Value]; 9] = [
            &[],
            &[Count(19)],
            &[Few],
            &[Closed],
            &[Off],
            &[Count(1200), Count(34)],
            &[Count(19), Few, Few, Off, Closed],
            &[Few, Few, Closed],
            &[QuarterHours(30), QuarterHours(31)],
        ];
        let mut said = String::new();
        for language in [Language::Dutch, Language::English] {
            for values in cases {
                let tally = tally(values);
                let figure = Figure::count(language, tally);
                let (sentence, bar) = (total_sentence(language, tally), in_chart(language, tally));
                let Figure { main, class, note } = figure;
                let line = [format!("{values:?}\n  table:    {main} [{class}] {note}"), sentence, bar];
                said += &line.join(" | ");
                said.push('\n');
            }
        }
        insta::assert_snapshot!(said);
        assert_eq!(
            Figure::hours(Language::Dutch, tally(&[QuarterHours(30), QuarterHours(31)])).main,
            "15,25"
        );
    }
}
