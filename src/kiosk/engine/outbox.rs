//! What the sync worker asks of the engine: which rows wait, and that they were sent.

use super::{Command, Engine, chain};
use crate::store::{FrozenRow, StoreError};
use chrono::NaiveDate;
use std::{fmt, sync::mpsc};
use thiserror::Error;
use uuid::Uuid;
use welkom_domain::day::{DateRange, Quarter};
use welkom_wire::{FrozenKey, ReleaseReceipt};

/// What the sync worker asks for; each answers by its channel.
pub enum Outbox {
    /// The next rows for the coordinator.
    Next(usize, Reply<Outgoing>),
    /// The coordinator has these.
    Sent(Vec<FrozenRow>, ReleaseReceipt, Reply<()>),
    /// The coordinator refused these.
    Park(Vec<FrozenRow>, Reply<()>),
    /// The keys the coordinator has, asked for after a backup was restored.
    FrozenElsewhere(Vec<FrozenKey>, Reply<()>),
    /// Who this kiosk is to the coordinator.
    Identity(Reply<Identity>),
    /// Everything is sent, and the coordinator knows how this kiosk is.
    Done(Reply<()>),
    /// Keep the token, or forget it.
    PutToken(Option<String>, Reply<()>),
}

/// Where an answer goes. `Err` tells that the store refused; the reason stands in the log.
pub type Reply<T> = mpsc::Sender<Result<T, StoreError>>;

/// Rows on their way out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outgoing {
    /// The rows, all of one quarter.
    pub rows: Vec<FrozenRow>,
    /// The coordinator must first be asked which cells it has of these days.
    pub asks_frozen_first: Option<DateRange>,
    /// What the health message says of the programme.
    pub programme_age_days: Option<u32>,
    /// What it says of rows that were refused: the first day of the earliest.
    pub parked_from: Option<NaiveDate>,
}

/// Who this kiosk is to the coordinator. Its `Debug` does not show the secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// Random, made at set-up.
    pub installation: Uuid,
    /// The secret, once there is one.
    pub token: Option<String>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("installation", &self.installation).finish_non_exhaustive()
    }
}

impl Engine {
    pub(super) fn outbox(&mut self, request: Outbox) {
        // Nobody may be waiting any more for an answer: the worker has its own limits.
        match request {
            Outbox::Next(limit, reply) => drop(reply.send(self.next_outgoing(limit))),
            Outbox::Sent(rows, receipt, reply) => {
                if receipt.differing > 0 {
                    tracing::warn!(
                        differing = receipt.differing,
                        "the coordinator has other values for cells frozen before; the first ones stand"
                    );
                }
                drop(reply.send(self.store.mark_sent(&rows)));
            }
            Outbox::Park(rows, reply) => drop(reply.send(self.store.park(&rows))),
            Outbox::FrozenElsewhere(keys, reply) => {
                drop(reply.send(self.store.put_frozen_elsewhere(&keys)));
            }
            Outbox::Done(reply) => drop(reply.send(self.store.put_last_sync(self.now_ms()))),
            Outbox::Identity(reply) => drop(reply.send(self.identity())),
            Outbox::PutToken(token, reply) => {
                drop(reply.send(self.store.put_coordinator_token(token.as_deref())));
            }
        }
    }

    fn next_outgoing(&self, limit: usize) -> Result<Outgoing, StoreError> {
        Ok(Outgoing {
            rows: self.store.outgoing(limit)?,
            asks_frozen_first: self.unknown_frozen()?,
            programme_age_days: self.programme_age_days(),
            parked_from: self.store.parked_from()?,
        })
    }

    /// The days of which a restored file does not know what the coordinator has: those that are frozen
    /// again from here on. A backup is some nights old, unless the kiosk stood still for long.
    fn unknown_frozen(&self) -> Result<Option<DateRange>, StoreError> {
        if !self.store.asks_frozen_first()? {
            return Ok(None);
        }
        let today = self.day();
        let this = Quarter::of(today).range().from;
        let before = Quarter::of(this.pred_opt().unwrap_or(this)).range().from;
        let unclosed = self.store.closed_through()?.map(|day| Quarter::of(day).range().from);
        Ok(Some(DateRange::new(unclosed.map_or(before, |day| day.min(before)), today)))
    }

    fn identity(&self) -> Result<Identity, StoreError> {
        Ok(Identity { installation: self.store.installation()?, token: self.store.coordinator_token()? })
    }
}

/// Asks the engine something and waits for its answer.
pub fn ask<T>(
    engine: &mpsc::Sender<Command>,
    question: impl FnOnce(Reply<T>) -> Outbox,
) -> Result<T, Unanswered> {
    let (reply, answer) = mpsc::channel();
    engine.send(Command::Outbox(question(reply))).map_err(|_| Unanswered::Ended)?;
    answer.recv().map_err(|_| Unanswered::Ended)?.map_err(|error| {
        tracing::warn!(error = %chain(&error), "the store could not answer the outbox");
        Unanswered::Store
    })
}

/// Why the engine gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Unanswered {
    /// It has ended.
    #[error("the kiosk is ending")]
    Ended,
    /// Its store refused; the reason stands in the log.
    #[error("the kiosk's own store gives no answer")]
    Store,
}
