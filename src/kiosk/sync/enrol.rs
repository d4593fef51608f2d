//! Pairing with the coordinator, as a television is paired: the kiosk makes a secret of its own, shows
//! a short code, and waits until a coordinator who is logged in has confirmed it.

use super::{Client, ClientError};
use crate::engine::{Command, Identity, Outbox, ask};
use std::sync::mpsc;
use thiserror::Error;
use welkom_wire::{EnrolmentOffer, EnrolmentRequest, EnrolmentState, SCHEMA, Token};

/// Why pairing failed.
#[derive(Debug, Error)]
pub enum EnrolError {
    /// The coordinator or the way to it.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The engine has ended or its store refused.
    #[error("the kiosk's own store gives no answer")]
    Engine,
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
    ask(engine, Outbox::Identity).ok_or(EnrolError::Engine)
}

fn put_token(engine: &mpsc::Sender<Command>, token: Option<String>) -> Result<(), EnrolError> {
    ask(engine, |reply| Outbox::PutToken(token, reply)).ok_or(EnrolError::Engine)
}
