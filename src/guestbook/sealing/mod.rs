//! How each thing is sealed.
//!
//! | what | opened by | layers |
//! | --- | --- | --- |
//! | [`parcel`]: what an arrival leaves | the key ring | HPKE to the book's key; inside, the guest's shred key |
//! | [`greeting`]: first name and language | the guest's pass | a key derived from the pass |
//! | [`record`]: what the desk folded | the key ring | one key derived from the ring's and the guest's shred key |
//!
//! A *shred key* is random, one for each guest, in clear in the guest's entry. It keeps nothing secret: it
//! makes forgetting possible. With the entry goes the key, and what was sealed about a guest, in whatever
//! place, is noise from then on, for hosts too.

pub(crate) mod greeting;
pub(crate) mod parcel;
pub(crate) mod record;

use crate::{ids::GuestId, random::Dice};
use chacha20poly1305::{AeadInPlace, KeyInit, XChaCha20Poly1305};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

pub(crate) const NONCE_BYTES: usize = 24;
pub(crate) const TAG_BYTES: usize = 16;

/// A guest's shred key.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub(crate) struct ShredKey(pub(crate) [u8; 32]);

impl ShredKey {
    pub(crate) fn random(dice: &mut Dice) -> Self {
        Self(dice.bytes())
    }
}

/// Random nonce, ciphertext, tag. The guest's id is authenticated with it: a box moved to another guest
/// does not open.
fn seal(key: &[u8; 32], guest: GuestId, plain: &[u8], dice: &mut Dice) -> Vec<u8> {
    let nonce: [u8; NONCE_BYTES] = dice.bytes();
    let mut sealed = Vec::with_capacity(NONCE_BYTES + plain.len() + TAG_BYTES);
    sealed.extend(nonce);
    sealed.extend(plain);
    let tag = XChaCha20Poly1305::new(key.into())
        .encrypt_in_place_detached(&nonce.into(), &guest.0, &mut sealed[NONCE_BYTES..])
        .expect("a kilobyte is not too long to seal");
    sealed.extend(tag);
    sealed
}

fn open(key: &[u8; 32], guest: GuestId, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, rest) = sealed.split_at_checked(NONCE_BYTES)?;
    let (cipher, tag) = rest.split_at_checked(rest.len().checked_sub(TAG_BYTES)?)?;
    let mut plain = Zeroizing::new(cipher.to_vec());
    XChaCha20Poly1305::new(key.into())
        .decrypt_in_place_detached(nonce.into(), &guest.0, &mut plain, tag.into())
        .ok()?;
    Some(plain)
}

/// Length, bytes, zeros: so that every plaintext of a kind is equally long. `None` where it does not fit.
fn padded(bytes: &[u8], to: usize) -> Option<Zeroizing<Vec<u8>>> {
    let length = u32::try_from(bytes.len()).ok()?;
    let mut plain = Zeroizing::new(Vec::with_capacity(to));
    plain.extend(length.to_le_bytes());
    plain.extend(bytes);
    if plain.len() > to {
        return None;
    }
    plain.resize(to, 0);
    Some(plain)
}

fn unpadded(plain: &[u8]) -> Option<&[u8]> {
    let (length, rest) = plain.split_first_chunk()?;
    rest.get(..usize::try_from(u32::from_le_bytes(*length)).ok()?)
}
