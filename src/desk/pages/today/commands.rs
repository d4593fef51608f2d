//! What the forms of *Vandaag* do. What the engine refuses is said above the page.

use crate::{
    app::App,
    door::{Correction, Door, DoorError, People, Shifts},
    error::PageError,
};
use axum::{Form, extract::State, response::Redirect};
use chrono::NaiveTime;
use serde::Deserialize;
use welkom_domain::{
    arrival::Role,
    programme::{LONGEST_LINE, LONGEST_NEWS, SessionChange, one_line},
};

/// Does it at the door, and says so.
async fn done(
    app: &App,
    says: &str,
    work: impl FnOnce(&(dyn Door + 'static)) -> Result<(), DoorError> + Send + 'static,
) -> Result<Redirect, PageError> {
    let says = match app.with_door(work).await {
        Ok(()) => says,
        Err(DoorError::DayClosed) => "day-closed",
        Err(DoorError::UnknownSession) => "session-gone",
        Err(DoorError::NobodyThere) => "nobody",
        Err(DoorError::People) => "people",
        Err(DoorError::ByHead) => "by-head",
        Err(DoorError::NotOpen) => "not-open",
        Err(DoorError::Times) => "times",
        Err(error @ DoorError::Silent) => return Err(error.into()),
    };
    Ok(Redirect::to(&format!("/today?done={says}")))
}

#[derive(Deserialize)]
pub struct Added {
    session: String,
    role: Role,
    people: u32,
}

pub async fn add(State(app): State<App>, Form(form): Form<Added>) -> Result<Redirect, PageError> {
    let added = Correction::Add { session: form.session, role: form.role, people: form.people };
    done(&app, "added", move |door| door.correct(&added)).await
}

#[derive(Deserialize)]
pub struct TakenBack {
    session: String,
}

pub async fn take_back(State(app): State<App>, Form(form): Form<TakenBack>) -> Result<Redirect, PageError> {
    let taken = Correction::TakeBackLast { session: form.session };
    done(&app, "taken-back", move |door| door.correct(&taken)).await
}

/// All of a change: what is left empty is as the calendar says.
#[derive(Deserialize)]
pub struct Changed {
    session: String,
    #[serde(default)]
    cancelled: String,
    #[serde(default)]
    starts: String,
    #[serde(default)]
    ends: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    note: String,
}

pub async fn change_session(
    State(app): State<App>,
    Form(form): Form<Changed>,
) -> Result<Redirect, PageError> {
    let (Ok(starts), Ok(ends)) = (time(&form.starts), time(&form.ends)) else {
        return Ok(Redirect::to("/today?done=times"));
    };
    let change = SessionChange {
        is_cancelled: !form.cancelled.is_empty(),
        starts,
        ends,
        place: one_line(&form.place, LONGEST_LINE),
        note: one_line(&form.note, LONGEST_LINE),
    };
    let word = if change.is_nothing() { "session-as-planned" } else { "session" };
    done(&app, word, move |door| door.change_session(&form.session, &change)).await
}

/// A time as browsers send it, "15:30", or as people type it where the browser has no field for it.
fn time(typed: &str) -> Result<Option<NaiveTime>, chrono::ParseError> {
    let typed = typed.trim().replace('.', ":");
    if typed.is_empty() {
        return Ok(None);
    }
    NaiveTime::parse_from_str(&typed, "%H:%M").or_else(|_| typed.parse()).map(Some)
}

#[derive(Deserialize)]
pub struct ByHead {
    session: String,
    #[serde(default)]
    visitors: String,
    #[serde(default)]
    volunteers: String,
    #[serde(default)]
    professionals: String,
}

/// The numbers of a form: `None` where all are left empty, one that is left empty beside others is 0. A
/// number of more digits than any is one too many, and the engine says so.
fn numbers<const N: usize>(typed: [&str; N]) -> Result<Option<[u32; N]>, PageError> {
    if typed.iter().all(|it| it.trim().is_empty()) {
        return Ok(None);
    }
    let mut numbers = [0; N];
    for (number, typed) in numbers.iter_mut().zip(typed.map(str::trim)) {
        if !typed.bytes().all(|it| it.is_ascii_digit()) {
            return Err(PageError::Malformed);
        }
        *number = if typed.is_empty() { 0 } else { typed.parse().unwrap_or(u32::MAX) };
    }
    Ok(Some(numbers))
}

pub async fn put_head_count(State(app): State<App>, Form(form): Form<ByHead>) -> Result<Redirect, PageError> {
    let counted = numbers([&form.visitors, &form.volunteers, &form.professionals])?;
    let people =
        counted.map(|[visitors, volunteers, professionals]| People { visitors, volunteers, professionals });
    let word = if people.is_some() { "head-count" } else { "no-head-count" };
    done(&app, word, move |door| door.put_head_count(&form.session, people)).await
}

#[derive(Deserialize)]
pub struct Helping {
    #[serde(default)]
    volunteers: String,
    #[serde(default)]
    professionals: String,
}

pub async fn put_shifts(State(app): State<App>, Form(form): Form<Helping>) -> Result<Redirect, PageError> {
    let declared = numbers([&form.volunteers, &form.professionals])?;
    let shifts = declared.map(|[volunteers, professionals]| Shifts { volunteers, professionals });
    let word = if shifts.is_some() { "shifts" } else { "no-shifts" };
    done(&app, word, move |door| door.put_shifts(shifts)).await
}

#[derive(Deserialize)]
pub struct Answered {
    call: u64,
}

pub async fn answer_call(State(app): State<App>, Form(form): Form<Answered>) -> Result<Redirect, PageError> {
    done(&app, "seen", move |door| door.answer_call(form.call)).await
}

#[derive(Deserialize)]
pub struct News {
    #[serde(default)]
    news: String,
}

pub async fn put_news(State(app): State<App>, Form(form): Form<News>) -> Result<Redirect, PageError> {
    let line = one_line(&form.news, LONGEST_NEWS);
    done(&app, "news", move |door| door.put_news(line.as_deref())).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_as_it_is_typed() {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
        for (typed, read) in
            [("15:30", at(15, 30)), ("9.05", at(9, 5)), (" 15:30:00 ", at(15, 30)), ("", None)]
        {
            assert_eq!(time(typed), Ok(read), "{typed}");
        }
        for wrong in ["half vier", "25:00", "15"] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers_left_empty_are_none_and_beside_others_nought() {
        assert_eq!(numbers(["", " "]).expect("numbers"), None);
        assert_eq!(numbers(["0", ""]).expect("numbers"), Some([0, 0]));
        assert_eq!(numbers(["12", "99999999999"]).expect("numbers"), Some([12, u32::MAX]));
        assert!(numbers(["-1"]).is_err() && numbers(["1e3"]).is_err());
    }
}
