//! A seeded script of arrivals: who comes when and for what, decided before anybody touches anything.
//! What it adds up to is computed from the script alone, so that a count that was lost on the way shows.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use fastrand::Rng;
use welkom_domain::{
    centre::Centre,
    day::{DateRange, to_zone},
    ids::ActivityId,
    programme::Session,
};

/// One arrival to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scripted {
    /// When the finger touches "Ik ben er".
    pub at: DateTime<Tz>,
    /// For which sessions; empty is just dropping in.
    pub titles: Vec<String>,
    /// Dropping in as well.
    pub drops_in: bool,
    /// How many people.
    pub party: u32,
    /// "Met mijn naam".
    pub with_name: bool,
}

impl Scripted {
    /// People × sessions.
    pub fn visits(&self) -> u64 {
        let sessions = self.titles.len() + usize::from(self.drops_in);
        u64::from(self.party) * sessions as u64
    }
}

/// What happens to the kiosk on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptedDay {
    /// Which service day.
    pub day: NaiveDate,
    /// When the kiosk is switched on and off; no hours where nothing is scheduled.
    pub in_service: Option<(DateTime<Tz>, DateTime<Tz>)>,
    /// Who comes, in order.
    pub arrivals: Vec<Scripted>,
}

/// A script for one centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Its days, in order, without gaps.
    pub days: Vec<ScriptedDay>,
}

impl Script {
    /// Writes the script: for every session that is held about as many as the programme expects, and
    /// people who drop in. On `off_days` the kiosk breaks down an hour and a half after it is switched
    /// on. From `quiet_from` on nobody comes.
    pub fn write(
        centre: &Centre,
        range: DateRange,
        quiet_from: NaiveDate,
        off_days: &[NaiveDate],
        seed: u64,
    ) -> Self {
        let mut random = Rng::with_seed(seed);
        let days = range.days().map(|day| {
            let mut in_service = hours(centre, day);
            if let Some((on, off)) = &mut in_service
                && off_days.contains(&day)
            {
                *off = *on + TimeDelta::minutes(90);
            }
            let mut arrivals = Vec::new();
            if day < quiet_from
                && let Some(span) = in_service
            {
                for session in centre.sessions_on(day) {
                    if centre.is_held(&session, day) && session.activity != ActivityId::drop_in() {
                        come_for(centre, &session, span, &mut random, &mut arrivals);
                    }
                }
                drop_in(centre, day, span, &mut random, &mut arrivals);
            }
            arrivals.sort_by_key(|arrival| arrival.at);
            // One door: nobody touches while another still does.
            for next in 1..arrivals.len() {
                let earliest = arrivals[next - 1].at + TimeDelta::minutes(1);
                arrivals[next].at = arrivals[next].at.max(earliest);
            }
            ScriptedDay { day, in_service, arrivals }
        });
        Self { days: days.collect() }
    }

    /// How many passes through the check-in.
    pub fn arrivals(&self) -> u64 {
        self.days.iter().map(|day| day.arrivals.len() as u64).sum()
    }

    /// How many visits they make.
    pub fn visits(&self) -> u64 {
        self.days.iter().flat_map(|day| &day.arrivals).map(Scripted::visits).sum()
    }
}

/// From a little before the first thing of the day to a little after the last.
fn hours(centre: &Centre, day: NaiveDate) -> Option<(DateTime<Tz>, DateTime<Tz>)> {
    let scheduled = centre.scheduled(day);
    let (first, last) = (scheduled.first()?.0, scheduled.last()?.1);
    Some((first - TimeDelta::minutes(10), last + TimeDelta::minutes(10)))
}

fn come_for(
    centre: &Centre,
    session: &Session,
    (on, off): (DateTime<Tz>, DateTime<Tz>),
    random: &mut Rng,
    arrivals: &mut Vec<Scripted>,
) {
    let expected = centre
        .programme
        .activities()
        .iter()
        .find(|activity| activity.id == session.activity)
        .and_then(|activity| activity.expected)
        .unwrap_or(4);
    let coming = random.u32(expected * 2 / 3..=expected + expected / 3 + 1);
    let title = session.facts.public_label.clone().unwrap_or_else(|| session.facts.summary.clone());
    for _ in 0..coming {
        let at = session.start - TimeDelta::minutes(random.i64(2..30));
        let at = at.max(on + TimeDelta::minutes(12));
        if at + TimeDelta::minutes(2) < off.min(session.start + TimeDelta::minutes(20)) {
            arrivals.push(Scripted {
                at,
                titles: vec![title.clone()],
                drops_in: random.u32(0..12) == 0 && centre.drop_in.is_some() && is_open(centre, at),
                party: if random.u32(0..9) == 0 { random.u32(2..=4) } else { 1 },
                with_name: random.u32(0..4) == 0,
            });
        }
    }
}

fn drop_in(
    centre: &Centre,
    day: NaiveDate,
    (on, off): (DateTime<Tz>, DateTime<Tz>),
    random: &mut Rng,
    arrivals: &mut Vec<Scripted>,
) {
    let Some(expected) = centre.drop_in.as_ref().and_then(|drop_in| drop_in.expected) else { return };
    let Some((opens, closes)) = centre.open_hours(day).first().copied() else { return };
    for _ in 0..random.u32(expected * 3 / 4..=expected + expected / 4) {
        let minutes = (closes - opens).num_minutes() - 30;
        let at = (opens + TimeDelta::minutes(random.i64(2..minutes.max(3)))).max(on);
        if at + TimeDelta::minutes(2) < off {
            arrivals.push(Scripted {
                at,
                titles: Vec::new(),
                drops_in: true,
                party: if random.u32(0..9) == 0 { 2 } else { 1 },
                with_name: random.u32(0..6) == 0,
            });
        }
    }
}

fn is_open(centre: &Centre, at: DateTime<Tz>) -> bool {
    centre
        .open_hours(at.date_naive())
        .iter()
        .any(|(from, to)| *from <= at && at + TimeDelta::minutes(20) < *to)
}

/// A local time of a date, for scripts.
///
/// # Panics
///
/// On a time that does not exist.
pub fn local(day: NaiveDate, time: NaiveTime, zone: Tz) -> DateTime<Tz> {
    to_zone(day.and_time(time), zone).expect("a time that exists")
}

/// The morning after a day, an hour after it has closed.
///
/// # Panics
///
/// Never: no zone skips five o'clock.
pub fn morning_after(day: NaiveDate, zone: Tz) -> DateTime<Tz> {
    local(day + Days::new(1), NaiveTime::from_hms_opt(5, 0, 0).expect("five o'clock"), zone)
}
