//! The plan the program proposes.
//!
//! Sensitive activities are placed first, with company (see `company.rs`). Of the rest, whoever is
//! expected to reach k stands alone, by day, under its own name if that can be used. The others are put together by the
//! weekdays they share: by day if together they are expected to reach k on most of their dates, else
//! by week. A monthly activity lifts a weekly group on its own dates only, so "together" is asked date
//! by date.
//!
//! Nothing here knows an arrival: what goes in is the programme and cells that are public already.

use super::{
    Cadence, Candidate, Group, Member, Names, Plan,
    company::{self, Company, expected_on},
    names::{NameBook, weekdays},
};
use crate::{
    class::{PrivacyClass, Thresholds},
    day::Quarter,
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Proposes the plan of a quarter from `from` on. The order of the candidates does not matter; what
/// has no day in the plan's days is left to "other activities".
pub fn propose(
    quarter: Quarter,
    from: NaiveDate,
    thresholds: Thresholds,
    candidates: &[Candidate],
    names: &Names,
) -> Plan {
    let mut placeable: Vec<&Candidate> =
        candidates.iter().filter(|candidate| !candidate.days.is_empty()).collect();
    placeable.sort_by_key(|candidate| &candidate.activity);
    let telling = candidates.iter().flat_map(|candidate| &candidate.telling).map(String::as_str);
    let mut book = NameBook::new(telling.collect());
    let other = book.take(&names.other, &[]);

    let (sensitive, others): (Vec<_>, Vec<_>) =
        placeable.into_iter().partition(|candidate| candidate.is_sensitive());
    // An open meeting keeps nobody company: hosts publish how many came to it by head, and what is left of its
    // group's number would be the others'.
    let (open, others) = others.into_iter().partition(|candidate| candidate.class == PrivacyClass::Open);
    let mut placed = company::place(sensitive, others, thresholds);
    placed.free.extend::<Vec<&Candidate>>(open);
    placed.free.sort_by_key(|candidate| &candidate.activity);
    let mut alone = Vec::new();
    let mut small = Vec::new();
    for candidate in placed.free {
        let own_name = candidate.name.as_deref().and_then(|name| book.own_name(name));
        match own_name.filter(|_| candidate.stands_alone(thresholds)) {
            Some(name) => alone.push((name, candidate)),
            // Large enough, but without a name that can be used: under a neutral one.
            None => small.push(candidate),
        }
    }

    let mut groups = Vec::new();
    for (name, candidate) in alone {
        groups.push(group(book.take(&name, &[candidate]), Cadence::Day, &[candidate]));
    }
    for company in placed.companies {
        groups.push(company_group(&company, thresholds, names, &mut book));
    }
    let mut shared: BTreeMap<BTreeSet<u32>, Vec<&Candidate>> = BTreeMap::new();
    for candidate in small {
        shared.entry(weekdays(&candidate.days)).or_default().push(candidate);
    }
    for members in shared.into_values() {
        let days: BTreeSet<NaiveDate> = members.iter().flat_map(|member| &member.days).copied().collect();
        let k = thresholds.of(PrivacyClass::Protected);
        let cadence = cadence(&days, k, |day| expected_on(day, members.iter()));
        groups.push(group(book.take(&names.on_weekdays(&days), &members), cadence, &members));
    }
    if !placed.alone.is_empty() {
        // All in one: the fewer names, the less is told.
        let withheld = group(book.take(&names.withheld, &placed.alone), Cadence::Week, &placed.alone);
        groups.push(Group { withheld: true, ..withheld });
    }
    Plan { quarter, from, thresholds, other, groups }
}

fn company_group(company: &Company, thresholds: Thresholds, names: &Names, book: &mut NameBook) -> Group {
    let members: Vec<&Candidate> = company.companions.iter().chain(&company.sensitive).copied().collect();
    let k = thresholds.of(PrivacyClass::Sensitive);
    let cadence = cadence(&company.covered_days(), k, |day| company.expected_on(day));
    let name = names.on_weekdays(members.iter().flat_map(|member| &member.days));
    group(book.take(&name, &members), cadence, &members)
}

/// By day if at least half of these days are expected to reach k.
fn cadence(days: &BTreeSet<NaiveDate>, k: u32, expected_on: impl Fn(NaiveDate) -> u64) -> Cadence {
    let reached = days.iter().filter(|day| expected_on(**day) >= u64::from(k)).count();
    if reached * 2 >= days.len() { Cadence::Day } else { Cadence::Week }
}

fn group(name: String, cadence: Cadence, members: &[&Candidate]) -> Group {
    let mut members: Vec<Member> = members
        .iter()
        .map(|member| Member { activity: member.activity.clone(), class: member.class })
        .collect();
    members.sort_by(|a, b| a.activity.cmp(&b.activity));
    Group { name, cadence, withheld: false, members }
}
