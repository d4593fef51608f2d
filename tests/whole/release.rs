//! `welkom-kiosk release --dry-run`, the tool of a privacy officer, on Graafkamp's own programme. What it
//! has to print was worked out by hand from the release rule.

use crate::programs::{Said, folder, kiosk, root};
use std::path::Path;

/// Who came, a line each; repeated by the number in front.
const ARRIVALS: [(usize, &str); 10] = [
    // Tuesday 1 December. The plan puts the sensitive group with the two others that meet on its days:
    // dropping in and, on the first Tuesday, the eating café. All three are held, so the day may be told:
    // crowd 6 + 1 + 3 + 1 = 11, which is 10 or more; visits 6 + 3 + 3 + 2 = 14.
    (6, "2026-12-01,16:20,Eetcafé De Stoofpot,visitor,no,,"),
    (1, "2026-12-01,16:25,Eetcafé De Stoofpot,volunteer,no,3,"),
    (3, "2026-12-01,13:50,Herstelwerkgroep,visitor,no,,"),
    (1, "2026-12-01,13:00,Inloop,visitor,no,,a1"),
    (1, "2026-12-01,13:00,graafkamp-eetcafe@welkom.example,visitor,no,,a1"),
    // Thursday 3 December: five at the company group, which stands alone (k = 5), are told; four who drop
    // in are fewer than their group's ten.
    (5, "2026-12-03,10:20,Gezelschapsgroep,visitor,no,,"),
    (4, "2026-12-03,11:00,Inloop,visitor,yes,,"),
    // Tuesday 8 December: twelve drop in, but the sensitive group meets beside them alone.
    (12, "2026-12-08,11:00,Inloop,visitor,no,,"),
    // Thursday 10 December: one fewer than five.
    (4, "2026-12-10,10:20,Gezelschapsgroep,visitor,no,,"),
    // Friday 18 December: a public meeting, moved from Christmas Day. Touches do not make it `open`: k = 5.
    (6, "2026-12-18,11:50,Klankbordgroep,visitor,no,,"),
];

fn arrivals(of: &[(usize, &str)]) -> String {
    let lines = of.iter().map(|(times, line)| format!("{line}\n").repeat(*times));
    "date,time,activity,role,newcomer,party,arrival\n".to_owned() + &lines.collect::<String>()
}

fn release(folder: &Path, more: &[&str]) -> Said {
    let config = root().join("kiosk-config/graafkamp.toml").display().to_string();
    let said = kiosk(
        folder,
        &[&["release", "--dry-run", "--config", &config, "--arrivals", "arrivals.csv"], more].concat(),
    );
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert_eq!(said.out.lines().next(), Some("measure,period,from,to,group,value"));
    said
}

fn lines<'a>(said: &'a Said, parts: &[&str]) -> Vec<&'a str> {
    said.out.lines().skip(1).filter(|line| parts.iter().any(|part| line.contains(part))).collect()
}

