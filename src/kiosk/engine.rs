//! The thread that owns the visits. Commands come in by a channel and are done one after the other;
//! what the screens have to know goes out as [`Update`]s. Nothing slow runs here: no network, no
//! device, no waiting. A command that comes twice is done once.

mod calls;
mod guests;
mod host_desk;
mod host_screen;
mod newcomers;
mod outbox;
mod service;

use guests::lock;
pub use host_desk::{EngineDoor, Work};
pub use host_screen::NewCode;
pub use outbox::{Identity, Outbox, Outgoing, Reply, Unanswered, ask};

use crate::{
    clock::Clock,
    closing::{self, ClosingError},
    config::DropIn,
    flow::{Answer, HostAsk, NewArrival, Wish},
    host_desk::DeskAddress,
    store::{KeptProgramme, Store, StoreError, StoredArrival},
    today::{self, OfferKey, Today},
};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use std::{
    sync::{Arc, mpsc},
    thread,
};
use thiserror::Error;
use welkom_desk::{
    SharedBook,
    door::{CallReason, Changes},
};
use welkom_domain::{
    centre::Centre,
    day::service_day,
    ids::ArrivalId,
    programme::{Programme, Session},
};
use welkom_guestbook::Pass;

/// What the engine is asked to do.
pub enum Command {
    /// Write this arrival; answered by [`Answer::Saved`] or [`Answer::NotSaved`].
    Save(NewArrival),
    /// Take this arrival back, and forget the guest to whom it gave this pass; answered.
    TakeBack(ArrivalId, Option<Pass>),
    /// Say what this pass opens; answered.
    Greet(Pass),
    /// Do this for the guest of this pass; answered.
    ForGuest(Pass, Wish),
    /// Whether the people of this arrival are here for the first time.
    Newcomer(ArrivalId, bool),
    /// Somebody with this arrival, who comes for this, asks for a host; answered.
    CallHost(ArrivalId, CallReason, Vec<OfferKey>),
    /// What a host at the screen wants; answered by [`Answer::Host`].
    Host(HostAsk),
    /// A minute has passed, and the screens are alive to say so.
    Minute,
    /// The calendar files were read again.
    Programme(Box<ReadProgramme>),
    /// Close every service day that is over, if the clock is trusted.
    CloseDays,
    /// What the sync worker asks for.
    Outbox(Outbox),
    /// What the host desk asks.
    Work(Work),
    /// Write down what is only remembered, and end.
    Stop,
}

/// One reading of the calendar files.
#[derive(Debug, Clone)]
pub struct ReadProgramme {
    /// What can be used of it, if every file could be read; else the last good one stays in force.
    pub programme: Option<Programme>,
    /// The files and their texts as they were read, to be kept for a day on which they cannot.
    pub files: Vec<(String, String)>,
    /// When.
    pub read_at: DateTime<Utc>,
}

/// What the engine tells the screens.
#[derive(Debug, Clone)]
pub enum Update {
    /// An answer to the flow.
    Answer(Answer),
    /// What the door offers now.
    Today(Arc<Today>),
    /// The host desk answers there.
    Desk(DeskAddress),
    /// The store cannot be used: why, for the log; the screen asks to see the host.
    Broken,
}

/// Why the engine could not do something.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Closing a day.
    #[error(transparent)]
    Closing(#[from] ClosingError),
}

/// What the engine works with.
#[expect(clippy::struct_excessive_bools, reason = "each says something of another thing it works with")]
pub struct Engine {
    store: Store,
    centre: Centre,
    clock: Arc<dyn Clock>,
    keep_arrivals_days: u32,
    programme_read: Option<DateTime<Utc>>,
    programme_is_stale: bool,
    programme_is_partial: bool,
    sequence: i64,
    /// What the programme says of the service day, worked out once for each day and each programme.
    known_day: Option<KnownDay>,
    /// The last minute that was looked at for service, counted from 1970.
    served: Option<i64>,
    /// Minutes of service that are only remembered, and of which service day.
    unwritten_service: Option<(NaiveDate, u32)>,
    /// The guest book, where it could be opened; hosts at their desk open the same one.
    book: Option<SharedBook>,
    /// Whether it has keys to keep a name with. Somebody sets it up while no kiosk runs.
    keeps_names: bool,
    last_answer: Option<guests::LastAnswer>,
    /// Visitors who asked for a host.
    calls: calls::Calls,
    newcomers: newcomers::Newcomers,
    /// Changes its number whenever the host desk has something new to show.
    changes: Changes,
    /// How long somebody who just drops in is thought to stay.
    drop_in_stays_min: u32,
    /// Somebody was erased and stands in a backup of the guest book still.
    erased: bool,
}

