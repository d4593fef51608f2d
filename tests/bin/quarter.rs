//! What the canary test searches: a kiosk that plays a quarter in which guests leave names that stand nowhere
//! else, with its host desk beside it, under the allocator of the real program. It is a process of its own, so
//! that its memory holds what the kiosk holds and not what the test knows.
//!
//! It says `host desk: URL INSTALL_URL` and `played`, and then takes lines: `dump FILE` writes down all of its
//! memory and answers `dumped`. It ends with its input.

use anyhow::{Context, bail, ensure};
use chrono::{Days, NaiveDate, NaiveTime};
use std::{
    alloc::System,
    env,
    fs::File,
    io::{BufRead, Read, Seek, SeekFrom, Write, stderr, stdin, stdout},
    path::Path,
    sync::Arc,
};
use tracing_subscriber::filter::LevelFilter;
use uuid::Uuid;
use welkom_domain::{arrival::Role, ids::ArrivalId};
use welkom_guestbook::{Consent, Consents, Details, FirstName, Language, Pass, PhoneNumber, WORDING};
use welkom_kiosk::{
    clock::Clock,
    config::Config,
    engine::Command,
    flow::{Answer, Guest, NewArrival},
    host_desk::{self, DeskThread},
    today::OfferKey,
};
use welkom_tests::{canary, kiosk::Kiosk, script::local};
use zeroize::Zeroizing;
use zeroizing_alloc::ZeroAlloc;

/// As in the real program.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

const WEEKS: u64 = 13;
const GUESTS: usize = 200;
/// So many of them type on the real screen; the others come in by the same command the screen sends.
const TYPED: usize = 6;
const NAMELESS_A_WEEK: usize = 20;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = env::args().collect();
    let [_, config, seed] = arguments.as_slice() else { bail!("expected a configuration and a seed") };
    // As talkative as it gets: whatever is told at any level is searched.
    tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(stderr).init();
    let config = Config::read(Path::new(config))?;
    let seed: u64 = seed.parse()?;
    let first: NaiveDate = "2026-10-06".parse()?;
    let ten = NaiveTime::from_hms_opt(9, 50, 0).context("a time")?;
    let at = |week: u64| local(first + Days::new(7 * week), ten, config.centre.zone).to_utc();
    let kiosk = Kiosk::open(&config, at(0))?;
    let clock = Arc::clone(&kiosk.clock);
    let options = host_desk::options(&config, move || clock.now().timestamp_millis());
    let told = |desk: host_desk::DeskAddress| {
        say(&format!("host desk: {} {}", desk.url, desk.install_url.unwrap_or_default()));
    };
    let (hand_over, book) = std::sync::mpsc::channel();
    hand_over.send(kiosk.book.recv()?)?;
    let desk = DeskThread::spawn(options, kiosk.door(&config), book, told)?;

    let mut passes: Vec<Pass> = Vec::new();
    for week in 0..WEEKS {
        if week > 0 {
            kiosk.go_to(at(week));
        }
        for _ in 0..NAMELESS_A_WEEK {
            arrive(&kiosk, None, None)?;
        }
        // Whoever has a pass comes nearly every week at first, and stays away in the end.
        let coming = passes.iter().enumerate().filter(|(guest, _)| week < 9 || guest % 3 == 0);
        for (_, pass) in coming.collect::<Vec<_>>() {
            arrive(&kiosk, None, Some(pass.clone()))?;
        }
        let until = (GUESTS * usize::try_from(week + 1)? / 8).min(GUESTS);
        for guest in passes.len()..until {
            let pass = if guest < TYPED {
                types(&kiosk, seed, guest)?
            } else {
                leaves(&kiosk, seed, guest, &config)?
            };
            passes.push(pass);
        }
    }
    ensure!(passes.len() == GUESTS, "expected {GUESTS} guests, found {}", passes.len());
    drop(passes);
    say("played");
    for line in stdin().lock().lines() {
        let line = line?;
        let Some(file) = line.strip_prefix("dump ") else { bail!("expected dump FILE") };
        dump(Path::new(file))?;
        say("dumped");
    }
    desk.stop();
    kiosk.close();
    Ok(())
}

