//! What the running week would release if it closed now, for hosts to see beforehand. Nothing is frozen.

use super::{ClosingError, plan_of};
use crate::store::Store;
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;
use welkom_domain::{
    centre::Centre,
    class::PrivacyClass,
    day::{DateRange, Period, Quarter},
    ids::ActivityId,
    plan::Plan,
    release::{self, Facts, Measure, Row, ServiceDay},
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
    let before = DateRange::new(from, today - Days::new(1));
    let mut sessions = store.planned(before)?;
    let todays = centre.planned(today);
    sessions.extend(todays.iter().map(|planned| planned.session.clone()));
    let mut service = store.service(before)?;
    // The kiosk runs now, and the day is not over: it counts as in service.
    let scheduled_min = centre.scheduled_min(today);
    service.push(ServiceDay { day: today, scheduled_min, in_service_min: scheduled_min });
    let since = DateRange::new(plan.from, today - Days::new(1));
    let mut classes: BTreeMap<ActivityId, PrivacyClass> = store.planned_classes(since)?;
    for planned in &todays {
        let class = classes.entry(planned.session.activity.clone()).or_default();
        *class = (*class).max(planned.class);
    }
    let arrivals = store.arrivals(DateRange::new(from, today))?;
    let raised = store.raised(quarter)?;
    let facts = Facts {
        arrivals: &arrivals,
        sessions: &sessions,
        service: &service,
        raised: &raised,
        classes: &classes,
        // Entered by hand and told where they are entered: only visits are looked at here.
        head_counts: &[],
        open: &[],
        shifts: &[],
    };
    let rows = release::release(&plan, &facts, week.to.min(quarter.range().to));
    let rows =
        rows.into_iter().filter(|row| row.measure == Measure::Visits && row.period.range().from >= from);
    let rows = rows.collect();
    Ok(Some((plan, rows)))
}
