//! `welkom-kiosk plan`: the publication plan the program proposes for a quarter, for whoever may still
//! edit it before the quarter starts.
//!
//! It is proposed from the programme alone, as at set-up: what the kiosk has published so far is in its
//! store, and the kiosk adds that when it fixes a plan.

use clap::Args;
use std::{
    collections::BTreeMap,
    io::Write,
    path::{Path, PathBuf},
};
use welkom_domain::{
    centre::Centre,
    class::PrivacyClass,
    day::{DateRange, Quarter},
    ids::ActivityId,
    plan::{Candidate, Names, Plan, propose},
};

/// What to propose.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// The centre's configuration.
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
    /// The quarter, like 2026-Q4.
    #[arg(long, value_name = "QUARTER")]
    pub quarter: Quarter,
}

/// Prints the plan as TOML to `out`. `load` reads a centre's configuration and calendars.
pub fn run(
    args: &PlanArgs,
    load: impl FnOnce(&Path) -> anyhow::Result<Centre>,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let centre = load(&args.config)?;
    let (plan, candidates) = proposal(&centre, args.quarter, &BTreeMap::new());
    out.write_all(print_plan(&plan, &candidates).as_bytes())?;
    Ok(())
}

/// The plan of a whole quarter, with what it places. `published` holds the last published cells of
/// activities that stood alone, oldest first.
pub fn proposal(
    centre: &Centre,
    quarter: Quarter,
    published: &BTreeMap<ActivityId, Vec<u64>>,
) -> (Plan, Vec<Candidate>) {
    let DateRange { from, to } = quarter.range();
    let candidates = centre.candidates(DateRange::new(from, to), published);
    (propose(quarter, from, centre.thresholds, &candidates, &Names::default()), candidates)
}

/// A plan as TOML, with the names of activities as comments; those of sensitive ones stay unsaid.
pub fn print_plan(plan: &Plan, candidates: &[Candidate]) -> String {
    let names: BTreeMap<&ActivityId, &String> = candidates
        .iter()
        .filter(|candidate| candidate.class != PrivacyClass::Sensitive)
        .filter_map(|candidate| Some((&candidate.activity, candidate.name.as_ref()?)))
        .collect();
    plan.to_commented_toml(|activity| names.get(activity).map(|name| (*name).clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::release::tests::centre;

    #[test]
    fn the_plan_of_a_quarter_as_it_is_printed() {
        let args = PlanArgs { config: "centre.toml".into(), quarter: "2026-Q4".parse().expect("a quarter") };
        let mut out = Vec::new();
        run(&args, |_| Ok(centre()), &mut out).expect("a plan");
        let text = String::from_utf8(out).expect("text");
        assert_eq!(Plan::from_toml(&text).map(|plan| plan.quarter), Ok(args.quarter));
        insta::assert_snapshot!(text);
    }
}
