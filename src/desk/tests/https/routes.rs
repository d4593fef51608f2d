//! Every address of the table, asked for by somebody who may not.

use crate::house::{Answer, House, MISSED, OTHER};
use welkom_desk::router::{Access, table};

fn is_guarded(answer: &Answer, method: &str, path: &str) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(answer.header(name), value, "{method} {path}");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{method} {path}");
    if !path.starts_with("/static") {
        assert_eq!(answer.header("cache-control"), "no-store", "{method} {path}");
    }
    assert!(!answer.body.contains(" style=") && !answer.body.contains("<script"), "{method} {path}");
    assert!(!answer.body.contains(MISSED) && !answer.body.contains(OTHER), "{method} {path}");
}

#[test]
fn every_route_keeps_out_whoever_may_not_pass() {
    let house = House::new();
    // Somebody has the book open: that opens it to nobody else.
    let _reading = house.unlocked();
    let mut stranger = house.browser();
    let mut host = house.logged_in();
    let routes = table();
    assert!(routes.len() > 30, "the whole table");
    for (method, path, access) in routes {
        let ask = |who: &mut crate::house::Browser<'_>, token: &str| {
            if method == "GET" { who.get(path) } else { who.post(path, &[("form_token", token)]) }
        };
        let answer = ask(&mut stranger, "x");
        is_guarded(&answer, method.as_str(), path);
        if matches!(access, Access::Plain | Access::Everybody) {
            assert!(!answer.location().starts_with("/log-in"), "{method} {path}");
        } else {
            assert_eq!(answer.status, 303, "{method} {path}");
            assert!(answer.location().starts_with("/log-in"), "{method} {path}");
        }
        if access == Access::BookOpen {
            let token = host.form_token();
            let answer = ask(&mut host, &token);
            is_guarded(&answer, method.as_str(), path);
            assert_eq!((answer.status, answer.location()), (303, "/book"), "{method} {path}");
        }
    }
}

#[test]
fn who_may_pass_what_is_decided_here_once_more() {
    let of = |wanted: Access| -> Vec<String> {
        let rows = table().into_iter().filter(|(_, _, access)| *access == wanted);
        rows.map(|(method, path, _)| format!("{method} {path}")).collect()
    };
    assert_eq!(of(Access::Plain), ["GET /authority", "GET /authority.crt", "GET /static/{file}"]);
    assert_eq!(of(Access::Everybody), ["GET /log-in", "POST /log-in"]);
    assert_eq!(of(Access::Watching), ["GET /today/live"]);
    for (method, path, access) in table() {
        let is_about_guests = path.starts_with("/guest") || path.starts_with("/call-back");
        assert!(!is_about_guests || access == Access::BookOpen, "{method} {path}");
        assert!(!path.contains('{') || path == "/static/{file}", "{path}: no address names anybody");
    }
}

#[test]
fn every_page_speaks_both_languages_and_what_is_not_there_is_said() {
    let house = House::new();
    let mut browser = house.unlocked();
    browser.find(MISSED);
    for (method, path, access) in table() {
        if method == "GET" && !matches!(access, Access::Plain | Access::Watching) && path != "/" {
            let (dutch, english) =
                (browser.get(&format!("{path}?taal=nl")), browser.get(&format!("{path}?taal=en")));
            if path != "/book" {
                assert!(dutch.body.contains("<html lang=\"nl\">"), "{path}");
                assert!(english.body.contains("<html lang=\"en\">"), "{path}");
            }
        }
    }
    let missing = house.browser().get("/nergens");
    assert_eq!(missing.status, 404);
    assert!(missing.body.contains("Deze pagina bestaat niet."));
}
