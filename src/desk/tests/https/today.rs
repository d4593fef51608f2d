//! Today's counts, the plan and the kiosk: pages without a name on them.

use crate::house::House;
use chrono::NaiveTime;
use welkom_desk::door::{CallReason, DoorError, HostCall, People, Shifts};
use welkom_domain::{arrival::Role, programme::SessionChange};

#[test]
fn counts_are_corrected_until_the_day_closes() {
    let house = House::new();
    let mut browser = house.logged_in();
    let add = |people: &'static str| [("session", "s1"), ("role", "volunteer"), ("people", people)];
    assert_eq!(browser.send("/today/add", &add("2")).location(), "/today?done=added");
    assert_eq!(house.door.state().arrivals, [("s1".to_owned(), Role::Volunteer, 2)]);
    let page = browser.get("/today?done=added").body;
    for said in ["Meegeteld.", "Vrijwilligers", "dinsdag 1 december", "10.00 · Grote zaal", "<dd>7</dd>"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert_eq!(browser.send("/today/add", &add("11")).location(), "/today?done=people");
    let last = [("session", "s1")];
    assert_eq!(browser.send("/today/take-back", &last).location(), "/today?done=taken-back");
    assert_eq!(browser.send("/today/take-back", &last).location(), "/today?done=nobody");
    let gone = browser.send("/today/take-back", &[("session", "s9")]);
    assert_eq!(gone.location(), "/today?done=session-gone");
    house.door.state().today.is_open = false;
    assert_eq!(browser.send("/today/add", &add("1")).location(), "/today?done=day-closed");
    assert!(!browser.get("/today").body.contains("action=\"/today/add\""));
}

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).expect("a time")
}

#[test]
fn who_calls_stands_on_top_until_seen() {
    let house = House::new();
    let mut browser = house.logged_in();
    assert!(browser.get("/today").body.contains("Niemand roept nu."));
    // The clock of the house stands at eleven in Amsterdam.
    house.door.change(|state| {
        let call = |id, minute, reason, came_for: &str| HostCall {
            id,
            at: time(10, minute),
            reason,
            came_for: came_for.to_owned(),
        };
        state.today.calls =
            vec![call(7, 15, CallReason::FirstTalk, ""), call(8, 48, CallReason::Newcomer, "Samen <koken>")];
    });
    let page = browser.get("/today").body;
    for said in [
        "<title>(2) Vandaag",
        "45 minuten geleden (10.15)",
        "12 minuten geleden (10.48)",
        "wil graag rondgeleid worden",
        "Samen &#60;koken&#62;",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(page.find("Wie roept").expect("a heading") < page.find("Wandelen").expect("a session"));
    assert_eq!(browser.send("/today/seen", &[("call", "7")]).location(), "/today?done=seen");
    let left: Vec<u64> = house.door.state().today.calls.iter().map(|it| it.id).collect();
    assert_eq!(left, [8]);
    assert!(browser.get("/today?taal=en").body.contains("<title>(1) Today"));
}

#[test]
fn a_session_is_changed_for_today_and_says_so_in_words() {
    let house = House::new();
    let mut browser = house.logged_in();
    let change = |house: &House, at: usize| house.door.state().today.sessions[at].change.clone();
    let form = [
        ("session", "s1"),
        ("starts", "10:30"),
        ("ends", "11.45"),
        ("place", " Tuinkamer "),
        ("note", "Neem een\r jas mee."),
    ];
    assert_eq!(browser.send("/today/session", &form).location(), "/today?done=session");
    let changed = SessionChange {
        is_cancelled: false,
        starts: Some(time(10, 30)),
        ends: Some(time(11, 45)),
        place: Some("Tuinkamer".to_owned()),
        note: Some("Neem een jas mee.".to_owned()),
    };
    assert_eq!(change(&house, 1), changed);
    let page = browser.get("/today").body;
    for said in ["op een andere tijd", "op een andere plek", "“Neem een jas mee.”", "value=\"10:30\""] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("gaat niet door"));
    let form = [("session", "s1"), ("cancelled", "1")];
    assert_eq!(browser.send("/today/session", &form).location(), "/today?done=session");
    assert!(change(&house, 1).is_cancelled && browser.get("/today").body.contains("gaat niet door"));
    let undone = browser.send("/today/session", &[("session", "s1")]);
    assert_eq!(
        (undone.location(), change(&house, 1)),
        ("/today?done=session-as-planned", SessionChange::default())
    );
    let long = "x".repeat(200);
    browser.send("/today/session", &[("session", "s1"), ("place", &long)]);
    assert_eq!(change(&house, 1).place.map(|it| it.len()), Some(80), "a line on a card");
}

