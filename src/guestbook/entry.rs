//! An entry: what stands in clear about a guest, and nothing besides. A random id, the hash of the pass, the
//! shred key, the month of expiry, the two consents with the month and the version of the words, and the greeting
//! that the pass opens. Every entry is equally long.

use crate::{
    host::Record,
    ids::{GuestId, Month},
    pass::PassHash,
    sealing::{ShredKey, greeting::GREETING_BYTES},
};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A consent that was given: on which day, to which words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    /// The day, and no time of it. The door knows the month alone, as its first day.
    pub day: NaiveDate,
    /// The version of the words that were shown.
    pub wording: u16,
}

/// The version of the words that ask for consents now, on every screen: to be raised with each change of them.
pub const WORDING: u16 = 1;

/// What a guest agreed to, asked one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consents {
    /// To keep the name: without it there is no entry.
    pub keep: Consent,
    /// To be called.
    pub call: Option<Consent>,
}

pub(crate) const ENTRY_BYTES: usize = 16 + 32 + 32 + 2 + 6 + 7 + GREETING_BYTES;

#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) guest: GuestId,
    pub(crate) pass: PassHash,
    pub(crate) shred: ShredKey,
    /// The last month in which it is kept.
    pub(crate) expires: Month,
    pub(crate) consents: Consents,
    pub(crate) greeting: [u8; GREETING_BYTES],
}

impl Consents {
    /// With the days that a host may know, where the record has them.
    pub(crate) fn dated(self, record: &Record) -> Self {
        let exact = |consent: Consent, days: [Option<NaiveDate>; 2]| {
            let of_month = |day: &NaiveDate| day.with_day(1) == consent.day.with_day(1);
            let day = days.into_iter().flatten().find(of_month).unwrap_or(consent.day);
            Consent { day, ..consent }
        };
        Self {
            keep: exact(self.keep, [record.kept_since, None]),
            call: self.call.map(|call| exact(call, [record.calls_since, record.kept_since])),
        }
    }
}

impl Entry {
    pub(crate) fn to_bytes(&self) -> [u8; ENTRY_BYTES] {
        let mut bytes = [0; ENTRY_BYTES];
        let mut rest = bytes.as_mut_slice();
        let mut put = |part: &[u8]| {
            let (place, after) = std::mem::take(&mut rest).split_at_mut(part.len());
            place.copy_from_slice(part);
            rest = after;
        };
        put(&self.guest.0);
        put(&self.pass.0);
        put(&self.shred.0);
        put(&self.expires.0.to_le_bytes());
        put(&consent_bytes(self.consents.keep));
        put(&[u8::from(self.consents.call.is_some())]);
        put(&self.consents.call.map(consent_bytes).unwrap_or_default());
        put(&self.greeting);
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest: &[u8] = bytes.len().eq(&ENTRY_BYTES).then_some(bytes)?;
        let guest = GuestId(take(&mut rest)?);
        let pass = PassHash(take(&mut rest)?);
        let shred = ShredKey(take(&mut rest)?);
        let expires = Month(u16::from_le_bytes(take(&mut rest)?));
        let keep = consent(take(&mut rest)?)?;
        let [may_call] = take(&mut rest)?;
        let call = consent(take(&mut rest)?);
        let call = match may_call {
            0 => None,
            1 => Some(call?),
            _ => return None,
        };
        Some(Self {
            guest,
            pass,
            shred,
            expires,
            consents: Consents { keep, call },
            greeting: take(&mut rest)?,
        })
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (part, after) = rest.split_first_chunk()?;
    *rest = after;
    Some(*part)
}

/// The month alone: on which day somebody was new here, together with which visit was somebody's first, would
/// tell whose visit that was. The day is sealed, in the record.
fn consent_bytes(consent: Consent) -> [u8; 6] {
    let mut bytes = [0; 6];
    let (day, wording) = bytes.split_at_mut(4);
    let month = consent.day.with_day(1).unwrap_or(consent.day);
    day.copy_from_slice(&month.num_days_from_ce().to_le_bytes());
    wording.copy_from_slice(&consent.wording.to_le_bytes());
    bytes
}

fn consent(bytes: [u8; 6]) -> Option<Consent> {
    let mut rest = bytes.as_slice();
    let day = NaiveDate::from_num_days_from_ce_opt(i32::from_le_bytes(take(&mut rest)?))?;
    Some(Consent { day, wording: u16::from_le_bytes(take(&mut rest)?) })
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entry(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_reads_back_as_it_was_written() {
        // The first day of its month is all that is written of the day.
        let given = Consent { day: "2026-12-01".parse().unwrap(), wording: 3 };
        for call in [None, Some(given)] {
            let entry = Entry {
                guest: GuestId([1; 16]),
                pass: PassHash([2; 32]),
                shred: ShredKey([3; 32]),
                expires: Month::after(given.day, 12),
                consents: Consents { keep: given, call },
                greeting: [4; GREETING_BYTES],
            };
            let later = Consent { day: "2026-12-31".parse().unwrap(), ..given };
            let consents = Consents { keep: later, call: call.map(|_| later) };
            assert_eq!(Entry { consents, ..entry.clone() }.to_bytes(), entry.to_bytes());
            assert_eq!(Entry::from_bytes(&entry.to_bytes()), Some(entry));
        }
        assert_eq!(Entry::from_bytes(&[0; 3]), None);
        assert_eq!(Entry::from_bytes(&[255; ENTRY_BYTES]), None);
    }
}
