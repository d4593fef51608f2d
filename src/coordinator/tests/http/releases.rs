//! Frozen cells come in: whole batches, once, and nothing that cannot be one.

use crate::house::{House, batch};
use serde_json::json;

const ROWS: &str = "visits,2026-12-01,2026-12-01,2026-12-01,Wandelen,12
    visits,2026-W50,2026-12-07,2026-12-13,Overig,few
    hours,2026-12-01,2026-12-01,2026-12-01,,7.5";

const CSV: &str = "centre,measure,period,from,to,group,value\r
de-hoeve,hours,2026-12-01,2026-12-01,2026-12-01,,7.5\r
de-hoeve,visits,2026-12-01,2026-12-01,2026-12-01,Wandelen,12\r
de-hoeve,visits,2026-W50,2026-12-07,2026-12-13,Overig,few\r
";

fn csv(house: &House) -> String {
    house.logged_in().get("/statistics.csv").body
}

#[test]
fn a_release_sent_twice_counts_once_and_the_first_value_stays() {
    let house = House::new();
    let kiosk = house.enrolled_kiosk("de-hoeve");
    let receipt = |rows: &str| {
        let answer = kiosk.release(rows);
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    };
    assert_eq!(receipt(ROWS), json!({"accepted": 3, "already_there": 0, "differing": 0}));
    assert_eq!(receipt(ROWS), json!({"accepted": 0, "already_there": 3, "differing": 0}));
    let other = ROWS.replace(",12", ",13");
    assert_eq!(receipt(&other), json!({"accepted": 0, "already_there": 2, "differing": 1}));
    assert_eq!(csv(&house), CSV);
    assert!(house.logged_in().get("/kiosks").body.contains("met een andere waarde"));
}

#[test]
fn a_restored_kiosk_learns_what_is_here() {
    let house = House::new();
    let kiosk = house.enrolled_kiosk("de-hoeve");
    kiosk.release(ROWS);
    let keys = kiosk.get("/api/v1/frozen?from=2026-12-10&to=2026-12-31").json();
    let overig = json!({"plan": "2026-Q4", "measure": "visits", "group": "Overig", "from": "2026-12-07", "to": "2026-12-13"});
    assert_eq!(keys, json!({"keys": [overig]}));
    let other = house.enrolled_kiosk("graafkamp");
    assert_eq!(
        other.get("/api/v1/frozen?from=2026-12-01&to=2026-12-31").json(),
        json!({"keys": []}),
        "only its own"
    );
    for wrong in [
        "",
        "?from=2026-12-01",
        "?from=x&to=y",
        "?from=2026-12-02&to=2026-12-01",
        "?from=2026-01-01&to=2027-01-01",
    ] {
        let answer = kiosk.get(&format!("/api/v1/frozen{wrong}"));
        assert_eq!((answer.status, &answer.json()["problem"]), (400, &json!("malformed")), "{wrong}");
    }
}

#[test]
fn one_wrong_row_and_nothing_is_stored() {
    let house = House::new();
    let kiosk = house.enrolled_kiosk("de-hoeve");
    let answer = kiosk.release(&ROWS.replace("7.5", "7.4"));
    assert_eq!(answer.status, 422);
    assert_eq!(
        answer.json(),
        json!({"problem": "invalid", "row": 3,
               "message": "row 3, value: expected hours of one day in quarters, like 7.5, found \"7.4\""})
    );
    assert_eq!(csv(&house).lines().count(), 1, "the header alone");
}

#[test]
fn what_is_no_message_is_said_to_be_none() {
    let house = House::new();
    let kiosk = house.enrolled_kiosk("de-hoeve");
    let broken = kiosk.post("/api/v1/releases", &batch(ROWS)[..80]);
    assert_eq!((broken.status, &broken.json()["problem"]), (400, &json!("malformed")));
    assert!(broken.json()["message"].as_str().expect("a message").contains("EOF"), "{}", broken.body);
    let without = kiosk.post("/api/v1/releases", "{}");
    assert!(without.json()["message"].as_str().expect("a message").contains("missing field `schema`"));
    let newer = kiosk.post("/api/v1/releases", &batch(ROWS).replace("\"schema\":1", "\"schema\":2"));
    assert_eq!((newer.status, &newer.json()["problem"]), (400, &json!("unsupported_schema")));
    assert_eq!(newer.json()["message"], "expected schema 1 to 1, found 2");
    let later = batch(ROWS).replace("\"schema\":1", "\"schema\":1,\"added_later\":true");
    assert_eq!(kiosk.post("/api/v1/releases", &later).status, 200, "unknown fields are ignored");
}

#[test]
fn a_body_over_the_limit_is_refused_with_an_answer() {
    let house = House::new();
    let kiosk = house.enrolled_kiosk("de-hoeve");
    for length in [welkom_wire::BODY_LIMIT_BYTES + 1, 3 * welkom_wire::BODY_LIMIT_BYTES] {
        let answer = kiosk.post("/api/v1/releases", &" ".repeat(length));
        assert_eq!((answer.status, &answer.json()["problem"]), (413, &json!("too_large")), "{length}");
    }
    assert_eq!(kiosk.release(ROWS).status, 200, "the kiosk can go on");
}

#[test]
fn a_full_batch_with_the_longest_names_fits() {
    let house = House::new();
    let kiosk = house.enrolled_kiosk("de-hoeve");
    let rows: Vec<String> = (0..welkom_wire::ROWS_PER_BATCH)
        .map(|number| {
            let name = format!("{number:03}{}", "é".repeat(welkom_wire::release::LONGEST_GROUP_NAME - 3));
            format!("visits,2026-12-01,2026-12-01,2026-12-01,{name},12")
        })
        .collect();
    assert_eq!(kiosk.release(&rows.join("\n")).json()["accepted"], welkom_wire::ROWS_PER_BATCH);
}

#[test]
fn a_stranger_is_refused() {
    let house = House::new();
    house.enrolled_kiosk("de-hoeve");
    let stranger = house.new_kiosk("de-hoeve");
    let answer = stranger.release(ROWS);
    assert_eq!((answer.status, &answer.json()["problem"]), (401, &json!("unknown_token")));
    assert_eq!(answer.header("www-authenticate"), "Bearer");
    assert_eq!(csv(&house).lines().count(), 1);
}
