//! A kiosk without its screens beside a proxy: the real engine over a real store, the real client, and a
//! simulated clock. Rows to send are frozen by the engine or put there by the test.

use crate::{programs::root, proxy::Proxy};
use chrono::{DateTime, Days, NaiveDate, Utc};
use std::{
    path::PathBuf,
    sync::{Arc, mpsc},
    time::Duration,
};
use tempfile::TempDir;
use uuid::Uuid;
use welkom_domain::{arrival::Role, day::Quarter, ids::ArrivalId, release::ServiceDay};
use welkom_kiosk::{
    assemble,
    clock::{Clock, SimulatedClock},
    config::Config,
    engine::{Command, Engine, EngineThread, Outbox, Update, ask},
    flow::{Answer, NewArrival},
    store::{FrozenRow, Opened, Store},
    sync::{
        Client, ClientSettings, RoundError, RoundReport, enrol::Pairing, round::Machine, send_everything,
    },
    today::OfferKey,
};
use welkom_tests::script::morning_after;

const ZONE: chrono_tz::Tz = chrono_tz::Europe::Amsterdam;

/// The day most tests freeze.
pub fn tuesday() -> NaiveDate {
    "2026-12-01".parse().expect("a date")
}

/// The visits of one group on that Tuesday.
pub fn row(group: &str, value: &str) -> FrozenRow {
    FrozenRow {
        quarter: Quarter::of(tuesday()),
        measure: "visits".to_owned(),
        period: tuesday().to_string(),
        from: tuesday(),
        to: tuesday(),
        group: group.to_owned(),
        value: value.to_owned(),
    }
}

/// The house that the tests share: a coordinator behind a proxy, and a kiosk.
pub struct House {
    /// The proxy between them.
    pub proxy: Proxy,
    /// The way to it.
    pub client: Client,
    /// What time it is for the kiosk.
    pub clock: Arc<SimulatedClock>,
    folder: TempDir,
    config: Config,
    password: String,
    engine: Option<(EngineThread, mpsc::Sender<Command>, mpsc::Receiver<Update>)>,
}

impl House {
    /// A coordinator, and the kiosk of De Hoeve with these rows in its outbox, not paired; it is the
    /// morning after the Tuesday.
    pub fn with(rows: &[FrozenRow]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let proxy = Proxy::start();
        proxy.start_coordinator(folder.path());
        let password = proxy.coordinator(|coordinator| coordinator.add_account("test"));
        let mut config = Config::read(&root().join("kiosk-config/de-hoeve.toml")).expect("a sample");
        config.store.directory = folder.path().join("kiosk");
        let settings =
            ClientSettings { url: proxy.address.clone(), ca_file: None, timeout: Duration::from_secs(30) };
        let client = Client::new(&settings).expect("a client");
        let clock = Arc::new(SimulatedClock::new(morning_after(tuesday(), ZONE).to_utc()));
        let mut house = Self { proxy, client, clock, folder, config, password, engine: None };
        if !rows.is_empty() {
            // A cell belongs to a plan, which the kiosk fixes on its first day.
            let first = morning_after(tuesday() - Days::new(1), ZONE).to_utc();
            house.clock = Arc::new(SimulatedClock::new(first));
            house.open();
            house.close();
            house.freeze(tuesday(), rows);
            house.clock.go_to(morning_after(tuesday(), ZONE).to_utc());
        }
        house.open();
        house
    }

    /// The same, paired.
    pub fn paired_with(rows: &[FrozenRow]) -> Self {
        let house = Self::with(rows);
        house.pair();
        house
    }

    /// Where everything is.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Opens the kiosk's engine and waits until it takes touches.
    pub fn open(&mut self) {
        let (commands, theirs) = mpsc::channel();
        let (tell, updates) = mpsc::channel();
        let (config, clock) = (self.config.clone(), Arc::clone(&self.clock) as Arc<dyn Clock>);
        let engine = Engine::spawn(
            theirs,
            move || assemble::engine(&config, clock, drop),
            move |update| {
                drop(tell.send(update));
            },
        );
        self.engine = Some((engine.expect("a thread"), commands, updates));
        self.wait_for(|update| matches!(update, Update::Answer(Answer::Ready)));
    }

