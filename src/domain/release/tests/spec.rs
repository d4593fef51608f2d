//! The rule a second time: from the words of privacy.md, by brute force, sharing nothing with the code
//! under test but the types. Slow and plain.

use super::history::History;
use crate::{
    arrival::Arrival,
    class::PrivacyClass,
    day::DateRange,
    ids::ActivityId,
    plan::Cadence,
    release::{Measure, PlannedSession},
};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// A cell's key: the group's name, the first and the last day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) group: String,
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    Published,
    Few,
    Closed,
    Off,
}

impl Key {
    pub(super) fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }
}

impl History {
    /// The public name of the group in which an activity counts; none for something sensitive that
    /// appeared during the quarter.
    pub(super) fn group_name(&self, activity: &ActivityId) -> Option<String> {
        for group in &self.plan.groups {
            if group.members.iter().any(|member| member.activity == *activity) {
                return Some(group.name.clone());
            }
        }
        let was_sensitive = self.classes.get(activity) == Some(&PrivacyClass::Sensitive)
            && !self.raised.contains_key(activity);
        (!was_sensitive).then(|| self.plan.other.clone())
    }

    fn key(&self, group: &str, day: NaiveDate) -> Key {
        let by_day =
            self.plan.groups.iter().any(|other| other.name == group && other.cadence == Cadence::Day);
        let belongs = |other: &NaiveDate| {
            let same_week = other.iso_week() == day.iso_week() && other.month() == day.month();
            if by_day { *other == day } else { same_week }
        };
        let days: Vec<NaiveDate> =
            DateRange::new(self.plan.from, self.last_day()).days().filter(belongs).collect();
        Key { group: group.to_owned(), from: days[0], to: days[days.len() - 1] }
    }

    /// Every cell: where something of its group was planned.
    pub(super) fn cells(&self) -> BTreeSet<Key> {
        let in_plan =
            |session: &&PlannedSession| self.plan.from <= session.day && session.day <= self.last_day();
        let sessions = self.sessions.iter().filter(in_plan);
        sessions
            .filter_map(|session| Some(self.key(&self.group_name(&session.activity)?, session.day)))
            .collect()
    }

    /// The planned sessions of a cell.
    pub(super) fn sessions_in(&self, key: &Key) -> Vec<&PlannedSession> {
        self.sessions
            .iter()
            .filter(|session| key.contains(session.day))
            .filter(|session| self.group_name(&session.activity).as_ref() == Some(&key.group))
            .collect()
    }

    /// How many sessions of a cell an arrival counts for, if the cell is made in its time.
    pub(super) fn counts_in(&self, key: &Key, arrival: &Arrival) -> u64 {
        let was_known = arrival.recorded <= key.to && arrival.withdrawn.is_none_or(|day| day > key.to);
        if !was_known || !key.contains(arrival.day) {
            return 0;
        }
        let held =
            self.sessions_in(key).into_iter().filter(|session| session.held && session.day == arrival.day);
        let activities: BTreeSet<&ActivityId> = held.map(|session| &session.activity).collect();
        arrival.activities.iter().filter(|activity| activities.contains(activity)).count() as u64
    }

    pub(super) fn visits(&self, key: &Key) -> u64 {
        self.arrivals.iter().map(|arrival| u64::from(arrival.party) * self.counts_in(key, arrival)).sum()
    }

    pub(super) fn crowd_on(&self, key: &Key, day: NaiveDate) -> u32 {
        let came = |arrival: &&Arrival| arrival.day == day && self.counts_in(key, arrival) > 0;
        u32::try_from(self.arrivals.iter().filter(came).count()).unwrap()
    }

    pub(super) fn class(&self, activity: &ActivityId) -> PrivacyClass {
        let member = self.plan.groups.iter().flat_map(|group| &group.members);
        member
            .filter(|member| member.activity == *activity)
            .map(|member| member.class)
            .max()
            .unwrap_or_default()
    }

