//! A desk of its own for each test, with a guest book in which one guest is missed, and browsers.

use chrono::{Days, NaiveDate, NaiveTime};
use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::SocketAddr,
    sync::{
        Arc, Mutex, Once,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};
use tempfile::TempDir;
use tracing_subscriber::filter::LevelFilter;
use ureq::{
    config::Config,
    http::Uri,
    tls::{Certificate, RootCerts, TlsConfig},
    unversioned::{
        resolver::{ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
};
use welkom_desk::{
    Desk, Options, SharedBook, add_account,
    door::{
        DryRun, Group, Health, Leaving, People, Programme, Says, SessionToday, Today,
        memory::{MemoryDoor, State},
    },
};
use welkom_domain::{class::PrivacyClass, ids::ActivityId, programme::SessionChange};
use welkom_guestbook::{
    ActivityKey, Arrived, Consent, Consents, Details, FirstName, GuestBook, HostId, Language, Pass,
    PhoneNumber, RecoverySheet, Retention, Who,
};
use welkom_web::clock::{Clock, UnixMs};

pub const HOST_NAME: &str = "welkom.local";
pub const HOST: &str = "fatima";
/// Two guests nobody else is called like.
pub const MISSED: &str = "Kanariewilg";
pub const MISSED_NUMBER: &str = "+31687654321";
pub const OTHER: &str = "Lijsterbes";

pub struct House {
    desk: Option<Desk>,
    pub directory: TempDir,
    pub door: Arc<MemoryDoor>,
    pub book: SharedBook,
    now_ms: Arc<AtomicI64>,
    pub password: String,
    pub words: String,
    pub pass: Pass,
    pub sheet: RecoverySheet,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a readable header"))
    }

    pub fn location(&self) -> &str {
        self.header("location")
    }

    /// The value of the first hidden field of this name.
    pub fn field(&self, name: &str) -> String {
        let (_, rest) = self.body.split_once(&format!("name=\"{name}\" value=\"")).expect("a field");
        rest.split('"').next().expect("a value").to_owned()
    }
}

impl From<ureq::http::Response<ureq::Body>> for Answer {
    fn from(response: ureq::http::Response<ureq::Body>) -> Self {
        let (parts, mut body) = response.into_parts();
        let body = body.read_to_vec().expect("a readable body");
        let body = String::from_utf8_lossy(&body).into_owned();
        Self { status: parts.status.as_u16(), headers: parts.headers, body }
    }
}

/// Every name leads to one address: the tests have no name server.
#[derive(Debug)]
pub struct To(pub SocketAddr);

impl Resolver for To {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let mut addresses = self.empty();
        addresses.push(self.0);
        Ok(addresses)
    }
}

/// A client that trusts this authority and nobody else.
pub fn agent(authority: &[u8], address: SocketAddr) -> ureq::Agent {
    let roots = RootCerts::from(vec![Certificate::from_der(authority).to_owned()]);
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        // The desk may answer a form it refuses without reading it, and closes the connection then.
        .max_idle_connections(0)
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .build();
    ureq::Agent::with_parts(config, DefaultConnector::default(), To(address))
}

pub fn tuesday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day")
}

fn week_before(weeks: u64) -> NaiveDate {
    tuesday() - Days::new(7 * weeks)
}

pub fn walking() -> ActivityId {
    ActivityId::from("wandelen@example.org")
}

fn details(name: &str, number: Option<&str>) -> Details {
    Details {
        name: FirstName::new(name).expect("a name"),
        phone: number.map(|it| PhoneNumber::new(it).expect("a number")),
        language: Language::new("nl").expect("a language"),
        wants_talk: number.is_none(),
    }
}

fn arrive(book: &mut GuestBook, day: NaiveDate, who: Who<'_>) -> Option<Pass> {
    match book.arrive(day, &[walking()], who).expect("an arrival") {
        Arrived::New(pass) => Some(pass),
        _ => None,
    }
}

/// One guest came ten Tuesdays in a row and stayed away for the last five, another came once.
fn fill(book: &mut GuestBook) -> Pass {
    let given = Consent { day: week_before(15), wording: 1 };
    let consents = Consents { keep: given, call: Some(given) };
    let missed = details(MISSED, Some(MISSED_NUMBER));
    let pass = arrive(book, week_before(15), Who::New(&missed, consents)).expect("a pass");
    for weeks in (1..15).rev() {
        if weeks > 5 {
            arrive(book, week_before(weeks), Who::Pass(&pass));
        }
        book.night(week_before(weeks), 0).expect("a night");
    }
    arrive(book, week_before(0), Who::New(&details(OTHER, None), Consents { call: None, ..consents }));
    pass
}

