//! A door in memory, for tests and for looking at the pages: it keeps arrivals as the engine does (each an
//! arrival that can be taken back, never a bare number) and refuses what the engine refuses.

use super::{Correction, Door, DoorError, Health, Leaving, Programme, Today};
use chrono::NaiveDate;
use std::sync::{Mutex, MutexGuard, PoisonError};
use welkom_domain::arrival::{LARGEST_PARTY, Role};

/// The door.
pub struct MemoryDoor(Mutex<State>);

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
        Self(Mutex::new(state))
    }

    /// The state, to look at or to change.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
                Ok(())
            }
            Correction::TakeBackLast { session } => {
                let last = state.arrivals.iter().rposition(|(key, ..)| key == session);
                state.arrivals.remove(last.ok_or(DoorError::NobodyThere)?);
                Ok(())
            }
        }
    }

    fn put_news(&self, line: Option<&str>) -> Result<(), DoorError> {
        self.state().today.news = line.map(ToOwned::to_owned);
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
