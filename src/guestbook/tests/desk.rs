//! The book at the host's desk: unlocking, folding, calls, hosts and their passwords.

use super::{House, NOW_MS, add, contains, details, host, open, tuesday, walking};
use crate::{
    ActivityKey, BookError, CallBackRules, CallNote, Change, Claim, Consent, Consents, FirstName, Held,
    HostId, HostPassword, Intake, Note, Outcome, WORDING, Who, random::Dice,
};
use chrono::{Days, NaiveDate};
use std::fs;

fn week(number: u64) -> NaiveDate {
    tuesday() + Days::new(7 * number)
}

/// Every Tuesday.
fn held() -> Held {
    Held::from([(ActivityKey::from(&walking()), (0..40).map(week).collect())])
}

/// A guest who came ten Tuesdays in a row and then stayed away for five.
fn missed(house: &mut House) -> crate::Pass {
    let pass = add(&mut house.book, "Bloem", week(0));
    for number in 0..15 {
        if (1..10).contains(&number) {
            house.book.arrive(week(number), &[walking()], Who::Pass(&pass)).unwrap();
        }
        house.book.arrive(week(number), &[walking()], Who::Nameless).unwrap();
        house.book.night(week(number), NOW_MS).unwrap();
    }
    pass
}

#[test]
fn a_missed_guest_is_called_and_every_step_survives_locking() {
    let mut house = House::build(1);
    let pass = missed(&mut house);
    let rules = CallBackRules::default();
    let today = week(15);
    let mut open = house.unlock(today);
    let list = open.call_backs(today, &held(), &rules);
    assert_eq!(list.len(), 1);
    let (guest, suggestion) = &list[0];
    assert_eq!((guest.name().unwrap().expose(), suggestion.why.last), ("Bloem", week(9)));
    let id = guest.id;

    let claim = |by: &str| Claim { by: HostId(by.to_owned()), since: today };
    assert_eq!(open.claim(&mut house.book, id, claim("een"), &rules).unwrap(), None);
    assert_eq!(open.claim(&mut house.book, id, claim("twee"), &rules).unwrap(), Some(claim("een")));

    // Folded, written, locked and opened again: the same, from records alone.
    assert!(open.settle(&mut house.book, today).unwrap() > 0);
    assert!(house.book.store.kept_parcels().unwrap().is_empty());
    drop(open);
    let mut open = house.unlock(today);
    assert_eq!(open.call_backs(today, &held(), &rules).len(), 1);
    assert_eq!(open.guest(id).unwrap().record.claim, Some(claim("een")));

    let call = |outcome, day| CallNote { day, outcome, by: host(), note: Some(Note::new("belt later")) };
    open.called(&mut house.book, id, call(Outcome::NoAnswer, today)).unwrap();
    assert!(open.call_backs(today, &held(), &rules).is_empty());
    let open_again = house.unlock(week(16));
    let list = open_again.call_backs(week(16), &held(), &rules);
    assert_eq!((list.len(), list[0].1.attempt), (1, 2));
    assert_eq!(open_again.guest(id).unwrap().record.claim, None, "who called is done");

    open.called(&mut house.book, id, call(Outcome::WantsNoCalls, week(16))).unwrap();
    assert!(house.unlock(week(30)).call_backs(week(30), &held(), &rules).is_empty());
    assert_eq!(house.book.greet(&pass).unwrap().consents.call, None, "the door knows it too");

    house.book.arrive(week(17), &[walking()], Who::Pass(&pass)).unwrap();
    let open = house.unlock(week(17));
    assert_eq!(open.welcome_backs(week(17), &held(), &rules).len(), 1);
}

#[test]
fn a_guest_tells_a_host_whether_calling_is_fine() {
    let mut house = House::build(1);
    let pass = missed(&mut house);
    let today = week(15);
    let mut open = house.unlock(today);
    let id = open.search("Bloem")[0].id;
    let listed = |open: &crate::OpenBook| open.call_backs(today, &held(), &CallBackRules::default()).len();
    open.consent_to_calls(&mut house.book, id, None, today).unwrap();
    assert_eq!((listed(&open), house.book.greet(&pass).unwrap().consents.call), (0, None));
    let given = Some(Consent { day: today, wording: WORDING });
    open.consent_to_calls(&mut house.book, id, given, today).unwrap();
    // The disk tells the month, a host the day.
    let by_month = given.map(|it| Consent { day: chrono::Datelike::with_day(&today, 1).unwrap(), ..it });
    assert_eq!((listed(&open), house.book.greet(&pass).unwrap().consents.call), (1, by_month));
    let again = house.unlock(today);
    assert_eq!((listed(&again), again.guest(id).unwrap().consents.call), (1, given), "it survives locking");

    let refused = CallNote { day: today, outcome: Outcome::WantsNoCalls, by: host(), note: None };
    open.called(&mut house.book, id, refused).unwrap();
    open.consent_to_calls(&mut house.book, id, given, today).unwrap();
    assert_eq!(listed(&open), 0, "one refusal ends the calls");
    open.erase(&mut house.book, id, today).unwrap();
    let gone = open.consent_to_calls(&mut house.book, id, given, today);
    assert!(matches!(gone, Err(BookError::UnknownGuest)));
}

