//! A host's own password to log in, changed by that host.

use super::{Notice, Texts, hosts, log_in};
use crate::{app::App, error::PageError, guards::LoggedIn};
use axum::{
    Extension, Form,
    extract::State,
    http::{Extensions, HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use welkom_guestbook::HostId;
use welkom_web::{
    language::Language,
    password::{self, PasswordError},
    phrases::wait,
};
use zeroize::Zeroizing;

#[derive(Deserialize)]
pub struct Typed {
    old: Zeroizing<String>,
    new: Zeroizing<String>,
    again: Zeroizing<String>,
}

/// Asks for the old one, since a browser may stand open; tries of it are counted as at the log-in. Every other
/// session of this host ends: perhaps the old one was seen.
pub async fn change(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
    headers: HeaderMap,
    extensions: Extensions,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let texts = Texts::of(language);
    let refused = async |status: StatusCode, sentence: String| {
        let page = hosts::page(&app, language, &who, Some(Notice::problem(sentence))).await?;
        Ok::<_, PageError>((status, page).into_response())
    };
    // A slip of the hand is no guess.
    if typed.new != typed.again {
        return refused(StatusCode::UNPROCESSABLE_ENTITY, texts.wrong_again.to_owned()).await;
    }
    let counting = match log_in::count(&app, &who.name, (&headers, &extensions)).await? {
        Ok(counting) => counting,
        Err(seconds) => {
            let sentence = format!("{} {}.", texts.log_in_wait, wait(language, seconds));
            let mut response = refused(StatusCode::TOO_MANY_REQUESTS, sentence).await?;
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
            return Ok(response);
        }
    };
    let name = who.name.clone();
    let found = app.with_store(move |store| store.host(&name)).await?;
    let (old, new, hash) = (typed.old, typed.new, found.as_ref().map(|host| host.password_hash.clone()));
    let tried = app
        .try_password(move |_| {
            let is_right = password::is_right(&old, hash.as_deref());
            is_right.then(|| password::hash(&new))
        })
        .await?;
    let (Some(host), Some(hashed)) = (found, tried) else {
        return refused(StatusCode::FORBIDDEN, texts.wrong_old.to_owned()).await;
    };
    let (key, forgiven) = (who.key, counting);
    let hash = match hashed {
        Ok(hash) => hash,
        Err(PasswordError::Length { .. }) => {
            app.with_store(move |store| store.forgive(&forgiven)).await?;
            return refused(StatusCode::UNPROCESSABLE_ENTITY, texts.wrong_length.to_owned()).await;
        }
        Err(PasswordError::Hashing) => return Err(PageError::Random),
    };
    app.with_store(move |store| {
        store.put_password(host.id, &hash, &key)?;
        store.forgive(&forgiven)
    })
    .await?;
    let me = HostId(who.name.clone());
    app.with_reading(move |reading| reading.close_others(&me, &key)).await?;
    Ok(Redirect::to("/hosts?done=password").into_response())
}
