//! The parcel: what one arrival leaves in the book. Every arrival leaves exactly one, and all are equally
//! long, whether somebody came without a name, showed a pass, or gave a name and a number.
//!
//! Outside HPKE (RFC 9180 base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305) to the key
//! of the book's parcels: 32 bytes and a tag more than its content, always. An age file would do as well,
//! but the age crate adds a random line to each header, so that no two would be equally long. Inside, the
//! guest's id and the content under the guest's shred key.

use super::{NONCE_BYTES, ShredKey, TAG_BYTES};
use crate::{
    details::Change,
    ids::{ActivityKey, GuestId},
    random::Dice,
    ring::{PrivateKey, PublicKey},
};
use chrono::NaiveDate;
use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256,
    kem::X25519HkdfSha256, single_shot_open, single_shot_seal,
};
use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::Zeroizing;

const INFO: &[u8] = b"welkom guest book, parcel of the door, 1";
const KEY_BYTES: usize = 32;
const ID_BYTES: usize = 16;

/// Room for ten activities, a name of forty characters and a number.
const PLAIN_BYTES: usize = 704;
const INNER_BYTES: usize = NONCE_BYTES + PLAIN_BYTES + TAG_BYTES;

/// Every parcel is this long.
pub(crate) const PARCEL_BYTES: usize = KEY_BYTES + ID_BYTES + INNER_BYTES + TAG_BYTES;

/// More activities in one arrival are not kept.
pub const MOST_ACTIVITIES: usize = 10;

/// No guest: the arrival of somebody without a name.
const NOBODY: GuestId = GuestId([0; ID_BYTES]);

pub(crate) type Parcel = [u8; PARCEL_BYTES];

/// What is in it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Content {
    /// Came, on a day, for activities.
    #[serde(rename = "a")]
    Attendance {
        #[serde(rename = "d")]
        day: NaiveDate,
        #[serde(rename = "a")]
        activities: Vec<ActivityKey>,
    },
    /// Told something new. A higher revision is later.
    #[serde(rename = "c")]
    Change {
        #[serde(rename = "r")]
        revision: u32,
        #[serde(rename = "c")]
        change: Change,
        /// The activities of a new guest's first arrival, which leaves one parcel too.
        #[serde(rename = "d")]
        day: NaiveDate,
        #[serde(rename = "a")]
        activities: Vec<ActivityKey>,
    },
    /// Agreed to be called, or does not any more.
    #[serde(rename = "w")]
    Calls {
        #[serde(rename = "y")]
        agreed: bool,
        #[serde(rename = "d")]
        day: NaiveDate,
    },
}

/// Which kind, and nothing of it: what somebody attends is as private as a name.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Attendance { .. } => "Attendance(…)",
            Self::Change { .. } => "Change(…)",
            Self::Calls { .. } => "Calls(…)",
        })
    }
}

/// A parcel of nobody.
pub(crate) fn seal_nothing(to: &PublicKey, dice: &mut Dice) -> Option<Parcel> {
    let mut inner = [0; ID_BYTES + INNER_BYTES];
    dice.fill(&mut inner[ID_BYTES..]);
    seal_outer(&inner, to, dice)
}

/// `None` where it does not fit (which lengths of names and activities rule out).
pub(crate) fn seal(
    content: &Content,
    guest: GuestId,
    shred: &ShredKey,
    to: &PublicKey,
    dice: &mut Dice,
) -> Option<Parcel> {
    let json = Zeroizing::new(serde_json::to_vec(content).ok()?);
    let plain = super::padded(&json, PLAIN_BYTES)?;
    let mut inner = Vec::with_capacity(ID_BYTES + INNER_BYTES);
    inner.extend(guest.0);
    inner.extend(super::seal(&shred.0, guest, &plain, dice));
    seal_outer(&inner, to, dice)
}

fn seal_outer(inner: &[u8], to: &PublicKey, dice: &mut Dice) -> Option<Parcel> {
    let (key, sealed) = single_shot_seal::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256, _>(
        &OpModeS::Base,
        to,
        INFO,
        inner,
        &[],
        dice,
    )
    .ok()?;
    let mut parcel = Vec::with_capacity(PARCEL_BYTES);
    parcel.extend(key.to_bytes());
    parcel.extend(sealed);
    parcel.try_into().ok()
}

