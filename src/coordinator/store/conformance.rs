//! What every store promises, as functions over `&dyn Store`: an implementation's tests hand in a way
//! to make an empty one.

use super::{
    Account, Cell, Confirmation, EnrolmentBegun, NewEnrolment, NewSession, Session, Store, StoreError,
    TokenHolder,
};
use crate::clock::UnixMs;
use chrono::NaiveDate;
use uuid::Uuid;
use welkom_domain::{
    day::{DateRange, Period, Quarter},
    release::{Measure, Row, Value},
};
use welkom_web::{
    cookie::DEVICE_LASTS_MS,
    throttle::{Attempt, Rule, Verdict},
};
use welkom_wire::{EnrolmentState, FrozenKey, Health, Refusal, ReleaseReceipt, Token, TokenHash};

const NOW: UnixMs = UnixMs(1_790_000_000_000);
const MINUTE_MS: i64 = 60_000;

/// Checks every promise, each on an empty store.
pub fn every_promise(empty: &dyn Fn() -> Box<dyn Store>) {
    let promises: [fn(&dyn Store); 13] = [
        accounts_have_one_name_each,
        sessions_end,
        attempts_wait_and_are_forgiven,
        a_browser_is_known_to_the_accounts_it_was_used_for,
        a_code_works_once,
        a_code_expires,
        a_lost_answer_gives_the_same_code,
        one_active_kiosk_per_centre,
        tokens_rotate_and_are_revoked,
        health_is_kept,
        figures_are_complete_up_to_what_is_held_back,
        the_first_cell_wins,
        cells_are_found_by_their_days,
    ];
    for promise in promises {
        promise(&*empty());
    }
}

fn account(number: u128, name: &str) -> Account {
    Account {
        id: Uuid::from_u128(number),
        name: name.to_owned(),
        password_hash: format!("hash {number}"),
        created: NOW,
    }
}

fn accounts_have_one_name_each(store: &dyn Store) {
    store.add_account(&account(1, "wijkteam")).expect("added");
    store.add_account(&account(2, "beheer")).expect("added");
    assert!(matches!(store.add_account(&account(3, "wijkteam")), Err(StoreError::NameTaken)));
    let names: Vec<String> = store.accounts().expect("listed").into_iter().map(|found| found.name).collect();
    assert_eq!(names, ["beheer", "wijkteam"]);
    let found = store.account_named("wijkteam").expect("read").expect("there");
    assert_eq!((found.id, found.password_hash.as_str()), (Uuid::from_u128(1), "hash 1"));
    assert!(store.account_named("Wijkteam").expect("read").is_none());
}

fn sessions_end(store: &dyn Store) {
    store.add_account(&account(1, "wijkteam")).expect("added");
    let idle_ms = 10 * MINUTE_MS;
    let begin = |token: u8| {
        let session = NewSession {
            token_sha256: [token; 32],
            account: Uuid::from_u128(1),
            expires: NOW.plus_ms(60 * MINUTE_MS),
        };
        store.begin_session(&session, NOW).expect("begun");
    };
    let who = |token: u8, minutes: i64| {
        store.session(&[token; 32], idle_ms, NOW.plus_ms(minutes * MINUTE_MS)).expect("read")
    };
    begin(1);
    begin(2);
    let wijkteam = Session { account: Uuid::from_u128(1), name: "wijkteam".to_owned() };
    assert_eq!(who(1, 9), Some(wijkteam.clone()));
    assert_eq!(who(1, 18), Some(wijkteam), "use keeps it");
    assert_eq!(who(2, 18), None, "not used for ten minutes");
    for minutes in [27, 36, 45, 54] {
        assert!(who(1, minutes).is_some(), "{minutes}");
    }
    assert_eq!(who(1, 60), None, "over");
    assert_eq!(who(3, 0), None, "no such token");

    begin(4);
    store.end_session(&[4; 32]).expect("ended");
    assert_eq!(who(4, 0), None);
    begin(5);
    assert!(store.remove_account("wijkteam").expect("removed"));
    assert!(!store.remove_account("wijkteam").expect("nothing left to remove"));
    assert_eq!(who(5, 0), None, "went with its account");
}

