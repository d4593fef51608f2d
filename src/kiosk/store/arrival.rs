//! Tables `arrival` and `arrival_activity`.

use super::{SESSION_FORMAT, Store, StoreError, parsed, session_start};
use crate::today::OfferKey;
use chrono::NaiveDate;
use rusqlite::{Transaction, named_params, params};
use std::collections::BTreeMap;
use welkom_domain::{
    arrival::{Arrival, Role},
    day::DateRange,
    ids::{ActivityId, ArrivalId},
};

/// One arrival with everything that is kept of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredArrival {
    /// Its id.
    pub id: ArrivalId,
    /// When, UTC milliseconds.
    pub arrived_ms: i64,
    /// The service day.
    pub day: NaiveDate,
    /// In which role.
    pub role: Role,
    /// First time here?
    pub newcomer: Option<bool>,
    /// How many people.
    pub party: u32,
    /// What for.
    pub offers: Vec<OfferKey>,
    /// The boot it was stored in.
    pub boot_id: String,
    /// The clock that never jumps, in that boot.
    pub boottime_ms: i64,
    /// The how-manieth of this run of the program.
    pub sequence: i64,
    /// Whether the wall clock was trusted then.
    pub clock_trusted: bool,
}

/// How many people are checked in for one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionCount {
    /// Which.
    pub offer: OfferKey,
    /// People, parties in full.
    pub people: u32,
}

impl Store {
    /// Writes an arrival; when this returns, it is on disk. On a day that is closed already (a clock that
    /// was set back) it counts as stored on the day after: no frozen cell, and no figure of its month,
    /// knows it. An arrival that is there already (a
    /// command that came twice) stays as it is. Returns whether it is new.
    pub fn save(&mut self, arrival: &StoredArrival) -> Result<bool, StoreError> {
        let transaction = self.connection.transaction()?;
        let is_new = insert(&transaction, arrival)?;
        transaction.commit()?;
        Ok(is_new)
    }

    /// Writes many arrivals at once, for tests and benches that begin with a history.
    pub fn save_all(&mut self, arrivals: impl IntoIterator<Item = StoredArrival>) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for arrival in arrivals {
            insert(&transaction, &arrival)?;
        }
        Ok(transaction.commit()?)
    }

    /// From this service day on the arrival does not count any more; for days that are closed it still
    /// does. One that is not there, or was
    /// taken back before, stays as it is.
    pub fn take_back(&self, id: ArrivalId, day: NaiveDate) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE arrival SET withdrawn_day =
                 MAX(?2, COALESCE((SELECT date(value, '+1 day') FROM meta WHERE key = 'closed_through'), ?2))
                 WHERE id = ?1 AND withdrawn_day IS NULL",
            )?
            .execute(params![id.0.as_bytes(), day.to_string()])?;
        Ok(())
    }

    /// Whether the people of an arrival are here for the first time: answered after it was saved. On a day that
    /// is closed, and for one that was taken back, nothing changes any more.
    pub fn set_newcomer(&self, id: ArrivalId, is_newcomer: bool) -> Result<(), StoreError> {
        self.connection
            .prepare_cached(
                "UPDATE arrival SET newcomer = ?2 WHERE id = ?1 AND withdrawn_day IS NULL
                 AND day > COALESCE((SELECT value FROM meta WHERE key = 'closed_through'), '')",
            )?
            .execute(params![id.0.as_bytes(), is_newcomer])?;
        Ok(())
    }

    /// How many people are checked in for each session of a day, for "full".
    pub fn counts_on(&self, day: NaiveDate) -> Result<Vec<SessionCount>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT activity, session, SUM(party) FROM arrival JOIN arrival_activity ON arrival = id
             WHERE day = ?1 AND withdrawn_day IS NULL GROUP BY activity, session",
        )?;
        let mut rows = query.query([day.to_string()])?;
        let mut counts = Vec::new();
        while let Some(row) = rows.next()? {
            counts.push(SessionCount {
                offer: offer_of(row.get(0)?, &row.get::<_, String>(1)?)?,
                people: row.get(2)?,
            });
        }
        Ok(counts)
    }

    /// The arrivals of these service days as the release rule sees them, taken-back ones included.
    pub fn arrivals(&self, range: DateRange) -> Result<Vec<Arrival>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT id, day, recorded_day, withdrawn_day, role, newcomer, party, activity
             FROM arrival JOIN arrival_activity ON arrival = id
             WHERE day BETWEEN ?1 AND ?2",
        )?;
        let mut rows = query.query([range.from.to_string(), range.to.to_string()])?;
        let mut arrivals: BTreeMap<[u8; 16], Arrival> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let activity = ActivityId(row.get(7)?);
            if let Some(arrival) = arrivals.get_mut(&row.get::<_, [u8; 16]>(0)?) {
                arrival.activities.push(activity);
                continue;
            }
            let day = |column| -> Result<NaiveDate, StoreError> {
                parsed("arrival", "a date", &row.get::<_, String>(column)?)
            };
            let withdrawn: Option<String> = row.get(3)?;
            let arrival = Arrival {
                day: day(1)?,
                recorded: day(2)?,
                withdrawn: withdrawn.map(|text| parsed("arrival", "a date", &text)).transpose()?,
                activities: vec![activity],
                role: role_of(row.get(4)?)?,
                newcomer: row.get(5)?,
                party: row.get(6)?,
            };
            arrivals.insert(row.get(0)?, arrival);
        }
        Ok(arrivals.into_values().collect())
    }

    /// Whether this arrival is stored, and counts.
    pub fn has_arrival(&self, id: ArrivalId) -> Result<bool, StoreError> {
        let mut query = self
            .connection
            .prepare_cached("SELECT 1 FROM arrival WHERE id = ?1 AND withdrawn_day IS NULL")?;
        Ok(query.exists([id.0.as_bytes()])?)
    }

    /// Deletes damaged files that were moved away before a moment (Unix milliseconds); how many.
    pub fn clear_quarantines(&self, before_ms: i64) -> Result<usize, StoreError> {
        Ok(welkom_database::clear_quarantines(&self.directory, before_ms)?)
    }

    /// Deletes the arrivals up to and including a day, once nothing that still has to be frozen needs
    /// them, and with them what hosts counted and changed on those days. Returns how many arrivals.
    pub fn forget_arrivals_through(&self, day: NaiveDate) -> Result<usize, StoreError> {
        let transaction = self.connection.unchecked_transaction()?;
        let through = day.to_string();
        let forgotten = transaction.execute("DELETE FROM arrival WHERE day <= ?1", [&through])?;
        for entered in ["head_count", "shift", "session_change"] {
            transaction.execute(&format!("DELETE FROM {entered} WHERE day <= ?1"), [&through])?;
        }
        transaction.commit()?;
        Ok(forgotten)
    }
}

