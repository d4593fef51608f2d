//! Kiosks: how they are enrolled, who holds which token, how they are.

use super::StoreResult;
use crate::clock::UnixMs;
use chrono::NaiveDate;
use uuid::Uuid;
use welkom_wire::{EnrolmentState, Health, Refusal, TokenHash};

/// An enrolment that begins.
#[derive(Clone)]
pub struct NewEnrolment {
    /// The short code without its hyphen.
    pub code: String,
    /// The kiosk's installation id.
    pub installation: Uuid,
    /// The centre's short name.
    pub centre: String,
    /// The centre's name.
    pub centre_name: String,
    /// The hash of the token it made.
    pub token: TokenHash,
    /// The code is good until then.
    pub expires: UnixMs,
}

/// What came of asking for an enrolment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnrolmentBegun {
    /// It waits for a coordinator under this code until then. An earlier code, where the same token
    /// asked before and its answer was lost.
    Waiting {
        /// Without its hyphen.
        code: String,
        /// Until when.
        expires: UnixMs,
    },
    /// It cannot be.
    Refused(Refusal),
    /// Too many wait already.
    TooMany,
}

/// An enrolment that waits for a coordinator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingEnrolment {
    /// The code without its hyphen.
    pub code: String,
    /// The centre's short name.
    pub centre: String,
    /// The centre's name.
    pub centre_name: String,
    /// Whether the same installation is enrolled and would get another token.
    pub renews: bool,
}

/// What came of confirming a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confirmation {
    /// The kiosk of this centre is enrolled.
    Enrolled {
        /// The centre's name.
        centre_name: String,
    },
    /// The centre got a kiosk in the meantime.
    CentreHasKiosk,
    /// No such code waits: wrong, used or expired.
    NoSuchCode,
}

/// Who holds a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenHolder {
    /// An enrolled kiosk.
    Kiosk {
        /// Which.
        installation: Uuid,
        /// The short name of the centre it speaks for.
        centre: String,
    },
    /// A kiosk whose token was revoked.
    Revoked,
    /// Nobody.
    Nobody,
}

/// A kiosk that is or was enrolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kiosk {
    /// Its id.
    pub installation: Uuid,
    /// Its centre's short name.
    pub centre: String,
    /// Its centre's name.
    pub centre_name: String,
    /// When it was enrolled.
    pub enrolled: UnixMs,
    /// When its token was revoked.
    pub revoked: Option<UnixMs>,
    /// When it last asked for anything.
    pub last_seen: UnixMs,
    /// What it told about itself, and when.
    pub health: Option<(Health, UnixMs)>,
    /// Up to which day its centre's figures have arrived.
    pub complete_up_to: Option<NaiveDate>,
    /// How often a cell came again with another value; the first one stayed.
    pub differing: u64,
}

/// Enrolments and kiosks.
pub trait KioskStore {
    /// Begins an enrolment, unless the centre has an active kiosk of another installation. An earlier
    /// one of the same installation no longer waits.
    fn begin_enrolment(&self, enrolment: &NewEnrolment, now: UnixMs) -> StoreResult<EnrolmentBegun>;

    /// What became of the enrolment with this token; `None` where nobody knows the token.
    fn enrolment_state(&self, token: &TokenHash, now: UnixMs) -> StoreResult<Option<EnrolmentState>>;

    /// The enrolment that waits under this code.
    fn pending_enrolment(&self, code: &str, now: UnixMs) -> StoreResult<Option<PendingEnrolment>>;

    /// Confirms a code, once. Other enrolments that wait for the same centre are refused.
    fn confirm_enrolment(&self, code: &str, now: UnixMs) -> StoreResult<Confirmation>;

    /// Refuses a code, once. Whether one waited.
    fn refuse_enrolment(&self, code: &str, now: UnixMs) -> StoreResult<bool>;

    /// Who holds a token. The first use of an announced token makes it the only one.
    fn token_holder(&self, token: &TokenHash, now: UnixMs) -> StoreResult<TokenHolder>;

    /// Announces the token that a kiosk will use next.
    fn announce_token(&self, installation: Uuid, next: &TokenHash) -> StoreResult<()>;

    /// Revokes a kiosk's token. Whether an active kiosk had this id.
    fn revoke_kiosk(&self, installation: Uuid, now: UnixMs) -> StoreResult<bool>;

    /// All kiosks: the active ones first, then by centre.
    fn kiosks(&self) -> StoreResult<Vec<Kiosk>>;

    /// Keeps what a kiosk tells about itself.
    fn keep_health(&self, installation: Uuid, health: &Health, now: UnixMs) -> StoreResult<()>;
}
