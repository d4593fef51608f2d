//! Arrivals read from a file.

use crate::{arrival::Role, ids::ActivityId, release::arrivals_csv::read};
use chrono::NaiveDate;

fn resolve(text: &str, _: Option<NaiveDate>) -> Option<ActivityId> {
    match text {
        "koken@example.org" | "Koken, samen" => Some("koken@example.org".into()),
        "dans@example.org" => Some("dans@example.org".into()),
        _ => None,
    }
}

fn problems(text: &str) -> Vec<String> {
    read(text, resolve).expect_err("problems").iter().map(ToString::to_string).collect()
}

#[test]
fn rows_of_one_arrival_are_put_together() {
    let text = "\u{feff}date,time,activity,role,newcomer,party,arrival\r\n\
                2026-12-01,14:05,\"Koken, samen\",volunteer,yes,3,7\r\n\
                2026-12-01,15:00,drop-in,,,,\r\n\
                2026-12-01,14:05:30,dans@example.org,volunteer,yes,3,7\r\n\
                \r\n\
                2026-12-02,00:30,,visitor,no,1,8\r\n";
    let arrivals = read(text, resolve).expect("arrivals");
    let told: Vec<String> = arrivals
        .iter()
        .map(|arrival| {
            let activities: Vec<&str> = arrival.activities.iter().map(ActivityId::as_str).collect();
            format!("{} {} {:?} {}", arrival.day, activities.join(" "), arrival.newcomer, arrival.party)
        })
        .collect();
    assert_eq!(
        told,
        [
            "2026-12-01 koken@example.org dans@example.org Some(true) 3",
            "2026-12-01 drop-in None 1",
            // Half an hour past midnight is still the evening before.
            "2026-12-01 drop-in Some(false) 1",
        ]
    );
    assert_eq!(arrivals[0].role, Role::Volunteer);
    assert!(arrivals.iter().all(|arrival| arrival.recorded == arrival.day && arrival.withdrawn.is_none()));
}

#[test]
fn columns_are_found_by_their_names() {
    let text = "activity,date,time\nkoken@example.org,2026-12-01,09:00\nkoken@example.org,2026-12-01,09:00\n";
    let arrivals = read(text, resolve).expect("arrivals");
    assert_eq!(arrivals.len(), 2, "without a column for it, every row is an arrival of its own");
    assert_eq!(arrivals[0].role, Role::Visitor);
    assert_eq!(read("date,time,activity\n", resolve), Ok(Vec::new()));
}

#[test]
fn a_wrong_header_is_told() {
    assert_eq!(
        problems("date,tijd,activity,date,arrival\n"),
        [
            "line 1: expected the columns date,time,activity,role,newcomer,party,arrival, found \"tijd\"",
            "line 1: expected each column once, found date twice",
            "line 1: expected the column time, found none",
        ]
    );
    assert_eq!(problems("").len(), 3);
}

#[test]
fn every_mistake_is_told_with_its_line() {
    let text = "date,time,activity,role,newcomer,party,arrival\n\
                01-12-2026,9 uur,Zingen,bezoeker,ja,11,1\n\
                2026-12-01,09:00,Zingen,visitor,no,0,\n\
                2026-12-01,09:00,koken@example.org\n\
                2026-12-01,09:00,koken@example.org,visitor,no,2,9\n\
                2026-12-02,09:00,koken@example.org,volunteer,,1,9\n";
    assert_eq!(
        problems(text),
        [
            "line 2: date: expected a date like 2026-12-01, found \"01-12-2026\"",
            "line 2: time: expected a time like 14:05, found \"9 uur\"",
            "line 2: activity: expected the UID or the one name of an activity, or drop-in, found \"Zingen\"",
            "line 2: role: expected visitor, volunteer or professional, found \"bezoeker\"",
            "line 2: newcomer: expected yes, no or nothing, found \"ja\"",
            "line 2: party: expected a number from 1 to 10, found \"11\"",
            "line 3: activity: expected the UID or the one name of an activity, or drop-in, found \"Zingen\"",
            "line 3: party: expected a number from 1 to 10, found \"0\"",
            "line 4: expected 7 fields as in the header, found 3",
            "line 6: expected the same day in all rows of one arrival, found another",
            "line 6: expected the same role in all rows of one arrival, found another",
            "line 6: expected the same newcomer in all rows of one arrival, found another",
            "line 6: expected the same party in all rows of one arrival, found another",
            "line 6: expected each activity once in an arrival, found one a second time",
        ]
    );
}
