//! Today: what the running day wrote, so that its order is nowhere.
//!
//! A fixed number of buckets, each one row of fixed length: room for so many parcels and so many entries,
//! what is not used filled with random bytes. An arrival goes into a bucket chosen by lot, and the whole of
//! that bucket is written anew in a fresh random order, parcels and entries each for themselves. So every
//! arrival writes equally many bytes into the same pages (`SQLite` overwrites a row of unchanged length in
//! place), and among a day's parcels each is as likely the first as the last. When a bucket is full all of
//! them grow at once. At night everything moves to the long-term tables under random keys, in their order.

use super::Store;
use crate::{
    entry::{ENTRY_BYTES, Entry},
    error::BookError,
    ids::{GuestId, Month},
    random::Dice,
    sealing::parcel::{PARCEL_BYTES, Parcel},
};
use chrono::NaiveDate;
use rusqlite::{Connection, Transaction, params};

/// More buckets: less to write for an arrival. Thousand arrivals make sixteen a bucket.
pub(crate) const BUCKETS: usize = 64;

/// How many of each a bucket has room for at first.
const FIRST_ROOM: usize = 8;

const HEADER_BYTES: usize = 4;

/// Today's buckets, in memory as they are on disk: the door looks for a guest of this morning here.
pub(crate) struct Today {
    buckets: Vec<Bucket>,
    room: usize,
    /// Whether all rows are there.
    is_written: bool,
}

#[derive(Clone, Default)]
struct Bucket {
    parcels: Vec<Parcel>,
    entries: Vec<Entry>,
}

impl Bucket {
    fn write(&self, room: usize, dice: &mut Dice) -> Vec<u8> {
        let mut slots = Vec::with_capacity(HEADER_BYTES + room * (PARCEL_BYTES + ENTRY_BYTES));
        for count in [self.parcels.len(), self.entries.len()] {
            slots.extend(u16::try_from(count).unwrap_or_default().to_le_bytes());
        }
        let mut unused = |slots: &mut Vec<u8>, bytes: usize| {
            let start = slots.len();
            slots.resize(start + bytes, 0);
            dice.fill(&mut slots[start..]);
        };
        slots.extend(self.parcels.iter().flatten());
        unused(&mut slots, (room - self.parcels.len()) * PARCEL_BYTES);
        for entry in &self.entries {
            slots.extend(entry.to_bytes());
        }
        unused(&mut slots, (room - self.entries.len()) * ENTRY_BYTES);
        slots
    }

    fn read(slots: &[u8]) -> Option<(Self, usize)> {
        let (header, rest) = slots.split_at_checked(HEADER_BYTES)?;
        let count = |at: usize| usize::from(u16::from_le_bytes([header[at], header[at + 1]]));
        let room = rest.len() / (PARCEL_BYTES + ENTRY_BYTES);
        if count(0) > room || count(2) > room {
            return None;
        }
        let (parcels, entries) = rest.split_at(room * PARCEL_BYTES);
        let parcels = parcels.chunks_exact(PARCEL_BYTES).take(count(0)).map(|it| it.try_into().ok());
        let entries = entries.chunks_exact(ENTRY_BYTES).take(count(2)).map(Entry::from_bytes);
        Some((
            Self { parcels: parcels.collect::<Option<_>>()?, entries: entries.collect::<Option<_>>()? },
            room,
        ))
    }
}

impl Today {
    pub(super) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let mut query = connection.prepare("SELECT bucket, slots FROM today ORDER BY bucket")?;
        let mut buckets = vec![Bucket::default(); BUCKETS];
        let (mut room, mut found) = (FIRST_ROOM, 0);
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let number = usize::try_from(row.get::<_, i64>(0)?).unwrap_or(usize::MAX);
            let slots: Vec<u8> = row.get(1)?;
            // The integrity check has passed: what does not read is no row of this program.
            let read = Bucket::read(&slots).zip(buckets.get_mut(number));
            let ((bucket, its_room), place) = read.ok_or(rusqlite::Error::InvalidQuery)?;
            *place = bucket;
            room = room.max(its_room);
            found += 1;
        }
        Ok(Self { buckets, room, is_written: found == BUCKETS })
    }

    pub(crate) fn parcels(&self) -> impl Iterator<Item = &Parcel> {
        self.buckets.iter().flat_map(|it| &it.parcels)
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.buckets.iter().flat_map(|it| &it.entries)
    }

    fn holder(&self, guest: GuestId) -> Option<usize> {
        self.buckets.iter().position(|it| it.entries.iter().any(|entry| entry.guest == guest))
    }

    /// Writes one bucket, or all of them where they are not there yet or have to grow.
    fn write(
        &mut self,
        transaction: &Transaction<'_>,
        number: usize,
        shuffles: bool,
        dice: &mut Dice,
    ) -> rusqlite::Result<()> {
        let fullest = self.buckets.iter().map(|it| it.parcels.len().max(it.entries.len())).max();
        let fullest = fullest.unwrap_or_default();
        let mut numbers = number..number + 1;
        if fullest > self.room || !self.is_written {
            while fullest > self.room {
                self.room *= 2;
            }
            numbers = 0..BUCKETS;
        }
        for number in numbers {
            let bucket = &mut self.buckets[number];
            if shuffles {
                dice.shuffle(&mut bucket.parcels);
                dice.shuffle(&mut bucket.entries);
            }
            transaction
                .prepare_cached(
                    "INSERT INTO today VALUES (?1, ?2) ON CONFLICT DO UPDATE SET slots = excluded.slots",
                )?
                .execute(params![i64::try_from(number).unwrap_or_default(), bucket.write(self.room, dice)])?;
        }
        self.is_written = true;
        Ok(())
    }
}

