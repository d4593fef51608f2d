//! One copy of the key ring under one password: an age file with scrypt.

use super::{HostPassword, KeyRing, RecoverySheet};
use age::{
    DecryptError,
    scrypt::{Identity, Recipient},
    secrecy::SecretString,
};
use thiserror::Error;
use zeroize::Zeroizing;

/// The base-2 logarithm of scrypt's N (r = 8, p = 1): 64 MiB, and about a second on a Raspberry Pi 4. Fixed
/// and not measured when it is made: a wrapping made on a fast machine must open on the kiosk too.
pub const WORK_FACTOR: u8 = 16;

/// A file that asks for more was not made here; trying it could hang the kiosk for minutes.
const MOST_WORK: u8 = WORK_FACTOR + 1;

/// Why a wrapping did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum UnwrapError {
    /// The password is another one.
    #[error("the password does not open this key ring")]
    WrongPassword,
    /// No wrapping of ours.
    #[error("what should be a key ring is damaged")]
    Damaged,
}

/// Something that a key ring can be wrapped under.
pub(crate) trait Secret {
    fn secret(&self) -> SecretString;
}

impl Secret for HostPassword {
    fn secret(&self) -> SecretString {
        self.passphrase()
    }
}

impl Secret for RecoverySheet {
    fn secret(&self) -> SecretString {
        self.passphrase()
    }
}

/// Seals anything under a password.
pub(crate) fn seal(bytes: &[u8], secret: &impl Secret) -> Option<Vec<u8>> {
    let mut recipient = Recipient::new(secret.secret());
    recipient.set_work_factor(WORK_FACTOR);
    age::encrypt(&recipient, bytes).ok()
}

/// `None` where the age crate refuses, which it does for no key ring.
pub(crate) fn wrap(ring: &KeyRing, secret: &impl Secret) -> Option<Vec<u8>> {
    seal(ring.to_text().as_bytes(), secret)
}

pub(crate) fn unwrap(wrapped: &[u8], secret: &impl Secret) -> Result<KeyRing, UnwrapError> {
    let mut identity = Identity::new(secret.secret());
    identity.set_max_work_factor(MOST_WORK);
    let text = age::decrypt(&identity, wrapped).map_err(|error| match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys => {
            UnwrapError::WrongPassword
        }
        _ => UnwrapError::Damaged,
    })?;
    let text = Zeroizing::new(text);
    std::str::from_utf8(&text).ok().and_then(KeyRing::from_text).ok_or(UnwrapError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Dice;

    #[test]
    fn a_wrapping_opens_with_its_own_password_alone() {
        let ring = KeyRing::random(&mut Dice::System);
        let password = HostPassword::random(&mut Dice::System);
        let wrapped = wrap(&ring, &password).unwrap();
        assert!(unwrap(&wrapped, &password).unwrap().public() == ring.public());
        let other = HostPassword::random(&mut Dice::System);
        assert_eq!(unwrap(&wrapped, &other).map(drop), Err(UnwrapError::WrongPassword));
        let sheet = RecoverySheet::random(&mut Dice::System);
        assert_eq!(unwrap(&wrapped, &sheet).map(drop), Err(UnwrapError::WrongPassword));
        assert_eq!(unwrap(&wrapped[..40], &password).map(drop), Err(UnwrapError::Damaged));
    }

    #[test]
    fn a_planted_file_that_asks_for_hours_is_refused_at_once() {
        let password = HostPassword::random(&mut Dice::System);
        let wrapped = wrap(&KeyRing::random(&mut Dice::System), &password).unwrap();
        let header = format!(" {WORK_FACTOR}\n");
        let at = wrapped.windows(header.len()).position(|it| it == header.as_bytes()).unwrap();
        let mut planted = wrapped.clone();
        planted.splice(at..at + header.len(), *b" 30\n");
        // 2^30 would take an hour and a TiB.
        assert_eq!(unwrap(&planted, &password).map(drop), Err(UnwrapError::Damaged));
    }
}
