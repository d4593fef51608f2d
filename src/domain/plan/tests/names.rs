//! Whatever activities are called, the proposed plan is one that can be read and fixed.

use super::*;
use crate::plan::names::{LONGEST_NAME, is_usable};

fn named(id: &str, name: &str) -> Candidate {
    Candidate { name: Some(name.to_owned()), ..candidate(id, 12, &[Tue]) }
}

fn called_secretly(id: &str, name: &str, weekdays: &[Weekday]) -> Candidate {
    Candidate { telling: vec![name.to_owned()], ..sensitive(id, 6, weekdays) }
}

fn read_back(candidates: &[Candidate]) -> Plan {
    let plan = proposed(candidates);
    assert_eq!(Plan::from_toml(&plan.to_toml()).as_ref(), Ok(&plan));
    plan
}

#[test]
fn a_name_that_cannot_be_used_is_mended_or_left_for_a_neutral_one() {
    let long = "Koken ".repeat(40);
    let candidates = [named("a", "☕"), named("b", "Samen\nzingen"), named("c", &long)];
    assert_eq!(
        told(&read_back(&candidates)),
        [
            "Samen zingen/day: b".to_owned(),
            format!("{}…/day: c", "Koken ".repeat(20).trim_end()),
            "Activiteiten op dinsdag/day: a".to_owned(),
        ]
    );
}

#[test]
fn a_sensitive_uid_of_neutral_words_leaves_the_neutral_names() {
    let company = [candidate("a", 2, &[Tue]), candidate("b", 2, &[Tue])];
    let uids = ["dinsdag@example.org", "activiteiten", "op-dinsdag"];
    for uid in uids {
        let mut candidates = company.to_vec();
        candidates.push(called_secretly(uid, "Dinsdag", &[Tue]));
        let plan = read_back(&candidates);
        assert_eq!(plan.groups[0].name, "Activiteiten op dinsdag", "{uid}");
    }
    let candidates = [called_secretly("niet-gedeeld@example.org", "Overige activiteiten", &[Wed])];
    let plan = read_back(&candidates);
    // Its very own name is neither that of others nor that of its group.
    assert_eq!(plan.other, "Overige activiteiten (2)");
    assert_eq!(told(&plan), ["Niet gedeeld (2)/week: niet-gedeeld@example.org (withheld)"]);
}

#[test]
fn names_in_another_language_avoid_what_a_uid_tells() {
    let names = Names {
        on: "Activities on".to_owned(),
        weekdays: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
            .map(str::to_owned),
        ..Names::default()
    };
    let candidates = [
        candidate("a", 2, &[Tue]),
        candidate("b", 2, &[Tue]),
        called_secretly("tuesday@example.org", "Rouwgroep", &[Tue]),
    ];
    let plan = propose(quarter(), date("2026-10-01"), Thresholds::LEAST, &candidates, &names);
    assert_eq!(plan.check(&candidates), []);
    assert_eq!(Plan::from_toml(&plan.to_toml()), Ok(plan));
}

/// What calendars call their events, from the ordinary to the absurd.
fn any_name() -> impl Strategy<Value = String> {
    let known = [
        "",
        "☕",
        "👩‍🍳🎉",
        "Koken",
        "KOKEN",
        "Koken (2)",
        "1",
        "dinsdag",
        "Activiteiten op dinsdag",
        "Activiteiten op maandag t/m vrijdag (2)",
        "Overige activiteiten",
        "niet gedeeld",
        "Koffie\r\nna\tde \"Rouwgroep\" \\ '''",
        "Rouwgroep",
        "\u{202e}\u{200b}\u{feff}",
        "İSTANBUL ΣΊΣΥΦΟΣ",
    ];
    prop_oneof![
        4 => prop::sample::select(known.to_vec()).prop_map(str::to_owned),
        2 => prop::collection::vec(any::<char>(), 0..20).prop_map(String::from_iter),
        2 => "\\PC{0,300}",
        1 => "[\\x00-\\x20\\x7f-\\x9fa]{0,8}",
        // Near the bound, where a number must still fit.
        2 => (LONGEST_NAME - 8..LONGEST_NAME + 8, prop::sample::select(vec!["é", "a ", "🎉 b"]))
            .prop_map(|(length, unit)| unit.repeat(length).chars().take(length).collect()),
        1 => "[a-z]{1,9}( [a-zé☕]{1,40}){0,9}",
    ]
}

fn any_named_candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let candidates = (1_usize..10).prop_flat_map(|count| (0..count).map(any_candidate).collect::<Vec<_>>());
    let one = (any_name(), any_name(), prop::bool::ANY);
    (candidates, prop::collection::vec(one, 10)).prop_map(|(candidates, named)| {
        let mut seen = BTreeSet::new();
        let renamed = candidates.into_iter().zip(named).map(|(candidate, (name, uid, has_domain))| {
            let uid = if has_domain { format!("{uid}@example.org") } else { uid };
            let telling = if candidate.is_sensitive() { vec![name.clone()] } else { Vec::new() };
            Candidate { activity: uid.as_str().into(), name: Some(name), telling, ..candidate }
        });
        renamed.filter(|candidate| seen.insert(candidate.activity.clone())).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn whatever_they_are_called_the_proposal_can_be_fixed(candidates in any_named_candidates()) {
        let plan = proposed(&candidates);
        prop_assert!(plan.groups.iter().all(|group| is_usable(&group.name)));
        prop_assert_eq!(Plan::from_toml(&plan.to_toml()), Ok(plan));
    }
}
