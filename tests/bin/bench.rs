//! What the README promises, measured: one JSON object a line with `name`, `value`, `unit`, `goal`,
//! `ok`. A goal that is a ratio is taken against a baseline measured in the same run. Without a goal a
//! line is a baseline. The argument chooses benches whose name contains it.
//!
//! `cargo xtask bench` builds this in release and makes a table of it.

use anyhow::{Context, ensure};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use fastrand::Rng;
use serde_json::json;
use std::{
    cell::Cell,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Stdio},
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};
use uuid::Uuid;
use welkom_desk::door::Changes;
use welkom_domain::{arrival::Role, ids::ArrivalId};
use welkom_guestbook::{
    ActivityKey, Consent, Consents, Details, FirstName, GuestBook, HostId, Language, PhoneNumber, Retention,
    WORDING,
};
use welkom_kiosk::{
    assemble,
    clock::{Clock, SimulatedClock},
    closing,
    config::Config,
    engine::{Command, Engine, EngineDoor, Update},
    flow::{Answer, Guest, NewArrival},
    host_desk::{self, DeskThread},
    store::{Store, StoredArrival, open_connection},
    today::OfferKey,
};
use welkom_tests::{coordinator::sibling, desk::Browser, kiosk::Kiosk};

/// Measures something in a folder of its own and reports it.
type Bench = fn(&Path) -> anyhow::Result<()>;

/// Touches, inserts and frames measured for one percentile.
const ROUNDS: usize = 1_000;

fn main() -> anyhow::Result<()> {
    let filter = std::env::args().nth(1).unwrap_or_default();
    let scratch = tempfile::tempdir()?;
    let benches: [(&str, Bench); 5] = [
        ("arrival", arrival),
        ("start rest memory", process),
        ("today", today),
        ("freeze", freeze),
        ("names", names),
    ];
    for (name, bench) in benches {
        if name.contains(&filter) {
            let directory = scratch.path().join(name.replace(' ', "-"));
            fs::create_dir_all(&directory)?;
            bench(&directory).with_context(|| format!("bench {name}"))?;
        }
    }
    Ok(())
}

fn report(name: &str, value: f64, unit: &str, goal: Option<f64>) {
    let ok = goal.is_none_or(|goal| value <= goal);
    println!("{}", json!({ "name": name, "value": value, "unit": unit, "goal": goal, "ok": ok }));
}

/// The value that 99 in 100 do not exceed, in milliseconds.
fn p99_ms(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    let at = (times.len() * 99).div_ceil(100).saturating_sub(1);
    times[at].as_secs_f64() * 1000.0
}

fn de_hoeve(directory: &Path) -> anyhow::Result<Config> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../kiosk-config/de-hoeve.toml");
    let mut config = Config::read(&file)?;
    config.store.directory = directory.join("visits");
    Ok(config)
}

/// A Thursday in opening hours, between two sessions.
fn thursday() -> DateTime<Utc> {
    "2026-11-26T11:30:00Z".parse().unwrap_or_default()
}

/// From the last touch of a visit to the arrival on disk and the thank-you drawn. Its two baselines are
/// measured in turn with it, so that what else the machine does is in all three.
fn arrival(directory: &Path) -> anyhow::Result<()> {
    let bare = Bare::open(directory)?;
    let kiosk = Kiosk::open(&de_hoeve(directory)?, thursday())?;
    let (mut inserts, mut frames, mut visits) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        inserts.push(bare.insert()?);
        kiosk.screen.redraw_everything();
        let started = Instant::now();
        kiosk.screen.draw();
        frames.push(started.elapsed());
        kiosk.tap("Ik ben er");
        let answer = kiosk.find("Zonder naam");
        let started = Instant::now();
        kiosk.touch(&answer);
        kiosk.wait_until_saved();
        visits.push(started.elapsed());
        kiosk.settle();
        kiosk.tap("Klaar");
    }
    let (insert, frame) = (p99_ms(inserts), p99_ms(frames));
    report("a bare insert, p99", insert, "ms", None);
    report("one full frame, 1280×800, p99", frame, "ms", None);
    report("last touch to thank-you drawn, p99", p99_ms(visits), "ms", Some(2.0 * insert + frame));
    Ok(())
}

/// A database with one table and the kiosk's pragmas: what an insert costs that promises the same.
struct Bare(rusqlite::Connection);

