//! The page of today that stands open.

use crate::house::{Events, House};
use std::time::{Duration, Instant};

/// The next event that is no sign of life.
fn told(events: &mut Events) -> Option<(String, String)> {
    events.find(|(name, _)| name != "beat")
}

#[test]
fn what_changes_at_the_door_is_told_at_once() {
    let house = House::new();
    let mut browser = house.logged_in();
    let mut events = browser.watch("/today/live");
    let (name, first) = told(&mut events).expect("as it is now");
    assert!(name == "today" && first.contains("Niemand roept nu.") && first.contains("Wandelen"), "{first}");
    let began = Instant::now();
    let add = [("session", "s1"), ("role", "visitor"), ("people", "3")];
    house.logged_in().send("/today/add", &add);
    let (_, second) = told(&mut events).expect("as it is then");
    assert!(second.contains("<dt>Bezoekers</dt><dd>3</dd>"), "{second}");
    assert!(began.elapsed() < Duration::from_secs(4), "not with the next look");
    // The forms in it are this session's.
    assert!(second.contains(&browser.form_token()));
}

#[test]
fn it_ends_with_the_session() {
    let house = House::new();
    let mut browser = house.logged_in();
    let mut events = browser.watch("/today/live");
    told(&mut events).expect("as it is now");
    browser.send("/log-out", &[]);
    assert_eq!(told(&mut events).expect("the end").0, "over", "though nothing happened at the door");
    assert_eq!(told(&mut events), None);
    assert_eq!(browser.get("/today/live").location(), "/log-in");
}

#[test]
fn watching_uses_neither_the_session_nor_the_book() {
    let house = House::new();
    let mut browser = house.unlocked();
    house.minutes_pass(29);
    told(&mut browser.watch("/today/live")).expect("as it is now");
    house.minutes_pass(1);
    assert!(!house.desk().is_book_open(), "closed for nobody used it");
    house.minutes_pass(89);
    let mut events = browser.watch("/today/live");
    told(&mut events).expect("as it is now");
    house.minutes_pass(1);
    assert_eq!(told(&mut events).expect("the end").0, "over", "two hours without use");
    assert_eq!(browser.get("/today").status, 303);
}

#[test]
fn a_desk_that_stops_waits_for_nobody_who_watches() {
    let mut house = House::new();
    let mut events = house.logged_in().watch("/today/live");
    told(&mut events).expect("as it is now");
    let began = Instant::now();
    house.restart();
    assert!(began.elapsed() < Duration::from_millis(1_500), "took {:?}", began.elapsed());
    assert_eq!(told(&mut events), None);
}

#[test]
fn the_script_is_the_desk_s_own_and_only_this_page_runs_one() {
    let house = House::new();
    let mut browser = house.unlocked();
    let page = browser.get("/today");
    let (_, rest) = page.body.split_once("<script src=\"").expect("a script");
    let (path, rest) = rest.split_once('"').expect("an address");
    assert_eq!((page.body.matches("<script").count(), rest.split_once('>').expect("a tag").0), (1, " defer"));
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("script-src 'self'; connect-src 'self';") && !policy.contains("unsafe"),
        "{policy}"
    );
    let script = browser.get(path);
    assert_eq!((script.status, script.header("content-type")), (200, "text/javascript; charset=utf-8"));
    assert!(script.body.contains("new EventSource(\"/today/live\")"));
    for other in ["/kiosk", "/hosts", "/guests", "/call-back", "/leaving", "/log-in"] {
        let page = browser.get(other);
        assert!(!page.header("content-security-policy").contains("script-src"), "{other}");
        assert!(!page.body.contains("<script"), "{other}");
    }
}