    /// k of a group, by name.
    pub(super) fn k(&self, group: &str) -> u32 {
        let members =
            self.plan.groups.iter().filter(|other| other.name == group).flat_map(|group| &group.members);
        let is_sensitive = members.into_iter().any(|member| member.class == PrivacyClass::Sensitive);
        if is_sensitive { self.plan.thresholds.sensitive } else { self.plan.thresholds.protected }
    }

    pub(super) fn is_off(&self, from: NaiveDate, to: NaiveDate) -> bool {
        let days = self.service.iter().filter(|service| from <= service.day && service.day <= to);
        let (mut scheduled, mut in_service) = (0, 0);
        for day in days {
            scheduled += day.scheduled_min;
            in_service += day.in_service_min;
        }
        f64::from(in_service) < f64::from(scheduled) / 2.0
    }

    /// Every row of what hosts entered: what, on which day, under which name (none for the centre), and how
    /// many.
    pub(super) fn entered(&self) -> BTreeMap<(Measure, NaiveDate, Option<String>), u64> {
        let mut rows = BTreeMap::new();
        for count in &self.head_counts {
            let meeting = self.open.iter().find(|it| it.activity == count.activity && it.day == count.day);
            let was_raised = self.raised.get(&count.activity).is_some_and(|since| *since <= count.day);
            let is_new_sensitive = self.group_name(&count.activity).is_none();
            let is_sensitive = self.class(&count.activity) == PrivacyClass::Sensitive;
            let Some(meeting) = meeting.filter(|_| !(was_raised || is_new_sensitive || is_sensitive)) else {
                continue;
            };
            let mut name = meeting.name.clone().unwrap_or(self.plan.other.clone());
            for group in &self.plan.groups {
                if group.name == name {
                    name.clone_from(&self.plan.other);
                }
            }
            for group in &self.plan.groups {
                let is_alone = group.members.len() == 1 && group.members[0].activity == count.activity;
                if is_alone && !group.withheld {
                    name.clone_from(&group.name);
                }
            }
            for (measure, people) in [
                (Measure::HeadCountVisitors, count.visitors),
                (Measure::HeadCountVolunteers, count.volunteers),
                (Measure::HeadCountProfessionals, count.professionals),
            ] {
                *rows.entry((measure, count.day, Some(name.clone()))).or_default() += u64::from(people);
            }
        }
        for shift in &self.shifts {
            rows.insert((Measure::ShiftVolunteers, shift.day, None), shift.volunteers.into());
            rows.insert((Measure::ShiftProfessionals, shift.day, None), shift.professionals.into());
        }
        rows
    }

    /// What a cell must read.
    pub(super) fn reading(&self, key: &Key) -> Reading {
        let sessions = self.sessions_in(key);
        if sessions.iter().all(|session| !session.held) {
            return Reading::Closed;
        }
        if self.is_off(key.from, key.to) {
            return Reading::Off;
        }
        if self.plan.groups.iter().any(|group| group.name == key.group && group.withheld) {
            return Reading::Few;
        }
        for (activity, day) in &self.raised {
            let is_in_group = self.group_name(activity).as_ref() == Some(&key.group);
            if is_in_group && *day <= key.to {
                return Reading::Few;
            }
        }
        let k = self.k(&key.group);
        for sensitive in &sessions {
            if sensitive.held && self.class(&sensitive.activity) == PrivacyClass::Sensitive {
                let others: BTreeSet<&ActivityId> = sessions
                    .iter()
                    .filter(|other| other.held && other.day == sensitive.day)
                    .filter(|other| self.class(&other.activity) != PrivacyClass::Sensitive)
                    .map(|other| &other.activity)
                    .collect();
                if others.len() < 2 || self.crowd_on(key, sensitive.day) < k {
                    return Reading::Few;
                }
            }
        }
        let mut days = DateRange::new(key.from, key.to).days();
        if days.any(|day| self.crowd_on(key, day) >= k) { Reading::Published } else { Reading::Few }
    }
}
