//! A guest's name in no log and on no page while the book is closed.

use crate::house::{House, MISSED, MISSED_NUMBER, OTHER, log};
use std::fs;
use welkom_desk::router::{Access, table};

#[test]
fn a_name_is_in_no_log_and_on_no_page_while_the_book_is_closed() {
    let house = House::new();
    let mut browser = house.unlocked();
    let id = browser.find(MISSED).field("guest");
    browser.send("/call-back/claim", &[("guest", &id)]);
    browser.send("/guests/search", &[("text", MISSED)]);
    browser.send("/guest/change", &[("guest", &id), ("name", MISSED), ("phone", "x"), ("language", "nl")]);
    browser.send("/guest/export", &[("guest", &id)]);
    browser.send("/guest/erase", &[("guest", "ffffffffffffffffffffffffffffffff")]);
    browser.get(&format!("/guest?name={MISSED}"));
    browser.get(&format!("/{MISSED}"));
    let form_token = browser.form_token();
    assert!(browser.get("/guest").body.contains(MISSED), "open, it is there");
    browser.send("/book/close", &[]);
    for (method, path, access) in table() {
        // Its answer has no end; `live.rs` reads it.
        if access == Access::Watching {
            continue;
        }
        let answer = if method == "GET" {
            browser.get(path)
        } else {
            browser.post(path, &[("form_token", &form_token)])
        };
        for name in [MISSED, MISSED_NUMBER, "06 87 65 43 21", OTHER, &id] {
            assert!(!answer.body.contains(name), "{name} at {method} {path}");
            let mut headers = answer.headers.values();
            assert!(headers.all(|it| !it.to_str().unwrap_or_default().contains(name)), "{method} {path}");
        }
        if path == "/log-out" {
            browser = house.logged_in();
        }
    }

    let log = log();
    assert!(log.contains("route=\"/guest/export\"") && log.contains("TRACE") | log.contains("INFO"), "{log}");
    let session = browser.cookies.first().expect("a cookie").1.clone();
    let pass = house.pass.to_text().to_string();
    let secrets =
        [MISSED, MISSED_NUMBER, OTHER, &id, &house.words, &house.password, &session, &form_token, &pass];
    for secret in secrets.iter().copied().chain(["127.0.0.1", "fatima"]) {
        assert!(!log.contains(secret), "{secret} in the log");
    }

    let mut files = vec![house.options().directory];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(fs::read_dir(path).expect("a directory").map(|it| it.expect("an entry").path()));
        } else {
            let bytes = fs::read(&path).expect("a file");
            for secret in secrets {
                let found = bytes.windows(secret.len()).any(|it| it == secret.as_bytes());
                assert!(!found, "{secret} in {}", path.display());
            }
        }
    }
}
