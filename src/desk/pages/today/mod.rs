//! *Vandaag*: who calls for a host, who came for what so far, and what a host changes about this day. No names.
//!
//! `commands.rs` has what its forms do, `live.rs` keeps a page that stands open as it is at the door.

mod commands;
mod live;

pub use commands::{add, answer_call, change_session, put_head_count, put_news, put_shifts, take_back};
pub use live::live;

use super::{Asked, Frame, Notice, Texts, day_long};
use crate::{
    app::App,
    door::{CallReason, Door, HostCall, MOST_BY_HEAD, People, SessionToday, Shifts, Today},
    error::PageError,
    guards::LoggedIn,
};
use askama::Template;
use axum::{
    Extension,
    extract::{Query, State},
    http::header,
    response::{Html, IntoResponse, Redirect},
};
use chrono::{DateTime, NaiveTime, Timelike, Utc};
use chrono_tz::Tz;
use welkom_domain::{
    arrival::LARGEST_PARTY,
    class::PrivacyClass,
    programme::{LONGEST_LINE, LONGEST_NEWS},
};
use welkom_web::{
    clock::UnixMs,
    headers::POLICY_WITH_SCRIPT,
    language::Language,
    phrases::{elapsed, number_text},
};

/// The most people of one role that a form takes at once, for `max`.
const MOST: (u32, u32) = (LARGEST_PARTY, MOST_BY_HEAD);

/// Somebody who asks for a host.
struct Call {
    id: u64,
    reason: &'static str,
    came_for: String,
    when: String,
}

