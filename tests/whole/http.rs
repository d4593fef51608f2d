//! Frozen cells on their way over real HTTP to a coordinator in a process of its own: whatever happens
//! on the way, every cell arrives, and none is counted twice.

use crate::{
    door::{House, row, tuesday},
    proxy::{Fault, Request},
};
use chrono::{DateTime, Days, NaiveTime, Utc};
use std::time::Duration;
use welkom_kiosk::{
    store::{FrozenRow, Opened},
    sync::{ClientError, RoundError, RoundReport},
};
use welkom_tests::script::{local, morning_after};
use welkom_wire::{ReleaseBatch, ReleaseRow, SCHEMA};

const ALL_IS_WELL: RoundReport = RoundReport { sent: 2, parked: 0, differing: 0 };

fn two() -> [FrozenRow; 2] {
    [row("Inloop", "12"), row("Samen eten", "few")]
}

fn two_figures() -> [&'static str; 2] {
    [
        "de-hoeve,visits,2026-12-01,2026-12-01,2026-12-01,Inloop,12",
        "de-hoeve,visits,2026-12-01,2026-12-01,2026-12-01,Samen eten,few",
    ]
}

fn batch(rows: &[FrozenRow]) -> ReleaseBatch {
    let rows = rows.iter().map(|row| ReleaseRow {
        measure: row.measure.clone(),
        period: row.period.clone(),
        from: row.from.to_string(),
        to: row.to.to_string(),
        group: row.group.clone(),
        value: row.value.clone(),
    });
    ReleaseBatch { schema: SCHEMA, plan: "2026-Q4".parse().expect("a quarter"), rows: rows.collect() }
}

fn whats(requests: &[Request]) -> Vec<&str> {
    requests.iter().map(Request::what).collect()
}

#[test]
fn a_release_sent_twice_is_counted_once() {
    let house = House::paired_with(&two());
    let token = house.token().expect("a token").parse().expect("a token");
    let first = house.client.send(&token, &batch(&two())).expect("taken");
    assert_eq!((first.accepted, first.already_there, first.differing), (2, 0, 0));
    let figures = house.figures();
    assert_eq!(figures, two_figures());
    let second = house.client.send(&token, &batch(&two())).expect("taken");
    assert_eq!((second.accepted, second.already_there, second.differing), (0, 2, 0));
    assert_eq!(house.figures(), figures);
    // The kiosk knew of neither: for it, too, a duplicate is no error.
    assert_eq!(house.send().expect("sent"), ALL_IS_WELL);
    assert_eq!(house.figures(), figures);
}

#[test]
fn the_first_value_of_a_frozen_cell_stands() {
    let mut house = House::paired_with(&two());
    let token = house.token().expect("a token").parse().expect("a token");
    house.client.send(&token, &batch(&[row("Inloop", "11")])).expect("taken");
    assert_eq!(house.send().expect("sent"), RoundReport { sent: 2, parked: 0, differing: 1 });
    assert_eq!(house.figures()[0], "de-hoeve,visits,2026-12-01,2026-12-01,2026-12-01,Inloop,11");
    assert_eq!(house.outbox(), (0, 0), "it is not tried again");
}

#[test]
fn an_answer_that_was_lost_makes_nothing_count_twice() {
    let mut house = House::paired_with(&two());
    house.proxy.next(Fault::AnswerLost);
    assert!(matches!(house.send(), Err(RoundError::Client(ClientError::Later { .. }))));
    assert_eq!(house.figures(), two_figures(), "it was taken all the same");
    assert_eq!(house.outbox(), (2, 0), "which the kiosk cannot know");
    assert_eq!(house.send().expect("sent"), ALL_IS_WELL);
    assert_eq!(house.figures(), two_figures());
    assert_eq!(house.outbox(), (0, 0));
}

#[test]
fn a_coordinator_killed_before_its_answer_has_what_it_took_and_counts_it_once() {
    for fault in [Fault::CoordinatorDies, Fault::CoordinatorDiesReading] {
        let mut house = House::paired_with(&two());
        house.proxy.next(fault);
        assert!(matches!(house.send(), Err(RoundError::Client(ClientError::Later { .. }))), "{fault:?}");
        assert_eq!(house.outbox(), (2, 0), "{fault:?}");
        house.proxy.start_coordinator(&house.folder());
        let stood = if fault == Fault::CoordinatorDies { &two_figures()[..] } else { &[] };
        assert_eq!(house.figures(), stood, "{fault:?}: what it answers for is on its disk");
        assert_eq!(house.send().expect("sent"), ALL_IS_WELL);
        assert_eq!(house.figures(), two_figures(), "{fault:?}");
    }
}

