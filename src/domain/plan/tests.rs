//! Plans worked out by hand, and what is wrong with broken ones.

use super::*;
use crate::problem::LineProblem;
use chrono::{Datelike, Weekday};
use proptest::prelude::*;
use std::collections::BTreeSet;

mod names;

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn quarter() -> Quarter {
    "2026-Q4".parse().expect("a quarter")
}

fn on(weekdays: &[Weekday]) -> BTreeSet<NaiveDate> {
    quarter().range().days().filter(|day| weekdays.contains(&day.weekday())).collect()
}

fn candidate(id: &str, expected: u32, weekdays: &[Weekday]) -> Candidate {
    Candidate {
        activity: id.into(),
        name: Some(id.to_owned()),
        telling: Vec::new(),
        class: PrivacyClass::Protected,
        expected: (expected > 0).then_some(expected),
        published: Vec::new(),
        days: on(weekdays),
    }
}

fn sensitive(id: &str, expected: u32, weekdays: &[Weekday]) -> Candidate {
    Candidate {
        name: None,
        telling: vec![id.to_owned()],
        class: PrivacyClass::Sensitive,
        ..candidate(id, expected, weekdays)
    }
}

fn proposed(candidates: &[Candidate]) -> Plan {
    let plan = propose(quarter(), date("2026-10-01"), Thresholds::LEAST, candidates, &Names::default());
    assert_eq!(plan.check(candidates), [], "a proposed plan has no problems");
    plan
}

/// Groups as `name/cadence: members`.
fn told(plan: &Plan) -> Vec<String> {
    let group = |group: &Group| {
        let members: Vec<&str> = group.members.iter().map(|member| member.activity.as_str()).collect();
        let withheld = if group.withheld { " (withheld)" } else { "" };
        format!("{}/{}: {}{withheld}", group.name, group.cadence.word(), members.join(" "))
    };
    plan.groups.iter().map(group).collect()
}

use Weekday::{Fri, Mon, Thu, Tue, Wed};

#[test]
fn the_example_of_the_rule() {
    let (a, b, c) = (candidate("A", 12, &[Tue]), candidate("B", 4, &[Tue]), sensitive("C", 3, &[Tue]));
    assert_eq!(told(&proposed(&[a.clone(), b.clone(), c.clone()])), ["Activiteiten op dinsdag/day: A B C"]);
    assert_eq!(told(&proposed(&[c, b.clone(), a.clone()])), ["Activiteiten op dinsdag/day: A B C"]);
    assert_eq!(told(&proposed(&[a, b])), ["A/day: A", "Activiteiten op dinsdag/week: B"]);
}

#[test]
fn company_is_whoever_loses_least() {
    let candidates = [
        sensitive("S", 6, &[Tue]),
        candidate("big", 20, &[Tue]),
        candidate("middle", 8, &[Tue]),
        candidate("small", 3, &[Tue]),
        candidate("tiny", 2, &[Tue]),
        candidate("drop-in", 0, &[Mon, Tue, Wed, Thu, Fri]),
    ];
    assert_eq!(
        told(&proposed(&candidates)),
        [
            "big/day: big",
            "middle/day: middle",
            // 6 + 3 + 2 reach ten without anybody who could stand alone, and dropping in keeps its week.
            "Activiteiten op dinsdag/day: S small tiny",
            "Activiteiten op maandag t/m vrijdag/week: drop-in",
        ]
    );
}

#[test]
fn company_for_every_date_is_company_enough() {
    let monthly = Candidate { days: [date("2026-11-03")].into(), ..candidate("monthly", 1, &[]) };
    let candidates =
        [sensitive("S", 6, &[Tue]), candidate("a", 2, &[Tue]), candidate("b", 3, &[Tue]), monthly];
    assert_eq!(
        told(&proposed(&candidates)),
        ["Activiteiten op dinsdag/day: S a b", "Activiteiten op dinsdag (2)/week: monthly"]
    );
}

