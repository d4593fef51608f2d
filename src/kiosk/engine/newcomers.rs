//! Who is here for the first time, in memory until the day is put away.
//!
//! On disk it would stand beside the visit while the guest book's file still tells which guests left a name
//! today: a day's newcomers are likely its new guests. So it is written when the day's guests have gone among
//! all the others: at the day's close, or when the kiosk stops. Of those only the month stands in clear. A power
//! cut loses the day's answers; the question then counts as left alone.

use super::{Engine, EngineError};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use welkom_domain::ids::ArrivalId;

/// The answers of one day.
#[derive(Debug, Default)]
pub struct Newcomers {
    day: Option<NaiveDate>,
    answers: BTreeMap<ArrivalId, bool>,
}

impl Engine {
    /// Whether the people of an arrival are here for the first time. Nobody waits for it.
    pub(super) fn note_newcomer(&mut self, arrival: ArrivalId, is_newcomer: bool) {
        let day = self.day();
        if self.newcomers.day != Some(day) {
            self.log(Self::write_newcomers);
        }
        self.newcomers.day = Some(day);
        self.newcomers.answers.insert(arrival, is_newcomer);
    }

    /// Writes the answers of a day that is over down.
    pub(super) fn write_old_newcomers(&mut self) -> Result<(), EngineError> {
        if self.newcomers.day.is_some_and(|day| day < self.day()) { self.write_newcomers() } else { Ok(()) }
    }

    /// The kiosk stops, and may be carried away tonight: today's guests go among the others, and only then
    /// it is written which visits were somebody's first.
    pub(super) fn put_newcomers_away(&mut self) -> Result<(), EngineError> {
        if self.newcomers.answers.is_empty() {
            return Ok(());
        }
        if self.keeps_names {
            let (day, now_ms) = (self.day(), self.now_ms());
            if self.in_book(|book| book.night(day, now_ms)).is_none() {
                // A book that fails keeps today's guests apart: the answers go with the memory.
                return Ok(());
            }
        }
        self.write_newcomers()
    }

    fn write_newcomers(&mut self) -> Result<(), EngineError> {
        // What cannot be written now is written by the next try: the store takes each answer once.
        for (arrival, is_newcomer) in &self.newcomers.answers {
            self.store.set_newcomer(*arrival, *is_newcomer)?;
        }
        self.newcomers = Newcomers::default();
        Ok(())
    }
}
