//! Calling back: who is missed, and why. A pure rule over values; no clock, no file.
//!
//! Somebody is missed who agreed to be called and has a number, has been away for more than a minimum of
//! days, and has missed more sessions of one of their activities than a multiple of their own rhythm. Only
//! sessions that really took place count: the caller hands in the dates on which each activity was held, so
//! cancelled weeks and holidays are nobody's absence.
//!
//! It never becomes nagging: one refusal ends it for ever, and every other outcome has its own quiet.

use crate::{
    ids::{ActivityKey, HostId},
    settings::CallBackRules,
};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Spoke with them.
    Reached,
    /// Left a message.
    LeftMessage,
    /// Nobody answered.
    NoAnswer,
    /// Does not want to be called: never again.
    WantsNoCalls,
    /// Somebody else's number: never again, until the number changes.
    WrongNumber,
    /// Lives elsewhere now: never again.
    Moved,
    /// Somebody will go and see them.
    HomeVisit,
    /// Came back, as a host saw.
    IsBack,
}

/// One call, as a host wrote it down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// On which day.
    pub day: NaiveDate,
    /// What came of it.
    pub outcome: Outcome,
}

/// A host who said "I call".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Who.
    pub by: HostId,
    /// Since when.
    pub since: NaiveDate,
}

impl Claim {
    /// Whether it still keeps others from calling.
    pub fn holds(&self, today: NaiveDate, rules: &CallBackRules) -> bool {
        today <= later(self.since, rules.claim_days)
    }
}

/// The dates on which each activity was held, in order.
pub type Held = BTreeMap<ActivityKey, Vec<NaiveDate>>;

/// One activity of a guest.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attended {
    /// How often in all.
    pub times: u32,
    /// The most recent days, in order.
    pub days: Vec<NaiveDate>,
}

/// What somebody attended.
pub type Attendance = BTreeMap<ActivityKey, Attended>;

/// What the rule knows of somebody. All days are in order.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Agreed to be called.
    pub may_be_called: bool,
    /// There is a number, and nobody said it is wrong.
    pub has_number: bool,
    /// The recent days of each activity.
    pub attended: &'a Attendance,
    /// What came of calls so far, oldest first.
    pub calls: &'a [Call],
    /// "On holiday until": quiet up to and including this day.
    pub paused_until: Option<NaiveDate>,
}

/// How often somebody came, in plain steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HowOften {
    /// Nearly every time it was held.
    NearlyAlways,
    /// About every other time.
    Often,
    /// Now and then.
    NowAndThen,
    /// Once.
    Once,
}

/// Why somebody is missed: for the desk to say in words.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Why {
    /// The activity that misses them most.
    pub activity: ActivityKey,
    /// How often they came to it.
    pub how_often: HowOften,
    /// The last day they came to it.
    pub last: NaiveDate,
    /// How often it has been held since.
    pub missed_sessions: u32,
    /// Days since they were last seen at all.
    pub away_days: u32,
}

/// Somebody to call today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// Why.
    pub why: Why,
    /// Which try it is since they were last seen or spoken with, from 1.
    pub attempt: u32,
}

impl fmt::Debug for Attended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Attended(…)")
    }
}

impl fmt::Debug for Known<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Known(…)")
    }
}

impl fmt::Debug for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Why(…)")
    }
}

/// Whether somebody is to be called, and why.
pub fn suggest(today: NaiveDate, known: Known<'_>, held: &Held, rules: &CallBackRules) -> Option<Suggestion> {
    let may = known.may_be_called && known.has_number && known.paused_until.is_none_or(|until| today > until);
    let why = may.then(|| missing(today, known.attended, known.calls, held, rules)).flatten()?;
    let attempt = next_attempt(today, known, rules)?;
    Some(Suggestion { why, attempt })
}

/// Whether somebody has just returned after an absence that made (or would have made) them missed.
pub fn is_welcome_back(today: NaiveDate, known: Known<'_>, held: &Held, rules: &CallBackRules) -> bool {
    let Some(returned) = last_seen(known.attended, &[]).filter(|it| *it <= today) else { return false };
    if days_between(returned, today) > rules.welcome_back_days {
        return false;
    }
    // Nearly everybody came shortly before, too, and needs no further look.
    let before =
        known.attended.values().filter_map(|it| it.days.iter().rev().find(|day| **day < returned)).max();
    if before.is_none_or(|before| days_between(*before, returned) <= rules.away_days) {
        return false;
    }
    let mut before = known.attended.clone();
    for attended in before.values_mut() {
        attended.days.retain(|day| *day < returned);
    }
    missing(returned, &before, &[], held, rules).is_some()
}

