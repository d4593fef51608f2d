//! *Gastvrouwen en gastheren*: who may log in. A new host's password and five words are shown once, to be
//! handed over.

use super::{Asked, Frame, Notice, Texts};
use crate::{
    app::App,
    door::Door,
    error::PageError,
    guards::LoggedIn,
    server::is_host_name,
    store::{Store, StoreError},
};
use askama::Template;
use axum::{
    Extension, Form,
    extract::{Query, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use welkom_guestbook::{BookError, HostId};
use welkom_web::{language::Language, password};
use zeroize::Zeroizing;

#[derive(Template)]
#[template(path = "hosts.html")]
struct HostsPage {
    frame: Frame,
    /// Name, and whether it is who looks.
    hosts: Vec<(String, bool)>,
}

#[derive(Template)]
#[template(path = "new_host.html")]
struct NewHostPage {
    frame: Frame,
    name: String,
    password: Zeroizing<String>,
    words: Zeroizing<String>,
}

pub async fn show(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let hosts = app.with_store(Store::hosts).await?;
    let hosts = hosts.into_iter().map(|name| (name.clone(), name == who.name)).collect();
    let frame = Frame::new(language, Texts::of(language).hosts_title, "hosts", Some(&who))
        .saying(Notice::of(language, &asked.done));
    Ok(Html(HostsPage { frame, hosts }.render()?))
}

#[derive(Deserialize)]
pub struct Named {
    name: String,
}

pub async fn add(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
    Form(form): Form<Named>,
) -> Result<Response, PageError> {
    let name = form.name;
    if !is_host_name(&name) {
        return Ok(Redirect::to("/hosts?done=name").into_response());
    }
    let password = password::generate().map_err(|_| PageError::Random)?;
    let secret = password.clone();
    let hash = app.try_password(move |_| password::hash(&secret)).await?.map_err(|_| PageError::Random)?;
    let (host, now, day) = (HostId(name.clone()), app.now(), app.with_door(Door::day).await?);
    // The account first: without words it opens nothing, while words without an account could be taken over
    // by whoever is given that name next.
    let account = name.clone();
    match app.with_store(move |store| store.add_host(&account, &hash, now)).await {
        Err(StoreError::NameTaken) => return Ok(Redirect::to("/hosts?done=taken").into_response()),
        added => added?,
    }
    let added = app.with_book(&who, move |books| books.open.add_host(books.book, &host, day)).await;
    let words = match added {
        Ok(words) => Zeroizing::new(words.expose().to_owned()),
        Err(error) => {
            app.with_store(move |store| store.remove_host(&name)).await?;
            return match error {
                PageError::Book(BookError::HostExists) => {
                    Ok(Redirect::to("/hosts?done=taken").into_response())
                }
                error => Err(error),
            };
        }
    };
    let frame = Frame::new(language, Texts::of(language).hosts_new_title, "hosts", Some(&who));
    Ok(Html(NewHostPage { frame, name, password, words }.render()?).into_response())
}

pub async fn remove(
    State(app): State<App>,
    Extension(who): Extension<LoggedIn>,
    Form(form): Form<Named>,
) -> Result<Redirect, PageError> {
    let (host, day) = (HostId(form.name.clone()), app.with_door(Door::day).await?);
    let removed = host.clone();
    let taken_away = app
        .with_book(&who, move |books| match books.book.remove_host(&removed, day) {
            Err(BookError::LastHost) => Ok(false),
            // An account that never had words is removed all the same.
            Ok(()) | Err(BookError::UnknownHost) => Ok(true),
            Err(error) => Err(error),
        })
        .await?;
    if !taken_away {
        return Ok(Redirect::to("/hosts?done=last"));
    }
    app.with_store(move |store| store.remove_host(&form.name)).await?;
    app.with_reading(move |reading| reading.close_for(&host)).await?;
    Ok(Redirect::to("/hosts?done=removed"))
}
