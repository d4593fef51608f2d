//! What must hold of everything that is ever released, over thousands of random histories.

use super::{
    history::{History, Replacement, history, replacement},
    spec::{Key, Reading},
};
use crate::{
    arrival::Arrival,
    day::Period,
    plan::{Names, propose},
    release::{Measure, Row, Value, csv, published_alone, release, release_closing, withheld},
};
use chrono::{Datelike, NaiveDate};
use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner},
};
use std::collections::{BTreeMap, BTreeSet};

/// A way to release what has closed up to a day: the rule, or a broken one.
pub(super) type Subject<'s> = &'s dyn Fn(&History, NaiveDate) -> Vec<Row>;

/// Something that must hold. Told what is wrong where it does not.
pub(super) type Property = fn(Subject, &History, &Replacement) -> Result<(), String>;

fn the_rule(history: &History, closed_through: NaiveDate) -> Vec<Row> {
    release(&history.plan, &history.facts(), closed_through)
}

/// The byte test: whatever short content a short cell has, empty included, everything that is ever
/// sent is the same to the byte, next quarter's plan as well.
pub(super) fn bytes(subject: Subject, history: &History, replacement: &Replacement) -> Result<(), String> {
    let short: Vec<Key> =
        history.cells().into_iter().filter(|key| history.reading(key) != Reading::Published).collect();
    if short.is_empty() {
        return Ok(());
    }
    let key = replacement.cell.get(&short);
    let changed = with_content(history, key, replacement);
    if changed.reading(key) == Reading::Published {
        return Ok(());
    }
    let (before, after) = (all_ever_sent(subject, history), all_ever_sent(subject, &changed));
    if before == after { Ok(()) } else { Err(format!("{key:?} shows through")) }
}

/// The history with other arrivals in one cell and nothing else changed: an arrival that is there for
/// something else, too, stays for that.
fn with_content(history: &History, key: &Key, replacement: &Replacement) -> History {
    let mut changed = history.clone();
    let in_cell = |arrival: &Arrival, activity: &_| {
        key.contains(arrival.day) && history.group_name(activity).as_ref() == Some(&key.group)
    };
    for arrival in &mut changed.arrivals {
        let day = arrival.clone();
        arrival.activities.retain(|activity| !in_cell(&day, activity));
    }
    changed.arrivals.retain(|arrival| !arrival.activities.is_empty());
    let sessions: Vec<_> = history.sessions_in(key).into_iter().cloned().collect();
    let others = changed.arrivals.len();
    for burst in &replacement.bursts {
        let mut burst = burst.clone();
        burst.astray = false;
        changed.add(&burst, &sessions);
    }
    if let Some(join) = replacement.join {
        // Those of the same day who are there for something else come for this, too.
        let day = join.get(&sessions).day;
        let activity = join.get(&sessions).activity.clone();
        let same_day = changed.arrivals[..others].iter_mut().filter(|arrival| arrival.day == day);
        same_day.take(3).for_each(|arrival| arrival.activities.push(activity.clone()));
    }
    // Content that would be enough is thinned until it is not.
    while changed.arrivals.len() > others && changed.reading(key) == Reading::Published {
        changed.arrivals.pop();
    }
    changed
}

fn all_ever_sent(subject: Subject, history: &History) -> (String, String) {
    let rows = subject(history, history.last_day());
    let sizes = published_alone(&history.plan, &rows);
    let next = history.plan.quarter.next();
    let candidates: Vec<_> = history
        .candidates
        .iter()
        .cloned()
        .map(|mut candidate| {
            candidate.published = sizes.get(&candidate.activity).cloned().unwrap_or_default();
            candidate
        })
        .collect();
    let plan = propose(next, next.range().from, history.plan.thresholds, &candidates, &Names::default());
    (csv(&rows), plan.to_toml())
}

