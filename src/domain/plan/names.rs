//! What groups are called. The words are public and stand in every export, so a centre may have them
//! in its own language; they are handed in and the plan keeps what was made of them.

use chrono::{NaiveDate, Weekday};
use std::{collections::BTreeSet, iter};

/// The words names of groups are made of. The default is Dutch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// What stands before the weekdays: "Activiteiten op".
    pub on: String,
    /// Monday to Sunday.
    pub weekdays: [String; 7],
    /// Between the last two of several weekdays.
    pub and: String,
    /// Between the first and the last of three or more weekdays in a row.
    pub until: String,
    /// What appears during the quarter.
    pub other: String,
    /// What is never published.
    pub withheld: String,
}

impl Default for Names {
    fn default() -> Self {
        Self {
            on: "Activiteiten op".to_owned(),
            weekdays: ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]
                .map(str::to_owned),
            and: "en".to_owned(),
            until: "t/m".to_owned(),
            other: "Overige activiteiten".to_owned(),
            withheld: "Niet gedeeld".to_owned(),
        }
    }
}

impl Names {
    /// "Activiteiten op dinsdag", "… op dinsdag en donderdag", "… op maandag t/m vrijdag".
    pub(super) fn on_weekdays<'a>(&self, days: impl IntoIterator<Item = &'a NaiveDate>) -> String {
        let days: Vec<usize> = weekdays(days).into_iter().map(|number| number as usize).collect();
        let word = |number: usize| self.weekdays[number].as_str();
        let said = match days.as_slice() {
            [first, .., last] if days.len() > 2 && last - first + 1 == days.len() => {
                format!("{} {} {}", word(*first), self.until, word(*last))
            }
            [before @ .., last] if !before.is_empty() => {
                let before: Vec<&str> = before.iter().map(|number| word(*number)).collect();
                format!("{} {} {}", before.join(", "), self.and, word(*last))
            }
            _ => days.iter().map(|number| word(*number)).collect(),
        };
        format!("{} {said}", self.on)
    }
}

/// The weekdays of some dates, as numbers from Monday.
pub(super) fn weekdays<'a>(days: impl IntoIterator<Item = &'a NaiveDate>) -> BTreeSet<u32> {
    use chrono::Datelike;
    days.into_iter().map(|day| day.weekday().days_since(Weekday::Mon)).collect()
}

/// Gives out names that are unlike each other and tell nothing sensitive.
pub(super) struct NameBook<'a> {
    taken: BTreeSet<String>,
    telling: Vec<&'a str>,
}

impl<'a> NameBook<'a> {
    /// A book in which these names tell too much.
    pub(super) fn new(telling: Vec<&'a str>) -> Self {
        Self { taken: BTreeSet::new(), telling }
    }

    /// The name that is wanted, or the nearest to it that may be had.
    pub(super) fn take(&mut self, wanted: &str) -> String {
        let wanted = wanted.trim();
        let numbered = (2..100).map(|number| format!("{wanted} ({number})"));
        // A wanted name that tells too much does so with a number behind it as well.
        let bare = (1_u64..).map(|number| number.to_string());
        let mut offers = iter::once(wanted.to_owned()).chain(numbered).chain(bare);
        let is_free = |name: &String| {
            !self.taken.contains(&plain(name)) && !self.telling.iter().any(|word| tells(name, word))
        };
        let name = offers.find(is_free).unwrap_or_default();
        self.taken.insert(plain(&name));
        name
    }

    /// Whether a name says what it must not.
    pub(super) fn tells(&self, name: &str) -> bool {
        self.telling.iter().any(|word| tells(name, word))
    }
}

/// A name as it is compared: without case and without the spaces and signs between its words.
pub(super) fn plain(name: &str) -> String {
    words(name).join(" ")
}

/// Whether a name contains what must not be said, as whole words.
pub(super) fn tells(name: &str, secret: &str) -> bool {
    let secret = plain(secret);
    !secret.is_empty() && format!(" {} ", plain(name)).contains(&format!(" {secret} "))
}

fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(list: &[&str]) -> Vec<NaiveDate> {
        list.iter().map(|day| day.parse().expect("a date")).collect()
    }

    #[test]
    fn weekdays_are_said_as_people_say_them() {
        let names = Names::default();
        let said = |list: &[&str]| names.on_weekdays(&days(list));
        assert_eq!(said(&["2026-12-01", "2026-12-08"]), "Activiteiten op dinsdag");
        assert_eq!(said(&["2026-12-01", "2026-12-03"]), "Activiteiten op dinsdag en donderdag");
        assert_eq!(
            said(&["2026-12-01", "2026-12-03", "2026-12-04"]),
            "Activiteiten op dinsdag, donderdag en vrijdag"
        );
        assert_eq!(
            said(&["2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"]),
            "Activiteiten op maandag t/m vrijdag"
        );
    }

    #[test]
    fn a_telling_name_is_never_given_out() {
        let mut book = NameBook::new(vec!["Herstel-werkgroep"]);
        assert_eq!(book.take("Koffie"), "Koffie");
        assert_eq!(book.take("koffie "), "koffie (2)");
        assert_eq!(book.take("Koffie na de herstel werkgroep"), "1");
        assert!(book.tells("HERSTEL WERKGROEP (2)"));
        assert!(!book.tells("Werkgroep"));
    }
}
