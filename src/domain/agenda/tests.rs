use super::*;
use crate::{
    centre::DropIn,
    class::Thresholds,
    day::DateRange,
    ids::ActivityId,
    opening::{ClosedDays, Opening},
    programme::Programme,
};
use chrono::{NaiveDateTime, NaiveTime, TimeZone, Weekday};
use chrono_tz::Europe::Amsterdam;

/// Tuesday 8 December 2026 and around it: one meal, two walks at once, a sensitive group, and so on.
const CALENDAR: &str = "BEGIN:VCALENDAR\n\
    BEGIN:VEVENT\nUID:meal\nSUMMARY:m\nDTSTART:20261208T163000\nDTEND:20261208T193000\nEND:VEVENT\n\
    BEGIN:VEVENT\nUID:walk\nSUMMARY:w\nDTSTART:20261209T100000\nEND:VEVENT\n\
    BEGIN:VEVENT\nUID:sing\nSUMMARY:s\nDTSTART:20261209T101500\nDTEND:20261209T110000\nEND:VEVENT\n\
    BEGIN:VEVENT\nUID:group\nSUMMARY:g\nDTSTART:20261210T140000\nDTEND:20261210T150000\nX-WELKOM-PRIVACY:sensitive\nEND:VEVENT\n\
    BEGIN:VEVENT\nUID:party\nSUMMARY:p\nDTSTART:20261212T200000\nDTEND:20261213T013000\nEND:VEVENT\n\
    BEGIN:VEVENT\nUID:far\nSUMMARY:f\nDTSTART:20261211T100000\nDTEND:20261211T110000\nX-WELKOM-ELSEWHERE:TRUE\nEND:VEVENT\n\
    BEGIN:VEVENT\nUID:off\nSUMMARY:o\nDTSTART:20261211T140000\nDTEND:20261211T150000\nSTATUS:CANCELLED\nEND:VEVENT\n\
    BEGIN:VEVENT\nUID:day\nSUMMARY:d\nDTSTART;VALUE=DATE:20261214\nEND:VEVENT\n\
    BEGIN:VEVENT\nUID:night\nSUMMARY:n\nDTSTART:20270327T233000\nDTEND:20270328T033000\nEND:VEVENT\n\
    BEGIN:VEVENT\nUID:night-in-autumn\nSUMMARY:n\nDTSTART:20271030T233000\nDTEND:20271031T033000\nEND:VEVENT\n\
    END:VCALENDAR\n";

/// Open on weekdays from 9:00 to 17:00, closed on 16 and 17 December, with dropping in.
fn centre() -> Centre {
    let (programme, problems) = Programme::read(CALENDAR, Amsterdam).unwrap();
    assert_eq!(problems, []);
    let hours =
        |day| (day, NaiveTime::from_hms_opt(9, 0, 0).unwrap(), NaiveTime::from_hms_opt(17, 0, 0).unwrap());
    let day = |text: &str| text.parse().unwrap();
    Centre {
        zone: Amsterdam,
        programme,
        opening: Opening {
            weekly: [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri]
                .map(hours)
                .to_vec(),
            closed: vec![ClosedDays { from: day("2026-12-16"), to: day("2026-12-17"), reason: None }],
        },
        drop_in: Some(DropIn::default()),
        changes: std::collections::BTreeMap::default(),
        drop_in_name: "Inloop".to_owned(),
        thresholds: Thresholds::default(),
        window: CheckInWindow::default(),
    }
}

fn at(text: &str) -> DateTime<Tz> {
    Amsterdam.from_local_datetime(&text.parse::<NaiveDateTime>().unwrap()).earliest().unwrap()
}

fn agenda_of(centre: &Centre, now: DateTime<Tz>) -> Agenda {
    Agenda::new(centre, &centre.sessions_on(service_day(now.naive_local())), now)
}

fn agenda(now: &str) -> Agenda {
    agenda_of(&centre(), at(now))
}

/// The phase and check-in of the one session of that day, and whether the door is open.
fn only(now: &str) -> (Phase, bool, bool) {
    let agenda = agenda(now);
    assert_eq!(agenda.entries.len(), 1, "{now}");
    (agenda.entries[0].phase, agenda.entries[0].takes_check_ins, agenda.is_open)
}

#[test]
fn a_session_takes_check_ins_from_an_hour_before_to_its_end() {
    assert_eq!(only("2026-12-08T15:29:59"), (Phase::Later, false, true));
    assert_eq!(only("2026-12-08T15:30:00"), (Phase::Open, true, true));
    // The hours end at five; the meal keeps the door open.
    assert_eq!(only("2026-12-08T19:29:59"), (Phase::Open, true, true));
    assert_eq!(only("2026-12-08T19:30:00"), (Phase::Over, false, false));
}