fn door() -> MemoryDoor {
    let session = |key: &str, title: &str, hour: Option<u32>| SessionToday {
        key: key.to_owned(),
        title: title.to_owned(),
        starts: hour.and_then(|hour| NaiveTime::from_hms_opt(hour, 0, 0)),
        ends: None,
        place: hour.map(|_| "Grote zaal".to_owned()),
        is_cancelled: false,
        can_change: hour.is_some(),
        is_moved: false,
        change: SessionChange::default(),
        class: PrivacyClass::Protected,
        head_count: None,
        arrivals: 0,
        people: People::default(),
    };
    let drop_in = ActivityId::drop_in();
    MemoryDoor::new(State {
        today: Today {
            day: tuesday(),
            is_open: true,
            sessions: vec![
                session("s0", "Gewoon binnenlopen", None),
                session("s1", "Wandelen", Some(10)),
                SessionToday { class: PrivacyClass::Open, ..session("s2", "Wijkvergadering", Some(20)) },
            ],
            in_building: Some(7),
            news: None,
            calls: Vec::new(),
            shifts: None,
        },
        arrivals: Vec::new(),
        programme: Programme {
            activities: vec![
                (drop_in, "Gewoon binnenlopen".to_owned()),
                (walking(), "Wandelen".to_owned()),
                (ActivityId::from("koken@example.org"), "Samen koken".to_owned()),
            ],
            held: [(ActivityKey::from(&walking()), (0..20).rev().map(week_before).collect())].into(),
        },
        leaving: Leaving {
            plan: "2026-Q4".to_owned(),
            groups: vec![Group {
                name: "Wandelen".to_owned(),
                activities: vec!["Wandelen".to_owned()],
                is_weekly: false,
                threshold: 5,
            }],
            dry_run: vec![DryRun {
                group: "Wandelen".to_owned(),
                from: tuesday(),
                to: tuesday(),
                says: Says::Few,
            }],
            next_sending: tuesday().and_hms_opt(4, 30, 0),
        },
        health: Health {
            version: "0.1.0".to_owned(),
            is_clock_trusted: true,
            has_network: Some(true),
            disk_free_mib: 9_000,
            is_paired: true,
            last_sync: None,
            waiting_rows: 0,
            last_backup: Some(tuesday()),
            programme_age_days: Some(0),
        },
    })
}

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().expect("a log").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Everything that was logged so far by all tests, at the most talkative level.
pub fn log() -> String {
    String::from_utf8(LOG.lock().expect("a log").clone()).expect("UTF-8")
}

impl House {
    pub fn new() -> Self {
        static LISTEN: Once = Once::new();
        LISTEN.call_once(|| {
            tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(|| Log).init();
        });
        let directory = tempfile::tempdir().expect("a directory");
        let (mut book, _) =
            GuestBook::open(&directory.path().join("book"), 0, week_before(15), Retention::default())
                .expect("a book");
        let (words, sheet) = book.set_up(&HostId(HOST.to_owned()), week_before(15)).expect("keys");
        let pass = fill(&mut book);
        let now_ms = Arc::new(AtomicI64::new(1_796_119_200_000));
        let mut house = Self {
            desk: None,
            directory,
            door: Arc::new(door()),
            book: Arc::new(Mutex::new(book)),
            now_ms,
            password: String::new(),
            words: words.expose().to_owned(),
            pass,
            sheet,
        };
        let password = add_account(&house.options().directory, &house.options().clock, HOST);
        house.password = password.expect("an account").to_string();
        house.start();
        house
    }

    pub fn options(&self) -> Options {
        let now_ms = Arc::clone(&self.now_ms);
        let clock = Clock::from_fn(move || UnixMs(now_ms.load(Ordering::SeqCst)));
        let centre = "De Hoeve".to_owned();
        Options { clock, centre, ..Options::local(self.directory.path().join("desk"), HOST_NAME) }
    }

    fn start(&mut self) {
        self.start_with(self.options());
    }

    /// Starts a desk that runs otherwise, once the one before has stopped.
    pub fn start_with(&mut self, options: Options) {
        let desk = Desk::start(options, Arc::clone(&self.door) as _, Arc::clone(&self.book));
        self.desk = Some(desk.expect("a desk"));
    }

    /// Drops the desk and starts one over the same files.
    pub fn restart(&mut self) {
        self.stop();
        self.start();
    }

    pub fn stop(&mut self) {
        drop(self.desk.take());
    }

    pub fn desk(&self) -> &Desk {
        self.desk.as_ref().expect("a desk")
    }

