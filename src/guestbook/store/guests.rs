//! Table `guest`: the entries of days that are over; and finding one, wherever it is.

use super::Store;
use crate::{
    entry::Entry,
    error::BookError,
    ids::{GuestId, Month},
    pass::PassHash,
};
use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Transaction, params};
use std::collections::BTreeMap;

const UNREADABLE: BookError = BookError::Unreadable { table: "guest" };

pub(super) fn insert(transaction: &Transaction<'_>, entry: &Entry) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("INSERT INTO guest VALUES (?1, ?2, ?3)")?
        .execute(params![entry.guest.0, entry.pass.0, entry.to_bytes()])
        .map(drop)
}

/// In place: every entry is equally long.
pub(super) fn update(transaction: &Transaction<'_>, entry: &Entry) -> Result<(), BookError> {
    let changed = transaction
        .prepare_cached("UPDATE guest SET pass = ?2, entry = ?3 WHERE guest = ?1")?
        .execute(params![entry.guest.0, entry.pass.0, entry.to_bytes()])?;
    if changed == 0 { Err(BookError::UnknownGuest) } else { Ok(()) }
}

impl Store {
    pub(crate) fn entry_by_pass(&self, pass: PassHash) -> Result<Option<Entry>, BookError> {
        if let Some(entry) = self.today.entries().find(|it| it.pass == pass) {
            return Ok(Some(entry.clone()));
        }
        self.find("SELECT entry FROM guest WHERE pass = ?1", &pass.0)
    }

    pub(crate) fn entry(&self, guest: GuestId) -> Result<Option<Entry>, BookError> {
        if let Some(entry) = self.today.entries().find(|it| it.guest == guest) {
            return Ok(Some(entry.clone()));
        }
        self.find("SELECT entry FROM guest WHERE guest = ?1", &guest.0)
    }

    fn find(&self, query: &str, key: &[u8]) -> Result<Option<Entry>, BookError> {
        let bytes: Option<Vec<u8>> =
            self.connection.prepare_cached(query)?.query_row([key], |row| row.get(0)).optional()?;
        bytes.map(|it| Entry::from_bytes(&it).ok_or(UNREADABLE)).transpose()
    }

    /// Every entry, today's too.
    pub(crate) fn entries(&self) -> Result<Vec<Entry>, BookError> {
        let mut query = self.connection.prepare_cached("SELECT entry FROM guest")?;
        let mut rows = query.query([])?;
        let mut entries: Vec<Entry> = self.today.entries().cloned().collect();
        while let Some(row) = rows.next()? {
            entries.push(
                Entry::from_bytes(row.get_ref(0)?.as_blob().map_err(|_| UNREADABLE)?).ok_or(UNREADABLE)?,
            );
        }
        Ok(entries)
    }

    /// Lengthens what is kept until a month; shortens nothing. Guests of today and unknown ones are passed
    /// over.
    pub(crate) fn renew(
        &mut self,
        until: &BTreeMap<GuestId, Month>,
        day: NaiveDate,
    ) -> Result<(), BookError> {
        let mut renewed = Vec::new();
        for (guest, month) in until {
            let found = self.find("SELECT entry FROM guest WHERE guest = ?1", &guest.0)?;
            renewed.extend(found.filter(|it| it.expires < *month).map(|it| Entry { expires: *month, ..it }));
        }
        if renewed.is_empty() {
            return Ok(());
        }
        self.write(day, |transaction| renewed.iter().try_for_each(|entry| update(transaction, entry)))
    }

    /// Deletes every entry whose month is over, with its record; how many.
    pub(crate) fn expire(&mut self, day: NaiveDate) -> Result<usize, BookError> {
        let mut over = self.entries()?;
        over.retain(|entry| entry.expires.is_over(day));
        if over.is_empty() {
            return Ok(0);
        }
        self.write(day, |transaction| {
            for entry in &over {
                for table in ["guest", "record"] {
                    transaction
                        .prepare_cached(&format!("DELETE FROM {table} WHERE guest = ?1"))?
                        .execute([entry.guest.0])?;
                }
            }
            Ok(over.len())
        })
    }
}
