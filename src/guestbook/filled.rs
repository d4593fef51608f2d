//! A book after two years of a large centre, for benches: put into the tables at once instead of lived.

use crate::{
    Consents, Details,
    book::{GuestBook, boxed},
    call_back::Attended,
    details::Change,
    entry::Entry,
    error::BookError,
    host::Record,
    ids::{ActivityKey, GuestId, HostId, Month},
    pass::Pass,
    ring::HostPassword,
    sealing::{
        ShredKey,
        greeting::Greeting,
        parcel::{Content, Parcel},
        record,
    },
};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// So many guests, each with two activities attended weekly until a week ago and folded, and with one more
/// attendance of last week that is not folded yet; beside them as many parcels of nobody as `nameless`.
/// Answers with a pass.
pub fn fill(
    book: &mut GuestBook,
    (host, password): (&HostId, &HostPassword),
    (guests, nameless): (usize, usize),
    details: &Details,
    consents: Consents,
    activities: &[ActivityKey],
    today: NaiveDate,
) -> Result<Option<Pass>, BookError> {
    let ring = book.sealed(host)?.unlock(password, today)?.ring;
    let mut entries: Vec<Entry> = Vec::with_capacity(guests);
    let mut records: Vec<(GuestId, Vec<u8>)> = Vec::with_capacity(guests);
    let mut parcels: Vec<Parcel> = Vec::with_capacity(guests + nameless);
    let weekly = |ago: u64| today.checked_sub_days(Days::new(ago * 7)).unwrap_or(today);
    let mut last = None;
    for number in 0..guests {
        let dice = &mut book.store.dice;
        let (guest, pass, shred) = (GuestId(dice.bytes()), Pass::random(dice), ShredKey::random(dice));
        let greeting =
            Greeting { name: details.name.clone(), language: details.language.clone(), revision: 1 };
        let entry = Entry {
            guest,
            pass: pass.hash(),
            greeting: boxed(&greeting, &pass, &shred, guest, dice)?,
            shred,
            expires: Month::after(today, 12),
            consents,
        };
        let attended = |_| Attended { times: 104, days: (2..28).rev().map(weekly).collect() };
        let mut record = Record {
            attendance: activities.iter().cloned().zip((0..2).map(attended)).collect::<BTreeMap<_, _>>(),
            last_visit: Some(weekly(2)),
            ..Record::default()
        };
        let change = Change::from(details);
        record.fold(vec![Content::Change { revision: 1, change, day: weekly(100), activities: Vec::new() }]);
        let json = Zeroizing::new(serde_json::to_vec(&record).map_err(|_| BookError::Sealing)?);
        records.push((guest, record::seal(&json, &ring.records, &entry.shred, guest, dice)));
        // A third of them is missed.
        if number % 3 > 0 {
            let content = Content::Attendance { day: weekly(1), activities: activities.to_vec() };
            parcels.push(book.parcel(&entry, &content)?);
        } else {
            parcels.push(book.nothing()?);
        }
        entries.push(entry);
        last = Some(pass);
    }
    for _ in 0..nameless {
        parcels.push(book.nothing()?);
    }
    book.store.fill(&entries, &records, &parcels, today)?;
    Ok(last)
}
