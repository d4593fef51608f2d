//! What the door offers now: today's programme as a visitor may see it, with what can be chosen.
//! Built by the engine once a minute and after every change; the flow and the screens only read it.

use crate::store::SessionCount;
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use std::fmt;
use welkom_domain::{
    agenda::{self, Agenda, Entry, Phase, When},
    centre::Centre,
    class::PrivacyClass,
    ids::ActivityId,
    programme::Session,
};

/// What a visitor can come for: the identity of one card.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OfferKey {
    /// Just dropping in.
    DropIn,
    /// One session: its activity, and its start by the rule (RECURRENCE-ID).
    Session(ActivityId, NaiveDateTime),
}

impl OfferKey {
    /// That of a session.
    pub fn of(session: &Session) -> Self {
        Self::Session(session.activity.clone(), session.recurrence_id)
    }

    /// The activity it counts for.
    pub fn activity(&self) -> ActivityId {
        match self {
            Self::DropIn => ActivityId::drop_in(),
            Self::Session(activity, _) => activity.clone(),
        }
    }

    /// Reads back what [`fmt::Display`] wrote; `None` for anything else.
    pub fn read(text: &str) -> Option<Self> {
        if text == ActivityId::DROP_IN {
            return Some(Self::DropIn);
        }
        let (start, activity) = text.split_once('@')?;
        let start = NaiveDateTime::parse_from_str(start, KEY_FORMAT).ok()?;
        Some(Self::Session(activity.into(), start))
    }
}

const KEY_FORMAT: &str = "%Y-%m-%dT%H:%M:%S";

impl fmt::Display for OfferKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DropIn => f.write_str(ActivityId::DROP_IN),
            Self::Session(activity, start) => write!(f, "{}@{activity}", start.format(KEY_FORMAT)),
        }
    }
}

/// Which pictogram stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pictogram {
    /// Moving: walking, dancing.
    Moving,
    /// Talking and company.
    Talking,
    /// Eating and cooking.
    Eating,
    /// Learning.
    Learning,
    /// Making things.
    Making,
    /// Meeting and deciding along.
    Meeting,
    /// Dropping in.
    DropIn,
    /// Anything else.
    Other,
}

impl Pictogram {
    /// The pictogram of a category in the programme.
    pub fn of_category(category: &str) -> Self {
        match category {
            "moving" => Self::Moving,
            "talking" => Self::Talking,
            "eating" => Self::Eating,
            "learning" => Self::Learning,
            "making" => Self::Making,
            "meeting" => Self::Meeting,
            _ => Self::Other,
        }
    }
}

/// What is said of an offer in words, besides its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferState {
    /// It takes check-ins now.
    Open,
    /// Later today.
    NotYet,
    /// It takes check-ins, but there is no place left: the host knows.
    Full,
    /// It is not held.
    Cancelled,
    /// At another time than usual, and open.
    Moved,
    /// It has ended.
    Over,
}

/// One card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Which.
    pub key: OfferKey,
    /// The pictogram.
    pub pictogram: Pictogram,
    /// When it begins, as it is said; nothing for dropping in.
    pub when: Option<When>,
    /// The public name; empty for dropping in and for a sensitive activity without a label, which the
    /// screens name themselves.
    pub title: String,
    /// Room or place.
    pub place: String,
    /// It does not take place in the centre's own building.
    pub elsewhere: bool,
    /// Euro cents, where the programme says; 0 is free.
    pub price_cents: Option<u32>,
    /// For whom; empty for everybody.
    pub for_whom: String,
    /// A sign-up is required.
    pub sign_up_required: bool,
    /// Who receives the visitor; may be empty.
    pub host: String,
    /// A host's line for visitors of today; may be empty.
    pub note: String,
    /// State in words.
    pub state: OfferState,
}

impl Offer {
    /// Whether it can be chosen now.
    pub fn can_choose(&self) -> bool {
        matches!(self.state, OfferState::Open | OfferState::Moved)
    }
}

/// What "Ik ben er" presets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preset {
    /// This one, for one person.
    One(OfferKey),
    /// Several are as likely, or nothing can be preset: ask what for first.
    Ask,
}

/// What the door offers at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    /// The moment it was made for, in the centre's zone.
    pub now: DateTime<Tz>,
    /// The service day.
    pub day: NaiveDate,
    /// Whether somebody can check in now.
    pub is_open: bool,
    /// When the door opens again, where that is known.
    pub opens: Option<DateTime<Tz>>,
    /// The centre's own words for a closed day; may be empty.
    pub closed_reason: String,
    /// Everything of today, in order of time, dropping in where it belongs.
    pub offers: Vec<Offer>,
    /// What is on now and next, for the screen at rest.
    pub now_and_next: Vec<OfferKey>,
    /// The preset.
    pub preset: Preset,
    /// A host's line of news for today; may be empty.
    pub news: String,
    /// Whether there is a guest book that can keep a name.
    pub keeps_names: bool,
    /// How old the programme is, in days, when its newest file could not be read; 0 when it is fresh.
    pub programme_age_days: u32,
}

