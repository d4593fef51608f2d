//! The book at the door: everything a guest can do with a pass, and nothing without one.

use super::{House, NOW_MS, add, consents, day, details, host, open, tuesday, walking};
use crate::{
    Arrived, BookError, Change, Consent, FirstName, GuestBook, Number, Opened, PhoneNumber, Retention, Who,
};

#[test]
fn a_guest_is_greeted_by_pass_today_and_after_the_night_and_a_restart() {
    let mut house = House::build(1);
    let pass = add(&mut house.book, "Bloem", tuesday());
    for round in 0..3 {
        let greeted = house.book.greet(&pass).unwrap();
        assert_eq!((greeted.name.expose(), greeted.consents), ("Bloem", consents()), "{round}");
        match round {
            0 => drop(house.book.night(tuesday(), NOW_MS).unwrap()),
            1 => {
                drop(std::mem::replace(&mut house.book, open(tempfile::tempdir().unwrap().path(), 9)));
                house.book = open(house.directory.path(), 2);
            }
            _ => {}
        }
    }
    let arrived = house.book.arrive(tuesday(), &[walking()], Who::Pass(&pass)).unwrap();
    assert!(matches!(arrived, Arrived::Known(greeted) if greeted.name.expose() == "Bloem"));
}

#[test]
fn an_unknown_pass_opens_nothing() {
    let (mut house, mut other) = (House::build(1), House::build(2));
    let stranger = add(&mut other.book, "Kastanje", tuesday());
    assert!(matches!(house.book.greet(&stranger), Err(BookError::UnknownPass)));
    let arrived = house.book.arrive(tuesday(), &[], Who::Pass(&stranger));
    assert!(matches!(arrived, Err(BookError::UnknownPass)));
    assert!(matches!(house.book.erase(&stranger, tuesday()), Err(BookError::UnknownPass)));
}

#[test]
fn a_change_keeps_who_it_is() {
    let mut house = House::build(1);
    let pass = add(&mut house.book, "Bloem", tuesday());
    let number = PhoneNumber::new("+31687654321").unwrap();
    let mut id = None;
    for (name, is_after_night) in [("Kastanje", false), ("Linde", true)] {
        let change = Change {
            name: FirstName::new(name).ok(),
            phone: Some(Number::Set(number.clone())),
            ..Change::default()
        };
        if is_after_night {
            house.book.night(tuesday(), NOW_MS).unwrap();
        }
        assert_eq!(house.book.change(&pass, change, tuesday()).unwrap().name.expose(), name);
        assert_eq!(house.book.greet(&pass).unwrap().name.expose(), name);
        let open = house.unlock(tuesday());
        let guest = open.by_pass(&pass).unwrap();
        assert_eq!(guest.name().unwrap().expose(), name);
        assert_eq!(guest.record.phone.as_ref(), Some(&number));
        assert_eq!(*id.get_or_insert(guest.id), guest.id);
    }
}

#[test]
fn a_withdrawn_consent_holds_at_once_and_can_be_given_again() {
    let mut house = House::build(1);
    let pass = add(&mut house.book, "Bloem", tuesday());
    for is_after_night in [false, true] {
        if is_after_night {
            house.book.night(tuesday(), NOW_MS).unwrap();
        }
        assert_eq!(house.book.consent_to_calls(&pass, None, tuesday()).unwrap().consents.call, None);
        assert_eq!(house.unlock(tuesday()).by_pass(&pass).unwrap().consents.call, None);
        let again = Consent { day: tuesday(), wording: 2 };
        assert_eq!(
            house.book.consent_to_calls(&pass, Some(again), tuesday()).unwrap().consents.call,
            Some(again)
        );
    }
}

#[test]
fn every_arrival_leaves_one_parcel_whoever_it_is() {
    let mut house = House::build(1);
    let pass = add(&mut house.book, "Bloem", tuesday());
    for (parcels, who) in
        [(2, Who::Nameless), (3, Who::Pass(&pass)), (4, Who::New(&details("Linde"), consents()))]
    {
        house.book.arrive(tuesday(), &[walking()], who).unwrap();
        assert_eq!(house.book.store.today().parcels().count(), parcels);
    }
}

#[test]
fn a_thousand_in_a_day_are_all_kept() {
    let mut house = House::build(1);
    for _ in 0..1_000 {
        house.book.arrive(tuesday(), &[walking()], Who::Nameless).unwrap();
    }
    let pass = add(&mut house.book, "Bloem", tuesday());
    house.book = {
        let House { book, .. } = House::build(2);
        drop(std::mem::replace(&mut house.book, book));
        open(house.directory.path(), 3)
    };
    assert_eq!(house.book.store.today().parcels().count(), 1_001);
    assert_eq!(house.book.greet(&pass).unwrap().name.expose(), "Bloem");
    assert_eq!(house.book.night(tuesday(), NOW_MS).unwrap().filed, 1_001);
    assert_eq!(house.book.store.kept_parcels().unwrap().len(), 1_001);
}

#[test]
fn who_does_not_come_for_a_year_is_forgotten_and_who_comes_is_not() {
    let mut house = House::build(1);
    let gone = add(&mut house.book, "Bloem", tuesday());
    let stays = add(&mut house.book, "Linde", tuesday());
    house.book.night(tuesday(), NOW_MS).unwrap();
    house.book.arrive(day("2027-06-01"), &[walking()], Who::Pass(&stays)).unwrap();
    let entry = house.book.store.entry_by_pass(stays.hash()).unwrap().unwrap();
    assert_eq!(entry.expires.to_string(), "2027-12", "not written at the moment it would tell of");
    house.book.night(day("2027-06-01"), NOW_MS).unwrap();
    let entry = house.book.store.entry_by_pass(stays.hash()).unwrap().unwrap();
    assert_eq!(entry.expires.to_string(), "2028-06");
    assert_eq!(house.book.night(day("2027-12-31"), NOW_MS).unwrap().expired, 0);
    assert_eq!(house.book.night(day("2028-01-01"), NOW_MS).unwrap().expired, 1);
    assert!(house.book.greet(&gone).is_err() && house.book.greet(&stays).is_ok());
    // What nobody folded goes too: all of these parcels are from December 2026 and June 2027.
    assert_eq!(house.book.night(day("2028-07-01"), NOW_MS).unwrap().parcels_expired, 1);
}

#[test]
fn a_book_without_keys_takes_no_names_and_is_set_up_once() {
    let directory = tempfile::tempdir().unwrap();
    let (mut book, opened) =
        GuestBook::open(directory.path(), NOW_MS, tuesday(), Retention::default()).unwrap();
    assert_eq!((opened, book.public_keys()), (Opened::Fresh, None));
    assert_eq!(book.arrive(tuesday(), &[], Who::Nameless).unwrap(), Arrived::Nameless);
    let refused = book.arrive(tuesday(), &[], Who::New(&details("Bloem"), consents()));
    assert!(matches!(refused, Err(BookError::NotSetUp)));
    book.set_up(&host(), tuesday()).unwrap();
    assert!(matches!(book.set_up(&host(), tuesday()), Err(BookError::SetUpAlready)));
}
