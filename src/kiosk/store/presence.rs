//! Who came in today, for the estimate of how many people are in the building. Reads `arrival`; there is no
//! table of who is inside.

use super::{Store, StoreError, arrival::offer_of};
use crate::today::OfferKey;
use chrono::{DateTime, NaiveDate};
use std::collections::BTreeMap;
use welkom_domain::presence::Came;

/// One arrival as the estimate needs it: no role, no answer, no identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// When, UTC milliseconds.
    pub arrived_ms: i64,
    /// How many people.
    pub party: u32,
    /// What for.
    pub offers: Vec<OfferKey>,
}

impl Presence {
    /// As the rule of the estimate ([`welkom_domain::presence`]) takes it.
    pub fn came(&self) -> Came {
        let sessions = self.offers.iter().filter_map(|offer| match offer {
            OfferKey::DropIn => None,
            OfferKey::Session(activity, start) => Some((activity.clone(), *start)),
        });
        Came {
            // Only a time that no clock shows is out of range.
            at: DateTime::from_timestamp_millis(self.arrived_ms).unwrap_or_default(),
            people: self.party,
            sessions: sessions.collect(),
            drops_in: self.offers.contains(&OfferKey::DropIn),
        }
    }
}

impl Store {
    /// The arrivals of a service day that were not taken back, the earliest first.
    pub fn presences_on(&self, day: NaiveDate) -> Result<Vec<Presence>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT id, arrived_ms, party, activity, session FROM arrival JOIN arrival_activity ON arrival = id
             WHERE day = ?1 AND withdrawn_day IS NULL",
        )?;
        let mut rows = query.query([day.to_string()])?;
        let mut presences: BTreeMap<(i64, [u8; 16]), Presence> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let arrived_ms = row.get(1)?;
            let party = row.get(2)?;
            presences
                .entry((arrived_ms, row.get(0)?))
                .or_insert_with(|| Presence { arrived_ms, party, offers: Vec::new() })
                .offers
                .push(offer_of(row.get(3)?, &row.get::<_, String>(4)?)?);
        }
        Ok(presences.into_values().collect())
    }
}
