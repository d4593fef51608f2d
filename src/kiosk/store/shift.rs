//! Table `shift`: who helps on a day.

use super::{Store, StoreError, parsed};
use chrono::NaiveDate;
use rusqlite::params;
use welkom_domain::{day::DateRange, release::ShiftDay};

impl Store {
    /// Keeps who helps on a day; what was declared before goes. On a day that is closed nothing changes.
    /// Returns whether it was kept.
    pub fn put_shift(&self, shift: ShiftDay) -> Result<bool, StoreError> {
        let kept = self
            .connection
            .prepare_cached(
                "INSERT INTO shift SELECT ?1, ?2, ?3
                 WHERE NOT EXISTS (SELECT 1 FROM meta WHERE key = 'closed_through' AND value >= ?1)
                 ON CONFLICT DO UPDATE
                 SET volunteers = excluded.volunteers, professionals = excluded.professionals",
            )?
            .execute(params![shift.day.to_string(), shift.volunteers, shift.professionals])?;
        Ok(kept == 1)
    }

    /// Takes away who helps on a day, unless it is closed. Returns whether something was there and went.
    pub fn take_shift_away(&self, day: NaiveDate) -> Result<bool, StoreError> {
        let gone = self
            .connection
            .prepare_cached(
                "DELETE FROM shift WHERE day = ?1
                 AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'closed_through' AND value >= ?1)",
            )?
            .execute([day.to_string()])?;
        Ok(gone == 1)
    }

    /// Who helps on these days; a day of which nothing was declared is absent.
    pub fn shifts(&self, range: DateRange) -> Result<Vec<ShiftDay>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT day, volunteers, professionals FROM shift WHERE day BETWEEN ?1 AND ?2 ORDER BY day",
        )?;
        let mut rows = query.query([range.from.to_string(), range.to.to_string()])?;
        let mut shifts = Vec::new();
        while let Some(row) = rows.next()? {
            shifts.push(ShiftDay {
                day: parsed("shift", "a date", &row.get::<_, String>(0)?)?,
                volunteers: row.get(1)?,
                professionals: row.get(2)?,
            });
        }
        Ok(shifts)
    }
}