    pub fn minutes_pass(&self, minutes: i64) {
        self.now_ms.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    /// What stands at an address of the plain port.
    pub fn plain(&self, path: &str) -> ureq::http::Response<ureq::Body> {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let address = self.desk().plain_address().expect("a plain port");
        agent.get(format!("http://{address}{path}")).call().expect("an answer")
    }

    /// The authority's certificate as a device gets it.
    pub fn authority(&self) -> Vec<u8> {
        self.plain("/authority.crt").body_mut().read_to_vec().expect("a certificate")
    }

    /// A browser nobody logged in with.
    pub fn browser(&self) -> Browser<'_> {
        Browser { house: self, agent: agent(&self.authority(), self.desk().address()), cookies: Vec::new() }
    }

    pub fn logged_in(&self) -> Browser<'_> {
        let mut browser = self.browser();
        let answer = browser.log_in(HOST, &self.password.clone());
        assert_eq!((answer.status, answer.location()), (303, "/"));
        browser
    }

    pub fn unlocked(&self) -> Browser<'_> {
        let mut browser = self.logged_in();
        let answer = browser.unlock(&self.words.clone());
        assert_eq!((answer.status, answer.location()), (303, "/call-back"), "{}", answer.body);
        browser
    }
}

/// Server-sent events: the name and the data of each.
pub struct Events(BufReader<Box<dyn Read + Send>>);

impl Iterator for Events {
    type Item = (String, String);

    fn next(&mut self) -> Option<Self::Item> {
        let (mut name, mut data) = (String::new(), String::new());
        loop {
            let mut line = String::new();
            match self.0.read_line(&mut line) {
                Ok(0) => return None,
                // A desk that stops says goodbye to nobody.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return None,
                read => read.expect("a line"),
            };
            match line.trim_end_matches('\n').split_once(':') {
                Some(("event", it)) => it.trim_start().clone_into(&mut name),
                Some(("data", it)) => data = format!("{data}{it}\n"),
                None if !name.is_empty() => return Some((name, data)),
                _ => {}
            }
        }
    }
}

/// A browser: keeps cookies and follows nothing.
pub struct Browser<'a> {
    house: &'a House,
    agent: ureq::Agent,
    pub cookies: Vec<(String, String)>,
}

impl Browser<'_> {
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.house.desk().url())
    }

    pub fn get(&mut self, path: &str) -> Answer {
        let request = self.agent.get(self.url(path)).header("cookie", self.cookie());
        let answer = Answer::from(request.call().expect("an answer"));
        self.keep_cookies(&answer);
        answer
    }

    pub fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.post_with(path, form, &[])
    }

    pub fn post_with(&mut self, path: &str, form: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let mut request = self.agent.post(self.url(path)).header("cookie", self.cookie());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = Answer::from(request.send_form(form.iter().copied()).expect("an answer"));
        self.keep_cookies(&answer);
        answer
    }

    /// The events of an address, as they come; what waits for one for half a minute fails.
    pub fn watch(&mut self, path: &str) -> Events {
        let request = self.agent.get(self.url(path)).header("cookie", self.cookie());
        let request = request.config().timeout_global(Some(Duration::from_secs(30))).build();
        let answer = request.call().expect("an answer");
        assert_eq!(answer.headers()["content-type"], "text/event-stream", "{}", answer.status());
        Events(BufReader::new(Box::new(answer.into_body().into_reader())))
    }

    /// A post with this session's form token.
    pub fn send(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let token = self.form_token();
        let form: Vec<_> = form.iter().copied().chain([("form_token", token.as_str())]).collect();
        self.post(path, &form)
    }

    pub fn form_token(&mut self) -> String {
        self.get("/today").field("form_token")
    }

    pub fn log_in(&mut self, name: &str, password: &str) -> Answer {
        self.post("/log-in", &[("name", name), ("password", password)])
    }

    pub fn unlock(&mut self, words: &str) -> Answer {
        self.send("/book/open", &[("words", words)])
    }

    /// Opens a guest's page by a part of the name.
    pub fn find(&mut self, name: &str) -> Answer {
        let found = self.send("/guests/search", &[("text", name)]);
        assert_eq!(found.status, 200);
        let (_, rest) = found.body.split_once("<ul class=\"guests\">").expect("somebody");
        let (_, rest) = rest.split_once("name=\"guest\" value=\"").expect("a guest");
        let guest = rest.split('"').next().expect("an id").to_owned();
        assert_eq!(self.send("/guests/open", &[("guest", &guest)]).location(), "/guest");
        self.get("/guest")
    }

    fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().expect("readable").split(';').next().expect("a pair");
            let (name, value) = cookie.split_once('=').expect("a pair");
            self.cookies.retain(|(kept, _)| kept != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }
}
