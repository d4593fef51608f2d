//! What groups are called. The words are public and stand in every export, so a centre may have them
//! in its own language; they are handed in and the plan keeps what was made of them.

use super::Candidate;
use crate::ids::ActivityId;
use chrono::{NaiveDate, Weekday};
use std::{collections::BTreeSet, iter, sync::LazyLock};

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

/// The longest name of a group, in characters.
pub(super) const LONGEST_NAME: usize = 120;

/// Whether a group may be called so at all: the one answer for plans that are proposed and plans that
/// are read.
pub(super) fn is_usable(name: &str) -> bool {
    !plain(name).is_empty() && name.chars().count() <= LONGEST_NAME && !name.chars().any(char::is_control)
}

/// Gives out names that are usable, unlike each other and tell nothing sensitive.
pub(crate) struct NameBook<'a> {
    taken: BTreeSet<String>,
    telling: Vec<&'a str>,
}

impl<'a> NameBook<'a> {
    /// A book in which these names tell too much.
    pub(crate) fn new(telling: Vec<&'a str>) -> Self {
        Self { taken: BTreeSet::new(), telling }
    }

    /// What an activity may be called in public, mended where that is enough: on one line, and not too
    /// long. `None` for a name of signs only and for one that tells too much.
    pub(crate) fn own_name(&self, name: &str) -> Option<String> {
        Some(mended(name)).filter(|name| is_usable(name) && !self.tells(name))
    }

    /// The name that is wanted for a group of these, or the nearest to it that may be had.
    pub(super) fn take(&mut self, wanted: &str, members: &[&Candidate]) -> String {
        let wanted = mended(wanted);
        let numbered = (2..100).map(|number| {
            let number = format!(" ({number})");
            shortened(&wanted, LONGEST_NAME - number.len()) + &number
        });
        // A wanted name that tells too much does so with a number behind it as well.
        let bare = (1_u64..).map(|number| number.to_string());
        let mut offers = iter::once(wanted.clone()).chain(numbered).chain(bare);
        let tells_member = |name: &str| {
            members.iter().any(|member| member.is_sensitive() && tells_id(name, &member.activity))
        };
        let is_free = |name: &String| {
            is_usable(name) && !self.taken.contains(&plain(name)) && !self.tells(name) && !tells_member(name)
        };
        let name = offers.find(is_free).unwrap_or_default();
        self.taken.insert(plain(&name));
        name
    }

    fn tells(&self, name: &str) -> bool {
        self.telling.iter().any(|word| tells(name, word))
    }
}

/// A name on one line, not longer than a name may be.
fn mended(name: &str) -> String {
    let words: Vec<&str> =
        name.split(|c: char| c.is_control() || c.is_whitespace()).filter(|word| !word.is_empty()).collect();
    shortened(&words.join(" "), LONGEST_NAME)
}

/// At most so many characters, cut behind a word where there is more than one.
fn shortened(name: &str, longest: usize) -> String {
    if name.chars().count() <= longest {
        return name.to_owned();
    }
    let end = name.char_indices().nth(longest - 1).map_or(name.len(), |(at, _)| at);
    let head = &name[..end];
    let is_whole_word = name[end..].starts_with(' ');
    let kept = if is_whole_word { head } else { head.rsplit_once(' ').map_or(head, |(kept, _)| kept) };
    format!("{}…", kept.trim_end())
}

/// A name as it is compared: without case and without the spaces and signs between its words.
pub(crate) fn plain(name: &str) -> String {
    words(name).join(" ")
}

/// Whether a name contains what must not be said, as whole words.
///
/// What is made of nothing but the words of neutral names ("Dinsdag", "Niet gedeeld") says nothing
/// about anybody when a neutral name contains it: "Activiteiten op dinsdag" stays the name of the group
/// of an activity called "Dinsdag". Only the very same name is then too much, since nothing sensitive
/// stands under its own. (The neutral words are those of [`Names::default`], for a plan is read without
/// knowing which words it was made with; made with others, it avoids all that is not neutral here.)
pub(super) fn tells(name: &str, secret: &str) -> bool {
    let (name, secret) = (plain(name), plain(secret));
    if secret.is_empty() || !format!(" {name} ").contains(&format!(" {secret} ")) {
        return false;
    }
    name == secret || !secret.split(' ').all(|word| NEUTRAL.contains(word))
}

/// Whether a name says what the activity with this UID is. A UID is often made from the activity's
/// name, so what stands before its `@` tells as well. (Too short or made of digits only, it does not.)
pub(super) fn tells_id(name: &str, activity: &ActivityId) -> bool {
    let id = activity.as_str();
    let local = id.split('@').next().unwrap_or(id);
    [id, local].iter().any(|id| id.chars().filter(|c| c.is_alphabetic()).count() > 2 && tells(name, id))
}

static NEUTRAL: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let Names { on, weekdays, and, until, other, withheld } = Names::default();
    [on, and, until, other, withheld].iter().chain(&weekdays).flat_map(|name| words(name)).collect()
});

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
        assert_eq!(book.take("Koffie", &[]), "Koffie");
        assert_eq!(book.take("koffie ", &[]), "koffie (2)");
        assert_eq!(book.take("Koffie na de herstel werkgroep", &[]), "1");
        assert_eq!(book.own_name("HERSTEL WERKGROEP (2)"), None);
        assert_eq!(book.own_name("Werkgroep").as_deref(), Some("Werkgroep"));
    }

    #[test]
    fn a_neutral_word_tells_nothing_unless_it_is_the_whole_name() {
        assert!(!tells("Activiteiten op dinsdag", "Dinsdag"));
        assert!(!tells("Activiteiten op dinsdag en donderdag", "Activiteiten op dinsdag"));
        assert!(tells("DINSDAG", "Dinsdag"));
        assert!(tells("Rouwgroep op dinsdag", "Rouwgroep op dinsdag"));
        assert!(tells("Activiteiten op dinsdag: rouwgroep", "Rouwgroep"));
        assert!(!tells_id("Activiteiten op dinsdag", &"dinsdag@example.org".into()));
        assert!(tells_id("Rouwgroep en meer", &"rouwgroep@example.org".into()));
    }

    #[test]
    fn names_are_mended_where_that_is_enough() {
        let book = NameBook::new(vec!["Rouwgroep"]);
        let own = |name: &str| book.own_name(name);
        assert_eq!(own(" Koken\nen\u{7}\teten "), Some("Koken en eten".to_owned()));
        for unusable in ["", "☕", "\n", "?! …", "Koffie na de\nrouwgroep"] {
            assert_eq!(own(unusable), None, "{unusable:?}");
        }
        let exact = "a".repeat(LONGEST_NAME);
        assert_eq!(own(&exact).as_ref(), Some(&exact));
        assert_eq!(own(&"a".repeat(LONGEST_NAME + 1)), Some(format!("{}…", "a".repeat(LONGEST_NAME - 1))));
        let long = "koken ".repeat(30);
        // Twenty such words are 119 characters, and the ellipsis is the last one.
        assert_eq!(own(&long), Some(format!("{}…", "koken ".repeat(20).trim_end())));
        assert_eq!(own(&format!("eten {long}")), Some(format!("eten {}…", "koken ".repeat(19).trim_end())));
    }

    #[test]
    fn a_number_keeps_a_name_within_the_bound() {
        let mut book = NameBook::new(Vec::new());
        let long = "é".repeat(LONGEST_NAME);
        assert_eq!(book.take(&long, &[]), long);
        assert_eq!(book.take(&long, &[]), format!("{}… (2)", "é".repeat(LONGEST_NAME - 5)));
    }
}
