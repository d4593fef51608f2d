//! Tables `host` and `meta`: the key ring under each host's password, and the book's public keys.

use super::{Store, open::GUESTBOOK};
use crate::{error::BookError, ids::HostId, ring::PublicKeys};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, params};
use std::time::Duration;

const PUBLIC: &str = "public_keys";
const SHEET: &str = "recovery_sheet";

impl Store {
    pub(crate) fn public_keys(&self) -> Result<Option<PublicKeys>, BookError> {
        let text = self.meta(PUBLIC)?;
        text.map(|it| PublicKeys::from_text(&it).ok_or(BookError::Unreadable { table: "meta" })).transpose()
    }

    /// Puts the keys of a new book, all or none.
    pub(crate) fn set_up(
        &mut self,
        public: &PublicKeys,
        host: &HostId,
        wrapped: &[u8],
        under_sheet: &[u8],
        day: NaiveDate,
    ) -> Result<(), BookError> {
        self.write(day, |transaction| {
            Self::put_meta(transaction, PUBLIC, &public.to_text())?;
            Self::put_meta(transaction, SHEET, &crate::ids::hex(under_sheet))?;
            transaction.execute("INSERT INTO host VALUES (?1, ?2)", params![host.0, wrapped])?;
            Ok(())
        })
    }

    pub(crate) fn under_sheet(&self) -> Result<Option<Vec<u8>>, BookError> {
        Ok(self.meta(SHEET)?.and_then(|it| crate::ids::unhex(&it)))
    }

    pub(crate) fn put_under_sheet(&mut self, wrapped: &[u8], day: NaiveDate) -> Result<(), BookError> {
        self.write(day, |transaction| Ok(Self::put_meta(transaction, SHEET, &crate::ids::hex(wrapped))?))
    }

    pub(crate) fn hosts(&self) -> Result<Vec<HostId>, BookError> {
        let mut query = self.connection.prepare_cached("SELECT host FROM host ORDER BY host")?;
        let hosts = query.query_map([], |row| row.get(0).map(HostId))?;
        Ok(hosts.collect::<rusqlite::Result<_>>()?)
    }

    pub(crate) fn wrapped(&self, host: &HostId) -> Result<Option<Vec<u8>>, BookError> {
        let mut query = self.connection.prepare_cached("SELECT wrapped FROM host WHERE host = ?1")?;
        Ok(query.query_row([&host.0], |row| row.get(0)).optional()?)
    }

    pub(crate) fn put_host(
        &mut self,
        host: &HostId,
        wrapped: &[u8],
        day: NaiveDate,
    ) -> Result<(), BookError> {
        self.write(day, |transaction| {
            transaction.execute(
                "INSERT INTO host VALUES (?1, ?2) ON CONFLICT DO UPDATE SET wrapped = excluded.wrapped",
                params![host.0, wrapped],
            )?;
            Ok(())
        })
    }

    pub(crate) fn remove_host(&mut self, host: &HostId, day: NaiveDate) -> Result<(), BookError> {
        self.write(day, |transaction| {
            let removed = transaction.execute("DELETE FROM host WHERE host = ?1", [&host.0])?;
            if removed == 0 { Err(BookError::UnknownHost) } else { Ok(()) }
        })
    }

    /// A checked copy; the newest two are kept.
    pub(crate) fn back_up(&mut self, day: NaiveDate) -> Result<(), BookError> {
        GUESTBOOK.back_up(&self.connection, &self.directory)?;
        self.remove_traces(day);
        Ok(())
    }

    /// Deletes quarantines whose name says that they are older; how many. A damaged file holds guests too.
    pub(crate) fn clear_quarantines(&self, now_ms: i64, keep: Duration) -> Result<usize, BookError> {
        let keep_ms = i64::try_from(keep.as_millis()).unwrap_or(i64::MAX);
        // One that is just old enough goes as well.
        let before_ms = now_ms.saturating_sub(keep_ms).saturating_add(1);
        Ok(welkom_database::clear_quarantines(&self.directory, before_ms)?)
    }
}