fn say(line: &str) {
    println!("{line}");
    drop(stdout().flush());
}

/// A check-in by the command that the screens send; the pass of whoever leaves a name.
fn arrive(kiosk: &Kiosk, guest: Option<Box<Guest>>, shown: Option<Pass>) -> anyhow::Result<Option<Pass>> {
    let id = ArrivalId(Uuid::new_v4());
    let arrival =
        NewArrival { id, offers: vec![OfferKey::DropIn], party: 1, role: Role::Visitor, guest, pass: shown };
    kiosk.commands.send(Command::Save(arrival))?;
    let mut pass = None;
    kiosk.wait_for_answer(|answer| match answer {
        Answer::SavedWithName(saved, given) if *saved == id => {
            pass = Some(given.clone());
            true
        }
        Answer::Saved(saved) => *saved == id,
        _ => false,
    });
    Ok(pass)
}

/// Leaves a name and a number without the screen.
fn leaves(kiosk: &Kiosk, seed: u64, guest: usize, config: &Config) -> anyhow::Result<Pass> {
    let name = Zeroizing::new(canary::name(seed, guest));
    let number = Zeroizing::new(canary::number(seed, guest));
    let international = Zeroizing::new(format!("+31{}", &number[1..]));
    let day = kiosk.clock.now().with_timezone(&config.centre.zone).date_naive();
    let details = Details {
        name: FirstName::new(&name)?,
        phone: Some(PhoneNumber::new(&international)?),
        language: Language::new("nl")?,
        wants_talk: false,
    };
    let consent = Consent { day, wording: WORDING };
    let consents = Consents { keep: consent, call: Some(consent) };
    arrive(kiosk, Some(Box::new(Guest { details, consents })), None)?.context("expected a pass")
}

/// Leaves a name and a number with a finger.
fn types(kiosk: &Kiosk, seed: u64, guest: usize) -> anyhow::Result<Pass> {
    for label in ["Ik ben er", "Met mijn naam", "Ja", "Ja, dat mag"] {
        kiosk.tap(label);
    }
    let name = Zeroizing::new(canary::name(seed, guest));
    for letter in name.chars() {
        kiosk.tap(&letter.to_string());
    }
    kiosk.tap("Verder");
    kiosk.tap("Ja, dat mag");
    let number = Zeroizing::new(canary::number(seed, guest));
    for digit in number.chars() {
        kiosk.tap(&digit.to_string());
    }
    kiosk.touch(&kiosk.find("Verder"));
    let mut pass = None;
    kiosk.wait_for_answer(|answer| {
        if let Answer::SavedWithName(_, given) = answer {
            pass = Some(given.clone());
        }
        pass.is_some()
    });
    kiosk.settle();
    for label in ["Ik heb hem", "Klaar"] {
        kiosk.tap(label);
    }
    pass.context("expected a pass")
}

/// All memory of this process that it may read, one stretch after the other.
fn dump(file: &Path) -> anyhow::Result<()> {
    let maps = std::fs::read_to_string("/proc/self/maps")?;
    let mut memory = File::open("/proc/self/mem")?;
    let mut dump = File::create(file)?;
    let mut piece = vec![0; 1 << 20];
    for line in maps.lines() {
        let mut words = line.split_whitespace();
        let (Some(range), Some(rights)) = (words.next(), words.next()) else { continue };
        if !rights.starts_with('r') || line.contains("[vvar") || line.contains("[vsyscall]") {
            continue;
        }
        let (from, to) = range.split_once('-').context("expected a range")?;
        let (mut from, to) = (u64::from_str_radix(from, 16)?, u64::from_str_radix(to, 16)?);
        while from < to {
            let length = usize::try_from((to - from).min(piece.len() as u64))?;
            memory.seek(SeekFrom::Start(from))?;
            // A page that is gone meanwhile, or was never there, holds nothing.
            if memory.read_exact(&mut piece[..length]).is_ok() {
                dump.write_all(&piece[..length])?;
            }
            from += length as u64;
        }
    }
    Ok(())
}
