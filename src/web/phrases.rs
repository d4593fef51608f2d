//! Dates, numbers and lengths of time as people of a language say them.

use crate::{clock::UnixMs, language::Language};
use chrono::NaiveDate;

/// A day by a format of chrono's: "%A %-d %B %Y" is "dinsdag 1 december 2026".
pub fn day_text(language: Language, day: NaiveDate, format: &str) -> String {
    let text = day.format_localized(format, language.locale()).to_string();
    // glibc abbreviates some Dutch months with a full stop; beside numbers it only disturbs.
    text.replace('.', "")
}

/// 1.234 in Dutch, 1,234 in English.
pub fn number_text(language: Language, number: u64) -> String {
    let mark = match language {
        Language::Dutch => '.',
        Language::English => ',',
    };
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// "30 seconden", "2 minuten": rounded up.
pub fn wait(language: Language, seconds: i64) -> String {
    let minutes = (seconds + 59) / 60;
    match (language, seconds) {
        (Language::Dutch, ..=59) => format!("{seconds} seconden"),
        (Language::Dutch, 60) => "1 minuut".to_owned(),
        (Language::Dutch, _) => format!("{minutes} minuten"),
        (Language::English, ..=59) => format!("{seconds} seconds"),
        (Language::English, 60) => "1 minute".to_owned(),
        (Language::English, _) => format!("{minutes} minutes"),
    }
}

/// "zojuist", "12 minuten geleden", "3 uur geleden", "5 dagen geleden": rounded down. No clock time,
/// since the server does not know the reader's zone.
pub fn elapsed(language: Language, since: UnixMs, now: UnixMs) -> String {
    let minutes = (now.0 - since.0).max(0) / 60_000;
    let (hours, days) = (minutes / 60, minutes / (24 * 60));
    match language {
        Language::Dutch => match (minutes, hours) {
            (0..2, _) => "zojuist".to_owned(),
            (_, 0) => format!("{minutes} minuten geleden"),
            (_, 1..48) => format!("{hours} uur geleden"),
            _ => format!("{days} dagen geleden"),
        },
        Language::English => match (minutes, hours) {
            (0..2, _) => "just now".to_owned(),
            (_, 0) => format!("{minutes} minutes ago"),
            (_, 1) => "1 hour ago".to_owned(),
            (_, 2..48) => format!("{hours} hours ago"),
            _ => format!("{days} days ago"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(number_text(Language::Dutch, 1_234_567), "1.234.567");
        assert_eq!(number_text(Language::English, 1_000), "1,000");
        assert_eq!(number_text(Language::Dutch, 999), "999");
    }

    #[test]
    fn lengths_of_time() {
        assert_eq!(wait(Language::Dutch, 61), "2 minuten");
        assert_eq!(wait(Language::English, 30), "30 seconds");
        let ago = |minutes: i64| elapsed(Language::Dutch, UnixMs(0), UnixMs(minutes * 60_000));
        assert_eq!(
            [ago(0), ago(59), ago(60), ago(47 * 60), ago(48 * 60)],
            ["zojuist", "59 minuten geleden", "1 uur geleden", "47 uur geleden", "2 dagen geleden"]
        );
    }
}
