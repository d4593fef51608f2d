//! Guests: found, changed, given a pass, heard, exported, erased.

use crate::house::{House, MISSED, MISSED_NUMBER, OTHER, tuesday};
use welkom_desk::Options;
use welkom_guestbook::{BookError, CallBackRules, Consent, PhoneNumber};

#[test]
fn a_guest_is_found_by_name_or_by_pass_and_no_address_names_anybody() {
    let house = House::new();
    let mut browser = house.unlocked();
    let all = browser.get("/guests").body;
    assert!(!all.contains(MISSED), "no list of everybody");
    assert!(all.contains(OTHER), "but who asks for a first talk");
    assert_eq!(browser.send("/guests/search", &[("text", "k")]).status, 422);
    assert!(browser.send("/guests/search", &[("text", "zzz")]).body.contains("Niemand gevonden."));
    let page = browser.find("kanarie");
    for said in [
        MISSED,
        "06 87 65 43 21",
        "10 keer, voor het laatst op dinsdag 20 oktober",
        "oktober 2027",
        "Wandelen",
    ] {
        assert!(page.body.contains(said), "{said}");
    }
    browser.find(OTHER);
    let text = house.pass.to_text().to_string();
    assert_eq!(browser.send("/guests/search", &[("text", &text)]).location(), "/guest");
    assert!(browser.get("/guest").body.contains(MISSED));
    assert_eq!(browser.send("/guests/open", &[("guest", "x")]).status, 400);
}

#[test]
fn a_guest_is_changed() {
    let house = House::new();
    let mut browser = house.unlocked();
    let guest = browser.find(MISSED).field("guest");
    let form = |name: &'static str, phone: &'static str| {
        [
            ("guest", guest.clone()),
            ("name", name.to_owned()),
            ("phone", phone.to_owned()),
            ("language", "ar".to_owned()),
        ]
    };
    let mut send = |form: [(&str, String); 4]| {
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.send("/guest/change", &form).location().to_owned()
    };
    assert_eq!(send(form("", "06 12345678")), "/guest?done=details");
    assert_eq!(send(form("Wilg", "bel maar")), "/guest?done=details");
    assert_eq!(send(form("Wilg <b>", "06 12345678")), "/guest?done=changed");
    let page = browser.get("/guest").body;
    assert!(page.contains("Wilg &#60;b&#62;") && page.contains("+31612345678"), "{page}");
    assert!(page.contains("العربية") && !page.contains(MISSED));
}

#[test]
fn a_lost_pass_is_replaced_and_the_old_one_dies() {
    let house = House::new();
    let mut browser = house.unlocked();
    let guest = browser.find(MISSED).field("guest");
    let page = browser.send("/guest/pass", &[("guest", &guest)]);
    assert!(page.body.contains("<svg") && page.header("cache-control") == "no-store");
    let (_, rest) = page.body.split_once("class=\"pass-code\">").expect("a code");
    let new = welkom_guestbook::Pass::parse(rest.split('<').next().expect("a code")).expect("a pass");
    let book = house.book.lock().expect("a book");
    assert!(matches!(book.greet(&house.pass), Err(BookError::UnknownPass)));
    assert_eq!(book.greet(&new).expect("greeted").name.expose(), MISSED);
}

#[test]
fn everything_kept_of_one_guest_goes_to_that_guest() {
    let house = House::new();
    let mut browser = house.unlocked();
    let guest = browser.find(MISSED).field("guest");
    let export = browser.send("/guest/export", &[("guest", &guest)]);
    assert_eq!(export.header("content-type"), "application/json");
    assert!(export.header("content-disposition").starts_with("attachment"));
    assert_eq!(export.header("cache-control"), "no-store");
    for kept in [MISSED, MISSED_NUMBER, "wandelen@example.org", "consents"] {
        assert!(export.body.contains(kept), "{kept}");
    }
    assert!(!export.body.contains(OTHER));
    let print = browser.get("/guest/print").body;
    assert!(print.contains(MISSED) && print.contains("06 87 65 43 21") && !print.contains(OTHER));
}

#[test]
fn an_erased_guest_is_gone_for_desk_and_door() {
    let house = House::new();
    let mut browser = house.unlocked();
    let guest = browser.find(MISSED).field("guest");
    assert_eq!(browser.send("/guest/erase", &[("guest", &guest)]).location(), "/guests?done=erased");
    assert_eq!(browser.get("/guest").status, 404);
    assert!(browser.send("/guests/search", &[("text", "kanarie")]).body.contains("Niemand gevonden."));
    assert!(!browser.get("/call-back").body.contains(MISSED));
    for path in ["/guest/erase", "/guest/export", "/guest/pass", "/call-back/claim"] {
        assert_eq!(browser.send(path, &[("guest", &guest)]).status, 404, "{path}");
    }
    let greeted = house.book.lock().expect("a book").greet(&house.pass);
    assert!(matches!(greeted, Err(BookError::UnknownPass)));
}

