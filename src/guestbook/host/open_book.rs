//! The open book: every guest in memory, for the desk to search, change and call. Locking it is dropping it:
//! names, numbers and keys are overwritten then.
//!
//! Writing needs the door's [`GuestBook`] too, which owns the file; nothing is kept here that is not on disk
//! when a function returns.

use super::{
    record::{CallNote, Intake, Record},
    sealed::{mark, open_parcels, with},
};
use crate::{
    book::{GuestBook, boxed},
    call_back::{self, Claim, Suggestion},
    details::{Change, FirstName, Language, Number},
    entry::{Consent, Consents, Entry},
    error::BookError,
    ids::{GuestId, HostId, Month},
    pass::Pass,
    ring::{HostPassword, KeyRing, RecoverySheet, wrap},
    sealing::{greeting::Greeting, record},
    settings::{CallBackRules, Retention},
    store::{ParcelId, today::Beside},
};
use chrono::{Days, NaiveDate};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt,
};
use zeroize::Zeroizing;

/// The book while a host has it open.
pub struct OpenBook {
    pub(super) guests: HashMap<GuestId, Held>,
    pub(crate) ring: KeyRing,
    pub(super) retention: Retention,
    /// Parcels that are folded in memory and still lie on disk.
    pub(super) folded: Vec<ParcelId>,
    /// Parcels of today that were opened already.
    pub(super) seen: HashSet<[u8; 32]>,
    pub(super) unreadable: usize,
}

/// One guest in memory.
pub(super) struct Held {
    pub(super) entry: Entry,
    /// Days that are over.
    pub(super) record: Record,
    /// With today on top, where today has something.
    pub(super) view: Option<Record>,
    /// Not written yet.
    pub(super) is_dirty: bool,
}

impl Held {
    fn seen(&self) -> &Record {
        self.view.as_ref().unwrap_or(&self.record)
    }
}

/// A guest as a host sees one.
#[derive(Clone, Copy)]
pub struct Guest<'a> {
    /// Which.
    pub id: GuestId,
    /// What is known.
    pub record: &'a Record,
    /// What was agreed to.
    pub consents: Consents,
    /// The last month in which the guest is kept.
    pub expires: Month,
}

impl OpenBook {
    /// How many records and parcels could not be opened: damage, for a host to be told of.
    pub fn unreadable(&self) -> usize {
        self.unreadable
    }

