//! The estimate by examples, and held against a simulation that follows every person on their own.

use super::*;
use crate::{
    agenda::CheckInWindow,
    class::Thresholds,
    opening::Opening,
    programme::{Programme, SessionChange},
};
use chrono::{NaiveTime, TimeZone, Weekday};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Tuesday 8 December 2026. Open from nine to noon and from one to five; the choir sings in the evening.
const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n\
    BEGIN:VEVENT\r\nUID:koffie\r\nSUMMARY:Koffie\r\nDTSTART:20261208T100000\r\nDTEND:20261208T113000\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:soep\r\nSUMMARY:Soep\r\nDTSTART:20261208T110000\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:wandelen\r\nSUMMARY:Wandelen\r\nDTSTART:20261208T100000\r\nDTEND:20261208T160000\r\n\
    X-WELKOM-ELSEWHERE:TRUE\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:schaken\r\nSUMMARY:Schaken\r\nDTSTART:20261208T100000\r\nDTEND:20261208T160000\r\n\
    STATUS:CANCELLED\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:koor\r\nSUMMARY:Koor\r\nDTSTART:20261208T193000\r\nDTEND:20261208T213000\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:nacht\r\nSUMMARY:Nacht\r\nDTSTART:20261208T230000\r\nDTEND:20261209T060000\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:feest\r\nSUMMARY:Feest\r\nDTSTART;VALUE=DATE:20261208\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nUID:kamp\r\nSUMMARY:Kamp\r\nDTSTART:20261207T090000\r\nDTEND:20261211T160000\r\nEND:VEVENT\r\n\
    END:VCALENDAR\r\n";

const ACTIVITIES: [(&str, &str); 9] = [
    ("koffie", "10:00:00"),
    ("soep", "11:00:00"),
    ("wandelen", "10:00:00"),
    ("schaken", "10:00:00"),
    ("koor", "19:30:00"),
    ("nacht", "23:00:00"),
    ("gisteren", "10:00:00"),
    ("feest", "00:00:00"),
    ("kamp", "09:00:00"),
];

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, 8).expect("a day")
}

fn centre() -> Centre {
    let zone = chrono_tz::Europe::Amsterdam;
    let (programme, problems) = Programme::read(CALENDAR.as_bytes(), zone).expect("a calendar");
    assert_eq!(problems, []);
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
    Centre {
        zone,
        programme,
        changes: BTreeMap::new(),
        opening: Opening {
            weekly: vec![(Weekday::Tue, hour(9), hour(12)), (Weekday::Tue, hour(13), hour(17))],
            closed: Vec::new(),
        },
        drop_in: None,
        drop_in_name: "Inloop".to_owned(),
        thresholds: Thresholds::LEAST,
        window: CheckInWindow::default(),
    }
}

/// A time of that service day's clock: 25:30 is half past one at night.
fn at(text: &str) -> DateTime<Utc> {
    let (hours, minutes) = text.split_once(':').expect("a time");
    let minutes: i64 = hours.parse::<i64>().expect("hours") * 60 + minutes.parse::<i64>().expect("minutes");
    let midnight = chrono_tz::Europe::Amsterdam.from_local_datetime(&day().and_time(NaiveTime::MIN)).unwrap();
    midnight.to_utc() + TimeDelta::minutes(minutes)
}

fn key(activity: usize) -> (ActivityId, NaiveDateTime) {
    let (name, start) = ACTIVITIES[activity];
    let began = if name == "kamp" { day().pred_opt().expect("a day") } else { day() };
    (name.into(), began.and_time(start.parse().expect("a time")))
}

fn came(time: &str, people: u32, names: &[&str]) -> Came {
    let number = |name: &str| ACTIVITIES.iter().position(|(it, _)| *it == name).expect("an activity");
    let sessions = names.iter().filter(|name| **name != "inloop").map(|name| key(number(name))).collect();
    Came { at: at(time), people, sessions, drops_in: names.contains(&"inloop") }
}

fn left(time: &str, people: u32) -> CheckOut {
    CheckOut { at: at(time), people }
}

/// How many are inside at each of these times.
fn inside(centre: &Centre, came: &[Came], left: &[CheckOut], times: &[&str]) -> Vec<u32> {
    let sessions = centre.sessions_on(day());
    let house = House { centre, day: day(), sessions: &sessions, drop_in_stays_min: 90 };
    times.iter().map(|time| house.people_inside(came, left, at(time))).collect()
}

