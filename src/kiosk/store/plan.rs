//! Tables `plan` and `raised`: what will be published, fixed before the quarter.

use super::{Store, StoreError, parsed};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use std::collections::BTreeMap;
use welkom_domain::{day::Quarter, ids::ActivityId};

impl Store {
    /// The plan of a quarter as it was fixed, in TOML.
    pub fn plan(&self, quarter: Quarter) -> Result<Option<String>, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT toml FROM plan WHERE quarter = ?1")?;
        Ok(query.query_row([quarter.to_string()], |row| row.get(0)).optional()?)
    }

    /// The first quarter that has a plan: this kiosk was set up in it.
    pub fn first_plan(&self) -> Result<Option<Quarter>, StoreError> {
        let mut query = self.connection.prepare_cached("SELECT MIN(quarter) FROM plan")?;
        let first: Option<String> = query.query_row([], |row| row.get(0))?;
        first.map(|text| parsed("plan", "a quarter", &text)).transpose()
    }

    /// Fixes the plan of a quarter. One that is fixed stays as it is: returns whether this one is it.
    pub fn fix_plan(&self, quarter: Quarter, toml: &str, now_ms: i64) -> Result<bool, StoreError> {
        let fixed = self
            .connection
            .prepare_cached("INSERT INTO plan VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
            .execute(params![quarter.to_string(), toml, now_ms])?;
        Ok(fixed == 1)
    }

    /// The class of this activity was raised; the first day it was seen counts.
    pub fn raise(&self, quarter: Quarter, activity: &ActivityId, from: NaiveDate) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("INSERT INTO raised VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
            .execute(params![quarter.to_string(), activity.as_str(), from.to_string()])?;
        Ok(())
    }

    /// Classes raised during a quarter, with the day from which.
    pub fn raised(&self, quarter: Quarter) -> Result<BTreeMap<ActivityId, NaiveDate>, StoreError> {
        let mut query =
            self.connection.prepare_cached("SELECT activity, from_day FROM raised WHERE quarter = ?1")?;
        let mut rows = query.query([quarter.to_string()])?;
        let mut raised = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let from = parsed("raised", "a date", &row.get::<_, String>(1)?)?;
            raised.insert(ActivityId(row.get(0)?), from);
        }
        Ok(raised)
    }
}
