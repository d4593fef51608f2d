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
            self.log(Self::put_newcomers_away);
        }
        self.newcomers.day = Some(day);
        self.newcomers.answers.insert(arrival, is_newcomer);
    }

    /// Puts the answers of a day that is over away.
    pub(super) fn put_old_newcomers_away(&mut self) -> Result<(), EngineError> {
        if self.newcomers.day.is_some_and(|day| day < self.day()) {
            self.put_newcomers_away()
        } else {
            Ok(())
        }
    }

    /// The day's guests go among the others, and only then it is written which visits were somebody's first:
    /// when the day is over, and when the kiosk stops, since it may be carried away tonight.
    pub(super) fn put_newcomers_away(&mut self) -> Result<(), EngineError> {
        let Newcomers { day: Some(day), answers } = std::mem::take(&mut self.newcomers) else {
            return Ok(());
        };
        if self.keeps_names {
            let now_ms = self.now_ms();
            if self.in_book(|book| book.night(day, now_ms)).is_none() {
                // A book that fails keeps the day's guests apart: the answers go with the memory.
                return Ok(());
            }
        }
        // A store that fails loses them, too: the question then counts as left alone.
        for (arrival, is_newcomer) in answers {
            self.store.set_newcomer(arrival, is_newcomer)?;
        }
        Ok(())
    }
}
