//! Opening the guest book, calling back, and closing it.

use crate::house::{HOST, House, MISSED, MISSED_NUMBER, tuesday};

#[test]
fn log_in_unlock_call_outcome_lock() {
    let house = House::new();
    let mut browser = house.logged_in();
    assert_eq!(browser.get("/call-back").location(), "/book");
    assert!(!house.desk().is_book_open());
    assert_eq!(browser.unlock(&house.words).location(), "/call-back");
    assert!(house.desk().is_book_open());
    let page = browser.get("/call-back");
    assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
    assert_eq!(page.header("refresh"), "1800; url=/today", "no name stays on a screen nobody looks at");
    let why = "Kwam bijna elke keer bij Wandelen, voor het laatst op dinsdag 20 oktober.";
    assert!(page.body.contains(MISSED) && page.body.contains(why), "{}", page.body);
    assert!(page.body.contains(&format!("href=\"tel:{MISSED_NUMBER}\"")));
    let guest = page.field("guest");
    let answer = browser.send("/call-back/claim", &[("guest", &guest)]);
    assert_eq!(answer.location(), "/call-back?done=claimed");
    assert!(browser.get("/call-back").body.contains("U belt deze gast."));
    let note = "belt liever in de middag";
    let form = [("guest", guest.as_str()), ("outcome", "no_answer"), ("note", note)];
    assert_eq!(browser.send("/call-back/outcome", &form).location(), "/call-back?done=called");
    assert!(browser.get("/call-back").body.contains("Er is vandaag niemand om te bellen."));
    house.door.state().today.day = tuesday() + chrono::Days::new(7);
    let again = browser.get("/call-back").body;
    assert!(again.contains("2e keer proberen"), "{again}");
    assert!(again.contains(&format!("1 december, {HOST}: nam niet op. {note}")), "{again}");

    assert_eq!(browser.send("/book/close", &[]).location(), "/book?done=closed");
    assert!(!house.desk().is_book_open());
    let closed = browser.get("/call-back");
    assert_eq!((closed.status, closed.location()), (303, "/book"));
    assert!(!closed.body.contains(MISSED));
}

#[test]
fn pausing_keeps_it_quiet() {
    let house = House::new();
    let mut browser = house.unlocked();
    let guest = browser.get("/call-back").field("guest");
    let form = [("guest", guest.as_str()), ("until", "2026-12-20")];
    assert_eq!(browser.send("/call-back/pause", &form).location(), "/call-back?done=paused");
    assert!(!browser.get("/call-back").body.contains(MISSED));
    let form = [("guest", guest.as_str()), ("until", "morgen")];
    assert_eq!(browser.send("/call-back/pause", &form).status, 400);
}

#[test]
fn wrong_words_wait_and_a_restart_forgives_nothing() {
    let mut house = House::new();
    let mut words: Vec<&str> = house.words.split(' ').collect();
    words.rotate_left(1);
    let wrong = words.join(" ");
    let cookies = {
        let mut browser = house.logged_in();
        for slip in ["", "een twee", "zzzz zzzz zzzz zzzz zzzz"] {
            assert_eq!(browser.unlock(slip).status, 422, "a slip is no guess");
        }
        for _ in 0..5 {
            let refused = browser.unlock(&wrong);
            assert_eq!(refused.status, 403);
            assert!(refused.body.contains("gaat het boek niet open") && !refused.body.contains(&wrong));
        }
        browser.cookies
    };
    house.restart();
    let words = house.words.clone();
    let mut browser = house.browser();
    browser.cookies = cookies;
    assert_eq!(browser.unlock(&words).status, 429, "even with the right words");
    house.minutes_pass(1);
    assert_eq!(browser.unlock(&words).status, 303);
}

#[test]
fn it_closes_by_itself_and_at_log_out() {
    let house = House::new();
    let mut browser = house.unlocked();
    house.minutes_pass(29);
    assert_eq!(browser.get("/guests").status, 200);
    house.minutes_pass(29);
    assert_eq!(browser.get("/today").status, 200, "any page is use");
    house.minutes_pass(29);
    assert_eq!(browser.get("/guests").status, 200);
    house.minutes_pass(30);
    assert!(!house.desk().is_book_open());
    assert_eq!(browser.get("/guests").location(), "/book");

    assert_eq!(browser.unlock(&house.words).status, 303);
    browser.send("/log-out", &[]);
    assert!(!house.desk().is_book_open());
}

#[test]
fn sessions_share_what_they_write_and_each_opens_for_itself() {
    let house = House::new();
    let mut one = house.unlocked();
    let mut other = house.logged_in();
    assert_eq!(other.get("/call-back").location(), "/book", "opened by somebody else, not by this one");
    other.unlock(&house.words);
    let guest = one.get("/call-back").field("guest");
    one.send("/call-back/outcome", &[("guest", &guest), ("outcome", "reached")]);
    assert!(!other.get("/call-back").body.contains(MISSED), "seen at once");
    one.send("/book/close", &[]);
    assert_eq!(other.get("/call-back").status, 200, "the other still reads");
    assert_eq!(one.get("/call-back").status, 303);
}
