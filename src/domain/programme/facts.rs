//! What a calendar event says about an activity, besides its dates.
//!
//! A value that cannot be read never leaves the event out: it is said, and the careful default holds.
//! Of a privacy class that is the most careful one.

use super::{
    Facts, Price, Problem, SignUp,
    property::{Property, Written, written},
    scan::{Component, Line},
};
use crate::class::PrivacyClass;

/// More than any neighbourhood centre asks, in euro cents.
const HIGHEST_PRICE_CENTS: u32 = 1_000_000;

/// The facts of one event: those of `base`, and over them what the event itself says. For a change of
/// one date `base` is what the whole activity says, so that a change need only name what differs.
pub(super) fn read(event: &Component, base: Facts, problems: &mut Vec<Problem>) -> Facts {
    let mut facts = base;
    let mut contact = None;
    let mut organizer = None;
    let mut category = None;
    for line in &event.lines {
        // Most lines of an exported calendar are of no use here; reading each would cost a start.
        let Some(field) = Field::of(&line.name) else { continue };
        let Some(property) = Property::read(line) else { continue };
        match field {
            Field::Summary => facts.summary = property.text().unwrap_or_default(),
            Field::Description => facts.description = property.text().and_then(|text| without_markup(&text)),
            Field::Location => facts.place = property.text(),
            Field::Categories => category = category.or_else(|| property.first_text()),
            Field::Organizer => organizer = property.parameter("CN"),
            Field::Contact => contact = contact.or_else(|| property.text()),
            Field::PublicLabel => facts.public_label = property.text(),
            Field::ForWhom => facts.for_whom = property.text(),
            Field::Partner => facts.partner = property.text(),
            Field::Bring => facts.bring = property.text(),
            Field::Elsewhere => facts.elsewhere = truth(&property, line, problems),
            Field::Invented => facts.invented = truth(&property, line, problems),
            Field::Capacity => facts.capacity = number(&property, line, problems),
            Field::Price => facts.price = price(&property, line, problems),
            Field::SignUp => facts.sign_up = sign_up(&property, line, problems),
        }
    }
    facts.host = organizer.or(contact).or(facts.host);
    match category {
        Some(category) => facts.category = category.to_lowercase(),
        None if facts.category.is_empty() => "other".clone_into(&mut facts.category),
        None => {}
    }
    facts
}

/// The privacy class an event says; `None` where it says none. CLASS:PRIVATE and CONFIDENTIAL hide an
/// event from those who share a calendar: such an event is not told by name at a door either.
pub(super) fn class(event: &Component, problems: &mut Vec<Problem>) -> Option<PrivacyClass> {
    if let Some(line) = event.first("X-WELKOM-PRIVACY") {
        let text = Property::read(line).and_then(|property| property.text()).unwrap_or_default();
        return Some(match text.to_ascii_lowercase().as_str() {
            "open" => PrivacyClass::Open,
            "protected" => PrivacyClass::Protected,
            "sensitive" => PrivacyClass::Sensitive,
            _ => {
                problems.push(Problem::noted(
                    line.number,
                    "expected X-WELKOM-PRIVACY to be open, protected or sensitive, found another: taken as sensitive",
                ));
                PrivacyClass::Sensitive
            }
        });
    }
    let text = event.first("CLASS").and_then(Property::read)?.text()?.to_ascii_uppercase();
    (text != "PUBLIC").then_some(PrivacyClass::Sensitive)
}

/// How many people are expected; `None` where the event does not say.
pub(super) fn expected(event: &Component, problems: &mut Vec<Problem>) -> Option<u32> {
    let line = event.first("X-WELKOM-EXPECTED")?;
    number(&Property::read(line)?, line, problems)
}

/// The properties that tell a fact.
#[derive(Clone, Copy)]
enum Field {
    Summary,
    Description,
    Location,
    Categories,
    Organizer,
    Contact,
    PublicLabel,
    ForWhom,
    Partner,
    Bring,
    Elsewhere,
    Invented,
    Capacity,
    Price,
    SignUp,
}

impl Field {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "SUMMARY" => Self::Summary,
            "DESCRIPTION" => Self::Description,
            "LOCATION" => Self::Location,
            "CATEGORIES" => Self::Categories,
            "ORGANIZER" => Self::Organizer,
            "CONTACT" => Self::Contact,
            "X-WELKOM-PUBLIC-LABEL" => Self::PublicLabel,
            "X-WELKOM-FOR-WHOM" => Self::ForWhom,
            "X-WELKOM-PARTNER" => Self::Partner,
            "X-WELKOM-BRING" => Self::Bring,
            "X-WELKOM-ELSEWHERE" => Self::Elsewhere,
            "X-WELKOM-INVENTED" => Self::Invented,
            "X-WELKOM-CAPACITY" => Self::Capacity,
            "X-WELKOM-PRICE" => Self::Price,
            "X-WELKOM-SIGN-UP" => Self::SignUp,
            _ => return None,
        })
    }
}