#[test]
fn a_session_without_an_end_takes_them_for_two_hours() {
    let phase = |now: &str| {
        let agenda = agenda(now);
        agenda.entries.iter().find(|entry| entry.session.activity.as_str() == "walk").unwrap().phase
    };
    assert_eq!(phase("2026-12-09T11:59:59"), Phase::Open);
    assert_eq!(phase("2026-12-09T12:00:00"), Phase::Over);
}

#[test]
fn the_windows_are_the_centres_to_set() {
    let mut centre = centre();
    centre.window =
        CheckInWindow { opens_before_min: 10, lasts_without_end_min: 30, ..CheckInWindow::default() };
    let phase = |now: &str| agenda_of(&centre, at(now)).entries[0].phase;
    assert_eq!(phase("2026-12-09T09:49:59"), Phase::Later);
    assert_eq!(phase("2026-12-09T09:50:00"), Phase::Open);
    assert_eq!(phase("2026-12-09T10:30:00"), Phase::Over);
}

#[test]
fn the_one_likely_session_is_preset() {
    let preset = |now: &str| agenda(now).preset;
    assert_eq!(preset("2026-12-08T16:09:59"), Preset::DropIn);
    assert_eq!(preset("2026-12-08T16:10:00"), Preset::Session(0));
    assert_eq!(preset("2026-12-08T19:00:00"), Preset::Session(0));
    // Two are as likely: what for is asked.
    assert_eq!(preset("2026-12-09T09:50:00"), Preset::Session(0));
    assert_eq!(preset("2026-12-09T09:55:00"), Preset::Ask);
    assert_eq!(preset("2026-12-09T11:30:00"), Preset::Session(0));
}

#[test]
fn nobody_is_preset_into_a_sensitive_session() {
    let agenda = agenda("2026-12-10T14:10:00");
    assert!(agenda.entries[0].takes_check_ins);
    assert_eq!(agenda.preset, Preset::DropIn);
}

#[test]
fn a_session_elsewhere_is_chosen_here_only_where_the_centre_says_so() {
    let mut centre = centre();
    let entry = |centre: &Centre| agenda_of(centre, at("2026-12-11T10:10:00")).entries[0].clone();
    assert_eq!((entry(&centre).phase, entry(&centre).takes_check_ins), (Phase::Open, false));
    assert_eq!(agenda_of(&centre, at("2026-12-11T10:10:00")).preset, Preset::DropIn);
    centre.window.elsewhere_at_this_door = true;
    assert!(entry(&centre).takes_check_ins);
}

#[test]
fn a_cancelled_session_is_told_and_not_chosen() {
    let agenda = agenda("2026-12-11T14:10:00");
    let off = agenda.entries.iter().find(|entry| entry.session.activity.as_str() == "off").unwrap();
    assert_eq!((off.phase, off.takes_check_ins), (Phase::Cancelled, false));
    assert_eq!(agenda.preset, Preset::DropIn);
}

#[test]
fn a_whole_day_is_open_while_the_centre_is() {
    let taken = |now: &str| {
        let agenda = agenda(now);
        (agenda.entries[0].takes_check_ins, agenda.entries[0].when, agenda.is_open)
    };
    assert_eq!(taken("2026-12-14T08:59:00"), (false, When::AllDay, false));
    assert_eq!(taken("2026-12-14T09:00:00"), (true, When::AllDay, true));
    assert_eq!(taken("2026-12-14T17:00:00"), (false, When::AllDay, false));
}

#[test]
fn past_midnight_the_evening_goes_on() {
    // Saturday: no hours at all, the party opens the door.
    assert_eq!(only("2026-12-12T18:59:59"), (Phase::Later, false, false));
    assert_eq!(only("2026-12-13T00:30:00"), (Phase::Open, true, true));
    assert_eq!(agenda("2026-12-13T00:30:00").day.to_string(), "2026-12-12");
    assert_eq!(agenda("2026-12-13T00:30:00").preset, Preset::Session(0));
    assert_eq!(only("2026-12-13T01:30:00"), (Phase::Over, false, false));
}

#[test]
fn an_evening_into_a_change_of_the_clocks_ends_by_the_clock_on_the_wall() {
    // In spring 02:00 to 03:00 does not exist; in autumn it comes twice.
    assert_eq!(only("2027-03-28T03:29:59"), (Phase::Open, true, true));
    assert_eq!(only("2027-03-28T03:30:00"), (Phase::Over, false, false));
    assert_eq!(only("2027-10-31T03:29:59"), (Phase::Open, true, true));
    assert_eq!(only("2027-10-31T03:30:00"), (Phase::Over, false, false));
}