/// A service day by the programme.
struct KnownDay {
    day: NaiveDate,
    sessions: Vec<Session>,
    /// When the kiosk is to be in service.
    scheduled: Vec<(DateTime<Tz>, DateTime<Tz>)>,
}

fn known_day<'a>(known: &'a mut Option<KnownDay>, centre: &Centre, day: NaiveDate) -> &'a KnownDay {
    if known.as_ref().is_none_or(|known| known.day != day) {
        *known = None;
    }
    known.get_or_insert_with(|| KnownDay {
        day,
        sessions: centre.sessions_on(day),
        scheduled: centre.scheduled(day),
    })
}

impl Engine {
    /// An engine over an open store. `keep_arrivals_days` are the days that arrivals are kept after
    /// their quarter was frozen.
    pub fn new(store: Store, centre: Centre, clock: Arc<dyn Clock>, keep_arrivals_days: u32) -> Self {
        Self {
            store,
            centre,
            clock,
            keep_arrivals_days,
            programme_read: None,
            programme_is_stale: false,
            programme_is_partial: false,
            sequence: 0,
            known_day: None,
            served: None,
            unwritten_service: None,
            book: None,
            keeps_names: false,
            last_answer: None,
            calls: calls::Calls::default(),
            newcomers: newcomers::Newcomers::default(),
            changes: Changes::default(),
            drop_in_stays_min: DropIn::STAYS_MIN,
            erased: false,
        }
    }

    /// From here on arrivals leave their parcels in this guest book.
    pub fn set_guest_book(&mut self, book: SharedBook) {
        self.keeps_names = lock(&book).public_keys().is_some();
        self.book = Some(book);
    }

    /// Runs the engine on a thread of its own until [`Command::Stop`] or until nobody is left to send
    /// commands. `open` makes it there: checking a large file takes time the first frame does not have.
    pub fn spawn(
        commands: mpsc::Receiver<Command>,
        open: impl FnOnce() -> anyhow::Result<Self> + Send + 'static,
        tell: impl Fn(Update) + Send + 'static,
    ) -> std::io::Result<EngineThread> {
        let thread = thread::Builder::new().name("engine".to_owned()).spawn(move || {
            let mut engine = match open() {
                Ok(engine) => engine,
                Err(error) => {
                    tracing::error!(error = format!("{error:#}"), "the engine could not start");
                    tell(Update::Broken);
                    return;
                }
            };
            engine.start(&tell);
            for command in commands {
                if matches!(command, Command::Stop) {
                    break;
                }
                engine.obey(command, &tell);
            }
            engine.finish();
        })?;
        Ok(EngineThread(thread))
    }

    /// The store is open: the day's first look at the programme, then touches may come.
    pub fn start(&mut self, tell: &dyn Fn(Update)) {
        self.log(Self::read_session_changes);
        self.log(Self::close_days);
        self.tell_today(tell);
        tell(Update::Answer(Answer::Ready));
        tracing::info!("the visits are checked and open");
    }

    /// Does one command.
    pub fn obey(&mut self, command: Command, tell: &dyn Fn(Update)) {
        match command {
            Command::Save(arrival) => {
                self.check_in(arrival, tell);
                self.changes.changed();
            }
            Command::TakeBack(id, pass) => {
                self.take_back(id, pass.as_ref(), tell);
                self.changes.changed();
            }
            Command::Greet(pass) => self.greet(pass, tell),
            Command::ForGuest(pass, wish) => self.do_for_guest(pass, wish, tell),
            Command::Newcomer(id, is_newcomer) => self.note_newcomer(id, is_newcomer),
            Command::CallHost(id, reason, offers) => {
                self.call_host(id, reason, &offers, tell);
                self.changes.changed();
            }
            Command::Host(ask) => self.ask_host(ask, tell),
            Command::Minute => {
                self.forget_last_answer();
                self.forget_old_calls();
                self.renew_guest_backups();
                self.log(Self::count_minute);
                self.log(Self::close_days);
                self.tell_today(tell);
            }
            Command::CloseDays => {
                self.log(Self::close_days);
            }
            Command::Programme(read) => {
                self.take_programme(*read);
                self.tell_today(tell);
            }
            Command::Outbox(request) => self.outbox(request),
            Command::Work(work) => work(self, tell),
            Command::Stop => {}
        }
    }

    /// What is only remembered is written down.
    pub fn finish(&mut self) {
        self.log(Self::write_service);
        self.log(Self::put_newcomers_away);
    }

