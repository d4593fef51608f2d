//! What the running week would release if it closed now, for hosts to see beforehand. Nothing is frozen.

use super::{ClosingError, Stored, plan_of, planned_on};
use crate::store::Store;
use chrono::NaiveDate;
use welkom_domain::{
    centre::Centre,
    day::{DateRange, Period, Quarter},
    plan::Plan,
    release::{self, Measure, Row, ServiceDay},
};

/// The plan in force, and the cells of visits that touch the running week, today included as if its doors
/// closed now: what is still to come this week is not in it. `None` where no plan is fixed.
pub fn running_week(
    store: &Store,
    centre: &Centre,
    today: NaiveDate,
) -> Result<Option<(Plan, Vec<Row>)>, ClosingError> {
    let quarter = Quarter::of(today);
    let Some(plan) = plan_of(store, quarter)? else { return Ok(None) };
    let week = Period::week_of(today).range();
    let from = week.from.max(plan.from);
    // The kiosk runs now, and the day is not over: it counts as in service.
    let scheduled_min = centre.scheduled_min(today);
    let service = ServiceDay { day: today, scheduled_min, in_service_min: scheduled_min };
    let days = Stored::gather(store, &plan, from, service, &planned_on(centre, today))?;
    let arrivals = store.arrivals(DateRange::new(from, today))?;
    // What hosts entered by hand is told where they enter it: only visits are looked at here.
    let facts = days.facts(&arrivals);
    let rows = release::release(&plan, &facts, week.to.min(quarter.range().to));
    let rows =
        rows.into_iter().filter(|row| row.measure == Measure::Visits && row.period.range().from >= from);
    let rows = rows.collect();
    Ok(Some((plan, rows)))
}
