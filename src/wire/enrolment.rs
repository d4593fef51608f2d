//! How a kiosk becomes known to the coordinator, as a television is paired with an account: the kiosk
//! shows a short code, a coordinator who is logged in types it and sees which centre it would be.

use crate::TokenHash;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A kiosk asks to be enrolled for a centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentRequest {
    /// [`crate::SCHEMA`].
    pub schema: u32,
    /// A random id made at installation; never anything of the hardware.
    pub installation: Uuid,
    /// The centre's short name in addresses and tables, like `de-hoeve`; see [`slug_is_valid`].
    pub centre: String,
    /// The centre's name as people say it; 1 to 80 characters.
    pub centre_name: String,
    /// The hash of the token the kiosk made; the token itself stays with it.
    pub token_sha256: TokenHash,
}

/// The coordinator holds a code ready. The kiosk shows it and polls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolmentOffer {
    /// [`crate::SCHEMA`].
    pub schema: u32,
    /// Eight characters with a hyphen, none of which looks like another: `BCDF-2345`.
    pub code: String,
    /// How long the code can be confirmed, in seconds.
    pub expires_in_s: u32,
    /// How often the kiosk may ask [`crate::path::ENROLMENT`], in seconds.
    pub poll_every_s: u32,
    /// The page on which a coordinator confirms it, for the QR beside the code.
    pub confirm_url: String,
}

/// What became of an enrolment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum EnrolmentState {
    /// Nobody confirmed the code yet.
    Pending,
    /// The token is good from now on.
    Confirmed {
        /// The centre it speaks for, as the kiosk asked.
        centre: String,
    },
    /// It will not be; the kiosk shows why and asks again only when a host says so.
    Refused {
        /// Why.
        reason: Refusal,
    },
    /// Nobody confirmed the code in time; the kiosk may ask for a new one.
    Expired,
}

/// Why a kiosk is not enrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The centre has an active kiosk; a coordinator has to revoke that one first.
    CentreHasKiosk,
    /// A coordinator looked at the code and said no.
    ByCoordinator,
    /// A reason this program does not know.
    #[serde(other)]
    Other,
}

/// A kiosk announces the token it made to replace the present one. The present one stays good until
/// the next is used for the first time, so that a lost answer locks nobody out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NextToken {
    /// [`crate::SCHEMA`].
    pub schema: u32,
    /// The hash of the next token.
    pub token_sha256: TokenHash,
}

/// Whether a text can be a centre's short name: 1 to 40 lower-case letters, digits and single hyphens
/// between them.
pub fn slug_is_valid(slug: &str) -> bool {
    slug.len() <= 40
        && slug.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_read_as_documented() {
        let read = |json: &str| serde_json::from_str::<EnrolmentState>(json).expect("an answer");
        assert_eq!(read(r#"{"state":"pending","since":"later versions may say"}"#), EnrolmentState::Pending);
        assert_eq!(
            read(r#"{"state":"confirmed","centre":"de-hoeve"}"#),
            EnrolmentState::Confirmed { centre: "de-hoeve".to_owned() }
        );
        assert_eq!(
            read(r#"{"state":"refused","reason":"centre_has_kiosk"}"#),
            EnrolmentState::Refused { reason: Refusal::CentreHasKiosk }
        );
        assert_eq!(
            read(r#"{"state":"refused","reason":"not known to this version"}"#),
            EnrolmentState::Refused { reason: Refusal::Other }
        );
        assert_eq!(read(r#"{"state":"expired"}"#), EnrolmentState::Expired);
    }

    #[test]
    fn short_names_are_for_addresses() {
        for right in ["de-hoeve", "t-groene-hart", "a", "wijk7"] {
            assert!(slug_is_valid(right), "{right}");
        }
        for wrong in ["", "-", "de-", "De-Hoeve", "de hoeve", "de--hoeve", "hé", &"a".repeat(41)] {
            assert!(!slug_is_valid(wrong), "{wrong}");
        }
    }
}
