//! Table `head_count`: open meetings that a host counted by head.

use super::{SESSION_FORMAT, Store, StoreError, parsed, session_start};
use chrono::{NaiveDate, NaiveDateTime};
use rusqlite::params;
use std::collections::BTreeMap;
use welkom_domain::{day::DateRange, ids::ActivityId, release::HeadCount};

impl Store {
    /// Keeps the head count of one session, told apart by its start by the rule; another one before it
    /// goes. On a day that is closed nothing changes: what was published is what was entered. Returns
    /// whether it was kept.
    pub fn put_head_count(&self, count: &HeadCount, session: NaiveDateTime) -> Result<bool, StoreError> {
        let kept = self
            .connection
            .prepare_cached(
                "INSERT INTO head_count SELECT ?1, ?2, ?3, ?4, ?5, ?6
                 WHERE NOT EXISTS (SELECT 1 FROM meta WHERE key = 'closed_through' AND value >= ?1)
                 ON CONFLICT DO UPDATE SET visitors = excluded.visitors, volunteers = excluded.volunteers,
                     professionals = excluded.professionals",
            )?
            .execute(params![
                count.day.to_string(),
                count.activity.as_str(),
                session.format(SESSION_FORMAT).to_string(),
                count.visitors,
                count.volunteers,
                count.professionals
            ])?;
        Ok(kept == 1)
    }

    /// Takes the head count of a session away, unless its day is closed. Returns whether one was there and
    /// went.
    pub fn take_head_count_away(
        &self,
        day: NaiveDate,
        activity: &ActivityId,
        session: NaiveDateTime,
    ) -> Result<bool, StoreError> {
        let gone = self
            .connection
            .prepare_cached(
                "DELETE FROM head_count WHERE day = ?1 AND activity = ?2 AND session = ?3
                 AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'closed_through' AND value >= ?1)",
            )?
            .execute(params![
                day.to_string(),
                activity.as_str(),
                session.format(SESSION_FORMAT).to_string()
            ])?;
        Ok(gone == 1)
    }

    /// The head counts of one day, by activity and start by the rule.
    pub fn head_counts_on(
        &self,
        day: NaiveDate,
    ) -> Result<BTreeMap<(ActivityId, NaiveDateTime), HeadCount>, StoreError> {
        self.keyed_head_counts(DateRange::new(day, day)).map(|counts| {
            counts.into_iter().map(|(session, count)| ((count.activity.clone(), session), count)).collect()
        })
    }

    /// The head counts of these days, one for each session that was counted.
    pub fn head_counts(&self, range: DateRange) -> Result<Vec<HeadCount>, StoreError> {
        Ok(self.keyed_head_counts(range)?.into_iter().map(|(_, count)| count).collect())
    }

    fn keyed_head_counts(&self, range: DateRange) -> Result<Vec<(NaiveDateTime, HeadCount)>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT day, activity, session, visitors, volunteers, professionals FROM head_count
             WHERE day BETWEEN ?1 AND ?2 ORDER BY day, activity, session",
        )?;
        let mut rows = query.query([range.from.to_string(), range.to.to_string()])?;
        let mut counts = Vec::new();
        while let Some(row) = rows.next()? {
            let count = HeadCount {
                day: parsed("head_count", "a date", &row.get::<_, String>(0)?)?,
                activity: ActivityId(row.get(1)?),
                visitors: row.get(3)?,
                volunteers: row.get(4)?,
                professionals: row.get(5)?,
            };
            counts.push((session_start("head_count", &row.get::<_, String>(2)?)?, count));
        }
        Ok(counts)
    }
}
