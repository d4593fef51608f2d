//! What the desk asks of the engine at the door: few questions, few commands, no names. The kiosk answers
//! them; the desk never sees the store of visits.

pub mod memory;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use thiserror::Error;
use tokio::sync::watch;
use welkom_domain::{arrival::Role, class::PrivacyClass, ids::ActivityId, programme::SessionChange};
use welkom_guestbook::Held;
use welkom_web::clock::UnixMs;
use zeroize::Zeroizing;

/// The most people of one role that a head count or a shift takes.
pub const MOST_BY_HEAD: u32 = 2_000;

/// The engine, as the desk knows it. The methods may block for as long as one question to the engine's thread
/// takes; the desk calls them off the threads that serve requests.
pub trait Door: Send + Sync {
    /// The service day that runs now: for the guest book, which knows days and no times.
    fn day(&self) -> Result<NaiveDate, DoorError>;

    /// Today's sessions and who is in.
    fn today(&self) -> Result<Today, DoorError>;

    /// Changes today's counts. On disk when it returns.
    fn correct(&self, correction: &Correction) -> Result<(), DoorError>;

    /// Changes one of today's sessions, over what the calendar says; a change that is nothing takes the last
    /// one away.
    fn change_session(&self, session: &str, change: &SessionChange) -> Result<(), DoorError>;

    /// How many people by head came to one of today's open meetings; `None` takes it away. It is published as
    /// it is entered, once the day has closed.
    fn put_head_count(&self, session: &str, people: Option<People>) -> Result<(), DoorError>;

    /// Who helps today; `None` takes it away. Published as declared, once the day has closed.
    fn put_shifts(&self, shifts: Option<Shifts>) -> Result<(), DoorError>;

    /// A host has seen a call, and it is shown to nobody any more. One that is not there stays so.
    fn answer_call(&self, call: u64) -> Result<(), DoorError>;

    /// Another code for the host's part of the kiosk's own screen; the one before it ends. Shown now and
    /// stored nowhere.
    fn new_screen_code(&self) -> Result<Zeroizing<String>, DoorError>;

    /// Changes its number whenever [`Door::today`] does: an arrival, a call, a correction.
    fn changes(&self) -> watch::Receiver<u64>;

    /// A line of news on the screen at rest for the rest of this day; none takes it away.
    fn put_news(&self, line: Option<&str>) -> Result<(), DoorError>;

    /// What can be come to, and when what was held: for calling back and for a first talk.
    fn programme(&self) -> Result<Programme, DoorError>;

    /// The publication plan in force, and what this week would release if it closed now.
    fn leaving(&self) -> Result<Leaving, DoorError>;

    /// How the kiosk is doing.
    fn health(&self) -> Result<Health, DoorError>;
}

/// Somebody who waits for [`Changes`].
pub type Watch = watch::Receiver<u64>;

/// The number behind [`Door::changes`], for whoever changes what it tells of; clones share it.
#[derive(Clone)]
pub struct Changes(watch::Sender<u64>);

impl Default for Changes {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Changes {
    /// Something is another than it was.
    pub fn changed(&self) {
        self.0.send_modify(|number| *number = number.wrapping_add(1));
    }

    /// For [`Door::changes`].
    pub fn watch(&self) -> Watch {
        self.0.subscribe()
    }
}

/// Why the engine did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DoorError {
    /// The day is closed: its counts stay as they are.
    #[error("the day is closed")]
    DayClosed,
    /// No such session today.
    #[error("no such session today")]
    UnknownSession,
    /// Nobody has come for it whom one could take back.
    #[error("nobody to take back")]
    NobodyThere,
    /// More or fewer people than one arrival has.
    #[error("expected 1 to {} people", welkom_domain::arrival::LARGEST_PARTY)]
    People,
    /// More than any centre holds: a slip of the finger.
    #[error("expected at most {MOST_BY_HEAD} people of each role")]
    ByHead,
    /// Only an open meeting is counted by head.
    #[error("not an open meeting")]
    NotOpen,
    /// It would end before it begins, or last for longer than a day.
    #[error("expected a time after the start")]
    Times,
    /// The engine does not answer.
    #[error("the engine does not answer")]
    Silent,
}

/// Today at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    /// Which day.
    pub day: NaiveDate,
    /// Whether counts may still be corrected.
    pub is_open: bool,
    /// By time; just dropping in is one of them.
    pub sessions: Vec<SessionToday>,
    /// About how many people are in the building, where that can be said.
    pub in_building: Option<u32>,
    /// The line of news that is shown.
    pub news: Option<String>,
    /// Who called for a host and was not seen yet, the earliest first.
    pub calls: Vec<HostCall>,
    /// Who helps today, where that was declared.
    pub shifts: Option<Shifts>,
}

