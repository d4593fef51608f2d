//! Dates, numbers and lengths of time as people of a language say them.

use super::Language;
use crate::clock::UnixMs;
use chrono::{Datelike, NaiveDate};
use welkom_domain::day::Period;

/// "dinsdag 1 december 2026", "week 49 (1–6 december 2026)", "december 2026".
pub fn period_long(language: Language, period: Period) -> String {
    match period {
        Period::Day(day) => day_text(language, day, "%A %-d %B %Y"),
        Period::Week(range) => {
            let week = week_number(range.from);
            let to = day_text(language, range.to, "%-d %B %Y");
            if range.from == range.to {
                format!("{week} ({to})")
            } else {
                format!("{week} ({}–{to})", range.from.day())
            }
        }
        Period::Month(first) => day_text(language, first, "%B %Y"),
    }
}

/// "di 1 dec", "week 49 (1–6 dec)", "december 2026".
pub fn period_short(language: Language, period: Period) -> String {
    match period {
        Period::Day(day) => day_text(language, day, "%a %-d %b"),
        Period::Week(range) => {
            let to = day_text(language, range.to, "%-d %b");
            let days = if range.from == range.to { to } else { format!("{}–{to}", range.from.day()) };
            format!("{} ({days})", week_number(range.from))
        }
        Period::Month(_) => period_long(language, period),
    }
}

/// "dec 2026".
pub fn month_short(language: Language, day: NaiveDate) -> String {
    day_text(language, day, "%b %Y")
}

/// The word is the same in both languages.
fn week_number(day: NaiveDate) -> String {
    format!("week {}", day.iso_week().week())
}

fn day_text(language: Language, day: NaiveDate, format: &str) -> String {
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

/// 7,5 in Dutch, 7.5 in English; quarters beyond whole hours.
pub fn hours_text(language: Language, hours: u64, quarters: u64) -> String {
    let mark = match language {
        Language::Dutch => ',',
        Language::English => '.',
    };
    let whole = number_text(language, hours);
    match quarters {
        1 => format!("{whole}{mark}25"),
        2 => format!("{whole}{mark}5"),
        3 => format!("{whole}{mark}75"),
        _ => whole,
    }
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

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn periods_are_said_as_people_say_them() {
        let day = Period::Day(date("2026-12-01"));
        let week = Period::week_of(date("2026-12-03"));
        let cut = Period::week_of(date("2026-11-30"));
        let month = Period::month_of(date("2027-03-03"));
        let say = |language| {
            [day, week, cut, month].map(|period| {
                format!("{} | {}", period_long(language, period), period_short(language, period))
            })
        };
        assert_eq!(
            say(Language::Dutch),
            [
                "dinsdag 1 december 2026 | di 1 dec",
                "week 49 (1–6 december 2026) | week 49 (1–6 dec)",
                "week 49 (30 november 2026) | week 49 (30 nov)",
                "maart 2027 | maart 2027",
            ]
        );
        assert_eq!(
            say(Language::English),
            [
                "Tuesday 1 December 2026 | Tue 1 Dec",
                "week 49 (1–6 December 2026) | week 49 (1–6 Dec)",
                "week 49 (30 November 2026) | week 49 (30 Nov)",
                "March 2027 | March 2027",
            ]
        );
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(number_text(Language::Dutch, 1_234_567), "1.234.567");
        assert_eq!(number_text(Language::English, 1_000), "1,000");
        assert_eq!(number_text(Language::Dutch, 999), "999");
        assert_eq!(hours_text(Language::Dutch, 1007, 2), "1.007,5");
        assert_eq!(hours_text(Language::English, 7, 3), "7.75");
        assert_eq!(hours_text(Language::English, 7, 0), "7");
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
