//! The engine's answers to the host desk: [`EngineDoor`] asks, on the engine's thread, between two commands of
//! the door. No names: those are the guest book's, which the desk opens itself.

use super::{Command, Engine, EngineError, NewCode, Update, chain, known_day};
use crate::{
    closing::running_week,
    flow::NewArrival,
    store::{Presence, StoreError},
    sync::worker::{disk_free_bytes, next_sending},
    today::OfferKey,
};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    time::Duration,
};
use uuid::Uuid;
use welkom_desk::{
    Door,
    door::{
        Changes, Correction, DoorError, DryRun, Group, Health, Leaving, MOST_BY_HEAD, People, Programme,
        Says, SessionToday, Shifts, Today, Watch,
    },
};
use welkom_domain::{
    arrival::LARGEST_PARTY,
    class::PrivacyClass,
    day::{DateRange, service_day},
    ids::{ActivityId, ArrivalId},
    plan::{Cadence, Plan},
    presence::{Came, House},
    programme::{LONGEST_LINE, Session, SessionChange, Status, one_line},
    release::{HeadCount, Row, ShiftDay, Value},
};
use welkom_guestbook::{ActivityKey, Who};
use welkom_web::clock::UnixMs;
use zeroize::Zeroizing;

/// Longer than any answer takes, a night's work included.
const PATIENCE: Duration = Duration::from_secs(20);

/// How far back calling back looks, in days: two years, the longest a guest is kept.
const LOOKS_BACK_DAYS: u64 = 732;

/// Something to do on the engine's thread.
pub type Work = Box<dyn FnOnce(&mut Engine, &dyn Fn(Update)) + Send + Sync>;

/// The door as the host desk has it; cheap to clone.
#[derive(Clone)]
pub struct EngineDoor {
    commands: mpsc::Sender<Command>,
    changes: Changes,
    /// When something is sent; empty where the centre stands alone.
    send_at: Vec<NaiveTime>,
    zone: Tz,
    directory: PathBuf,
}

impl EngineDoor {
    /// Asks by these commands; `changes` is what [`Engine::set_changes`] was given. Free space is told of
    /// `directory`.
    pub fn new(
        commands: mpsc::Sender<Command>,
        changes: Changes,
        send_at: Vec<NaiveTime>,
        zone: Tz,
        directory: PathBuf,
    ) -> Self {
        Self { commands, changes, send_at, zone, directory }
    }

    fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&mut Engine) -> Result<T, Refused> + Send + Sync + 'static,
    ) -> Result<T, DoorError> {
        self.order(move |engine, _| question(engine))
    }

    /// Asks for something that changes what the screens show.
    fn change<T: Send + 'static>(
        &self,
        order: impl FnOnce(&mut Engine) -> Result<T, Refused> + Send + Sync + 'static,
    ) -> Result<T, DoorError> {
        self.order(move |engine, tell| {
            let done = order(engine)?;
            engine.tell_today(tell);
            Ok(done)
        })
    }

    fn order<T: Send + 'static>(
        &self,
        order: impl FnOnce(&mut Engine, &dyn Fn(Update)) -> Result<T, Refused> + Send + Sync + 'static,
    ) -> Result<T, DoorError> {
        let (reply, answer) = mpsc::channel();
        let given_up = Arc::new(AtomicBool::new(false));
        let is_given_up = Arc::clone(&given_up);
        let work: Work = Box::new(move |engine, tell| {
            // What a host was told has failed, and does again, must not be done twice.
            if !is_given_up.load(Ordering::SeqCst) {
                drop(reply.send(order(engine, tell)));
            }
        });
        self.commands.send(Command::Work(work)).map_err(|_| DoorError::Silent)?;
        let answer = answer.recv_timeout(PATIENCE).map_err(|_| {
            given_up.store(true, Ordering::SeqCst);
            DoorError::Silent
        });
        match answer? {
            Ok(done) => Ok(done),
            Err(Refused::Why(error)) => Err(error),
            Err(Refused::Fault(error)) => {
                tracing::warn!(error = %chain(&error), "the engine could not answer the host desk");
                Err(DoorError::Silent)
            }
        }
    }
}

