//! A kiosk becomes known, and stops being known.

use crate::house::House;
use serde_json::json;

#[test]
fn a_coordinator_lets_a_kiosk_in_by_its_code() {
    let house = House::new();
    let kiosk = house.new_kiosk("de-hoeve");
    assert_eq!(kiosk.get("/api/v1/enrolment").status, 401, "nobody knows it yet");
    let offer = kiosk.enrol();
    assert_eq!(offer.status, 201, "{}", offer.body);
    let code = offer.json()["code"].as_str().expect("a code").to_owned();
    assert_eq!(offer.json()["expires_in_s"], 900);
    let confirm_url = offer.json()["confirm_url"].as_str().expect("an address").to_owned();
    assert_eq!(confirm_url, format!("{}/kiosks?code={code}", house.url()));
    assert_eq!(kiosk.get("/api/v1/enrolment").json(), json!({"state": "pending"}));
    assert_eq!(kiosk.release("").status, 401);

    let mut browser = house.logged_in();
    let form_token = browser.form_token();
    let typed = code.to_lowercase().replace('-', " ");
    let page = browser.post("/kiosks/code", &[("form_token", &form_token), ("code", &typed)]);
    assert!(page.body.contains("Wijkcentrum de-hoeve") && page.body.contains(&code), "{}", page.body);
    assert_eq!(
        kiosk.get("/api/v1/enrolment").json(),
        json!({"state": "pending"}),
        "looking confirms nothing"
    );
    let done = browser.post("/kiosks/confirm", &[("form_token", &form_token), ("code", &code)]);
    assert_eq!((done.status, done.header("location")), (303, "/kiosks?done=confirmed"));
    assert_eq!(kiosk.get("/api/v1/enrolment").json(), json!({"state": "confirmed", "centre": "de-hoeve"}));

    let again = browser.post("/kiosks/confirm", &[("form_token", &form_token), ("code", &code)]);
    assert_eq!(again.status, 422, "a code works once");

    let health = json!({"schema": 1, "version": "0.1.0", "programme_age_days": 3, "clock_trusted": true,
                        "disk_free_mib": 9984, "added_later": [1]});
    assert_eq!(kiosk.post("/api/v1/health", &health.to_string()).status, 204);
    let page = browser.get("/kiosks").body;
    assert!(page.contains("3 dagen oud") && page.contains("9 GB") && page.contains("loopt gelijk"), "{page}");
}

#[test]
fn a_second_kiosk_of_a_centre_is_refused_with_the_reason() {
    let house = House::new();
    house.enrolled_kiosk("de-hoeve");
    let answer = house.new_kiosk("de-hoeve").enrol();
    assert_eq!(answer.status, 409);
    assert_eq!(answer.json()["problem"], "refused");
    assert_eq!(answer.json()["reason"], "centre_has_kiosk");
    assert_eq!(house.new_kiosk("graafkamp").enrol().status, 201);
}

#[test]
fn a_refused_and_an_expired_code_say_so() {
    let house = House::new();
    let mut browser = house.logged_in();
    let form_token = browser.form_token();
    let kiosk = house.new_kiosk("de-hoeve");
    let code = kiosk.enrol().json()["code"].as_str().expect("a code").to_owned();
    browser.post("/kiosks/refuse", &[("form_token", &form_token), ("code", &code)]);
    assert_eq!(
        kiosk.get("/api/v1/enrolment").json(),
        json!({"state": "refused", "reason": "by_coordinator"})
    );

    let late = house.new_kiosk("de-hoeve");
    let code = late.enrol().json()["code"].as_str().expect("a code").to_owned();
    house.minutes_pass(15);
    assert_eq!(late.get("/api/v1/enrolment").json(), json!({"state": "expired"}));
    assert_eq!(browser.post("/kiosks/confirm", &[("form_token", &form_token), ("code", &code)]).status, 422);
}

#[test]
fn guessing_codes_is_slowed_down() {
    let house = House::new();
    let mut browser = house.logged_in();
    let form_token = browser.form_token();
    let mut guess = || browser.post("/kiosks/confirm", &[("form_token", &form_token), ("code", "BCDF-2345")]);
    for _ in 0..10 {
        assert_eq!(guess().status, 422);
    }
    let slowed = guess();
    assert_eq!(slowed.status, 429);
    assert!(slowed.body.contains("30 seconden"), "{}", slowed.body);
    house.minutes_pass(1);
    assert_eq!(guess().status, 422);
}

#[test]
fn asking_for_codes_is_slowed_down() {
    let house = House::new();
    let kiosk = house.new_kiosk("de-hoeve");
    for _ in 0..20 {
        assert_eq!(kiosk.enrol().status, 201);
    }
    let slowed = kiosk.enrol();
    assert_eq!((slowed.status, slowed.header("retry-after")), (429, "30"));
    assert_eq!(slowed.json()["problem"], "too_many");
}

#[test]
fn a_revoked_kiosk_is_told_so() {
    let house = House::new();
    let kiosk = house.enrolled_kiosk("de-hoeve");
    let mut browser = house.logged_in();
    let form_token = browser.form_token();
    let revoked =
        browser.post("/kiosks/revoke", &[("form_token", &form_token), ("installation", &kiosk.installation)]);
    assert_eq!((revoked.status, revoked.header("location")), (303, "/kiosks?done=revoked"));
    for answer in [kiosk.release(""), kiosk.get("/api/v1/enrolment")] {
        assert_eq!((answer.status, &answer.json()["problem"]), (403, &json!("revoked")));
    }
    assert!(browser.get("/kiosks").body.contains("Losgekoppeld"));
    assert_eq!(house.new_kiosk("de-hoeve").enrol().status, 201, "the centre may have another one");
}

#[test]
fn tokens_rotate() {
    let house = House::new();
    let mut kiosk = house.enrolled_kiosk("de-hoeve");
    let next = welkom_wire::Token::from_random_bytes([99; 32]);
    let announced =
        kiosk.put("/api/v1/next-token", &json!({"schema": 1, "token_sha256": next.hash()}).to_string());
    assert_eq!(announced.status, 204);
    assert_eq!(kiosk.get("/api/v1/enrolment").status, 200, "good until the next one is used");
    let old = std::mem::replace(&mut kiosk.token, next);
    assert_eq!(kiosk.get("/api/v1/enrolment").status, 200);
    kiosk.token = old;
    assert_eq!(kiosk.get("/api/v1/enrolment").status, 401);
}

#[test]
fn what_cannot_be_a_centre_is_refused() {
    let house = House::new();
    let answer = house.new_kiosk("De Hoeve").enrol();
    assert_eq!((answer.status, &answer.json()["problem"]), (422, &json!("invalid")));
    assert!(answer.json()["message"].as_str().expect("a message").starts_with("centre: expected"));
}
