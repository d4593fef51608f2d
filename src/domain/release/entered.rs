//! What people of the centre enter themselves: heads counted at an open meeting, and who helps on a day.
//! It is published as it was entered, whoever came to the kiosk: there is no threshold.
//!
//! - Elsewhere in this rule a row never exists because somebody came. Here a row exists only where a host
//!   entered one: that is a host's deliberate statement, made knowing that it is published, and not a
//!   consequence of who touched the kiosk. Both ways round nothing shows: arrivals change no row of
//!   these, and these change no other row. The meeting's own arrivals count as `protected`, in the plan's
//!   group, as if nobody had counted heads.
//! - Heads are published only of what is open: on that day by the programme, and neither sensitive in the
//!   plan nor raised to it since. A count of anything else stays in the centre.
//! - A row is told apart by day and name. A meeting that stands alone in the plan goes by its name there, as
//!   its visits do; another by the name the programme gives it, unless that is a group's already or may not
//!   be said: then it counts among "other activities". What has one name on one day is one row, the sum: two
//!   sessions of a meeting, or two meetings whose names are the same, which no reader could tell apart.

use super::{Measure, Row, Value, ledger::Ledger, rules::Part};
use crate::{
    centre::Centre,
    class::PrivacyClass,
    day::{DateRange, Period},
    ids::ActivityId,
    plan::{NameBook, plain},
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The most people of one role that a head count or a shift takes: more is a slip of the finger.
pub const MOST_ENTERED: u32 = 2_000;

/// How many people a host counted by head at one session of an open meeting.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HeadCount {
    /// Of which activity. Of two sessions of one activity on a day there may be two.
    pub activity: ActivityId,
    /// The service day.
    pub day: NaiveDate,
    /// Visitors, in people.
    pub visitors: u32,
    /// Volunteers, in people.
    pub volunteers: u32,
    /// Professionals, in people.
    pub professionals: u32,
}

/// How many people help in the centre on one service day, as a host declared it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShiftDay {
    /// The service day.
    pub day: NaiveDate,
    /// Volunteers, in people.
    pub volunteers: u32,
    /// Professionals, in people.
    pub professionals: u32,
}

/// An activity that was open on a day, as the programme had it when the day closed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OpenMeeting {
    /// Which activity.
    pub activity: ActivityId,
    /// The service day.
    pub day: NaiveDate,
    /// Its public name; `None` where it has none that may be said.
    pub name: Option<String>,
}

/// Which activities are open on a day: those of that class, unless one of that day's sessions is not.
pub fn open_meetings(centre: &Centre, day: NaiveDate) -> Vec<OpenMeeting> {
    let activities = centre.programme.activities();
    let secret = activities.iter().filter(|activity| activity.class == PrivacyClass::Sensitive);
    let names = NameBook::new(secret.map(|activity| activity.facts.summary.as_str()).collect());
    let planned = centre.planned(day);
    let open = activities.iter().filter(|activity| {
        let mut todays = planned.iter().filter(|planned| planned.session.activity == activity.id);
        activity.class == PrivacyClass::Open && todays.all(|planned| planned.class == PrivacyClass::Open)
    });
    open.map(|activity| OpenMeeting {
        activity: activity.id.clone(),
        day,
        name: names.own_name(&activity.facts.summary),
    })
    .collect()
}

const HEADS: [Measure; 3] =
    [Measure::HeadCountVisitors, Measure::HeadCountVolunteers, Measure::HeadCountProfessionals];
const SHIFTS: [Measure; 2] = [Measure::ShiftVolunteers, Measure::ShiftProfessionals];

impl Measure {
    /// Whether it is a head count of an open meeting.
    pub fn is_head_count(self) -> bool {
        HEADS.contains(&self)
    }

    /// Whether it says who helps.
    pub fn is_shift(self) -> bool {
        SHIFTS.contains(&self)
    }
}

impl Ledger<'_> {
    /// The rows of what was entered for the days of `closing`.
    pub(super) fn entered(&self, closing: DateRange) -> Vec<Row> {
        let mut heads: BTreeMap<(NaiveDate, &str), [u64; HEADS.len()]> = BTreeMap::new();
        for count in self.facts.head_counts.iter().filter(|count| closing.contains(count.day)) {
            let name = match self.open_name(count) {
                Some(name) => name,
                None if self.rules.on(Part::HeadsOfOpenAlone) => continue,
                None => &self.plan.other,
            };
            add(heads.entry((count.day, name)), [count.visitors, count.volunteers, count.professionals]);
        }
        let mut shifts: BTreeMap<NaiveDate, [u64; SHIFTS.len()]> = BTreeMap::new();
        for shift in self.facts.shifts.iter().filter(|shift| closing.contains(shift.day)) {
            add(shifts.entry(shift.day), [shift.volunteers, shift.professionals]);
        }
        let row = |measure, day, group: Option<&str>, people| Row {
            measure,
            period: Period::Day(day),
            group: group.map(str::to_owned),
            value: Value::Count(people),
        };
        let heads = heads.into_iter().flat_map(|((day, name), people)| {
            HEADS.into_iter().zip(people).map(move |(measure, people)| row(measure, day, Some(name), people))
        });
        let shifts = shifts.into_iter().flat_map(|(day, people)| {
            SHIFTS.into_iter().zip(people).map(move |(measure, people)| row(measure, day, None, people))
        });
        heads.chain(shifts).collect()
    }

    /// Under which name a head count is published; `None` where it is not.
    fn open_name(&self, count: &HeadCount) -> Option<&str> {
        let (facts, plan, activity) = (self.facts, self.plan, &count.activity);
        let is_it = |meeting: &&OpenMeeting| (&meeting.activity, meeting.day) == (activity, count.day);
        let meeting = facts.open.iter().find(is_it)?;
        let group = plan.group_of(activity);
        let is_raised = facts.raised.get(activity).is_some_and(|since| *since <= count.day);
        let is_sensitive =
            match group.and_then(|group| group.members.iter().find(|it| it.activity == *activity)) {
                Some(member) => member.is_sensitive(),
                None => self.is_withheld(activity),
            };
        if is_raised || is_sensitive {
            return None;
        }
        if let Some(alone) = group.filter(|group| group.members.len() == 1 && !group.withheld) {
            return Some(&alone.name);
        }
        let is_a_groups = |name: &&str| plan.groups.iter().any(|group| plain(&group.name) == plain(name));
        let own = meeting.name.as_deref().filter(|name| !is_a_groups(name));
        Some(own.unwrap_or(&plan.other))
    }
}

/// Adds people by role to a sum.
fn add<K: Ord, const N: usize>(sum: std::collections::btree_map::Entry<'_, K, [u64; N]>, people: [u32; N]) {
    for (sum, people) in sum.or_insert([0; N]).iter_mut().zip(people) {
        *sum += u64::from(people);
    }
}
