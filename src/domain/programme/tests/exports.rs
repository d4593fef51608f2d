//! Calendars as other programs export them, without a property of our own.

use super::*;
use crate::class::PrivacyClass;

#[test]
fn a_calendar_from_google() {
    let programme = programme(include_str!("../fixtures/google.ics"));
    insta::assert_snapshot!(lines(&programme, "2026-12-01", "2026-12-31"), @r"
    2026-12-01T10:00:00+01:00 2026-12-01T11:30:00+01:00 Koffieochtend
    2026-12-03T20:00:00+01:00 2026-12-03T22:00:00+01:00 Thema-avond
    2026-12-05T00:00:00+01:00 2026-12-07T00:00:00+01:00 Sinterklaasweekend all day
    2026-12-16T14:00:00+01:00 2026-12-16T15:30:00+01:00 Koffieochtend moved from 2026-12-15T10:00:00+01:00
    2026-12-22T10:00:00+01:00 2026-12-22T11:30:00+01:00 Koffieochtend
    ");
    let coffee = &programme.activities()[0];
    assert_eq!(
        coffee.facts.description.as_deref(),
        Some("Koffie & thee.\nIedereen is welkom, ook zonder afspraak.")
    );
    assert_eq!((coffee.class, coffee.facts.category.as_str()), (PrivacyClass::Protected, "other"));
    // Whoever made an event private did not mean it for a screen at the door.
    assert_eq!(programme.activities()[1].class, PrivacyClass::Sensitive);
}

#[test]
fn a_calendar_from_outlook() {
    let programme = programme(include_str!("../fixtures/outlook.ics"));
    insta::assert_snapshot!(lines(&programme, "2026-11-01", "2027-12-31"), @r"
    2026-11-13T17:30:00+01:00 2026-11-13T19:30:00+01:00 Buurtmaaltijd
    2026-12-11T18:30:00+01:00 2026-12-11T20:30:00+01:00 Buurtmaaltijd met kerst moved from 2026-12-11T17:30:00+01:00
    2027-01-08T17:30:00+01:00 2027-01-08T19:30:00+01:00 Buurtmaaltijd
    2027-02-12T17:30:00+01:00 2027-02-12T19:30:00+01:00 Buurtmaaltijd
    2027-03-12T17:30:00+01:00 2027-03-12T19:30:00+01:00 Buurtmaaltijd
    2027-04-09T17:30:00+02:00 2027-04-09T19:30:00+02:00 Buurtmaaltijd
    ");
    let meal = &programme.activities()[0];
    assert_eq!(meal.id.as_str().len(), 112);
    assert_eq!(meal.facts.host.as_deref(), Some("Het buurthuis"));
    assert_eq!(meal.facts.description.as_deref(), Some("Samen eten.\n\nGeef u op aan de balie."));
}

#[test]
fn a_calendar_from_nextcloud() {
    let programme = programme(include_str!("../fixtures/nextcloud.ics"));
    insta::assert_snapshot!(lines(&programme, "2026-11-30", "2027-01-31"), @r"
    2026-11-30T19:30:00+01:00 2026-11-30T21:30:00+01:00 Schaken
    2026-12-14T19:30:00+01:00 2026-12-14T21:30:00+01:00 Schaken cancelled
    2027-01-11T19:30:00+01:00 2027-01-11T21:30:00+01:00 Schaken
    2027-01-25T19:30:00+01:00 2027-01-25T21:30:00+01:00 Schaken
    ");
    assert_eq!(programme.activities()[0].facts.category, "learning");
}