/// Somebody at the door asks for a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostCall {
    /// What [`Door::answer_call`] calls it.
    pub id: u64,
    /// When, on the wall clock.
    pub at: NaiveTime,
    /// What about.
    pub reason: CallReason,
    /// What the visitor came for, by its real name; may be empty.
    pub came_for: String,
}

/// Why somebody at the door asks for a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallReason {
    /// Here for the first time, and would like to be shown around.
    Newcomer,
    /// Would like a first talk.
    FirstTalk,
    /// Touched "roep iemand".
    Help,
}

/// How many people help on a day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shifts {
    /// Volunteers.
    pub volunteers: u32,
    /// Professionals.
    pub professionals: u32,
}

/// One session of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionToday {
    /// What commands call it; opaque to the desk.
    pub key: String,
    /// Its name. Hosts see the real one, also of a sensitive activity.
    pub title: String,
    /// From when; `None` all day.
    pub starts: Option<NaiveTime>,
    /// Until when, if it says so.
    pub ends: Option<NaiveTime>,
    /// Where, if it says so.
    pub place: Option<String>,
    /// Not held.
    pub is_cancelled: bool,
    /// Whether a host can change it: dropping in is no session.
    pub can_change: bool,
    /// At another time than the calendar says.
    pub is_moved: bool,
    /// What a host changed about it.
    pub change: SessionChange,
    /// Its class: an open meeting is counted by head, a sensitive one is called otherwise on the screen.
    pub class: PrivacyClass,
    /// The head count that was entered.
    pub head_count: Option<People>,
    /// Check-ins so far.
    pub arrivals: u32,
    /// People so far.
    pub people: People,
}

/// People by role.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct People {
    /// Visitors.
    pub visitors: u32,
    /// Volunteers.
    pub volunteers: u32,
    /// Professionals.
    pub professionals: u32,
}

impl People {
    /// All of them.
    pub fn all(self) -> u32 {
        self.visitors + self.volunteers + self.professionals
    }

    /// Those of one role.
    pub fn of(&mut self, role: Role) -> &mut u32 {
        match role {
            Role::Visitor => &mut self.visitors,
            Role::Volunteer => &mut self.volunteers,
            Role::Professional => &mut self.professionals,
        }
    }
}

/// A host's change of today's counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Correction {
    /// People who came in past the kiosk: one arrival without a name.
    Add {
        /// [`SessionToday::key`].
        session: String,
        /// In which role.
        role: Role,
        /// How many, 1 to 10.
        people: u32,
    },
    /// The last arrival for a session is taken back.
    TakeBackLast {
        /// [`SessionToday::key`].
        session: String,
    },
}

/// What can be come to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Programme {
    /// Every activity by its name.
    pub activities: Vec<(ActivityId, String)>,
    /// The dates on which each was really held, in order, for as long as calling back looks back.
    pub held: Held,
}

/// What leaves the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaving {
    /// The quarter's plan, like 2026-Q4.
    pub plan: String,
    /// Its groups, in the plan's order.
    pub groups: Vec<Group>,
    /// What the running week would release if it closed now.
    pub dry_run: Vec<DryRun>,
    /// When something is sent next; `None` when the kiosk is paired with no coordinator.
    pub next_sending: Option<NaiveDateTime>,
}

/// One group of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The name under which it is published.
    pub name: String,
    /// The activities in it, by name.
    pub activities: Vec<String>,
    /// Counted by the week, or else by the day.
    pub is_weekly: bool,
    /// How many check-ins on one day it needs.
    pub threshold: u32,
}

/// One cell of the dry run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRun {
    /// [`Group::name`].
    pub group: String,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// What it would say.
    pub says: Says,
}

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// So many visits.
    Visits(u32),
    /// Too few to share.
    Few,
    /// Planned, and not held.
    Closed,
    /// The kiosk was off.
    Off,
}

/// How the kiosk is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// The program's version.
    pub version: String,
    /// Whether somebody vouches for the clock.
    pub is_clock_trusted: bool,
    /// Whether there is a network; `None` if nobody looked.
    pub has_network: Option<bool>,
    /// Free space, in MiB.
    pub disk_free_mib: u64,
    /// Whether it is paired with a coordinator.
    pub is_paired: bool,
    /// When the coordinator last took something in.
    pub last_sync: Option<UnixMs>,
    /// Rows that still wait to be sent.
    pub waiting_rows: u32,
    /// When the last checked backup was made.
    pub last_backup: Option<NaiveDate>,
    /// How many days ago the programme was read; `None` when there is none.
    pub programme_age_days: Option<u32>,
}