/// Every published number is the exact sum of its facts.
pub(super) fn sums(subject: Subject, history: &History, _: &Replacement) -> Result<(), String> {
    let rows = subject(history, history.last_day());
    let published: Vec<Key> = published_keys(&rows);
    for row in &rows {
        let expected = match (row.measure, row.value) {
            (Measure::Visits, Value::Count(_)) => history.visits(&key(row)),
            (Measure::Sessions, Value::Count(_)) => {
                history.sessions_in(&key(row)).iter().filter(|session| session.held).count() as u64
            }
            (Measure::Hours, Value::QuarterHours(quarters)) => {
                let day = history.service.iter().find(|service| service.day == row.period.range().from);
                if day.map(|day| day.in_service_min / 15) == Some(quarters) {
                    continue;
                }
                return Err(format!("{row:?} is not the time in service"));
            }
            (measure, _) if measure.is_head_count() || measure.is_shift() => continue,
            (Measure::Sessions | Measure::Hours, _) => return Err(format!("{row:?} is no number")),
            (measure, Value::Count(_)) => {
                let behind = history.arrivals.iter().filter(|arrival| {
                    row.period.range().contains(arrival.day)
                        && is_part(measure, arrival)
                        && published.iter().any(|key| history.counts_in(key, arrival) > 0)
                });
                behind.map(|arrival| u64::from(arrival.party)).sum()
            }
            _ => continue,
        };
        if row.value != Value::Count(expected) {
            return Err(format!("{row:?} should be {expected}"));
        }
    }
    Ok(())
}

/// Totals by month, quarter and year are sums of whole cells: every session counts in exactly one
/// cell, which lies in one month.
pub(super) fn totals(subject: Subject, history: &History, _: &Replacement) -> Result<(), String> {
    let rows = subject(history, history.last_day());
    let keys: Vec<Key> = rows.iter().filter(|row| row.measure == Measure::Visits).map(key).collect();
    for key in &keys {
        if (key.from.year(), key.from.month()) != (key.to.year(), key.to.month()) {
            return Err(format!("{key:?} lies in two months"));
        }
    }
    for session in &history.sessions {
        let group = history.group_name(&session.activity);
        let cells = keys.iter().filter(|key| Some(&key.group) == group.as_ref() && key.contains(session.day));
        if cells.count() != usize::from(group.is_some()) {
            return Err(format!("{session:?} is not in exactly one cell"));
        }
    }
    let visits = |within: &dyn Fn(NaiveDate) -> bool| -> u64 {
        let rows = rows.iter().filter(|row| row.measure == Measure::Visits && within(row.period.range().to));
        rows.map(count).sum()
    };
    let months: u64 = (10..=12).map(|month| visits(&|day| day.month() == month)).sum();
    if months == visits(&|_| true) { Ok(()) } else { Err("months do not add up".to_owned()) }
}

/// Freezing night by night from what is known then gives the same bytes as freezing all at once later
/// from arrivals in another order, and a second time the same again.
pub(super) fn freezing(subject: Subject, history: &History, _: &Replacement) -> Result<(), String> {
    let mut at_once = history.clone();
    at_once.arrivals.reverse();
    at_once.sessions.reverse();
    at_once.service.reverse();
    let middle = at_once.arrivals.len() / 3;
    at_once.arrivals.rotate_left(middle);
    let all = subject(&at_once, history.last_day());
    if csv(&all) != csv(&subject(history, history.last_day())) {
        return Err("the order of arrivals shows".to_owned());
    }
    // Every third night and the last: the rest of the nights is the same by the step below.
    for night in history.plan.range().days().filter(|day| day.day() % 3 == 0 || *day == history.last_day()) {
        let then = subject(&history.known_after(night), night);
        let now: Vec<Row> = all.iter().filter(|row| row.period.range().to <= night).cloned().collect();
        if csv(&then) != csv(&now) {
            return Err(format!("what was frozen by {night} is not what is frozen later"));
        }
    }
    Ok(())
}

