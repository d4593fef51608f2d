//! Table `planned`: the sessions a closed day had.

use super::{Store, StoreError, parsed};
use chrono::NaiveDate;
use rusqlite::params;
use welkom_domain::{class::PrivacyClass, day::DateRange, ids::ActivityId, release::PlannedSession};

/// One session a day had, as the programme said when the day closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The session, as the release rule sees it.
    pub session: PlannedSession,
    /// What tells it from another of the same activity on the same day: its start by the rule.
    pub key: String,
    /// Its class.
    pub class: PrivacyClass,
}

impl Store {
    pub(super) fn put_planned(&self, planned: &[Planned]) -> Result<(), StoreError> {
        let mut insert = self
            .connection
            .prepare_cached("INSERT INTO planned VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING")?;
        for Planned { session, key, class } in planned {
            let class = class_name(*class);
            insert.execute(params![
                session.day.to_string(),
                session.activity.as_str(),
                key,
                class,
                session.held
            ])?;
        }
        Ok(())
    }

    /// What the closed ones of these days had.
    pub fn planned(&self, range: DateRange) -> Result<Vec<PlannedSession>, StoreError> {
        let mut query = self
            .connection
            .prepare_cached("SELECT day, activity, held FROM planned WHERE day BETWEEN ?1 AND ?2")?;
        let mut rows = query.query([range.from.to_string(), range.to.to_string()])?;
        let mut planned = Vec::new();
        while let Some(row) = rows.next()? {
            let day: NaiveDate = parsed("planned", "a date", &row.get::<_, String>(0)?)?;
            planned.push(PlannedSession { activity: ActivityId(row.get(1)?), day, held: row.get(2)? });
        }
        Ok(planned)
    }

    /// The most careful class each activity had on these days.
    pub fn planned_classes(
        &self,
        range: DateRange,
    ) -> Result<std::collections::BTreeMap<ActivityId, PrivacyClass>, StoreError> {
        let mut query = self
            .connection
            .prepare_cached("SELECT DISTINCT activity, class FROM planned WHERE day BETWEEN ?1 AND ?2")?;
        let mut rows = query.query([range.from.to_string(), range.to.to_string()])?;
        let mut classes = std::collections::BTreeMap::new();
        while let Some(row) = rows.next()? {
            let class = class_of(row.get(1)?)?;
            let known = classes.entry(ActivityId(row.get(0)?)).or_insert(class);
            *known = (*known).max(class);
        }
        Ok(classes)
    }
}

fn class_name(class: PrivacyClass) -> &'static str {
    match class {
        PrivacyClass::Open => "open",
        PrivacyClass::Protected => "protected",
        PrivacyClass::Sensitive => "sensitive",
    }
}

fn class_of(text: String) -> Result<PrivacyClass, StoreError> {
    [PrivacyClass::Open, PrivacyClass::Protected, PrivacyClass::Sensitive]
        .into_iter()
        .find(|class| class_name(*class) == text)
        .ok_or(StoreError::Unreadable { table: "planned", expected: "a privacy class", found: text })
}
