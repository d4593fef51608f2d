//! What hosts enter: kept, replaced, taken away, left alone once its day has closed, and forgotten.

use super::{NOW_MS, arrival, day, fresh, open, session};
use crate::{
    store::{Presence, Store, StoredArrival},
    today::OfferKey,
};
use chrono::{NaiveDateTime, NaiveTime};
use welkom_domain::{
    day::DateRange,
    programme::SessionChange,
    release::{HeadCount, MOST_ENTERED, ServiceDay, ShiftDay},
};
use welkom_web::{
    clock::UnixMs,
    throttle::{Attempt, Counting, LOG_IN_ACCOUNT, Verdict, subject},
};

fn start(text: &str) -> NaiveDateTime {
    text.parse().expect("a local time")
}

fn december() -> DateRange {
    DateRange::new(day("2026-12-01"), day("2026-12-31"))
}

/// Visitors of a meeting on a day, and one volunteer.
fn heads(date: &str, visitors: u32) -> HeadCount {
    HeadCount { activity: "meeting".into(), day: day(date), visitors, volunteers: 1, professionals: 0 }
}

fn close(store: &mut Store, date: &str) {
    let service = ServiceDay { day: day(date), scheduled_min: 0, in_service_min: 0 };
    store.close_day(service, &[], &[], NOW_MS).unwrap();
}

#[test]
fn a_head_count_is_of_one_session_and_the_last_one_stands() {
    let (directory, store) = fresh();
    let (noon, evening) = (start("2026-12-01T12:00:00"), start("2026-12-01T19:30:00"));
    for (count, session) in [(30, noon), (7, evening), (31, noon)] {
        assert!(store.put_head_count(&heads("2026-12-01", count), session).unwrap());
    }
    assert!(store.put_head_count(&heads("2026-12-02", 4), noon).unwrap());
    drop(store);

    let (store, _) = open(directory.path());
    let on_day = store.head_counts_on(day("2026-12-01")).unwrap();
    assert_eq!(
        on_day.into_iter().collect::<Vec<_>>(),
        [(noon, 31), (evening, 7)].map(|(at, count)| (("meeting".into(), at), heads("2026-12-01", count)))
    );
    let all = [heads("2026-12-01", 31), heads("2026-12-01", 7), heads("2026-12-02", 4)];
    assert_eq!(store.head_counts(december()).unwrap(), all);

    assert!(store.take_head_count_away(day("2026-12-01"), &"meeting".into(), noon).unwrap());
    assert!(!store.take_head_count_away(day("2026-12-01"), &"meeting".into(), noon).unwrap());
    assert_eq!(store.head_counts(december()).unwrap(), all[1..]);
}

#[test]
fn a_shift_is_of_one_day_and_the_last_one_stands() {
    let (directory, store) = fresh();
    let shift = |date, volunteers| ShiftDay { day: day(date), volunteers, professionals: 2 };
    for shift in [shift("2026-12-01", 3), shift("2026-12-02", 1), shift("2026-12-01", 4)] {
        assert!(store.put_shift(shift).unwrap());
    }
    drop(store);
    let (store, _) = open(directory.path());
    assert_eq!(store.shifts(december()).unwrap(), [shift("2026-12-01", 4), shift("2026-12-02", 1)]);
    assert!(store.take_shift_away(day("2026-12-01")).unwrap());
    assert!(!store.take_shift_away(day("2026-12-01")).unwrap());
    assert_eq!(store.shifts(december()).unwrap(), [shift("2026-12-02", 1)]);
}

#[test]
fn what_was_entered_stays_as_it_was_once_its_day_has_closed() {
    let (_directory, mut store) = fresh();
    let noon = start("2026-12-01T12:00:00");
    let shift = |date, volunteers| ShiftDay { day: day(date), volunteers, professionals: 0 };
    store.put_head_count(&heads("2026-12-01", 30), noon).unwrap();
    store.put_shift(shift("2026-12-01", 3)).unwrap();
    close(&mut store, "2026-12-01");

    assert!(!store.put_head_count(&heads("2026-12-01", 99), noon).unwrap());
    assert!(!store.put_head_count(&heads("2026-11-30", 99), noon).unwrap());
    assert!(!store.take_head_count_away(day("2026-12-01"), &"meeting".into(), noon).unwrap());
    assert!(!store.put_shift(shift("2026-12-01", 99)).unwrap());
    assert!(!store.take_shift_away(day("2026-12-01")).unwrap());
    assert!(store.put_head_count(&heads("2026-12-02", 5), noon).unwrap(), "the next day is open");
    assert!(store.put_shift(shift("2026-12-02", 5)).unwrap());

    let days = DateRange::new(day("2026-11-30"), day("2026-12-02"));
    assert_eq!(store.head_counts(days).unwrap(), [heads("2026-12-01", 30), heads("2026-12-02", 5)]);
    assert_eq!(store.shifts(days).unwrap(), [shift("2026-12-01", 3), shift("2026-12-02", 5)]);
}

