//! The demo that plays itself: four weeks at two centres, from the finger on the screen to the
//! coordinator's CSV, and an honest account of what came through.

use crate::{
    coordinator::Coordinator,
    kiosk::Kiosk,
    script::{Script, Scripted, ScriptedDay, morning_after},
};
use anyhow::{Context, ensure};
use chrono::{NaiveDate, Utc};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};
use welkom_domain::{
    centre::Centre,
    day::{DateRange, Quarter},
    plan::Plan,
    release::{Facts, withheld},
};
use welkom_kiosk::{
    assemble,
    config::Config,
    loader,
    store::{FrozenRow, Store},
    sync::{self, Client, ClientSettings, enrol::Pairing, round::Machine},
};
use welkom_screens::ScreenKind;

/// What to play.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of the sample centres.
    pub configurations: PathBuf,
    /// Where databases and pictures go; emptied first.
    pub directory: PathBuf,
    /// The seed of the scripts.
    pub seed: u64,
    /// Whether a PNG of each screen is left behind.
    pub pictures: bool,
    /// Takes one stored arrival away before its day closes: the account must then not add up.
    pub lose_one: bool,
}

/// The account. Everything is counted where it says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Account {
    /// Stored arrivals.
    pub arrivals: u64,
    /// Visits they make, by the store.
    pub visits: u64,
    /// The sum of all frozen numbers of visits.
    pub published: u64,
    /// Visits that stay in the centres, by the release rule.
    pub withheld: u64,
    /// The sum of all numbers of visits in the coordinator's CSV.
    pub received: u64,
}

/// What was played.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Played {
    /// The account.
    pub account: Account,
    /// Visits by the scripts alone.
    pub scripted_visits: u64,
    /// Passes by the scripts alone.
    pub scripted_arrivals: u64,
    /// Which cases of the release rule occurred, by name.
    pub cases: BTreeSet<&'static str>,
}

/// Every case that the demo has to show.
pub const CASES: [&str; 7] = ["alone", "grouped", "by week", "sensitive", "few", "closed", "off"];

impl Played {
    /// What does not add up; empty when all is well.
    pub fn faults(&self) -> Vec<String> {
        let Account { arrivals, visits, published, withheld, received } = self.account;
        let mut faults = Vec::new();
        let mut must = |holds: bool, fault: String| {
            if !holds {
                faults.push(fault);
            }
        };
        must(
            published + withheld == visits,
            format!(
                "expected published + withheld to be the {visits} visits, found {published} + {withheld}"
            ),
        );
        must(
            received == published,
            format!("expected the coordinator to have the {published} published visits, found {received}"),
        );
        must(
            visits == self.scripted_visits,
            format!("expected the {} visits of the script, found {visits}", self.scripted_visits),
        );
        must(
            arrivals == self.scripted_arrivals,
            format!("expected the {} arrivals of the script, found {arrivals}", self.scripted_arrivals),
        );
        must(published > 0, "expected something to be published".to_owned());
        must(withheld > 0, "expected something to be withheld".to_owned());
        for case in CASES {
            must(
                self.cases.contains(case),
                format!("expected the case {case:?} of the release rule to occur"),
            );
        }
        faults
    }
}

struct Part {
    config: &'static str,
    off_days: &'static [&'static str],
}

const PARTS: [Part; 2] = [
    Part { config: "de-hoeve.toml", off_days: &["2026-12-09"] },
    Part { config: "graafkamp.toml", off_days: &["2026-12-10"] },
];

/// The first day, the day from which nobody comes (four weeks later), and the last day: the year's
/// end, so that a month closes.
const DAYS: [&str; 3] = ["2026-11-30", "2026-12-28", "2026-12-31"];

