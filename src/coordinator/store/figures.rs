//! The frozen cells that centres released.

use super::StoreResult;
use crate::clock::UnixMs;
use chrono::NaiveDate;
use welkom_domain::{
    day::{DateRange, Quarter},
    release::Row,
};
use welkom_wire::{FrozenKey, ReleaseReceipt};

/// A cell and the centre that released it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The centre's short name.
    pub centre: String,
    /// What it says.
    pub row: Row,
}

/// A centre that has or had a kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Centre {
    /// Its short name.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// The first and the last day of which there is a cell.
    pub days: Option<DateRange>,
    /// The last day up to which nothing is missing (see [`complete_up_to`]).
    pub complete_up_to: Option<NaiveDate>,
}

/// Cells are frozen when their period has closed and sent in that order, so the figures are complete up to
/// the last day of which there is one, unless the kiosk holds back a row that was refused: then up to the
/// day before that row begins.
pub fn complete_up_to(last_day: Option<NaiveDate>, parked_from: Option<NaiveDate>) -> Option<NaiveDate> {
    let last_day = last_day?;
    Some(parked_from.and_then(|day| day.pred_opt()).map_or(last_day, |before| before.min(last_day)))
}

/// Ingest and reading of cells.
pub trait FigureStore {
    /// Stores the cells that are new, all or none of them. Of a cell that is there the first value
    /// stays; that another one came is counted.
    fn ingest(&self, centre: &str, plan: Quarter, rows: &[Row], now: UnixMs) -> StoreResult<ReleaseReceipt>;

    /// The keys of a centre's cells that have a day in common with `days`.
    fn frozen_keys(&self, centre: &str, days: DateRange) -> StoreResult<Vec<FrozenKey>>;

    /// All centres by name.
    fn centres(&self) -> StoreResult<Vec<Centre>>;

    /// The cells of one centre or of all that lie wholly within these days, ordered by centre, first
    /// day, measure and group.
    fn cells(
        &self,
        centre: Option<&str>,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    ) -> StoreResult<Vec<Cell>>;
}