/// No cell is published under its threshold, no part of a split under k.
pub(super) fn thresholds(subject: Subject, history: &History, _: &Replacement) -> Result<(), String> {
    let rows = subject(history, history.last_day());
    let published = published_keys(&rows);
    if let Some(key) = published.iter().find(|key| history.reading(key) != Reading::Published) {
        return Err(format!("{key:?} is published"));
    }
    for row in &rows {
        let Some(parts) = parts_of(row.measure) else { continue };
        let month = row.period.range();
        let cells: Vec<&Key> = published.iter().filter(|key| month.contains(key.to)).collect();
        let k = cells.iter().map(|key| history.k(&key.group)).max();
        let sizes: Vec<u32> = parts.iter().map(|part| part_size(history, &cells, *part)).collect();
        let may_show = k.is_some_and(|k| sizes.iter().all(|size| *size == 0 || *size >= k));
        if matches!(row.value, Value::Count(_)) && !may_show {
            return Err(format!("{row:?} is shown with parts of {sizes:?}"));
        }
    }
    Ok(())
}

/// Nothing is withheld that may be published, and each kind of nothing says what it means.
pub(super) fn kinds(subject: Subject, history: &History, _: &Replacement) -> Result<(), String> {
    let rows = subject(history, history.last_day());
    for row in rows.iter().filter(|row| row.measure == Measure::Visits) {
        let expected = history.reading(&key(row));
        let found = match row.value {
            Value::Count(_) | Value::QuarterHours(_) => Reading::Published,
            Value::Few => Reading::Few,
            Value::Closed => Reading::Closed,
            Value::Off => Reading::Off,
        };
        if found != expected {
            return Err(format!("{row:?} should read {expected:?}"));
        }
    }
    let published = published_keys(&rows);
    for row in &rows {
        let Some(parts) = parts_of(row.measure) else { continue };
        let month = row.period.range();
        let cells: Vec<&Key> = published.iter().filter(|key| month.contains(key.to)).collect();
        let k = cells.iter().map(|key| history.k(&key.group)).max();
        let may_show = k.is_some_and(|k| {
            parts.iter().all(|part| {
                let size = part_size(history, &cells, *part);
                size == 0 || size >= k
            })
        });
        let none_held = history
            .cells()
            .iter()
            .filter(|key| month.contains(key.to))
            .all(|key| history.sessions_in(key).iter().all(|session| !session.held));
        let fits = match row.value {
            Value::Closed => none_held,
            Value::Off => !none_held && history.is_off(month.from, month.to),
            Value::Few => !none_held && !history.is_off(month.from, month.to) && !may_show,
            _ => !none_held && !history.is_off(month.from, month.to) && may_show,
        };
        if !fits {
            return Err(format!("{row:?} has the wrong kind"));
        }
    }
    Ok(())
}

/// Which rows there are does not depend on who came, and what sessions, hours and hosts say does not either.
pub(super) fn shape(subject: Subject, history: &History, _: &Replacement) -> Result<(), String> {
    let outline = |history: &History| -> Vec<String> {
        let rows = subject(history, history.last_day());
        let outlined = rows.into_iter().map(|mut row| {
            let is_of_arrivals = !(row.measure.is_head_count() || row.measure.is_shift());
            if is_of_arrivals && !matches!(row.measure, Measure::Sessions | Measure::Hours) {
                row.value = Value::Few;
            }
            format!("{row:?}")
        });
        outlined.collect()
    };
    let empty = History { arrivals: Vec::new(), ..history.clone() };
    if outline(history) != outline(&empty) {
        return Err("the rows depend on who came".to_owned());
    }
    let found: BTreeSet<Key> = subject(history, history.last_day())
        .iter()
        .filter(|row| row.measure == Measure::Visits)
        .map(key)
        .collect();
    if found == history.cells() {
        Ok(())
    } else {
        Err("there is not a row for every planned cell".to_owned())
    }
}