fn truth(property: &Property, line: &Line, problems: &mut Vec<Problem>) -> bool {
    match property.text().unwrap_or_default().to_ascii_uppercase().as_str() {
        "TRUE" => true,
        "FALSE" => false,
        _ => {
            problems.push(expected_of(line, "TRUE or FALSE, found another: taken as FALSE"));
            false
        }
    }
}

fn number(property: &Property, line: &Line, problems: &mut Vec<Problem>) -> Option<u32> {
    let number = property.text().and_then(|text| text.parse().ok()).filter(|number| *number <= 100_000);
    if number.is_none() {
        problems.push(expected_of(line, "a whole number of people, found another: left unsaid"));
    }
    number
}

fn price(property: &Property, line: &Line, problems: &mut Vec<Problem>) -> Option<Price> {
    let cents = property.text().and_then(|text| cents(&text));
    if cents.is_none() {
        problems.push(expected_of(line, "euros like 3.50, found another: left unsaid"));
    }
    Some(Price { cents: cents?, note: property.parameter("NOTE") })
}

/// `3`, `3.5`, `3.50` and, as Dutch people write it, `3,50`.
fn cents(text: &str) -> Option<u32> {
    let (euros, cents) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(euros) || !digits(cents) || cents.len() > 2 {
        return None;
    }
    let tenfold = if cents.len() == 1 { 10 } else { 1 };
    let cents =
        euros.parse::<u32>().ok()?.checked_mul(100)?.checked_add(cents.parse::<u32>().ok()? * tenfold)?;
    (cents <= HIGHEST_PRICE_CENTS).then_some(cents)
}

fn sign_up(property: &Property, line: &Line, problems: &mut Vec<Problem>) -> Option<SignUp> {
    let required = match property.text().unwrap_or_default().to_ascii_uppercase().as_str() {
        "REQUIRED" => true,
        "POSSIBLE" => false,
        "NONE" => return None,
        _ => {
            problems.push(expected_of(line, "REQUIRED, POSSIBLE or NONE, found another: taken as REQUIRED"));
            true
        }
    };
    let deadline = property.parameter("DEADLINE").and_then(|text| match written(&text) {
        Some(Written::Date(date)) => date.and_hms_opt(23, 59, 59),
        Some(Written::Local(wall)) => Some(wall),
        Some(Written::Fixed(_)) | None => {
            problems.push(expected_of(
                line,
                "a DEADLINE that is a date or a local time, found another: left unsaid",
            ));
            None
        }
    });
    Some(SignUp { required, deadline, how: property.parameter("HOW") })
}

fn expected_of(line: &Line, what: &str) -> Problem {
    Problem { line: line.number, message: format!("expected {} to be {what}", line.name), left_out: false }
}

