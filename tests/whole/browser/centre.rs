//! A centre with a desk: a door in memory, a guest book with a guest who is missed, a programme of a full day.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use std::{
    fs,
    path::PathBuf,
    sync::{Arc, Mutex},
};
use tempfile::TempDir;
use welkom_desk::{
    Desk, Options, add_account,
    door::{
        CallReason, DryRun, Group, Health, HostCall, Leaving, People, Programme, Says, SessionToday, Today,
        memory::{MemoryDoor, State},
    },
};
use welkom_domain::{class::PrivacyClass, ids::ActivityId, programme::SessionChange};
use welkom_guestbook::{
    ActivityKey, Arrived, Consent, Consents, Details, FirstName, GuestBook, HostId, Language, Pass,
    PhoneNumber, Retention, WORDING, Who,
};
use welkom_web::clock::Clock;

pub const HOST_NAME: &str = "welkom.local";
pub const HOST: &str = "Fatima";
pub const MISSED: &str = "Wilhelmina";
const ASKS: &str = "Abdelkarim";

pub struct Centre {
    pub desk: Desk,
    pub door: Arc<MemoryDoor>,
    pub password: String,
    pub words: String,
    /// The authority's certificate.
    pub authority: PathBuf,
    _folder: TempDir,
}

/// Today as it really is: a browser looks at its own clock whether a certificate is valid.
fn now() -> DateTime<chrono_tz::Tz> {
    Utc::now().with_timezone(&chrono_tz::Europe::Amsterdam)
}

fn weeks_ago(weeks: u64) -> NaiveDate {
    now().date_naive() - Days::new(7 * weeks)
}

fn walking() -> ActivityId {
    ActivityId::from("wandelen@example.org")
}

/// A call of a quarter of an hour ago.
pub fn call(id: u64, reason: CallReason, came_for: &str) -> HostCall {
    let at = (now() - chrono::Duration::minutes(15)).time();
    HostCall { id, at, reason, came_for: came_for.to_owned() }
}

fn arrive(book: &mut GuestBook, weeks: u64, who: Who<'_>) -> Option<Pass> {
    match book.arrive(weeks_ago(weeks), &[walking()], who).expect("an arrival") {
        Arrived::New(pass) => Some(pass),
        _ => None,
    }
}

fn fill(book: &mut GuestBook) {
    let given = Consent { day: weeks_ago(15), wording: WORDING };
    let consents = Consents { keep: given, call: Some(given) };
    let details = |name: &str, number: Option<&str>| Details {
        name: FirstName::new(name).expect("a name"),
        phone: number.map(|it| PhoneNumber::new(it).expect("a number")),
        language: Language::new("nl").expect("a language"),
        wants_talk: number.is_none(),
    };
    let pass = arrive(book, 15, Who::New(&details(MISSED, Some("+31687654321")), consents)).expect("a pass");
    for weeks in (1..15).rev() {
        if weeks > 5 {
            arrive(book, weeks, Who::Pass(&pass));
        }
        book.night(weeks_ago(weeks), 0).expect("a night");
    }
    arrive(book, 0, Who::New(&details(ASKS, None), Consents { call: None, ..consents }));
}

fn session(key: &str, title: &str, starts: Option<(u32, u32)>, place: &str) -> SessionToday {
    let time = |(hour, minute)| NaiveTime::from_hms_opt(hour, minute, 0);
    SessionToday {
        key: key.to_owned(),
        title: title.to_owned(),
        starts: starts.and_then(time),
        ends: starts.and_then(|(hour, minute)| time((hour + 2, minute))),
        place: (!place.is_empty()).then(|| place.to_owned()),
        is_cancelled: false,
        can_change: starts.is_some(),
        is_moved: false,
        change: SessionChange::default(),
        class: PrivacyClass::Protected,
        head_count: None,
        arrivals: 0,
        people: People::default(),
    }
}