#[test]
fn a_coordinator_that_is_down_gets_everything_later() {
    let mut house = House::paired_with(&two());
    house.proxy.kill_coordinator();
    let error = house.send().expect_err("nobody is there");
    assert!(matches!(&error, RoundError::Client(ClientError::Later { retry_after: None, .. })), "{error}");
    assert_eq!(house.outbox(), (2, 0));
    house.proxy.start_coordinator(&house.folder());
    assert_eq!(house.send().expect("sent"), ALL_IS_WELL);
    assert_eq!(house.figures(), two_figures());
}

#[test]
fn a_coordinator_that_is_busy_says_when_to_come_back() {
    let mut house = House::paired_with(&two());
    for busy in ["503 Service Unavailable\r\nretry-after: 77", "429 Too Many Requests\r\nretry-after: 77"] {
        house.proxy.next(Fault::Refused(busy));
        match house.send() {
            Err(RoundError::Client(ClientError::Later { retry_after, .. })) => {
                assert_eq!(retry_after, Some(Duration::from_secs(77)), "{busy}");
            }
            other => panic!("expected to come back later, found {other:?}"),
        }
    }
    assert_eq!(house.outbox(), (2, 0));
    assert_eq!(house.send().expect("sent"), ALL_IS_WELL);
}

#[test]
fn a_body_over_the_limit_is_halved_until_it_fits() {
    let rows: Vec<FrozenRow> = (0..150).map(|number| row(&format!("Groep {number:03}"), "7")).collect();
    let house = House::paired_with(&rows);
    house.proxy.next(Fault::Limit(4_000));
    assert_eq!(house.send().expect("sent"), RoundReport { sent: 150, parked: 0, differing: 0 });
    let figures = house.figures();
    assert_eq!(figures.len(), 150);
    for (number, figure) in figures.iter().enumerate() {
        assert!(figure.ends_with(&format!(",Groep {number:03},7")), "{figure}");
    }
    let requests = house.proxy.requests();
    let lengths: Vec<usize> = requests.iter().map(|request| request.body.len()).collect();
    assert!(lengths[0] > 16_000 && lengths[1] < lengths[0] * 6 / 10, "{lengths:?}");
    let wasted = lengths.iter().filter(|length| **length > 4_000).count();
    assert!(wasted <= 4, "150, 75, 38, 19: expected no more tries, found {lengths:?}");
}

/// The coordinator's own limit: a row of 300 KB can only be a fault.
#[test]
fn a_row_that_never_fits_is_parked_and_holds_up_no_other() {
    let rows = [row("Inloop", "12"), row(&"x".repeat(300_000), "9"), row("Samen eten", "few")];
    let mut house = House::paired_with(&rows);
    assert_eq!(house.send().expect("sent"), RoundReport { sent: 2, parked: 1, differing: 0 });
    assert_eq!(house.figures(), two_figures());
    assert_eq!(house.outbox(), (0, 1));
    house.proxy.requests();
    house.send().expect("sent");
    assert_eq!(whats(&house.proxy.requests()), ["POST /api/v1/health"], "a parked row waits for a person");
}

#[test]
fn a_row_the_coordinator_refuses_is_parked_and_holds_up_no_other() {
    let mut house =
        House::paired_with(&[row("Inloop", "12"), row("Kapot", "veel"), row("Samen eten", "few")]);
    assert_eq!(house.send().expect("sent"), RoundReport { sent: 2, parked: 1, differing: 0 });
    assert_eq!(house.figures(), two_figures());
    assert_eq!(house.outbox(), (0, 1));
}