/// What one arrival writes beside its parcel.
#[derive(Debug, Clone)]
pub(crate) enum Beside {
    /// Nothing.
    Nothing,
    /// A new guest.
    New(Entry),
    /// Another greeting, or other consents.
    Changed(Entry),
    /// The guest is gone.
    Erased(GuestId),
}

impl Store {
    pub(crate) fn today(&self) -> &Today {
        &self.today
    }

    /// Writes an arrival: its parcel, and what goes with it, in one transaction. On disk when it returns.
    pub(crate) fn add(&mut self, parcel: &Parcel, beside: Beside, day: NaiveDate) -> Result<(), BookError> {
        let number = if self.protections.draws_lots { self.dice.below(BUCKETS) } else { 0 };
        self.change_today(day, |today, _| {
            today.buckets[number].parcels.push(*parcel);
            Ok((number, beside))
        })
    }

    /// Changes a guest without an arrival, as a host does.
    pub(crate) fn put_beside(&mut self, beside: Beside, day: NaiveDate) -> Result<(), BookError> {
        let number = self.dice.below(BUCKETS);
        self.change_today(day, |_, _| Ok((number, beside)))
    }

    fn change_today(
        &mut self,
        day: NaiveDate,
        change: impl FnOnce(&mut Today, &mut Dice) -> Result<(usize, Beside), BookError>,
    ) -> Result<(), BookError> {
        // What fails leaves memory as the disk is.
        let before = (self.today.buckets.clone(), self.today.room, self.today.is_written);
        let shuffles = self.protections.shuffles;
        let (today, dice) = (&mut self.today, &mut self.dice);
        let work = || -> Result<(), BookError> {
            let transaction = self.connection.transaction()?;
            let (number, beside) = change(today, dice)?;
            let other = apply(today, &transaction, number, beside)?;
            today.write(&transaction, number, shuffles, dice)?;
            if let Some(other) = other.filter(|it| *it != number) {
                today.write(&transaction, other, shuffles, dice)?;
            }
            Ok(transaction.commit()?)
        };
        let done = work();
        if done.is_err() {
            (self.today.buckets, self.today.room, self.today.is_written) = before;
        } else {
            self.remove_traces(day);
        }
        done
    }

    /// Moves what the day wrote to the long-term tables and empties the buckets; how many parcels.
    pub(crate) fn file_away(&mut self, day: NaiveDate) -> Result<usize, BookError> {
        let count = self.today.parcels().count();
        let mut parcels: Vec<([u8; 16], Parcel)> =
            self.today.parcels().map(|parcel| ([0; 16], *parcel)).collect();
        for (number, (id, _)) in parcels.iter_mut().enumerate() {
            *id = if self.protections.shuffles {
                self.dice.bytes()
            } else {
                u128::try_from(number).unwrap_or_default().to_be_bytes()
            };
        }
        // In the order of their keys: nothing about the page they land in tells another.
        parcels.sort_unstable_by_key(|(id, _)| *id);
        let mut entries: Vec<Entry> = self.today.entries().cloned().collect();
        entries.sort_unstable_by_key(|entry| entry.guest);
        let mut empty =
            Today { buckets: vec![Bucket::default(); BUCKETS], room: FIRST_ROOM, is_written: false };
        let mut dice = std::mem::replace(&mut self.dice, Dice::System);
        let moved =
            self.write(day, |transaction| {
                for (id, parcel) in &parcels {
                    transaction
                        .prepare_cached("INSERT INTO parcel VALUES (?1, ?2, ?3)")?
                        .execute(params![id, Month::of(day).0, parcel])?;
                }
                for entry in &entries {
                    super::guests::insert(transaction, entry)?;
                }
                Ok(empty.write(transaction, 0, true, &mut dice)?)
            });
        self.dice = dice;
        moved?;
        self.today = empty;
        Ok(count)
    }
}

/// Applies what goes with a parcel; answers with the bucket that must be written too.
fn apply(
    today: &mut Today,
    transaction: &Transaction<'_>,
    number: usize,
    beside: Beside,
) -> Result<Option<usize>, BookError> {
    match beside {
        Beside::Nothing => Ok(None),
        Beside::New(entry) => {
            today.buckets[number].entries.push(entry);
            Ok(None)
        }
        Beside::Changed(entry) => {
            if let Some(holder) = today.holder(entry.guest) {
                let entries = &mut today.buckets[holder].entries;
                entries.iter_mut().filter(|it| it.guest == entry.guest).for_each(|it| *it = entry.clone());
                return Ok(Some(holder));
            }
            super::guests::update(transaction, &entry)?;
            Ok(None)
        }
        Beside::Erased(guest) => {
            transaction.prepare_cached("DELETE FROM record WHERE guest = ?1")?.execute([guest.0])?;
            if let Some(holder) = today.holder(guest) {
                today.buckets[holder].entries.retain(|it| it.guest != guest);
                return Ok(Some(holder));
            }
            let deleted =
                transaction.prepare_cached("DELETE FROM guest WHERE guest = ?1")?.execute([guest.0])?;
            if deleted == 0 { Err(BookError::UnknownGuest) } else { Ok(None) }
        }
    }
}