/// Why something was not done.
pub(super) enum Refused {
    /// What the desk tells the host.
    Why(DoorError),
    /// What stands in the log alone.
    Fault(EngineError),
}

impl<E: Into<EngineError>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

impl Door for EngineDoor {
    fn day(&self) -> Result<NaiveDate, DoorError> {
        self.ask(|engine| Ok(engine.day()))
    }

    fn today(&self) -> Result<Today, DoorError> {
        self.ask(|engine| Ok(engine.today_for_hosts()?))
    }

    fn correct(&self, correction: &Correction) -> Result<(), DoorError> {
        let correction = correction.clone();
        self.change(move |engine| engine.correct(correction))
    }

    fn change_session(&self, session: &str, change: &SessionChange) -> Result<(), DoorError> {
        let (session, change) = (session.to_owned(), tidy(change));
        self.change(move |engine| engine.change_session(&session, &change))
    }

    fn put_head_count(&self, session: &str, people: Option<People>) -> Result<(), DoorError> {
        let session = session.to_owned();
        self.change(move |engine| engine.put_head_count(&session, people))
    }

    fn put_shifts(&self, shifts: Option<Shifts>) -> Result<(), DoorError> {
        self.change(move |engine| engine.put_shifts(shifts))
    }

    fn answer_call(&self, call: u64) -> Result<(), DoorError> {
        self.change(move |engine| {
            engine.answer_call(call);
            Ok(())
        })
    }

    fn new_screen_code(&self) -> Result<Zeroizing<String>, DoorError> {
        let NewCode { code, hash } = NewCode::make().map_err(|_| DoorError::Silent)?;
        self.ask(move |engine| Ok(engine.store.put_host_code(&hash)?))?;
        Ok(code)
    }

    fn changes(&self) -> Watch {
        self.changes.watch()
    }

    fn put_news(&self, line: Option<&str>) -> Result<(), DoorError> {
        let line = line.map(ToOwned::to_owned);
        self.change(move |engine| Ok(engine.store.put_news(engine.day(), line.as_deref())?))
    }

    fn programme(&self) -> Result<Programme, DoorError> {
        self.ask(|engine| Ok(engine.programme_for_hosts()?))
    }

    fn leaving(&self) -> Result<Leaving, DoorError> {
        let mut leaving = self.ask(|engine| Ok((engine.leaving()?, engine.clock.now())))?;
        if leaving.0.next_sending.is_some() {
            let next = next_sending(&self.send_at, leaving.1.with_timezone(&self.zone));
            leaving.0.next_sending = next.map(|time| time.naive_local());
        }
        Ok(leaving.0)
    }

    fn health(&self) -> Result<Health, DoorError> {
        let disk_free_mib = disk_free_bytes(&self.directory) >> 20;
        self.ask(move |engine| Ok(engine.health(disk_free_mib)?))
    }
}

impl Engine {
    /// Whenever what [`Door::today`] tells is another, the number changes.
    pub fn set_changes(&mut self, changes: Changes) {
        self.changes = changes;
    }

    fn is_day_open(&self) -> Result<bool, StoreError> {
        Ok(self.store.closed_through()?.is_none_or(|closed| closed < self.day()))
    }

    fn refuse_closed_day(&self) -> Result<(), Refused> {
        if self.is_day_open()? { Ok(()) } else { Err(Refused::Why(DoorError::DayClosed)) }
    }

    /// Today's session that a host means; dropping in is none.
    fn session_of_today(&mut self, key: &str) -> Result<Session, Refused> {
        let unknown = Refused::Why(DoorError::UnknownSession);
        let Some(meant) = OfferKey::read(key) else { return Err(unknown) };
        let day = self.day();
        let known = known_day(&mut self.known_day, &self.centre, day);
        known.sessions.iter().find(|session| OfferKey::of(session) == meant).cloned().ok_or(unknown)
    }