#[test]
fn people_stay_until_the_latest_end_of_what_they_came_for() {
    let centre = centre();
    let came = [came("9:50", 2, &["koffie"]), came("10:05", 1, &["koffie", "soep"])];
    let times = ["9:49", "9:50", "10:05", "11:29", "11:30", "12:59", "13:00"];
    assert_eq!(inside(&centre, &came, &[], &times), [0, 2, 3, 3, 1, 1, 0], "the soup has no end: two hours");
}

#[test]
fn who_drops_in_stays_for_a_while_and_not_past_the_last_hour() {
    let centre = centre();
    let times = ["10:29", "10:30", "16:59", "17:00", "18:01", "19:30"];
    let came = [came("9:00", 1, &["inloop"]), came("16:00", 4, &["inloop"]), came("18:00", 8, &["inloop"])];
    assert_eq!(inside(&centre, &came, &[], &times), [1, 0, 4, 0, 8, 0]);
}

#[test]
fn dropping_in_after_an_activity_lasts_the_longer_of_the_two() {
    let centre = centre();
    let both = [came("9:15", 1, &["koffie", "inloop"]), came("11:00", 2, &["koffie", "inloop"])];
    assert_eq!(inside(&centre, &both, &[], &["11:29", "11:30", "12:29", "12:30"]), [3, 2, 2, 0]);
}

#[test]
fn who_goes_elsewhere_is_not_in_the_building() {
    let centre = centre();
    let came = [came("9:45", 5, &["wandelen"]), came("9:45", 3, &["wandelen", "koffie"])];
    assert_eq!(inside(&centre, &came, &[], &["10:00", "11:30", "15:00"]), [3, 0, 0]);
}

#[test]
fn what_is_not_held_or_not_known_keeps_people_as_dropping_in_does() {
    let centre = centre();
    let came = [came("10:00", 1, &["schaken"]), came("10:10", 2, &["gisteren"])];
    assert_eq!(inside(&centre, &came, &[], &["10:10", "11:30", "11:40"]), [3, 2, 0]);
}

#[test]
fn what_goes_on_for_days_keeps_nobody_until_its_end() {
    let centre = centre();
    let found = centre.sessions_on(day());
    assert!(
        [7, 8].iter().all(|at| found.iter().any(|it| (it.activity.clone(), it.recurrence_id) == key(*at)))
    );
    let came = [came("10:00", 1, &["feest"]), came("10:10", 2, &["kamp"])];
    assert_eq!(inside(&centre, &came, &[], &["10:10", "11:30", "11:40"]), [3, 2, 0]);
}

#[test]
fn a_session_that_a_host_moved_ends_when_it_does_now() {
    let mut centre = centre();
    let change = SessionChange { ends: NaiveTime::from_hms_opt(12, 30, 0), ..SessionChange::default() };
    centre.changes.insert(key(0), change);
    let came = [came("9:50", 2, &["koffie"])];
    assert_eq!(inside(&centre, &came, &[], &["12:29", "12:30"]), [2, 0]);
}

#[test]
fn nobody_is_left_over_when_the_day_closes() {
    let centre = centre();
    assert_eq!(
        inside(&centre, &[came("23:30", 6, &["nacht"])], &[], &["27:59", "28:00", "29:00"]),
        [6, 0, 0]
    );
}

#[test]
fn a_check_out_takes_off_who_was_to_leave_soonest() {
    let centre = centre();
    let came = [came("10:05", 4, &["koffie"]), came("10:05", 3, &["soep"])];
    let times = ["10:59", "11:00", "11:29", "11:30", "12:59"];
    assert_eq!(inside(&centre, &came, &[left("11:00", 2)], &times), [7, 5, 5, 3, 3]);
    assert_eq!(inside(&centre, &came, &[left("11:00", 5)], &times), [7, 2, 2, 2, 2]);
    // After the coffee only soup is left to leave.
    assert_eq!(inside(&centre, &came, &[left("11:30", 2)], &times), [7, 7, 7, 1, 1]);
}