#[test]
fn what_the_door_writes_meanwhile_is_caught_up_with() {
    let mut house = House::build(1);
    let first = add(&mut house.book, "Bloem", tuesday());
    let mut open = house.unlock(tuesday());
    let second = add(&mut house.book, "Linde", tuesday());
    let name = FirstName::new("Kastanje").ok();
    house.book.change(&first, Change { name, ..Change::default() }, tuesday()).unwrap();
    assert!(open.by_pass(&second).is_none());
    open.catch_up(&house.book).unwrap();
    open.catch_up(&house.book).unwrap();
    assert_eq!(open.by_pass(&first).unwrap().name().unwrap().expose(), "Kastanje");
    let guest = open.by_pass(&second).unwrap();
    assert_eq!(guest.record.attendance[&ActivityKey::from(&walking())].times, 1);
    // Put away at night and taken in once more: still once.
    house.book.night(tuesday(), NOW_MS).unwrap();
    open.catch_up(&house.book).unwrap();
    let attended = &house.unlock(tuesday()).by_pass(&second).unwrap().record.attendance.clone();
    assert_eq!(attended[&ActivityKey::from(&walking())].times, 1);
    house.book.erase(&second, tuesday()).unwrap();
    open.catch_up(&house.book).unwrap();
    assert!(open.by_pass(&second).is_none());
    assert_eq!(open.unreadable(), 0);
}

#[test]
fn a_settlement_writes_nothing_of_today() {
    let mut house = House::build(1);
    let pass = add(&mut house.book, "Bloem", tuesday());
    house.book.night(tuesday(), NOW_MS).unwrap();
    house.book.arrive(week(1), &[walking()], Who::Pass(&pass)).unwrap();
    let mut open = house.unlock(week(1));
    assert_eq!(open.settle(&mut house.book, week(1)).unwrap(), 1);
    assert_eq!(house.book.store.today().parcels().count(), 1);
    let times = |open: &crate::OpenBook| {
        open.by_pass(&pass).unwrap().record.attendance[&ActivityKey::from(&walking())].times
    };
    assert_eq!((times(&open), times(&house.unlock(week(1)))), (2, 2));
}

#[test]
fn guests_are_found_by_name_and_by_pass() {
    let mut house = House::build(1);
    let linde = add(&mut house.book, "Élise", tuesday());
    add(&mut house.book, "Bloem", tuesday());
    add(&mut house.book, "Appelbloesem", tuesday());
    let open = house.unlock(tuesday());
    let names = |text| -> Vec<String> {
        open.search(text).iter().map(|it| it.name().unwrap().expose().to_owned()).collect()
    };
    assert_eq!(names("bloe"), ["Appelbloesem", "Bloem"]);
    assert_eq!(names(" éli"), ["Élise"]);
    assert_eq!(names("").len(), 3);
    assert_eq!(open.by_pass(&linde).unwrap().name().unwrap().expose(), "Élise");
}

#[test]
fn a_lost_pass_is_replaced_and_the_old_one_dies() {
    let mut house = House::build(1);
    let old = add(&mut house.book, "Bloem", tuesday());
    let mut open = house.unlock(tuesday());
    let id = open.by_pass(&old).unwrap().id;
    for is_after_night in [false, true] {
        if is_after_night {
            house.book.night(tuesday(), NOW_MS).unwrap();
        }
        let new = open.replace_pass(&mut house.book, id, tuesday()).unwrap();
        assert!(matches!(house.book.greet(&old), Err(BookError::UnknownPass)));
        assert_eq!(house.book.greet(&new).unwrap().name.expose(), "Bloem");
        assert_eq!(open.by_pass(&new).unwrap().id, id);
        // What the guest changes with it is later than all before.
        let name = FirstName::new("Linde").ok();
        house.book.change(&new, Change { name, ..Change::default() }, tuesday()).unwrap();
        open.catch_up(&house.book).unwrap();
        assert_eq!(open.guest(id).unwrap().name().unwrap().expose(), "Linde");
        house
            .book
            .change(&new, Change { name: FirstName::new("Bloem").ok(), ..Change::default() }, tuesday())
            .unwrap();
        open.catch_up(&house.book).unwrap();
    }
}