/// What hosts enter is published as entered, by day, of what is open; every row has a key of its own. Whoever
/// comes changes none of it, and it changes nothing else.
pub(super) fn entered(subject: Subject, history: &History, replacement: &Replacement) -> Result<(), String> {
    let is_entered = |row: &Row| row.measure.is_head_count() || row.measure.is_shift();
    let rows = subject(history, history.last_day());
    let mut expected = history.entered();
    for row in rows.iter().filter(|row| is_entered(row)) {
        let key = (row.measure, row.period.range().from, row.group.clone());
        let is_it = expected.remove(&key).map(Value::Count) == Some(row.value);
        if !is_it || row.period != Period::Day(key.1) {
            return Err(format!("{row:?} is not what was entered"));
        }
    }
    if !expected.is_empty() {
        return Err(format!("{expected:?} is missing"));
    }
    let split = |history: &History| -> (Vec<Row>, Vec<Row>) {
        subject(history, history.last_day()).into_iter().partition(is_entered)
    };
    let (_, others) = split(history);
    let nothing = History { head_counts: Vec::new(), shifts: Vec::new(), ..history.clone() };
    if split(&nothing) != (Vec::new(), others) {
        return Err("other rows depend on what was entered".to_owned());
    }
    let mut changed = History { arrivals: Vec::new(), ..history.clone() };
    for burst in &replacement.bursts {
        changed.add(burst, &history.sessions);
    }
    if split(&changed).0 == split(history).0 { Ok(()) } else { Err("who came changes heads".to_owned()) }
}

/// Nothing released names a sensitive activity.
pub(super) fn names(subject: Subject, history: &History, _: &Replacement) -> Result<(), String> {
    let text = csv(&subject(history, history.last_day()));
    let sensitive = history.candidates.iter().filter(|candidate| candidate.is_sensitive());
    for secret in sensitive.flat_map(|candidate| candidate.telling.iter().chain([&candidate.activity.0])) {
        if text.contains(&format!(",{secret},")) {
            return Err(format!("{secret} is named"));
        }
    }
    let new = history.classes.iter().filter(|(id, _)| text.contains(&format!(",{id},"))).count();
    if new == 0 { Ok(()) } else { Err("something that is in no plan is named".to_owned()) }
}

/// Published and withheld visits are all visits, on every night.
pub(super) fn balance(subject: Subject, history: &History, _: &Replacement) -> Result<(), String> {
    for night in history.plan.range().days().filter(|day| day.day() % 7 == 0 || *day == history.last_day()) {
        let rows = subject(history, night);
        let balance = withheld(&history.plan, &history.facts(), night);
        let published: u64 = rows.iter().filter(|row| row.measure == Measure::Visits).map(count).sum();
        if balance.visits_published != published {
            return Err(format!("{published} are published, {} are said to be", balance.visits_published));
        }
        if balance.visits_total != balance.visits_published + balance.visits_withheld
            || balance.visits_withheld != balance.by_reason.values().sum::<u64>()
        {
            return Err(format!("{balance:?} does not add up"));
        }
    }
    let end = withheld(&history.plan, &history.facts(), history.last_day());
    let all: u64 = history
        .arrivals
        .iter()
        .filter(|arrival| history.plan.range().contains(arrival.day))
        .map(visits_of)
        .sum();
    let taken_back: u64 = history.arrivals.iter().map(|arrival| history.visits_taken_back(arrival)).sum();
    if end.visits_not_yet == 0 && end.visits_total + taken_back == all {
        Ok(())
    } else {
        Err(format!("{all} visits, {taken_back} of them taken back, are accounted for as {end:?}"))
    }
}

fn visits_of(arrival: &Arrival) -> u64 {
    u64::from(arrival.party) * arrival.activities.len() as u64
}