struct Card {
    key: String,
    title: String,
    when: String,
    is_cancelled: bool,
    /// What is different from other days, each in words.
    states: Vec<&'static str>,
    /// The line for visitors.
    note: String,
    people: String,
    facts: Vec<(&'static str, String)>,
    has_arrivals: bool,
    change: Option<ChangeForm>,
    by_head: Option<[(&'static str, &'static str, String); 3]>,
}

/// What a host changed so far, as the form has it.
struct ChangeForm {
    is_cancelled: bool,
    starts: String,
    ends: String,
    place: String,
    note: String,
    is_something: bool,
}

/// What stands on the page of this day, and changes while it stands open.
struct View {
    /// "(1) Vandaag" while somebody calls.
    title: String,
    is_open: bool,
    calls: Vec<Call>,
    totals: Vec<(&'static str, String)>,
    cards: Vec<Card>,
    shifts: [(&'static str, &'static str, String); 2],
    has_shifts: bool,
    most: (u32, u32),
    longest_line: usize,
}

#[derive(Template)]
#[template(path = "today.html")]
struct TodayPage {
    frame: Frame,
    day: String,
    view: View,
    news: String,
    longest_news: usize,
}

pub async fn home() -> Redirect {
    Redirect::to("/today")
}

pub async fn show(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse, PageError> {
    let today = app.with_door(Door::today).await?;
    let view = view(language, &today, app.now(), app.parts().zone);
    let page = TodayPage {
        frame: Frame::new(language, &view.title, "today", Some(&who))
            .saying(Notice::of(language, &asked.done)),
        day: day_long(language, today.day, today.day),
        view,
        news: today.news.unwrap_or_default(),
        longest_news: LONGEST_NEWS,
    };
    Ok(([(header::CONTENT_SECURITY_POLICY, POLICY_WITH_SCRIPT)], Html(page.render()?)))
}

fn view(language: Language, today: &Today, now: UnixMs, zone: Tz) -> View {
    let texts = Texts::of(language);
    let number = |number: u32| number_text(language, number.into());
    let people = today.sessions.iter().map(|it| it.people.all()).sum();
    let arrivals = today.sessions.iter().map(|it| it.arrivals).sum();
    let mut totals = vec![(texts.today_people, number(people)), (texts.today_arrivals, number(arrivals))];
    if let Some(inside) = today.in_building {
        totals.insert(0, (texts.today_in_building, number(inside)));
    }
    let calling = today.calls.len();
    let shifts = today.shifts.map(|Shifts { volunteers, professionals }| (volunteers, professionals));
    let (volunteers, professionals) = shifts.unzip();
    View {
        title: if calling == 0 {
            texts.today_title.to_owned()
        } else {
            format!("({calling}) {}", texts.today_title)
        },
        is_open: today.is_open,
        calls: today.calls.iter().map(|it| call(language, it, now, zone)).collect(),
        totals,
        cards: today.sessions.iter().map(|session| card(language, session)).collect(),
        shifts: [
            ("volunteers", texts.today_volunteers, typed(volunteers)),
            ("professionals", texts.today_professionals, typed(professionals)),
        ],
        has_shifts: shifts.is_some(),
        most: MOST,
        longest_line: LONGEST_LINE,
    }
}

/// As a form has it: nothing where nothing was entered.
fn typed(number: Option<u32>) -> String {
    number.map(|it| it.to_string()).unwrap_or_default()
}

fn time_text(language: Language, time: NaiveTime) -> String {
    time.format(if language == Language::Dutch { "%-H.%M" } else { "%-H:%M" }).to_string()
}

fn call(language: Language, call: &HostCall, now: UnixMs, zone: Tz) -> Call {
    let texts = Texts::of(language);
    let reason = match call.reason {
        CallReason::Newcomer => texts.call_newcomer,
        CallReason::FirstTalk => texts.call_first_talk,
        CallReason::Help => texts.call_help,
    };
    let ago = elapsed(language, now.minus_ms(ms_since(call.at, now, zone)), now);
    Call {
        id: call.id,
        reason,
        came_for: call.came_for.clone(),
        when: format!("{ago} ({})", time_text(language, call.at)),
    }
}

/// How long ago the clock on the wall showed this time. A service day goes on after midnight; a call of a
/// moment from now is one of a clock that was set back.
fn ms_since(at: NaiveTime, now: UnixMs, zone: Tz) -> i64 {
    const DAY_MS: i64 = 24 * 3_600_000;
    let wall = DateTime::<Utc>::from_timestamp_millis(now.0).map(|it| it.with_timezone(&zone).time());
    let Some(wall) = wall else { return 0 };
    let since =
        (i64::from(wall.num_seconds_from_midnight()) - i64::from(at.num_seconds_from_midnight())) * 1_000;
    let since = since.rem_euclid(DAY_MS);
    if since > DAY_MS - 3_600_000 { 0 } else { since }
}

fn card(language: Language, session: &SessionToday) -> Card {
    let texts = Texts::of(language);
    let number = |number: u32| number_text(language, number.into());
    let time = |time| time_text(language, time);
    let mut when = match (session.starts, session.ends) {
        (Some(starts), Some(ends)) => format!("{}–{}", time(starts), time(ends)),
        (Some(starts), None) => time(starts),
        _ => String::new(),
    };
    if let Some(place) = &session.place {
        let between = if when.is_empty() { "" } else { " · " };
        when = format!("{when}{between}{place}");
    }
    let people = session.people;
    let mut facts: Vec<_> = [
        (texts.today_visitors, people.visitors),
        (texts.today_volunteers, people.volunteers),
        (texts.today_professionals, people.professionals),
    ]
    .into_iter()
    .filter(|(_, it)| *it > 0)
    .map(|(name, it)| (name, number(it)))
    .collect();
    if let Some(counted) = session.head_count {
        facts.push((texts.today_by_head, number(counted.all())));
    }
    let change = &session.change;
    let has_place = !session.is_cancelled && change.place.is_some();
    let states = [
        (session.is_cancelled, texts.today_cancelled),
        (session.is_moved && !session.is_cancelled, texts.today_moved),
        (has_place, texts.today_other_place),
    ];
    Card {
        key: session.key.clone(),
        title: session.title.clone(),
        when,
        is_cancelled: session.is_cancelled,
        states: states.into_iter().filter(|(holds, _)| *holds).map(|(_, text)| text).collect(),
        note: change.note.clone().unwrap_or_default(),
        people: number(people.all()),
        facts,
        has_arrivals: session.arrivals > 0,
        // Dropping in is no session of a calendar: it has no time, and nobody cancels it.
        change: session.can_change.then(|| change_form(session)),
        by_head: (session.class == PrivacyClass::Open).then(|| by_head(texts, session.head_count)),
    }
}

fn change_form(session: &SessionToday) -> ChangeForm {
    let time = |time: Option<NaiveTime>| time.map(|it| it.format("%H:%M").to_string()).unwrap_or_default();
    let change = &session.change;
    ChangeForm {
        is_cancelled: change.is_cancelled,
        starts: time(change.starts),
        ends: time(change.ends),
        place: change.place.clone().unwrap_or_default(),
        note: change.note.clone().unwrap_or_default(),
        is_something: !change.is_nothing(),
    }
}

fn by_head(texts: &'static Texts, counted: Option<People>) -> [(&'static str, &'static str, String); 3] {
    [
        ("visitors", texts.today_visitors, typed(counted.map(|it| it.visitors))),
        ("volunteers", texts.today_volunteers, typed(counted.map(|it| it.volunteers))),
        ("professionals", texts.today_professionals, typed(counted.map(|it| it.professionals))),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_ago_goes_by_the_clock_on_the_wall() {
        // Half past midnight in Amsterdam, in winter.
        let now = UnixMs(1_796_167_800_000);
        let minutes = |hour, minute| {
            let at = NaiveTime::from_hms_opt(hour, minute, 0).expect("a time");
            ms_since(at, now, chrono_tz::Europe::Amsterdam) / 60_000
        };
        assert_eq!((minutes(0, 18), minutes(23, 50)), (12, 40));
        assert_eq!(minutes(0, 32), 0, "a clock that was set back");
    }
}