/// Inserts one arrival with what it is for; `false` when it is there already.
fn insert(transaction: &Transaction, arrival: &StoredArrival) -> Result<bool, StoreError> {
    let is_new = transaction
        .prepare_cached(
            "INSERT INTO arrival VALUES (:id, :arrived_ms, :day,
             MAX(:day, COALESCE((SELECT date(value, '+1 day') FROM meta WHERE key = 'closed_through'), :day)),
             NULL, :role, :newcomer, :party, :boot_id, :boottime_ms, :sequence, :clock_trusted)
             ON CONFLICT (id) DO NOTHING",
        )?
        .execute(named_params! {
            ":id": arrival.id.0.as_bytes(),
            ":arrived_ms": arrival.arrived_ms,
            ":day": arrival.day.to_string(),
            ":role": role_name(arrival.role),
            ":newcomer": arrival.newcomer,
            ":party": arrival.party,
            ":boot_id": arrival.boot_id,
            ":boottime_ms": arrival.boottime_ms,
            ":sequence": arrival.sequence,
            ":clock_trusted": arrival.clock_trusted,
        })?
        == 1;
    if is_new {
        let mut insert = transaction
            .prepare_cached("INSERT INTO arrival_activity VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?;
        for offer in &arrival.offers {
            insert.execute(params![arrival.id.0.as_bytes(), offer.activity().as_str(), session_of(offer)])?;
        }
    }
    Ok(is_new)
}

pub(super) fn session_of(offer: &OfferKey) -> String {
    match offer {
        OfferKey::DropIn => String::new(),
        OfferKey::Session(_, start) => start.format(SESSION_FORMAT).to_string(),
    }
}

pub(super) fn offer_of(activity: String, session: &str) -> Result<OfferKey, StoreError> {
    if session.is_empty() {
        return Ok(OfferKey::DropIn);
    }
    Ok(OfferKey::Session(ActivityId(activity), session_start("arrival_activity", session)?))
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Visitor => "visitor",
        Role::Volunteer => "volunteer",
        Role::Professional => "professional",
    }
}

pub(super) fn role_of(text: String) -> Result<Role, StoreError> {
    [Role::Visitor, Role::Volunteer, Role::Professional]
        .into_iter()
        .find(|role| role_name(*role) == text)
        .ok_or(StoreError::Unreadable { table: "arrival", expected: "a role", found: text })
}
