//! Who is missed, by examples and by properties over random histories.

use super::*;
use proptest::prelude::*;
use welkom_domain::ids::ActivityId;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// Monday 5 January 2026.
fn start() -> NaiveDate {
    day("2026-01-05")
}

fn walking() -> ActivityKey {
    ActivityKey::from(&ActivityId::from("wandelen"))
}

fn week(number: u32) -> NaiveDate {
    later(start(), number * 7)
}

fn weekly(weeks: u32) -> Held {
    Held::from([(walking(), (0..weeks).map(week).collect())])
}

fn on(days: Vec<NaiveDate>) -> Attended {
    Attended { times: 0, days }
}

fn came(weeks: impl IntoIterator<Item = u32>) -> Attendance {
    BTreeMap::from([(walking(), on(weeks.into_iter().map(week).collect()))])
}

fn call(day: NaiveDate, outcome: Outcome) -> Call {
    Call { day, outcome }
}

fn known<'a>(attended: &'a Attendance, calls: &'a [Call]) -> Known<'a> {
    Known { may_be_called: true, has_number: true, attended, calls, paused_until: None }
}

fn suggested(today: NaiveDate, attended: &Attendance, calls: &[Call]) -> Option<Suggestion> {
    suggest(today, known(attended, calls), &weekly(40), &CallBackRules::default())
}

#[test]
fn a_weekly_walker_is_missed_in_the_fourth_week_and_told_why() {
    let attended = came(0..10);
    // Last in week 9. Three sessions missed, but away for no more than the minimum.
    assert_eq!(suggested(week(12), &attended, &[]), None);
    let found = suggested(later(week(12), 1), &attended, &[]).unwrap();
    assert_eq!(found.attempt, 1);
    assert_eq!(
        found.why,
        Why {
            activity: walking(),
            how_often: HowOften::NearlyAlways,
            last: week(9),
            missed_sessions: 3,
            away_days: 22
        }
    );
}

#[test]
fn who_comes_every_other_week_is_missed_later() {
    let attended = came((0..10).step_by(2));
    // Rhythm 2: more than five sessions must have been missed.
    assert_eq!(suggested(week(13), &attended, &[]), None);
    let found = suggested(week(14), &attended, &[]).unwrap();
    assert_eq!((found.why.how_often, found.why.missed_sessions), (HowOften::Often, 6));
}

#[test]
fn sessions_that_were_not_held_are_nobodys_absence() {
    let attended = came(0..10);
    let mut held = weekly(13);
    held.get_mut(&walking()).unwrap().extend([week(20), week(21)]);
    let rules = CallBackRules::default();
    // Weeks 10 to 12 were held: three are missed.
    assert!(suggest(week(13), known(&attended, &[]), &held, &rules).is_some());
    // A holiday of ten weeks after the last visit: only two are.
    held.get_mut(&walking()).unwrap().retain(|it| *it <= week(9) || *it >= week(20));
    assert_eq!(suggest(week(21), known(&attended, &[]), &held, &rules), None);
}

#[test]
fn who_came_once_is_missed_too_but_later() {
    let attended = came([9]);
    assert_eq!(suggested(week(14), &attended, &[]), None);
    let found = suggested(week(15), &attended, &[]).unwrap();
    assert_eq!(found.why.how_often, HowOften::Once);
}

#[test]
fn somebody_seen_elsewhere_in_the_centre_is_not_missed() {
    let mut attended = came(0..10);
    attended.insert(ActivityKey::from(&ActivityId::drop_in()), on(vec![week(14)]));
    assert_eq!(suggested(week(15), &attended, &[]), None);
}

