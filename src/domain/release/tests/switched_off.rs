//! Each part of the rule switched off in turn: a property must notice, or the properties are worth
//! nothing. Parts that are a step of the code are switched off there ([`Part`]); parts that are
//! something the code does *not* do are broken from outside.

use super::{
    history::History,
    properties::{
        Property, Subject, balance, bytes, entered, freezing, kinds, names, shape, sums, thresholds, totals,
        try_property,
    },
};
use crate::{
    class::{PrivacyClass, Thresholds},
    day::{DateRange, Period},
    ids::ActivityId,
    plan::{Cadence, Group, Member},
    release::{
        Measure, PlannedSession, Row, Value, release, release_by,
        rules::{Part, Rules},
    },
};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};

/// So many histories are tried, and no more: a broken rule must be noticed soon.
const CASES: u32 = 3000;

fn is_noticed(subject: Subject, property: Property) {
    assert!(try_property(subject, property, CASES).is_err(), "no history shows it");
}

fn without(part: Part) -> impl Fn(&History, NaiveDate) -> Vec<Row> {
    move |history, through| release_by(Rules::without(part), &history.plan, &history.facts(), through)
}

fn released(history: &History, through: NaiveDate) -> Vec<Row> {
    release(&history.plan, &history.facts(), through)
}

/// A test for each part that is a step of the code, and the property that must fail without it.
macro_rules! switched_off {
    ($($test:ident: $part:ident => $($property:ident),+;)+) => {
        $(#[test]
        fn $test() {
            $(is_noticed(&without(Part::$part), $property);)+
        })+

        /// A part that is added without a test does not compile here.
        const _: fn(Part) = |part| match part {
            $(Part::$part => {})+
        };
    };
}

switched_off! {
    the_highest_threshold_of_a_group: HighestThreshold => thresholds, bytes;
    a_raised_class_reads_few: RaisedReadsFew => thresholds, bytes;
    a_withheld_group_is_never_published: WithheldGroup => thresholds, bytes;
    the_threshold: Threshold => thresholds, bytes;
    visits_count_the_party_in_full: PartyInFull => sums;
    a_party_counts_once_in_the_crowd: PartyOnceInCrowd => thresholds, bytes;
    an_arrival_counts_once_a_day_in_the_crowd: ArrivalOncePerDay => thresholds, bytes;
    the_crowd_is_that_of_the_largest_day: LargestDay => thresholds, bytes;
    two_others_are_held_with_the_sensitive: Company => thresholds, bytes;
    the_crowd_is_enough_on_every_sensitive_date: CrowdOnEveryDate => thresholds, bytes;
    splits_are_over_what_is_published: BehindPublished => sums, bytes;
    a_split_is_shown_whole_or_not_at_all: WholeSplit => thresholds;
    a_split_takes_the_highest_threshold_of_its_cells: HighestOfMonth => thresholds;
    off_is_decided_before_the_threshold: Off => kinds, bytes;
    closed_is_said_and_counts_nobody: Closed => kinds, bytes;
    what_is_stored_late_stays_in_the_centre: StoredInTime => freezing, sums;
    what_is_taken_back_late_changes_nothing: TakenBackInTime => freezing, sums;
    heads_are_published_of_what_is_open_alone: HeadsOfOpenAlone => entered;
}

#[test]
fn nothing_climbs() {
    // What is too small is added to the next cell of its group that is not.
    let climbing = |history: &History, through: NaiveDate| {
        let mut carried: BTreeMap<Option<String>, u64> = BTreeMap::new();
        let mut rows = released(history, through);
        for row in rows.iter_mut().filter(|row| row.measure == Measure::Visits) {
            let range = row.period.range();
            let carry = carried.entry(row.group.clone()).or_default();
            match &mut row.value {
                Value::Few => {
                    let in_it = history.cells().into_iter().find(|key| {
                        Some(&key.group) == row.group.as_ref() && (key.from, key.to) == (range.from, range.to)
                    });
                    *carry += in_it.map_or(0, |key| history.visits(&key));
                }
                Value::Count(visits) => *visits += std::mem::take(carry),
                _ => {}
            }
        }
        rows
    };
    is_noticed(&climbing, bytes);
    is_noticed(&climbing, sums);
}

#[test]
fn nothing_is_rounded() {
    let rounding = |history: &History, through: NaiveDate| {
        let mut rows = released(history, through);
        for row in &mut rows {
            if let Value::Count(visits) = &mut row.value {
                *visits = visits.next_multiple_of(5);
            }
        }
        rows
    };
    is_noticed(&rounding, sums);
}

/// A plan with lower thresholds cannot be read; made in another way, it still lowers nothing.
#[test]
fn a_centre_never_lowers_a_threshold() {
    let lowered = |history: &History, through: NaiveDate| {
        let mut history = history.clone();
        if history.plan.thresholds == Thresholds::LEAST {
            history.plan.thresholds = Thresholds { protected: 1, sensitive: 2 };
        }
        released(&history, through)
    };
    assert_eq!(try_property(&lowered, thresholds, 100), Ok(()));
}

#[test]
fn a_group_that_nobody_came_to_has_rows_all_the_same() {
    let by_attendance = |history: &History, through: NaiveDate| {
        let mut rows = released(history, through);
        rows.retain(|row| {
            let range = row.period.range();
            let came = |arrival: &crate::arrival::Arrival| {
                range.contains(arrival.day)
                    && arrival.activities.iter().any(|id| history.group_name(id) == row.group)
            };
            row.group.is_none() || history.arrivals.iter().any(came)
        });
        rows
    };
    is_noticed(&by_attendance, shape);
    is_noticed(&by_attendance, bytes);
}

