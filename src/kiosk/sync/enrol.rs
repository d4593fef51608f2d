//! Pairing with the coordinator, as a television is paired: the kiosk makes a secret of its own, shows
//! a short code, and waits until a coordinator who is logged in has confirmed it.

use super::{Client, ClientError};
use crate::engine::{Command, Identity, Outbox, Unanswered, ask};
use std::sync::mpsc;
use thiserror::Error;
use welkom_wire::{EnrolmentOffer, EnrolmentRequest, EnrolmentState, SCHEMA, Token};

/// Why pairing failed.
#[derive(Debug, Error)]
pub enum EnrolError {
    /// The coordinator or the way to it.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The engine gave no answer.
    #[error(transparent)]
    Engine(#[from] Unanswered),
    /// No random numbers.
    #[error("the operating system gives no random numbers")]
    Random,
    /// The coordinator said no.
    #[error("the coordinator refused the pairing")]
    Refused,
    /// Nobody confirmed in time.
    #[error("nobody confirmed the code in time")]
    Expired,
}

/// A pairing that waits for its confirmation.
pub struct Pairing {
    /// What to show: the code and the address where it is typed.
    pub offer: EnrolmentOffer,
    token: Token,
}

impl Pairing {
    /// Whether the coordinator knows this kiosk by the secret it has. A secret that was never
    /// confirmed, or is not good any more, is forgotten: this kiosk may begin anew.
    pub fn is_known(client: &Client, engine: &mpsc::Sender<Command>) -> Result<bool, EnrolError> {
        let Some(token) = identity(engine)?.token.and_then(|text| text.parse::<Token>().ok()) else {
            return Ok(false);
        };
        match client.enrolment(&token) {
            Ok(EnrolmentState::Confirmed { .. }) => Ok(true),
            Ok(_) | Err(ClientError::NotPaired) => {
                put_token(engine, None)?;
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Asks the coordinator for a code. The secret is kept first, so that a power cut between the
    /// coordinator's confirmation and the answer loses nothing.
    pub fn begin(
        client: &Client,
        engine: &mpsc::Sender<Command>,
        centre: &str,
        centre_name: &str,
    ) -> Result<Self, EnrolError> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| EnrolError::Random)?;
        let token = Token::from_random_bytes(bytes);
        let identity = identity(engine)?;
        let offer = client.enrol(&EnrolmentRequest {
            schema: SCHEMA,
            installation: identity.installation,
            centre: centre.to_owned(),
            centre_name: centre_name.to_owned(),
            token_sha256: token.hash(),
        })?;
        put_token(engine, Some(token.reveal().to_string()))?;
        Ok(Self { offer, token })
    }

    /// Whether it is confirmed by now; a refused or expired one is forgotten.
    pub fn is_confirmed(&self, client: &Client, engine: &mpsc::Sender<Command>) -> Result<bool, EnrolError> {
        match client.enrolment(&self.token)? {
            EnrolmentState::Pending => Ok(false),
            EnrolmentState::Confirmed { .. } => Ok(true),
            EnrolmentState::Refused { .. } => {
                put_token(engine, None)?;
                Err(EnrolError::Refused)
            }
            EnrolmentState::Expired => {
                put_token(engine, None)?;
                Err(EnrolError::Expired)
            }
        }
    }
}

/// Who this kiosk is to the coordinator.
pub fn identity(engine: &mpsc::Sender<Command>) -> Result<Identity, EnrolError> {
    Ok(ask(engine, Outbox::Identity)?)
}

fn put_token(engine: &mpsc::Sender<Command>, token: Option<String>) -> Result<(), EnrolError> {
    Ok(ask(engine, |reply| Outbox::PutToken(token, reply))?)
}