#[test]
fn every_outcome_has_its_own_quiet() {
    let attended = came(0..10);
    let called = week(14);
    let first_after = |outcome| {
        let calls = [call(called, outcome)];
        (1..250).find(|days| suggested(later(called, *days), &attended, &calls).is_some())
    };
    assert_eq!(first_after(Outcome::NoAnswer), Some(3));
    assert_eq!(first_after(Outcome::LeftMessage), Some(14));
    assert_eq!(first_after(Outcome::HomeVisit), Some(28));
    assert_eq!(first_after(Outcome::Reached), Some(42));
    assert_eq!(first_after(Outcome::WantsNoCalls), None);
    assert_eq!(first_after(Outcome::Moved), None);
    // Absent from the day on which they were said to be back.
    assert_eq!(first_after(Outcome::IsBack), Some(22));
}

#[test]
fn nobody_answers_three_times_and_it_is_quiet_until_they_come_again() {
    let mut attended = came(0..10);
    let tries: Vec<Call> =
        (0..3).map(|number| call(later(week(14), number * 3), Outcome::NoAnswer)).collect();
    assert_eq!(suggested(week(16), &attended, &tries[..2]).unwrap().attempt, 3);
    assert_eq!(suggested(week(30), &attended, &tries), None);
    attended.get_mut(&walking()).unwrap().days.push(week(20));
    assert_eq!(suggested(week(21), &attended, &tries), None);
    assert_eq!(suggested(week(30), &attended, &tries).unwrap().attempt, 1);
}

#[test]
fn who_was_reached_came_and_went_missing_again_is_called_again() {
    let mut attended = came(0..10);
    let calls = [call(week(13), Outcome::Reached)];
    attended.get_mut(&walking()).unwrap().days.extend([week(14), week(15)]);
    assert_eq!(suggested(week(18), &attended, &calls), None);
    assert!(suggested(later(week(18), 1), &attended, &calls).is_some());
}

#[test]
fn a_return_after_an_absence_is_worth_a_welcome() {
    let rules = CallBackRules::default();
    let is_back = |today, attended: &_| is_welcome_back(today, known(attended, &[]), &weekly(40), &rules);
    let returned = came((0..10).chain([14]));
    assert!(is_back(week(14), &returned) && is_back(week(16), &returned));
    assert!(!is_back(week(17), &returned), "it wears off");
    assert!(!is_back(week(14), &came(0..15)), "was never away");
    assert!(!is_back(week(1), &came([1])), "is new");
}

#[test]
fn nothing_prints_what_somebody_attends() {
    let attended = came(0..10);
    let found = suggested(week(14), &attended, &[]).unwrap();
    let printed = format!("{found:?} {:?}", known(&attended, &[]));
    assert!(!printed.contains("wandelen") && !printed.contains("2026"), "{printed}");
}

#[test]
fn a_claim_is_released_after_a_day() {
    let claim = Claim { by: HostId("balie".to_owned()), since: week(1) };
    let rules = CallBackRules::default();
    let holds = |days| claim.holds(later(week(1), days), &rules);
    assert!(holds(0) && holds(1) && !holds(2));
}

fn outcome() -> impl Strategy<Value = Outcome> {
    use Outcome::{HomeVisit, IsBack, LeftMessage, Moved, NoAnswer, Reached, WantsNoCalls, WrongNumber};
    proptest::sample::select(vec![
        Reached,
        LeftMessage,
        NoAnswer,
        WantsNoCalls,
        WrongNumber,
        Moved,
        HomeVisit,
        IsBack,
    ])
}

fn dates(most: usize) -> impl Strategy<Value = Vec<NaiveDate>> {
    proptest::collection::btree_set(0_u32..280, 0..most)
        .prop_map(|days| days.into_iter().map(|it| later(start(), it)).collect())
}

