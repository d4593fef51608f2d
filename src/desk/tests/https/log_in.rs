//! Logging in, forms, and guessing.

use crate::house::{HOST, House};

#[test]
fn only_the_right_password_lets_in_and_the_cookies_are_bound() {
    let house = House::new();
    let mut browser = house.browser();
    let wrong = browser.log_in(HOST, "een andere lange zin");
    assert_eq!(wrong.status, 403);
    assert!(wrong.body.contains("horen niet bij elkaar") && !wrong.body.contains("een andere lange zin"));
    assert_eq!(browser.log_in("niemand", &house.password).status, 403);
    assert_eq!(browser.get("/today").location(), "/log-in?next=%2Ftoday");
    let right = browser.log_in(HOST, &house.password);
    assert_eq!(right.status, 303);
    let cookies: Vec<_> = right.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies.len(), 2);
    for cookie in cookies {
        let cookie = cookie.to_str().expect("readable");
        assert!(cookie.starts_with("__Host-welkom-desk"), "{cookie}");
        assert!(
            cookie.contains("Path=/;") && cookie.ends_with("HttpOnly; SameSite=Strict; Secure"),
            "{cookie}"
        );
    }
    assert_eq!(browser.get("/today").status, 200);
    assert_eq!(browser.send("/log-out", &[]).location(), "/log-in");
    assert_eq!(browser.get("/today").status, 303);
}

#[test]
fn guessing_waits_and_a_restart_forgives_nothing() {
    let mut house = House::new();
    for _ in 0..5 {
        assert_eq!(house.browser().log_in(HOST, "een andere lange zin").status, 403);
    }
    house.restart();
    let slowed = house.browser().log_in(HOST, &house.password);
    assert_eq!((slowed.status, slowed.header("retry-after")), (429, "30"), "even with the right password");
    house.minutes_pass(1);
    assert_eq!(house.browser().log_in(HOST, &house.password).status, 303);
}

#[test]
fn strangers_cannot_keep_a_host_out() {
    let mut house = House::new();
    let cookies = house.logged_in().cookies;
    for _ in 0..5 {
        assert_eq!(house.browser().log_in(HOST, "een andere lange zin").status, 403);
    }
    house.restart();
    assert_eq!(house.browser().log_in(HOST, &house.password).status, 429, "everybody else waits");
    let mut known = house.browser();
    known.cookies = cookies.into_iter().filter(|(name, _)| name.ends_with("device")).collect();
    assert_eq!(known.log_in(HOST, &house.password).status, 303, "a known browser does not");
    for _ in 0..5 {
        assert_eq!(known.log_in(HOST, "een andere lange zin").status, 403);
    }
    assert_eq!(known.log_in(HOST, &house.password).status, 429, "and guesses no faster");
}

#[test]
fn a_post_of_another_origin_or_session_is_refused() {
    let house = House::new();
    let foreign = house.logged_in().form_token();
    let mut browser = house.logged_in();
    let own = browser.form_token();
    let form =
        |token: &str| vec![("news".to_owned(), "x".to_owned()), ("form_token".to_owned(), token.to_owned())];
    let mut post = |token: &str, headers: &[(&str, &str)]| {
        let form = form(token);
        let form: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        browser.post_with("/today/news", &form, headers).status
    };
    for token in ["", "x", foreign.as_str()] {
        assert_eq!(post(token, &[]), 403, "{token}");
    }
    for origin in ["https://example.org", "null", "http://welkom.local"] {
        assert_eq!(post(&own, &[("origin", origin)]), 403, "{origin}");
    }
    for site in ["cross-site", "same-site"] {
        assert_eq!(post(&own, &[("sec-fetch-site", site)]), 403, "{site}");
    }
    assert!(house.door.state().today.news.is_none(), "nothing was done");
    assert_eq!(post(&own, &[("origin", house.desk().url())]), 303);
    assert_eq!(house.door.state().today.news.as_deref(), Some("x"));
    let log_in = [("name", HOST), ("password", house.password.as_str())];
    assert_eq!(
        house.browser().post_with("/log-in", &log_in, &[("origin", "https://example.org")]).status,
        403
    );
}

#[test]
fn a_session_survives_a_restart_and_ends() {
    let mut house = House::new();
    let cookies = house.unlocked().cookies;
    house.restart();
    let status = |house: &House, path: &str| {
        let mut browser = house.browser();
        browser.cookies.clone_from(&cookies);
        let answer = browser.get(path);
        (answer.status, answer.location().to_owned())
    };
    assert_eq!(status(&house, "/today").0, 200);
    assert_eq!(status(&house, "/guests"), (303, "/book".to_owned()), "the book was in memory alone");
    house.minutes_pass(119);
    assert_eq!(status(&house, "/today").0, 200);
    house.minutes_pass(120);
    assert_eq!(status(&house, "/today").0, 303, "two hours without use");
}