fn attempts_wait_and_are_forgiven(store: &dyn Store) {
    let rule = Rule { free: 2, first_wait_ms: 1000, longest_wait_ms: 4000, forgotten_after_ms: MINUTE_MS };
    let attempt = |subject: u8| Attempt { subject_sha256: [subject; 32], rule };
    let attempts = [attempt(1), attempt(2)];
    let count = |at: UnixMs| store.count_attempt(&attempts, at).expect("counted");
    assert_eq!(count(NOW), Verdict::GoOn);
    assert_eq!(count(NOW), Verdict::GoOn);
    assert_eq!(count(NOW), Verdict::Wait(NOW.plus_ms(1000)));
    assert_eq!(count(NOW.plus_ms(1000)), Verdict::GoOn, "refused attempts are not counted");
    assert_eq!(count(NOW.plus_ms(1000)), Verdict::Wait(NOW.plus_ms(3000)));

    store.forgive_attempt(&[1; 32], Some(&[2; 32])).expect("forgiven");
    assert_eq!(
        store.count_attempt(&[attempt(1)], NOW.plus_ms(1000)).expect("counted"),
        Verdict::GoOn,
        "cleared"
    );
    assert_eq!(
        store.count_attempt(&[attempt(2)], NOW.plus_ms(1500)).expect("counted"),
        Verdict::Wait(NOW.plus_ms(2000)),
        "two tries left on it, one taken back"
    );
    assert_eq!(count(NOW.plus_ms(2 * MINUTE_MS)), Verdict::GoOn, "forgotten");
}

fn a_browser_is_known_to_the_accounts_it_was_used_for(store: &dyn Store) {
    for (number, name) in [(1, "wijkteam"), (2, "beheer")] {
        store.add_account(&account(number, name)).expect("added");
    }
    store.remember_device(&[7; 32], Uuid::from_u128(1), NOW).expect("remembered");
    let knows =
        |device: u8, name: &str, at: UnixMs| store.knows_device(&[device; 32], name, at).expect("read");
    assert!(knows(7, "wijkteam", NOW));
    assert!(!knows(7, "beheer", NOW) && !knows(8, "wijkteam", NOW) && !knows(7, "niemand", NOW));
    let later = NOW.plus_ms(DEVICE_LASTS_MS - 1);
    store.remember_device(&[7; 32], Uuid::from_u128(1), later).expect("used again");
    store.remember_device(&[7; 32], Uuid::from_u128(2), later).expect("shared");
    assert!(knows(7, "wijkteam", later.plus_ms(2)) && knows(7, "beheer", later));
    assert!(!knows(7, "wijkteam", later.plus_ms(DEVICE_LASTS_MS)), "forgotten after a year without use");
    assert!(store.remove_account("wijkteam").expect("removed"));
    assert!(!knows(7, "wijkteam", later));
}

fn token(number: u8) -> TokenHash {
    Token::from_random_bytes([number; 32]).hash()
}

fn enrolment(number: u8, centre: &str) -> NewEnrolment {
    NewEnrolment {
        code: format!("BCDFGH{number:02}"),
        installation: Uuid::from_u128(u128::from(number)),
        centre: centre.to_owned(),
        centre_name: format!("Wijkcentrum {centre}"),
        token: token(number),
        expires: NOW.plus_ms(15 * MINUTE_MS),
    }
}

fn begin(store: &dyn Store, new: &NewEnrolment) -> EnrolmentBegun {
    store.begin_enrolment(new, NOW).expect("asked")
}

fn waiting(new: &NewEnrolment) -> EnrolmentBegun {
    EnrolmentBegun::Waiting { code: new.code.clone(), expires: new.expires }
}

fn enrol(store: &dyn Store, number: u8, centre: &str) -> Uuid {
    let new = enrolment(number, centre);
    assert_eq!(begin(store, &new), waiting(&new));
    let confirmed = store.confirm_enrolment(&new.code, NOW).expect("confirmed");
    assert_eq!(confirmed, Confirmation::Enrolled { centre_name: new.centre_name });
    new.installation
}