/// Plays everything.
pub fn play(options: &Options) -> anyhow::Result<Played> {
    if options.directory.exists() {
        std::fs::remove_dir_all(&options.directory).context("the last demo could not be cleared away")?;
    }
    std::fs::create_dir_all(&options.directory)?;
    let coordinator = Coordinator::start(&options.directory.join("coordinator.sqlite"))?;
    let password = coordinator.add_account("demo")?;
    // One kiosk a thread: the toolkit has one platform for each.
    let parts: Vec<Played> = thread::scope(|scope| {
        let threads = PARTS.map(|part| {
            let coordinator = &coordinator;
            scope.spawn(move || play_part(&part, options, coordinator))
        });
        threads
            .into_iter()
            .map(|thread| thread.join().map_err(|_| anyhow::anyhow!("a centre's demo ended early"))?)
            .collect::<anyhow::Result<_>>()
    })?;
    let mut played = Played {
        account: Account {
            received: received(&coordinator.fetch_csv("demo", &password)?)?,
            ..Account::default()
        },
        scripted_visits: 0,
        scripted_arrivals: 0,
        cases: BTreeSet::new(),
    };
    for part in parts {
        played.account.arrivals += part.account.arrivals;
        played.account.visits += part.account.visits;
        played.account.published += part.account.published;
        played.account.withheld += part.account.withheld;
        played.scripted_visits += part.scripted_visits;
        played.scripted_arrivals += part.scripted_arrivals;
        played.cases.extend(part.cases);
    }
    Ok(played)
}

fn play_part(part: &Part, options: &Options, coordinator: &Coordinator) -> anyhow::Result<Played> {
    let mut config = Config::read(&options.configurations.join(part.config))?;
    config.store.directory = options.directory.join(&config.centre.id);
    // The account is taken after the quarter was frozen: as a host may, who needs to know who was in
    // the building last month.
    config.privacy.keep_arrivals_days = 31;
    let files = assemble::programme_files(&config);
    let (read, _) = loader::read(&files, config.centre.zone, Utc::now());
    let centre = assemble::centre(&config, read.programme.context("a sample programme cannot be read")?);
    let [first, quiet_from, last] = DAYS.map(|day| day.parse::<NaiveDate>().expect("a date"));
    let off_days: Vec<NaiveDate> = part.off_days.iter().map(|day| day.parse().expect("a date")).collect();
    let script = Script::write(&centre, DateRange::new(first, last), quiet_from, &off_days, options.seed);
    let mut pictures = Pictures::new(options, &config.centre.id);
    let day_before = first.pred_opt().context("a first day")?;
    let kiosk = Kiosk::open(&config, morning_after(day_before, centre.zone).to_utc())?;
    let client = pair(&kiosk, &config, coordinator)?;
    for day in &script.days {
        play_day(&kiosk, &centre, day, &mut pictures)?;
    }
    let lose = options.lose_one && part.config == PARTS[0].config;
    kiosk.go_to(morning_after(last, centre.zone).to_utc());
    let machine = Machine { clock_trusted: true, disk_free_bytes: 1 << 34 };
    sync::send_everything(&client, &kiosk.commands, machine)?;
    kiosk.close();
    if lose {
        lose_one(&config.store.directory)?;
    }
    account(&config, &script, last)
}

fn pair(kiosk: &Kiosk, config: &Config, coordinator: &Coordinator) -> anyhow::Result<Client> {
    let settings =
        ClientSettings { url: coordinator.address.clone(), ca_file: None, timeout: Duration::from_secs(30) };
    let client = Client::new(&settings)?;
    let pairing = Pairing::begin(&client, &kiosk.commands, &config.centre.id, &config.centre.name)?;
    ensure!(!pairing.is_confirmed(&client, &kiosk.commands)?, "expected nobody to have confirmed yet");
    coordinator.confirm(&pairing.offer.code)?;
    ensure!(pairing.is_confirmed(&client, &kiosk.commands)?, "expected the pairing to be confirmed");
    Ok(client)
}

