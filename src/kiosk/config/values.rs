//! The kinds of values a configuration holds: what each looks like in TOML, in words and in code.

use super::section::shorten;
use chrono::{NaiveDate, NaiveTime};
use chrono_tz::Tz;
use std::{
    ops::RangeInclusive,
    path::{Component, PathBuf},
};
use toml::de::DeValue;

/// How a kind of value is read, and how it is asked for in a message.
pub(super) struct Kind<T> {
    /// Follows "expected … to be": `a whole number of minutes from 0 to 240`.
    pub expected: String,
    pub read: Reader<T>,
}

type Reader<T> = Box<dyn Fn(&DeValue<'_>) -> Option<T>>;

impl<T> Kind<T> {
    pub fn new(expected: impl Into<String>, read: impl Fn(&DeValue<'_>) -> Option<T> + 'static) -> Self {
        Self { expected: expected.into(), read: Box::new(read) }
    }

    /// A kind that is written as text.
    pub fn of_text(expected: impl Into<String>, read: impl Fn(&str) -> Option<T> + 'static) -> Self {
        Self::new(expected, move |value| read(value.as_str()?))
    }
}

/// Text on one line that a screen has room for.
pub(super) fn text(characters: RangeInclusive<usize>) -> Kind<String> {
    let expected = match characters.start() {
        0 => format!("text on one line of at most {} characters", characters.end()),
        _ => format!("text on one line of {} to {} characters", characters.start(), characters.end()),
    };
    Kind::of_text(expected, move |text| {
        let fits = characters.contains(&text.chars().count()) && !text.contains(char::is_control);
        // Blanks alone, or around it, would look like a fault on the screen.
        (fits && text.trim() == text).then(|| text.to_owned())
    })
}

/// A short name for machines: `de-hoeve`.
pub(super) fn slug() -> Kind<String> {
    const LONGEST: usize = 40;
    let expected = format!(
        "a short name of small letters, digits and single hyphens like \"de-hoeve\", at most {LONGEST} characters"
    );
    Kind::of_text(expected, |text| {
        let word = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        (text.len() <= LONGEST && text.split('-').all(word)).then(|| text.to_owned())
    })
}

/// A whole number of something.
pub(super) fn whole(of: &str, range: RangeInclusive<u32>) -> Kind<u32> {
    let expected = format!("a whole number of {of} from {} to {}", range.start(), range.end());
    Kind::new(expected, move |value| {
        let integer = value.as_integer()?;
        let number = u32::from_str_radix(integer.as_str(), integer.radix()).ok()?;
        range.contains(&number).then_some(number)
    })
}

/// A number that need not be whole.
pub(super) fn decimal(of: &str, range: RangeInclusive<u32>) -> Kind<f64> {
    let expected = format!("{of} as a number from {} to {}", range.start(), range.end());
    Kind::new(expected, move |value| {
        let number: f64 = match value {
            DeValue::Float(number) => number.as_str().parse().ok()?,
            DeValue::Integer(number) => u32::from_str_radix(number.as_str(), number.radix()).ok()?.into(),
            _ => return None,
        };
        (f64::from(*range.start())..=f64::from(*range.end())).contains(&number).then_some(number)
    })
}

/// Yes or no.
pub(super) fn yes_or_no() -> Kind<bool> {
    Kind::new("true or false", |value| match value {
        DeValue::Boolean(value) => Some(*value),
        _ => None,
    })
}

/// A time zone by its IANA name.
pub(super) fn zone() -> Kind<Tz> {
    Kind::of_text("a time zone by its IANA name like \"Europe/Amsterdam\"", |text| text.parse().ok())
}

/// One of several words.
pub(super) fn word<T: Copy + 'static>(words: &'static [(&'static str, T)]) -> Kind<T> {
    let expected: Vec<_> = words.iter().map(|(word, _)| format!("{word:?}")).collect();
    Kind::of_text(format!("one of {}", expected.join(", ")), |text| {
        words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value)
    })
}

/// A calendar date, as a TOML date or in quotes.
pub(super) fn date() -> Kind<NaiveDate> {
    Kind::new("a date like 2026-12-24", |value| match value {
        DeValue::String(text) => parse_date(text),
        DeValue::Datetime(datetime) => parse_date(&datetime.to_string()),
        _ => None,
    })
}

fn parse_date(text: &str) -> Option<NaiveDate> {
    // chrono takes 2026-1-4 too; TOML does not, and one way of writing is enough.
    (text.len() == "2026-12-24".len()).then(|| text.parse().ok()).flatten()
}

/// A time of day, in quotes.
pub(super) fn time_of_day() -> Kind<NaiveTime> {
    Kind::of_text("a time like \"04:30\"", parse_time)
}

/// From when to when: `"09:00-17:00"`. Midnight at the end may be written as 24:00.
pub(super) fn hours() -> Kind<(NaiveTime, NaiveTime)> {
    Kind::of_text("hours like \"09:00-17:00\" that end later than they begin", |text| {
        let (from, to) = text.split_once('-')?;
        let (from, to) = (parse_time(from.trim())?, to.trim());
        let to = if to == "24:00" { NaiveTime::MIN } else { parse_time(to)? };
        (to > from || to == NaiveTime::MIN).then_some((from, to))
    })
}

fn parse_time(text: &str) -> Option<NaiveTime> {
    let digits = |part: &str| {
        (part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse().ok())
            .flatten()
    };
    let (hour, minute) = text.split_once(':')?;
    NaiveTime::from_hms_opt(digits(hour)?, digits(minute)?, 0)
}

/// The path of a file or folder; a relative one counts from the configuration's folder.
pub(super) fn path(what: &'static str) -> Kind<PathBuf> {
    Kind::of_text(what, |text| {
        let path = PathBuf::from(text);
        let names_something = path.components().any(|part| matches!(part, Component::Normal(_)));
        (names_something && !text.contains(char::is_control)).then_some(path)
    })
}

/// What was found, in words.
pub(super) fn describe(value: &DeValue<'_>) -> String {
    match value {
        // A password in an address must not end in a log.
        DeValue::String(text) if text.contains("//") && text.contains('@') => {
            "an address with a user name or password".to_owned()
        }
        DeValue::String(text) => format!("{:?}", shorten(text)),
        DeValue::Integer(number) => shorten(&number.to_string()),
        DeValue::Float(number) => shorten(number.as_str()),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(datetime) => datetime.to_string(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}