fn today() -> Today {
    let moved = SessionChange {
        starts: NaiveTime::from_hms_opt(14, 30, 0),
        place: Some("Tuinkamer".to_owned()),
        note: Some("Neem een jas mee, wij gaan ook even naar buiten.".to_owned()),
        ..SessionChange::default()
    };
    Today {
        day: weeks_ago(0),
        is_open: true,
        sessions: vec![
            session("in", "Gewoon binnenlopen", None, ""),
            session("wandelen|1", "Wandelen in de wijk", Some((10, 0)), "Hal"),
            SessionToday {
                is_moved: true,
                change: moved,
                ..session("koken|1", "Samen koken en eten voor de hele buurt", Some((14, 30)), "Tuinkamer")
            },
            SessionToday {
                is_cancelled: true,
                change: SessionChange { is_cancelled: true, ..SessionChange::default() },
                class: PrivacyClass::Sensitive,
                ..session("herstel|1", "Herstelgroep", Some((13, 0)), "Kamer 2")
            },
            SessionToday {
                class: PrivacyClass::Open,
                head_count: Some(People { visitors: 41, volunteers: 3, professionals: 2 }),
                ..session("avond|1", "Openbare bewonersavond", Some((19, 30)), "Grote zaal")
            },
        ],
        in_building: Some(17),
        news: Some("Vanmiddag is er soep.".to_owned()),
        calls: Vec::new(),
        shifts: None,
    }
}

fn door() -> MemoryDoor {
    use welkom_domain::arrival::Role::{Professional, Visitor, Volunteer};
    let arrivals = [("in", Visitor, 3), ("wandelen|1", Visitor, 9), ("wandelen|1", Volunteer, 2)];
    let names = [(ActivityId::drop_in(), "Gewoon binnenlopen"), (walking(), "Wandelen in de wijk")];
    let group = |name: &str, activities: &[&str], is_weekly, threshold| Group {
        name: name.to_owned(),
        activities: activities.iter().map(|it| (*it).to_owned()).collect(),
        is_weekly,
        threshold,
    };
    let says =
        |group: &str, says| DryRun { group: group.to_owned(), from: weeks_ago(0), to: weeks_ago(0), says };
    MemoryDoor::new(State {
        today: today(),
        arrivals: arrivals
            .into_iter()
            .chain([("koken|1", Professional, 1)])
            .map(|(key, role, people)| (key.to_owned(), role, people))
            .collect(),
        programme: Programme {
            activities: names.into_iter().map(|(id, name)| (id, name.to_owned())).collect(),
            held: [(ActivityKey::from(&walking()), (0..20).rev().map(weeks_ago).collect())].into(),
        },
        leaving: Leaving {
            plan: "2026-Q4".to_owned(),
            groups: vec![
                group("Wandelen in de wijk", &["Wandelen in de wijk"], false, 5),
                group("Dinsdag", &["Samen koken", "Herstelgroep", "Gewoon binnenlopen"], true, 10),
            ],
            dry_run: vec![says("Wandelen in de wijk", Says::Visits(11)), says("Dinsdag", Says::Few)],
            next_sending: weeks_ago(0).and_hms_opt(4, 30, 0),
        },
        health: Health {
            version: "0.1.0".to_owned(),
            is_clock_trusted: true,
            has_network: Some(false),
            disk_free_mib: 9_000,
            is_paired: true,
            last_sync: None,
            waiting_rows: 3,
            last_backup: Some(weeks_ago(0)),
            programme_age_days: Some(0),
        },
    })
}

impl Centre {
    pub fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let book = folder.path().join("book");
        let (mut book, _) = GuestBook::open(&book, 0, weeks_ago(15), Retention::default()).expect("a book");
        let (words, _) = book.set_up(&HostId(HOST.to_owned()), weeks_ago(15)).expect("keys");
        fill(&mut book);
        let options = Options {
            centre: "De Hoeve".to_owned(),
            ..Options::local(folder.path().join("desk"), HOST_NAME)
        };
        let password =
            add_account(&options.directory, &Clock::system(), HOST).expect("an account").to_string();
        let door = Arc::new(door());
        let desk = Desk::start(options, Arc::clone(&door) as _, Arc::new(Mutex::new(book))).expect("a desk");
        // As a host's device gets it.
        let plain = desk.plain_address().expect("a plain port");
        let mut answer = ureq::get(format!("http://{plain}/authority.crt")).call().expect("a certificate");
        let authority = folder.path().join("authority.crt");
        fs::write(&authority, answer.body_mut().read_to_vec().expect("a certificate")).expect("written");
        Self { desk, door, password, words: words.expose().to_owned(), authority, _folder: folder }
    }

    /// An address of the desk.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.desk.url())
    }
}