#[test]
fn who_could_stand_alone_is_asked_only_if_it_helps() {
    // 2 + 1 + 1 + 6 reach ten with the smallest that is enough.
    let helped = [
        sensitive("S", 2, &[Tue]),
        candidate("a", 1, &[Tue]),
        candidate("b", 1, &[Tue]),
        candidate("c", 5, &[Tue]),
        candidate("d", 6, &[Tue]),
        candidate("e", 30, &[Tue]),
    ];
    assert_eq!(told(&proposed(&helped)), ["c/day: c", "e/day: e", "Activiteiten op dinsdag/day: S a b d"]);
    // 1 + 1 + 1 + 5 do not: the five stand alone, the group is counted by week.
    let helpless = [
        sensitive("S", 1, &[Tue]),
        candidate("a", 1, &[Tue]),
        candidate("b", 1, &[Tue]),
        candidate("c", 5, &[Tue]),
    ];
    assert_eq!(told(&proposed(&helpless)), ["c/day: c", "Activiteiten op dinsdag/week: S a b"]);
}

#[test]
fn without_company_on_any_date_nothing_is_published() {
    let candidates = [
        sensitive("S", 12, &[Wed]),
        sensitive("U", 9, &[Fri]),
        candidate("a", 12, &[Wed]),
        candidate("b", 12, &[Tue]),
    ];
    assert_eq!(told(&proposed(&candidates)), ["a/day: a", "b/day: b", "Niet gedeeld/week: S U (withheld)"]);
}

#[test]
fn an_open_meeting_keeps_nobody_company() {
    let open = |candidate: Candidate| Candidate { class: PrivacyClass::Open, ..candidate };
    let candidates = [
        candidate("a", 12, &[Tue]),
        open(self::candidate("b", 9, &[Tue])),
        sensitive("Herstelgroep", 4, &[Tue]),
    ];
    let plan = proposed(&candidates);
    assert!(plan.group_of(&"Herstelgroep".into()).expect("a group").withheld, "{plan:?}");
    assert!(!plan.group_of(&"b".into()).expect("a group").is_sensitive());
    let mut edited = plan.clone();
    let member = |id: &str, class| Member { activity: id.into(), class };
    edited.groups = vec![Group {
        name: "Op dinsdag".to_owned(),
        cadence: Cadence::Day,
        withheld: false,
        members: vec![
            member("a", PrivacyClass::Protected),
            member("b", PrivacyClass::Open),
            member("Herstelgroep", PrivacyClass::Sensitive),
        ],
    }];
    let told: Vec<String> = edited.check(&candidates).into_iter().map(|(_, it)| it.to_string()).collect();
    assert!(told.iter().any(|it| it.contains("beside a sensitive one")), "{told:?}");
}

#[test]
fn several_sensitive_ones_share_company_where_dates_coincide() {
    let same_day = [
        sensitive("S", 4, &[Tue]),
        sensitive("U", 4, &[Tue]),
        candidate("a", 2, &[Tue]),
        candidate("b", 2, &[Tue]),
    ];
    assert_eq!(told(&proposed(&same_day)), ["Activiteiten op dinsdag/day: S U a b"]);
    // The drop-in is company on both days; on Friday one more is found.
    let two_days = [
        sensitive("S", 6, &[Tue]),
        sensitive("U", 6, &[Fri]),
        candidate("a", 4, &[Tue]),
        candidate("b", 4, &[Fri]),
        candidate("drop-in", 3, &[Mon, Tue, Wed, Thu, Fri]),
    ];
    assert_eq!(told(&proposed(&two_days)), ["Activiteiten op maandag t/m vrijdag/day: S U a b drop-in"]);
}

#[test]
fn sizes_are_known_from_four_published_cells() {
    let sized = |published: &[u64]| Candidate { published: published.to_vec(), ..candidate("A", 12, &[Tue]) };
    assert_eq!(sized(&[]).expected_size(), 12);
    assert_eq!(sized(&[5, 5, 5]).expected_size(), 12);
    assert_eq!(sized(&[90, 90, 5, 8, 6, 9]).expected_size(), 7);
    assert_eq!(told(&proposed(&[sized(&[5, 5, 5, 5])])), ["A/day: A"]);
}

