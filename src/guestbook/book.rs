//! The guest book as the door has it: it can write a name and cannot read one.
//!
//! No function here lists guests or finds one without a pass. Every arrival writes one parcel
//! ([`GuestBook::arrive`]), and so does whatever a guest does with a pass.

use crate::{
    details::{Change, Details, FirstName, Language},
    entry::{Consent, Consents, Entry},
    error::BookError,
    host::Sealed,
    ids::{ActivityKey, GuestId, HostId, Month},
    pass::Pass,
    random::Dice,
    ring::{HostPassword, KeyRing, PublicKey, PublicKeys, RecoverySheet, UnwrapError, unwrap, wrap},
    sealing::{
        ShredKey,
        greeting::Greeting,
        parcel::{self, Content, MOST_ACTIVITIES, Parcel},
    },
    settings::{QUARANTINE_DAYS, Retention},
    store::{Store, today::Beside},
};
use chrono::NaiveDate;
use std::{collections::BTreeMap, path::Path, time::Duration};
use welkom_database::Opened;
use welkom_domain::ids::ActivityId;

/// The open book.
pub struct GuestBook {
    pub(crate) store: Store,
    keys: Option<(PublicKeys, PublicKey)>,
    /// Until when guests with a pass are kept, who came today. In memory until the night: written at the
    /// moment it would tell when they came. Lost with the power, and made up for when a host folds.
    renewals: BTreeMap<GuestId, Month>,
    retention: Retention,
}

/// Who comes in.
#[derive(Debug, Clone, Copy)]
pub enum Who<'a> {
    /// Without a name.
    Nameless,
    /// Leaves a name.
    New(&'a Details, Consents),
    /// Shows a pass.
    Pass(&'a Pass),
}

/// What the door says to it.
#[derive(Debug, PartialEq, Eq)]
pub enum Arrived {
    /// Nothing of anybody.
    Nameless,
    /// The pass of a new guest: shown now and never again.
    New(Pass),
    /// Greeted by name.
    Known(Greeted),
}

/// What a pass opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Greeted {
    /// What the guest wants to be called by.
    pub name: FirstName,
    /// The language the guest reads.
    pub language: Language,
    /// What the guest agreed to.
    pub consents: Consents,
}

/// What a night did: numbers, no names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Night {
    /// Parcels of the day that were put away: arrivals, and what guests did with a pass.
    pub filed: usize,
    /// Guests whose time was over.
    pub expired: usize,
    /// Parcels that nobody folded in all the time a guest is kept.
    pub parcels_expired: usize,
    /// Damaged files that were kept long enough.
    pub quarantines_cleared: usize,
}

impl GuestBook {
    /// Opens the book in `directory`, which must be its own. `now_ms` names the quarantine of a damaged
    /// file; to `day` the files' times are set.
    pub fn open(
        directory: &Path,
        now_ms: i64,
        day: NaiveDate,
        retention: Retention,
    ) -> Result<(Self, Opened), BookError> {
        Self::open_with(directory, now_ms, day, retention, Dice::System)
    }

    pub(crate) fn open_with(
        directory: &Path,
        now_ms: i64,
        day: NaiveDate,
        retention: Retention,
        dice: Dice,
    ) -> Result<(Self, Opened), BookError> {
        let (store, opened) = Store::open(directory, now_ms, day, dice)?;
        let mut book = Self { store, keys: None, renewals: BTreeMap::new(), retention };
        book.take_keys()?;
        Ok((book, opened))
    }

    pub(crate) fn take_keys(&mut self) -> Result<(), BookError> {
        self.keys = self.store.public_keys()?.map(usable).transpose()?;
        Ok(())
    }

    /// The public halves of the key ring; `None` until somebody set the book up.
    pub fn public_keys(&self) -> Option<&PublicKeys> {
        self.keys.as_ref().map(|(public, _)| public)
    }

    /// How long what is kept.
    pub fn retention(&self) -> &Retention {
        &self.retention
    }

    /// Makes the key ring, a password for the first host and the recovery sheet. Both are shown now and are
    /// stored nowhere. Takes about two seconds on a Raspberry Pi.
    pub fn set_up(
        &mut self,
        host: &HostId,
        day: NaiveDate,
    ) -> Result<(HostPassword, RecoverySheet), BookError> {
        if self.keys.is_some() {
            return Err(BookError::SetUpAlready);
        }
        let dice = &mut self.store.dice;
        let (ring, password, sheet) =
            (KeyRing::random(dice), HostPassword::random(dice), RecoverySheet::random(dice));
        let wrapped = wrap(&ring, &password).ok_or(BookError::Sealing)?;
        let under_sheet = wrap(&ring, &sheet).ok_or(BookError::Sealing)?;
        self.store.set_up(&ring.public(), host, &wrapped, &under_sheet, day)?;
        self.take_keys()?;
        Ok((password, sheet))
    }

