//! Everything one sending does: ask first where a backup was restored, send what waits, tell how the
//! kiosk is.

use super::{Client, ClientError};
use crate::{
    engine::{Command, Outbox, Outgoing, Unanswered, ask},
    store::FrozenRow,
};
use chrono::TimeDelta;
use std::{collections::BTreeSet, sync::mpsc};
use thiserror::Error;
use welkom_domain::day::{DateRange, Quarter};
use welkom_wire::{
    FROZEN_DAYS_AT_ONCE, FrozenKey, Health, ROWS_PER_BATCH, ReleaseBatch, ReleaseRow, SCHEMA, Token,
};

/// What a sending did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RoundReport {
    /// Rows the coordinator has now, whoever sent them first.
    pub sent: usize,
    /// Rows it refused; they are parked.
    pub parked: usize,
    /// Rows it had with another value: the first ones stand.
    pub differing: usize,
}

/// Why a sending ended before everything was sent.
#[derive(Debug, Error)]
pub enum RoundError {
    /// There is no token: this kiosk is not paired.
    #[error("this kiosk is not paired with a coordinator")]
    NotPaired,
    /// The coordinator or the way to it.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// The engine gave no answer.
    #[error(transparent)]
    Engine(#[from] Unanswered),
}

/// How the machine is, for the health message; nothing in it depends on who came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine {
    /// Whether the clock is trusted.
    pub clock_trusted: bool,
    /// Free space where the visits are kept, in bytes.
    pub disk_free_bytes: u64,
}

/// Sends everything that waits, then the health message.
pub fn send_everything(
    client: &Client,
    engine: &mpsc::Sender<Command>,
    machine: Machine,
) -> Result<RoundReport, RoundError> {
    let identity = ask(engine, Outbox::Identity)?;
    let token: Token = identity.token.and_then(|text| text.parse().ok()).ok_or(RoundError::NotPaired)?;
    let mut report = RoundReport::default();
    let mut limit = ROWS_PER_BATCH;
    let rest = loop {
        let outgoing: Outgoing = ask(engine, |reply| Outbox::Next(limit, reply))?;
        if let Some(days) = outgoing.asks_frozen_first {
            let keys = frozen(client, &token, days)?;
            ask(engine, |reply| Outbox::FrozenElsewhere(keys, reply))?;
            continue;
        }
        let Some(first) = outgoing.rows.first() else { break outgoing };
        match client.send(&token, &batch(first.quarter, &outgoing.rows)) {
            Ok(receipt) => {
                report.sent += outgoing.rows.len();
                report.differing += receipt.differing;
                ask(engine, |reply| Outbox::Sent(outgoing.rows, receipt, reply))?;
            }
            Err(ClientError::TooLarge) if limit > 1 => limit = outgoing.rows.len().div_ceil(2).min(limit / 2),
            // All or nothing is stored of a batch: one row at a time finds the one that is refused.
            Err(ClientError::Invalid(_)) if limit > 1 && outgoing.rows.len() > 1 => limit = 1,
            Err(error @ (ClientError::TooLarge | ClientError::Invalid(_))) => {
                tracing::warn!(%error, "a frozen row is parked");
                report.parked += outgoing.rows.len();
                ask(engine, |reply| Outbox::Park(outgoing.rows, reply))?;
            }
            Err(error) => return Err(error.into()),
        }
    };
    client.health(
        &token,
        &Health {
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            programme_age_days: rest.programme_age_days,
            parked_from: rest.parked_from,
            clock_trusted: machine.clock_trusted,
            disk_free_mib: Health::rounded_mib(machine.disk_free_bytes),
        },
    )?;
    ask(engine, Outbox::Done)?;
    Ok(report)
}

/// The keys the coordinator has of these days, asked for in stretches it answers.
fn frozen(client: &Client, token: &Token, days: DateRange) -> Result<Vec<FrozenKey>, ClientError> {
    let mut keys = BTreeSet::new();
    let mut from = days.from;
    while from <= days.to {
        let to = days.to.min(from + TimeDelta::days(FROZEN_DAYS_AT_ONCE - 1));
        // A week or a month may reach from one stretch into the next.
        keys.extend(client.frozen(token, DateRange::new(from, to))?.keys);
        from = to + TimeDelta::days(1);
    }
    Ok(keys.into_iter().collect())
}

fn batch(plan: Quarter, rows: &[FrozenRow]) -> ReleaseBatch {
    let rows = rows.iter().map(|row| ReleaseRow {
        measure: row.measure.clone(),
        period: row.period.clone(),
        from: row.from.to_string(),
        to: row.to.to_string(),
        group: row.group.clone(),
        value: row.value.clone(),
    });
    ReleaseBatch { schema: SCHEMA, plan, rows: rows.collect() }
}