#[test]
fn the_small_are_put_together_by_the_weekdays_they_share() {
    let candidates = [
        candidate("a", 3, &[Tue]),
        candidate("b", 3, &[Tue]),
        candidate("c", 2, &[Thu]),
        candidate("d", 2, &[Thu]),
        candidate("e", 4, &[Tue, Thu]),
        Candidate { days: [date("2026-11-03")].into(), ..candidate("monthly", 4, &[Tue]) },
        Candidate { days: BTreeSet::new(), ..candidate("never", 4, &[]) },
    ];
    assert_eq!(
        told(&proposed(&candidates)),
        [
            "Activiteiten op dinsdag/day: a b monthly",
            "Activiteiten op dinsdag en donderdag/week: e",
            "Activiteiten op donderdag/week: c d",
        ]
    );
}

#[test]
fn names_differ_and_tell_nothing() {
    let named = |id: &str, name: &str| Candidate { name: Some(name.to_owned()), ..candidate(id, 12, &[Tue]) };
    let candidates = [
        sensitive("Herstelgroep", 4, &[Wed]),
        named("a", "Koken"),
        named("b", "KOKEN"),
        named("c", "Koffie na de Herstelgroep"),
        named("d", "Overige activiteiten"),
    ];
    assert_eq!(
        told(&proposed(&candidates)),
        [
            "Koken/day: a",
            "KOKEN (2)/day: b",
            "Overige activiteiten (2)/day: d",
            "Activiteiten op dinsdag/day: c",
            "Niet gedeeld/week: Herstelgroep (withheld)",
        ]
    );
}

#[test]
fn a_plan_reads_as_people_write_it() {
    let candidates = [
        candidate("wijkmaaltijd@example.org", 12, &[Tue]),
        candidate("breien@example.org", 4, &[Tue]),
        sensitive("herstelgroep@example.org", 3, &[Tue]),
        candidate("drop-in", 15, &[Mon, Tue, Wed]),
        sensitive("rouwgroep@example.org", 3, &[Fri]),
    ];
    let plan = proposed(&candidates);
    let called = |activity: &ActivityId| {
        let found = candidates.iter().find(|candidate| candidate.activity == *activity)?;
        Some(found.activity.as_str().split('@').next().unwrap_or_default().to_uppercase())
    };
    insta::assert_snapshot!(plan.to_commented_toml(called));
    assert_eq!(Plan::from_toml(&plan.to_toml()), Ok(plan));
}

#[test]
fn every_mistake_of_a_file_is_told_with_its_line() {
    let text = r#"quarter = "2026-Q4"
from = 2027-01-01
other = "Overig"
colour = "green"

[thresholds]
protected = 4
sensitive = "ten"

[[group]]
name = "Overig"
cadence = "monthly"
members = [{ activity = "a", class = "secret" }]

[[group]]
cadence = "day"
withheld = "no"
members = [{ activity = "a" }, "b"]
"#;
    let expected = [
        (4, "expected one of quarter, from, other, thresholds, group, found the key \"colour\""),
        (8, "expected a number of arrivals, found \"ten\""),
        (12, "expected \"day\" or \"week\", found \"monthly\""),
        (13, "expected \"open\", \"protected\" or \"sensitive\", found \"secret\""),
        (15, "expected the key name, found none"),
        (17, "expected true or false, found \"no\""),
        (18, "expected a member like { activity = \"…\", class = \"protected\" }, found \"b\""),
        (18, "expected the key class, found none"),
    ];
    let expected: Vec<LineProblem> =
        expected.iter().map(|(line, message)| LineProblem::new(*line, *message)).collect();
    assert_eq!(Plan::from_toml(text), Err(expected));
}

#[test]
fn a_plan_that_breaks_the_rule_is_refused() {
    let text = r#"quarter = "2026-Q4"
from = "2027-01-01"
other = "Overig"
thresholds = { protected = 4, sensitive = 9 }

[[group]]
name = "overig"
cadence = "day"
members = [{ activity = "a", class = "protected" }]

[[group]]
name = "Herstelgroep en meer"
cadence = "week"
members = [
  { activity = "herstelgroep@example.org", class = "sensitive" },
  { activity = "a", class = "protected" },
]

[[group]]
name = "Leeg"
cadence = "week"
members = []
"#;
    let problems = Plan::from_toml(text).expect_err("a refused plan");
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 2: expected a first day within 2026-Q4, found 2027-01-01",
            "line 4: expected a threshold of at least 10 for sensitive, found 9: it may be raised, never lowered",
            "line 4: expected a threshold of at least 5 for protected, found 4: it may be raised, never lowered",
            "line 7: expected names of groups that differ, found \"overig\" twice",
            "line 12: expected a neutral name, found one that tells a sensitive activity",
            "line 12: expected at least 2 activities that are not sensitive beside a sensitive one, or withheld = \
             true; found 1",
            "line 16: expected each activity in one group, found a a second time",
            "line 20: expected at least one activity in the group",
        ]
    );
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    let problems = Plan::from_toml("quarter = \"2026-Q4\"\nfrom = = 3\nother 4\n").expect_err("no TOML");
    let lines: BTreeSet<usize> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [2, 3].into());
}

