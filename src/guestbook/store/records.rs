//! Table `record`: what the desk folded.

use super::{ParcelId, Store};
use crate::{error::BookError, ids::GuestId};
use chrono::NaiveDate;
use rusqlite::params;

impl Store {
    pub(crate) fn records(&self) -> Result<Vec<(GuestId, Vec<u8>)>, BookError> {
        let mut query = self.connection.prepare_cached("SELECT guest, sealed FROM record")?;
        let records = query.query_map([], |row| Ok((GuestId(row.get(0)?), row.get(1)?)))?;
        Ok(records.collect::<rusqlite::Result<_>>()?)
    }

    /// Writes records and deletes the parcels that are folded into them, all or nothing.
    pub(crate) fn put_records(
        &mut self,
        records: &[(GuestId, Vec<u8>)],
        folded: &[ParcelId],
        day: NaiveDate,
    ) -> Result<(), BookError> {
        self.write(day, |transaction| {
            for (guest, sealed) in records {
                transaction
                    .prepare_cached(
                        "INSERT INTO record VALUES (?1, ?2) ON CONFLICT DO UPDATE SET sealed = excluded.sealed",
                    )?
                    .execute(params![guest.0, sealed])?;
            }
            for id in folded {
                transaction.prepare_cached("DELETE FROM parcel WHERE id = ?1")?.execute([id.0])?;
            }
            Ok(())
        })
    }
}