/// Whether somebody's absence is longer than both the minimum and the multiple of their rhythm.
fn missing(
    today: NaiveDate,
    attended: &Attendance,
    calls: &[Call],
    held: &Held,
    rules: &CallBackRules,
) -> Option<Why> {
    let away_days = days_between(last_seen(attended, calls)?, today);
    if away_days <= rules.away_days {
        return None;
    }
    let empty = Vec::new();
    let mut found: Vec<(HowOften, Why)> = attended
        .iter()
        .filter_map(|(activity, Attended { days, .. })| {
            let (first, last) = (*days.first()?, *days.last()?);
            let held = held.get(activity).unwrap_or(&empty);
            let count = |from: NaiveDate, to: NaiveDate| {
                held.partition_point(|it| *it <= to).saturating_sub(held.partition_point(|it| *it < from))
            };
            // A visit on a day that the programme does not know as held was a session all the same.
            let within = count(first, last).max(days.len());
            let (rhythm, how_often) = match days.len() {
                1 => (rules.rhythm_of_once, HowOften::Once),
                times => (rhythm(days, held), how_often(number(times) / number(within))),
            };
            let missed_sessions = count(last.succ_opt()?, today);
            (number(missed_sessions) > rules.rhythm_factor * rhythm.max(1.0)).then(|| {
                let missed_sessions = u32::try_from(missed_sessions).unwrap_or(u32::MAX);
                (how_often, Why { activity: activity.clone(), how_often, last, missed_sessions, away_days })
            })
        })
        .collect();
    // What they came to most often says it best; then what they came to last.
    found.sort_by(|(often, why), (other_often, other)| {
        often.cmp(other_often).then(other.last.cmp(&why.last)).then(why.activity.cmp(&other.activity))
    });
    found.into_iter().next().map(|(_, why)| why)
}

/// From one visit to the next in sessions that were held: the median, so that an earlier absence does not
/// make a later one look usual.
fn rhythm(days: &[NaiveDate], held: &[NaiveDate]) -> f64 {
    let Some(first) = days.first() else { return 1.0 };
    // Both are in order: one walk over the dates since the first visit.
    let since = &held[held.partition_point(|it| it < first)..];
    let mut at = 0;
    let places = days.iter().map(|day| {
        while since.get(at).is_some_and(|it| it < day) {
            at += 1;
        }
        let before = at;
        while since.get(at).is_some_and(|it| it == day) {
            at += 1;
        }
        (before, at)
    });
    let places: Vec<(usize, usize)> = places.collect();
    let mut gaps: Vec<usize> =
        places.windows(2).map(|pair| pair[1].0.saturating_sub(pair[0].1) + 1).collect();
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).map_or(1.0, |gap| number(*gap))
}

fn how_often(share: f64) -> HowOften {
    if share >= 0.75 {
        HowOften::NearlyAlways
    } else if share >= 0.4 {
        HowOften::Often
    } else {
        HowOften::NowAndThen
    }
}

/// The last day on which somebody was seen: came, or was said to be back.
fn last_seen(attended: &Attendance, calls: &[Call]) -> Option<NaiveDate> {
    let came = attended.values().filter_map(|it| it.days.last()).max().copied();
    let back = calls.iter().filter(|call| call.outcome == Outcome::IsBack).map(|call| call.day).max();
    came.max(back)
}

/// Which try today's would be; `None` where the history says quiet.
fn next_attempt(today: NaiveDate, known: Known<'_>, rules: &CallBackRules) -> Option<u32> {
    let seen = last_seen(known.attended, known.calls);
    let (mut attempts, mut quiet_through) = (0, None);
    for call in known.calls {
        // Who came after the call has begun anew: they went missing again.
        let is_over = seen.is_some_and(|seen| seen > call.day);
        let through = |days: u32| Some(later(call.day, days.saturating_sub(1)));
        match call.outcome {
            Outcome::WantsNoCalls | Outcome::Moved => return None,
            // A new number makes `has_number` true again; as long as it is not, nothing is suggested.
            Outcome::WrongNumber | Outcome::IsBack => attempts = 0,
            Outcome::HomeVisit => {
                (attempts, quiet_through) = (0, quiet_through.max(through(rules.home_visit_days)));
            }
            _ if is_over => {}
            Outcome::Reached => {
                (attempts, quiet_through) = (0, quiet_through.max(through(rules.reached_days)));
            }
            Outcome::LeftMessage => {
                (attempts, quiet_through) = (0, quiet_through.max(through(rules.message_days)));
            }
            Outcome::NoAnswer => {
                attempts += 1;
                quiet_through = quiet_through.max(through(rules.no_answer_days));
            }
        }
    }
    let is_quiet = attempts >= rules.most_tries || quiet_through.is_some_and(|through| today <= through);
    (!is_quiet).then_some(attempts + 1)
}

fn later(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

fn days_between(from: NaiveDate, to: NaiveDate) -> u32 {
    u32::try_from((to - from).num_days()).unwrap_or(0)
}

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests;