    /// Ends the engine; the store is closed.
    pub fn close(&mut self) {
        if let Some((engine, commands, _)) = self.engine.take() {
            engine.stop(&commands);
        }
    }

    /// The way to the engine.
    pub fn commands(&self) -> &mpsc::Sender<Command> {
        &self.engine.as_ref().expect("an open kiosk").1
    }

    /// The store itself; only while the engine is closed.
    pub fn store(&self) -> (Store, Opened) {
        assert!(self.engine.is_none(), "the engine owns the store");
        Store::open(&self.config.store.directory, 0).expect("a store")
    }

    /// Closes a day with these rows, whatever came in; only while the engine is closed.
    pub fn freeze(&self, day: NaiveDate, rows: &[FrozenRow]) {
        let (mut store, _) = self.store();
        let service = ServiceDay { day, scheduled_min: 600, in_service_min: 600 };
        store.close_day(service, &[], rows, 0).expect("closed");
    }

    /// Damages the kiosk's file in the middle; only while the engine is closed.
    pub fn damage(&self) {
        assert!(self.engine.is_none(), "the engine owns the store");
        std::fs::write(self.config.store.directory.join("visits.sqlite"), "no database any more")
            .expect("written");
    }

    /// Rows that wait, and rows that are parked.
    pub fn outbox(&mut self) -> (u32, u32) {
        self.close();
        let counts = self.store().0.outbox_counts().expect("counts");
        self.open();
        counts
    }

    /// Pairs by the code.
    pub fn pair(&self) {
        let pairing = self.begin_pairing();
        self.proxy.coordinator(|coordinator| coordinator.confirm(&pairing.offer.code));
        assert!(pairing.is_confirmed(&self.client, self.commands()).expect("an answer"));
        self.proxy.requests();
    }

    /// Asks for a code.
    pub fn begin_pairing(&self) -> Pairing {
        let (id, name) = (&self.config.centre.id, &self.config.centre.name);
        Pairing::begin(&self.client, self.commands(), id, name).expect("a code")
    }

    /// The kiosk's secret.
    pub fn token(&self) -> Option<String> {
        ask(self.commands(), Outbox::Identity).expect("an answer").token
    }

    /// Sends what waits.
    pub fn send(&self) -> Result<RoundReport, RoundError> {
        let machine = Machine { clock_trusted: true, disk_free_bytes: 1 << 34 };
        send_everything(&self.client, self.commands(), machine)
    }

    /// Somebody drops in, with a party of this size.
    pub fn drop_in(&self, party: u32) {
        let id = ArrivalId(Uuid::new_v4());
        let arrival = NewArrival {
            id,
            offers: vec![OfferKey::DropIn],
            party,
            role: Role::Visitor,
            guest: None,
            pass: None,
        };
        self.commands().send(Command::Save(arrival)).expect("an engine");
        self.wait_for(|update| matches!(update, Update::Answer(Answer::Saved(_))));
    }

    /// Goes on to another moment, and waits until the engine has done what is due then.
    pub fn go_to(&self, then: DateTime<Utc>) {
        self.clock.go_to(then);
        self.commands().send(Command::Minute).expect("an engine");
        self.wait_for(|update| matches!(update, Update::Today(_)));
    }

    /// The coordinator's figures, a line each.
    pub fn figures(&self) -> Vec<String> {
        let csv = self.proxy.coordinator(|coordinator| coordinator.fetch_csv("test", &self.password));
        csv.lines().skip(1).map(str::to_owned).collect()
    }

    /// A coordinator revokes the kiosk on the page.
    pub fn revoke(&self) {
        self.proxy
            .coordinator(|coordinator| coordinator.log_in("test", &self.password)?.revoke_first_kiosk());
    }

    fn wait_for(&self, fits: impl Fn(&Update) -> bool) {
        let updates = &self.engine.as_ref().expect("an open kiosk").2;
        while !fits(&updates.recv_timeout(Duration::from_secs(30)).expect("an answer of the engine")) {}
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.close();
    }
}