#[test]
fn a_first_talk_is_asked_for_written_down_and_forgotten() {
    let mut house = House::build(1);
    let asks = crate::Details { wants_talk: true, ..details("Bloem") };
    let none = Consents { call: None, ..super::consents() };
    house.book.arrive(tuesday(), &[walking()], Who::New(&asks, none)).unwrap();
    house.book.night(tuesday(), NOW_MS).unwrap();
    let mut open = house.unlock(tuesday());
    let waiting = open.waiting_for_talk();
    assert_eq!((waiting.len(), waiting[0].record.wants_talk), (1, Some(tuesday())));
    let id = waiting[0].id;
    let intake = Intake {
        day: week(1),
        expires: None,
        interests: Note::new("schilderen"),
        wanted: vec![ActivityKey::from(&walking())],
        hindrances: Note::new("de bus rijdt niet"),
        agreements: Note::new("loopt dinsdag mee"),
    };
    open.put_intake(&mut house.book, id, intake).unwrap();
    assert!(open.waiting_for_talk().is_empty());
    let is_kept = |today| house.unlock(today).guest(id).unwrap().record.intake.is_some();
    assert!(is_kept(week(1) + Days::new(182)) && !is_kept(week(1) + Days::new(183)));
}

#[test]
fn each_host_has_a_password_and_one_who_leaves_has_none() {
    let mut house = House::build(1);
    let pass = add(&mut house.book, "Bloem", tuesday());
    let other = HostId("vrijwilliger".to_owned());
    let open = house.unlock(tuesday());
    let password = open.add_host(&mut house.book, &other, tuesday()).unwrap();
    assert!(
        house.book.sealed(&other).unwrap().unlock(&password, tuesday()).unwrap().by_pass(&pass).is_some()
    );
    let wrong = house.book.sealed(&host()).unwrap().unlock(&password, tuesday());
    assert!(matches!(wrong, Err(BookError::WrongPassword)));
    let wrapped = house.book.key_ring_file(&host()).unwrap();
    let is_there = |house: &House| house.files().iter().any(|(_, bytes)| contains(bytes, &wrapped[150..200]));
    assert!(is_there(&house));
    house.book.remove_host(&host(), tuesday()).unwrap();
    assert!(!is_there(&house));
    assert!(matches!(house.book.sealed(&host()), Err(BookError::UnknownHost)));
    assert!(matches!(house.book.remove_host(&other, tuesday()), Err(BookError::LastHost)));
}

#[test]
fn the_recovery_sheet_opens_a_copy_on_a_second_machine() {
    let mut house = House::build_anew(1);
    let pass = add(&mut house.book, "Bloem", tuesday());
    house.book.night(tuesday(), NOW_MS).unwrap();
    let second = tempfile::tempdir().unwrap();
    let [newest, _] = ["guestbook.backup-1.sqlite", "guestbook.sqlite"];
    fs::copy(house.directory.path().join(newest), second.path().join("guestbook.sqlite")).unwrap();
    let mut book = open(second.path(), 5);
    let sheet = crate::RecoverySheet::parse(&house.sheet.expose().to_lowercase()).unwrap();
    let password = book.recover(&sheet, &HostId("elders".to_owned()), tuesday()).unwrap();
    let open = book.sealed(&HostId("elders".to_owned())).unwrap().unlock(&password, tuesday()).unwrap();
    assert_eq!(open.by_pass(&pass).unwrap().name().unwrap().expose(), "Bloem");
    // Another sheet takes its place.
    let new = open.new_sheet(&mut book, tuesday()).unwrap();
    assert!(matches!(book.recover(&sheet, &host(), tuesday()), Err(BookError::WrongPassword)));
    assert!(book.recover(&new, &host(), tuesday()).is_ok());
}

#[test]
fn who_was_erased_at_the_door_is_not_written_again_by_a_desk_that_is_still_open() {
    let mut house = House::build(1);
    let pass = add(&mut house.book, "Bloem", tuesday());
    house.book.night(tuesday(), NOW_MS).unwrap();
    let mut open = house.unlock(tuesday());
    let id = open.by_pass(&pass).unwrap().id;
    house.book.erase(&pass, tuesday()).unwrap();
    assert!(matches!(open.pause(&mut house.book, id, None, tuesday()), Err(BookError::UnknownGuest)));
    assert!(matches!(open.replace_pass(&mut house.book, id, tuesday()), Err(BookError::UnknownGuest)));
    open.settle(&mut house.book, tuesday()).unwrap();
    assert!(house.book.store.records().unwrap().is_empty());
}

#[test]
fn nothing_prints_who_is_in_the_book() {
    let mut house = House::build(1);
    let pass = add(&mut house.book, "Bloem", tuesday());
    let open = house.unlock(tuesday());
    let guest = open.by_pass(&pass).unwrap();
    let printed = format!("{open:?} {guest:?} {:?} {:?}", guest.record, house.book.greet(&pass));
    for private in ["Bloem", "+316", "wandelen"] {
        assert!(!printed.contains(private), "{printed}");
    }
}

#[test]
fn a_password_of_another_book_opens_nothing() {
    let mut house = House::build(1);
    let stranger = HostPassword::random(&mut Dice::System);
    let wrong = house.book.sealed(&host()).unwrap().unlock(&stranger, tuesday());
    assert!(matches!(wrong, Err(BookError::WrongPassword)));
    let other = House::build_anew(2);
    let ring = other.unlock(tuesday());
    let planted = ring.add_host(&mut house.book, &HostId("vreemd".to_owned()), tuesday());
    assert!(matches!(planted, Err(BookError::BadKeyRing)));
}
