//! Periods and hours as people of a language say them.

use super::Language;
use chrono::{Datelike, NaiveDate};
use welkom_domain::day::Period;
use welkom_web::phrases::{day_text, number_text};

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
    fn hours_have_quarters() {
        assert_eq!(hours_text(Language::Dutch, 1007, 2), "1.007,5");
        assert_eq!(hours_text(Language::English, 7, 3), "7.75");
        assert_eq!(hours_text(Language::English, 7, 0), "7");
    }
}
