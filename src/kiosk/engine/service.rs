//! How long the kiosk was in service: minutes in which the screens were alive and the engine heard them.

use super::{Engine, EngineError, known_day};

/// Minutes of service are written down this often: each write wears the card.
const SERVICE_WRITTEN_EVERY_MIN: u32 = 10;

/// Longer between two minute ticks than this, and the kiosk was not in service in between.
const LONGEST_TICK_MIN: i64 = 3;

impl Engine {
    /// A minute in service: the screens ticked and the engine heard it.
    pub(super) fn count_minute(&mut self) -> Result<(), EngineError> {
        let now = self.clock.now();
        // Turns of the minute are counted, not time that has passed: a tick that comes a moment early or
        // late, because an arrival was being written, loses and shifts nothing.
        let minute = now.timestamp().div_euclid(60);
        let minutes = self.served.map_or(0, |served| minute - served);
        if minutes == 0 && self.served.is_some() {
            return Ok(());
        }
        self.served = Some(minute);
        if !(1..=LONGEST_TICK_MIN).contains(&minutes) {
            return Ok(());
        }
        let local = now.with_timezone(&self.centre.zone);
        let day = self.day();
        let known = known_day(&mut self.known_day, &self.centre, day);
        if !known.scheduled.iter().any(|(from, to)| *from <= local && local < *to) {
            return Ok(());
        }
        if self.unwritten_service.is_some_and(|(of, _)| of != day) {
            self.write_service()?;
        }
        let before = self.unwritten_service.map_or(0, |(_, minutes)| minutes);
        let remembered = before + u32::try_from(minutes).unwrap_or(0);
        self.unwritten_service = Some((day, remembered));
        if remembered >= SERVICE_WRITTEN_EVERY_MIN {
            self.write_service()?;
        }
        Ok(())
    }

    pub(super) fn write_service(&mut self) -> Result<(), EngineError> {
        if let Some((day, minutes)) = self.unwritten_service {
            self.store.add_service(day, self.centre.scheduled_min(day), minutes)?;
            self.unwritten_service = None;
        }
        Ok(())
    }
}
