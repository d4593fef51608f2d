//! *Intake*: a first talk with a guest who asked for one. What somebody likes and what it takes, never what
//! they suffer from: there is no field for it, and the page says why.

use super::{Asked, Frame, Notice, Texts, call_back, day_long, guest_id};
use crate::{app::App, error::PageError, guards::LoggedIn};
use askama::Template;
use axum::{
    Extension, Form,
    extract::{Query, State},
    response::{Html, Redirect},
};
use serde::Deserialize;
use std::collections::HashMap;
use welkom_guestbook::{ActivityKey, BookError, Intake, Note};
use welkom_web::language::Language;
use zeroize::Zeroizing;

struct Activity {
    key: String,
    title: String,
    is_wanted: bool,
}

#[derive(Template)]
#[template(path = "intake.html")]
struct IntakePage {
    frame: Frame,
    guest: String,
    name: String,
    interests: String,
    hindrances: String,
    agreements: String,
    activities: Vec<Activity>,
    expires: String,
}

pub async fn show(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let (today, programme) = app.with_door(|door| Ok((door.day()?, door.programme()?))).await?;
    let texts = Texts::of(language);
    let frame = Frame::new(language, texts.intake_title, "guest/intake", Some(&who))
        .saying(Notice::of(language, &asked.done));
    let page = app
        .with_book(&who, move |books| {
            let id = books.guest.ok_or(BookError::UnknownGuest)?;
            let guest = books.open.guest(id).ok_or(BookError::UnknownGuest)?;
            let intake = guest.record.intake.as_ref();
            let text = |note: fn(&Intake) -> &Note| {
                intake.map(|it| note(it).expose().to_owned()).unwrap_or_default()
            };
            let activities = programme.activities.iter().filter(|(id, _)| !id.is_drop_in());
            let activities = activities.map(|(id, title)| {
                let key = ActivityKey::from(id);
                let is_wanted = intake.is_some_and(|it| it.wanted.contains(&key));
                Activity { key: key.as_str().to_owned(), title: title.clone(), is_wanted }
            });
            let until = intake.and_then(|it| it.expires);
            let expires = until.map_or_else(
                || texts.intake_expires_new.to_owned(),
                |day| format!("{} {}.", texts.intake_expires, day_long(language, day, today)),
            );
            Ok(IntakePage {
                frame,
                guest: id.to_hex(),
                name: call_back::name(language, guest),
                interests: text(|it| &it.interests),
                hindrances: text(|it| &it.hindrances),
                agreements: text(|it| &it.agreements),
                activities: activities.collect(),
                expires,
            })
        })
        .await?;
    Ok(Html(page.render()?))
}

/// Fields of a fixed name, and one `wanted-…` for every activity that is ticked.
#[derive(Deserialize)]
pub struct Written {
    guest: String,
    #[serde(default)]
    interests: Zeroizing<String>,
    #[serde(default)]
    hindrances: Zeroizing<String>,
    #[serde(default)]
    agreements: Zeroizing<String>,
    #[serde(flatten)]
    other: HashMap<String, String>,
}

pub async fn put(
    State(app): State<App>,
    Extension(who): Extension<LoggedIn>,
    Form(form): Form<Written>,
) -> Result<Redirect, PageError> {
    let (day, programme) = app.with_door(|door| Ok((door.day()?, door.programme()?))).await?;
    let id = guest_id(&form.guest)?;
    let keys = programme.activities.iter().map(|(id, _)| ActivityKey::from(id));
    let intake = Intake {
        day,
        expires: None,
        interests: Note::new(&form.interests),
        wanted: keys.filter(|key| form.other.contains_key(&format!("wanted-{}", key.as_str()))).collect(),
        hindrances: Note::new(&form.hindrances),
        agreements: Note::new(&form.agreements),
    };
    app.with_book(&who, move |books| books.open.put_intake(books.book, id, intake)).await?;
    Ok(Redirect::to("/guest/intake?done=intake"))
}
