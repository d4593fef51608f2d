//! Random centres: a plan, a programme that does not quite keep to it, and people who come.
//!
//! Numbers are chosen near the rule's edges: crowds around five and ten, sessions that coincide on few
//! weekdays, months and weeks that are cut.

use crate::{
    arrival::{Arrival, Role},
    class::{PrivacyClass, Thresholds},
    day::{DateRange, Quarter},
    ids::ActivityId,
    plan::{Cadence, Candidate, Names, Plan, propose},
    release::{Facts, HeadCount, OpenMeeting, PlannedSession, ServiceDay, ShiftDay},
};
use chrono::{Datelike, Days, NaiveDate, Weekday};
use proptest::{collection::vec, prelude::*, sample::Index};
use std::collections::{BTreeMap, BTreeSet};

/// Everything the rule looks at, and what a test does to it.
#[derive(Debug, Clone)]
pub(super) struct History {
    pub(super) plan: Plan,
    pub(super) candidates: Vec<Candidate>,
    pub(super) arrivals: Vec<Arrival>,
    pub(super) sessions: Vec<PlannedSession>,
    pub(super) service: Vec<ServiceDay>,
    pub(super) raised: BTreeMap<ActivityId, NaiveDate>,
    pub(super) classes: BTreeMap<ActivityId, PrivacyClass>,
    pub(super) head_counts: Vec<HeadCount>,
    pub(super) open: Vec<OpenMeeting>,
    pub(super) shifts: Vec<ShiftDay>,
}

/// A host's head count of one of the sessions, whatever its class.
#[derive(Debug, Clone)]
struct Heads {
    session: Index,
    people: [u32; 3],
}

/// Several arrivals of a kind.
#[derive(Debug, Clone)]
pub(super) struct Burst {
    /// Which session, of those there are to choose from.
    pub(super) session: Index,
    /// Another one on the same day.
    pub(super) second: Option<Index>,
    /// How many arrivals.
    pub(super) count: u32,
    pub(super) party: u32,
    pub(super) role: Role,
    pub(super) newcomer: Option<bool>,
    /// Days until they are stored.
    pub(super) late: u64,
    /// Days until they are taken back.
    pub(super) withdrawn: Option<u64>,
    /// Whether the date is wrong: nothing was planned then (or something else was).
    pub(super) astray: bool,
}

/// What to put into a short cell instead of what is there.
#[derive(Debug, Clone)]
pub(super) struct Replacement {
    /// Which short cell.
    pub(super) cell: Index,
    pub(super) bursts: Vec<Burst>,
    /// Whether they join arrivals that are there for something else already.
    pub(super) join: Option<Index>,
}

impl History {
    pub(super) fn facts(&self) -> Facts<'_> {
        Facts {
            arrivals: &self.arrivals,
            sessions: &self.sessions,
            service: &self.service,
            raised: &self.raised,
            classes: &self.classes,
            head_counts: &self.head_counts,
            open: &self.open,
            shifts: &self.shifts,
        }
    }

    pub(super) fn last_day(&self) -> NaiveDate {
        self.plan.range().to
    }

    /// What was known on the morning after a day.
    pub(super) fn known_after(&self, day: NaiveDate) -> Self {
        let mut known = self.clone();
        known.arrivals.retain(|arrival| arrival.recorded <= day);
        for arrival in &mut known.arrivals {
            arrival.withdrawn = arrival.withdrawn.filter(|withdrawn| *withdrawn <= day);
        }
        // Before it was raised, an activity was protected.
        for (activity, _) in known.raised.extract_if(.., |_, raised| *raised > day) {
            known.classes.entry(activity).and_modify(|class| *class = PrivacyClass::Protected);
        }
        known.service.retain(|service| service.day <= day);
        known.head_counts.retain(|count| count.day <= day);
        known.open.retain(|meeting| meeting.day <= day);
        known.shifts.retain(|shift| shift.day <= day);
        known
    }

    /// What hosts enter. The programme says of what is sensitive, too, that it is open: a calendar can be
    /// wrong, and the plan knows better.
    fn enter(&mut self, activities: &[RawActivity], heads: &[Heads], shifts: &[(Index, u32, u32)]) {
        for session in &self.sessions {
            let number = activities.iter().enumerate().map(|(number, _)| number);
            let number = number.into_iter().find(|it| session.activity.0 == format!("uid{it}"));
            let Some(number) = number.filter(|it| activities[*it].class != PrivacyClass::Protected) else {
                continue;
            };
            let name = match number % 3 {
                // Perhaps a group's name in the plan, perhaps another meeting's.
                0 => Some("Naam 1".to_owned()),
                1 => None,
                _ => Some("Bewonersavond".to_owned()),
            };
            self.open.push(OpenMeeting { activity: session.activity.clone(), day: session.day, name });
        }
        for Heads { session, people: [visitors, volunteers, professionals] } in heads {
            if !self.sessions.is_empty() {
                let PlannedSession { activity, day, .. } = session.get(&self.sessions).clone();
                let (visitors, volunteers, professionals) = (*visitors, *volunteers, *professionals);
                self.head_counts.push(HeadCount { activity, day, visitors, volunteers, professionals });
            }
        }
        let days: Vec<NaiveDate> = DateRange::new(self.plan.from, self.last_day()).days().collect();
        let entered: BTreeMap<NaiveDate, ShiftDay> = shifts
            .iter()
            .map(|(day, volunteers, professionals)| {
                let (day, volunteers, professionals) = (*day.get(&days), *volunteers, *professionals);
                (day, ShiftDay { day, volunteers, professionals })
            })
            .collect();
        self.shifts = entered.into_values().collect();
    }

    /// Adds the arrivals of a burst for one of these sessions.
    pub(super) fn add(&mut self, burst: &Burst, sessions: &[PlannedSession]) {
        if sessions.is_empty() {
            return;
        }
        let session = burst.session.get(sessions);
        let day = if burst.astray { session.day + Days::new(1) } else { session.day };
        let mut activities = vec![session.activity.clone()];
        // Any other session of the day, and be it a second one of the same activity.
        let mut others: Vec<&PlannedSession> =
            sessions.iter().filter(|other| other.day == session.day).collect();
        if let Some(this) = others.iter().position(|other| *other == session) {
            others.remove(this);
        }
        if let Some(second) = burst.second.filter(|_| !others.is_empty()) {
            activities.push(second.get(&others).activity.clone());
        }
        let arrival = Arrival {
            day,
            recorded: day + Days::new(burst.late),
            withdrawn: burst.withdrawn.map(|after| day + Days::new(burst.late + after)),
            activities,
            role: burst.role,
            newcomer: burst.newcomer,
            party: burst.party,
        };
        self.arrivals.extend((0..burst.count).map(|_| arrival.clone()));
    }
}