fn play_day(
    kiosk: &Kiosk,
    centre: &Centre,
    day: &ScriptedDay,
    pictures: &mut Pictures,
) -> anyhow::Result<()> {
    let Some((on, off)) = day.in_service else { return Ok(()) };
    kiosk.go_to(on.to_utc());
    pictures.take(kiosk)?;
    let mut arrivals = day.arrivals.iter().peekable();
    while kiosk_now(kiosk, centre) < off {
        kiosk.pass_minute();
        while let Some(arrival) = arrivals.next_if(|arrival| arrival.at <= kiosk_now(kiosk, centre)) {
            check_in(kiosk, arrival, pictures)
                .with_context(|| format!("{}: {:?}", arrival.at, arrival.titles))?;
        }
    }
    ensure!(arrivals.next().is_none(), "expected everybody of {} to have come", day.day);
    Ok(())
}

fn kiosk_now(kiosk: &Kiosk, centre: &Centre) -> chrono::DateTime<chrono_tz::Tz> {
    use welkom_kiosk::clock::Clock;
    kiosk.clock.now().with_timezone(&centre.zone)
}

/// What one visitor does.
fn check_in(kiosk: &Kiosk, arrival: &Scripted, pictures: &mut Pictures) -> anyhow::Result<()> {
    pictures.take(kiosk)?;
    kiosk.tap("Ik ben er");
    if kiosk.shows() == ScreenKind::Name && !is_preset(kiosk, arrival) {
        kiosk.tap("Anders");
    }
    if kiosk.shows() == ScreenKind::Choose {
        choose(kiosk, arrival, pictures)?;
        kiosk.tap("Verder");
    }
    ensure!(
        kiosk.shows() == ScreenKind::Name,
        "expected the question about the name, found {:?}",
        kiosk.shows()
    );
    pictures.take(kiosk)?;
    let answer = if arrival.with_name { "Met mijn naam" } else { "Zonder naam" };
    kiosk.touch(&kiosk.find(answer));
    kiosk.wait_until_saved();
    ensure!(kiosk.shows() == ScreenKind::Thanks, "expected the thank-you, found {:?}", kiosk.shows());
    kiosk.settle();
    pictures.take(kiosk)?;
    kiosk.tap("Klaar");
    ensure!(kiosk.shows() == ScreenKind::Rest, "expected the screen at rest, found {:?}", kiosk.shows());
    Ok(())
}

/// Whether what stands above the question is what the visitor comes for.
fn is_preset(kiosk: &Kiosk, arrival: &Scripted) -> bool {
    if arrival.party > 1 || arrival.titles.len() + usize::from(arrival.drops_in) != 1 {
        return false;
    }
    kiosk.says(arrival.titles.first().map_or("Gewoon binnenlopen", String::as_str))
}

fn choose(kiosk: &Kiosk, arrival: &Scripted, pictures: &mut Pictures) -> anyhow::Result<()> {
    let mut wanted: Vec<String> = arrival.titles.clone();
    if arrival.drops_in {
        wanted.push("Gewoon binnenlopen".to_owned());
    }
    // Every page: what is wanted is chosen, what was preset and is not wanted is chosen no more.
    let mut found = BTreeSet::new();
    loop {
        for (label, is_chosen) in kiosk.cards() {
            if wanted.contains(&label) != is_chosen {
                kiosk.tap(&label);
            }
            found.insert(label);
        }
        let Some(next) = kiosk.find_where(|label| label == "Volgende bladzijde") else { break };
        if next.accessible_enabled() == Some(false) {
            break;
        }
        kiosk.touch(&next);
        kiosk.settle();
    }
    let missing: Vec<&String> = wanted.iter().filter(|title| !found.contains(*title)).collect();
    ensure!(missing.is_empty(), "expected {missing:?} among the cards, found {found:?}");
    for _ in 1..arrival.party {
        kiosk.tap("Eén persoon meer");
    }
    pictures.take(kiosk)
}

/// One picture of each screen, in the order in which they came.
struct Pictures {
    directory: Option<PathBuf>,
    centre: String,
    taken: BTreeSet<String>,
}

impl Pictures {
    fn new(options: &Options, centre: &str) -> Self {
        let directory = options.pictures.then(|| options.directory.clone());
        Self { directory, centre: centre.to_owned(), taken: BTreeSet::new() }
    }