    /// The open store, for what only reads.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What the door offers now.
    pub fn today(&mut self) -> Result<Today, EngineError> {
        let now = self.clock.now().with_timezone(&self.centre.zone);
        let day = self.day();
        let counts = self.store.counts_on(day)?;
        let age_days = self.programme_age_days().unwrap_or(0);
        let known = known_day(&mut self.known_day, &self.centre, day);
        let mut today = today::build(&self.centre, &known.sessions, &counts, now, age_days);
        today.keeps_names = self.keeps_names;
        today.news = self.store.news_on(day)?.unwrap_or_default();
        Ok(today)
    }

    fn day(&self) -> NaiveDate {
        service_day(self.clock.now().with_timezone(&self.centre.zone).naive_local())
    }

    /// Writes the visit; whether it is new.
    fn save(&mut self, arrival: NewArrival) -> Result<bool, StoreError> {
        self.sequence += 1;
        let stored = StoredArrival {
            id: arrival.id,
            arrived_ms: self.clock.now().timestamp_millis(),
            day: self.day(),
            role: arrival.role,
            newcomer: None,
            party: arrival.party,
            offers: arrival.offers,
            boot_id: self.clock.boot_id(),
            boottime_ms: i64::try_from(self.clock.monotonic_ms()).unwrap_or(i64::MAX),
            sequence: self.sequence,
            clock_trusted: self.clock.trusted(),
        };
        self.store.save(&stored)
    }

    fn tell_today(&mut self, tell: &dyn Fn(Update)) {
        self.changes.changed();
        self.log(|engine| {
            tell(Update::Today(Arc::new(engine.today()?)));
            Ok(())
        });
    }

    fn take_programme(&mut self, mut read: ReadProgramme) {
        let Some(programme) = read.programme.take() else {
            self.programme_is_stale = true;
            return;
        };
        self.centre.programme = programme;
        self.known_day = None;
        self.set_programme_age(read.read_at, false);
        self.programme_is_partial = false;
        self.log(|engine| engine.keep(&read));
    }

    /// Keeps files that could be read, for a day on which they cannot.
    pub fn keep(&mut self, read: &ReadProgramme) -> Result<(), EngineError> {
        let read_ms = read.read_at.timestamp_millis();
        for (file, text) in &read.files {
            self.store.keep_programme(file, &KeptProgramme { text: text.clone(), read_ms })?;
        }
        Ok(())
    }

    /// The programme in force is an old one, read at that moment: the newest could not be read.
    pub fn set_programme_age(&mut self, read_at: DateTime<Utc>, is_stale: bool) {
        self.programme_read = Some(read_at);
        self.programme_is_stale = is_stale;
    }

    /// There is no good programme at all, only what could be read of a bad one: it is shown, and nothing
    /// is planned, closed or frozen by it.
    pub fn set_programme_partial(&mut self) {
        self.programme_is_partial = true;
    }

    fn programme_age_days(&self) -> Option<u32> {
        if !self.programme_is_stale {
            return Some(0);
        }
        let age = self.clock.now() - self.programme_read?;
        Some(u32::try_from(age.num_days().max(1)).unwrap_or(u32::MAX))
    }

    /// Closes every service day that is over. Under a clock nobody vouches for nothing is frozen.
    fn close_days(&mut self) -> Result<(), EngineError> {
        // A plan or a day made from half a programme would stay so for good.
        if !self.clock.trusted() || self.programme_is_partial {
            return Ok(());
        }
        if self.unwritten_service.is_some_and(|(of, _)| of < self.day()) {
            self.write_service()?;
        }
        self.put_old_newcomers_away()?;
        let (today, now_ms) = (self.day(), self.now_ms());
        let closed = closing::close_days(&mut self.store, &self.centre, today, now_ms)?;
        if closed > 0 {
            self.close_guest_book(today);
            closing::forget(&self.store, today, self.keep_arrivals_days)?;
            self.store.back_up()?;
        }
        Ok(())
    }

    fn now_ms(&self) -> i64 {
        self.clock.now().timestamp_millis()
    }

    /// A failure at night must not end the day: it is told, and tried again a minute later.
    fn log(&mut self, action: impl FnOnce(&mut Self) -> Result<(), EngineError>) {
        if let Err(error) = action(self) {
            tracing::warn!(error = %chain(&error), "the engine could not do part of its work");
        }
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// The engine's thread.
pub struct EngineThread(thread::JoinHandle<()>);

impl EngineThread {
    /// Lets the engine finish what was asked and waits for its end.
    pub fn stop(self, commands: &mpsc::Sender<Command>) {
        drop(commands.send(Command::Stop));
        drop(self.0.join());
    }
}

#[cfg(test)]
mod tests;
