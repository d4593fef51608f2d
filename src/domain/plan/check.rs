//! What a plan must fulfil, whoever wrote it.

use super::{
    Candidate, Group, Plan,
    company::COMPANIONS,
    names::{LONGEST_NAME, is_usable, plain, tells, tells_id},
};
use crate::{
    class::{PrivacyClass, Thresholds},
    ids::ActivityId,
};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// Where in a plan a problem lies; groups and members count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// The plan as a whole.
    Plan,
    /// Its first day.
    From,
    /// k by class.
    Thresholds,
    /// The name of "other activities".
    Other,
    /// A group.
    Group(usize),
    /// A member of a group.
    Member(usize, usize),
}

/// Why a plan cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "each message says it")]
pub enum PlanProblem {
    #[error("expected a first day within {quarter}, found {found}")]
    FirstDay { quarter: String, found: String },
    #[error(
        "expected a threshold of at least {least} for {class}, found {found}: it may be raised, never lowered"
    )]
    Threshold { class: &'static str, least: u32, found: u32 },
    #[error("expected a name of 1 to {LONGEST_NAME} printable characters")]
    UnusableName,
    #[error("expected names of groups that differ, found {name:?} twice")]
    SameName { name: String },
    #[error("expected a neutral name, found one that tells a sensitive activity")]
    TellingName,
    #[error("expected at least one activity in the group")]
    NoMembers,
    #[error("expected each activity in one group, found {activity} a second time")]
    Twice { activity: ActivityId },
    #[error(
        "expected at least {COMPANIONS} activities that are not sensitive beside a sensitive one, or \
         withheld = true; found {found}"
    )]
    FewCompanions { found: usize },
    #[error("expected an activity of the programme with a date in the plan's days, found {activity}")]
    Unknown { activity: ActivityId },
    #[error("expected class {expected} for {activity} as in the programme, found {found}")]
    Class { activity: ActivityId, expected: &'static str, found: &'static str },
    #[error("expected {activity} in one of the groups, found it in none: it has dates in the plan's days")]
    NotPlaced { activity: ActivityId },
}

impl Plan {
    /// Holds a plan against the programme it is for, before it is fixed: all problems, in order of
    /// place. (Once a plan runs, the programme may go on without it: see "other activities".)
    pub fn check(&self, candidates: &[Candidate]) -> Vec<(Place, PlanProblem)> {
        let mut problems = self.problems();
        let telling: Vec<&str> =
            candidates.iter().flat_map(|candidate| &candidate.telling).map(String::as_str).collect();
        let is_telling = |name: &str| telling.iter().any(|secret| tells(name, secret));
        if is_telling(&self.other) {
            problems.push((Place::Other, PlanProblem::TellingName));
        }
        let mut known: BTreeMap<&ActivityId, &Candidate> = candidates
            .iter()
            .filter(|candidate| !candidate.days.is_empty())
            .map(|candidate| (&candidate.activity, candidate))
            .collect();
        for (number, group) in self.groups.iter().enumerate() {
            if is_telling(&group.name) {
                problems.push((Place::Group(number), PlanProblem::TellingName));
            }
            for (at, member) in group.members.iter().enumerate() {
                let problem = match known.remove(&member.activity) {
                    None => PlanProblem::Unknown { activity: member.activity.clone() },
                    Some(candidate) if k_class(candidate.class) != k_class(member.class) => {
                        PlanProblem::Class {
                            activity: member.activity.clone(),
                            expected: class_word(candidate.class),
                            found: class_word(member.class),
                        }
                    }
                    Some(_) => continue,
                };
                problems.push((Place::Member(number, at), problem));
            }
        }
        let left = known.into_keys().map(|activity| PlanProblem::NotPlaced { activity: activity.clone() });
        problems.extend(left.map(|problem| (Place::Plan, problem)));
        problems.sort_by_key(|(place, _)| *place);
        problems.dedup();
        problems
    }

    /// What can be said of a plan without its programme.
    pub(super) fn problems(&self) -> Vec<(Place, PlanProblem)> {
        let mut problems = Vec::new();
        if !self.quarter.range().contains(self.from) {
            let problem =
                PlanProblem::FirstDay { quarter: self.quarter.to_string(), found: self.from.to_string() };
            problems.push((Place::From, problem));
        }
        let Thresholds { protected, sensitive } = self.thresholds;
        for (class, found) in [(PrivacyClass::Protected, protected), (PrivacyClass::Sensitive, sensitive)] {
            let least = Thresholds::LEAST.of(class);
            if found < least {
                let problem = PlanProblem::Threshold { class: class_word(class), least, found };
                problems.push((Place::Thresholds, problem));
            }
        }
        let mut names = BTreeSet::new();
        let of_groups =
            self.groups.iter().enumerate().map(|(number, group)| (Place::Group(number), &group.name));
        for (place, name) in [(Place::Other, &self.other)].into_iter().chain(of_groups) {
            if !is_usable(name) {
                problems.push((place, PlanProblem::UnusableName));
            } else if !names.insert(plain(name)) {
                problems.push((place, PlanProblem::SameName { name: name.clone() }));
            }
        }
        let mut seen = BTreeSet::new();
        for (number, group) in self.groups.iter().enumerate() {
            problems.extend(group.problems().into_iter().map(|problem| (Place::Group(number), problem)));
            for (at, member) in group.members.iter().enumerate() {
                if !seen.insert(&member.activity) {
                    let problem = PlanProblem::Twice { activity: member.activity.clone() };
                    problems.push((Place::Member(number, at), problem));
                }
            }
        }
        problems
    }
}

impl Group {
    fn problems(&self) -> Vec<PlanProblem> {
        let mut problems = Vec::new();
        if self.members.is_empty() {
            problems.push(PlanProblem::NoMembers);
        }
        // An open meeting is none: it is counted by head besides.
        let company = self.members.iter().filter(|it| it.class == PrivacyClass::Protected).count();
        if self.is_sensitive() && !self.withheld && company < COMPANIONS {
            problems.push(PlanProblem::FewCompanions { found: company });
        }
        if self.members.iter().any(|member| member.is_sensitive() && tells_id(&self.name, &member.activity)) {
            problems.push(PlanProblem::TellingName);
        }
        problems
    }
}

/// A touch at the kiosk never makes an open fact: for the plan, open is protected.
fn k_class(class: PrivacyClass) -> PrivacyClass {
    class.max(PrivacyClass::Protected)
}

pub(super) fn class_word(class: PrivacyClass) -> &'static str {
    match class {
        PrivacyClass::Open => "open",
        PrivacyClass::Protected => "protected",
        PrivacyClass::Sensitive => "sensitive",
    }
}
