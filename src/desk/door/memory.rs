//! A door in memory, for tests and for looking at the pages: it keeps arrivals as the engine does (each an
//! arrival that can be taken back, never a bare number) and refuses what the engine refuses.

use super::{
    Correction, Door, DoorError, Health, Leaving, MOST_BY_HEAD, People, Programme, SessionToday, Shifts,
    Today,
};
use chrono::NaiveDate;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;
use welkom_domain::{
    arrival::{LARGEST_PARTY, Role},
    class::PrivacyClass,
    programme::SessionChange,
};
use zeroize::Zeroizing;

/// The door.
pub struct MemoryDoor {
    state: Mutex<State>,
    changes: watch::Sender<u64>,
    refuses: Mutex<Option<DoorError>>,
}

/// What it stands for; tests change it as they like.
pub struct State {
    /// Today without its counts, which follow from the arrivals.
    pub today: Today,
    /// Arrivals of today: session, role, people.
    pub arrivals: Vec<(String, Role, u32)>,
    /// What can be come to.
    pub programme: Programme,
    /// What leaves.
    pub leaving: Leaving,
    /// How it is doing.
    pub health: Health,
}

impl MemoryDoor {
    /// In this state.
    pub fn new(state: State) -> Self {
        Self { state: Mutex::new(state), changes: watch::Sender::new(0), refuses: Mutex::new(None) }
    }

    /// The state, to look at or to change.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes it, and says that it did.
    pub fn change(&self, work: impl FnOnce(&mut State)) {
        work(&mut self.state());
        self.changes.send_modify(|number| *number += 1);
    }

    /// The next change of a session is refused so: for what only an engine with a calendar can find.
    pub fn refuse_next(&self, error: DoorError) {
        *self.refuses.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
    }

    /// Changes one of today's sessions while the day is open.
    fn change_one(
        &self,
        key: &str,
        work: impl FnOnce(&mut SessionToday) -> Result<(), DoorError>,
    ) -> Result<(), DoorError> {
        if let Some(error) = self.refuses.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(error);
        }
        let mut state = self.state();
        if !state.today.is_open {
            return Err(DoorError::DayClosed);
        }
        let session = state.today.sessions.iter_mut().find(|it| it.key == key);
        work(session.ok_or(DoorError::UnknownSession)?)?;
        drop(state);
        self.changes.send_modify(|number| *number += 1);
        Ok(())
    }
}

impl Door for MemoryDoor {
    fn day(&self) -> Result<NaiveDate, DoorError> {
        Ok(self.state().today.day)
    }

    fn today(&self) -> Result<Today, DoorError> {
        let state = self.state();
        let mut today = state.today.clone();
        for session in &mut today.sessions {
            for (_, role, people) in state.arrivals.iter().filter(|(key, ..)| *key == session.key) {
                session.arrivals += 1;
                *session.people.of(*role) += people;
            }
        }
        Ok(today)
    }

    fn correct(&self, correction: &Correction) -> Result<(), DoorError> {
        let mut state = self.state();
        let (Correction::Add { session, .. } | Correction::TakeBackLast { session }) = correction;
        if !state.today.is_open {
            return Err(DoorError::DayClosed);
        }
        if !state.today.sessions.iter().any(|it| it.key == *session) {
            return Err(DoorError::UnknownSession);
        }
        match correction {
            Correction::Add { people, .. } if !(1..=LARGEST_PARTY).contains(people) => Err(DoorError::People),
            Correction::Add { session, role, people } => {
                state.arrivals.push((session.clone(), *role, *people));
                drop(state);
                self.changes.send_modify(|number| *number += 1);
                Ok(())
            }
            Correction::TakeBackLast { session } => {
                let last = state.arrivals.iter().rposition(|(key, ..)| key == session);
                state.arrivals.remove(last.ok_or(DoorError::NobodyThere)?);
                drop(state);
                self.changes.send_modify(|number| *number += 1);
                Ok(())
            }
        }
    }

    fn change_session(&self, session: &str, change: &SessionChange) -> Result<(), DoorError> {
        self.change_one(session, |session| {
            session.change = change.clone();
            session.is_cancelled = change.is_cancelled;
            session.is_moved = change.starts.is_some();
            Ok(())
        })
    }

    fn put_head_count(&self, session: &str, people: Option<People>) -> Result<(), DoorError> {
        self.change_one(session, |session| {
            if session.class != PrivacyClass::Open {
                return Err(DoorError::NotOpen);
            }
            let most = people.map_or(0, |it| it.visitors.max(it.volunteers).max(it.professionals));
            if most > MOST_BY_HEAD {
                return Err(DoorError::ByHead);
            }
            session.head_count = people;
            Ok(())
        })
    }

    fn put_shifts(&self, shifts: Option<Shifts>) -> Result<(), DoorError> {
        if !self.state().today.is_open {
            return Err(DoorError::DayClosed);
        }
        if shifts.is_some_and(|it| it.volunteers.max(it.professionals) > MOST_BY_HEAD) {
            return Err(DoorError::ByHead);
        }
        self.change(|state| state.today.shifts = shifts);
        Ok(())
    }

    fn answer_call(&self, call: u64) -> Result<(), DoorError> {
        self.change(|state| state.today.calls.retain(|it| it.id != call));
        Ok(())
    }

    fn new_screen_code(&self) -> Result<Zeroizing<String>, DoorError> {
        Ok(Zeroizing::new("104729".to_owned()))
    }

    fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    fn put_news(&self, line: Option<&str>) -> Result<(), DoorError> {
        self.change(|state| state.today.news = line.map(ToOwned::to_owned));
        Ok(())
    }

    fn programme(&self) -> Result<Programme, DoorError> {
        Ok(self.state().programme.clone())
    }

    fn leaving(&self) -> Result<Leaving, DoorError> {
        Ok(self.state().leaving.clone())
    }

    fn health(&self) -> Result<Health, DoorError> {
        Ok(self.state().health.clone())
    }
}