impl Bare {
    fn open(directory: &Path) -> anyhow::Result<Self> {
        let connection = open_connection(&directory.join("bare.sqlite"))?;
        connection.execute_batch("CREATE TABLE bare (id BLOB PRIMARY KEY, at INTEGER NOT NULL) STRICT")?;
        Ok(Self(connection))
    }

    fn insert(&self) -> anyhow::Result<Duration> {
        let id = Uuid::new_v4();
        let started = Instant::now();
        self.0.prepare_cached("INSERT INTO bare VALUES (?1, 0)")?.execute([id.as_bytes()])?;
        Ok(started.elapsed())
    }
}

/// The real program over a store of 200,000 arrivals: its first frame, its memory, its rest.
fn process(directory: &Path) -> anyhow::Result<()> {
    let config = de_hoeve(directory)?;
    fill(&config, 200_000)?;
    let mut firsts = Vec::new();
    for _ in 0..10 {
        let mut running = Running::start(&config)?;
        firsts.push(running.until("the first frame is drawn")?);
    }
    report("start to first frame, 200,000 arrivals stored, slowest of 10", p99_ms(firsts), "ms", Some(100.0));
    let mut running = Running::start(&config)?;
    let ready = running.until("the visits are checked and open")?;
    report("start to touch taken, integrity check done", ready.as_secs_f64() * 1000.0, "ms", None);
    // Past the next minute's tick, which is allowed to cost something.
    let into_minute = Utc::now().timestamp().rem_euclid(60);
    thread::sleep(Duration::from_secs(u64::try_from(65 - into_minute)?));
    report("proportional memory (PSS)", running.pss_mb()?, "MB", Some(34.0));
    let before = running.cpu_ticks()?;
    thread::sleep(Duration::from_secs(30));
    let used = running.cpu_ticks()? - before;
    #[expect(clippy::cast_precision_loss, reason = "a handful of ticks")]
    report("CPU of a resting screen in 30 s", used as f64, "ticks", Some(0.0));
    Ok(())
}

struct Running {
    child: Child,
    log: BufReader<std::process::ChildStderr>,
    started: Instant,
}