    /// One guest.
    pub fn guest(&self, id: GuestId) -> Option<Guest<'_>> {
        self.guests.get(&id).map(|held| guest(id, held))
    }

    /// The guest who shows this pass to a host.
    pub fn by_pass(&self, pass: &Pass) -> Option<Guest<'_>> {
        let hash = pass.hash();
        self.guests.iter().find(|(_, held)| held.entry.pass == hash).map(|(id, held)| guest(*id, held))
    }

    /// Guests whose name contains this, whatever the case; by name.
    pub fn search(&self, text: &str) -> Vec<Guest<'_>> {
        let wanted = Zeroizing::new(text.trim().to_lowercase());
        let name = |held: &Held| {
            Zeroizing::new(held.seen().name.as_ref().map(|it| it.expose().to_lowercase()).unwrap_or_default())
        };
        let mut found: Vec<_> = self
            .guests
            .iter()
            .map(|(id, held)| (name(held), guest(*id, held)))
            .filter(|(name, _)| name.contains(wanted.as_str()))
            .collect();
        found.sort_by(|(name, one), (other_name, other)| name.cmp(other_name).then(one.id.cmp(&other.id)));
        found.into_iter().map(|(_, guest)| guest).collect()
    }

    /// Who asks for a first talk, longest waiting first.
    pub fn waiting_for_talk(&self) -> Vec<Guest<'_>> {
        let mut waiting: Vec<_> = self.guests.iter().map(|(id, held)| guest(*id, held)).collect();
        waiting.retain(|it| it.record.wants_talk.is_some());
        waiting.sort_by_key(|it| (it.record.wants_talk, it.id));
        waiting
    }

    /// Whom to call today and why; who has been away longest last. `held` has the dates on which each
    /// activity took place.
    pub fn call_backs(
        &self,
        today: NaiveDate,
        held: &call_back::Held,
        rules: &CallBackRules,
    ) -> Vec<(Guest<'_>, Suggestion)> {
        let mut found: Vec<_> = self
            .guests
            .iter()
            .filter_map(|(id, it)| {
                let (record, may) = (it.seen(), it.entry.consents.call.is_some());
                let calls = record.calls_for_rule();
                let suggestion = call_back::suggest(today, record.known(may, &calls), held, rules)?;
                Some((guest(*id, it), suggestion))
            })
            .collect();
        found.sort_by(|(one, why), (other, other_why)| {
            why.why.away_days.cmp(&other_why.why.away_days).then(one.id.cmp(&other.id))
        });
        found
    }

    /// Who has just come back after having been missed.
    pub fn welcome_backs(
        &self,
        today: NaiveDate,
        held: &call_back::Held,
        rules: &CallBackRules,
    ) -> Vec<Guest<'_>> {
        let is_back = |it: &Held| {
            let calls = it.seen().calls_for_rule();
            call_back::is_welcome_back(today, it.seen().known(true, &calls), held, rules)
        };
        let mut back: Vec<_> =
            self.guests.iter().filter(|(_, it)| is_back(it)).map(|(id, it)| guest(*id, it)).collect();
        back.sort_by_key(|it| it.id);
        back
    }

    /// Writes what was folded at unlocking and deletes those parcels. Late enough that a host already sees
    /// the list; nothing is lost if it never happens.
    pub fn settle(&mut self, book: &mut GuestBook, day: NaiveDate) -> Result<usize, BookError> {
        let dirty: Vec<GuestId> =
            self.guests.iter().filter(|(_, it)| it.is_dirty).map(|(id, _)| *id).collect();
        let mut renewals = BTreeMap::new();
        for id in &dirty {
            if let Some(last) = self.guests.get(id).and_then(|it| it.record.last_visit) {
                renewals.insert(*id, Month::after(last, self.retention.keep_months));
            }
        }
        let folded = std::mem::take(&mut self.folded);
        if let Err(error) = self.write(book, &dirty, &folded, day) {
            self.folded = folded;
            return Err(error);
        }
        book.store.renew(&renewals, day)?;
        for id in &dirty {
            if let Some(held) = self.guests.get_mut(id) {
                held.is_dirty = false;
                let expires = renewals.get(id).copied().unwrap_or(held.entry.expires);
                held.entry.expires = held.entry.expires.max(expires);
            }
        }
        Ok(folded.len())
    }

    /// Takes in what the door wrote since: new guests and parcels of today, changed consents, erasures.
    pub fn catch_up(&mut self, book: &GuestBook) -> Result<(), BookError> {
        let entries: HashMap<GuestId, Entry> =
            book.store.entries()?.into_iter().map(|it| (it.guest, it)).collect();
        self.guests.retain(|id, _| entries.contains_key(id));
        let fresh: Vec<_> =
            book.store.today().parcels().filter(|parcel| !self.seen.contains(&mark(parcel))).collect();
        let (mut contents, unreadable) = open_parcels(fresh.iter().copied(), &self.ring.parcels, &entries);
        self.unreadable += unreadable;
        self.seen.extend(fresh.into_iter().map(mark));
        for (id, entry) in entries {
            let held = self.guests.entry(id).or_insert_with(|| Held {
                entry: entry.clone(),
                record: Record::default(),
                view: None,
                is_dirty: false,
            });
            held.entry = entry;
            if let Some(contents) = contents.remove(&id) {
                held.view = Some(with(held.seen(), contents));
            }
        }
        Ok(())
    }

    /// Changes what a guest told, for a guest who asks a host. The greeting at the door keeps the old name
    /// until the guest shows the pass there or gets another: only the pass opens it.
    pub fn change(
        &mut self,
        book: &mut GuestBook,
        id: GuestId,
        change: Change,
        day: NaiveDate,
    ) -> Result<(), BookError> {
        self.edit(book, id, day, |record| {
            record.name = change.name.or(record.name.take());
            record.language = change.language.or(record.language.take());
            match change.phone {
                Some(Number::Set(phone)) => (record.phone, record.number_is_wrong) = (Some(phone), false),
                Some(Number::Removed) => (record.phone, record.number_is_wrong) = (None, false),
                None => {}
            }
            if let Some(wants_talk) = change.wants_talk {
                record.wants_talk = wants_talk.then_some(day);
            }
        })
    }

    /// A guest told a host that calling is fine, or is not any more. Holds at once, at the door too. A call that
    /// was refused stays refused: one refusal ends the calls, whatever is agreed to later.
    pub fn consent_to_calls(
        &mut self,
        book: &mut GuestBook,
        id: GuestId,
        call: Option<Consent>,
        day: NaiveDate,
    ) -> Result<(), BookError> {
        self.put_entry(book, id, day, |entry| entry.consents.call = call)?;
        let Some(Consent { day: agreed, .. }) = call else { return Ok(()) };
        self.edit(book, id, day, |record| record.calls_since = record.calls_since.max(Some(agreed)))
    }

    /// Writes down what came of a call; releases the claim. A refusal withdraws the consent to be called.
    pub fn called(&mut self, book: &mut GuestBook, id: GuestId, call: CallNote) -> Result<(), BookError> {
        let (day, outcome) = (call.day, call.outcome);
        self.edit(book, id, day, |record| {
            record.number_is_wrong |= outcome == call_back::Outcome::WrongNumber;
            record.claim = None;
            record.calls.push(call);
            record.calls.sort_by_key(|it| it.day);
        })?;
        if outcome == call_back::Outcome::WantsNoCalls {
            self.put_entry(book, id, day, |entry| entry.consents.call = None)?;
        }
        Ok(())
    }

    /// "I call." Answers with who said so before, where that still holds.
    pub fn claim(
        &mut self,
        book: &mut GuestBook,
        id: GuestId,
        claim: Claim,
        rules: &CallBackRules,
    ) -> Result<Option<Claim>, BookError> {
        let held = self.guests.get(&id).ok_or(BookError::UnknownGuest)?;
        let other = held.seen().claim.as_ref();
        if let Some(other) = other.filter(|it| it.by != claim.by && it.holds(claim.since, rules)) {
            return Ok(Some(other.clone()));
        }
        self.edit(book, id, claim.since, |record| record.claim = Some(claim))?;
        Ok(None)
    }

    /// "On holiday until."
    pub fn pause(
        &mut self,
        book: &mut GuestBook,
        id: GuestId,
        until: Option<NaiveDate>,
        day: NaiveDate,
    ) -> Result<(), BookError> {
        self.edit(book, id, day, |record| record.paused_until = until)
    }

    /// Writes down a first talk, which is not waited for any more; its expiry is set here.
    pub fn put_intake(
        &mut self,
        book: &mut GuestBook,
        id: GuestId,
        mut intake: Intake,
    ) -> Result<(), BookError> {
        let day = intake.day;
        intake.expires = day.checked_add_days(Days::new(self.retention.intake_days.into()));
        self.edit(book, id, day, |record| {
            record.wants_talk = None;
            record.intake = Some(intake);
        })
    }

    /// A new pass for a guest who lost theirs. The old one dies; who it is stays.
    pub fn replace_pass(
        &mut self,
        book: &mut GuestBook,
        id: GuestId,
        day: NaiveDate,
    ) -> Result<Pass, BookError> {
        let held = self.guests.get(&id).ok_or(BookError::UnknownGuest)?;
        let record = held.seen();
        let greeting = Greeting {
            name: record.name.clone().ok_or(BookError::UnknownGuest)?,
            language: record
                .language
                .clone()
                .map_or_else(|| Language::new("nl"), Ok)
                .map_err(|_| BookError::Sealing)?,
            revision: record.revision,
        };
        let pass = Pass::random(&mut book.store.dice);
        let sealed = boxed(&greeting, &pass, &held.entry.shred, id, &mut book.store.dice)?;
        self.put_entry(book, id, day, |entry| (entry.pass, entry.greeting) = (pass.hash(), sealed))?;
        Ok(pass)
    }

    /// Forgets a guest, as [`GuestBook::erase`] does.
    pub fn erase(&mut self, book: &mut GuestBook, id: GuestId, day: NaiveDate) -> Result<(), BookError> {
        book.store.put_beside(Beside::Erased(id), day)?;
        self.guests.remove(&id);
        Ok(())
    }

    /// A password for another host, or another one for a host who forgot theirs.
    pub fn add_host(
        &self,
        book: &mut GuestBook,
        host: &HostId,
        day: NaiveDate,
    ) -> Result<HostPassword, BookError> {
        book.give_password(&self.ring, host, day)
    }

    /// Another recovery sheet; the old one opens nothing any more (but old backups).
    pub fn new_sheet(&self, book: &mut GuestBook, day: NaiveDate) -> Result<RecoverySheet, BookError> {
        let sheet = RecoverySheet::random(&mut book.store.dice);
        let wrapped = wrap(&self.ring, &sheet).ok_or(BookError::Sealing)?;
        book.store.put_under_sheet(&wrapped, day)?;
        Ok(sheet)
    }

    /// Applies a host's change to what is seen (today's parcels may come again: folding is idempotent) and
    /// writes it.
    fn edit(
        &mut self,
        book: &mut GuestBook,
        id: GuestId,
        day: NaiveDate,
        change: impl FnOnce(&mut Record),
    ) -> Result<(), BookError> {
        // Perhaps erased at the door since: then nothing is written again.
        book.store.entry(id)?.ok_or(BookError::UnknownGuest)?;
        let held = self.guests.get_mut(&id).ok_or(BookError::UnknownGuest)?;
        let before = (held.record.clone(), held.view.clone());
        let mut record = held.seen().clone();
        change(&mut record);
        (held.record, held.view) = (record, None);
        let written = self.write(book, &[id], &[], day);
        if let (Err(_), Some(held)) = (&written, self.guests.get_mut(&id)) {
            (held.record, held.view) = before;
        }
        written
    }

    fn put_entry(
        &mut self,
        book: &mut GuestBook,
        id: GuestId,
        day: NaiveDate,
        change: impl FnOnce(&mut Entry),
    ) -> Result<(), BookError> {
        // As it stands now: the door may have changed it since.
        let mut entry = book.store.entry(id)?.ok_or(BookError::UnknownGuest)?;
        change(&mut entry);
        book.store.put_beside(Beside::Changed(entry.clone()), day)?;
        if let Some(held) = self.guests.get_mut(&id) {
            held.entry = entry;
        }
        Ok(())
    }

    fn write(
        &self,
        book: &mut GuestBook,
        guests: &[GuestId],
        folded: &[ParcelId],
        day: NaiveDate,
    ) -> Result<(), BookError> {
        let mut records = Vec::with_capacity(guests.len());
        for id in guests {
            // Erased at the door meanwhile: nothing of it is written again.
            let Some(entry) = book.store.entry(*id)? else { continue };
            let Some(held) = self.guests.get(id) else { continue };
            let json = Zeroizing::new(serde_json::to_vec(&held.record).map_err(|_| BookError::Sealing)?);
            let sealed = record::seal(&json, &self.ring.records, &entry.shred, *id, &mut book.store.dice);
            records.push((*id, sealed));
        }
        records.sort_unstable_by_key(|(id, _)| *id);
        book.store.put_records(&records, folded, day)
    }
}

pub(super) fn guest(id: GuestId, held: &Held) -> Guest<'_> {
    Guest {
        id,
        record: held.seen(),
        consents: held.entry.consents.dated(held.seen()),
        expires: held.entry.expires,
    }
}

impl Guest<'_> {
    /// What to call them, where it is known.
    pub fn name(&self) -> Option<&FirstName> {
        self.record.name.as_ref()
    }
}

impl fmt::Debug for OpenBook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpenBook({} guests)", self.guests.len())
    }
}

impl fmt::Debug for Guest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guest(…)")
    }
}