#[test]
fn a_december_worked_out_by_hand() {
    let folder = folder(&[("arrivals.csv", &arrivals(&ARRIVALS))]);
    let said = release(folder.path(), &[]);
    assert_eq!(
        lines(&said, &[",2026-12-01,2026-12-01,", ",2026-12-03,2026-12-03,"]),
        [
            "visits,2026-12-01,2026-12-01,2026-12-01,Activiteiten op maandag t/m vrijdag,14",
            "sessions,2026-12-01,2026-12-01,2026-12-01,Activiteiten op maandag t/m vrijdag,3",
            // Open from 09:00 to 20:00 on Tuesdays.
            "hours,2026-12-01,2026-12-01,2026-12-01,,11",
            "visits,2026-12-03,2026-12-03,2026-12-03,Activiteiten op maandag t/m vrijdag,few",
            "visits,2026-12-03,2026-12-03,2026-12-03,Gezelschapsgroep,5",
            "sessions,2026-12-03,2026-12-03,2026-12-03,Activiteiten op maandag t/m vrijdag,1",
            "sessions,2026-12-03,2026-12-03,2026-12-03,Gezelschapsgroep,1",
            "hours,2026-12-03,2026-12-03,2026-12-03,,8",
        ]
    );
    assert_eq!(
        lines(&said, &["visits,2026-12-08,", "visits,2026-12-10,", "visits,2026-12-18,"]),
        [
            "visits,2026-12-08,2026-12-08,2026-12-08,Activiteiten op maandag t/m vrijdag,few",
            "visits,2026-12-10,2026-12-10,2026-12-10,Activiteiten op maandag t/m vrijdag,few",
            "visits,2026-12-10,2026-12-10,2026-12-10,Gezelschapsgroep,few",
            "visits,2026-12-18,2026-12-18,2026-12-18,Activiteiten op maandag t/m vrijdag,few",
            "visits,2026-12-18,2026-12-18,2026-12-18,Klankbordgroep,6",
        ]
    );
    // On the 24th the company group is cancelled; on the 25th the door is closed, and 26 December is a
    // Saturday, on which nothing is ever planned.
    assert_eq!(
        lines(
            &said,
            &[",2026-12-24,2026-12-24,Gezelschap", ",2026-12-25,2026-12-25,", ",2026-12-26,2026-12-26,"]
        ),
        [
            "visits,2026-12-24,2026-12-24,2026-12-24,Gezelschapsgroep,closed",
            "sessions,2026-12-24,2026-12-24,2026-12-24,Gezelschapsgroep,0",
            "visits,2026-12-25,2026-12-25,2026-12-25,Activiteiten op maandag t/m vrijdag,closed",
            "sessions,2026-12-25,2026-12-25,2026-12-25,Activiteiten op maandag t/m vrijdag,0",
        ]
    );
    // Behind the three published cells stand 6 + 1 + 3 + 1 + 5 + 6 arrivals of 24 people, none new; k is
    // the highest of those cells, 10. One volunteer's arrival is fewer, so both roles read `few`.
    assert_eq!(
        lines(&said, &[",2026-12-01,2026-12-31,"]),
        [
            "newcomers,2026-12,2026-12-01,2026-12-31,,0",
            "not_newcomers,2026-12,2026-12-01,2026-12-31,,24",
            "newcomers_unanswered,2026-12,2026-12-01,2026-12-31,,0",
            "helpers,2026-12,2026-12-01,2026-12-31,,few",
            "visitors,2026-12,2026-12-01,2026-12-31,,few",
        ]
    );
    let told: Vec<&str> =
        lines(&said, &["visits,"]).into_iter().filter(|line| !line.ends_with(",few")).collect();
    assert_eq!(told.len(), 5, "three numbers and two closed, of the whole quarter: {told:?}");
    assert!(!said.out.contains("Herstel") && !said.out.contains("Dinsdaggroep"), "{}", said.out);
    // 14 + 5 + 6 of 45 visits leave; the centre alone is told of the other 4 + 12 + 4.
    assert_eq!(said.err, "plan: 2026-Q4\nvisits: 45\npublished: 25\nwithheld: 20\n  few: 20\n");
}

/// A plan by hand, in which the company group counts by week.
const PLAN: &str = r#"quarter = "2026-Q4"
from = 2026-11-25
other = "Overige activiteiten"
[thresholds]
protected = 5
sensitive = 10
[[group]]
name = "Klankbordgroep"
cadence = "day"
members = [{ activity = "graafkamp-klankbord@welkom.example", class = "open" }]
[[group]]
name = "Gezelschap"
cadence = "week"
members = [{ activity = "graafkamp-gezelschap@welkom.example", class = "protected" }]
[[group]]
name = "Alle dagen"
cadence = "day"
members = [
  { activity = "drop-in", class = "protected" },
  { activity = "graafkamp-eetcafe@welkom.example", class = "protected" },
  { activity = "graafkamp-groep-1@welkom.example", class = "sensitive" },
]
"#;