impl Running {
    fn start(config: &Config) -> anyhow::Result<Self> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../kiosk-config/de-hoeve.toml");
        let mut command = sibling("welkom-kiosk")?;
        command.args(["run", "--off-screen", "--trust-clock", "--config"]).arg(file);
        command.arg("--store").arg(&config.store.directory);
        command.args(["--pretend-now", "2026-11-26T12:30:00"]);
        let started = Instant::now();
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::null()).spawn()?;
        let log = child.stderr.take().context("expected the kiosk's log")?;
        Ok(Self { child, log: BufReader::new(log), started })
    }

    /// How long after the start the log says this.
    fn until(&mut self, says: &str) -> anyhow::Result<Duration> {
        let mut line = String::new();
        loop {
            line.clear();
            ensure!(self.log.read_line(&mut line)? > 0, "expected the kiosk to say {says:?}, and it ended");
            if line.contains(says) {
                return Ok(self.started.elapsed());
            }
        }
    }

    fn pss_mb(&self) -> anyhow::Result<f64> {
        let path = PathBuf::from(format!("/proc/{}/smaps_rollup", self.child.id()));
        let text = fs::read_to_string(path)?;
        let line = text.lines().find(|line| line.starts_with("Pss:")).context("expected a Pss line")?;
        let kib: f64 = line.split_whitespace().nth(1).context("expected a number")?.parse()?;
        Ok(kib * 1024.0 / 1_000_000.0)
    }

    /// User and system time used so far, in the kernel's ticks.
    fn cpu_ticks(&self) -> anyhow::Result<u64> {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name in brackets may hold spaces; utime and stime are the 12th and 13th after it.
        let (_, after) = text.rsplit_once(')').context("expected a process name")?;
        let mut fields = after.split_whitespace().skip(11);
        let mut ticks = || -> anyhow::Result<u64> { Ok(fields.next().context("expected ticks")?.parse()?) };
        Ok(ticks()? + ticks()?)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Today's screen, with 200,000 arrivals stored, of which some hundreds today.
fn today(directory: &Path) -> anyhow::Result<()> {
    let config = de_hoeve(directory)?;
    fill(&config, 200_000)?;
    let mut offers = 0;
    let clock = Arc::new(SimulatedClock::new(thursday()));
    let mut engine = assemble::engine(&config, Arc::clone(&clock) as _, drop)?;
    let mut times = Vec::with_capacity(ROUNDS);
    for round in 0..ROUNDS {
        // Another day each time: its sessions have to be worked out first.
        clock.go_to(thursday() - Days::new(round as u64 % 700));
        let started = Instant::now();
        let today = engine.today()?;
        times.push(started.elapsed());
        offers += today.offers.len();
    }
    ensure!(offers > ROUNDS / 2, "expected something to be on, found {offers} offers");
    report("today's screen, 200,000 arrivals stored, p99", p99_ms(times), "ms", Some(5.0));
    Ok(())
}

/// Freezing a year of 300 arrivals a day, night after night: the release rule, and the store's reading
/// and writing around it.
fn freeze(directory: &Path) -> anyhow::Result<()> {
    let config = de_hoeve(directory)?;
    let first: NaiveDate = "2026-01-01".parse()?;
    let (mut store, _) = Store::open(&config.store.directory, 0)?;
    let centre = centre(&config)?;
    closing::ensure_plans(&mut store, &centre, first, 0)?;
    drop(store);
    insert_arrivals(&config, first, 365, 300)?;
    let (mut store, _) = Store::open(&config.store.directory, 0)?;
    let started = Instant::now();
    let closed = closing::close_days(&mut store, &centre, first + Days::new(365), 0)?;
    let took = started.elapsed();
    ensure!(closed == 365, "expected 365 days to close, found {closed}");
    let bare = Bare::open(directory)?;
    let commits = (0..closed).map(|_| bare.insert()).sum::<anyhow::Result<Duration>>()?;
    report("365 bare inserts, the disk's part of freezing", commits.as_secs_f64(), "s", None);
    report("freezing a year of 300 arrivals a day", took.as_secs_f64(), "s", Some(1.0));
    Ok(())
}

const GUESTS: usize = 10_000;

/// A guest book of 10,000 guests and two years, the last week not folded in: what a name adds to a check-in
/// before the thank-you, opening the book at the desk (the password's scrypt included), and the page that says
/// whom to call. The desk is the real one, over TLS.
fn names(directory: &Path) -> anyhow::Result<()> {
    let mut config = de_hoeve(directory)?;
    (config.desk.port, config.desk.install_port) = (0, 0);
    // A third of the guests stayed away for two weeks, which is missed here.
    config.guest_book.calls.away_days = 10;
    config.guest_book.calls.rhythm_factor = 0.5;
    let day = thursday().date_naive();
    let centre = centre(&config)?;
    let (mut store, _) = Store::open(&config.store.directory, 0)?;
    let first = day - Days::new(730);
    closing::ensure_plans(&mut store, &centre, first, 0)?;
    closing::close_days(&mut store, &centre, day, 0)?;
    drop(store);
    let host = HostId("balie".to_owned());
    let words = {
        let book_directory = config.guest_book_directory();
        fs::create_dir_all(&book_directory)?;
        let (mut book, _) = GuestBook::open(&book_directory, 0, day, Retention::default())?;
        let (words, _) = book.set_up(&host, day)?;
        let known = centre.programme.activities().iter().take(2);
        let activities: Vec<ActivityKey> = known.map(|activity| ActivityKey::from(&activity.id)).collect();
        let guest = guest(day)?;
        let who = (&guest.details, guest.consents);
        welkom_guestbook::fill(&mut book, (&host, &words), (GUESTS, 2_000), who.0, who.1, &activities, day)?;
        words
    };
    let clock = Arc::new(SimulatedClock::new(thursday()));
    let at_desk = Arc::clone(&clock);
    let options = host_desk::options(&config, move || at_desk.now().timestamp_millis());
    let password = welkom_desk::add_account(&config.desk_directory(), &options.clock, "balie")?;

    let (share, book) = mpsc::channel();
    let mut engine = assemble::engine(&config, Arc::clone(&clock) as _, |book| drop(share.send(book)))?;
    engine.start(&|_| {});
    let (mut nameless, mut named) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS / 2 {
        nameless.push(checks_in(&mut engine, None)?);
        named.push(checks_in(&mut engine, Some(Box::new(guest(day)?)))?);
    }
    // Each beside its neighbour: what else the machine does is in both.
    let added = named.iter().zip(&nameless).map(|(named, nameless)| named.saturating_sub(*nameless));
    report("what a name adds to a check-in, p99", p99_ms(added.collect()), "ms", Some(10.0));
    let (commands, to_do) = mpsc::channel();
    let thread = Engine::spawn(to_do, move || Ok(engine), |_| {})?;
    let zone = config.centre.zone;
    let door = EngineDoor::new(commands.clone(), Changes::default(), Vec::new(), zone, directory.to_owned());
    let (tell, told) = mpsc::channel();
    let desk = DeskThread::spawn(options, door, book, move |address| drop(tell.send(address)))?;
    let address = told.recv()?;
    let install = address.install_url.context("expected a plain page")?;
    let (mut unlocks, mut pages) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let mut browser = Browser::open(&address.url, &install)?;
        browser.post("/log-in", &[("name", "balie"), ("password", &password)])?;
        let form_token = browser.get("/today")?.field("form_token").context("expected a form")?;
        let form = [("words", words.expose()), ("form_token", form_token.as_str())];
        let started = Instant::now();
        let opened = browser.post("/book/open", &form)?;
        unlocks.push(started.elapsed());
        ensure!(opened.location == "/call-back", "expected an open book, found {}", opened.status);
        for _ in 0..20 {
            let started = Instant::now();
            let page = browser.get("/call-back")?;
            pages.push(started.elapsed());
            ensure!(page.body.matches("tel:").count() == 50, "expected fifty to call");
        }
        browser.send("/book/close", &[])?;
    }
    report("opening a book of 10,000 guests, slowest of 3", p99_ms(unlocks) / 1000.0, "s", Some(3.0));
    report("the page of whom to call, p99", p99_ms(pages), "ms", Some(50.0));
    desk.stop();
    thread.stop(&commands);
    Ok(())
}

