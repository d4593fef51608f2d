//! How dates, times and prices are said in each language. Names of days and months come from glibc's
//! tables (chrono's `unstable-locales`).

use crate::config::Language;
use chrono::{DateTime, Locale, NaiveTime};
use chrono_tz::Tz;

fn locale(language: Language) -> Locale {
    match language {
        Language::Dutch => Locale::nl_NL,
        Language::English => Locale::en_GB,
    }
}

/// "16.30" in Dutch, "16:30" in English; the word for o'clock is the screens' own.
pub fn time(time: DateTime<Tz>, language: Language) -> String {
    time_of_day(time.time(), language)
}

/// The same, of no day in particular.
pub fn time_of_day(time: NaiveTime, language: Language) -> String {
    let format = match language {
        Language::Dutch => "%H.%M",
        Language::English => "%H:%M",
    };
    time.format(format).to_string()
}

/// The clock on the wall: "16.30 uur", "16:30".
pub fn clock(now: DateTime<Tz>, language: Language) -> String {
    match language {
        Language::Dutch => format!("{} uur", time(now, language)),
        Language::English => time(now, language),
    }
}

/// "dinsdag 8 december", "Tuesday 8 December".
pub fn day(time: DateTime<Tz>, language: Language) -> String {
    time.format_localized("%A %-d %B", locale(language)).to_string()
}

/// "di 8 december", "Tue 8 December": beside the clock there is little room.
pub fn short_day(time: DateTime<Tz>, language: Language) -> String {
    time.format_localized("%a %-d %B", locale(language)).to_string()
}

/// "€ 4,50" in Dutch, "€4.50" in English. Amounts here are small: no thousands to group.
pub fn price(cents: u32, language: Language) -> String {
    let (euros, cents) = (cents / 100, cents % 100);
    match language {
        Language::Dutch => format!("€\u{a0}{euros},{cents:02}"),
        Language::English => format!("€{euros}.{cents:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn each_language_says_it_its_own_way() {
        let then = chrono_tz::Europe::Amsterdam.with_ymd_and_hms(2026, 12, 8, 16, 5, 0).unwrap();
        assert_eq!(time(then, Language::Dutch), "16.05");
        assert_eq!(time(then, Language::English), "16:05");
        assert_eq!(clock(then, Language::Dutch), "16.05 uur");
        assert_eq!(clock(then, Language::English), "16:05");
        assert_eq!(day(then, Language::Dutch), "dinsdag 8 december");
        assert_eq!(day(then, Language::English), "Tuesday 8 December");
        assert_eq!(short_day(then, Language::Dutch), "di 8 december");
        assert_eq!(price(450, Language::Dutch), "€\u{a0}4,50");
        assert_eq!(price(1005, Language::English), "€10.05");
    }
}