/// Plain text of a description: some calendars put HTML in it, which a screen at the door would show
/// as it stands. Anything else between angle brackets is kept.
fn without_markup(text: &str) -> Option<String> {
    const BREAKS: [&str; 6] = ["br", "p", "div", "li", "ul", "ol"];
    const TAGS: [&str; 16] = [
        "br",
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "b",
        "i",
        "u",
        "a",
        "em",
        "strong",
        "span",
        "html-blob",
        "font",
        "h1",
    ];
    if !text.contains('<') && !text.contains('&') {
        return Some(text.to_owned());
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('<') {
        plain.push_str(before);
        let name: String = behind
            .trim_start_matches('/')
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
            .collect();
        let name = name.to_ascii_lowercase();
        match behind.split_once('>') {
            Some((_, after)) if TAGS.contains(&name.as_str()) => {
                if BREAKS.contains(&name.as_str()) && !plain.ends_with('\n') {
                    plain.push('\n');
                }
                rest = after;
            }
            _ => {
                plain.push('<');
                rest = behind;
            }
        }
    }
    plain.push_str(rest);
    for (entity, character) in
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        plain = plain.replace(entity, character);
    }
    let plain = plain.trim();
    (!plain.is_empty()).then(|| plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(lines: &str) -> Component {
        let lines = lines.lines().enumerate().map(|(index, text)| Line {
            number: index + 1,
            name: text.split([':', ';']).next().unwrap().to_owned(),
            text: text.to_owned(),
        });
        Component { kind: "VEVENT".into(), line: 1, lines: lines.collect() }
    }

    fn facts(lines: &str) -> (Facts, Vec<usize>) {
        let mut problems = Vec::new();
        let facts = read(&event(lines), Facts::default(), &mut problems);
        assert!(problems.iter().all(|problem| !problem.left_out), "a bad fact leaves no date out");
        (facts, problems.into_iter().map(|problem| problem.line).collect())
    }

    #[test]
    fn every_fact_is_read() {
        let (facts, problems) = facts(
            "SUMMARY:Eten\\, samen\nDESCRIPTION:Kom <b>eten</b>.<br>Tot dan &amp; dag < 3\nLOCATION:Keuken\\; zaal\n\
             CATEGORIES:Eating,Meeting\nORGANIZER;CN=\"De kok\":mailto:kok@example.org\nCONTACT:De balie\n\
             X-WELKOM-PUBLIC-LABEL:Aan tafel\nX-WELKOM-FOR-WHOM:vrouwen; ook jonge\nX-WELKOM-PARTNER:Buurthuis\n\
             X-WELKOM-BRING:een bord\nX-WELKOM-ELSEWHERE:true\nX-WELKOM-INVENTED:TRUE\nX-WELKOM-CAPACITY:12\n\
             X-WELKOM-PRICE;NOTE=\"per maaltijd, met drinken\":4.50\n\
             X-WELKOM-SIGN-UP;DEADLINE=20270529;HOW=\"bel: 12, of mail\":REQUIRED",
        );
        assert_eq!(problems, Vec::<usize>::new());
        assert_eq!(
            facts,
            Facts {
                summary: "Eten, samen".into(),
                public_label: Some("Aan tafel".into()),
                description: Some("Kom eten.\nTot dan & dag < 3".into()),
                place: Some("Keuken; zaal".into()),
                elsewhere: true,
                category: "eating".into(),
                price: Some(Price { cents: 450, note: Some("per maaltijd, met drinken".into()) }),
                for_whom: Some("vrouwen; ook jonge".into()),
                sign_up: Some(SignUp {
                    required: true,
                    deadline: Some("2027-05-29T23:59:59".parse().unwrap()),
                    how: Some("bel: 12, of mail".into()),
                }),
                capacity: Some(12),
                partner: Some("Buurthuis".into()),
                host: Some("De kok".into()),
                bring: Some("een bord".into()),
                invented: true,
            }
        );
    }

    #[test]
    fn a_calendar_without_facts_has_the_defaults() {
        let (facts, problems) = facts("SUMMARY:Eten\nCONTACT:De balie");
        assert_eq!(problems, Vec::<usize>::new());
        let expected = Facts {
            summary: "Eten".into(),
            category: "other".into(),
            host: Some("De balie".into()),
            ..Facts::default()
        };
        assert_eq!(facts, expected);
    }

    #[test]
    fn a_change_names_only_what_differs() {
        let base = Facts {
            summary: "Eten".into(),
            category: "eating".into(),
            place: Some("Keuken".into()),
            ..Facts::default()
        };
        let changed = read(&event("LOCATION:Zaal"), base.clone(), &mut Vec::new());
        assert_eq!(changed, Facts { place: Some("Zaal".into()), ..base });
    }

    #[test]
    fn a_bad_value_is_said_and_the_careful_default_taken() {
        let (facts, problems) = facts(
            "X-WELKOM-PRICE:gratis\nX-WELKOM-ELSEWHERE:ja\nX-WELKOM-CAPACITY:-1\nX-WELKOM-SIGN-UP;DEADLINE=mei:graag",
        );
        assert_eq!(problems, [1, 2, 3, 4, 4]);
        assert_eq!((facts.price, facts.elsewhere, facts.capacity), (None, false, None));
        assert_eq!(facts.sign_up, Some(SignUp { required: true, deadline: None, how: None }));
    }

    #[test]
    fn a_class_nobody_knows_is_the_most_careful_one() {
        let class = |lines: &str| {
            let mut problems = Vec::new();
            (class(&event(lines), &mut problems), problems.len())
        };
        assert_eq!(class("X-WELKOM-PRIVACY:Open"), (Some(PrivacyClass::Open), 0));
        assert_eq!(class("X-WELKOM-PRIVACY:gevoelig"), (Some(PrivacyClass::Sensitive), 1));
        assert_eq!(class("X-WELKOM-PRIVACY:"), (Some(PrivacyClass::Sensitive), 1));
        assert_eq!(class("CLASS:PUBLIC"), (None, 0));
        assert_eq!(class("CLASS:PRIVATE"), (Some(PrivacyClass::Sensitive), 0));
        assert_eq!(class("CLASS:PRIVATE\nX-WELKOM-PRIVACY:protected"), (Some(PrivacyClass::Protected), 0));
        assert_eq!(class("SUMMARY:x"), (None, 0));
    }

    #[test]
    fn euros_are_read_as_people_write_them() {
        for (text, expected) in
            [("0", Some(0)), ("3", Some(300)), ("3.5", Some(350)), ("3,50", Some(350)), ("4.95", Some(495))]
        {
            assert_eq!(cents(text), expected, "{text}");
        }
        for wrong in ["", "-1", "3.505", "3.", ".5", "\u{20ac}3", "99999999999", "10001"] {
            assert_eq!(cents(wrong), None, "{wrong}");
        }
    }
}
