//! Arrivals: once each, whole, and readable as the release rule wants them.

use super::{arrival, day, fresh, open, session};
use crate::{store::SessionCount, today::OfferKey};
use welkom_domain::{
    arrival::{Arrival, Role},
    day::DateRange,
    ids::ActivityId,
};

fn december() -> DateRange {
    DateRange::new(day("2026-12-01"), day("2026-12-31"))
}

#[test]
fn the_same_arrival_twice_counts_once_and_stays_as_it_was() {
    let (_directory, mut store) = fresh();
    let first = arrival(1);
    assert!(store.save(&first).unwrap(), "the first time it is new");
    let before = store.arrivals(december()).unwrap();

    assert!(!store.save(&first).unwrap(), "the second time it is known");
    let mut other = first.clone();
    other.party = 9;
    other.role = Role::Volunteer;
    other.offers = vec![session("walk", "2026-12-01T10:00:00")];
    assert!(!store.save(&other).unwrap(), "its id says that it is the same, whatever else it says");

    assert_eq!(store.arrivals(december()).unwrap(), before);
    assert_eq!(before.len(), 1);
}

#[test]
fn an_arrival_comes_back_whole_after_the_file_was_closed() {
    let (directory, mut store) = fresh();
    let mut family = arrival(1);
    family.party = 4;
    family.role = Role::Volunteer;
    family.newcomer = Some(true);
    family.offers = vec![session("walk", "2026-12-01T10:00:00"), OfferKey::DropIn];
    store.save(&family).unwrap();
    let mut unasked = arrival(2);
    unasked.day = day("2026-12-02");
    unasked.role = Role::Professional;
    store.save(&unasked).unwrap();
    drop(store);

    let (store, _) = open(directory.path());
    let mut read = store.arrivals(december()).unwrap();
    for arrival in &mut read {
        arrival.activities.sort();
    }
    let expected = [
        Arrival {
            day: day("2026-12-01"),
            recorded: day("2026-12-01"),
            withdrawn: None,
            activities: vec![ActivityId::drop_in(), "walk".into()],
            role: Role::Volunteer,
            newcomer: Some(true),
            party: 4,
        },
        Arrival {
            day: day("2026-12-02"),
            recorded: day("2026-12-02"),
            withdrawn: None,
            activities: vec![ActivityId::drop_in()],
            role: Role::Professional,
            newcomer: None,
            party: 1,
        },
    ];
    assert_eq!(read, expected);
}

#[test]
fn only_the_days_asked_for_are_read() {
    let (_directory, mut store) = fresh();
    for (id, date) in [(1, "2026-11-30"), (2, "2026-12-01"), (3, "2026-12-31"), (4, "2027-01-01")] {
        store.save(&super::StoredArrival { day: day(date), ..arrival(id) }).unwrap();
    }
    let days: Vec<_> = store.arrivals(december()).unwrap().iter().map(|arrival| arrival.day).collect();
    assert_eq!(days, [day("2026-12-01"), day("2026-12-31")]);
}

#[test]
fn two_sessions_of_one_activity_are_two_visits_to_the_release_rule() {
    let (_directory, mut store) = fresh();
    let mut both = arrival(1);
    both.offers = vec![session("walk", "2026-12-01T10:00:00"), session("walk", "2026-12-01T14:00:00")];
    store.save(&both).unwrap();
    let read = store.arrivals(december()).unwrap();
    assert_eq!(read[0].activities, [ActivityId::from("walk"), "walk".into()]);
    // For "full" they are two as well.
    assert_eq!(store.counts_on(day("2026-12-01")).unwrap().len(), 2);
}

#[test]
fn what_was_taken_back_keeps_its_first_day_and_counts_no_more() {
    let (_directory, mut store) = fresh();
    let known = arrival(1);
    store.save(&known).unwrap();
    assert!(store.has_arrival(known.id).unwrap());

    store.take_back(known.id, day("2026-12-02")).unwrap();
    store.take_back(known.id, day("2026-12-05")).unwrap();
    assert!(!store.has_arrival(known.id).unwrap());
    assert_eq!(store.arrivals(december()).unwrap()[0].withdrawn, Some(day("2026-12-02")));
    assert_eq!(store.counts_on(known.day).unwrap(), []);

    // A save that comes twice does not bring it back.
    assert!(!store.save(&known).unwrap());
    assert!(!store.has_arrival(known.id).unwrap());
    // What was never there can be taken back all the same: nothing happens.
    store.take_back(arrival(2).id, day("2026-12-02")).unwrap();
    assert_eq!(store.arrivals(december()).unwrap().len(), 1);
}

#[test]
fn people_are_counted_by_session_and_day_with_their_party() {
    let (_directory, mut store) = fresh();
    let (early, late) = (session("walk", "2026-12-01T10:00:00"), session("walk", "2026-12-01T14:00:00"));
    let mut id = 0;
    let mut save = |date: &str, party: u32, offers: &[&OfferKey]| {
        id += 1;
        let mut next = arrival(id);
        (next.day, next.party) = (day(date), party);
        next.offers = offers.iter().map(|offer| (*offer).clone()).collect();
        store.save(&next).unwrap();
        next.id
    };
    save("2026-12-01", 3, &[&early]);
    save("2026-12-01", 1, &[&early, &OfferKey::DropIn]);
    save("2026-12-01", 2, &[&late]);
    save("2026-12-02", 5, &[&OfferKey::DropIn]);
    let gone = save("2026-12-01", 4, &[&late, &OfferKey::DropIn]);
    store.take_back(gone, day("2026-12-01")).unwrap();

    let counts = store.counts_on(day("2026-12-01")).unwrap();
    for (offer, people) in [(OfferKey::DropIn, 1), (early, 4), (late, 2)] {
        assert!(
            counts.contains(&SessionCount { offer: offer.clone(), people }),
            "{offer}: {people} in {counts:?}"
        );
    }
    assert_eq!(counts.len(), 3);
}

#[test]
fn forgotten_arrivals_take_their_activities_along() {
    let (_directory, mut store) = fresh();
    for (id, date) in [(1, "2026-12-30"), (2, "2026-12-31"), (3, "2027-01-01")] {
        store.save(&super::StoredArrival { day: day(date), ..arrival(id) }).unwrap();
    }
    assert_eq!(store.forget_arrivals_through(day("2026-12-31")).unwrap(), 2);
    let left: u32 =
        store.connection.query_row("SELECT COUNT(*) FROM arrival_activity", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 1);
    assert!(store.has_arrival(arrival(3).id).unwrap());
}

#[test]
fn a_value_this_program_never_wrote_is_named_and_not_guessed() {
    let (_directory, mut store) = fresh();
    store.save(&arrival(1)).unwrap();
    store.connection.execute("UPDATE arrival SET recorded_day = 'yesterday'", []).unwrap();
    let message = store.arrivals(december()).unwrap_err().to_string();
    assert_eq!(message, "table arrival holds \"yesterday\" where a date was expected");
}

#[test]
fn the_tables_refuse_what_no_arrival_can_be() {
    let (_directory, mut store) = fresh();
    for party in [0, 11] {
        assert!(store.save(&super::StoredArrival { party, ..arrival(1) }).is_err(), "a party of {party}");
    }
    assert_eq!(store.arrivals(december()).unwrap(), []);
}
