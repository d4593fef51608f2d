//! Cells in `SQLite`.

use super::{SqliteStore, maybe_parsed, parsed};
use crate::{
    clock::UnixMs,
    store::{Cell, Centre, FigureStore, StoreResult, complete_up_to},
};
use chrono::NaiveDate;
use rusqlite::params;
use welkom_domain::{
    day::{DateRange, Quarter},
    release::Row,
};
use welkom_wire::{FrozenKey, ReleaseReceipt, ReleaseRow};

impl FigureStore for SqliteStore {
    fn ingest(&self, centre: &str, plan: Quarter, rows: &[Row], now: UnixMs) -> StoreResult<ReleaseReceipt> {
        self.write("store released cells", |transaction| {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO cells (organisation, centre, plan, measure, group_name, from_day, to_day,
                                    period, value, received_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                 ON CONFLICT (organisation, centre, plan, measure, group_name, from_day, to_day) DO NOTHING",
            )?;
            let mut count_if_differing = transaction.prepare_cached(
                "UPDATE cells SET differing = differing + 1
                 WHERE organisation = ?1 AND centre = ?2 AND plan = ?3 AND measure = ?4 AND group_name = ?5
                   AND from_day = ?6 AND to_day = ?7 AND value <> ?8",
            )?;
            let mut receipt = ReleaseReceipt::default();
            for row in rows {
                let sent = ReleaseRow::from(row);
                let plan = plan.to_string();
                let is_new = insert.execute(params![
                    self.organisation,
                    centre,
                    plan,
                    sent.measure,
                    sent.group,
                    sent.from,
                    sent.to,
                    sent.period,
                    sent.value,
                    now.0
                ])? > 0;
                if is_new {
                    receipt.accepted += 1;
                    continue;
                }
                let differs = count_if_differing.execute(params![
                    self.organisation,
                    centre,
                    plan,
                    sent.measure,
                    sent.group,
                    sent.from,
                    sent.to,
                    sent.value
                ])? > 0;
                if differs {
                    receipt.differing += 1;
                } else {
                    receipt.already_there += 1;
                }
            }
            Ok(receipt)
        })
    }

    fn frozen_keys(&self, centre: &str, days: DateRange) -> StoreResult<Vec<FrozenKey>> {
        self.read("list frozen keys", |connection| {
            connection
                .prepare(
                    "SELECT plan, measure, group_name, from_day, to_day FROM cells
                     WHERE organisation = ?1 AND centre = ?2 AND from_day <= ?4 AND to_day >= ?3",
                )?
                .query_map(
                    params![self.organisation, centre, days.from.to_string(), days.to.to_string()],
                    |row| {
                        Ok(FrozenKey {
                            plan: parsed(row, "plan")?,
                            measure: row.get("measure")?,
                            group: row.get("group_name")?,
                            from: parsed(row, "from_day")?,
                            to: parsed(row, "to_day")?,
                        })
                    },
                )?
                .collect()
        })
    }

    fn centres(&self) -> StoreResult<Vec<Centre>> {
        self.read("list the centres", |connection| {
            connection
                .prepare(
                    "SELECT centres.centre, centres.name, MIN(cells.from_day) AS first_day,
                            MAX(cells.to_day) AS last_day,
                            (SELECT MIN(parked_from_day) FROM kiosks
                             WHERE kiosks.organisation = centres.organisation
                               AND kiosks.centre = centres.centre AND kiosks.revoked_ms IS NULL)
                                AS parked_from_day
                     FROM centres
                     LEFT JOIN cells ON cells.organisation = centres.organisation
                                    AND cells.centre = centres.centre
                     WHERE centres.organisation = ?1
                     GROUP BY centres.centre, centres.name
                     ORDER BY centres.name, centres.centre",
                )?
                .query_map(params![self.organisation], |row| {
                    let last_day = maybe_parsed(row, "last_day")?;
                    Ok(Centre {
                        slug: row.get("centre")?,
                        name: row.get("name")?,
                        days: maybe_parsed(row, "first_day")?
                            .zip(last_day)
                            .map(|(first, last)| DateRange::new(first, last)),
                        complete_up_to: complete_up_to(last_day, maybe_parsed(row, "parked_from_day")?),
                    })
                })?
                .collect()
        })
    }

    fn cells(
        &self,
        centre: Option<&str>,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    ) -> StoreResult<Vec<Cell>> {
        self.read("read cells", |connection| {
            connection
                .prepare(
                    "SELECT centre, measure, period, from_day, to_day, group_name, value FROM cells
                     WHERE organisation = ?1 AND centre = COALESCE(?2, centre)
                       AND from_day >= COALESCE(?3, from_day) AND to_day <= COALESCE(?4, to_day)
                     ORDER BY centre, from_day, to_day, measure, group_name",
                )?
                .query_map(
                    params![
                        self.organisation,
                        centre,
                        from.map(|day| day.to_string()),
                        to.map(|day| day.to_string())
                    ],
                    |row| {
                        let sent = ReleaseRow {
                            measure: row.get("measure")?,
                            period: row.get("period")?,
                            from: row.get("from_day")?,
                            to: row.get("to_day")?,
                            group: row.get("group_name")?,
                            value: row.get("value")?,
                        };
                        let row_read = Row::try_from(&sent).map_err(|error| {
                            rusqlite::Error::FromSqlConversionFailure(
                                0,
                                rusqlite::types::Type::Text,
                                Box::new(error),
                            )
                        })?;
                        Ok(Cell { centre: row.get("centre")?, row: row_read })
                    },
                )?
                .collect()
        })
    }
}