fn state(store: &dyn Store, number: u8, at: UnixMs) -> Option<EnrolmentState> {
    store.enrolment_state(&token(number), at).expect("read")
}

fn a_code_works_once(store: &dyn Store) {
    let new = enrolment(1, "de-hoeve");
    assert_eq!(begin(store, &new), waiting(&new));
    assert_eq!(state(store, 1, NOW), Some(EnrolmentState::Pending));
    assert_eq!(state(store, 2, NOW), None);
    assert_eq!(store.token_holder(&token(1), NOW).expect("read"), TokenHolder::Nobody, "not yet");
    let pending = store.pending_enrolment(&new.code, NOW).expect("read").expect("waits");
    assert_eq!((pending.centre.as_str(), pending.renews), ("de-hoeve", false));

    assert_eq!(
        store.confirm_enrolment(&new.code, NOW).expect("confirmed"),
        Confirmation::Enrolled { centre_name: "Wijkcentrum de-hoeve".to_owned() }
    );
    assert_eq!(store.confirm_enrolment(&new.code, NOW).expect("asked"), Confirmation::NoSuchCode);
    assert!(!store.refuse_enrolment(&new.code, NOW).expect("asked"));
    assert!(store.pending_enrolment(&new.code, NOW).expect("read").is_none());
    assert_eq!(state(store, 1, NOW), Some(EnrolmentState::Confirmed { centre: "de-hoeve".to_owned() }));
    assert_eq!(
        store.token_holder(&token(1), NOW).expect("read"),
        TokenHolder::Kiosk { installation: new.installation, centre: "de-hoeve".to_owned() }
    );

    let other = enrolment(3, "graafkamp");
    begin(store, &other);
    assert!(store.refuse_enrolment(&other.code, NOW).expect("refused"));
    assert_eq!(state(store, 3, NOW), Some(EnrolmentState::Refused { reason: Refusal::ByCoordinator }));
    assert_eq!(store.confirm_enrolment(&other.code, NOW).expect("asked"), Confirmation::NoSuchCode);
}

fn a_code_expires(store: &dyn Store) {
    let new = enrolment(1, "de-hoeve");
    begin(store, &new);
    assert_eq!(state(store, 1, new.expires.minus_ms(1)), Some(EnrolmentState::Pending));
    assert_eq!(state(store, 1, new.expires), Some(EnrolmentState::Expired));
    assert_eq!(store.confirm_enrolment(&new.code, new.expires).expect("asked"), Confirmation::NoSuchCode);
}

fn a_lost_answer_gives_the_same_code(store: &dyn Store) {
    let new = enrolment(1, "de-hoeve");
    begin(store, &new);
    let again = NewEnrolment { code: "GGGGGGGG".to_owned(), ..new.clone() };
    assert_eq!(begin(store, &again), waiting(&new));
    // Another token of the same installation takes its place.
    let other_token = NewEnrolment { token: token(9), ..again };
    assert_eq!(begin(store, &other_token), waiting(&other_token));
    assert_eq!(state(store, 1, NOW), None);
    assert!(store.pending_enrolment(&new.code, NOW).expect("read").is_none());
}

fn one_active_kiosk_per_centre(store: &dyn Store) {
    let late = enrolment(7, "de-hoeve");
    begin(store, &late);
    let first = enrol(store, 1, "de-hoeve");
    let refused = Some(EnrolmentState::Refused { reason: Refusal::CentreHasKiosk });
    assert_eq!(state(store, 7, NOW), refused, "waited when the centre got its kiosk");
    assert_eq!(begin(store, &enrolment(8, "de-hoeve")), EnrolmentBegun::Refused(Refusal::CentreHasKiosk));
    enrol(store, 2, "graafkamp");

    let renewed = NewEnrolment { token: token(3), ..enrolment(1, "de-hoeve") };
    assert_eq!(begin(store, &renewed), waiting(&renewed), "the same installation may come back");
    assert!(store.pending_enrolment(&renewed.code, NOW).expect("read").expect("waits").renews);
    store.confirm_enrolment(&renewed.code, NOW).expect("confirmed");
    assert_eq!(store.token_holder(&token(1), NOW).expect("read"), TokenHolder::Nobody, "replaced");

    assert!(store.revoke_kiosk(first, NOW).expect("revoked"));
    enrol(store, 8, "de-hoeve");
    let kiosks = store.kiosks().expect("listed");
    let listed: Vec<(u128, bool)> =
        kiosks.iter().map(|kiosk| (kiosk.installation.as_u128(), kiosk.revoked.is_some())).collect();
    assert_eq!(listed, [(8, false), (2, false), (1, true)]);
}

