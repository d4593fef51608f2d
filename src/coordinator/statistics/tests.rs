//! What is summed up of a handful of cells, worked out by hand.

use super::*;
use welkom_wire::ReleaseRow;

/// Cells written as a centre's CSV.
fn cells(table: &str) -> Vec<Cell> {
    table
        .lines()
        .map(|line| {
            let columns: Vec<&str> = line.trim().split(',').collect();
            let [measure, period, from, to, group, value] = columns[..] else {
                panic!("six columns: {line}")
            };
            let row = ReleaseRow {
                measure: measure.to_owned(),
                period: period.to_owned(),
                from: from.to_owned(),
                to: to.to_owned(),
                group: group.to_owned(),
                value: value.to_owned(),
            };
            Cell { centre: "de-hoeve".to_owned(), row: Row::try_from(&row).expect(line) }
        })
        .collect()
}

fn days(choice: &str) -> DateRange {
    choice.parse::<Choice>().expect("a period").days()
}

const DECEMBER: &str = "visits,2026-12-01,2026-12-01,2026-12-01,Wandelen,12
    sessions,2026-12-01,2026-12-01,2026-12-01,Wandelen,1
    hours,2026-12-01,2026-12-01,2026-12-01,,7.5
    hours,2026-12-02,2026-12-02,2026-12-02,,7.75
    visits,2026-W49,2026-12-01,2026-12-06,Overig,few
    visits,2026-12-08,2026-12-08,2026-12-08,Wandelen,9
    visits,2026-12-15,2026-12-15,2026-12-15,Wandelen,off
    visits,2026-12-22,2026-12-22,2026-12-22,Wandelen,closed
    newcomers,2026-12,2026-12-01,2026-12-31,,6
    not_newcomers,2026-12,2026-12-01,2026-12-31,,10
    newcomers_unanswered,2026-12,2026-12-01,2026-12-31,,5
    helpers,2026-12,2026-12-01,2026-12-31,,few
    visitors,2026-12,2026-12-01,2026-12-31,,few";

fn say(tally: Tally) -> String {
    format!(
        "{}+{}q of {}, few {} closed {} off {}",
        tally.sum(),
        tally.quarters(),
        tally.numbers,
        tally.few,
        tally.closed,
        tally.off
    )
}

#[test]
fn totals_are_sums_of_whole_cells() {
    let statistics = Statistics::of(&cells(DECEMBER), days("2026-12"));
    assert_eq!(say(statistics.visits), "21+0q of 2, few 1 closed 1 off 1");
    assert!(statistics.visits.is_at_least());
    assert_eq!(say(statistics.sessions), "1+0q of 1, few 0 closed 0 off 0");
    assert_eq!(say(statistics.hours), "15+1q of 2, few 0 closed 0 off 0");
    let steps: Vec<String> =
        statistics.steps.iter().map(|step| format!("{} {}", step.period, say(step.visits))).collect();
    assert_eq!(
        steps,
        [
            "2026-W49 12+0q of 1, few 1 closed 0 off 0",
            "2026-W50 9+0q of 1, few 0 closed 0 off 0",
            "2026-W51 0+0q of 0, few 0 closed 0 off 1",
            "2026-W52 0+0q of 0, few 0 closed 1 off 0",
        ]
    );
    let sum: u64 = statistics.groups.iter().map(|group| group.visits.sum()).sum();
    assert_eq!(sum, statistics.visits.sum(), "groups and steps add up to the same");
}

#[test]
fn a_year_goes_by_months() {
    let statistics = Statistics::of(&cells(DECEMBER), days("2026"));
    assert_eq!(statistics.steps.len(), 1);
    let lines: Vec<String> = statistics.groups[1]
        .lines
        .iter()
        .map(|line| format!("{} {}", line.period, say(line.visits)))
        .collect();
    assert_eq!(lines, ["2026-12 21+0q of 2, few 0 closed 1 off 1"]);
}

#[test]
fn splits_stand_by_month() {
    let statistics = Statistics::of(&cells(DECEMBER), days("2026-12"));
    assert_eq!(statistics.splits.len(), 1);
    assert_eq!(statistics.splits[0].newcomers.map(Tally::sum), [6, 10, 5]);
    assert_eq!(statistics.splits[0].roles.map(|role| role.few), [1, 1]);
}

const ENTERED: &str = "visits,2026-12-01,2026-12-01,2026-12-01,Markt,12
    head_count_visitors,2026-12-08,2026-12-08,2026-12-08,Markt,45
    head_count_volunteers,2026-12-08,2026-12-08,2026-12-08,Markt,6
    head_count_professionals,2026-12-08,2026-12-08,2026-12-08,Markt,1
    head_count_visitors,2026-12-01,2026-12-01,2026-12-01,Markt,30
    head_count_visitors,2026-12-01,2026-12-01,2026-12-01,Bewonersavond,3
    shift_volunteers,2026-12-01,2026-12-01,2026-12-01,,4
    shift_professionals,2026-12-01,2026-12-01,2026-12-01,,1
    shift_volunteers,2026-12-02,2026-12-02,2026-12-02,,3
    shift_volunteers,2026-12-08,2026-12-08,2026-12-08,,2";

fn say_entered(choice: &str) -> Vec<String> {
    let statistics = Statistics::of(&cells(ENTERED), days(choice));
    let meetings = statistics
        .meetings
        .iter()
        .map(|it| format!("{} {} {:?}", it.name, it.period, it.people.map(Tally::sum)));
    let shifts = statistics.shifts.iter().map(|it| format!("{} {:?}", it.period, it.people.map(Tally::sum)));
    meetings.chain(shifts).collect()
}

#[test]
fn what_hosts_enter_stands_apart_from_visits() {
    assert_eq!(
        say_entered("2026-12"),
        [
            "Bewonersavond 2026-12-01 [3, 0, 0]",
            "Markt 2026-12-01 [30, 0, 0]",
            "Markt 2026-12-08 [45, 6, 1]",
            "2026-W49 [7, 1]",
            "2026-W50 [2, 0]",
        ]
    );
    assert_eq!(
        say_entered("2026"),
        ["Bewonersavond 2026-12 [3, 0, 0]", "Markt 2026-12 [75, 6, 1]", "2026-12 [9, 1]"]
    );
    let statistics = Statistics::of(&cells(ENTERED), days("2026-12"));
    assert_eq!((say(statistics.visits), say(statistics.hours)), {
        let only = |numbers, count| format!("{count}+0q of {numbers}, few 0 closed 0 off 0");
        (only(1, 12), only(0, 0))
    });
    assert_eq!((statistics.steps.len(), statistics.groups.len(), statistics.splits.len()), (1, 1, 0));
    assert_eq!(statistics.groups[0].lines.len(), 1);
}

#[test]
fn a_month_with_nothing_but_what_hosts_entered_is_not_empty() {
    for line in ENTERED.lines().skip(1) {
        assert!(!Statistics::of(&cells(line), days("2026-12")).is_empty(), "{line}");
    }
}

#[test]
fn closed_alone_makes_no_total_incomplete() {
    let statistics =
        Statistics::of(&cells("visits,2026-12-22,2026-12-22,2026-12-22,Wandelen,closed"), days("2026-12"));
    assert!(!statistics.visits.is_at_least());
    assert_eq!(statistics.visits.sum(), 0);
    assert!(!statistics.is_empty());
    assert!(Statistics::of(&[], days("2026-12")).is_empty());
}