impl History {
    /// Visits that were taken back and are in no cell that had counted them.
    fn visits_taken_back(&self, arrival: &Arrival) -> u64 {
        if arrival.withdrawn.is_none() || !self.plan.range().contains(arrival.day) {
            return 0;
        }
        let counted: u64 = self.cells().iter().map(|key| self.counts_in(key, arrival)).sum();
        visits_of(arrival) - counted * u64::from(arrival.party)
    }
}

fn count(row: &Row) -> u64 {
    if let Value::Count(count) = row.value { count } else { 0 }
}

fn key(row: &Row) -> Key {
    let range = row.period.range();
    Key { group: row.group.clone().unwrap_or_default(), from: range.from, to: range.to }
}

fn published_keys(rows: &[Row]) -> Vec<Key> {
    let is_published = |row: &&Row| row.measure == Measure::Visits && matches!(row.value, Value::Count(_));
    rows.iter().filter(is_published).map(key).collect()
}

const NEWCOMERS: &[Measure] = &[Measure::Newcomers, Measure::NotNewcomers, Measure::NewcomersUnanswered];
const ROLES: &[Measure] = &[Measure::Helpers, Measure::Visitors];

fn parts_of(measure: Measure) -> Option<&'static [Measure]> {
    [NEWCOMERS, ROLES].into_iter().find(|parts| parts.contains(&measure))
}

fn is_part(measure: Measure, arrival: &Arrival) -> bool {
    match measure {
        Measure::Newcomers => arrival.newcomer == Some(true),
        Measure::NotNewcomers => arrival.newcomer == Some(false),
        Measure::NewcomersUnanswered => arrival.newcomer.is_none(),
        Measure::Helpers => arrival.role.is_helper(),
        Measure::Visitors => !arrival.role.is_helper(),
        _ => false,
    }
}

fn part_size(history: &History, cells: &[&Key], part: Measure) -> u32 {
    let behind = history.arrivals.iter().filter(|arrival| {
        is_part(part, arrival) && cells.iter().any(|key| history.counts_in(key, arrival) > 0)
    });
    u32::try_from(behind.count()).unwrap()
}

/// Tries a property on as many random histories, always the same ones.
pub(super) fn try_property(subject: Subject, property: Property, cases: u32) -> Result<(), String> {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = runner.run(&(history(), replacement()), |(history, replacement)| {
        property(subject, &history, &replacement).map_err(TestCaseError::fail)
    });
    match outcome {
        Ok(()) => Ok(()),
        Err(TestError::Fail(reason, _)) => Err(reason.to_string()),
        Err(TestError::Abort(reason)) => panic!("the histories could not be made: {reason}"),
    }
}

/// Few cases in every build; many where `WELKOM_LONG` is set.
fn holds(property: Property, cases: u32) {
    let cases = if std::env::var_os("WELKOM_LONG").is_some() { cases * 100 } else { cases };
    if let Err(reason) = try_property(&the_rule, property, cases) {
        panic!("{reason}");
    }
}

#[test]
fn setting_a_short_cell_to_any_short_content_changes_not_one_byte() {
    holds(bytes, 500);
}

#[test]
fn every_published_number_is_the_exact_sum_of_its_facts() {
    holds(sums, 100);
}

#[test]
fn totals_are_sums_of_whole_cells() {
    holds(totals, 200);
}

#[test]
fn freezing_gives_the_same_bytes_whenever_it_is_done() {
    holds(freezing, 100);
}

#[test]
fn no_cell_is_published_under_its_threshold() {
    holds(thresholds, 100);
}

#[test]
fn nothing_is_withheld_that_may_be_published() {
    holds(kinds, 100);
}

#[test]
fn the_shape_does_not_depend_on_who_came() {
    holds(shape, 200);
}

#[test]
fn what_hosts_enter_is_published_as_entered() {
    holds(entered, 200);
}

#[test]
fn no_sensitive_name_is_released() {
    holds(names, 200);
}