/// Head counts that were held against the threshold, or helped a cell over it.
#[test]
fn what_is_entered_has_nothing_to_do_with_who_came() {
    let thresholded = |history: &History, through: NaiveDate| {
        let mut rows = released(history, through);
        let few = |row: &Row| row.measure.is_head_count() && matches!(row.value, Value::Count(1..5));
        rows.iter_mut().filter(|row| few(row)).for_each(|row| row.value = Value::Few);
        rows
    };
    is_noticed(&thresholded, entered);
    let only_with_arrivals = |history: &History, through: NaiveDate| {
        let mut rows = released(history, through);
        let came = |row: &Row| history.arrivals.iter().any(|it| it.day == row.period.range().from);
        rows.retain(|row| !(row.measure.is_head_count() || row.measure.is_shift()) || came(row));
        rows
    };
    is_noticed(&only_with_arrivals, shape);
    is_noticed(&only_with_arrivals, entered);
    let adding = |history: &History, through: NaiveDate| {
        let mut rows = released(history, through);
        for count in &history.head_counts {
            let group = history.group_name(&count.activity);
            for row in rows.iter_mut().filter(|row| row.measure == Measure::Visits && row.group == group) {
                if row.value == Value::Few && row.period.range().contains(count.day) {
                    row.value = Value::Count(u64::from(count.visitors));
                }
            }
        }
        rows
    };
    is_noticed(&adding, entered);
    is_noticed(&adding, kinds);
}

#[test]
fn sessions_are_counted_from_the_programme() {
    let attended = |history: &History, through: NaiveDate| {
        let came = |session: &PlannedSession| {
            let is_there = |arrival: &crate::arrival::Arrival| {
                arrival.day == session.day && arrival.activities.contains(&session.activity)
            };
            history.arrivals.iter().any(is_there)
        };
        let sessions = history
            .sessions
            .iter()
            .cloned()
            .map(|session| PlannedSession { held: session.held && came(&session), ..session });
        released(&History { sessions: sessions.collect(), ..history.clone() }, through)
    };
    is_noticed(&attended, sums);
    is_noticed(&attended, bytes);
}

#[test]
fn a_visit_needs_a_planned_session() {
    let unplanned = |history: &History, through: NaiveDate| {
        let mut history = history.clone();
        let planned: BTreeSet<(ActivityId, NaiveDate)> =
            history.sessions.iter().map(|session| (session.activity.clone(), session.day)).collect();
        for arrival in &history.arrivals {
            for activity in &arrival.activities {
                if !planned.contains(&(activity.clone(), arrival.day)) {
                    let session = PlannedSession { activity: activity.clone(), day: arrival.day, held: true };
                    history.sessions.push(session);
                }
            }
        }
        released(&history, through)
    };
    is_noticed(&unplanned, shape);
}

/// A history in which what appeared after the plan was fixed stands in it under its own name.
fn named_when_new(history: &History) -> History {
    let mut history = history.clone();
    for (activity, class) in &history.classes {
        history.plan.groups.push(Group {
            name: activity.to_string(),
            cadence: Cadence::Day,
            withheld: false,
            members: vec![Member { activity: activity.clone(), class: *class }],
        });
    }
    history
}

#[test]
fn the_plan_stays_and_what_appears_is_other() {
    let added = |history: &History, through: NaiveDate| released(&named_when_new(history), through);
    is_noticed(&added, shape);
    is_noticed(&added, names);
    is_noticed(&added, totals);
}

#[test]
fn something_sensitive_that_appears_waits_for_the_next_plan() {
    let shared = |history: &History, through: NaiveDate| {
        let mut history = history.clone();
        history.classes.values_mut().for_each(|class| *class = PrivacyClass::Protected);
        released(&history, through)
    };
    is_noticed(&shared, shape);
    is_noticed(&shared, sums);
    is_noticed(&shared, balance);
}

#[test]
fn a_sensitive_name_is_never_a_groups_name() {
    let named = |history: &History, through: NaiveDate| {
        let mut history = history.clone();
        for group in &mut history.plan.groups {
            let sensitive = |member: &&Member| member.is_sensitive();
            if let Some(member) = group.members.iter().find(sensitive) {
                let candidate = history.candidates.iter().find(|known| known.activity == member.activity);
                group.name.clone_from(&candidate.expect("a candidate").telling[0]);
            }
        }
        released(&history, through)
    };
    is_noticed(&named, names);
}

#[test]
fn a_week_is_cut_at_the_end_of_the_month() {
    let uncut = |history: &History, through: NaiveDate| {
        let mut rows: Vec<Row> = Vec::new();
        for row in released(history, through) {
            let week = |row: &Row| (row.period.range().to.iso_week(), row.group.clone(), row.measure);
            let is_week = |row: &Row| matches!(row.period, Period::Week(_));
            match rows.iter_mut().find(|other| is_week(other) && is_week(&row) && week(other) == week(&row)) {
                Some(first) => {
                    let from = first.period.range().from;
                    first.period = Period::Week(DateRange::new(from, row.period.range().to));
                }
                None => rows.push(row),
            }
        }
        rows
    };
    is_noticed(&uncut, totals);
}

#[test]
fn a_cell_is_made_after_it_has_closed() {
    // Cells that are still open are published as they stand.
    let too_early = |history: &History, through: NaiveDate| {
        let mut rows = released(history, history.last_day());
        rows.retain(|row| row.period.range().from <= through);
        rows
    };
    is_noticed(&too_early, freezing);
    is_noticed(&too_early, balance);
}