fn guest(day: NaiveDate) -> anyhow::Result<Guest> {
    let consent = Consent { day, wording: WORDING };
    let details = Details {
        name: FirstName::new("Kastanje")?,
        phone: Some(PhoneNumber::new("+31612345678")?),
        language: Language::new("nl")?,
        wants_talk: false,
    };
    Ok(Guest { details, consents: Consents { keep: consent, call: Some(consent) } })
}

/// From the command to its answer, on which the thank-you shows.
fn checks_in(engine: &mut Engine, guest: Option<Box<Guest>>) -> anyhow::Result<Duration> {
    let id = ArrivalId(Uuid::new_v4());
    let arrival =
        NewArrival { id, offers: vec![OfferKey::DropIn], party: 1, role: Role::Visitor, guest, pass: None };
    let (answered, started) = (Cell::new(None), Instant::now());
    engine.obey(Command::Save(arrival), &|update| {
        if matches!(update, Update::Answer(Answer::Saved(_) | Answer::SavedWithName(..))) {
            answered.set(Some(started.elapsed()));
        }
    });
    answered.get().context("expected an arrival to be saved")
}

fn centre(config: &Config) -> anyhow::Result<welkom_domain::centre::Centre> {
    let files = assemble::programme_files(config);
    let (read, _) = welkom_kiosk::loader::read(&files, config.centre.zone, Utc::now());
    Ok(assemble::centre(config, read.programme.context("expected the sample programme")?))
}

/// A store with this many arrivals in the two years before [`thursday`], some of them on its day.
fn fill(config: &Config, arrivals: usize) -> anyhow::Result<()> {
    let days = 730;
    let first = thursday().date_naive() - Days::new(days - 1);
    drop(Store::open(&config.store.directory, 0)?);
    insert_arrivals(config, first, usize::try_from(days)?, arrivals.div_ceil(usize::try_from(days)?))
}

/// Writes arrivals past the program, in one transaction: nobody waits for them.
fn insert_arrivals(config: &Config, first: NaiveDate, days: usize, a_day: usize) -> anyhow::Result<()> {
    let (mut store, _) = Store::open(&config.store.directory, 0)?;
    let mut random = Rng::with_seed(7);
    let arrivals = (0..days * a_day).map(|number| {
        let day = first + Days::new((number / a_day) as u64);
        let at = day.and_hms_opt(9, 0, 0).unwrap_or_default().and_utc()
            + TimeDelta::seconds(random.i64(0..28_800));
        StoredArrival {
            id: ArrivalId(Uuid::from_u128(random.u128(..))),
            arrived_ms: at.timestamp_millis(),
            day,
            role: Role::Visitor,
            newcomer: None,
            party: random.u32(1..=2),
            offers: vec![OfferKey::DropIn],
            boot_id: "bench".to_owned(),
            boottime_ms: 0,
            sequence: 0,
            clock_trusted: true,
        }
    });
    store.save_all(arrivals)?;
    Ok(())
}
