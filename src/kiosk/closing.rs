//! The night's work: a service day that is over is closed, its cells are frozen, and once in a quarter
//! the next plan is fixed. Every step can be done twice; a night that was cut short is finished by the
//! next start.

mod running_week;

pub use running_week::running_week;

use crate::store::{FrozenRow, Planned, Store, StoreError};
use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};
use std::collections::BTreeMap;
use thiserror::Error;
use welkom_domain::{
    arrival::Arrival,
    centre::Centre,
    class::PrivacyClass,
    day::{DateRange, Period, Quarter},
    ids::ActivityId,
    plan::{Cadence, Names, Plan},
    release::{self, Facts, PlannedSession, ServiceDay},
};

/// Why a day could not be closed.
#[derive(Debug, Error)]
pub enum ClosingError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A plan that was fixed cannot be read any more.
    #[error("the plan of {0} cannot be read: expected the text that was fixed")]
    Plan(Quarter),
    /// The proposed plan was not one that can be fixed. The days wait with their arrivals: closed without
    /// a plan, their figures would be lost for good.
    #[error("expected a plan for {0}, found none that could be fixed")]
    NoPlan(Quarter),
}

/// Fixes the plan of the running quarter, and on its last day that of the next one: a plan stands
/// before anybody comes. [`close_days`] does so for every day it comes by.
///
/// What is fixed stays for the whole quarter, so a plan that could not be read again is not fixed: a
/// later version of the program can still propose a good one.
pub fn ensure_plans(
    store: &mut Store,
    centre: &Centre,
    today: NaiveDate,
    now_ms: i64,
) -> Result<(), ClosingError> {
    let tomorrow = today + Days::new(1);
    for day in [today, tomorrow] {
        let quarter = Quarter::of(day);
        if store.plan(quarter)?.is_some() {
            continue;
        }
        // At set-up: for the rest of the running quarter, this day included.
        let is_set_up = quarter == Quarter::of(today) && store.first_plan()?.is_none();
        let from = if is_set_up { today } else { quarter.range().from };
        let plan = propose(store, centre, quarter, from)?;
        let toml = plan.to_toml();
        if !reads_back(&plan, &toml) {
            tracing::error!(%quarter, "expected a proposed plan that reads back as it was, found another: it is not fixed");
            continue;
        }
        store.fix_plan(quarter, &toml, now_ms)?;
        tracing::info!(%quarter, groups = plan.groups.len(), "the publication plan is fixed");
    }
    Ok(())
}

fn reads_back(plan: &Plan, toml: &str) -> bool {
    Plan::from_toml(toml).as_ref() == Ok(plan)
}

/// The plan the program proposes, with what the stored cells tell about sizes.
pub fn propose(
    store: &Store,
    centre: &Centre,
    quarter: Quarter,
    from: NaiveDate,
) -> Result<Plan, StoreError> {
    let mut published = BTreeMap::new();
    if let Some(before) = from.pred_opt()
        && let Some(plan) = store.plan(Quarter::of(before))?.and_then(|toml| Plan::from_toml(&toml).ok())
    {
        // Of what stood alone, by day; a week's cell tells no day's size (as `published_alone` has it).
        for group in plan.groups.iter().filter(|group| group.cadence == Cadence::Day) {
            if let [member] = group.members.as_slice() {
                let sizes = store.published_by_day(plan.quarter, &group.name)?;
                published.insert(member.activity.clone(), sizes);
            }
        }
    }
    let candidates = centre.candidates(DateRange::new(from, quarter.range().to), &published);
    Ok(welkom_domain::plan::propose(quarter, from, centre.thresholds, &candidates, &Names::default()))
}

/// Closes every service day before `today` that is not closed yet, the oldest first, and fixes the plans
/// that were due on the way: days that are closed late give the same cells as if each had been closed in
/// its own night. Returns how many.
pub fn close_days(
    store: &mut Store,
    centre: &Centre,
    today: NaiveDate,
    now_ms: i64,
) -> Result<usize, ClosingError> {
    let Some(first) = first_open_day(store)? else {
        ensure_plans(store, centre, today, now_ms)?;
        return Ok(0);
    };
    let mut closed = 0;
    let mut day = first;
    let mut known = KnownArrivals::default();
    // A clock that was once believed and ran ahead fixes no plan of a time to come.
    ensure_plans(store, centre, day.min(today), now_ms)?;
    while day < today {
        close_day(store, centre, day, now_ms, &mut known)?;
        closed += 1;
        day = day + Days::new(1);
        ensure_plans(store, centre, day, now_ms)?;
    }
    Ok(closed)
}