#[test]
fn times_are_said_as_people_say_them() {
    let now = at("2026-12-08T15:00:00");
    let said = |then: &str| When::said(at(then), now);
    assert_eq!(said("2026-12-08T14:00:00"), When::Now);
    assert_eq!(said("2026-12-08T15:00:00"), When::Now);
    assert_eq!(said("2026-12-08T15:00:01"), When::InMinutes(1));
    assert_eq!(said("2026-12-08T15:20:00"), When::InMinutes(20));
    assert_eq!(said("2026-12-08T16:00:00"), When::InMinutes(60));
    assert_eq!(said("2026-12-08T16:01:00"), When::At(at("2026-12-08T16:01:00")));
    assert_eq!(said("2026-12-09T10:00:00"), When::OnDay(at("2026-12-09T10:00:00")));
    // A quarter to three in the night of the spring change is 15 minutes away from half past three.
    assert_eq!(When::said(at("2027-03-28T03:15:00"), at("2027-03-28T01:45:00")), When::InMinutes(30));
}

#[test]
fn the_next_opening_passes_over_closed_days() {
    let next = |now: &str| next_opening(&centre(), at(now)).map(|next| next.to_rfc3339());
    assert_eq!(next("2026-12-09T08:00:00").as_deref(), Some("2026-12-09T09:00:00+01:00"));
    // In the week's hours already: the next time is told all the same.
    assert_eq!(next("2026-12-09T12:00:00").as_deref(), Some("2026-12-10T09:00:00+01:00"));
    // On Saturday an hour before the party, not on Monday.
    assert_eq!(next("2026-12-11T17:30:00").as_deref(), Some("2026-12-12T19:00:00+01:00"));
    assert_eq!(next("2026-12-15T17:00:00").as_deref(), Some("2026-12-18T09:00:00+01:00"));
    // Half past midnight still belongs to the day before.
    assert_eq!(next("2026-12-09T00:30:00").as_deref(), Some("2026-12-09T09:00:00+01:00"));
    let mut never = centre();
    never.opening.weekly.clear();
    assert_eq!(next_opening(&never, at("2028-01-01T12:00:00")), None);
}

#[test]
fn a_closed_day_holds_nothing() {
    let mut centre = centre();
    centre.opening.closed[0].from = "2026-12-08".parse().unwrap();
    let agenda = agenda_of(&centre, at("2026-12-08T16:00:00"));
    assert_eq!(agenda.entries[0].phase, Phase::Cancelled);
    assert_eq!((agenda.is_open, agenda.drop_in), (false, false));
}

/// An exhibition of three dates, a camp of two nights, and a centre closed in the middle of both.
fn several_days() -> Centre {
    let calendar = "BEGIN:VCALENDAR\n\
        BEGIN:VEVENT\nUID:show\nSUMMARY:s\nDTSTART;VALUE=DATE:20261215\nDTEND;VALUE=DATE:20261218\nEND:VEVENT\n\
        BEGIN:VEVENT\nUID:camp\nSUMMARY:c\nDTSTART:20261215T180000\nDTEND:20261217T150000\nEND:VEVENT\n\
        END:VCALENDAR\n";
    let mut centre = centre();
    centre.programme = Programme::read(calendar, Amsterdam).unwrap().0;
    centre.opening.closed = vec![ClosedDays {
        from: "2026-12-16".parse().unwrap(),
        to: "2026-12-16".parse().unwrap(),
        reason: None,
    }];
    centre
}

#[test]
fn what_lasts_for_days_is_on_every_one_of_them() {
    let centre = several_days();
    let on = |day: &str| {
        let planned = centre.planned(day.parse().unwrap());
        let told = planned.iter().map(|it| (it.session.activity.to_string(), it.session.held));
        told.filter(|(activity, _)| activity != ActivityId::DROP_IN).collect::<Vec<_>>()
    };
    let both = |held| vec![("show".to_owned(), held), ("camp".to_owned(), held)];
    assert_eq!(on("2026-12-14"), []);
    assert_eq!((on("2026-12-15"), on("2026-12-16"), on("2026-12-17")), (both(true), both(false), both(true)));
    assert_eq!(on("2026-12-18"), []);
    // Its second day is like its first: who comes in the morning finds it on the screen, and open.
    let agenda = agenda_of(&centre, at("2026-12-17T10:00:00"));
    assert!(agenda.entries.iter().all(|entry| entry.takes_check_ins), "{:?}", agenda.entries);
    let days = centre.candidates(
        DateRange::new("2026-12-01".parse().unwrap(), "2026-12-16".parse().unwrap()),
        &std::collections::BTreeMap::new(),
    );
    let camp = days.iter().find(|candidate| candidate.activity.as_str() == "camp").unwrap();
    assert_eq!(camp.days.len(), 2, "only the days asked for");
}

#[test]
fn the_kiosk_serves_each_day_its_own_part_of_what_lasts_for_days() {
    let centre = several_days();
    let minutes = |day: &str| centre.scheduled_min(day.parse().unwrap());
    // Open from nine to five; the camp takes check-ins from five until four in the morning.
    assert_eq!(minutes("2026-12-15"), (8 + 11) * 60);
    assert_eq!(minutes("2026-12-16"), 0, "closed");
    // From four in the morning until five, when the door closes.
    assert_eq!(minutes("2026-12-17"), 13 * 60);
}