#[test]
fn a_restored_kiosk_asks_first_and_sends_no_second_value() {
    let wednesday = tuesday() + Days::new(1);
    let on_wednesday = |group: &str, value: &str| FrozenRow {
        period: wednesday.to_string(),
        from: wednesday,
        to: wednesday,
        ..row(group, value)
    };
    let mut house = House::paired_with(&two());
    house.send().expect("sent");
    house.close();
    house.store().0.back_up().expect("a backup");
    // What happens after the backup: a day closes, and its cell is sent.
    house.freeze(wednesday, &[on_wednesday("Inloop", "14")]);
    house.clock.go_to(morning_after(wednesday, chrono_tz::Europe::Amsterdam).to_utc());
    house.open();
    house.send().expect("sent");
    let before = house.figures();
    assert!(before.iter().any(|figure| figure.ends_with(",Inloop,14")), "{before:?}");
    house.close();
    house.damage();
    let (store, opened) = house.store();
    assert!(matches!(opened, Opened::Restored { .. }), "{opened:?}");
    drop(store);
    // The day closes again. One arrival has become known in between; one cell never went out.
    house.freeze(wednesday, &[on_wednesday("Inloop", "15"), on_wednesday("Samen eten", "6")]);
    house.open();
    house.proxy.requests();
    house.send().expect("sent");
    let requests = house.proxy.requests();
    assert!(
        requests[0].what().starts_with("GET /api/v1/frozen"),
        "it asks before it sends: {}",
        requests[0].line
    );
    assert_eq!(whats(&requests[1..]), ["POST /api/v1/releases", "POST /api/v1/health"]);
    assert!(
        !requests[1].body.contains("Inloop") && requests[1].body.contains("Samen eten"),
        "{}",
        requests[1].body
    );
    let mut expected = before;
    expected.push("de-hoeve,visits,2026-12-02,2026-12-02,2026-12-02,Samen eten,6".to_owned());
    let mut figures = house.figures();
    figures.sort();
    expected.sort();
    assert_eq!(figures, expected);
    house.send().expect("sent");
    assert_eq!(whats(&house.proxy.requests()), ["POST /api/v1/health"], "it asks once");
}

/// What crosses the wire when so many parties drop in on a Wednesday, the day after the set-up.
fn traffic(parties: &[u32]) -> Vec<Request> {
    let house = House::paired_with(&[]);
    let wednesday = tuesday() + Days::new(1);
    let at = |minute: u32| -> DateTime<Utc> {
        let time = NaiveTime::from_hms_opt(9, minute, 0).expect("a time");
        local(wednesday, time, chrono_tz::Europe::Amsterdam).to_utc()
    };
    // In service all day, as seen from the engine: a minute tick a minute.
    for minute in 0..60 {
        house.go_to(at(minute));
    }
    for hour in 10..17 {
        for minute in 0..60 {
            let time = NaiveTime::from_hms_opt(hour, minute, 0).expect("a time");
            house.go_to(local(wednesday, time, chrono_tz::Europe::Amsterdam).to_utc());
            if hour == 10
                && let Some(party) = parties.get(minute as usize)
            {
                house.drop_in(*party);
            }
        }
    }
    house.send().expect("sent");
    house.go_to(morning_after(wednesday, chrono_tz::Europe::Amsterdam).to_utc());
    house.send().expect("sent");
    let mut requests = house.proxy.requests();
    // Every kiosk has an address and a secret of its own; the rest has to be the same.
    for request in &mut requests {
        request.headers.retain(|line| !line.starts_with("authorization:") && !line.starts_with("host:"));
    }
    requests
}

#[test]
fn what_is_sent_and_when_does_not_depend_on_who_came() {
    let nobody = traffic(&[]);
    let few = traffic(&[1, 3, 1, 2]);
    let many = traffic(&[1; 30]);
    let health = |requests: &[Request]| -> Vec<String> {
        let health = requests.iter().filter(|request| request.what() == "POST /api/v1/health");
        health.map(|request| request.body.clone()).collect()
    };
    assert_eq!(health(&nobody).len(), 2, "one for each sending");
    let releases = nobody.iter().filter(|request| request.what() == "POST /api/v1/releases");
    let shown: String = releases.map(|request| request.body.clone()).collect();
    assert!(shown.contains("\"few\"") && !shown.contains("\"off\""), "{shown}");
    // A short cell and another short cell: not a byte tells them apart.
    assert_eq!(few, nobody);
    // A cell that is published has its number, and nothing else has changed.
    assert_ne!(many, nobody);
    assert_eq!(whats(&many), whats(&nobody));
    assert_eq!(health(&many), health(&nobody));
}
