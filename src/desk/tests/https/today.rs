//! Today's counts, the plan and the kiosk: pages without a name on them.

use crate::house::House;
use welkom_domain::arrival::Role;

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
    assert_eq!(browser.send("/today/take-back", &[("session", "s9")]).status, 400);
    house.door.state().today.is_open = false;
    assert_eq!(browser.send("/today/add", &add("1")).location(), "/today?done=day-closed");
    assert!(!browser.get("/today").body.contains("action=\"/today/add\""));
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