#[test]
fn published_and_withheld_are_all_visits() {
    holds(balance, 100);
}

/// The nightly way gives what the other one gives, night by night.
#[test]
fn night_by_night_is_the_same_as_at_once() {
    fn nightly(_: Subject, history: &History, _: &Replacement) -> Result<(), String> {
        let facts = history.facts();
        let days = history.plan.range().days();
        let nights: Vec<Row> = days.flat_map(|day| release_closing(&history.plan, &facts, day)).collect();
        if csv(&nights) == csv(&release(&history.plan, &facts, history.last_day())) {
            Ok(())
        } else {
            Err("the nights differ".to_owned())
        }
    }
    holds(nightly, 100);
}

/// The histories reach every corner of the rule; else the properties would say little.
#[test]
fn the_histories_reach_every_corner() {
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    let counts = std::cell::RefCell::new(&mut seen);
    let config = Config { cases: 300, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    runner
        .run(&history(), |history| {
            let see = |what, times: usize| {
                *counts.borrow_mut().entry(what).or_default() += u32::try_from(times).unwrap();
            };
            let rows = the_rule(&history, history.last_day());
            let visits = || rows.iter().filter(|row| row.measure == Measure::Visits);
            let groups: BTreeSet<&str> =
                history.plan.groups.iter().filter(|g| g.is_sensitive()).map(|g| g.name.as_str()).collect();
            let is_sensitive = |row: &&Row| groups.contains(row.group.as_deref().unwrap_or_default());
            let is_count = |row: &&Row| matches!(row.value, Value::Count(_));
            see("published", visits().filter(is_count).count());
            see("published with something sensitive", visits().filter(is_sensitive).filter(is_count).count());
            see(
                "published by week",
                visits()
                    .filter(is_count)
                    .filter(|row| matches!(row.period, Period::Week(range) if range.from < range.to))
                    .count(),
            );
            see("few", visits().filter(|row| row.value == Value::Few).count());
            see("closed", visits().filter(|row| row.value == Value::Closed).count());
            see("off", visits().filter(|row| row.value == Value::Off).count());
            see(
                "other",
                visits()
                    .filter(|row| row.group.as_ref() == Some(&history.plan.other))
                    .filter(is_count)
                    .count(),
            );
            see(
                "split shown",
                rows.iter().filter(|row| row.measure == Measure::Newcomers).filter(is_count).count(),
            );
            see(
                "split few",
                rows.iter()
                    .filter(|row| row.measure == Measure::Newcomers && row.value == Value::Few)
                    .count(),
            );
            let heads = || rows.iter().filter(|row| row.measure == Measure::HeadCountVisitors);
            let stands_alone =
                |row: &&Row| history.plan.groups.iter().any(|group| row.group.as_ref() == Some(&group.name));
            let is_other = |row: &&Row| row.group.as_ref() == Some(&history.plan.other);
            see("heads of what stands alone", heads().filter(stands_alone).count());
            see("heads of others", heads().filter(is_other).count());
            see(
                "heads by their own name",
                heads().filter(|row| !stands_alone(row) && !is_other(row)).count(),
            );
            see("heads that stay in the centre or are summed", history.head_counts.len() - heads().count());
            see("shifts", rows.iter().filter(|row| row.measure == Measure::ShiftVolunteers).count());
            let balance = withheld(&history.plan, &history.facts(), history.last_day());
            for (reason, visits) in balance.by_reason {
                let words = ["Few", "Closed", "Off", "WithheldGroup", "NewSensitive", "Unplanned", "Late"];
                let word = words.into_iter().find(|word| *word == format!("{reason:?}")).unwrap();
                see(word, usize::try_from(visits).unwrap());
            }
            Ok(())
        })
        .unwrap();
    assert_eq!(seen.len(), 21, "{seen:?}");
    assert!(seen.values().all(|times| *times >= 20), "{seen:?}");
}
