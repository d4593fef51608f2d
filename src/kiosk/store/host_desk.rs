//! What only the host desk asks of the visits: who came by role, the last arrival for a session, when what was
//! held, and how the file itself is doing.

use super::{Store, StoreError, arrival, parsed};
use crate::today::OfferKey;
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use std::{collections::BTreeMap, fs, time::SystemTime};
use uuid::Uuid;
use welkom_domain::{
    arrival::Role,
    ids::{ActivityId, ArrivalId},
};

/// When the coordinator was last told everything, in Unix milliseconds.
const LAST_SYNC: &str = "last_sync_ms";

/// Who came for one session, in one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleCount {
    /// For what.
    pub offer: OfferKey,
    /// In which role.
    pub role: Role,
    /// Check-ins.
    pub arrivals: u32,
    /// People, parties in full.
    pub people: u32,
}

impl Store {
    /// Who came on a day, by session and role; what was taken back does not count.
    pub fn roles_on(&self, day: NaiveDate) -> Result<Vec<RoleCount>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT activity, session, role, COUNT(*), SUM(party) FROM arrival JOIN arrival_activity ON arrival = id
             WHERE day = ?1 AND withdrawn_day IS NULL GROUP BY activity, session, role",
        )?;
        let mut rows = query.query([day.to_string()])?;
        let mut counts = Vec::new();
        while let Some(row) = rows.next()? {
            counts.push(RoleCount {
                offer: arrival::offer_of(row.get(0)?, &row.get::<_, String>(1)?)?,
                role: arrival::role_of(row.get(2)?)?,
                arrivals: row.get(3)?,
                people: row.get(4)?,
            });
        }
        Ok(counts)
    }

    /// The last arrival of a day for a session that was not taken back.
    pub fn last_arrival(&self, day: NaiveDate, offer: &OfferKey) -> Result<Option<ArrivalId>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT id FROM arrival JOIN arrival_activity ON arrival = id
             WHERE day = ?1 AND activity = ?2 AND session = ?3 AND withdrawn_day IS NULL
             ORDER BY arrived_ms DESC, sequence DESC LIMIT 1",
        )?;
        let last = query
            .query_row(
                params![day.to_string(), offer.activity().as_str(), arrival::session_of(offer)],
                |row| row.get::<_, [u8; 16]>(0),
            )
            .optional()?;
        Ok(last.map(|id| ArrivalId(Uuid::from_bytes(id))))
    }

    /// The days since `from` on which each activity was held, in order, closed days alone.
    pub fn held_since(&self, from: NaiveDate) -> Result<BTreeMap<ActivityId, Vec<NaiveDate>>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT DISTINCT activity, day FROM planned WHERE day >= ?1 AND held = 1 ORDER BY activity, day",
        )?;
        let mut rows = query.query([from.to_string()])?;
        let mut held: BTreeMap<ActivityId, Vec<NaiveDate>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let day = parsed("planned", "a date", &row.get::<_, String>(1)?)?;
            held.entry(ActivityId(row.get(0)?)).or_default().push(day);
        }
        Ok(held)
    }

    /// When the newest backup was made; `None` where there is none.
    pub fn last_backup(&self) -> Option<SystemTime> {
        let [newest, _] = super::open::VISITS.generations(&self.directory);
        fs::metadata(newest).and_then(|file| file.modified()).ok()
    }

    /// When the coordinator was last told everything, in Unix milliseconds.
    pub fn last_sync_ms(&self) -> Result<Option<i64>, StoreError> {
        self.meta(LAST_SYNC)?.map(|text| parsed("meta", "milliseconds", &text)).transpose()
    }

    /// The coordinator was told everything.
    pub fn put_last_sync(&self, now_ms: i64) -> Result<(), StoreError> {
        Ok(self.put_meta(LAST_SYNC, &now_ms.to_string())?)
    }
}
