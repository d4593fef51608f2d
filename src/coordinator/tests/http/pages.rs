//! What people see.

use crate::house::{Browser, House};

const ROWS: &str = "visits,2026-12-01,2026-12-01,2026-12-01,Wandelen <3,12
    sessions,2026-12-01,2026-12-01,2026-12-01,Wandelen <3,1
    visits,2026-12-08,2026-12-08,2026-12-08,Wandelen <3,few
    visits,2026-12-15,2026-12-15,2026-12-15,Wandelen <3,off
    visits,2026-12-22,2026-12-22,2026-12-22,Wandelen <3,closed
    visits,2026-12-02,2026-12-02,2026-12-02,=1+1,1200
    hours,2026-12-23,2026-12-23,2026-12-23,,7.5
    newcomers,2026-12,2026-12-01,2026-12-31,,14
    not_newcomers,2026-12,2026-12-01,2026-12-31,,few
    newcomers_unanswered,2026-12,2026-12-01,2026-12-31,,few
    helpers,2026-12,2026-12-01,2026-12-31,,8
    visitors,2026-12,2026-12-01,2026-12-31,,16
    head_count_visitors,2026-12-17,2026-12-17,2026-12-17,Buurtoverleg,3
    head_count_volunteers,2026-12-17,2026-12-17,2026-12-17,Buurtoverleg,2
    head_count_professionals,2026-12-17,2026-12-17,2026-12-17,Buurtoverleg,0
    head_count_visitors,2026-12-18,2026-12-18,2026-12-18,Kerstmarkt <3,240
    head_count_volunteers,2026-12-18,2026-12-18,2026-12-18,Kerstmarkt <3,14
    head_count_professionals,2026-12-18,2026-12-18,2026-12-18,Kerstmarkt <3,5
    shift_volunteers,2026-12-17,2026-12-17,2026-12-17,,4
    shift_professionals,2026-12-17,2026-12-17,2026-12-17,,1
    shift_volunteers,2026-12-18,2026-12-18,2026-12-18,,14
    shift_professionals,2026-12-18,2026-12-18,2026-12-18,,5";

fn with_figures(house: &House) -> Browser<'_> {
    let answer = house.enrolled_kiosk("de-hoeve").release(ROWS);
    assert_eq!(answer.status, 200, "{}", answer.body);
    house.logged_in()
}

/// The words of a page, without its tags.
fn words(html: &str) -> String {
    let body = html.split_once("<main").expect("a page").1;
    let mut text = String::new();
    for part in body.split('<') {
        let (tag, words) = part.split_once('>').unwrap_or(("", part));
        if matches!(
            tag,
            "/tr" | "/p" | "/h1" | "/h2" | "/h3" | "/div" | "/text" | "/label" | "/title" | "/desc"
        ) {
            text.push('\n');
        }
        text.push(' ');
        text.push_str(words);
    }
    // Soft hyphens are for the eye.
    let text = text.replace('\u{ad}', "");
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_figures_in_words() {
    let house = House::new();
    let mut browser = with_figures(&house);
    insta::assert_snapshot!("statistics_dutch", words(&browser.get("/statistics?period=2026-12").body));
    insta::assert_snapshot!(
        "statistics_english",
        words(&browser.get("/statistics?period=2026-Q4&taal=en").body)
    );
}

#[test]
fn no_page_carries_a_script_a_style_or_another_host() {
    let house = House::new();
    let mut browser = with_figures(&house);
    let code = house.new_kiosk("graafkamp").enrol().json()["code"].as_str().expect("a code").to_owned();
    let form_token = browser.form_token();
    let pages = [
        house.browser().get("/log-in").body,
        house.browser().log_in("x", "y").body,
        browser.get("/statistics").body,
        browser.get("/statistics?from=2026-12-02&to=2026-12-01").body,
        browser.get("/kiosks").body,
        browser.post("/kiosks/code", &[("form_token", &form_token), ("code", &code)]).body,
        browser.get("/nergens").body,
    ];
    for page in pages {
        assert!(page.contains("<html lang=\"nl\">"), "{page}");
        for forbidden in [
            "<script",
            "<style",
            " style=",
            " onclick",
            "javascript:",
            "src=\"http",
            "href=\"http",
            "url(http",
        ] {
            assert!(!page.contains(forbidden), "{forbidden} in {page}");
        }
        assert!(!page.contains("Wandelen <3"), "escaped");
    }
    let sheet = browser.get("/static/welkom.css");
    assert_eq!(sheet.header("content-type"), "text/css; charset=utf-8");
    assert!(!sheet.body.contains("http") && sheet.body.contains("url(\"regular.woff2\")"));
    assert!(browser.get("/static/fonts-licence.txt").body.contains("SIL OPEN FONT LICENSE"));
    assert_eq!(browser.get("/static/..%2Fmain.rs").status, 404);
}

#[test]
fn the_csv_is_what_came_in() {
    let house = House::new();
    let mut browser = with_figures(&house);
    house.enrolled_kiosk("graafkamp").release("visits,2026-12-01,2026-12-01,2026-12-01,Eten,30");
    let all = browser.get("/statistics.csv");
    assert!(all.header("content-type").starts_with("text/csv"), "{}", all.header("content-type"));
    assert!(all.header("content-disposition").starts_with("attachment"));
    assert_eq!(all.body.lines().count(), 1 + ROWS.lines().count() + 1);
    assert!(all.body.contains("de-hoeve,visits,2026-12-02,2026-12-02,2026-12-02,'=1+1,1200\r\n"));
    assert!(all.body.contains("de-hoeve,newcomers,2026-12,2026-12-01,2026-12-31,,14\r\n"));
    assert!(
        all.body.contains("de-hoeve,head_count_visitors,2026-12-17,2026-12-17,2026-12-17,Buurtoverleg,3\r\n")
    );
    assert!(all.body.contains("de-hoeve,shift_professionals,2026-12-18,2026-12-18,2026-12-18,,5\r\n"));
    let part = browser.get("/statistics.csv?centre=de-hoeve&from=2026-12-02&to=2026-12-15").body;
    let values: Vec<&str> = part.lines().skip(1).filter_map(|line| line.rsplit(',').next()).collect();
    assert_eq!(values, ["1200", "few", "off"]);
    assert_eq!(browser.get("/statistics.csv?from=morgen").status, 400);
}

#[test]
fn nothing_received_yet_is_a_page_of_its_own() {
    let house = House::new();
    let mut browser = house.logged_in();
    let page = browser.get("/statistics").body;
    assert!(page.contains("Er zijn nog geen cijfers") && page.contains("href=\"/kiosks\""), "{page}");
    house.enrolled_kiosk("de-hoeve");
    assert!(browser.get("/statistics").body.contains("De kiosk is gekoppeld"));
    assert!(browser.get("/statistics?period=2026-12").body.contains("De kiosk is gekoppeld"));
}

#[test]
fn the_language_is_the_one_asked_for_last() {
    let house = House::new();
    let mut browser = house.browser();
    assert!(browser.get("/log-in").body.contains("Wachtwoord"));
    assert!(browser.get_with("/log-in", &[("accept-language", "en-GB,nl;q=0.5")]).body.contains("Password"));
    assert!(browser.get("/log-in?taal=en").body.contains("Password"));
    assert!(browser.get_with("/log-in", &[("accept-language", "nl")]).body.contains("Password"), "kept");
    assert!(browser.get("/nergens").body.contains("There is no such page"));
}