#[derive(Debug, Clone)]
struct RawActivity {
    class: PrivacyClass,
    weekdays: Vec<Weekday>,
    expected: u32,
    /// Whether it was known when the plan was made.
    planned: bool,
    /// Which of its dates are cancelled, as bits.
    cancelled: u16,
    /// After how many days its class is raised.
    raised: Option<u64>,
}

fn raw_activity() -> impl Strategy<Value = RawActivity> {
    use Weekday::{Fri, Mon, Sat, Thu, Tue, Wed};
    let class = prop_oneof![
        6 => Just(PrivacyClass::Protected),
        2 => Just(PrivacyClass::Open),
        3 => Just(PrivacyClass::Sensitive),
    ];
    let weekdays = prop_oneof![
        6 => Just(vec![Tue]),
        2 => Just(vec![Thu]),
        2 => Just(vec![Tue, Thu]),
        1 => Just(vec![Sat]),
        1 => Just(vec![Mon, Tue, Wed, Thu, Fri]),
    ];
    let raised = prop::option::weighted(0.1, 0_u64..40);
    let cancelled = (any::<u16>(), any::<u16>()).prop_map(|(a, b)| a & b);
    (class, weekdays, prop_oneof![Just(0_u32), 1_u32..14], prop::bool::weighted(0.8), cancelled, raised)
        .prop_map(|(class, weekdays, expected, planned, cancelled, raised)| RawActivity {
            class,
            weekdays,
            expected,
            planned,
            cancelled,
            raised: raised.filter(|_| class != PrivacyClass::Sensitive),
        })
}

pub(super) fn burst() -> impl Strategy<Value = Burst> {
    let count = prop_oneof![3 => 1_u32..5, 2 => 5_u32..10, 2 => 10_u32..15];
    let party = prop_oneof![4 => Just(1_u32), 1 => 2_u32..6];
    let role =
        prop_oneof![3 => Just(Role::Visitor), 1 => Just(Role::Volunteer), 1 => Just(Role::Professional)];
    let late = prop_oneof![8 => Just(0_u64), 1 => 1_u64..9];
    let withdrawn = prop_oneof![8 => Just(None), 1 => (0_u64..9).prop_map(Some)];
    (
        (any::<Index>(), prop::option::weighted(0.3, any::<Index>()), count, party),
        (role, any::<Option<bool>>(), late, withdrawn, prop::bool::weighted(0.04)),
    )
        .prop_map(|((session, second, count, party), (role, newcomer, late, withdrawn, astray))| Burst {
            session,
            second,
            count,
            party,
            role,
            newcomer,
            late,
            withdrawn,
            astray,
        })
}

fn heads() -> impl Strategy<Value = Heads> {
    let people = || prop_oneof![Just(0_u32), 1_u32..5, 5_u32..60];
    (any::<Index>(), [people(), people(), people()]).prop_map(|(session, people)| Heads { session, people })
}