    pub(super) fn today_for_hosts(&mut self) -> Result<Today, EngineError> {
        let day = self.day();
        let mut sessions: Vec<SessionToday> = Vec::new();
        let has_drop_in = self.centre.drop_in.is_some() && !self.centre.opening.hours_on(day).is_empty();
        let counts = self.store.roles_on(day)?;
        if has_drop_in || counts.iter().any(|count| count.offer == OfferKey::DropIn) {
            sessions.push(self.drop_in_today(day));
        }
        let heads = self.store.head_counts_on(day)?;
        let known = known_day(&mut self.known_day, &self.centre, day);
        sessions.extend(known.sessions.iter().map(|session| {
            let offer = OfferKey::of(session);
            let key = (session.activity.clone(), session.recurrence_id);
            SessionToday {
                key: offer.to_string(),
                title: session.facts.summary.clone(),
                starts: (!session.all_day).then(|| session.start.time()),
                ends: session.end.filter(|_| !session.all_day).map(|end| end.time()),
                place: session.facts.place.clone(),
                is_cancelled: !self.centre.is_held(session, day),
                can_change: true,
                is_moved: matches!(session.status, Status::Moved { .. }),
                change: self.centre.changes.get(&key).cloned().unwrap_or_default(),
                class: session.class,
                head_count: heads.get(&key).map(|it| People {
                    visitors: it.visitors,
                    volunteers: it.volunteers,
                    professionals: it.professionals,
                }),
                arrivals: 0,
                people: People::default(),
            }
        }));
        for count in counts {
            let key = count.offer.to_string();
            // What the programme has no more: it counts in the totals of the day, and has no card.
            let Some(session) = sessions.iter_mut().find(|session| session.key == key) else { continue };
            session.arrivals += count.arrivals;
            *session.people.of(count.role) += count.people;
        }
        Ok(Today {
            day,
            is_open: self.is_day_open()?,
            sessions,
            in_building: Some(self.people_inside(day)?),
            news: self.store.news_on(day)?,
            calls: self.host_calls(),
            shifts: self
                .store
                .shifts(DateRange::new(day, day))?
                .pop()
                .map(|shift| Shifts { volunteers: shift.volunteers, professionals: shift.professionals }),
        })
    }

    /// About how many people are in the building now. Nobody checks out at the door yet.
    fn people_inside(&mut self, day: NaiveDate) -> Result<u32, EngineError> {
        let came: Vec<Came> = self.store.presences_on(day)?.iter().map(Presence::came).collect();
        let known = known_day(&mut self.known_day, &self.centre, day);
        let drop_in_stays_min = self.drop_in_stays_min;
        let house = House { centre: &self.centre, day, sessions: &known.sessions, drop_in_stays_min };
        Ok(house.people_inside(&came, &[], self.clock.now()))
    }

    /// How long somebody who just drops in is thought to stay, in minutes.
    pub fn set_drop_in_stays(&mut self, minutes: u32) {
        self.drop_in_stays_min = minutes;
    }

    fn drop_in_today(&self, day: NaiveDate) -> SessionToday {
        let place = self.centre.drop_in.as_ref().map(|drop_in| drop_in.place.clone());
        SessionToday {
            key: OfferKey::DropIn.to_string(),
            title: self.centre.drop_in_name.clone(),
            starts: None,
            ends: None,
            place: place.filter(|place| !place.is_empty()),
            is_cancelled: self.centre.opening.closed_on(day).is_some(),
            can_change: false,
            is_moved: false,
            change: SessionChange::default(),
            class: PrivacyClass::Protected,
            head_count: None,
            arrivals: 0,
            people: People::default(),
        }
    }