#[test]
fn a_slip_of_the_finger_is_refused() {
    let (_directory, store) = fresh();
    let noon = start("2026-12-01T12:00:00");
    let (most, slip) = (MOST_ENTERED, MOST_ENTERED + 1);
    assert!(store.put_head_count(&heads("2026-12-01", most), noon).unwrap());
    assert!(store.put_head_count(&heads("2026-12-01", slip), noon).is_err());
    let shift = |volunteers| ShiftDay { day: day("2026-12-01"), volunteers, professionals: 0 };
    assert!(store.put_shift(shift(most)).unwrap());
    assert!(store.put_shift(shift(slip)).is_err());
}

#[test]
fn a_change_comes_back_as_it_was_and_nothing_takes_it_away() {
    let (directory, store) = fresh();
    let (walk, at) = ("walk".into(), start("2026-12-01T10:00:00"));
    let other = SessionChange { is_cancelled: true, ..SessionChange::default() };
    let change = SessionChange {
        is_cancelled: false,
        starts: NaiveTime::from_hms_opt(10, 30, 0),
        ends: NaiveTime::from_hms_opt(0, 15, 0),
        place: Some("Tuin".to_owned()),
        note: Some("Neem een jas mee.".to_owned()),
    };
    store.put_session_change(day("2026-12-01"), &walk, at, &other).unwrap();
    store.put_session_change(day("2026-12-01"), &walk, at, &change).unwrap();
    let next = start("2026-12-08T10:00:00");
    store.put_session_change(day("2026-12-08"), &walk, next, &other).unwrap();
    drop(store);

    let (store, _) = open(directory.path());
    let read = store.session_changes().unwrap();
    assert_eq!(
        read.into_iter().collect::<Vec<_>>(),
        [((walk.clone(), at), change), ((walk.clone(), next), other)]
    );
    store.put_session_change(day("2026-12-01"), &walk, at, &SessionChange::default()).unwrap();
    assert_eq!(store.session_changes().unwrap().into_keys().collect::<Vec<_>>(), [(walk.clone(), next)]);
    store.remove_session_change(&walk, next).unwrap();
    assert_eq!(store.session_changes().unwrap().len(), 0);
}

#[test]
fn what_hosts_entered_is_forgotten_with_the_arrivals_of_its_quarter() {
    let (_directory, mut store) = fresh();
    let cancelled = SessionChange { is_cancelled: true, ..SessionChange::default() };
    for (id, date) in [(1, "2026-12-31"), (2, "2027-01-01")] {
        let at = day(date).and_time(NaiveTime::MIN);
        store.save(&StoredArrival { day: day(date), ..arrival(id) }).unwrap();
        store.put_head_count(&heads(date, 9), at).unwrap();
        store.put_shift(ShiftDay { day: day(date), volunteers: 1, professionals: 1 }).unwrap();
        store.put_session_change(day(date), &"walk".into(), at, &cancelled).unwrap();
    }
    assert_eq!(store.forget_arrivals_through(day("2026-12-31")).unwrap(), 1);
    let both = DateRange::new(day("2026-12-31"), day("2027-01-01"));
    assert_eq!(store.head_counts(both).unwrap(), [heads("2027-01-01", 9)]);
    assert_eq!(store.shifts(both).unwrap().iter().map(|it| it.day).collect::<Vec<_>>(), [both.to]);
    let changed: Vec<_> = store.session_changes().unwrap().into_keys().map(|(_, at)| at.date()).collect();
    assert_eq!(changed, [both.to]);
}

#[test]
fn news_is_of_its_day_and_gone_when_the_day_has_closed() {
    let (_directory, mut store) = fresh();
    let (today, tomorrow) = (day("2026-12-01"), day("2026-12-02"));
    store.put_news(today, Some("De soep is klaar.")).unwrap();
    store.put_news(today, Some("De soep is op.")).unwrap();
    assert_eq!(store.news_on(today).unwrap().as_deref(), Some("De soep is op."));
    assert_eq!(store.news_on(tomorrow).unwrap(), None);
    close(&mut store, "2026-11-30");
    assert!(store.news_on(today).unwrap().is_some());
    close(&mut store, "2026-12-01");
    let lines = |store: &Store| -> u32 {
        store.connection.query_row("SELECT COUNT(*) FROM news", [], |row| row.get(0)).unwrap()
    };
    assert_eq!(lines(&store), 0);

    store.put_news(today, Some("Van gisteren.")).unwrap();
    store.put_news(tomorrow, Some("Vandaag taart.")).unwrap();
    assert_eq!(lines(&store), 1, "also where no day can be closed, yesterday's goes");
    store.put_news(tomorrow, None).unwrap();
    assert_eq!(store.news_on(tomorrow).unwrap(), None);
}

