//! One guest: what is kept, and what a host may do with it at the guest's request.

use super::{Asked, Chosen, Frame, Notice, Texts, call_back, day_long, guest_id, qr};
use crate::{
    app::App,
    door::{Door, Programme},
    error::PageError,
    guards::LoggedIn,
    server::ReadNumber,
};
use askama::Template;
use axum::{
    Extension, Form,
    extract::{Query, State},
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use chrono::NaiveDate;
use serde::Deserialize;
use welkom_guestbook::{
    BookError, Change, Consent, FirstName, Guest, GuestId, Month, Number, Outcome, WORDING,
};
use welkom_web::{language::Language, phrases::day_text};
use zeroize::Zeroizing;

/// Languages of the kiosk's screens, in their own script.
const LANGUAGES: [(&str, &str); 6] = [
    ("nl", "Nederlands"),
    ("en", "English"),
    ("tr", "Türkçe"),
    ("ar", "العربية"),
    ("uk", "Українська"),
    ("pl", "Polski"),
];

/// What the page and its printed form say of a guest.
struct View {
    guest: String,
    name: String,
    phone: String,
    language: String,
    facts: Vec<(&'static str, String)>,
    came: Vec<(String, String)>,
    calls: Vec<String>,
    talk: Vec<(&'static str, String)>,
    may_call: bool,
    /// The guest once said that nobody shall call.
    refused: bool,
}

#[derive(Template)]
#[template(path = "guest.html")]
struct GuestPage {
    frame: Frame,
    view: View,
    languages: Vec<(&'static str, &'static str, bool)>,
}

#[derive(Template)]
#[template(path = "guest_print.html")]
struct PrintPage {
    frame: Frame,
    view: View,
}

#[derive(Template)]
#[template(path = "pass.html")]
struct PassPage {
    frame: Frame,
    drawing: String,
    text: Zeroizing<String>,
}

fn view(language: Language, guest: Guest<'_>, programme: &Programme, today: NaiveDate) -> View {
    let (texts, record) = (Texts::of(language), guest.record);
    let day = |day: NaiveDate| day_long(language, day, today);
    let month = |month: Month| {
        let text = month.to_string();
        let first = format!("{text}-01").parse().map(|first: NaiveDate| day_text(language, first, "%B %Y"));
        first.unwrap_or(text)
    };
    let agreed = |consent: Option<Consent>| match consent {
        Some(consent) => format!("{} {}", texts.guest_agreed, day(consent.day)),
        None => texts.guest_not_agreed.to_owned(),
    };
    let number = record.phone.as_ref().map(|it| it.expose().to_owned()).unwrap_or_default();
    let shown = match (&record.phone, record.number_is_wrong) {
        (None, _) => texts.guest_phone_none.to_owned(),
        (Some(_), false) => call_back::phone_text(&number),
        (Some(_), true) => format!("{} {}", call_back::phone_text(&number), texts.guest_phone_wrong),
    };
    let tag = record.language.as_ref().map(|it| it.expose().to_owned()).unwrap_or_default();
    let spoken = LANGUAGES.iter().find(|(code, _)| *code == tag).map_or(tag.as_str(), |(_, name)| name);
    let mut facts = vec![
        (texts.guest_phone, shown),
        (texts.guest_language, spoken.to_owned()),
        (texts.guest_keep, agreed(Some(guest.consents.keep))),
        (texts.guest_call, agreed(guest.consents.call)),
        (texts.guest_kept_until, month(guest.expires)),
    ];
    if let Some(until) = record.paused_until.filter(|until| *until >= today) {
        facts.push((texts.guest_paused, day(until)));
    }
    if let Some(since) = record.wants_talk {
        facts.push((texts.guest_wants_talk, format!("{} {}", texts.guests_waiting_since, day(since))));
    }
    let came = record.attendance.iter().map(|(key, attended)| {
        let last = attended.days.last().map(|last| day(*last)).unwrap_or_default();
        let times = times_text(language, attended.times, &last);
        (call_back::title(language, programme, key), times)
    });
    let talk = record.intake.as_ref().map(|intake| {
        let wanted: Vec<String> =
            intake.wanted.iter().map(|key| call_back::title(language, programme, key)).collect();
        let expires = intake.expires.map(day).unwrap_or_default();
        vec![
            (texts.intake_interests, intake.interests.expose().to_owned()),
            (texts.intake_wanted, wanted.join(", ")),
            (texts.intake_hindrances, intake.hindrances.expose().to_owned()),
            (texts.intake_agreements, intake.agreements.expose().to_owned()),
            (texts.intake_expires, expires),
        ]
    });
    View {
        guest: guest.id.to_hex(),
        name: call_back::name(language, guest),
        phone: number,
        language: tag.clone(),
        facts,
        came: came.collect(),
        calls: record.calls.iter().rev().map(|call| call_back::call_text(language, call)).collect(),
        may_call: guest.consents.call.is_some(),
        refused: record.calls.iter().any(|call| call.outcome == Outcome::WantsNoCalls),
        talk: talk.unwrap_or_default().into_iter().filter(|(_, text)| !text.is_empty()).collect(),
    }
}

/// "10 keer, voor het laatst op dinsdag 20 oktober".
fn times_text(language: Language, times: u32, last: &str) -> String {
    match (language, times) {
        (Language::Dutch, 1) => format!("1 keer, op {last}"),
        (Language::Dutch, _) => format!("{times} keer, voor het laatst op {last}"),
        (Language::English, 1) => format!("once, on {last}"),
        (Language::English, _) => format!("{times} times, last on {last}"),
    }
}

async fn current_view(app: &App, language: Language, who: &LoggedIn) -> Result<View, PageError> {
    let (today, programme) = app.with_door(|door| Ok((door.day()?, door.programme()?))).await?;
    app.with_book(who, move |books| {
        let id = books.guest.ok_or(BookError::UnknownGuest)?;
        let guest = books.open.guest(id).ok_or(BookError::UnknownGuest)?;
        Ok(view(language, guest, &programme, today))
    })
    .await
}

pub async fn show(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let view = current_view(&app, language, &who).await?;
    let frame =
        Frame::new(language, &view.name, "guest", Some(&who)).saying(Notice::of(language, &asked.done));
    let languages = LANGUAGES.map(|(code, name)| (code, name, code == view.language)).to_vec();
    Ok(Html(GuestPage { frame, view, languages }.render()?))
}

pub async fn print(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
) -> Result<Html<String>, PageError> {
    let view = current_view(&app, language, &who).await?;
    let frame = Frame::new(language, Texts::of(language).guest_print_title, "guest/print", Some(&who));
    Ok(Html(PrintPage { frame, view }.render()?))
}

#[derive(Deserialize)]
pub struct Changed {
    guest: String,
    name: Zeroizing<String>,
    #[serde(default)]
    phone: Zeroizing<String>,
    language: String,
}

pub async fn change(
    State(app): State<App>,
    Extension(who): Extension<LoggedIn>,
    Form(form): Form<Changed>,
) -> Result<Redirect, PageError> {
    let (id, day) = (guest_id(&form.guest)?, app.with_door(Door::day).await?);
    let (name, number) = (FirstName::new(&form.name), number(app.parts().read_number, &form.phone));
    let (Ok(name), Some(number)) = (name, number) else { return Ok(Redirect::to("/guest?done=details")) };
    let language = LANGUAGES.iter().find(|(code, _)| *code == form.language).ok_or(PageError::Malformed)?;
    let language = welkom_guestbook::Language::new(language.0).map_err(|_| PageError::Malformed)?;
    let change =
        Change { name: Some(name), phone: Some(number), language: Some(language), ..Change::default() };
    app.with_book(&who, move |books| books.open.change(books.book, id, change, day)).await?;
    Ok(Redirect::to("/guest?done=changed"))
}

/// Nothing typed removes the number; `None` where what was typed is no number.
fn number(read: ReadNumber, typed: &str) -> Option<Number> {
    if typed.trim().is_empty() { Some(Number::Removed) } else { read(typed).map(Number::Set) }
}

#[derive(Deserialize)]
pub struct Agreed {
    guest: String,
    may: bool,
    #[serde(default)]
    said_it: String,
}

/// The guest told a host whether calling is fine. Giving a consent needs the host's word that it is the guest's
/// own; taking one back needs nothing.
pub async fn consent_to_calls(
    State(app): State<App>,
    Extension(who): Extension<LoggedIn>,
    Form(form): Form<Agreed>,
) -> Result<Redirect, PageError> {
    let (id, day) = (guest_id(&form.guest)?, app.with_door(Door::day).await?);
    if form.may && form.said_it.is_empty() {
        return Ok(Redirect::to("/guest?done=not-said"));
    }
    let call = form.may.then_some(Consent { day, wording: WORDING });
    app.with_book(&who, move |books| books.open.consent_to_calls(books.book, id, call, day)).await?;
    Ok(Redirect::to(if form.may { "/guest?done=may-call" } else { "/guest?done=may-not-call" }))
}

pub async fn replace_pass(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
    Form(form): Form<Chosen>,
) -> Result<Html<String>, PageError> {
    let (id, day) = (guest_id(&form.guest)?, app.with_door(Door::day).await?);
    let pass = app.with_book(&who, move |books| books.open.replace_pass(books.book, id, day)).await?;
    let text = pass.to_text();
    let drawing = qr(&text).ok_or(PageError::Rendering)?;
    let frame = Frame::new(language, Texts::of(language).guest_pass_new, "guest", Some(&who));
    Ok(Html(PassPage { frame, drawing, text }.render()?))
}

pub async fn erase(
    State(app): State<App>,
    Extension(who): Extension<LoggedIn>,
    Form(form): Form<Chosen>,
) -> Result<Redirect, PageError> {
    let (id, day) = (guest_id(&form.guest)?, app.with_door(Door::day).await?);
    app.with_book(&who, move |books| {
        books.open.guest(id).ok_or(BookError::UnknownGuest)?;
        *books.guest = None;
        books.open.erase(books.book, id, day)?;
        // A host can wait for it: a file damaged before tonight must not bring the guest back.
        books.book.renew_backups(day)
    })
    .await?;
    Ok(Redirect::to("/guests?done=erased"))
}

/// Everything that is kept of one guest, as a file. Asked for by a form, so that no address names a guest.
pub async fn export(
    State(app): State<App>,
    Extension(who): Extension<LoggedIn>,
    Form(form): Form<Chosen>,
) -> Result<Response, PageError> {
    let id: GuestId = guest_id(&form.guest)?;
    let json = app.with_book(&who, move |books| books.open.export_guest(id)).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"welkom-gegevens.json\""),
        ),
    ];
    Ok((headers, json.to_string()).into_response())
}
