//! The greeting: what the door may read when a pass is shown. First name, language, and how many changes of
//! details the guest has made so far (they lie in parcels without an order).

use super::{NONCE_BYTES, ShredKey, TAG_BYTES};
use crate::{
    details::{FirstName, Language},
    ids::GuestId,
    pass::Pass,
    random::Dice,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// Room for the longest name, escaped.
const PLAIN_BYTES: usize = 256;

/// Every greeting is this long.
pub(crate) const GREETING_BYTES: usize = NONCE_BYTES + PLAIN_BYTES + TAG_BYTES;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Greeting {
    #[serde(rename = "n")]
    pub(crate) name: FirstName,
    #[serde(rename = "l")]
    pub(crate) language: Language,
    #[serde(rename = "r")]
    pub(crate) revision: u32,
}

/// The pass opens it alone; the shred key is mixed in so that a copy from before an erasure does not open
/// with a pass that somebody kept.
fn key(pass: &Pass, shred: &ShredKey) -> Zeroizing<[u8; 32]> {
    let mut key = pass.greeting_key();
    for (byte, shred) in key.iter_mut().zip(shred.0) {
        *byte ^= shred;
    }
    key
}

impl Greeting {
    pub(crate) fn seal(&self, pass: &Pass, shred: &ShredKey, guest: GuestId, dice: &mut Dice) -> Vec<u8> {
        let json = Zeroizing::new(serde_json::to_vec(self).unwrap_or_default());
        let plain = super::padded(&json, PLAIN_BYTES).expect("forty characters fit, escaped too");
        super::seal(&key(pass, shred), guest, &plain, dice)
    }

    pub(crate) fn open(sealed: &[u8], pass: &Pass, shred: &ShredKey, guest: GuestId) -> Option<Self> {
        let plain = super::open(&key(pass, shred), guest, sealed)?;
        serde_json::from_slice(super::unpadded(&plain)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greeting_opens_with_its_pass_alone_and_has_one_size() {
        let mut dice = Dice::System;
        let (pass, other, guest) = (Pass::random(&mut dice), Pass::random(&mut dice), GuestId([1; 16]));
        let shred = ShredKey::random(&mut dice);
        for name in ["B", &"\"".repeat(40), &"\u{1F333}".repeat(40)] {
            let greeting = Greeting {
                name: FirstName::new(name).unwrap(),
                language: Language::new("nl").unwrap(),
                revision: u32::MAX,
            };
            let sealed = greeting.seal(&pass, &shred, guest, &mut dice);
            assert_eq!(sealed.len(), GREETING_BYTES);
            assert_eq!(Greeting::open(&sealed, &pass, &shred, guest), Some(greeting));
            assert_eq!(Greeting::open(&sealed, &other, &shred, guest), None);
            assert_eq!(Greeting::open(&sealed, &pass, &ShredKey([0; 32]), guest), None);
            assert_eq!(Greeting::open(&sealed, &pass, &shred, GuestId([2; 16])), None);
        }
    }
}
