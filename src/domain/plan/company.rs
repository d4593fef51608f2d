//! Company for the sensitive: which activities that are not sensitive stand in one group with one that
//! is.
//!
//! A cell with a sensitive session is published only if two others of its group are held that day and
//! the day's crowd reaches k. So company is chosen first for the dates it covers, then for size, and
//! so that it costs the least elsewhere: whoever could not stand alone loses nothing by it, and whoever
//! is held on few other dates loses little.

use super::Candidate;
use crate::class::{PrivacyClass, Thresholds};
use chrono::NaiveDate;
use std::{cmp::Reverse, collections::BTreeSet};

/// So many activities that are not sensitive are held with something sensitive, in its group and on its
/// date.
pub(crate) const COMPANIONS: usize = 2;

/// Sensitive activities and the others they are published with.
pub(super) struct Company<'a> {
    pub(super) sensitive: Vec<&'a Candidate>,
    pub(super) companions: Vec<&'a Candidate>,
}

/// Where the sensitive activities went, and who is left.
pub(super) struct Placed<'a> {
    pub(super) companies: Vec<Company<'a>>,
    /// Sensitive ones for which no date has two others.
    pub(super) alone: Vec<&'a Candidate>,
    /// Others that are nobody's company.
    pub(super) free: Vec<&'a Candidate>,
}

/// Gives every sensitive activity the company it can have. Both lists are in an order that does not
/// depend on who came; so is the answer.
pub(super) fn place<'a>(
    mut sensitive: Vec<&'a Candidate>,
    others: Vec<&'a Candidate>,
    thresholds: Thresholds,
) -> Placed<'a> {
    let mut placed = Placed { companies: Vec::new(), alone: Vec::new(), free: others };
    // The most frequent first: the rarer ones then find company that suits them already.
    sensitive.sort_by_key(|candidate| (Reverse(candidate.days.len()), &candidate.activity));
    for guest in sensitive {
        let with_free = covered(&guest.days, &placed.free).len();
        let with_all = |company: &Company<'a>| covered(&guest.days, &joined(company, &placed.free)).len();
        let with_own = |company: &Company<'a>| covered(&guest.days, &company.companions).len();
        let best = placed.companies.iter().map(with_all).max().unwrap_or(0).max(with_free);
        if best == 0 {
            placed.alone.push(guest);
            continue;
        }
        // Rather with company that is there already than with more of it; a group of its own before
        // one that must grow.
        let at = placed.companies.iter().position(|company| with_own(company) == best).or_else(|| {
            if with_free == best { None } else { placed.companies.iter().position(|c| with_all(c) == best) }
        });
        let company = if let Some(at) = at {
            &mut placed.companies[at]
        } else {
            placed.companies.push(Company { sensitive: Vec::new(), companions: Vec::new() });
            let last = placed.companies.len() - 1;
            &mut placed.companies[last]
        };
        company.sensitive.push(guest);
        company.recruit(&mut placed.free, thresholds);
    }
    placed
}

impl<'a> Company<'a> {
    /// The dates on which something sensitive is planned.
    pub(super) fn sensitive_days(&self) -> BTreeSet<NaiveDate> {
        self.sensitive.iter().flat_map(|candidate| candidate.days.iter().copied()).collect()
    }

    /// The dates of those on which the group can be published at all.
    pub(super) fn covered_days(&self) -> BTreeSet<NaiveDate> {
        covered(&self.sensitive_days(), &self.companions)
    }

    /// How many are expected together on a day.
    pub(super) fn expected_on(&self, day: NaiveDate) -> u64 {
        expected_on(day, self.sensitive.iter().chain(&self.companions))
    }

    fn recruit(&mut self, free: &mut Vec<&'a Candidate>, thresholds: Thresholds) {
        self.recruit_for_dates(free, thresholds);
        self.recruit_for_size(free, thresholds);
        self.dismiss(free, thresholds);
    }