    fn take(&mut self, kiosk: &Kiosk) -> anyhow::Result<()> {
        let Some(directory) = &self.directory else { return Ok(()) };
        let screen = format!("{:?}", kiosk.shows()).to_lowercase();
        if self.taken.insert(screen.clone()) {
            let number = self.taken.len();
            kiosk.save_picture(&directory.join(format!("{}-{number}-{screen}.png", self.centre)))?;
        }
        Ok(())
    }
}

/// Takes the first stored arrival away, as a fault in the store would.
fn lose_one(directory: &Path) -> anyhow::Result<()> {
    let connection = rusqlite::Connection::open(directory.join("visits.sqlite"))?;
    connection.execute_batch("PRAGMA foreign_keys = ON")?;
    let lost = connection.execute("DELETE FROM arrival WHERE id = (SELECT MIN(id) FROM arrival)", [])?;
    ensure!(lost == 1, "expected one arrival to lose");
    Ok(())
}

fn account(config: &Config, script: &Script, last: NaiveDate) -> anyhow::Result<Played> {
    let (store, _) = Store::open(&config.store.directory, 0)?;
    let quarter = Quarter::of(last);
    let toml = store.plan(quarter)?.context("expected a plan")?;
    let plan = Plan::from_toml(&toml).map_err(|_| anyhow::anyhow!("expected the plan to read back"))?;
    let range = quarter.range();
    let arrivals = store.arrivals(range)?;
    let (sessions, service, raised, classes) =
        (store.planned(range)?, store.service(range)?, store.raised(quarter)?, store.planned_classes(range)?);
    let facts = Facts {
        arrivals: &arrivals,
        sessions: &sessions,
        service: &service,
        raised: &raised,
        classes: &classes,
        // No visits.
        head_counts: &[],
        open: &[],
        shifts: &[],
    };
    let frozen = store.frozen()?;
    let visits_of = |row: &&FrozenRow| row.measure == "visits";
    Ok(Played {
        account: Account {
            arrivals: arrivals.len() as u64,
            visits: arrivals.iter().map(|it| u64::from(it.party) * it.activities.len() as u64).sum(),
            published: frozen.iter().filter(visits_of).filter_map(|row| row.value.parse::<u64>().ok()).sum(),
            withheld: withheld(&plan, &facts, last).visits_withheld,
            received: 0,
        },
        scripted_visits: script.visits(),
        scripted_arrivals: script.arrivals(),
        cases: cases(&plan, &frozen),
    })
}

/// Which cases of the release rule the frozen cells of visits show.
fn cases(plan: &Plan, frozen: &[FrozenRow]) -> BTreeSet<&'static str> {
    let mut cases = BTreeSet::new();
    for row in frozen.iter().filter(|row| row.measure == "visits") {
        match row.value.as_str() {
            "few" => drop(cases.insert("few")),
            "closed" => drop(cases.insert("closed")),
            "off" => drop(cases.insert("off")),
            _ => {
                let Some(group) = plan.groups.iter().find(|group| group.name == row.group) else { continue };
                cases.insert(if group.members.len() == 1 { "alone" } else { "grouped" });
                if group.is_sensitive() {
                    cases.insert("sensitive");
                }
            }
        }
        if row.period.contains("-W") {
            cases.insert("by week");
        }
    }
    cases
}

/// The sum of all numbers of visits in the coordinator's CSV.
fn received(csv: &str) -> anyhow::Result<u64> {
    let mut reader = csv::Reader::from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader.headers()?.clone();
    let column = |name: &str| {
        headers.iter().position(|header| header == name).with_context(|| format!("expected a column {name}"))
    };
    let (measure, value) = (column("measure")?, column("value")?);
    let mut sum = 0;
    for record in reader.records() {
        let record = record?;
        if &record[measure] == "visits" {
            sum += record[value].parse::<u64>().unwrap_or(0);
        }
    }
    Ok(sum)
}
