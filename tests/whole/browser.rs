//! The host desk in a real browser: a host's day from log-in to log-out, every page held against axe-core on a
//! phone and on a laptop, in light and in dark.
//!
//! `WELKOM_PICTURES=folder` writes what it saw as PNGs, for a person to look at.

#[path = "browser/centre.rs"]
mod centre;
#[path = "browser/chromium.rs"]
mod chromium;

use centre::{Centre, HOST, HOST_NAME, MISSED, call};
use chromium::{Chromium, axe};
use std::{collections::BTreeSet, env, fs, path::Path};
use welkom_desk::door::CallReason;

/// A phone and a laptop.
const WIDTHS: [u32; 2] = [360, 1440];

fn button(text: &str) -> String {
    format!("//button[contains(., '{text}')]")
}

struct Walk {
    centre: Centre,
    browser: Chromium,
    /// The paths of the pages that were looked at.
    seen: BTreeSet<String>,
    pictures: usize,
}

impl Walk {
    fn go(&self, path: &str) {
        self.browser.open(&self.centre.url(path));
    }

    fn keep_picture(&self, name: &str) {
        if let Some(folder) = env::var_os("WELKOM_PICTURES") {
            let folder = Path::new(&folder);
            fs::create_dir_all(folder).expect("a folder");
            let file = folder.join(format!("{:02}-{name}.png", self.pictures));
            fs::write(file, self.browser.picture()).expect("written");
        }
    }

    /// Looks at the page with everything unfolded: nothing keeps anybody out, nothing stands beyond the edge.
    fn look(&mut self, name: &str) {
        self.keep_picture(&format!("{name}-folded"));
        let browser = &self.browser;
        browser.script("document.querySelectorAll('details').forEach((it) => { it.open = true; })");
        if browser.script("return window.axe !== undefined") != true {
            browser.script(axe());
        }
        for width in WIDTHS {
            for scheme in ["light", "dark"] {
                browser.look_like(width, scheme);
                let at = format!("{name} at {width} in {scheme}");
                self.keep_picture(&format!("{name}-{width}-{scheme}"));
                let found = browser.script_async(
                    "const done = arguments[arguments.length - 1];
                     axe.run().then((it) => done({
                         passed: it.passes.length,
                         wrong: it.violations.map((no) => `${no.id}: ${no.nodes.map((node) => node.html)}`),
                     }), (error) => done({ passed: 0, wrong: [String(error)] }));",
                );
                assert_eq!(found["wrong"], serde_json::json!([]), "{at}");
                assert!(found["passed"].as_u64() > Some(10), "{at}: axe looked at nothing: {found}");
                let beyond = browser.script(
                    "return document.documentElement.scrollWidth - document.documentElement.clientWidth",
                );
                assert_eq!(beyond, 0, "{at}: wider than the screen");
            }
        }
        // The folded picture of the next page is a phone's.
        browser.look_like(WIDTHS[0], "light");
        self.seen.insert(browser.path());
        self.pictures += 1;
    }
}

#[test]
fn a_host_s_day_in_a_browser() {
    let centre = Centre::open();
    let browser = Chromium::start(HOST_NAME, &[&centre.authority]);
    let mut walk = Walk { centre, browser, seen: BTreeSet::new(), pictures: 0 };
    getting_in(&mut walk);
    what_happens_at_the_door(&mut walk);
    calling_back(&mut walk);
    a_guest(&mut walk);
    hosts_and_kiosk(&mut walk);
    getting_out(&mut walk);
    let pages: Vec<&str> = walk.seen.iter().map(String::as_str).collect();
    let get = welkom_desk::router::table().into_iter().filter(|(method, ..)| method == "GET");
    for (_, path, _) in get {
        let is_page = !path.starts_with("/static") && !["/", "/authority.crt", "/today/live"].contains(&path);
        assert!(!is_page || pages.contains(&path), "{path} was not looked at");
    }
}

