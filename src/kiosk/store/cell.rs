//! Table `cell`: what was frozen, and the outbox to the coordinator.

use super::{Planned, Store, StoreError, parsed};
use chrono::NaiveDate;
use rusqlite::params;
use welkom_domain::{
    day::Quarter,
    release::{Row, ServiceDay},
};
use welkom_wire::FrozenKey;

/// A frozen row as it is stored and sent: the text of each column is the text of the export.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FrozenRow {
    /// Which plan it was frozen under.
    pub quarter: Quarter,
    /// What is counted.
    pub measure: String,
    /// `2026-12-01`, `2026-W49`, `2026-12`.
    pub period: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Public name of the group; empty for what is per centre.
    pub group: String,
    /// A number, `few`, `closed` or `off`.
    pub value: String,
}

impl FrozenRow {
    /// A released row under its plan.
    pub fn new(quarter: Quarter, row: &Row) -> Self {
        let range = row.period.range();
        Self {
            quarter,
            measure: row.measure.to_string(),
            period: row.period.to_string(),
            from: range.from,
            to: range.to,
            group: row.group.clone().unwrap_or_default(),
            value: row.value.to_string(),
        }
    }
}

impl Store {
    /// Closes a service day in one step: what the programme had planned, the hours of service, and the
    /// rows that are frozen with it. A row that is frozen already stays as it is; closing a day twice
    /// changes nothing.
    pub fn close_day(
        &mut self,
        service: ServiceDay,
        planned: &[Planned],
        rows: &[FrozenRow],
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.connection.execute_batch("BEGIN IMMEDIATE")?;
        let closed = self.close_day_within(service, planned, rows, now_ms);
        self.connection.execute_batch(if closed.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
        closed
    }

    fn close_day_within(
        &self,
        service: ServiceDay,
        planned: &[Planned],
        rows: &[FrozenRow],
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.put_planned(planned)?;
        self.add_service(service.day, service.scheduled_min, 0)?;
        self.forget_news_through(service.day)?;
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO cell SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'waiting', ?9 WHERE NOT EXISTS (
                SELECT 1 FROM frozen_elsewhere WHERE quarter = ?1 AND measure = ?2 AND from_day = ?4
                AND to_day = ?5 AND \"group\" = ?6)
             ON CONFLICT DO NOTHING",
        )?;
        let unasked = self.asks_frozen_first()?;
        for row in rows {
            insert.execute(params![
                row.quarter.to_string(),
                row.measure,
                row.period,
                row.from.to_string(),
                row.to.to_string(),
                row.group,
                row.value,
                now_ms,
                unasked
            ])?;
        }
        Ok(self.put_closed_through(service.day)?)
    }

    /// Rows the coordinator does not have yet, oldest first, all of one quarter, at most `limit`.
    /// None at all in a restored file until [`Store::put_frozen_elsewhere`] was called.
    pub fn outgoing(&self, limit: usize) -> Result<Vec<FrozenRow>, StoreError> {
        if self.asks_frozen_first()? {
            return Ok(Vec::new());
        }
        let rows = self.rows(
            "WHERE outgoing = 'waiting'
               AND quarter = (SELECT MIN(quarter) FROM cell WHERE outgoing = 'waiting')
             ORDER BY to_day, from_day, measure, \"group\" LIMIT ?1",
            [i64::try_from(limit).unwrap_or(i64::MAX)],
        )?;
        Ok(rows)
    }

    /// The coordinator has these rows.
    pub fn mark_sent(&mut self, rows: &[FrozenRow]) -> Result<(), StoreError> {
        self.mark(rows, "sent")
    }

    /// The coordinator refused these rows: they wait for a person.
    pub fn park(&mut self, rows: &[FrozenRow]) -> Result<(), StoreError> {
        self.mark(rows, "parked")
    }

    /// How many rows wait, and how many are parked.
    pub fn outbox_counts(&self) -> Result<(u32, u32), StoreError> {
        let counts = self.connection.query_row(
            "SELECT COUNT(*) FILTER (WHERE outgoing = 'waiting'), COUNT(*) FILTER (WHERE outgoing = 'parked')
             FROM cell",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(counts)
    }

    /// The first day of the earliest row that is parked.
    pub fn parked_from(&self) -> Result<Option<NaiveDate>, StoreError> {
        let first: Option<String> = self.connection.query_row(
            "SELECT MIN(from_day) FROM cell WHERE outgoing = 'parked'",
            [],
            |row| row.get(0),
        )?;
        first.map(|day| parsed("cell", "a date", &day)).transpose()
    }

    /// Everything frozen, in the order of its key.
    pub fn frozen(&self) -> Result<Vec<FrozenRow>, StoreError> {
        self.rows("ORDER BY quarter, measure, from_day, to_day, \"group\"", [])
    }

    /// The published numbers of visits of one group by day, oldest first, under the plan of a quarter: the
    /// same name may be another group's in the next.
    pub fn published_by_day(&self, quarter: Quarter, group: &str) -> Result<Vec<u64>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT value FROM cell WHERE measure = 'visits' AND quarter = ?2 AND \"group\" = ?1 AND from_day = to_day
             AND value NOT IN ('few', 'closed', 'off') ORDER BY from_day",
        )?;
        let mut rows = query.query([group, &quarter.to_string()])?;
        let mut published = Vec::new();
        while let Some(row) = rows.next()? {
            published.push(parsed("cell", "a number", &row.get::<_, String>(0)?)?);
        }
        Ok(published)
    }