#[test]
fn the_host_code_is_the_last_one_that_was_put() {
    let (directory, store) = fresh();
    assert_eq!(store.host_code().unwrap(), None);
    store.put_host_code("$argon2id$one").unwrap();
    store.put_host_code("$argon2id$two").unwrap();
    drop(store);
    assert_eq!(open(directory.path()).0.host_code().unwrap().as_deref(), Some("$argon2id$two"));
}

#[test]
fn tries_are_counted_across_a_restart_until_they_are_forgiven() {
    let (directory, store) = fresh();
    let now = UnixMs(NOW_MS);
    let code = Attempt { subject_sha256: subject("screen", "code"), rule: LOG_IN_ACCOUNT };
    let other = Attempt { subject_sha256: subject("screen", "other"), ..code };
    for _ in 0..code.rule.free {
        assert_eq!(store.count(&[code], now).unwrap(), Verdict::GoOn);
    }
    drop(store);

    let (store, _) = open(directory.path());
    let until = now.plus_ms(code.rule.first_wait_ms);
    for _ in 0..code.rule.free {
        assert_eq!(store.count(&[other, code], now).unwrap(), Verdict::Wait(until));
    }
    assert_eq!(store.count(&[other], now).unwrap(), Verdict::GoOn, "a try that had to wait counts nowhere");
    assert_eq!(store.count(&[code], until).unwrap(), Verdict::GoOn);
    let right = Counting { attempts: vec![code], cleared: code.subject_sha256, eased: None };
    store.forgive(&right).unwrap();
    for _ in 0..code.rule.free {
        assert_eq!(store.count(&[code], until).unwrap(), Verdict::GoOn);
    }
}

#[test]
fn one_try_is_taken_back_of_what_is_eased() {
    let (_directory, store) = fresh();
    let now = UnixMs(NOW_MS);
    let [code, screen] = ["code", "screen"]
        .map(|name| Attempt { subject_sha256: subject("screen", name), rule: LOG_IN_ACCOUNT });
    for _ in 0..code.rule.free {
        assert_eq!(store.count(&[screen], now).unwrap(), Verdict::GoOn);
    }
    let eased = Some(screen.subject_sha256);
    store.forgive(&Counting { attempts: vec![], cleared: code.subject_sha256, eased }).unwrap();
    assert_eq!(store.count(&[screen], now).unwrap(), Verdict::GoOn);
    assert!(matches!(store.count(&[screen], now).unwrap(), Verdict::Wait(_)));
}

#[test]
fn old_tries_do_not_stay_in_the_file() {
    let (_directory, store) = fresh();
    let now = UnixMs(NOW_MS);
    let [code, other] = ["code", "other"]
        .map(|name| Attempt { subject_sha256: subject("screen", name), rule: LOG_IN_ACCOUNT });
    store.count(&[code], now).unwrap();
    store.count(&[other], now.plus_ms(super::super::attempt::TRIES_KEPT_MS + 1)).unwrap();
    let kept: u32 = store.connection.query_row("SELECT COUNT(*) FROM attempt", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 1);
}

#[test]
fn who_came_in_today_is_read_by_time_without_who_was_taken_back() {
    let (_directory, mut store) = fresh();
    let walk = session("walk", "2026-12-01T10:00:00");
    let came = |id, minute: i64, party, offers: Vec<OfferKey>| StoredArrival {
        arrived_ms: NOW_MS + minute * 60_000,
        party,
        offers,
        ..arrival(id)
    };
    store.save(&came(1, 9, 2, vec![walk.clone(), OfferKey::DropIn])).unwrap();
    store.save(&came(2, 5, 1, vec![OfferKey::DropIn])).unwrap();
    store.save(&came(3, 5, 4, vec![walk.clone()])).unwrap();
    let taken_back = came(4, 7, 8, vec![walk.clone()]);
    store.save(&taken_back).unwrap();
    store.take_back(taken_back.id, taken_back.day).unwrap();
    store.save(&StoredArrival { day: day("2026-12-02"), ..came(5, 6, 9, vec![OfferKey::DropIn]) }).unwrap();

    let presence =
        |minute: i64, party, offers| Presence { arrived_ms: NOW_MS + minute * 60_000, party, offers };
    assert_eq!(
        store.presences_on(day("2026-12-01")).unwrap(),
        [
            presence(5, 1, vec![OfferKey::DropIn]),
            presence(5, 4, vec![walk.clone()]),
            // As the table's key orders them.
            presence(9, 2, vec![OfferKey::DropIn, walk]),
        ]
    );

    let came: Vec<_> = store.presences_on(day("2026-12-01")).unwrap().iter().map(Presence::came).collect();
    assert_eq!(
        came.iter().map(|it| (it.people, it.drops_in)).collect::<Vec<_>>(),
        [(1, true), (4, false), (2, true)]
    );
    assert_eq!(came[2].at.timestamp_millis(), NOW_MS + 9 * 60_000);
    assert_eq!(came[2].sessions, [("walk".into(), start("2026-12-01T10:00:00"))]);
}