fn tokens_rotate_and_are_revoked(store: &dyn Store) {
    let installation = enrol(store, 1, "de-hoeve");
    let kiosk = TokenHolder::Kiosk { installation, centre: "de-hoeve".to_owned() };
    let holder = |number| store.token_holder(&token(number), NOW).expect("read");
    store.announce_token(installation, &token(2)).expect("announced");
    assert_eq!(holder(1), kiosk, "good until the next one is used");
    assert_eq!(holder(2), kiosk);
    assert_eq!(holder(1), TokenHolder::Nobody);
    assert_eq!(holder(2), kiosk);
    assert!(store.revoke_kiosk(installation, NOW).expect("revoked"));
    assert!(!store.revoke_kiosk(installation, NOW).expect("revoked once"));
    assert_eq!(holder(2), TokenHolder::Revoked);
    assert_eq!(holder(1), TokenHolder::Nobody);
}

fn health_is_kept(store: &dyn Store) {
    let installation = enrol(store, 1, "de-hoeve");
    let later = NOW.plus_ms(5 * MINUTE_MS);
    store.token_holder(&token(1), later).expect("seen");
    assert_eq!(store.kiosks().expect("listed")[0].last_seen, later);
    assert_eq!(store.kiosks().expect("listed")[0].health, None);
    let health = Health {
        schema: welkom_wire::SCHEMA,
        version: "0.1.0".to_owned(),
        programme_age_days: None,
        clock_trusted: true,
        parked_from: None,
        disk_free_mib: 9984,
    };
    store.keep_health(installation, &health, later.plus_ms(1)).expect("kept");
    assert_eq!(store.kiosks().expect("listed")[0].health, Some((health, later.plus_ms(1))));
}