fn getting_in(walk: &mut Walk) {
    walk.go("/today");
    assert_eq!(walk.browser.path(), "/log-in");
    // Who guesses waits; a name that nobody has, so that the host does not.
    let mut tried = 0;
    loop {
        walk.browser.write("name", "niemand");
        walk.browser.write("password", "een andere lange zin");
        walk.browser.press(&button("Inloggen"));
        if walk.browser.text().contains("te vaak geprobeerd") {
            break;
        }
        assert!(walk.browser.text().contains("horen niet bij elkaar"), "{}", walk.browser.text());
        tried += 1;
        assert!(tried < 10, "guessed {tried} times without waiting");
    }
    assert_eq!(tried, 5);
    walk.look("log-in-te-vaak");
    walk.browser.write("name", HOST);
    walk.browser.write("password", &walk.centre.password);
    walk.browser.press(&button("Inloggen"));
    assert_eq!(walk.browser.path(), "/today", "what was asked for at first");
}

fn what_happens_at_the_door(walk: &mut Walk) {
    walk.go("/today");
    walk.look("vandaag");
    walk.go("/today");
    let browser = &walk.browser;
    browser.script("window.wasHere = true");
    browser.click(&button("Geluid aanzetten"));
    assert!(browser.text().contains("Geluid uitzetten"));
    // Somebody types while a newcomer comes in: the page takes the call in and leaves the form alone.
    browser.click("//article[contains(., 'Wandelen')]//summary[contains(., 'Wijzigen')]");
    browser.script("document.querySelector('article details[open] [name=place]').focus()");
    browser.devtools("Input.insertText", &serde_json::json!({"text": "Tuinkamer"}));
    walk.centre.door.change(|state| {
        state.today.calls.push(call(7, CallReason::Newcomer, "Samen koken"));
        state.arrivals.push(("wandelen|1".to_owned(), welkom_domain::arrival::Role::Visitor, 4));
    });
    browser.wait_for("document.title.startsWith('(1) ')");
    let text = browser.text();
    assert!(text.contains("wil graag rondgeleid worden") && text.contains("15 minuten geleden"), "{text}");
    let said = browser.script("return document.getElementById('said').textContent");
    assert!(said.as_str().is_some_and(|it| it.contains("rondgeleid")), "{said}");
    let place = "return document.querySelector('article details[open] [name=place]')";
    assert_eq!(browser.script(&format!("{place}.value")), "Tuinkamer");
    assert_eq!(browser.script(&format!("{place} === document.activeElement")), true);
    let count = browser
        .script("return document.querySelector('article:has(details[open]) .count').firstChild.textContent");
    assert_eq!(count, "15", "its heading is as it is at the door");
    assert_eq!(browser.script("return window.wasHere"), true, "without loading the page again");
    browser.press("//article//details[@open]//button[contains(., 'Opslaan')]");
    assert_eq!(walk.centre.door.state().today.sessions[1].change.place.as_deref(), Some("Tuinkamer"));

    walk.centre.door.change(|state| {
        state.today.calls.push(call(8, CallReason::FirstTalk, ""));
        state.today.calls.push(call(9, CallReason::Help, ""));
    });
    browser.wait_for("document.title.startsWith('(3) ')");
    assert!(browser.text().contains("Geluid uitzetten"), "remembered on this device");
    walk.look("vandaag-oproepen");
    walk.browser.press(&button("Gezien"));
    assert_eq!(walk.centre.door.state().today.calls.len(), 2);
    assert!(walk.browser.title().starts_with("(2) "));
    walk.go("/leaving");
    walk.look("wat-weggaat");
}

fn calling_back(walk: &mut Walk) {
    walk.go("/call-back");
    assert_eq!(walk.browser.path(), "/book");
    walk.look("boek");
    walk.browser.write("words", &walk.centre.words);
    walk.browser.press(&button("Boek openen"));
    assert_eq!(walk.browser.path(), "/call-back");
    assert!(walk.browser.text().contains(MISSED));
    walk.look("nabellen");
    walk.browser.press(&button("Ik bel"));
    assert!(walk.browser.text().contains("U belt deze gast."));
    walk.browser.click("//label[contains(., 'nam niet op')]");
    walk.browser.write("note", "belt liever in de middag");
    walk.browser.press("//form[@action='/call-back/outcome']//button");
    assert!(walk.browser.text().contains("Er is vandaag niemand om te bellen."));
    walk.look("nabellen-niemand");
}

