//! What the book costs: `cargo bench -p welkom-guestbook --features bench`. Prints each figure beside its
//! goal; asserts nothing, since a machine may be busy.

use chrono::{Days, NaiveDate};
use std::{
    fs::File,
    hint::black_box,
    io::Write,
    time::{Duration, Instant},
};
use welkom_domain::ids::ActivityId;
use welkom_guestbook::{
    ActivityKey, CallBackRules, Consent, Consents, Details, FirstName, GuestBook, Held, HostId, Language,
    PhoneNumber, Retention, Who, fill,
};

const GUESTS: usize = 10_000;
const NAMELESS: usize = 2_000;

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn told(what: &str, mut times: Vec<Duration>, goal: &str) {
    times.sort_unstable();
    let (middle, high) = (times[times.len() / 2], times[(times.len() * 99).div_ceil(100) - 1]);
    println!("{what:<62} {:>9.2} {:>9.2}   {goal}", ms(middle), ms(high));
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = black_box(work());
    (done, start.elapsed())
}

fn main() {
    let today: NaiveDate = "2026-12-01".parse().expect("a date");
    let directory = tempfile::tempdir().expect("a directory");
    let (mut book, _) =
        GuestBook::open(directory.path(), 0, today, Retention::default()).expect("a book that opens");
    let host = HostId("balie".to_owned());
    let (password, _sheet) = book.set_up(&host, today).expect("keys");
    let given = Consent { day: today, wording: 1 };
    let consents = Consents { keep: given, call: Some(given) };
    let details = Details {
        name: FirstName::new("Kastanje").expect("a name"),
        phone: PhoneNumber::new("+31612345678").ok(),
        language: Language::new("nl").expect("a language"),
        wants_talk: false,
    };
    let activities = ["wandelen@example.org", "eten@example.org"].map(ActivityId::from);
    let keys = activities.each_ref().map(ActivityKey::from);
    let pass = fill(&mut book, (&host, &password), (GUESTS, NAMELESS), &details, consents, &keys, today)
        .expect("a filled book")
        .expect("a pass");

    println!("{:<62} {:>9} {:>9}   goal", "ms", "median", "p99");
    let mut bare = File::create(directory.path().join("bare")).expect("a file");
    let mut write = || bare.write_all(&[7; 4096]).and_then(|()| bare.sync_all()).expect("a write");
    told(
        "one write and its sync: an arrival waits for five",
        (0..200).map(|_| timed(&mut write).1).collect(),
        "–",
    );
    let mut by_kind = [const { Vec::new() }; 3];
    for number in 0..1_000 {
        let who = match number % 3 {
            0 => Who::Nameless,
            1 => Who::Pass(&pass),
            _ => Who::New(&details, consents),
        };
        let (done, time) = timed(|| book.arrive(today, &activities, who));
        done.expect("an arrival");
        by_kind[number % 3].push(time);
    }
    for (what, times) in ["without a name", "with a pass", "a new guest"].into_iter().zip(by_kind) {
        told(&format!("arrival {what}, of 1,000 in a day, {GUESTS} guests"), times, "≤ 10 ms");
    }
    told("greeting by pass", (0..100).map(|_| timed(|| book.greet(&pass)).1).collect(), "–");

    let (mut copies, mut unlocks, mut opened) = (Vec::new(), Vec::new(), None);
    for _ in 0..5 {
        let (sealed, time) = timed(|| book.sealed(&host).expect("a copy"));
        copies.push(time);
        let (open, time) = timed(|| sealed.unlock(&password, today).expect("an open book"));
        unlocks.push(time);
        opened = Some(open);
    }
    told("copying out what is sealed", copies, "–");
    told(&format!("unlocking {GUESTS} guests, last week not folded"), unlocks, "≤ 3000 ms");
    let mut open = opened.expect("an open book");
    let weeks = (0..104).rev().map(|week| today - Days::new(7 * week)).collect::<Vec<_>>();
    let held: Held = keys.into_iter().map(|key| (key, weeks.clone())).collect();
    let rules = CallBackRules { away_days: 10, rhythm_factor: 0.5, ..CallBackRules::default() };
    println!("({} to call)", open.call_backs(today, &held, &rules).len());
    told(
        "the list of calls",
        (0..20).map(|_| timed(|| open.call_backs(today, &held, &rules).len()).1).collect(),
        "≤ 50 ms",
    );
    told("search by name", (0..20).map(|_| timed(|| open.search("kast").len()).1).collect(), "–");
    told("settling the week", vec![timed(|| open.settle(&mut book, today).expect("written")).1], "–");
    told("a night", vec![timed(|| book.night(today, 0).expect("a night")).1], "–");
}