/// Rows that were refused wait in the kiosk, while later ones came in.
fn figures_are_complete_up_to_what_is_held_back(store: &dyn Store) {
    let installation = enrol(store, 1, "de-hoeve");
    let rows = [visits("2026-12-01", "Wandelen", Value::Few), visits("2026-12-08", "Wandelen", Value::Few)];
    store.ingest("de-hoeve", quarter(), &rows, NOW).expect("stored");
    let told = |parked_from: Option<&str>| {
        let health = Health {
            schema: welkom_wire::SCHEMA,
            version: "0.1.0".to_owned(),
            programme_age_days: None,
            clock_trusted: true,
            parked_from: parked_from.map(day),
            disk_free_mib: 0,
        };
        store.keep_health(installation, &health, NOW).expect("kept");
        let kiosk = store.kiosks().expect("listed").remove(0);
        let centre = store.centres().expect("listed").remove(0);
        assert_eq!(centre.days, Some(DateRange::new(day("2026-12-01"), day("2026-12-08"))));
        assert_eq!(kiosk.complete_up_to, centre.complete_up_to);
        assert_eq!(kiosk.health, Some((health, NOW)));
        centre.complete_up_to
    };
    assert_eq!(told(None), Some(day("2026-12-08")));
    assert_eq!(told(Some("2026-12-07")), Some(day("2026-12-06")));
    assert_eq!(told(Some("2026-12-09")), Some(day("2026-12-08")), "it begins after the last one received");
    // A kiosk that is gone holds nothing back that anybody still waits for.
    told(Some("2026-12-07"));
    assert!(store.revoke_kiosk(installation, NOW).expect("revoked"));
    assert_eq!(store.centres().expect("listed")[0].complete_up_to, Some(day("2026-12-08")));
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn visits(on: &str, group: &str, value: Value) -> Row {
    Row { measure: Measure::Visits, period: Period::Day(day(on)), group: Some(group.to_owned()), value }
}

fn quarter() -> Quarter {
    "2026-Q4".parse().expect("a quarter")
}

fn receipt(accepted: usize, already_there: usize, differing: usize) -> ReleaseReceipt {
    ReleaseReceipt { accepted, already_there, differing }
}

fn the_first_cell_wins(store: &dyn Store) {
    enrol(store, 1, "de-hoeve");
    enrol(store, 2, "graafkamp");
    let ingest = |centre: &str, rows: &[Row]| store.ingest(centre, quarter(), rows, NOW).expect("stored");
    let first =
        [visits("2026-12-01", "Wandelen", Value::Count(12)), visits("2026-12-08", "Wandelen", Value::Few)];
    assert_eq!(ingest("de-hoeve", &first), receipt(2, 0, 0));
    assert_eq!(ingest("de-hoeve", &first), receipt(0, 2, 0), "twice is once");
    let changed = [
        visits("2026-12-01", "Wandelen", Value::Count(13)),
        visits("2026-12-08", "Wandelen", Value::Few),
        visits("2026-12-08", "Koken", Value::Count(9)),
    ];
    assert_eq!(ingest("de-hoeve", &changed), receipt(1, 1, 1));
    assert_eq!(ingest("graafkamp", &changed), receipt(3, 0, 0), "another centre's cells are its own");

    let values: Vec<Value> =
        store.cells(Some("de-hoeve"), None, None).expect("read").iter().map(|cell| cell.row.value).collect();
    assert_eq!(values, [Value::Count(12), Value::Count(9), Value::Few]);
    let kiosks = store.kiosks().expect("listed");
    let told: Vec<(u64, Option<NaiveDate>)> =
        kiosks.iter().map(|kiosk| (kiosk.differing, kiosk.complete_up_to)).collect();
    assert_eq!(told, [(1, Some(day("2026-12-08"))), (0, Some(day("2026-12-08")))]);
}

fn cells_are_found_by_their_days(store: &dyn Store) {
    enrol(store, 1, "de-hoeve");
    let week = Row {
        measure: Measure::Visits,
        period: Period::week_of(day("2026-12-08")),
        group: Some("Overig".to_owned()),
        value: Value::Closed,
    };
    let hours = Row {
        measure: Measure::Hours,
        period: Period::Day(day("2026-12-10")),
        group: None,
        value: Value::QuarterHours(30),
    };
    store.ingest("de-hoeve", quarter(), &[week.clone(), hours.clone()], NOW).expect("stored");
    let found = |from: &str, to: &str| -> Vec<Row> {
        let cells = store.cells(None, Some(day(from)), Some(day(to))).expect("read");
        cells.into_iter().map(|cell: Cell| cell.row).collect()
    };
    assert_eq!(found("2026-12-07", "2026-12-13"), [week.clone(), hours.clone()]);
    assert_eq!(
        found("2026-12-08", "2026-12-13"),
        std::slice::from_ref(&hours),
        "only what lies wholly within"
    );
    let keys = |from: &str, to: &str| {
        let days = DateRange::new(day(from), day(to));
        let mut keys = store.frozen_keys("de-hoeve", days).expect("read");
        keys.sort();
        keys
    };
    assert_eq!(
        keys("2026-12-10", "2026-12-31"),
        [FrozenKey::of(quarter(), &hours), FrozenKey::of(quarter(), &week)]
            .into_iter()
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>(),
        "a day in common is enough"
    );
    assert_eq!(keys("2026-12-11", "2026-12-31"), [FrozenKey::of(quarter(), &week)]);
    let centres = store.centres().expect("listed");
    assert_eq!(centres[0].days, Some(DateRange::new(day("2026-12-07"), day("2026-12-13"))));
}