pub(super) fn replacement() -> impl Strategy<Value = Replacement> {
    (any::<Index>(), vec(burst(), 0..3), prop::option::weighted(0.3, any::<Index>()))
        .prop_map(|(cell, bursts, join)| Replacement { cell, bursts, join })
}

/// A centre's last weeks of 2026, with the turn of a month in most of them.
pub(super) fn history() -> impl Strategy<Value = History> {
    let edits = (any::<u8>(), any::<u8>(), any::<u8>(), prop::bool::weighted(0.1));
    let service = vec(prop_oneof![8 => Just(480_u32), 1 => 0_u32..480, 1 => Just(0)], 46);
    (
        (0_u64..30, vec(raw_activity(), 2..7), prop::option::of(0_u32..9)),
        (service, vec(burst(), 0..30), edits, prop::bool::weighted(0.2)),
        (vec(heads(), 0..20), vec((any::<Index>(), 0_u32..9, 0_u32..9), 0..6)),
    )
        .prop_map(
            |((start, activities, drop_in), (service, bursts, edits, raised_k), (heads, shifts))| {
                let from = NaiveDate::from_ymd_opt(2026, 11, 16).unwrap() + Days::new(start);
                let thresholds =
                    if raised_k { Thresholds { protected: 6, sensitive: 11 } } else { Thresholds::LEAST };
                let mut history = build(from, &activities, drop_in, &service, &bursts, edits, thresholds);
                history.enter(&activities, &heads, &shifts);
                history
            },
        )
}

fn build(
    from: NaiveDate,
    activities: &[RawActivity],
    drop_in: Option<u32>,
    service: &[u32],
    bursts: &[Burst],
    (weekly, daily, withheld, edit_withheld): (u8, u8, u8, bool),
    thresholds: Thresholds,
) -> History {
    let quarter = Quarter::of(from);
    let range = DateRange::new(from, quarter.range().to);
    let mut candidates = Vec::new();
    let mut sessions = Vec::new();
    let mut raised = BTreeMap::new();
    let mut classes = BTreeMap::new();
    for (number, raw) in activities.iter().enumerate() {
        let activity = ActivityId(format!("uid{number}"));
        let is_sensitive = raw.class == PrivacyClass::Sensitive;
        let days: BTreeSet<NaiveDate> =
            range.days().filter(|day| raw.weekdays.contains(&day.weekday())).collect();
        sessions.extend(days.iter().enumerate().map(|(at, day)| PlannedSession {
            activity: activity.clone(),
            day: *day,
            held: raw.cancelled >> (at % 16) & 1 == 0,
        }));
        if let Some(after) = raw.raised {
            raised.insert(activity.clone(), from + Days::new(after));
        }
        if raw.planned {
            candidates.push(Candidate {
                name: (!is_sensitive).then(|| format!("Naam {number}")),
                telling: if is_sensitive { vec![format!("Geheim {number}")] } else { Vec::new() },
                activity,
                class: raw.class,
                expected: (raw.expected > 0).then_some(raw.expected),
                published: Vec::new(),
                days,
            });
        } else {
            let class = if raw.raised.is_some() { PrivacyClass::Sensitive } else { raw.class };
            classes.insert(activity, class);
        }
    }
    if let Some(expected) = drop_in {
        let days = range.days().filter(|day| day.weekday() != Weekday::Sun).collect::<BTreeSet<_>>();
        sessions.extend(days.iter().map(|day| PlannedSession {
            activity: ActivityId::drop_in(),
            day: *day,
            held: day.day() != 25,
        }));
        candidates.push(Candidate {
            activity: ActivityId::drop_in(),
            name: Some("Inloop".to_owned()),
            telling: Vec::new(),
            class: PrivacyClass::Protected,
            expected: Some(expected),
            published: Vec::new(),
            days,
        });
    }
    let mut plan = propose(quarter, from, thresholds, &candidates, &Names::default());
    // A coordinator's edits.
    for (number, group) in plan.groups.iter_mut().enumerate() {
        let is_set = |bits: u8| bits >> (number % 8) & 1 == 1;
        match (is_set(weekly), is_set(daily)) {
            (true, false) => group.cadence = Cadence::Week,
            (false, true) => group.cadence = Cadence::Day,
            _ => {}
        }
        group.withheld |= edit_withheld && is_set(withheld);
    }
    let service = range
        .days()
        .zip(service)
        .map(|(day, in_service_min)| ServiceDay { day, scheduled_min: 480, in_service_min: *in_service_min })
        .filter(|service| service.day.weekday() != Weekday::Sun)
        .collect();
    let mut history = History {
        plan,
        candidates,
        arrivals: Vec::new(),
        sessions,
        service,
        raised,
        classes,
        head_counts: Vec::new(),
        open: Vec::new(),
        shifts: Vec::new(),
    };
    let sessions = history.sessions.clone();
    for burst in bursts {
        history.add(burst, &sessions);
    }
    history
}