/// The day after the last closed one; before the first closing, the first day of the first plan.
fn first_open_day(store: &Store) -> Result<Option<NaiveDate>, ClosingError> {
    if let Some(closed) = store.closed_through()? {
        return Ok(closed.succ_opt());
    }
    let Some(quarter) = store.first_plan()? else { return Ok(None) };
    Ok(plan_of(store, quarter)?.map(|plan| plan.from))
}

fn plan_of(store: &Store, quarter: Quarter) -> Result<Option<Plan>, ClosingError> {
    let Some(toml) = store.plan(quarter)? else { return Ok(None) };
    Plan::from_toml(&toml).map(Some).map_err(|_| ClosingError::Plan(quarter))
}

/// The arrivals read so far: days that are closed one after the other need the same week and the same month
/// again and again. Nothing is stored in between, since the engine's thread does one thing at a time.
#[derive(Default)]
struct KnownArrivals {
    days: Option<DateRange>,
    arrivals: Vec<Arrival>,
}

impl KnownArrivals {
    /// Those of these days, and perhaps of some before.
    fn of(&mut self, store: &Store, needed: DateRange) -> Result<&[Arrival], StoreError> {
        let unread = match self.days {
            Some(read) if read.from <= needed.from && read.to < needed.to => {
                DateRange::new(read.to + Days::new(1), needed.to)
            }
            _ => {
                self.arrivals.clear();
                self.days = None;
                needed
            }
        };
        // No cell reaches over the end of a month.
        let month = Period::month_of(needed.to).range();
        self.arrivals.retain(|arrival| month.contains(arrival.day));
        self.arrivals.extend(store.arrivals(unread)?);
        let from = self.days.map_or(needed.from, |read| read.from.max(month.from));
        self.days = Some(DateRange::new(from, needed.to));
        Ok(&self.arrivals)
    }
}

fn close_day(
    store: &mut Store,
    centre: &Centre,
    day: NaiveDate,
    now_ms: i64,
    known: &mut KnownArrivals,
) -> Result<(), ClosingError> {
    let quarter = Quarter::of(day);
    let plan = plan_of(store, quarter)?.ok_or(ClosingError::NoPlan(quarter))?;
    let scheduled_min = centre.scheduled_min(day);
    let mut in_service = store.service(DateRange::new(day, day))?;
    let service = in_service.pop().unwrap_or(ServiceDay { day, scheduled_min, in_service_min: 0 });
    let service = ServiceDay { scheduled_min, ..service };
    let todays = planned_on(centre, day);
    raise_classes(store, centre, &plan, day, &todays)?;
    let rows = closing_rows(store, centre, &plan, service, &todays, known)?;
    store.close_day(service, &todays, &rows, now_ms)?;
    Ok(())
}

/// What a day has planned, as it is kept.
fn planned_on(centre: &Centre, day: NaiveDate) -> Vec<Planned> {
    let planned = centre.planned(day).into_iter();
    planned.map(|it| Planned { session: it.session, key: it.key, class: it.class }).collect()
}

/// Writes down which activities have become sensitive since the plan was fixed, or since they first
/// appeared in the quarter; a single sensitive session is enough.
fn raise_classes(
    store: &Store,
    centre: &Centre,
    plan: &Plan,
    day: NaiveDate,
    todays: &[Planned],
) -> Result<(), StoreError> {
    let mut classes = store.planned_classes(DateRange::new(plan.from, day - Days::new(1)))?;
    for member in plan.groups.iter().flat_map(|group| &group.members) {
        classes.insert(member.activity.clone(), member.class);
    }
    for (activity, class) in classes {
        let is_raised = class < PrivacyClass::Sensitive
            && (centre.class_of(&activity) == PrivacyClass::Sensitive
                || todays
                    .iter()
                    .any(|it| it.session.activity == activity && it.class == PrivacyClass::Sensitive));
        if is_raised {
            store.raise(plan.quarter, &activity, day)?;
        }
    }
    Ok(())
}

