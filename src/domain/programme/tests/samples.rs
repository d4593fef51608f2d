//! The calendars of the sample centres: all there, nothing odd, sessions in December 2026.

use super::*;
use crate::class::PrivacyClass;

const SAMPLES: [(&str, &str, usize); 7] = [
    ("de-burght", include_str!("../../../../kiosk-config/programme/de-burght.ics"), 5),
    ("de-hoeve", include_str!("../../../../kiosk-config/programme/de-hoeve.ics"), 5),
    ("t-groene-hart", include_str!("../../../../kiosk-config/programme/t-groene-hart.ics"), 4),
    ("graafkamp", include_str!("../../../../kiosk-config/programme/graafkamp.ics"), 4),
    ("fictiestad", include_str!("../../../../kiosk-config/programme/fictiestad.ics"), 2),
    ("de-hoeksteen", include_str!("../../../../kiosk-config/programme/de-hoeksteen.ics"), 4),
    ("amersfoort", include_str!("../../../../kiosk-config/programme/amersfoort.ics"), 1),
];

#[test]
fn every_centre_has_its_activities_and_sessions_in_december() {
    for (name, calendar, activities) in SAMPLES {
        let programme = programme(calendar);
        assert_eq!(programme.activities().len(), activities, "{name}");
        let sessions = programme.sessions(range("2026-12-01", "2026-12-31"));
        assert!(sessions.iter().any(|session| session.status != Status::Cancelled), "{name}");
    }
    assert_eq!(SAMPLES.iter().map(|(.., activities)| activities).sum::<usize>(), 25);
}

#[test]
fn the_december_of_every_centre() {
    let december: Vec<_> = SAMPLES
        .iter()
        .map(|(name, calendar, _)| {
            let sessions = programme(calendar).sessions(range("2026-12-01", "2026-12-31"));
            let lines: Vec<_> = sessions
                .iter()
                .map(|session| {
                    let end = session.end.map_or("-----".to_owned(), |end| end.format("%H:%M").to_string());
                    let status = match &session.status {
                        Status::AsPlanned => String::new(),
                        Status::Moved { from } => format!(" (was {})", from.format("%a %d %H:%M")),
                        Status::Cancelled => " (cancelled)".to_owned(),
                    };
                    format!("{}-{end} {}{status}", session.start.format("%a %d %H:%M"), session.facts.summary)
                })
                .collect();
            format!("{name}\n  {}", lines.join("\n  "))
        })
        .collect();
    insta::assert_snapshot!(december.join("\n"));
}

#[test]
fn every_activity_tells_what_a_card_needs() {
    let categories = ["moving", "talking", "eating", "learning", "making", "meeting"];
    for (name, calendar, _) in SAMPLES {
        for activity in programme(calendar).activities() {
            let facts = &activity.facts;
            assert!(categories.contains(&facts.category.as_str()), "{name} {}", activity.id);
            assert!(
                activity.expected.is_some() && facts.price.is_some() || name == "amersfoort",
                "{name} {}",
                activity.id
            );
            assert!(
                facts.place.is_some() && facts.description.is_some() && facts.host.is_some(),
                "{name} {}",
                activity.id
            );
            if activity.class == PrivacyClass::Sensitive {
                let label = facts.public_label.as_deref().expect("a neutral name");
                let telling = facts.summary.to_lowercase();
                let words = telling.split([' ', '(', ')']).filter(|word| word.len() > 6);
                for word in words {
                    assert!(
                        !activity.id.as_str().contains(word) && !label.to_lowercase().contains(word),
                        "{word}"
                    );
                }
            }
        }
    }
}