/// What the outer layer hides.
pub(crate) enum Opened {
    /// Somebody without a name came.
    Nothing,
    /// For a guest: still under the shred key.
    For(GuestId, Zeroizing<Vec<u8>>),
}

/// `None` for what was not sealed to this key.
pub(crate) fn open(parcel: &Parcel, key: &PrivateKey) -> Option<Opened> {
    let (encapped, sealed) = parcel.split_at(KEY_BYTES);
    let encapped = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(encapped).ok()?;
    let opened = single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        key,
        &encapped,
        INFO,
        sealed,
        &[],
    );
    let opened = Zeroizing::new(opened.ok()?);
    let (guest, inner) = opened.split_first_chunk()?;
    let guest = GuestId(*guest);
    Some(if guest == NOBODY { Opened::Nothing } else { Opened::For(guest, Zeroizing::new(inner.to_vec())) })
}

/// What the inner layer hides; `None` with another guest's shred key.
pub(crate) fn open_inner(guest: GuestId, inner: &[u8], shred: &ShredKey) -> Option<Content> {
    let plain = super::open(&shred.0, guest, inner)?;
    serde_json::from_slice(super::unpadded(&plain)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        details::{FirstName, Language, Number, PhoneNumber},
        ring::KeyRing,
    };
    use welkom_domain::ids::ActivityId;

    fn contents() -> Vec<Content> {
        let day = "2026-12-01".parse().unwrap();
        let longest = ActivityKey::from(&ActivityId("x".repeat(99)));
        let activities = vec![longest; MOST_ACTIVITIES];
        let change = Change {
            name: FirstName::new("\"Bloem").ok(),
            phone: PhoneNumber::new("+31612345678").ok().map(Number::Set),
            language: Language::new("nl").ok(),
            wants_talk: Some(true),
        };
        vec![
            Content::Attendance { day, activities: activities.clone() },
            Content::Change { revision: u32::MAX, change, day, activities },
            Content::Calls { agreed: false, day },
        ]
    }

    #[test]
    fn every_parcel_has_one_size_and_opens_with_the_key_ring_and_the_shred_key_alone() {
        let mut dice = Dice::System;
        let (ring, other) = (KeyRing::random(&mut dice), KeyRing::random(&mut dice));
        let to = ring.public().parcel_key().unwrap();
        let (guest, shred) = (GuestId([1; 16]), ShredKey::random(&mut dice));
        for content in contents() {
            let parcel = seal(&content, guest, &shred, &to, &mut dice).unwrap();
            assert!(open(&parcel, &other.parcels).is_none());
            let Some(Opened::For(found, inner)) = open(&parcel, &ring.parcels) else { panic!("a guest's") };
            assert_eq!((found, open_inner(guest, &inner, &shred)), (guest, Some(content)));
            // The entry is gone: hosts read nothing either.
            assert_eq!(open_inner(guest, &inner, &ShredKey([0; 32])), None);
        }
        let nothing = seal_nothing(&to, &mut dice).unwrap();
        assert!(matches!(open(&nothing, &ring.parcels), Some(Opened::Nothing)));
    }

    #[test]
    fn the_longest_of_everything_fits() {
        let mut dice = Dice::System;
        let to = KeyRing::random(&mut dice).public().parcel_key().unwrap();
        let day = "2026-12-01".parse().unwrap();
        let change = Change {
            name: FirstName::new(&"\u{1F333}".repeat(40)).ok(),
            phone: PhoneNumber::new("+123456789012345").ok().map(Number::Set),
            language: Language::new("zh-hantx").ok(),
            wants_talk: Some(false),
        };
        for activities in [0, MOST_ACTIVITIES] {
            let activities = vec![ActivityKey::from(&ActivityId("x".repeat(36))); activities];
            let content = Content::Change { revision: u32::MAX, change: change.clone(), day, activities };
            assert!(seal(&content, GuestId([1; 16]), &ShredKey([0; 32]), &to, &mut dice).is_some());
        }
    }
}
