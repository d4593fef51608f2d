//! Everything sealed, copied out of the store: a password opens it on any thread, and the door goes on
//! meanwhile.

use super::{
    open_book::{Held, OpenBook},
    record::Record,
};
use crate::{
    entry::Entry,
    error::BookError,
    ids::GuestId,
    ring::{HostPassword, KeyRing, PrivateKey, PublicKeys, unwrap},
    sealing::{
        parcel::{self, Content, Opened, Parcel},
        record,
    },
    settings::Retention,
    store::{ParcelId, Store},
};
use chrono::NaiveDate;
use std::{
    collections::{HashMap, HashSet},
    num::NonZero,
    thread,
};

/// The book as it lies on disk, for one host to open.
pub struct Sealed {
    wrapped: Vec<u8>,
    public: PublicKeys,
    retention: Retention,
    entries: Vec<Entry>,
    records: Vec<(GuestId, Vec<u8>)>,
    /// Of days that are over: these may be folded for good.
    kept: Vec<(ParcelId, Parcel)>,
    /// Of today: these stay where they are until the night, since who writes while the day runs tells when.
    today: Vec<Parcel>,
}

/// What parcels say, by guest.
pub(super) type Contents = HashMap<GuestId, Vec<Content>>;

impl Sealed {
    pub(crate) fn copy(
        store: &Store,
        wrapped: Vec<u8>,
        public: PublicKeys,
        retention: Retention,
    ) -> Result<Self, BookError> {
        Ok(Self {
            wrapped,
            public,
            retention,
            entries: store.entries()?,
            records: store.records()?,
            kept: store.kept_parcels()?.into_iter().map(|it| (it.id, it.parcel)).collect(),
            today: store.today().parcels().copied().collect(),
        })
    }

    /// Opens it: scrypt for the password, then every record and parcel, on all cores. `today` decides what is
    /// too old to be shown.
    pub fn unlock(self, password: &HostPassword, today: NaiveDate) -> Result<OpenBook, BookError> {
        let ring = unwrap(&self.wrapped, password)?;
        if ring.public() != self.public {
            return Err(BookError::BadKeyRing);
        }
        let entries: HashMap<GuestId, Entry> = self.entries.into_iter().map(|it| (it.guest, it)).collect();
        let (folded, mut unreadable) = open_records(&self.records, &ring, &entries);
        let (kept, bad) = open_parcels(self.kept.iter().map(|(_, parcel)| parcel), &ring.parcels, &entries);
        unreadable += bad;
        let (of_today, bad) = open_parcels(self.today.iter(), &ring.parcels, &entries);
        unreadable += bad;
        let (mut folded, mut kept, mut of_today) = (folded, kept, of_today);
        let guests = entries.into_iter().map(|(guest, entry)| {
            let mut record = folded.remove(&guest).unwrap_or_default();
            let contents = kept.remove(&guest).unwrap_or_default();
            let is_dirty = !contents.is_empty();
            record.fold(contents);
            record.forget(today, &self.retention);
            let view = of_today.remove(&guest).map(|contents| with(&record, contents));
            (guest, Held { entry, record, view, is_dirty })
        });
        Ok(OpenBook {
            guests: guests.collect(),
            ring,
            retention: self.retention,
            folded: self.kept.into_iter().map(|(id, _)| id).collect(),
            seen: self.today.iter().map(mark).collect::<HashSet<_>>(),
            unreadable,
        })
    }
}

/// A record with today's parcels on top.
pub(super) fn with(record: &Record, contents: Vec<Content>) -> Record {
    let mut view = record.clone();
    view.fold(contents);
    view
}

/// The beginning of a parcel is a random public key: no two are the same.
pub(super) fn mark(parcel: &Parcel) -> [u8; 32] {
    parcel.first_chunk().copied().unwrap_or_default()
}

fn chunks<T>(items: &[T]) -> std::slice::Chunks<'_, T> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    items.chunks(items.len().div_ceil(threads).max(1))
}

fn open_records(
    records: &[(GuestId, Vec<u8>)],
    ring: &KeyRing,
    entries: &HashMap<GuestId, Entry>,
) -> (HashMap<GuestId, Record>, usize) {
    let open = |guest: GuestId, sealed: &[u8]| {
        let json = record::open(sealed, &ring.records, &entries.get(&guest)?.shred, guest)?;
        serde_json::from_slice(&json).ok()
    };
    let opened: Vec<(GuestId, Option<Record>)> =
        in_parallel(records, |(guest, sealed)| (*guest, open(*guest, sealed)));
    // What is about nobody any more is no damage.
    let unreadable = opened.iter().filter(|(guest, it)| it.is_none() && entries.contains_key(guest)).count();
    (opened.into_iter().filter_map(|(guest, it)| Some((guest, it?))).collect(), unreadable)
}

/// What the parcels of known guests say, and how many parcels of theirs could not be opened.
pub(super) fn open_parcels<'a>(
    parcels: impl Iterator<Item = &'a Parcel>,
    key: &PrivateKey,
    entries: &HashMap<GuestId, Entry>,
) -> (Contents, usize) {
    enum Found {
        Nothing,
        Damaged,
        Of(GuestId, Content),
    }
    let parcels: Vec<&Parcel> = parcels.collect();
    let open = |parcel: &Parcel| match parcel::open(parcel, key) {
        None => Found::Damaged,
        Some(Opened::Nothing) => Found::Nothing,
        Some(Opened::For(guest, inner)) => {
            let Some(entry) = entries.get(&guest) else { return Found::Nothing };
            match parcel::open_inner(guest, &inner, &entry.shred) {
                Some(content) => Found::Of(guest, content),
                None => Found::Damaged,
            }
        }
    };
    let (mut contents, mut damaged) = (Contents::new(), 0);
    for found in in_parallel(&parcels, |parcel| open(parcel)) {
        match found {
            Found::Nothing => {}
            Found::Damaged => damaged += 1,
            Found::Of(guest, content) => contents.entry(guest).or_default().push(content),
        }
    }
    (contents, damaged)
}

fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let work = &work;
    thread::scope(|scope| {
        let threads: Vec<_> = chunks(items)
            .map(|chunk| scope.spawn(move || chunk.iter().map(work).collect::<Vec<R>>()))
            .collect();
        let mut done = Vec::with_capacity(items.len());
        for thread in threads {
            match thread.join() {
                Ok(part) => done.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    })
}