#[test]
fn what_the_door_refuses_is_said_in_words() {
    let house = House::new();
    let mut browser = house.logged_in();
    let mut told = |path: &str, form: &[(&str, &str)], says: &str| {
        let to = browser.send(path, form).location().to_owned();
        let page = browser.get(&to).body;
        let (_, notice) = page.split_once("class=\"notice problem\" role=\"alert\">").expect("a problem");
        assert!(notice.starts_with(says), "{path}: {notice:.200}");
    };
    told("/today/session", &[("session", "s1"), ("starts", "half vier")], "Die tijden kloppen niet.");
    house.door.refuse_next(DoorError::Times);
    told("/today/session", &[("session", "s1"), ("ends", "09:00")], "Die tijden kloppen niet.");
    told("/today/session", &[("session", "s9"), ("cancelled", "1")], "Deze activiteit staat niet meer");
    told("/today/head-count", &[("session", "s1"), ("visitors", "3")], "Alleen een openbare bijeenkomst");
    told("/today/head-count", &[("session", "s2"), ("visitors", "2001")], "Dat getal is te groot.");
    told("/today/shifts", &[("volunteers", "99999999999")], "Dat getal is te groot.");
    house.door.state().today.is_open = false;
    for path in ["/today/session", "/today/head-count", "/today/shifts"] {
        told(path, &[("session", "s2"), ("visitors", "3"), ("volunteers", "1")], "Deze dag is gesloten.");
    }
    assert_eq!(house.door.state().today.sessions[2].head_count, None);
    let page = browser.get("/today").body;
    assert!(!page.contains("action=\"/today/session\"") && !page.contains("action=\"/today/shifts\""));
}

#[test]
fn an_open_meeting_is_counted_by_head_and_helpers_are_declared() {
    let house = House::new();
    let mut browser = house.logged_in();
    let page = browser.get("/today").body;
    assert_eq!(page.matches("action=\"/today/head-count\"").count(), 1, "the open one alone");
    assert_eq!(page.matches("gedeeld zoals u ze invult").count(), 2, "at the count and at the shifts");
    let form = [("session", "s2"), ("visitors", "30"), ("volunteers", ""), ("professionals", "1")];
    assert_eq!(browser.send("/today/head-count", &form).location(), "/today?done=head-count");
    let counted = Some(People { visitors: 30, volunteers: 0, professionals: 1 });
    assert_eq!(house.door.state().today.sessions[2].head_count, counted);
    assert!(browser.get("/today").body.contains("<dt>Met de hand geteld</dt><dd>31</dd>"));
    assert_eq!(
        browser.send("/today/head-count", &[("session", "s2")]).location(),
        "/today?done=no-head-count"
    );
    assert_eq!(house.door.state().today.sessions[2].head_count, None);

    let form = [("volunteers", "4"), ("professionals", "")];
    assert_eq!(browser.send("/today/shifts", &form).location(), "/today?done=shifts");
    assert_eq!(house.door.state().today.shifts, Some(Shifts { volunteers: 4, professionals: 0 }));
    assert!(browser.get("/today").body.contains("<dt>Vrijwilligers</dt><dd>4</dd>"));
    browser.send("/today/shifts", &[]);
    assert_eq!(house.door.state().today.shifts, None);
    assert_eq!(browser.send("/today/shifts", &[("volunteers", "-1")]).status, 400);
}

#[test]
fn a_line_of_news_is_text_and_nothing_else() {
    let house = House::new();
    let mut browser = house.logged_in();
    browser.send("/today/news", &[("news", "  Soep om <b>12</b>\r\n ")]);
    assert_eq!(house.door.state().today.news.as_deref(), Some("Soep om <b>12</b>"));
    assert!(browser.get("/today").body.contains("Soep om &#60;b&#62;12"));
    browser.send("/today/news", &[("news", " ")]);
    assert_eq!(house.door.state().today.news, None);
}

#[test]
fn what_leaves_and_how_the_kiosk_does_is_said_in_words() {
    let house = House::new();
    let mut browser = house.logged_in();
    let leaving = browser.get("/leaving").body;
    assert!(leaving.contains("te klein om te delen") && leaving.contains("per dag, deelbaar vanaf 5"));
    assert!(browser.get("/kiosk").body.contains("Alles werkt."));
    house.door.state().health.is_clock_trusted = false;
    let kiosk = browser.get("/kiosk").body;
    assert!(kiosk.contains("Hier is iets om naar te kijken.") && kiosk.contains("class=\"attention\""));
    assert!(browser.get("/kiosk?taal=en").body.contains("is not certain yet"));
}