#[test]
fn a_first_talk_asks_for_no_illness_and_says_why() {
    let house = House::new();
    let mut browser = house.unlocked();
    let guest = browser.find(OTHER).field("guest");
    let page = browser.get("/guest/intake").body;
    assert!(page.contains("geen plek voor een diagnose") && page.contains("gewist"), "{page}");
    let form = [
        ("guest", guest.as_str()),
        ("interests", "houdt van soep"),
        ("hindrances", "de bus"),
        ("agreements", "komt dinsdag"),
        ("wanted-koken@example.org", "1"),
        ("diagnosis", "niets daarvan"),
    ];
    assert_eq!(browser.send("/guest/intake", &form).location(), "/guest/intake?done=intake");
    let page = browser.get("/guest").body;
    for kept in ["houdt van soep", "de bus", "komt dinsdag", "Samen koken", "1 juni 2027"] {
        assert!(page.contains(kept), "{kept}: {page}");
    }
    assert!(!browser.send("/guest/export", &[("guest", &guest)]).body.contains("niets daarvan"));
    assert!(!browser.get("/guests").body.contains(OTHER), "nobody waits for a talk any more");
}

#[test]
fn calling_is_agreed_to_by_the_guest_alone() {
    let house = House::new();
    let mut browser = house.unlocked();
    let guest = browser.find(MISSED).field("guest");
    let mut send = |form: &[(&str, &str)]| {
        let form: Vec<_> = form.iter().copied().chain([("guest", guest.as_str())]).collect();
        browser.send("/guest/calls", &form).location().to_owned()
    };
    let consent = || house.book.lock().expect("a book").greet(&house.pass).expect("greeted").consents.call;
    assert_eq!(send(&[("may", "false")]), "/guest?done=may-not-call");
    assert_eq!(consent(), None);
    assert_eq!(send(&[("may", "true")]), "/guest?done=not-said");
    assert_eq!(consent(), None, "nobody says it for the guest");
    assert_eq!(send(&[("may", "true"), ("said_it", "1")]), "/guest?done=may-call");
    assert_eq!(consent(), Some(Consent { day: tuesday(), wording: 1 }));
    assert!(browser.get("/guest").body.contains("mag, gezegd op dinsdag 1 december"));
    assert!(!browser.get("/call-back").body.contains(MISSED), "the number went with the calls");
    let again = [("guest", guest.as_str()), ("name", MISSED), ("phone", MISSED_NUMBER), ("language", "nl")];
    assert_eq!(browser.send("/guest/change", &again).status, 303);
    assert!(browser.get("/call-back").body.contains(MISSED));

    let form = [("guest", guest.as_str()), ("outcome", "wants_no_calls")];
    browser.send("/call-back/outcome", &form);
    let page = browser.get("/guest").body;
    assert!(page.contains("Deze gast heeft gezegd: niet bellen.") && !page.contains("name=\"said_it\""));
    let page = browser.find(OTHER).body;
    assert!(page.contains("Vraagt om een eerste gesprek</dt><dd>sinds dinsdag 1 december"), "{page}");
}

#[test]
fn a_centre_s_own_rules_and_reading_of_numbers_hold() {
    let mut house = House::new();
    house.stop();
    let rules = CallBackRules { away_days: 60, ..CallBackRules::default() };
    // A number that no other reading makes of this.
    let read_number = |typed: &str| (typed == "toestel 12").then(|| PhoneNumber::new("+31301234567").ok())?;
    house.start_with(Options { rules, read_number, ..house.options() });
    let mut browser = house.unlocked();
    assert!(!browser.get("/call-back").body.contains(MISSED), "six weeks are not long there");
    let guest = browser.find(MISSED).field("guest");
    let form = |phone: &'static str| {
        [
            ("guest", guest.clone()),
            ("name", MISSED.to_owned()),
            ("phone", phone.to_owned()),
            ("language", "nl".to_owned()),
        ]
    };
    let mut send = |form: [(&str, String); 4]| {
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.send("/guest/change", &form).location().to_owned()
    };
    assert_eq!(send(form("06 12345678")), "/guest?done=details");
    assert_eq!(send(form("toestel 12")), "/guest?done=changed");
    assert!(browser.get("/guest").body.contains("+31301234567"));
}