    /// Two companions on every date that can have them.
    fn recruit_for_dates(&mut self, free: &mut Vec<&'a Candidate>, thresholds: Thresholds) {
        let days = self.sensitive_days();
        loop {
            let reachable = covered(&days, &joined(self, free));
            let wanting: BTreeSet<NaiveDate> = &reachable - &covered(&days, &self.companions);
            let helps = |candidate: &Candidate| candidate.days.intersection(&wanting).count();
            let best = (0..free.len()).filter(|at| helps(free[*at]) > 0).min_by_key(|at| {
                let (candidate, helps) = (free[*at], helps(free[*at]));
                // Dates on which it pays for company elsewhere, for every hundred on which it is company.
                let price = outside(candidate, &days) * 100 / helps;
                let size = candidate.expected_size();
                (candidate.stands_alone(thresholds), price, Reverse(helps), size, *at)
            });
            let Some(best) = best else { return };
            self.companions.push(free.remove(best));
        }
    }

    /// More of them while the group is expected under k on dates where it need not be. Who could stand
    /// alone is asked only where that helps on most dates.
    fn recruit_for_size(&mut self, free: &mut Vec<&'a Candidate>, thresholds: Thresholds) {
        let days = self.covered_days();
        let k = u64::from(thresholds.of(PrivacyClass::Sensitive));
        loop {
            let short: BTreeSet<NaiveDate> =
                days.iter().copied().filter(|day| self.expected_on(*day) < k).collect();
            if short.is_empty() {
                return;
            }
            let all = joined(self, free);
            let reaches = |day: &&NaiveDate| expected_on(**day, self.sensitive.iter().chain(&all)) >= k;
            let is_worth_it = short.iter().filter(reaches).count() * 2 >= short.len();
            let helps = |candidate: &Candidate| {
                candidate.expected_size() > 0 && candidate.days.intersection(&short).next().is_some()
            };
            let suffices = |candidate: &Candidate| {
                let mut dates = candidate.days.intersection(&short);
                dates.all(|day| self.expected_on(*day) + candidate.expected_size() >= k)
            };
            // The smallest that is enough, else the largest.
            let size = |candidate: &Candidate| {
                let (enough, size) = (suffices(candidate), candidate.expected_size());
                (!enough, if enough { size } else { u64::MAX - size })
            };
            let best = (0..free.len())
                .filter(|at| helps(free[*at]) && (is_worth_it || !free[*at].stands_alone(thresholds)))
                .min_by_key(|at| (free[*at].stands_alone(thresholds), size(free[*at]), *at));
            let Some(best) = best else { return };
            self.companions.push(free.remove(best));
        }
    }

    /// Lets go who is not needed (any more) and is held on other dates, too: there a higher k would
    /// cost them.
    fn dismiss(&mut self, free: &mut Vec<&'a Candidate>, thresholds: Thresholds) {
        let days = self.sensitive_days();
        let k = u64::from(thresholds.of(PrivacyClass::Sensitive));
        let enough = |company: &Self| -> BTreeSet<NaiveDate> {
            company.covered_days().into_iter().filter(|day| company.expected_on(*day) >= k).collect()
        };
        let (covered, reached) = (self.covered_days(), enough(self));
        let mut leaving: Vec<&'a Candidate> =
            self.companions.iter().copied().filter(|companion| outside(companion, &days) > 0).collect();
        leaving.sort_by_key(|companion| (Reverse(outside(companion, &days)), &companion.activity));
        for companion in leaving {
            let stay = self.companions.iter().copied().filter(|other| other.activity != companion.activity);
            let smaller = Self { sensitive: self.sensitive.clone(), companions: stay.collect() };
            if smaller.covered_days() == covered && enough(&smaller) == reached {
                *self = smaller;
                free.push(companion);
            }
        }
        free.sort_by_key(|candidate| &candidate.activity);
    }
}

/// On how many dates it is held without anything sensitive beside it.
fn outside(candidate: &Candidate, days: &BTreeSet<NaiveDate>) -> usize {
    candidate.days.difference(days).count()
}

/// The days on which two of these are planned.
fn covered(days: &BTreeSet<NaiveDate>, others: &[&Candidate]) -> BTreeSet<NaiveDate> {
    let held = |day: &NaiveDate| others.iter().filter(|other| other.days.contains(day)).count();
    days.iter().copied().filter(|day| held(day) >= COMPANIONS).collect()
}

fn joined<'a>(company: &Company<'a>, free: &[&'a Candidate]) -> Vec<&'a Candidate> {
    company.companions.iter().chain(free).copied().collect()
}

/// How many are expected together on a day.
pub(super) fn expected_on<'a>(day: NaiveDate, members: impl Iterator<Item = &'a &'a Candidate>) -> u64 {
    members.filter(|member| member.days.contains(&day)).map(|member| member.expected_size()).sum()
}
