//! What is known of one guest once everything is folded. Nothing of it prints itself.

use crate::{
    call_back::{Attendance, Call, Claim, Known, Outcome},
    details::{FirstName, Language, Note, PhoneNumber},
    ids::{ActivityKey, HostId},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many recent days of an activity are kept: enough for a rhythm.
pub(crate) const RECENT_DAYS: usize = 26;

/// One guest. There is no field for an illness, a diagnosis or a file number, and there shall be none.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// How many changes of the guest's own are in it.
    pub(crate) revision: u32,
    /// What the guest wants to be called by.
    pub name: Option<FirstName>,
    /// A number, if one was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<PhoneNumber>,
    /// Somebody else answered it.
    #[serde(skip_serializing_if = "is_false")]
    pub number_is_wrong: bool,
    /// The language the guest reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// On which day the guest left a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kept_since: Option<NaiveDate>,
    /// On which day the guest last agreed to be called, if that was not with the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) calls_since: Option<NaiveDate>,
    /// Since when the guest asks for a first talk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wants_talk: Option<NaiveDate>,
    /// What the guest came for.
    pub attendance: Attendance,
    /// The last day the guest came at all, also for what is not kept any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_visit: Option<NaiveDate>,
    /// Calls, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<CallNote>,
    /// Who said "I call".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claim: Option<Claim>,
    /// "On holiday until".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused_until: Option<NaiveDate>,
    /// What a first talk was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intake: Option<Intake>,
}

/// A call and its line.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallNote {
    /// On which day.
    pub day: NaiveDate,
    /// What came of it.
    pub outcome: Outcome,
    /// Who called.
    pub by: HostId,
    /// One line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

/// A first talk: what somebody would like, and what it takes. Deleted when its time is over.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intake {
    /// On which day.
    pub day: NaiveDate,
    /// Until when it is kept, that day included; set when it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<NaiveDate>,
    /// What the guest likes to do.
    pub interests: Note,
    /// Activities the guest would like to come to.
    pub wanted: Vec<ActivityKey>,
    /// Practical hindrances: the bus, stairs, a child to fetch.
    pub hindrances: Note,
    /// What was agreed.
    pub agreements: Note,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde hands in a reference
fn is_false(value: &bool) -> bool {
    !value
}

impl Record {
    /// The calls as the rule wants them.
    pub(crate) fn calls_for_rule(&self) -> Vec<Call> {
        self.calls.iter().map(|it| Call { day: it.day, outcome: it.outcome }).collect()
    }

    pub(crate) fn known<'a>(&'a self, may_be_called: bool, calls: &'a [Call]) -> Known<'a> {
        let has_number = self.phone.is_some() && !self.number_is_wrong;
        let attended = &self.attendance;
        Known { may_be_called, has_number, attended, calls, paused_until: self.paused_until }
    }
}

macro_rules! prints_nothing {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    )*};
}

prints_nothing!(Record, CallNote, Intake);