    /// Somebody comes in. Writes exactly one parcel whoever it is, and says who may be greeted. On disk when
    /// it returns. More than [`MOST_ACTIVITIES`] activities are not kept.
    pub fn arrive(
        &mut self,
        day: NaiveDate,
        activities: &[ActivityId],
        who: Who<'_>,
    ) -> Result<Arrived, BookError> {
        let activities: Vec<ActivityKey> =
            activities.iter().take(MOST_ACTIVITIES).map(ActivityKey::from).collect();
        match who {
            // A centre without a guest book keeps none of the nameless either.
            Who::Nameless if self.keys.is_none() => Ok(Arrived::Nameless),
            Who::Nameless => {
                let parcel = self.nothing()?;
                self.store.add(&parcel, Beside::Nothing, day)?;
                Ok(Arrived::Nameless)
            }
            Who::New(details, consents) => self.welcome(day, activities, details, consents).map(Arrived::New),
            Who::Pass(pass) => {
                let (entry, greeting) = self.look_up(pass)?;
                let parcel = self.parcel(&entry, &Content::Attendance { day, activities })?;
                self.store.add(&parcel, Beside::Nothing, day)?;
                self.renewals.insert(entry.guest, Month::after(day, self.retention.keep_months));
                Ok(Arrived::Known(greeted(&entry, greeting)))
            }
        }
    }

    fn welcome(
        &mut self,
        day: NaiveDate,
        activities: Vec<ActivityKey>,
        details: &Details,
        consents: Consents,
    ) -> Result<Pass, BookError> {
        let dice = &mut self.store.dice;
        let (guest, pass, shred) = (GuestId(dice.bytes()), Pass::random(dice), ShredKey::random(dice));
        let greeting =
            Greeting { name: details.name.clone(), language: details.language.clone(), revision: 1 };
        let entry = Entry {
            guest,
            pass: pass.hash(),
            greeting: boxed(&greeting, &pass, &shred, guest, dice)?,
            shred,
            expires: Month::after(day, self.retention.keep_months),
            consents,
        };
        let change = Change::from(details);
        let parcel = self.parcel(&entry, &Content::Change { revision: 1, change, day, activities })?;
        self.store.add(&parcel, Beside::New(entry), day)?;
        Ok(pass)
    }

    /// What a pass opens, and nothing written.
    pub fn greet(&self, pass: &Pass) -> Result<Greeted, BookError> {
        self.look_up(pass).map(|(entry, greeting)| greeted(&entry, greeting))
    }

    /// Changes what a guest told. Who it is stays the same.
    pub fn change(&mut self, pass: &Pass, change: Change, day: NaiveDate) -> Result<Greeted, BookError> {
        let (mut entry, mut greeting) = self.look_up(pass)?;
        greeting.revision += 1;
        if let Some(name) = &change.name {
            greeting.name = name.clone();
        }
        if let Some(language) = &change.language {
            greeting.language = language.clone();
        }
        entry.greeting = boxed(&greeting, pass, &entry.shred, entry.guest, &mut self.store.dice)?;
        let content = Content::Change { revision: greeting.revision, change, day, activities: Vec::new() };
        let parcel = self.parcel(&entry, &content)?;
        self.store.add(&parcel, Beside::Changed(entry.clone()), day)?;
        Ok(greeted(&entry, greeting))
    }

    /// Agrees to be called, or does not any more. Holds at once.
    pub fn consent_to_calls(
        &mut self,
        pass: &Pass,
        call: Option<Consent>,
        day: NaiveDate,
    ) -> Result<Greeted, BookError> {
        let (mut entry, greeting) = self.look_up(pass)?;
        entry.consents.call = call;
        let parcel = self.parcel(&entry, &Content::Calls { agreed: call.is_some(), day })?;
        self.store.add(&parcel, Beside::Changed(entry.clone()), day)?;
        Ok(greeted(&entry, greeting))
    }

    /// Forgets a guest. The entry goes with its shred key, so everything sealed about the guest is noise at
    /// once, also for hosts; [`crate::GONE_AFTER_NIGHTS`] nights later in the backups too, or at once with
    /// [`GuestBook::renew_backups`].
    pub fn erase(&mut self, pass: &Pass, day: NaiveDate) -> Result<(), BookError> {
        let (entry, _) = self.look_up(pass)?;
        let parcel = self.nothing()?;
        self.store.add(&parcel, Beside::Erased(entry.guest), day)?;
        self.renewals.remove(&entry.guest);
        Ok(())
    }

    /// The night's work, once the day `today` is over: puts the day away, deletes what is over, makes both
    /// backups anew.
    pub fn night(&mut self, today: NaiveDate, now_ms: i64) -> Result<Night, BookError> {
        let filed = self.store.file_away(today)?;
        self.store.renew(&self.renewals, today)?;
        self.renewals.clear();
        let night = Night {
            filed,
            expired: self.store.expire(today)?,
            parcels_expired: self.store.expire_parcels(today, self.retention.keep_months)?,
            quarantines_cleared: self
                .store
                .clear_quarantines(now_ms, Duration::from_hours(u64::from(QUARANTINE_DAYS) * 24))?,
        };
        // Both: an older one beside the newest would tell who left a name, or came, in between.
        self.renew_backups(today)?;
        Ok(night)
    }