prop_compose! {
    fn history()(
        attended in proptest::collection::btree_map(0_u8..3, dates(20), 0..3),
        held in proptest::collection::btree_map(0_u8..3, dates(60), 0..3),
        calls in proptest::collection::vec((0_u32..280, outcome()), 0..5),
        paused in proptest::option::of(0_u32..300),
        may: bool,
        number: bool,
        today in 0_u32..320,
    ) -> (Attendance, Held, Vec<Call>, Option<NaiveDate>, bool, bool, NaiveDate) {
        let key = |it: u8| ActivityKey::from(&ActivityId(it.to_string()));
        let today = later(start(), today);
        let held = held.into_iter().map(|(it, days)| (key(it), days)).collect();
        let attended = attended
            .into_iter()
            .map(|(it, days)| (key(it), on(days.into_iter().filter(|day| *day <= today).collect())))
            .collect();
        let mut calls: Vec<Call> =
            calls.into_iter().map(|(at, outcome)| call(later(start(), at), outcome)).filter(|it| it.day <= today).collect();
        calls.sort_by_key(|it| it.day);
        (attended, held, calls, paused.map(|it| later(start(), it)), may, number, today)
    }
}

/// So many random histories; ten times as many in the long run of the tests.
fn cases() -> ProptestConfig {
    ProptestConfig::with_cases(if std::env::var_os("WELKOM_LONG").is_some() { 20_000 } else { 2_000 })
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn whatever_happened_nobody_is_nagged((attended, held, calls, paused_until, may, number, today) in history()) {
        let rules = CallBackRules::default();
        let known = Known { may_be_called: may, has_number: number, attended: &attended, calls: &calls, paused_until };
        let Some(found) = suggest(today, known, &held, &rules) else { return Ok(()) };
        prop_assert!(may && number, "no call without consent and number");
        prop_assert!(paused_until.is_none_or(|until| until < today));
        prop_assert!(calls.iter().all(|it| !matches!(it.outcome, Outcome::WantsNoCalls | Outcome::Moved)));
        let seen = attended.values().flat_map(|it| &it.days).max().copied().unwrap();
        prop_assert!(days_between(seen, today) > rules.away_days);
        prop_assert_eq!(found.why.last, *attended[&found.why.activity].days.last().unwrap());
        let missed = held[&found.why.activity].iter().filter(|it| **it > found.why.last && **it <= today).count();
        prop_assert_eq!(u32::try_from(missed).unwrap(), found.why.missed_sessions);
        prop_assert!(f64::from(found.why.missed_sessions) > rules.rhythm_factor, "no rhythm is quicker than every session");
        prop_assert!((1..=rules.most_tries).contains(&found.attempt));
        for it in &calls {
            let days = days_between(it.day, today);
            let (quiet, ends_early) = match it.outcome {
                Outcome::NoAnswer => (rules.no_answer_days, true),
                Outcome::LeftMessage => (rules.message_days, true),
                Outcome::Reached => (rules.reached_days, true),
                Outcome::HomeVisit => (rules.home_visit_days, false),
                Outcome::IsBack => (rules.away_days + 1, false),
                _ => (0, false),
            };
            let came_after = calls.iter().any(|other| other.outcome == Outcome::IsBack && other.day > it.day) || seen > it.day;
            prop_assert!(days >= quiet || ends_early && came_after, "{it:?}");
        }
    }

    #[test]
    fn asking_for_less_never_calls_more((attended, held, calls, paused_until, _, _, today) in history()) {
        let known = Known { may_be_called: true, has_number: true, attended: &attended, calls: &calls, paused_until };
        let usual = CallBackRules::default();
        let patient = CallBackRules { away_days: 40, rhythm_factor: 4.0, ..usual.clone() };
        if suggest(today, known, &held, &patient).is_some() {
            prop_assert!(suggest(today, known, &held, &usual).is_some());
        }
        // One more session that was cancelled after all makes nobody more missed.
        let mut fewer = held.clone();
        for days in fewer.values_mut() {
            let after = attended.values().flat_map(|it| &it.days).max().copied();
            if let Some(at) = days.iter().position(|it| Some(*it) > after) {
                days.remove(at);
            }
        }
        if suggest(today, known, &fewer, &usual).is_some() {
            prop_assert!(suggest(today, known, &held, &usual).is_some());
        }
    }
}