#[test]
fn more_check_outs_than_people_are_no_debt() {
    let centre = centre();
    let came = [came("10:05", 4, &["koffie"]), came("10:40", 3, &["koffie"])];
    let out = [left("9:00", 9), left("10:30", 9)];
    assert_eq!(inside(&centre, &came, &out, &["10:05", "10:30", "10:40", "11:29"]), [4, 0, 3, 3]);
}

fn minute() -> impl Strategy<Value = i64> {
    8 * 60..30 * 60_i64
}

fn some_came() -> impl Strategy<Value = Vec<Came>> {
    let one = (minute(), 1_u32..=10, proptest::collection::vec(0..ACTIVITIES.len(), 0..3), any::<bool>())
        .prop_map(|(minute, people, activities, drops_in)| Came {
            at: at("0:00") + TimeDelta::minutes(minute),
            people,
            sessions: activities.into_iter().map(key).collect(),
            drops_in,
        });
    proptest::collection::vec(one, 0..12)
}

fn some_left() -> impl Strategy<Value = Vec<CheckOut>> {
    let one = (minute(), 1_u32..=15)
        .prop_map(|(minute, people)| CheckOut { at: at("0:00") + TimeDelta::minutes(minute), people });
    proptest::collection::vec(one, 0..8)
}

/// The same told person by person and minute by minute: who comes in stands in a row with the minute they
/// leave; a check-out sends away the first of those who leave earliest.
fn simulated(house: &House, came: &[Came], left: &[CheckOut], until: i64) -> Vec<u32> {
    let clock = |minute| at("0:00") + TimeDelta::minutes(minute);
    let mut inside: Vec<DateTime<Utc>> = Vec::new();
    (0..=until)
        .map(|minute| {
            let now = clock(minute);
            for came in came.iter().filter(|came| came.at == now) {
                let until = house.stay(came).map(|stay| stay.until);
                inside.extend(until.into_iter().flat_map(|until| vec![until; came.people as usize]));
            }
            inside.retain(|until| *until > now);
            inside.sort_unstable();
            let gone: u32 = left.iter().filter(|left| left.at == now).map(|left| left.people).sum();
            inside.drain(..inside.len().min(gone as usize));
            u32::try_from(inside.len()).expect("a small number")
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn the_estimate_is_what_following_everybody_gives(came in some_came(), left in some_left()) {
        let centre = centre();
        let sessions = centre.sessions_on(day());
        let house = House { centre: &centre, day: day(), sessions: &sessions, drop_in_stays_min: 90 };
        let expected = simulated(&house, &came, &left, 30 * 60);
        for (minute, expected) in (0..).zip(expected) {
            let now = at("0:00") + TimeDelta::minutes(minute);
            prop_assert_eq!(house.people_inside(&came, &left, now), expected, "minute {}", minute);
        }
    }

    #[test]
    fn the_order_in_which_things_are_told_does_not_matter(
        (came, shuffled) in some_came().prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle())),
        (left, mixed) in some_left().prop_flat_map(|it| (Just(it.clone()), Just(it).prop_shuffle())),
        minute in minute(),
    ) {
        let centre = centre();
        let sessions = centre.sessions_on(day());
        let house = House { centre: &centre, day: day(), sessions: &sessions, drop_in_stays_min: 90 };
        let now = at("0:00") + TimeDelta::minutes(minute);
        prop_assert_eq!(house.people_inside(&came, &left, now), house.people_inside(&shuffled, &mixed, now));
    }

    #[test]
    fn there_are_never_more_than_came_nor_anybody_at_night_and_a_check_out_adds_nobody(
        came in some_came(),
        left in some_left(),
        another in minute(),
        minute in minute(),
    ) {
        let centre = centre();
        let sessions = centre.sessions_on(day());
        let house = House { centre: &centre, day: day(), sessions: &sessions, drop_in_stays_min: 90 };
        let now = at("0:00") + TimeDelta::minutes(minute);
        let inside = house.people_inside(&came, &left, now);
        let so_far: u32 = came.iter().filter(|came| came.at <= now).map(|came| came.people).sum();
        prop_assert!(inside <= so_far);
        prop_assert!(inside == 0 || now < at("28:00"));
        let mut more = left.clone();
        more.push(CheckOut { at: at("0:00") + TimeDelta::minutes(another), people: 2 });
        prop_assert!(house.people_inside(&came, &more, now) <= inside);
    }
}
