//! Table `service`: how long the kiosk was in service.

use super::{Store, StoreError, parsed};
use chrono::NaiveDate;
use rusqlite::params;
use welkom_domain::{day::DateRange, release::ServiceDay};

impl Store {
    /// Adds minutes of service to a day; `scheduled_min` is what the day was to have. A closed day stays
    /// as it was.
    pub fn add_service(&self, day: NaiveDate, scheduled_min: u32, minutes: u32) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "INSERT INTO service SELECT ?1, ?2, ?3
                 WHERE NOT EXISTS (SELECT 1 FROM meta WHERE key = 'closed_through' AND value >= ?1)
                 ON CONFLICT DO UPDATE
                 SET scheduled_min = excluded.scheduled_min,
                     in_service_min = in_service_min + excluded.in_service_min",
            )?
            .execute(params![day.to_string(), scheduled_min, minutes])?;
        Ok(())
    }

    /// The service of these days; a day of which nothing is known is absent.
    pub fn service(&self, range: DateRange) -> Result<Vec<ServiceDay>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT day, scheduled_min, in_service_min FROM service WHERE day BETWEEN ?1 AND ?2 ORDER BY day",
        )?;
        let mut rows = query.query([range.from.to_string(), range.to.to_string()])?;
        let mut service = Vec::new();
        while let Some(row) = rows.next()? {
            service.push(ServiceDay {
                day: parsed("service", "a date", &row.get::<_, String>(0)?)?,
                scheduled_min: row.get(1)?,
                in_service_min: row.get(2)?,
            });
        }
        Ok(service)
    }
}
