//! Table `session_change`: what hosts changed of single sessions.

use super::{SESSION_FORMAT, Store, StoreError, parsed, session_start};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use rusqlite::params;
use std::collections::BTreeMap;
use welkom_domain::{ids::ActivityId, programme::SessionChange};

impl Store {
    /// Keeps what a host changed on `day` about a session, told apart by its start by the rule; the change
    /// before it goes. One that changes nothing is not kept, so that it takes the last one away.
    pub fn put_session_change(
        &self,
        day: NaiveDate,
        activity: &ActivityId,
        session: NaiveDateTime,
        change: &SessionChange,
    ) -> Result<(), StoreError> {
        if change.is_nothing() {
            return self.remove_session_change(activity, session);
        }
        let time = |time: Option<NaiveTime>| time.map(|time| time.to_string());
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO session_change VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
            .execute(params![
                activity.as_str(),
                session.format(SESSION_FORMAT).to_string(),
                day.to_string(),
                change.is_cancelled,
                time(change.starts),
                time(change.ends),
                change.place,
                change.note
            ])?;
        Ok(())
    }

    /// The session is again as the calendar has it.
    pub fn remove_session_change(
        &self,
        activity: &ActivityId,
        session: NaiveDateTime,
    ) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("DELETE FROM session_change WHERE activity = ?1 AND session = ?2")?
            .execute(params![activity.as_str(), session.format(SESSION_FORMAT).to_string()])?;
        Ok(())
    }

    /// Everything that is changed, as [`welkom_domain::centre::Centre::changes`] has it.
    pub fn session_changes(
        &self,
    ) -> Result<BTreeMap<(ActivityId, NaiveDateTime), SessionChange>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT activity, session, is_cancelled, starts, ends, place, note FROM session_change",
        )?;
        let mut rows = query.query([])?;
        let mut changes = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let time = |column| -> Result<Option<NaiveTime>, StoreError> {
                let text: Option<String> = row.get(column)?;
                text.map(|text| parsed("session_change", "a time", &text)).transpose()
            };
            let change = SessionChange {
                is_cancelled: row.get(2)?,
                starts: time(3)?,
                ends: time(4)?,
                place: row.get(5)?,
                note: row.get(6)?,
            };
            let session = session_start("session_change", &row.get::<_, String>(1)?)?;
            changes.insert((ActivityId(row.get(0)?), session), change);
        }
        Ok(changes)
    }
}