    pub(super) fn correct(&mut self, correction: Correction) -> Result<(), Refused> {
        self.refuse_closed_day()?;
        let (Correction::Add { session, .. } | Correction::TakeBackLast { session }) = &correction;
        let offer = OfferKey::read(session).ok_or(Refused::Why(DoorError::UnknownSession))?;
        match correction {
            Correction::Add { people, .. } if !(1..=LARGEST_PARTY).contains(&people) => {
                Err(Refused::Why(DoorError::People))
            }
            Correction::Add { session, role, people } => {
                if offer != OfferKey::DropIn {
                    self.session_of_today(&session)?;
                }
                let id = ArrivalId(Uuid::new_v4());
                let activities = [offer.activity()];
                let added =
                    NewArrival { id, offers: vec![offer], party: people, role, guest: None, pass: None };
                self.save(added)?;
                // A parcel beside every visit, whoever wrote it.
                let day = self.day();
                self.in_book(|book| book.arrive(day, &activities, Who::Nameless));
                Ok(())
            }
            Correction::TakeBackLast { .. } => {
                let day = self.day();
                let last = self.store.last_arrival(day, &offer)?;
                let last = last.ok_or(Refused::Why(DoorError::NobodyThere))?;
                self.calls.take_back(last);
                Ok(self.store.take_back(last, day)?)
            }
        }
    }

    pub(super) fn change_session(&mut self, key: &str, change: &SessionChange) -> Result<(), Refused> {
        self.refuse_closed_day()?;
        let session = self.session_of_today(key)?;
        if change.starts.is_some() && change.starts == change.ends {
            return Err(Refused::Why(DoorError::Times));
        }
        let (day, key) = (self.day(), (session.activity, session.recurrence_id));
        if change.is_nothing() {
            self.store.remove_session_change(&key.0, key.1)?;
            self.centre.changes.remove(&key);
        } else {
            self.store.put_session_change(day, &key.0, key.1, change)?;
            self.centre.changes.insert(key, change.clone());
        }
        self.known_day = None;
        Ok(())
    }

    /// What hosts changed before this program began.
    pub(super) fn read_session_changes(&mut self) -> Result<(), EngineError> {
        self.centre.changes = self.store.session_changes()?;
        self.known_day = None;
        Ok(())
    }

    fn put_head_count(&mut self, key: &str, people: Option<People>) -> Result<(), Refused> {
        self.refuse_closed_day()?;
        let session = self.session_of_today(key)?;
        if session.class != PrivacyClass::Open {
            return Err(Refused::Why(DoorError::NotOpen));
        }
        let most = people.map_or(0, |it| it.visitors.max(it.volunteers).max(it.professionals));
        if most > MOST_BY_HEAD {
            return Err(Refused::Why(DoorError::ByHead));
        }
        let (day, activity, start) = (self.day(), session.activity, session.recurrence_id);
        match people {
            None => self.store.take_head_count_away(day, &activity, start)?,
            Some(People { visitors, volunteers, professionals }) => {
                let count = HeadCount { activity, day, visitors, volunteers, professionals };
                self.store.put_head_count(&count, start)?
            }
        };
        Ok(())
    }

    fn put_shifts(&mut self, shifts: Option<Shifts>) -> Result<(), Refused> {
        self.refuse_closed_day()?;
        if shifts.is_some_and(|it| it.volunteers.max(it.professionals) > MOST_BY_HEAD) {
            return Err(Refused::Why(DoorError::ByHead));
        }
        let day = self.day();
        match shifts {
            None => self.store.take_shift_away(day)?,
            Some(Shifts { volunteers, professionals }) => {
                self.store.put_shift(ShiftDay { day, volunteers, professionals })?
            }
        };
        Ok(())
    }

