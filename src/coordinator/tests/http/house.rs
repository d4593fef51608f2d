//! A coordinator of its own for each test, a browser and a kiosk to talk to it.

use serde_json::{Value, json};
use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU8, Ordering},
    },
};
use tempfile::TempDir;
use welkom_coordinator::{
    Options, Server, accounts,
    clock::{Clock, UnixMs},
    store::{
        KioskStore,
        sqlite::{OWN_ORGANISATION, SqliteStore},
    },
};
use welkom_wire::{EnrolmentOffer, Token};

pub const NAME: &str = "wijkteam";
pub const PASSWORD: &str = "een lange zin om mee in te loggen";

/// A running coordinator with one account.
pub struct House {
    server: Option<Server>,
    folder: TempDir,
    now_ms: Arc<AtomicI64>,
    kiosks: AtomicU8,
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

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("expected JSON, found {}", self.body))
    }
}

impl From<ureq::http::Response<ureq::Body>> for Answer {
    fn from(response: ureq::http::Response<ureq::Body>) -> Self {
        let (parts, mut body) = response.into_parts();
        let body = body.read_to_string().expect("a readable body");
        Self { status: parts.status.as_u16(), headers: parts.headers, body }
    }
}

fn agent() -> ureq::Agent {
    ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_idle_connections(0)
        .build()
        .into()
}

impl House {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut house = Self {
            server: None,
            folder,
            now_ms: Arc::new(AtomicI64::new(1_796_000_000_000)),
            kiosks: AtomicU8::new(0),
        };
        accounts::add_account(&house.store(), &house.clock(), NAME, PASSWORD).expect("an account");
        house.start();
        house
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("coordinator.db")
    }

    pub fn store(&self) -> SqliteStore {
        SqliteStore::open(&self.database(), OWN_ORGANISATION).expect("a store")
    }

    fn clock(&self) -> Clock {
        let now_ms = Arc::clone(&self.now_ms);
        Clock::from_fn(move || UnixMs(now_ms.load(Ordering::SeqCst)))
    }

    fn start(&mut self) {
        let options = Options { clock: self.clock(), ..Options::local(self.database()) };
        self.server = Some(Server::start(options).expect("a server"));
    }

    pub fn restart(&mut self) {
        self.server.take().expect("a server").stop().expect("stopped");
        self.start();
    }

    pub fn url(&self) -> String {
        self.server.as_ref().expect("a server").url()
    }

    pub fn minutes_pass(&self, minutes: i64) {
        self.now_ms.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    /// A browser that nobody logged in with.
    pub fn browser(&self) -> Browser<'_> {
        Browser { house: self, agent: agent(), cookies: Vec::new() }
    }

    pub fn logged_in(&self) -> Browser<'_> {
        let mut browser = self.browser();
        let answer = browser.log_in(NAME, PASSWORD);
        assert_eq!((answer.status, answer.header("location")), (303, "/"));
        browser
    }

    /// A kiosk that made its token and is known to nobody.
    pub fn new_kiosk(&self, centre: &str) -> Kiosk<'_> {
        let number = self.kiosks.fetch_add(1, Ordering::SeqCst) + 1;
        Kiosk {
            house: self,
            agent: agent(),
            centre: centre.to_owned(),
            installation: format!("00000000-0000-4000-8000-0000000000{number:02x}"),
            token: Token::from_random_bytes([number; 32]),
        }
    }

    /// A kiosk that a coordinator let in.
    pub fn enrolled_kiosk(&self, centre: &str) -> Kiosk<'_> {
        let kiosk = self.new_kiosk(centre);
        let offer: EnrolmentOffer = serde_json::from_str(&kiosk.enrol().body).expect("an offer");
        let code = accounts::read_code(&offer.code).expect("a code");
        self.store().confirm_enrolment(&code, self.clock().now()).expect("confirmed");
        kiosk
    }
}

/// A browser: keeps cookies and follows nothing.
pub struct Browser<'a> {
    house: &'a House,
    agent: ureq::Agent,
    cookies: Vec<(String, String)>,
}

impl Browser<'_> {
    pub fn get(&mut self, path: &str) -> Answer {
        self.get_with(path, &[])
    }

    pub fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request =
            self.agent.get(format!("{}{path}", self.house.url())).header("cookie", self.cookie());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = Answer::from(request.call().expect("an answer"));
        self.keep_cookies(&answer);
        answer
    }

    pub fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        self.post_with(path, form, &[])
    }

    pub fn post_with(&mut self, path: &str, form: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let mut request =
            self.agent.post(format!("{}{path}", self.house.url())).header("cookie", self.cookie());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = Answer::from(request.send_form(form.iter().copied()).expect("an answer"));
        self.keep_cookies(&answer);
        answer
    }

    pub fn log_in(&mut self, name: &str, password: &str) -> Answer {
        self.post("/log-in", &[("name", name), ("password", password)])
    }

    /// The token that this session's forms carry, as it stands on a page.
    pub fn form_token(&mut self) -> String {
        let page = self.get("/kiosks").body;
        let (_, rest) = page.split_once("name=\"form_token\" value=\"").expect("a form");
        rest.split('"').next().expect("a value").to_owned()
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

/// A kiosk as the coordinator sees it.
pub struct Kiosk<'a> {
    house: &'a House,
    agent: ureq::Agent,
    pub centre: String,
    pub installation: String,
    pub token: Token,
}

impl Kiosk<'_> {
    pub fn enrol(&self) -> Answer {
        let asked = json!({
            "schema": 1,
            "installation": self.installation,
            "centre": self.centre,
            "centre_name": format!("Wijkcentrum {}", self.centre),
            "token_sha256": self.token.hash(),
        });
        self.post("/api/v1/enrolments", &asked.to_string())
    }

    pub fn get(&self, path: &str) -> Answer {
        let request = self.agent.get(format!("{}{path}", self.house.url()));
        request.header("authorization", self.token.authorization().as_str()).call().expect("an answer").into()
    }

    pub fn post(&self, path: &str, body: &str) -> Answer {
        let request = self.agent.post(format!("{}{path}", self.house.url()));
        let request = request.header("authorization", self.token.authorization().as_str());
        request.send(body).expect("an answer").into()
    }

    pub fn put(&self, path: &str, body: &str) -> Answer {
        let request = self.agent.put(format!("{}{path}", self.house.url()));
        let request = request.header("authorization", self.token.authorization().as_str());
        request.send(body).expect("an answer").into()
    }

    /// Sends rows written as in the CSV.
    pub fn release(&self, rows: &str) -> Answer {
        self.post("/api/v1/releases", &batch(rows))
    }
}

/// A batch of rows written as in the CSV, for the fourth quarter of 2026.
pub fn batch(rows: &str) -> String {
    let rows: Vec<Value> = rows
        .lines()
        .map(|line| {
            let columns: Vec<&str> = line.trim().split(',').collect();
            let [measure, period, from, to, group, value] = columns[..] else { panic!("six columns: {line}") };
            json!({"measure": measure, "period": period, "from": from, "to": to, "group": group, "value": value})
        })
        .collect();
    json!({"schema": 1, "plan": "2026-Q4", "rows": rows}).to_string()
}
