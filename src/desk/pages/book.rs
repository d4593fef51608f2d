//! Opening the guest book with a host's own five words, and closing it.

use super::{Asked, Frame, Notice, Texts};
use crate::{app::App, door::Door, error::PageError, guards::LoggedIn, store::Seen};
use askama::Template;
use axum::{
    Extension, Form,
    extract::{Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use welkom_guestbook::{BookError, HostId, HostPassword, PasswordError};
use welkom_web::{
    clock::seconds_until,
    language::Language,
    phrases::wait,
    throttle::{self, Attempt, Counting, Verdict},
};
use zeroize::Zeroizing;

#[derive(Template)]
#[template(path = "book.html")]
struct BookPage {
    frame: Frame,
}

fn page(language: Language, who: &LoggedIn, notice: Option<Notice>) -> Result<Html<String>, PageError> {
    let frame = Frame::new(language, Texts::of(language).book_title, "book", Some(who)).saying(notice);
    Ok(Html(BookPage { frame }.render()?))
}

pub async fn show(
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    if who.is_book_open {
        return Ok(Redirect::to("/call-back").into_response());
    }
    Ok(page(language, &who, Notice::of(language, &asked.done))?.into_response())
}

#[derive(Deserialize)]
pub struct Typed {
    words: Zeroizing<String>,
}

pub async fn open(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    let (now, texts) = (app.now(), Texts::of(language));
    let refused = |status: StatusCode, sentence: String| {
        page(language, &who, Some(Notice::problem(sentence))).map(|page| (status, page).into_response())
    };
    // What cannot be a password is a slip of the hand, not a guess.
    let password = match HostPassword::parse(&typed.words) {
        Ok(password) => password,
        Err(PasswordError::Unknown { position }) => {
            return refused(StatusCode::UNPROCESSABLE_ENTITY, format!("{} {position}.", texts.book_word));
        }
        Err(PasswordError::Count { found }) => {
            return refused(StatusCode::UNPROCESSABLE_ENTITY, format!("{} {found}.", texts.book_count));
        }
    };
    let subject_sha256 = throttle::subject("book", &who.name);
    let counting = Counting {
        attempts: vec![Attempt { subject_sha256, rule: throttle::LOG_IN_ACCOUNT }],
        cleared: subject_sha256,
        eased: None,
    };
    let attempts = counting.attempts.clone();
    if let Verdict::Wait(until) = app.with_store(move |store| store.count(&attempts, now)).await? {
        let seconds = seconds_until(until, now);
        let sentence = format!("{} {}.", texts.book_wait, wait(language, seconds));
        let mut response = refused(StatusCode::TOO_MANY_REQUESTS, sentence)?;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        return Ok(response);
    }
    let today = app.with_door(Door::day).await?;
    let (key, host) = (who.key, HostId(who.name.clone()));
    let opened = app
        .try_password(move |parts| parts.reading.open(&parts.book, key, (&host, &password), today, now))
        .await?;
    match opened {
        Ok(()) => {
            // It took a while: a session that has ended meanwhile must leave no open book behind.
            if app.with_store(move |store| store.session(&key, now, Seen::ByItself)).await?.is_none() {
                app.with_reading(move |reading| reading.close(&key)).await?;
                return Ok(Redirect::to("/log-in").into_response());
            }
            app.with_store(move |store| store.forgive(&counting)).await?;
            Ok(Redirect::to("/call-back").into_response())
        }
        Err(BookError::WrongPassword) => refused(StatusCode::FORBIDDEN, texts.book_wrong.to_owned()),
        Err(BookError::UnknownHost | BookError::NotSetUp) => {
            refused(StatusCode::FORBIDDEN, texts.book_not_host.to_owned())
        }
        Err(error) => Err(error.into()),
    }
}

pub async fn close(
    State(app): State<App>,
    Extension(who): Extension<LoggedIn>,
) -> Result<Redirect, PageError> {
    app.with_reading(move |reading| reading.close(&who.key)).await?;
    Ok(Redirect::to("/book?done=closed"))
}