    fn programme_for_hosts(&mut self) -> Result<Programme, EngineError> {
        let today = self.day();
        let mut activities = vec![(ActivityId::drop_in(), self.centre.drop_in_name.clone())];
        let known = self.centre.programme.activities().iter();
        activities.extend(known.map(|activity| (activity.id.clone(), activity.facts.summary.clone())));
        let mut held = self.store.held_since(today - Days::new(LOOKS_BACK_DAYS))?;
        // Today is not closed yet, and somebody who is missed may be back today.
        for planned in self.centre.planned(today).into_iter().filter(|planned| planned.session.held) {
            let days = held.entry(planned.session.activity).or_default();
            if days.last() != Some(&today) {
                days.push(today);
            }
        }
        let held = held.into_iter().map(|(activity, days)| (ActivityKey::from(&activity), days)).collect();
        Ok(Programme { activities, held })
    }

    /// `next_sending` is the present moment where the kiosk is paired: when exactly, the caller knows.
    fn leaving(&mut self) -> Result<Leaving, EngineError> {
        let today = self.day();
        let is_paired = self.store.coordinator_token()?.is_some();
        let now = self.clock.now().with_timezone(&self.centre.zone).naive_local();
        let next_sending = is_paired.then_some(now);
        let Some((plan, rows)) = running_week(&self.store, &self.centre, today)? else {
            return Ok(Leaving {
                plan: String::new(),
                groups: Vec::new(),
                dry_run: Vec::new(),
                next_sending,
            });
        };
        let titles: BTreeMap<ActivityId, String> =
            self.programme_for_hosts()?.activities.into_iter().collect();
        Ok(Leaving {
            plan: plan.quarter.to_string(),
            groups: plan.groups.iter().map(|it| group(&plan, it, &titles)).collect(),
            dry_run: rows.iter().filter_map(dry_run).collect(),
            next_sending,
        })
    }

    fn health(&mut self, disk_free_mib: u64) -> Result<Health, EngineError> {
        let (waiting_rows, _) = self.store.outbox_counts()?;
        let zone = self.centre.zone;
        let day_of = |moment: std::time::SystemTime| {
            service_day(DateTime::<Utc>::from(moment).with_timezone(&zone).naive_local())
        };
        Ok(Health {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            is_clock_trusted: self.clock.trusted(),
            has_network: has_network(),
            disk_free_mib,
            is_paired: self.store.coordinator_token()?.is_some(),
            last_sync: self.store.last_sync_ms()?.map(UnixMs),
            waiting_rows,
            last_backup: self.store.last_backup().map(day_of),
            programme_age_days: if self.programme_is_partial { None } else { self.programme_age_days() },
        })
    }
}

fn group(plan: &Plan, group: &welkom_domain::plan::Group, titles: &BTreeMap<ActivityId, String>) -> Group {
    let activities = group.members.iter().filter_map(|member| titles.get(&member.activity).cloned());
    Group {
        name: group.name.clone(),
        activities: activities.collect(),
        is_weekly: group.cadence == Cadence::Week,
        threshold: plan.threshold(group),
    }
}

fn dry_run(row: &Row) -> Option<DryRun> {
    let range = row.period.range();
    let says = match row.value {
        Value::Count(visits) => Says::Visits(u32::try_from(visits).unwrap_or(u32::MAX)),
        Value::Few => Says::Few,
        Value::Closed => Says::Closed,
        Value::Off => Says::Off,
        Value::QuarterHours(_) => return None,
    };
    Some(DryRun { group: row.group.clone()?, from: range.from, to: range.to, says })
}

/// Lines as a card has room for them: not only the desk's own page asks.
fn tidy(change: &SessionChange) -> SessionChange {
    let line = |text: &Option<String>| one_line(text.as_deref()?, LONGEST_LINE);
    SessionChange { place: line(&change.place), note: line(&change.note), ..change.clone() }
}

/// Whether any network but the machine's own is up; `None` where the system does not tell.
fn has_network() -> Option<bool> {
    let interfaces = fs::read_dir("/sys/class/net").ok()?;
    let is_up = |name: &std::ffi::OsStr| {
        name != "lo"
            && fs::read_to_string(PathBuf::from("/sys/class/net").join(name).join("operstate"))
                .is_ok_and(|state| state.trim() == "up")
    };
    Some(interfaces.flatten().any(|interface| is_up(&interface.file_name())))
}
