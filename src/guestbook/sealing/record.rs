//! The record: everything the desk has folded of one guest, sealed where it was read.
//!
//! Its length is rounded up to whole half kilobytes. The key is derived from the key ring's and the guest's
//! shred key, so one layer does for both.

use super::ShredKey;
use crate::{ids::GuestId, random::Dice};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

const STEP_BYTES: usize = 512;

fn key(ring: &[u8; 32], shred: &ShredKey) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(&shred.0), ring)
        .expand(b"welkom record 1", key.as_mut_slice())
        .expect("32 bytes are within what HKDF gives");
    key
}

pub(crate) fn seal(
    json: &[u8],
    ring: &[u8; 32],
    shred: &ShredKey,
    guest: GuestId,
    dice: &mut Dice,
) -> Vec<u8> {
    let size = (json.len() + 4).next_multiple_of(STEP_BYTES);
    let plain = super::padded(json, size).unwrap_or_default();
    super::seal(&key(ring, shred), guest, &plain, dice)
}

pub(crate) fn open(
    sealed: &[u8],
    ring: &[u8; 32],
    shred: &ShredKey,
    guest: GuestId,
) -> Option<Zeroizing<Vec<u8>>> {
    let plain = super::open(&key(ring, shred), guest, sealed)?;
    Some(Zeroizing::new(super::unpadded(&plain)?.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_needs_the_key_ring_and_the_entry() {
        let mut dice = Dice::System;
        let (shred, guest) = (ShredKey::random(&mut dice), GuestId([1; 16]));
        for length in [0, 1, 508, 509, 2_000] {
            let json = vec![b'x'; length];
            let sealed = seal(&json, &[5; 32], &shred, guest, &mut dice);
            assert_eq!((sealed.len() - 40) % 512, 0);
            assert_eq!(open(&sealed, &[5; 32], &shred, guest).unwrap().as_slice(), json);
            assert!(open(&sealed, &[6; 32], &shred, guest).is_none());
            assert!(open(&sealed, &[5; 32], &ShredKey([0; 32]), guest).is_none());
            assert!(open(&sealed, &[5; 32], &shred, GuestId([2; 16])).is_none());
        }
    }
}
