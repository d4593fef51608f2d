//! *Gastvrouwen en gastheren*: who may log in, and whose five words open the book. What a new host gets is shown
//! once, to be handed over.

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
use std::collections::BTreeSet;
use welkom_guestbook::{BookError, HostId};
use welkom_web::{language::Language, password};
use zeroize::Zeroizing;

struct Row {
    name: String,
    is_you: bool,
    has_account: bool,
    has_words: bool,
}

#[derive(Template)]
#[template(path = "hosts.html")]
struct HostsPage {
    frame: Frame,
    hosts: Vec<Row>,
    shortest: usize,
}

/// What is handed over: what there was before is not shown, since nobody but the host knows it.
#[derive(Template)]
#[template(path = "new_host.html")]
struct NewHostPage {
    frame: Frame,
    name: String,
    password: Option<Zeroizing<String>>,
    words: Option<Zeroizing<String>>,
}

pub async fn show(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    page(&app, language, &who, Notice::of(language, &asked.done)).await
}

pub(super) async fn page(
    app: &App,
    language: Language,
    who: &LoggedIn,
    notice: Option<Notice>,
) -> Result<Html<String>, PageError> {
    let accounts = app.with_store(Store::hosts).await?;
    let with_words = app.hosts_with_words().await?;
    let names: BTreeSet<&String> =
        accounts.iter().chain(with_words.iter().map(|HostId(name)| name)).collect();
    let hosts = names.into_iter().map(|name| Row {
        name: name.clone(),
        is_you: *name == who.name,
        has_account: accounts.contains(name),
        has_words: with_words.iter().any(|it| it.0 == *name),
    });
    let frame = Frame::new(language, Texts::of(language).hosts_title, "hosts", Some(who)).saying(notice);
    Ok(Html(HostsPage { frame, hosts: hosts.collect(), shortest: password::SHORTEST }.render()?))
}

#[derive(Deserialize)]
pub struct Named {
    name: String,
}

/// Gives somebody what they do not have yet: an account, words, or both. What a host has stays: words made on
/// the command line, and a password that is in use.
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
    let password = match app.with_store(move |store| store.add_host(&account, &hash, now)).await {
        Err(StoreError::NameTaken) => None,
        added => added.map(|()| Some(password))?,
    };
    let given = app
        .with_book(&who, move |books| {
            // Giving words again would end the ones there are.
            let has_words = books.book.hosts()?.contains(&host);
            if has_words { Ok(None) } else { books.open.add_host(books.book, &host, day).map(Some) }
        })
        .await;
    let words = match given {
        Ok(words) => words.map(|it| Zeroizing::new(it.expose().to_owned())),
        Err(error) => {
            if password.is_some() {
                app.with_store(move |store| store.remove_host(&name)).await?;
            }
            return Err(error);
        }
    };
    if password.is_none() && words.is_none() {
        return Ok(Redirect::to("/hosts?done=taken").into_response());
    }
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
            // The backups have the words, too. One that fails keeps nobody in; the night makes them again.
            Ok(()) => {
                if let Err(error) = books.book.renew_backups(day) {
                    tracing::warn!(%error, "the guest book's backups could not be made anew");
                }
                Ok(true)
            }
            // An account that never had words is removed all the same.
            Err(BookError::UnknownHost) => Ok(true),
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