#[test]
fn a_plan_of_ones_own_counts_by_week_cut_at_the_months_end() {
    let folder = folder(&[("arrivals.csv", &arrivals(&ARRIVALS)), ("plan.toml", PLAN)]);
    let said = release(folder.path(), &["--plan", "plan.toml"]);
    assert_eq!(
        lines(&said, &[",Gezelschap,"])
            .into_iter()
            .filter(|line| line.starts_with("visits"))
            .collect::<Vec<_>>(),
        [
            // From the first day of the plan, a Wednesday, to the Sunday.
            "visits,2026-W48,2026-11-25,2026-11-29,Gezelschap,few",
            // Monday 30 November is another month, and nothing of this group is planned on it.
            "visits,2026-W49,2026-12-01,2026-12-06,Gezelschap,5",
            "visits,2026-W50,2026-12-07,2026-12-13,Gezelschap,few",
            "visits,2026-W51,2026-12-14,2026-12-20,Gezelschap,few",
            // The one meeting of that week is cancelled. In the next none is planned: no row.
            "visits,2026-W52,2026-12-21,2026-12-27,Gezelschap,closed",
        ]
    );
    let as_of = release(folder.path(), &["--plan", "plan.toml", "--as-of", "2026-12-06"]);
    assert_eq!(lines(&as_of, &[",Gezelschap,"]).len(), 2, "the week of the 3rd ends on the 6th at night");
    assert!(said.out.starts_with(&as_of.out), "later cells come after what has left already");
}

/// Setting a short cell to anything else that is short changes nothing of what leaves.
#[test]
fn nobody_can_tell_one_short_cell_from_another() {
    let histories: [&[(usize, &str)]; 5] = [
        &[],
        &[
            (4, "2026-12-10,10:20,Gezelschapsgroep,volunteer,yes,,"),
            (9, "2026-12-03,11:00,Inloop,visitor,yes,10,"),
        ],
        &[
            (1, "2026-12-10,10:20,Gezelschapsgroep,visitor,,10,"),
            (1, "2026-12-03,11:00,Inloop,professional,,,"),
        ],
        // The sensitive group without two others held: however many.
        &[
            (40, "2026-12-08,13:50,Herstelwerkgroep,visitor,yes,,"),
            (30, "2026-12-08,11:00,Inloop,visitor,no,,"),
        ],
        &[
            (4, "2026-12-30,11:00,Inloop,visitor,no,,"),
            (4, "2026-11-26,10:20,Gezelschapsgroep,visitor,yes,2,"),
        ],
    ];
    // What is published beside them stays: the 1st, the company on the 3rd, the public meeting.
    let published: Vec<(usize, &str)> = ARRIVALS[..6].iter().chain(&ARRIVALS[9..]).copied().collect();
    let mut seen: Vec<(String, String)> = Vec::new();
    for history in histories {
        let came = arrivals(&[&published, history].concat());
        let folder = folder(&[("arrivals.csv", &came), ("plan.toml", PLAN)]);
        let said = release(folder.path(), &["--plan", "plan.toml"]);
        assert!(
            said.out.contains(",Alle dagen,14\n") && said.out.contains(",Klankbordgroep,6\n"),
            "{}",
            said.out
        );
        if let Some((first, _)) = seen.first() {
            assert_eq!(&said.out, first, "{history:?}");
        }
        seen.push((said.out, said.err));
    }
    assert!(seen.iter().skip(1).all(|(_, err)| *err != seen[0].1), "the centre itself can tell them apart");
    // And one more than short shows.
    let came = arrivals(&[&published[..], &[(5, "2026-12-10,10:20,Gezelschapsgroep,visitor,no,,")]].concat());
    let folder = folder(&[("arrivals.csv", &came), ("plan.toml", PLAN)]);
    assert_ne!(release(folder.path(), &["--plan", "plan.toml"]).out, seen[0].0);
}
