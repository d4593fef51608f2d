//! Logging in, forms, and guessing.

use crate::house::{House, NAME, PASSWORD};
use welkom_coordinator::{accounts, clock::Clock};

#[test]
fn only_the_right_password_lets_in() {
    let house = House::new();
    let mut browser = house.browser();
    let wrong = browser.log_in(NAME, "een andere lange zin");
    assert_eq!(wrong.status, 403);
    assert!(wrong.body.contains("horen niet bij elkaar") && !wrong.body.contains("een andere lange zin"));
    assert_eq!(browser.log_in("niemand", PASSWORD).status, 403);
    assert_eq!(browser.get("/statistics").status, 303, "still outside");
    let right = browser.log_in(NAME, PASSWORD);
    assert_eq!(right.status, 303);
    let cookie = right.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    assert_eq!(browser.get("/statistics").status, 200);
}

#[test]
fn after_logging_in_people_are_where_they_wanted_to_be() {
    let house = House::new();
    let mut browser = house.browser();
    let sent = browser.get("/kiosks?code=BCDF-2345");
    assert_eq!(sent.header("location"), "/log-in?next=%2Fkiosks%3Fcode%3DBCDF-2345");
    let form = [("name", NAME), ("password", PASSWORD), ("next", "/kiosks?code=BCDF-2345")];
    assert_eq!(browser.post("/log-in", &form).header("location"), "/kiosks?code=BCDF-2345");
    assert!(browser.get("/kiosks?code=BCDF-2345").body.contains("value=\"BCDF-2345\""));
}

#[test]
fn guessing_waits_and_a_restart_forgives_nothing() {
    let mut house = House::new();
    for _ in 0..5 {
        assert_eq!(house.browser().log_in(NAME, "een andere lange zin").status, 403);
    }
    house.restart();
    let slowed = house.browser().log_in(NAME, PASSWORD);
    assert_eq!((slowed.status, slowed.header("retry-after")), (429, "30"), "even with the right password");
    house.minutes_pass(1);
    assert_eq!(house.browser().log_in(NAME, PASSWORD).status, 303);
    assert_eq!(
        house.browser().log_in(NAME, "een andere lange zin").status,
        403,
        "success forgave the account"
    );
}

#[test]
fn one_address_cannot_try_many_names() {
    let house = House::new();
    let mut browser = house.browser();
    let statuses: Vec<u16> = (0..21)
        .map(|number| browser.log_in(&format!("naam {number}"), "een andere lange zin").status)
        .collect();
    assert_eq!(statuses.iter().filter(|status| **status == 403).count(), 20);
    assert_eq!(statuses.last(), Some(&429));
}

#[test]
fn a_session_survives_a_restart_and_ends() {
    let mut house = House::new();
    let cookie = {
        let mut browser = house.browser();
        browser.log_in(NAME, PASSWORD).header("set-cookie").split(';').next().expect("a pair").to_owned()
    };
    house.restart();
    let status = |house: &House| house.browser().get_with("/statistics", &[("cookie", &cookie)]).status;
    assert_eq!(status(&house), 200);
    house.minutes_pass(119);
    assert_eq!(status(&house), 200);
    house.minutes_pass(120);
    assert_eq!(status(&house), 303, "two hours without use");
}

#[test]
fn logging_out_ends_the_session() {
    let house = House::new();
    let mut browser = house.logged_in();
    let form_token = browser.form_token();
    let before = browser.get("/statistics");
    assert_eq!(before.status, 200);
    let session = house.logged_in();
    drop(session);
    assert_eq!(browser.post("/log-out", &[("form_token", &form_token)]).header("location"), "/log-in");
    assert_eq!(browser.get("/statistics").status, 303);
}

#[test]
fn a_form_without_this_sessions_token_is_refused() {
    let house = House::new();
    let foreign = house.logged_in().form_token();
    let kiosk = house.enrolled_kiosk("de-hoeve");
    let mut browser = house.logged_in();
    let own = browser.form_token();
    assert_ne!(own, foreign);
    for token in ["", "x", foreign.as_str()] {
        let form = [("form_token", token), ("installation", kiosk.installation.as_str())];
        assert_eq!(browser.post("/kiosks/revoke", &form).status, 403, "{token:?}");
    }
    assert_eq!(browser.post("/kiosks/revoke", &[("installation", &kiosk.installation)]).status, 403);
    assert_eq!(kiosk.get("/api/v1/enrolment").status, 200, "nothing was done");
    let form = [("form_token", own.as_str()), ("installation", kiosk.installation.as_str())];
    assert_eq!(browser.post("/kiosks/revoke", &form).status, 303);
}

#[test]
fn a_log_in_form_of_another_site_is_refused() {
    let house = House::new();
    let form = [("name", NAME), ("password", PASSWORD)];
    for (site, status) in [("cross-site", 403), ("same-site", 403), ("same-origin", 303), ("none", 303)] {
        assert_eq!(
            house.browser().post_with("/log-in", &form, &[("sec-fetch-site", site)]).status,
            status,
            "{site}"
        );
    }
}

#[test]
fn strangers_cannot_keep_somebody_out_of_a_browser_they_use() {
    let mut house = House::new();
    let (session, device) = {
        let mut browser = house.browser();
        let answer = browser.log_in(NAME, PASSWORD);
        let cookies: Vec<&str> =
            answer.headers.get_all("set-cookie").iter().map(|it| it.to_str().expect("readable")).collect();
        let pair = |name: &str| cookies.iter().find(|it| it.starts_with(name)).expect(name).to_string();
        assert!(pair("welkom-device=").contains("HttpOnly; SameSite=Strict"));
        (pair("welkom="), pair("welkom-device=").split(';').next().expect("a pair").to_owned())
    };
    assert!(!session.contains(device.split_once('=').expect("a pair").1));
    let with = |house: &House, name: &str, password: &str| {
        let form = [("name", name), ("password", password)];
        house.browser().post_with("/log-in", &form, &[("cookie", &device)]).status
    };
    for _ in 0..5 {
        assert_eq!(house.browser().log_in(NAME, "een andere lange zin").status, 403);
    }
    house.restart();
    assert_eq!(house.browser().log_in(NAME, PASSWORD).status, 429, "everybody else waits");
    assert_eq!(with(&house, NAME, PASSWORD), 303, "who is known does not");
    assert_eq!(house.browser().log_in(NAME, PASSWORD).status, 429, "and forgives the strangers nothing");

    for _ in 0..5 {
        assert_eq!(with(&house, NAME, "een andere lange zin"), 403);
    }
    assert_eq!(with(&house, NAME, PASSWORD), 429, "a stolen browser guesses no faster");
    accounts::add_account(&house.store(), &Clock::system(), "ander", PASSWORD).expect("an account");
    for _ in 0..5 {
        assert_eq!(with(&house, "ander", "een andere lange zin"), 403);
    }
    assert_eq!(house.browser().log_in("ander", PASSWORD).status, 429, "known to one account, not to another");
}
