//! Hosts: added with words of their own, removed, never the last.

use crate::house::{HOST, House};

/// What the page shows once.
fn shown(page: &str) -> Vec<String> {
    let parts = page.split("<dd class=\"big\">").skip(1);
    parts.map(|part| part.split('<').next().expect("a text").to_owned()).collect()
}

#[test]
fn a_new_host_opens_the_book_until_removed() {
    let house = House::new();
    let mut first = house.unlocked();
    let page = first.send("/hosts/add", &[("name", "noor")]).body;
    let [name, password, words] = shown(&page).try_into().expect("three things to hand over");
    assert_eq!((name.as_str(), words.split(' ').count()), ("noor", 5));
    assert!(!first.get("/hosts").body.contains(&words), "shown once");

    let mut second = house.browser();
    assert_eq!(second.log_in("noor", &password).status, 303);
    assert_eq!(second.unlock(&house.words).status, 403, "somebody else's words");
    assert_eq!(second.unlock(&words).location(), "/call-back");
    assert_eq!(second.get("/guests").status, 200);

    assert_eq!(first.send("/hosts/add", &[("name", "noor")]).location(), "/hosts?done=taken");
    assert_eq!(first.send("/hosts/add", &[("name", " noor")]).location(), "/hosts?done=name");
    assert_eq!(first.send("/hosts/remove", &[("name", "noor")]).location(), "/hosts?done=removed");
    assert_eq!(second.get("/guests").location(), "/log-in?next=%2Fguests", "at once");
    assert_eq!(house.browser().log_in("noor", &password).status, 403);
}

#[test]
fn the_last_host_stays() {
    let house = House::new();
    let mut browser = house.unlocked();
    assert_eq!(browser.send("/hosts/remove", &[("name", HOST)]).location(), "/hosts?done=last");
    assert_eq!(browser.get("/guests").status, 200);
    assert!(browser.get("/hosts?done=last").body.contains("De laatste kan niet"));
}
