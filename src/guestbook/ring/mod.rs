//! The key ring: what opens the guest book, and how each host holds a copy of it.
//!
//! The kiosk knows the public halves alone. The private halves are one key ring, kept once for every host
//! as an age file under that host's own five words ([`HostPassword`]), and once more under the secret of the
//! [`RecoverySheet`]. In clear the key ring is an age identity file, so that with Debian's `age` alone, a
//! wrapping and its password every export of the centre can be opened, on any machine, for ever.
//!
//! Taking a host away deletes that wrapping. Who kept a copy of the disk from before and knows the password
//! still has the key ring: then the centre begins a new book.

mod password;
mod sheet;
mod wrapping;

pub use password::{HostPassword, PasswordError};
pub use sheet::{RecoverySheet, SheetError};
pub use wrapping::WORK_FACTOR;
pub(crate) use wrapping::{UnwrapError, seal as seal_under, unwrap, wrap};

use crate::{
    ids::{hex, unhex},
    random::Dice,
};
use age::secrecy::ExposeSecret;
use hpke::{Deserializable, Kem, Serializable, kem::X25519HkdfSha256};
use std::fmt;
use zeroize::Zeroizing;

pub(crate) type PrivateKey = <X25519HkdfSha256 as Kem>::PrivateKey;
pub(crate) type PublicKey = <X25519HkdfSha256 as Kem>::PublicKey;

const TITLE: &str = "# welkom key ring 1";
const PARCELS: &str = "# parcels ";
const PHONES: &str = "# phones ";
const RECORDS: &str = "# records ";

/// The private halves. Overwritten when it is dropped, by each part's own type.
pub(crate) struct KeyRing {
    /// Opens exports.
    age: age::x25519::Identity,
    /// Opens what the door sealed.
    pub(crate) parcels: PrivateKey,
    /// Opens what visitors' phones seal: made and kept here, used once there are sign-ups (DHKEM(X25519),
    /// HKDF-SHA256, AES-256-GCM). A key of its own: no parcel of a phone passes for one of the door.
    phones: PrivateKey,
    /// Seals what a host's desk folded: symmetric, since it is written where it is read.
    pub(crate) records: Zeroizing<[u8; 32]>,
}

/// The public halves, which stand in clear in the book's file.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKeys {
    /// Exports are sealed to it: `age1…`.
    pub recipient: String,
    pub(crate) parcels: Vec<u8>,
    phones: Vec<u8>,
}

impl KeyRing {
    pub(crate) fn random(dice: &mut Dice) -> Self {
        Self {
            age: age::x25519::Identity::generate(),
            parcels: X25519HkdfSha256::gen_keypair(dice).0,
            phones: X25519HkdfSha256::gen_keypair(dice).0,
            records: Zeroizing::new(dice.bytes()),
        }
    }

    pub(crate) fn public(&self) -> PublicKeys {
        let public = |private| X25519HkdfSha256::sk_to_pk(private).to_bytes().to_vec();
        PublicKeys {
            recipient: self.age.to_public().to_string(),
            parcels: public(&self.parcels),
            phones: public(&self.phones),
        }
    }

    /// An age identity file: `age` reads the one line that is no comment.
    pub(crate) fn to_text(&self) -> Zeroizing<String> {
        let secret = |key: &[u8]| Zeroizing::new(hex(key));
        let [parcels, phones] =
            [&self.parcels, &self.phones].map(|it| Zeroizing::new(it.to_bytes().to_vec()));
        let (parcels, phones, records) = (secret(&parcels), secret(&phones), secret(self.records.as_slice()));
        let age = self.age.to_string();
        let lines = [
            [TITLE, ""],
            [age.expose_secret(), ""],
            [PARCELS, &parcels],
            [PHONES, &phones],
            [RECORDS, &records],
        ];
        // With room for all of it: a text that grows leaves its halves behind in memory.
        let mut text = Zeroizing::new(String::with_capacity(512));
        for part in lines.into_iter().flat_map(|[name, value]| [name, value, "\n"]) {
            text.push_str(part);
        }
        text
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let line = |name: &str| text.lines().find_map(|it| it.strip_prefix(name));
        let key = |name| Some(Zeroizing::new(unhex(line(name)?)?));
        line(TITLE)?;
        let age = text.lines().find(|it| !it.starts_with('#'))?;
        Some(Self {
            age: age.parse().ok()?,
            parcels: PrivateKey::from_bytes(&key(PARCELS)?).ok()?,
            phones: PrivateKey::from_bytes(&key(PHONES)?).ok()?,
            records: Zeroizing::new(key(RECORDS)?.as_slice().try_into().ok()?),
        })
    }
}

impl PublicKeys {
    /// Where phones seal to, as the coordinator hands it out: 32 bytes (RFC 9180 §7.1.1).
    pub fn phones(&self) -> &[u8] {
        &self.phones
    }

    pub(crate) fn to_text(&self) -> String {
        format!("{} {} {}", self.recipient, hex(&self.parcels), hex(&self.phones))
    }

    pub(crate) fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        let (recipient, parcels, phones) = (parts.next()?, unhex(parts.next()?)?, unhex(parts.next()?)?);
        recipient.parse::<age::x25519::Recipient>().ok()?;
        PublicKey::from_bytes(&parcels).ok()?;
        Some(Self { recipient: recipient.to_owned(), parcels, phones })
    }

    pub(crate) fn parcel_key(&self) -> Option<PublicKey> {
        PublicKey::from_bytes(&self.parcels).ok()
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRing(…)")
    }
}

impl fmt::Debug for PublicKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKeys({})", self.recipient)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_ring_reads_back_as_it_was_written() {
        let ring = KeyRing::random(&mut Dice::System);
        let again = KeyRing::from_text(&ring.to_text()).unwrap();
        assert!(ring.public() == again.public() && ring.records == again.records);
        assert!(PublicKeys::from_text(&ring.public().to_text()).unwrap() == ring.public());
        assert!(ring.to_text().len() < 512, "it never grows past the room it was given");
        assert_ne!(ring.public().parcels, ring.public().phones);
    }

    #[test]
    fn a_damaged_key_ring_is_none() {
        let ring = KeyRing::random(&mut Dice::System).to_text();
        for line in ring.lines() {
            assert!(KeyRing::from_text(&ring.replace(line, "#")).is_none());
        }
        assert!(PublicKeys::from_text("age1 00 00").is_none());
    }

    #[test]
    fn nothing_prints_a_key() {
        let ring = KeyRing::random(&mut Dice::System);
        assert_eq!(format!("{ring:?}"), "KeyRing(…)");
    }
}