fn a_guest(walk: &mut Walk) {
    walk.go("/guests");
    walk.look("gasten");
    walk.browser.write("text", "wilhel");
    walk.browser.press(&button("Zoek"));
    walk.browser.press(&button(MISSED));
    assert_eq!(walk.browser.path(), "/guest");
    assert!(walk.browser.text().contains("nam niet op. belt liever in de middag"));
    walk.look("gast");
    walk.browser.press(&button("Bellen mag niet meer"));
    assert!(walk.browser.text().contains("wij bellen deze gast niet meer"));
    walk.look("gast-niet-bellen");
    walk.browser.press(&button("Nieuw pasje maken"));
    walk.look("pasje");
    walk.go("/guest/print");
    walk.look("inzage");
    walk.go("/guest/intake");
    walk.look("eerste-gesprek");
}

fn hosts_and_kiosk(walk: &mut Walk) {
    walk.go("/hosts");
    walk.look("gastvrouwen");
    walk.browser.write("name", "Noor");
    walk.browser.press(&button("Toevoegen"));
    walk.look("nieuwe-gastvrouw");
    walk.go("/hosts");
    walk.browser.click("//summary[contains(., 'Nieuw herstelblad')]");
    walk.browser.press(&button("Ja, nieuw blad maken"));
    walk.look("herstelblad");
    assert_eq!(walk.browser.sheets_of_paper(), 1, "it goes into one envelope");
    walk.go("/kiosk");
    walk.look("kiosk");
    walk.browser.press(&button("Nieuwe code maken"));
    walk.look("code");
    walk.go("/authority");
    walk.look("apparaat");
    walk.go("/nergens");
    walk.look("bestaat-niet");
}

fn getting_out(walk: &mut Walk) {
    walk.go("/today");
    walk.browser.press(&button("Boek sluiten"));
    assert_eq!(walk.browser.path(), "/book");
    walk.go("/guest");
    assert_eq!(walk.browser.path(), "/book", "nobody's page is shown any more");
    // Logged out in another tab: the page that stands open does not stay.
    walk.go("/today");
    walk.browser.wait_for("document.getElementById('said') !== null");
    walk.browser.script(
        "fetch('/log-out', { method: 'POST', body: new URLSearchParams(new FormData(document.querySelector('.who'))) })",
    );
    walk.browser.wait_for("location.pathname === '/log-in'");
    walk.look("log-in");
    walk.browser.write("name", HOST);
    walk.browser.write("password", &walk.centre.password);
    walk.browser.press(&button("Inloggen"));
    assert_eq!(walk.browser.path(), "/today");
    walk.browser.press(&button("Uitloggen"));
    walk.go("/today");
    assert_eq!(walk.browser.path(), "/log-in");

    // A page of somewhere else sends a form: the desk refuses it before it looks who sends it.
    let news = walk.centre.url("/today/news");
    let elsewhere =
        format!("data:text/html,<form method=post action='{news}'><button name=news value=x>Win</button>");
    walk.browser.open(&elsewhere);
    walk.browser.press(&button("Win"));
    assert!(walk.browser.text().contains("Dit formulier is niet meer geldig"), "{}", walk.browser.text());
    assert_eq!(walk.centre.door.state().today.news.as_deref(), Some("Vanmiddag is er soep."));
}

#[test]
fn without_the_centre_s_authority_no_page_opens() {
    let centre = Centre::open();
    let browser = Chromium::start(HOST_NAME, &[]);
    browser.open(&centre.url("/log-in"));
    let refused = browser.text();
    assert!(refused.contains("ERR_CERT_AUTHORITY_INVALID"), "nobody vouches for it: {refused}");
    browser.open(&format!("http://{}/authority", centre.desk.plain_address().expect("a plain port")));
    assert!(browser.text().contains("Vingerafdruk"), "what is needed before stands on the plain port");
}
