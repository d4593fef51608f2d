//! What the door offers now: today's programme as a visitor may see it, with what can be chosen.
//! Built by the engine once a minute and after every change; the flow and the screens only read it.

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use std::fmt;
use welkom_domain::ids::ActivityId;

/// What a visitor can come for: the identity of one card.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OfferKey {
    /// Just dropping in.
    DropIn,
    /// One session: its activity, and its start by the rule (RECURRENCE-ID).
    Session(ActivityId, NaiveDateTime),
}

impl OfferKey {
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

/// How a time is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Nothing is said.
    None,
    /// "nu".
    Now,
    /// "over 15 minuten", 1 to 60.
    InMinutes(u32),
    /// "16.30 uur".
    At(DateTime<Tz>),
    /// "de hele dag".
    AllDay,
    /// "dinsdag 8 december om 15.00 uur".
    OnDay(DateTime<Tz>),
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
    /// When it begins, as it is said.
    pub when: When,
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
    /// How old the programme is, in days, when its newest file could not be read; 0 when it is fresh.
    pub programme_age_days: u32,
}

impl Today {
    /// The offer of this key.
    pub fn offer(&self, key: &OfferKey) -> Option<&Offer> {
        self.offers.iter().find(|offer| offer.key == *key)
    }
}