#[test]
fn an_edited_plan_is_held_against_the_programme() {
    let candidates = [
        candidate("a", 12, &[Tue]),
        candidate("b", 9, &[Tue]),
        sensitive("Herstelgroep", 4, &[Tue]),
        candidate("c", 1, &[Fri]),
    ];
    let mut plan = proposed(&candidates);
    let group = plan.groups.iter_mut().find(|group| group.is_sensitive()).expect("a sensitive group");
    group.name = "Rond de herstelgroep".to_owned();
    group.members.iter_mut().for_each(|member| member.class = PrivacyClass::Open);
    plan.groups.retain(|group| group.members.iter().all(|member| member.activity.as_str() != "c"));
    plan.groups.push(Group {
        name: "Typfout".to_owned(),
        cadence: Cadence::Day,
        withheld: false,
        members: vec![Member { activity: "aa".into(), class: PrivacyClass::Protected }],
    });
    let told: Vec<String> =
        plan.check(&candidates).into_iter().map(|(place, problem)| format!("{place:?}: {problem}")).collect();
    assert_eq!(
        told,
        [
            "Plan: expected c in one of the groups, found it in none: it has dates in the plan's days",
            "Group(0): expected a neutral name, found one that tells a sensitive activity",
            "Member(0, 0): expected class sensitive for Herstelgroep as in the programme, found open",
            "Member(1, 0): expected an activity of the programme with a date in the plan's days, found aa",
        ]
    );
}

fn any_candidate(number: usize) -> impl Strategy<Value = Candidate> {
    let days = prop_oneof![
        3 => prop::sample::select(vec![vec![Tue], vec![Wed], vec![Thu]]),
        1 => Just(vec![Mon, Tue, Wed, Thu, Fri]),
        1 => Just(vec![]),
    ];
    (days, prop::bool::weighted(0.3), 0_u32..15, prop::collection::vec(5_u64..20, 0..6), 1_u32..4).prop_map(
        move |(weekdays, is_sensitive, expected, published, every)| {
            let id = format!("activity{number}");
            let base = if is_sensitive { sensitive } else { candidate }(&id, expected, &weekdays);
            let days = base.days.iter().copied().filter(|day| day.iso_week().week() % every == 0).collect();
            Candidate { published, days, ..base }
        },
    )
}

fn any_candidates() -> impl Strategy<Value = Vec<Candidate>> {
    (1_usize..9).prop_flat_map(|count| (0..count).map(any_candidate).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    /// Whatever the programme, the proposed plan is one that may be used, it does not depend on the
    /// order in which activities are listed, and it reads back from its written form.
    #[test]
    fn a_proposal_fulfils_the_rule(candidates in any_candidates(), seed: u64) {
        let plan = proposed(&candidates);
        let mut shuffled = candidates.clone();
        shuffled.rotate_left(usize::try_from(seed % 7).expect("small") % candidates.len());
        shuffled.reverse();
        prop_assert_eq!(&proposed(&shuffled), &plan);
        let alone = plan.groups.iter().filter(|group| group.withheld).flat_map(|group| &group.members);
        for member in alone {
            // Nobody is withheld for whom there is company.
            let days = &candidates.iter().find(|c| c.activity == member.activity).expect("known").days;
            let others = |day: &NaiveDate| candidates.iter().filter(|c| !c.is_sensitive() && c.days.contains(day)).count();
            prop_assert!(!days.iter().any(|day| others(day) >= 2) || plan.groups.iter().any(|group| group.is_sensitive() && !group.withheld));
        }
        prop_assert_eq!(Plan::from_toml(&plan.to_toml()), Ok(plan));
    }
}
