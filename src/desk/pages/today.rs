//! *Vandaag*: who came for what so far, and a host's corrections. No names.

use super::{Asked, Frame, Notice, Texts, day_long};
use crate::{
    app::App,
    door::{Correction, Door, DoorError, SessionToday},
    error::PageError,
    guards::LoggedIn,
};
use askama::Template;
use axum::{
    Extension, Form,
    extract::{Query, State},
    response::{Html, Redirect},
};
use chrono::NaiveTime;
use serde::Deserialize;
use welkom_domain::arrival::{LARGEST_PARTY, Role};
use welkom_web::{language::Language, phrases::number_text};

/// The longest line of news, in characters.
const LONGEST_NEWS: usize = 120;

struct Card {
    key: String,
    title: String,
    when: String,
    is_cancelled: bool,
    people: String,
    facts: Vec<(&'static str, String)>,
    has_arrivals: bool,
}

#[derive(Template)]
#[template(path = "today.html")]
struct TodayPage {
    frame: Frame,
    day: String,
    is_open: bool,
    totals: Vec<(&'static str, String)>,
    cards: Vec<Card>,
    most_people: u32,
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
) -> Result<Html<String>, PageError> {
    let today = app.with_door(Door::today).await?;
    let texts = Texts::of(language);
    let number = |number: u32| number_text(language, number.into());
    let people = today.sessions.iter().map(|it| it.people.all()).sum();
    let arrivals = today.sessions.iter().map(|it| it.arrivals).sum();
    let mut totals = vec![(texts.today_people, number(people)), (texts.today_arrivals, number(arrivals))];
    if let Some(inside) = today.in_building {
        totals.insert(0, (texts.today_in_building, number(inside)));
    }
    let page = TodayPage {
        frame: Frame::new(language, texts.today_title, "today", Some(&who))
            .saying(Notice::of(language, &asked.done)),
        day: day_long(language, today.day, today.day),
        is_open: today.is_open,
        totals,
        cards: today.sessions.iter().map(|session| card(language, session)).collect(),
        most_people: LARGEST_PARTY,
        news: today.news.unwrap_or_default(),
        longest_news: LONGEST_NEWS,
    };
    Ok(Html(page.render()?))
}

fn card(language: Language, session: &SessionToday) -> Card {
    let texts = Texts::of(language);
    let number = |number: u32| number_text(language, number.into());
    let time = |time: NaiveTime| time.format(if language == Language::Dutch { "%-H.%M" } else { "%-H:%M" });
    let mut when = match (session.starts, session.ends) {
        (Some(starts), Some(ends)) => format!("{}–{}", time(starts), time(ends)),
        (Some(starts), None) => time(starts).to_string(),
        _ => String::new(),
    };
    if let Some(place) = &session.place {
        let between = if when.is_empty() { "" } else { " · " };
        when = format!("{when}{between}{place}");
    }
    let people = session.people;
    let by_role = [
        (texts.today_visitors, people.visitors),
        (texts.today_volunteers, people.volunteers),
        (texts.today_professionals, people.professionals),
    ];
    Card {
        key: session.key.clone(),
        title: session.title.clone(),
        when,
        is_cancelled: session.is_cancelled,
        people: number(people.all()),
        facts: by_role.into_iter().filter(|(_, it)| *it > 0).map(|(name, it)| (name, number(it))).collect(),
        has_arrivals: session.arrivals > 0,
    }
}

#[derive(Deserialize)]
pub struct Added {
    session: String,
    role: Role,
    people: u32,
}

pub async fn add(State(app): State<App>, Form(form): Form<Added>) -> Result<Redirect, PageError> {
    let added = Correction::Add { session: form.session, role: form.role, people: form.people };
    corrected(&app, added, "/today?done=added").await
}

#[derive(Deserialize)]
pub struct TakenBack {
    session: String,
}

pub async fn take_back(State(app): State<App>, Form(form): Form<TakenBack>) -> Result<Redirect, PageError> {
    corrected(&app, Correction::TakeBackLast { session: form.session }, "/today?done=taken-back").await
}

async fn corrected(app: &App, correction: Correction, done: &str) -> Result<Redirect, PageError> {
    match app.with_door(move |door| door.correct(&correction)).await {
        Ok(()) => Ok(Redirect::to(done)),
        Err(DoorError::DayClosed) => Ok(Redirect::to("/today?done=day-closed")),
        Err(DoorError::NobodyThere) => Ok(Redirect::to("/today?done=nobody")),
        Err(DoorError::People) => Ok(Redirect::to("/today?done=people")),
        Err(DoorError::Silent) => Err(DoorError::Silent.into()),
        Err(_) => Err(PageError::Malformed),
    }
}

#[derive(Deserialize)]
pub struct News {
    #[serde(default)]
    news: String,
}

pub async fn put_news(State(app): State<App>, Form(form): Form<News>) -> Result<Redirect, PageError> {
    let line: String = form.news.trim().chars().filter(|it| !it.is_control()).take(LONGEST_NEWS).collect();
    app.with_door(move |door| door.put_news((!line.is_empty()).then_some(line.as_str()))).await?;
    Ok(Redirect::to("/today?done=news"))
}