impl Today {
    /// The offer of this key.
    pub fn offer(&self, key: &OfferKey) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.key == *key)
    }
}

/// The most cards the screen at rest has room for.
const NOW_AND_NEXT: usize = 4;

/// What the door offers at a moment. `sessions` are those of the service day, `counts` who is checked
/// in for them already.
pub fn build(
    centre: &Centre,
    sessions: &[Session],
    counts: &[SessionCount],
    now: DateTime<Tz>,
    programme_age_days: u32,
) -> Today {
    let agenda = Agenda::new(centre, sessions, now);
    let drop_in = agenda.drop_in.then(|| drop_in(centre));
    let offers_in = |phase: Phase| {
        agenda.entries.iter().filter(move |entry| entry.phase == phase).map(|entry| offer(entry, counts))
    };
    // What can be chosen comes first; what is over is nobody's question any more.
    let offers: Vec<Offer> = offers_in(Phase::Open)
        .chain(drop_in.clone())
        .chain(offers_in(Phase::Later))
        .chain(offers_in(Phase::Cancelled))
        .collect();
    let now_and_next = offers.iter().map(|offer| offer.key.clone()).take(NOW_AND_NEXT).collect();
    let preset = match agenda.preset {
        agenda::Preset::Session(at) => preset_of(&agenda.entries[at], counts),
        agenda::Preset::DropIn => Preset::One(OfferKey::DropIn),
        agenda::Preset::Ask => Preset::Ask,
    };
    let closed = centre.opening.closed_on(agenda.day);
    Today {
        now,
        day: agenda.day,
        is_open: agenda.is_open,
        opens: if agenda.is_open { None } else { agenda::next_opening(centre, now) },
        closed_reason: closed.and_then(|closed| closed.reason.clone()).unwrap_or_default(),
        offers,
        now_and_next,
        preset,
        news: String::new(),
        keeps_names: false,
        programme_age_days,
    }
}

/// A full session is not preset: the visitor has to see that it is.
fn preset_of(entry: &Entry, counts: &[SessionCount]) -> Preset {
    let offer = offer(entry, counts);
    if offer.can_choose() { Preset::One(offer.key) } else { Preset::Ask }
}

fn drop_in(centre: &Centre) -> Offer {
    Offer {
        key: OfferKey::DropIn,
        pictogram: Pictogram::DropIn,
        when: None,
        title: String::new(),
        place: centre.drop_in.as_ref().map(|drop_in| drop_in.place.clone()).unwrap_or_default(),
        elsewhere: false,
        price_cents: None,
        for_whom: String::new(),
        sign_up_required: false,
        host: String::new(),
        note: String::new(),
        state: OfferState::Open,
    }
}

fn offer(entry: &Entry, counts: &[SessionCount]) -> Offer {
    let session = &entry.session;
    let facts = &session.facts;
    let key = OfferKey::of(session);
    let people = counts.iter().find(|count| count.offer == key).map_or(0, |count| count.people);
    let is_full = facts.capacity.is_some_and(|capacity| people >= capacity);
    let state = match entry.phase {
        Phase::Cancelled => OfferState::Cancelled,
        Phase::Over => OfferState::Over,
        Phase::Later => OfferState::NotYet,
        Phase::Open if !entry.takes_check_ins => OfferState::NotYet,
        Phase::Open if is_full => OfferState::Full,
        Phase::Open if agenda::is_moved(session) => OfferState::Moved,
        Phase::Open => OfferState::Open,
    };
    let is_sensitive = session.class == PrivacyClass::Sensitive;
    // A public screen never tells what a sensitive session is about.
    let (title, pictogram) = if is_sensitive {
        (facts.public_label.clone().unwrap_or_default(), Pictogram::Other)
    } else {
        (facts.summary.clone(), Pictogram::of_category(&facts.category))
    };
    Offer {
        key,
        pictogram,
        when: Some(entry.when),
        title,
        place: facts.place.clone().unwrap_or_default(),
        elsewhere: facts.elsewhere,
        price_cents: facts.price.as_ref().map(|price| price.cents),
        for_whom: if is_sensitive { String::new() } else { facts.for_whom.clone().unwrap_or_default() },
        sign_up_required: facts.sign_up.as_ref().is_some_and(|sign_up| sign_up.required),
        host: facts.host.clone().unwrap_or_default(),
        // Of a sensitive session, too: a host wrote it for visitors.
        note: session.note.clone().unwrap_or_default(),
        state,
    }
}
