//! Table `parcel`: what came on days that are over and no host has folded yet.

use super::Store;
use crate::{error::BookError, ids::Month, sealing::parcel::Parcel};
use chrono::NaiveDate;

/// Random: says nothing of the parcel.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ParcelId(pub(crate) [u8; 16]);

/// A parcel and under which key it is kept.
pub(crate) struct Kept {
    pub(crate) id: ParcelId,
    pub(crate) parcel: Parcel,
}

impl Store {
    pub(crate) fn kept_parcels(&self) -> Result<Vec<Kept>, BookError> {
        let mut query = self.connection.prepare_cached("SELECT id, parcel FROM parcel")?;
        let mut rows = query.query([])?;
        let mut kept = Vec::new();
        while let Some(row) = rows.next()? {
            let parcel = row.get_ref(1)?.as_blob().ok().and_then(|it| it.try_into().ok());
            let parcel = parcel.ok_or(BookError::Unreadable { table: "parcel" })?;
            kept.push(Kept { id: ParcelId(row.get(0)?), parcel });
        }
        Ok(kept)
    }

    /// Deletes what nobody folded in all the time that a guest is kept; how many.
    pub(crate) fn expire_parcels(&mut self, day: NaiveDate, keep_months: u32) -> Result<usize, BookError> {
        let months = u16::try_from(keep_months).unwrap_or(u16::MAX);
        let oldest = Month::of(day).0.saturating_sub(months);
        self.write(day, |transaction| {
            Ok(transaction.execute("DELETE FROM parcel WHERE month < ?1", [oldest])?)
        })
    }
}
