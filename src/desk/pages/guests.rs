//! *Gasten*: finding one, by the pass or by name. Never a list of everybody: a host who looks for somebody
//! knows a part of the name.

use super::{Asked, Chosen, Frame, Notice, Texts, call_back, day_long, guest_id};
use crate::{app::App, door::Door, error::PageError, guards::LoggedIn};
use askama::Template;
use axum::{
    Extension, Form,
    extract::{Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use serde::Deserialize;
use welkom_guestbook::{Guest, Pass};
use welkom_web::language::Language;
use zeroize::Zeroizing;

/// The shortest part of a name that is looked for, in characters.
const SHORTEST: usize = 2;

/// The most guests that are shown at once.
const MOST_FOUND: usize = 25;

struct Row {
    guest: String,
    name: String,
    about: String,
}

#[derive(Template)]
#[template(path = "guests.html")]
struct GuestsPage {
    frame: Frame,
    typed: String,
    found: Option<Vec<Row>>,
    has_more: bool,
    waiting: Vec<Row>,
    damaged: usize,
}

async fn page(
    app: &App,
    (language, who): (Language, &LoggedIn),
    notice: Option<Notice>,
    typed: Option<Zeroizing<String>>,
) -> Result<Html<String>, PageError> {
    let today = app.with_door(Door::day).await?;
    let looked_for = typed.clone();
    let (found, waiting, damaged) = app
        .with_book(who, move |books| {
            let found = looked_for.map(|text| {
                let found = books.open.search(&text);
                let rows: Vec<Row> =
                    found.iter().take(MOST_FOUND).map(|it| row(language, *it, today)).collect();
                (rows, found.len() > MOST_FOUND)
            });
            let waiting = books.open.waiting_for_talk();
            let waiting: Vec<Row> = waiting.into_iter().map(|it| waiting_row(language, it, today)).collect();
            Ok((found, waiting, books.open.unreadable()))
        })
        .await?;
    let (found, has_more) = found.map_or((None, false), |(rows, has_more)| (Some(rows), has_more));
    let frame = Frame::new(language, Texts::of(language).guests_title, "guests", Some(who)).saying(notice);
    let typed = typed.map(|it| it.to_string()).unwrap_or_default();
    Ok(Html(GuestsPage { frame, typed, found, has_more, waiting, damaged }.render()?))
}

fn row(language: Language, guest: Guest<'_>, today: NaiveDate) -> Row {
    let last = guest.record.last_visit.map(|day| day_long(language, day, today));
    let about = last.map(|day| format!("{} {day}", Texts::of(language).guests_last)).unwrap_or_default();
    Row { guest: guest.id.to_hex(), name: call_back::name(language, guest), about }
}

fn waiting_row(language: Language, guest: Guest<'_>, today: NaiveDate) -> Row {
    let since = guest.record.wants_talk.map(|day| day_long(language, day, today)).unwrap_or_default();
    Row {
        about: format!("{} {since}", Texts::of(language).guests_waiting_since),
        ..row(language, guest, today)
    }
}

pub async fn show(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    page(&app, (language, &who), Notice::of(language, &asked.done), None).await
}

#[derive(Deserialize)]
pub struct Looked {
    text: Zeroizing<String>,
}

pub async fn search(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
    Form(form): Form<Looked>,
) -> Result<Response, PageError> {
    if let Ok(pass) = Pass::parse(&form.text) {
        let is_found = app
            .with_book(&who, move |books| {
                *books.guest = books.open.by_pass(&pass).map(|guest| guest.id);
                Ok(books.guest.is_some())
            })
            .await?;
        return if is_found { Ok(Redirect::to("/guest").into_response()) } else { Err(PageError::NoGuest) };
    }
    if form.text.trim().chars().count() < SHORTEST {
        let notice = Notice::problem(Texts::of(language).guests_short);
        let page = page(&app, (language, &who), Some(notice), None).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    Ok(page(&app, (language, &who), None, Some(form.text)).await?.into_response())
}

/// Goes to a guest's page, whose address names nobody.
pub async fn open(
    State(app): State<App>,
    Extension(who): Extension<LoggedIn>,
    Form(form): Form<Chosen>,
) -> Result<Redirect, PageError> {
    let id = guest_id(&form.guest)?;
    app.with_book(&who, move |books| {
        *books.guest = Some(id);
        Ok(())
    })
    .await?;
    Ok(Redirect::to("/guest"))
}