    /// A restored file may lack cells the coordinator has: those keys are never frozen again. What the
    /// backup held under one of them is the very cell that was sent after the backup was made. What was
    /// frozen since the restore is another, and is dropped unsent: a second value would tell more than
    /// the first. From here on rows may be sent again.
    pub fn put_frozen_elsewhere(&mut self, keys: &[FrozenKey]) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for key in keys {
            let columns = params![
                key.plan.to_string(),
                key.measure,
                key.from.to_string(),
                key.to.to_string(),
                key.group
            ];
            transaction
                .prepare_cached(
                    "INSERT INTO frozen_elsewhere VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
                )?
                .execute(columns)?;
            transaction
                .prepare_cached(
                    "DELETE FROM cell WHERE quarter = ?1 AND measure = ?2 AND from_day = ?3 AND to_day = ?4
                     AND \"group\" = ?5 AND unasked = 1",
                )?
                .execute(columns)?;
            transaction
                .prepare_cached(
                    "UPDATE cell SET outgoing = 'sent' WHERE quarter = ?1 AND measure = ?2 AND from_day = ?3
                     AND to_day = ?4 AND \"group\" = ?5",
                )?
                .execute(columns)?;
        }
        // The others are the first of their key.
        transaction.execute("UPDATE cell SET unasked = 0 WHERE unasked = 1", [])?;
        transaction.execute("DELETE FROM meta WHERE key = ?1", [super::meta::ASK_FROZEN_FIRST])?;
        Ok(transaction.commit()?)
    }

    fn mark(&mut self, rows: &[FrozenRow], outgoing: &str) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        {
            let mut update = transaction.prepare_cached(
                "UPDATE cell SET outgoing = ?1 WHERE quarter = ?2 AND measure = ?3 AND from_day = ?4
                 AND to_day = ?5 AND \"group\" = ?6",
            )?;
            for row in rows {
                update.execute(params![
                    outgoing,
                    row.quarter.to_string(),
                    row.measure,
                    row.from.to_string(),
                    row.to.to_string(),
                    row.group
                ])?;
            }
        }
        Ok(transaction.commit()?)
    }

    fn rows(&self, tail: &str, parameters: impl rusqlite::Params) -> Result<Vec<FrozenRow>, StoreError> {
        let mut query = self.connection.prepare_cached(&format!(
            "SELECT quarter, measure, period, from_day, to_day, \"group\", value FROM cell {tail}"
        ))?;
        let mut rows = query.query(parameters)?;
        let mut frozen = Vec::new();
        while let Some(row) = rows.next()? {
            frozen.push(FrozenRow {
                quarter: parsed("cell", "a quarter", &row.get::<_, String>(0)?)?,
                measure: row.get(1)?,
                period: row.get(2)?,
                from: parsed("cell", "a date", &row.get::<_, String>(3)?)?,
                to: parsed("cell", "a date", &row.get::<_, String>(4)?)?,
                group: row.get(5)?,
                value: row.get(6)?,
            });
        }
        Ok(frozen)
    }
}