    /// Both backups anew, as the book is now. To be called after an erasure, once nobody waits at the door:
    /// then a file damaged before tonight does not bring the guest back from last night's backup.
    pub fn renew_backups(&mut self, day: NaiveDate) -> Result<(), BookError> {
        self.store.back_up(day)?;
        self.store.back_up(day)
    }

    /// Everything sealed, copied out for a host's password to open on another thread.
    pub fn sealed(&self, host: &HostId) -> Result<Sealed, BookError> {
        let wrapped = self.store.wrapped(host)?.ok_or(BookError::UnknownHost)?;
        let public = self.public_keys().ok_or(BookError::NotSetUp)?.clone();
        Sealed::copy(&self.store, wrapped, public, self.retention.clone())
    }

    /// Whose password opens the book.
    pub fn hosts(&self) -> Result<Vec<HostId>, BookError> {
        self.store.hosts()
    }

    /// Takes a host's copy of the key ring away; not the last one's.
    pub fn remove_host(&mut self, host: &HostId, day: NaiveDate) -> Result<(), BookError> {
        let hosts = self.store.hosts()?;
        if hosts == [host.clone()] {
            return Err(BookError::LastHost);
        }
        self.store.remove_host(host, day)
    }

    /// A host's key ring as it is stored: an age identity file under the host's password. Beside an export
    /// it is all that Debian's `age` needs.
    pub fn key_ring_file(&self, host: &HostId) -> Result<Vec<u8>, BookError> {
        self.store.wrapped(host)?.ok_or(BookError::UnknownHost)
    }

    /// The same under the recovery sheet's secret.
    pub fn recovery_file(&self) -> Result<Vec<u8>, BookError> {
        self.store.under_sheet()?.ok_or(BookError::NotSetUp)
    }

    /// Gives a host (a new one, or one who forgot) a password with the recovery sheet. On another machine
    /// the book's file, or a backup of it, must have been put in `directory` before it was opened.
    pub fn recover(
        &mut self,
        sheet: &RecoverySheet,
        host: &HostId,
        day: NaiveDate,
    ) -> Result<HostPassword, BookError> {
        let ring = unwrap(&self.recovery_file()?, sheet)?;
        self.give_password(&ring, host, day)
    }

    pub(crate) fn give_password(
        &mut self,
        ring: &KeyRing,
        host: &HostId,
        day: NaiveDate,
    ) -> Result<HostPassword, BookError> {
        if self.public_keys() != Some(&ring.public()) {
            return Err(BookError::BadKeyRing);
        }
        let password = HostPassword::random(&mut self.store.dice);
        let wrapped = wrap(ring, &password).ok_or(BookError::Sealing)?;
        self.store.put_host(host, &wrapped, day)?;
        Ok(password)
    }

    fn look_up(&self, pass: &Pass) -> Result<(Entry, Greeting), BookError> {
        let entry = self.store.entry_by_pass(pass.hash())?.ok_or(BookError::UnknownPass)?;
        let greeting = Greeting::open(&entry.greeting, pass, &entry.shred, entry.guest);
        Ok((entry, greeting.ok_or(BookError::Unreadable { table: "guest" })?))
    }

    pub(crate) fn nothing(&mut self) -> Result<Parcel, BookError> {
        let (_, key) = self.keys.as_ref().ok_or(BookError::NotSetUp)?;
        parcel::seal_nothing(key, &mut self.store.dice).ok_or(BookError::Sealing)
    }

    pub(crate) fn parcel(&mut self, entry: &Entry, content: &Content) -> Result<Parcel, BookError> {
        let (_, key) = self.keys.as_ref().ok_or(BookError::NotSetUp)?;
        parcel::seal(content, entry.guest, &entry.shred, key, &mut self.store.dice).ok_or(BookError::Sealing)
    }
}

fn usable(public: PublicKeys) -> Result<(PublicKeys, PublicKey), BookError> {
    let key = public.parcel_key().ok_or(BookError::Unreadable { table: "meta" })?;
    Ok((public, key))
}

fn greeted(entry: &Entry, greeting: Greeting) -> Greeted {
    Greeted { name: greeting.name, language: greeting.language, consents: entry.consents }
}

pub(crate) fn boxed<const N: usize>(
    greeting: &Greeting,
    pass: &Pass,
    shred: &ShredKey,
    guest: GuestId,
    dice: &mut Dice,
) -> Result<[u8; N], BookError> {
    greeting.seal(pass, shred, guest, dice).try_into().map_err(|_| BookError::Sealing)
}

impl From<UnwrapError> for BookError {
    fn from(error: UnwrapError) -> Self {
        match error {
            UnwrapError::WrongPassword => Self::WrongPassword,
            UnwrapError::Damaged => Self::BadKeyRing,
        }
    }
}