/// What is stored of some days of a plan, and what the last of them has, which is not stored yet.
struct Stored {
    sessions: Vec<PlannedSession>,
    service: Vec<ServiceDay>,
    raised: BTreeMap<ActivityId, NaiveDate>,
    classes: BTreeMap<ActivityId, PrivacyClass>,
}

impl Stored {
    /// From `from` to the day of `service`, whose sessions are `todays`.
    fn gather(
        store: &Store,
        plan: &Plan,
        from: NaiveDate,
        service: ServiceDay,
        todays: &[Planned],
    ) -> Result<Self, StoreError> {
        let yesterday = service.day - Days::new(1);
        let before = DateRange::new(from, yesterday);
        let mut sessions = store.planned(before)?;
        sessions.extend(todays.iter().map(|planned| planned.session.clone()));
        let mut services = store.service(before)?;
        services.push(service);
        // Over the whole quarter, since one sensitive session makes an unplanned activity sensitive.
        let mut classes = store.planned_classes(DateRange::new(plan.from, yesterday))?;
        for planned in todays {
            let class = classes.entry(planned.session.activity.clone()).or_default();
            *class = (*class).max(planned.class);
        }
        Ok(Self { sessions, service: services, raised: store.raised(plan.quarter)?, classes })
    }

    /// With who came; nothing that hosts entered is in it.
    fn facts<'a>(&'a self, arrivals: &'a [Arrival]) -> Facts<'a> {
        Facts {
            arrivals,
            sessions: &self.sessions,
            service: &self.service,
            raised: &self.raised,
            classes: &self.classes,
            head_counts: &[],
            open: &[],
            shifts: &[],
        }
    }
}

/// The rows of the cells whose last day is that of `service`, from what is stored of their days.
fn closing_rows(
    store: &Store,
    centre: &Centre,
    plan: &Plan,
    service: ServiceDay,
    todays: &[Planned],
    known: &mut KnownArrivals,
) -> Result<Vec<FrozenRow>, ClosingError> {
    let day = service.day;
    let needed = release::days_to_close(plan, day);
    let days = Stored::gather(store, plan, needed.from, service, todays)?;
    // What hosts entered is of one day each: no row needs more than this day's.
    let this_day = DateRange::new(day, day);
    let facts = Facts {
        head_counts: &store.head_counts(this_day)?,
        open: &release::open_meetings(centre, day),
        shifts: &store.shifts(this_day)?,
        ..days.facts(known.of(store, needed)?)
    };
    let rows = release::release_closing(plan, &facts, day);
    Ok(rows.iter().map(|row| FrozenRow::new(plan.quarter, row)).collect())
}

/// Further back than any quarter whose arrivals can still be there: keeping is bounded at a month.
const FORGET_LOOKS_BACK: TimeDelta = TimeDelta::days(400);

/// Deletes arrivals that nothing still to be frozen needs: those of quarters that are frozen, once the
/// days the host may want them for have passed as well.
pub fn forget(store: &Store, today: NaiveDate, keep_arrivals_days: u32) -> Result<(), StoreError> {
    let Some(closed) = store.closed_through()? else { return Ok(()) };
    let is_over = |last: NaiveDate| last <= closed && last + Days::new(u64::from(keep_arrivals_days)) < today;
    // The last day of a quarter that is frozen and of which nobody may want to know any more.
    let mut last = Quarter::of(today).range().from.pred_opt();
    while let Some(day) = last.filter(|day| !is_over(*day)) {
        last = Quarter::of(day).range().from.pred_opt().filter(|before| today - *before < FORGET_LOOKS_BACK);
    }
    let Some(through) = last else { return Ok(()) };
    let forgotten = store.forget_arrivals_through(through)?;
    if forgotten > 0 {
        tracing::info!(%through, "arrivals of frozen quarters are deleted");
    }
    // A damaged file that was moved away holds arrivals of the same days. What it held and was not sent could
    // be looked at until now.
    let next_day = (through + Days::new(1)).and_time(NaiveTime::MIN).and_utc();
    let cleared = store.clear_quarantines(next_day.timestamp_millis())?;
    if cleared > 0 {
        tracing::info!(%through, cleared, "damaged files of frozen quarters are deleted");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
