//! *Nabellen*: whom to call today and why, who calls, and what came of it.

use super::{Asked, Chosen, Frame, Notice, Texts, day_long, guest_id, outcome_text};
use crate::{
    app::App,
    door::{Door, Programme},
    error::PageError,
    guards::LoggedIn,
};
use askama::Template;
use axum::{
    Extension, Form,
    extract::{Query, State},
    response::{Html, Redirect},
};
use chrono::NaiveDate;
use serde::Deserialize;
use welkom_guestbook::{
    ActivityKey, CallBackRules, CallNote, Claim, Guest, HostId, HowOften, Note, Outcome, Suggestion, Why,
};
use welkom_web::{language::Language, phrases::day_text};
use zeroize::Zeroizing;

/// In the order in which the page offers them.
const OUTCOMES: [Outcome; 8] = [
    Outcome::Reached,
    Outcome::LeftMessage,
    Outcome::NoAnswer,
    Outcome::HomeVisit,
    Outcome::IsBack,
    Outcome::WantsNoCalls,
    Outcome::WrongNumber,
    Outcome::Moved,
];

/// More than hosts call in a day: a longer list is only discouraging.
const MOST_SHOWN: usize = 50;

struct Card {
    guest: String,
    name: String,
    phone: String,
    phone_shown: String,
    why: String,
    attempt: String,
    earlier: String,
    /// Another host calls.
    claimed_by: String,
    is_mine: bool,
}

#[derive(Template)]
#[template(path = "call_back.html")]
struct CallBackPage {
    frame: Frame,
    cards: Vec<Card>,
    /// How many are missed besides; may be empty.
    more: String,
    back: Vec<(String, String)>,
    outcomes: Vec<(String, &'static str)>,
    tomorrow: String,
}

/// An activity as hosts call it; a stand-in for one that the programme does not have any more.
pub fn title(language: Language, programme: &Programme, key: &ActivityKey) -> String {
    let found = programme.activities.iter().find(|(id, _)| ActivityKey::from(id) == *key);
    let gone = if language == Language::Dutch { "iets van vroeger" } else { "something of the past" };
    found.map_or_else(|| gone.to_owned(), |(_, name)| name.clone())
}

/// "Kwam bijna elke keer bij Wandelen, voor het laatst op dinsdag 3 november. Sindsdien was dat er 4 keer."
fn why_text(language: Language, why: &Why, activity: &str, today: NaiveDate) -> String {
    let last = day_long(language, why.last, today);
    let missed = why.missed_sessions;
    if language == Language::Dutch {
        let came = match why.how_often {
            HowOften::NearlyAlways => {
                format!("Kwam bijna elke keer bij {activity}, voor het laatst op {last}.")
            }
            HowOften::Often => format!("Kwam ongeveer om de keer bij {activity}, voor het laatst op {last}."),
            HowOften::NowAndThen => format!("Kwam af en toe bij {activity}, voor het laatst op {last}."),
            HowOften::Once => format!("Kwam één keer bij {activity}, op {last}."),
        };
        format!("{came} Sindsdien was dat er {missed} keer.")
    } else {
        let came = match why.how_often {
            HowOften::NearlyAlways => format!("Came to {activity} nearly every time, last on {last}."),
            HowOften::Often => format!("Came to {activity} about every other time, last on {last}."),
            HowOften::NowAndThen => format!("Came to {activity} now and then, last on {last}."),
            HowOften::Once => format!("Came to {activity} once, on {last}."),
        };
        let times = if missed == 1 { "once".to_owned() } else { format!("{missed} times") };
        format!("{came} It has been held {times} since.")
    }
}

/// "12 november, Jan: nam niet op. Belt liever 's avonds."
pub fn call_text(language: Language, call: &CallNote) -> String {
    let day = day_text(language, call.day, "%-d %B");
    let note = call.note.as_ref().map(|note| format!(" {}", note.expose())).unwrap_or_default();
    format!("{day}, {}: {}.{note}", call.by, outcome_text(language, call.outcome))
}

fn card(
    language: Language,
    (guest, suggestion): &(Guest<'_>, Suggestion),
    me: &HostId,
    programme: &Programme,
    (today, rules): (NaiveDate, &CallBackRules),
) -> Card {
    let record = guest.record;
    let claim = record.claim.as_ref().filter(|it| it.holds(today, rules));
    let attempt = match (suggestion.attempt, language) {
        (..=1, _) => String::new(),
        (number, Language::Dutch) => format!("{number}e keer proberen"),
        (number, Language::English) => format!("try number {number}"),
    };
    let other = claim.filter(|it| it.by != *me);
    let says = |by: &HostId| {
        if language == Language::Dutch { format!("{by} belt deze gast.") } else { format!("{by} will call.") }
    };
    Card {
        guest: guest.id.to_hex(),
        name: name(language, *guest),
        phone: record.phone.as_ref().map(|it| it.expose().to_owned()).unwrap_or_default(),
        phone_shown: record.phone.as_ref().map(|it| phone_text(it.expose())).unwrap_or_default(),
        why: why_text(
            language,
            &suggestion.why,
            &title(language, programme, &suggestion.why.activity),
            today,
        ),
        attempt,
        earlier: record.calls.last().map(|call| call_text(language, call)).unwrap_or_default(),
        claimed_by: other.map(|it| says(&it.by)).unwrap_or_default(),
        is_mine: claim.is_some_and(|it| it.by == *me),
    }
}

/// A Dutch number as people write it, "06 12 34 56 78"; any other as it is.
pub fn phone_text(number: &str) -> String {
    let Some(national) = number.strip_prefix("+31").filter(|it| it.len() == 9) else {
        return number.to_owned();
    };
    let (area, rest) = national.split_at(if national.starts_with('6') { 1 } else { 2 });
    let pairs: Vec<&str> = (0..rest.len()).step_by(2).map(|at| &rest[at..rest.len().min(at + 2)]).collect();
    format!("0{area} {}", pairs.join(" "))
}

/// What to call a guest.
pub fn name(language: Language, guest: Guest<'_>) -> String {
    let unknown = Texts::of(language).guest_nameless;
    guest.name().map_or_else(|| unknown.to_owned(), |name| name.expose().to_owned())
}

pub async fn show(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, PageError> {
    let (today, programme) = app.with_door(|door| Ok((door.day()?, door.programme()?))).await?;
    let me = HostId(who.name.clone());
    let rules = app.parts().rules.clone();
    let (cards, more, back) = app
        .with_book(&who, move |books| {
            let mut missed = books.open.call_backs(today, &programme.held, &rules);
            // What this host promised to do comes first.
            missed.sort_by_key(|(guest, _)| guest.record.claim.as_ref().is_none_or(|it| it.by != me));
            let more = missed.len().saturating_sub(MOST_SHOWN);
            missed.truncate(MOST_SHOWN);
            let cards: Vec<Card> =
                missed.iter().map(|it| card(language, it, &me, &programme, (today, &rules))).collect();
            let back = books.open.welcome_backs(today, &programme.held, &rules);
            let back: Vec<_> = back.into_iter().map(|it| (it.id.to_hex(), name(language, it))).collect();
            Ok((cards, more, back))
        })
        .await?;
    let page = CallBackPage {
        frame: Frame::new(language, Texts::of(language).call_title, "call-back", Some(&who))
            .saying(Notice::of(language, &asked.done)),
        cards,
        more: match (more, language) {
            (0, _) => String::new(),
            (more, Language::Dutch) => format!("En nog {more}. Die ziet u als u hier iemand gebeld hebt."),
            (more, Language::English) => {
                format!("And {more} more. You will see them once you called somebody here.")
            }
        },
        back,
        outcomes: OUTCOMES.map(|it| (outcome_word(it).to_owned(), outcome_text(language, it))).to_vec(),
        tomorrow: today.succ_opt().unwrap_or(today).to_string(),
    };
    Ok(Html(page.render()?))
}

pub async fn claim(
    State(app): State<App>,
    Extension(who): Extension<LoggedIn>,
    Form(form): Form<Chosen>,
) -> Result<Redirect, PageError> {
    let (id, since) = (guest_id(&form.guest)?, app.with_door(Door::day).await?);
    let claim = Claim { by: HostId(who.name.clone()), since };
    let rules = app.parts().rules.clone();
    let other = app.with_book(&who, move |books| books.open.claim(books.book, id, claim, &rules)).await?;
    Ok(Redirect::to(match other {
        None => "/call-back?done=claimed",
        Some(_) => "/call-back?done=claimed-by-other",
    }))
}

#[derive(Deserialize)]
pub struct Called {
    guest: String,
    outcome: String,
    #[serde(default)]
    note: Zeroizing<String>,
}

/// The longest note of a call, in characters.
const LONGEST_NOTE: usize = 200;

pub async fn outcome(
    State(app): State<App>,
    Extension(who): Extension<LoggedIn>,
    Form(form): Form<Called>,
) -> Result<Redirect, PageError> {
    let (id, day) = (guest_id(&form.guest)?, app.with_door(Door::day).await?);
    let outcome =
        OUTCOMES.into_iter().find(|it| outcome_word(*it) == form.outcome).ok_or(PageError::Malformed)?;
    let line: Zeroizing<String> = Zeroizing::new(form.note.split_whitespace().collect::<Vec<_>>().join(" "));
    let line: Zeroizing<String> = Zeroizing::new(line.chars().take(LONGEST_NOTE).collect());
    let note = (!line.is_empty()).then(|| Note::new(&line));
    let call = CallNote { day, outcome, by: HostId(who.name.clone()), note };
    app.with_book(&who, move |books| books.open.called(books.book, id, call)).await?;
    Ok(Redirect::to("/call-back?done=called"))
}

fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Reached => "reached",
        Outcome::LeftMessage => "left_message",
        Outcome::NoAnswer => "no_answer",
        Outcome::WantsNoCalls => "wants_no_calls",
        Outcome::WrongNumber => "wrong_number",
        Outcome::Moved => "moved",
        Outcome::HomeVisit => "home_visit",
        Outcome::IsBack => "is_back",
    }
}

#[derive(Deserialize)]
pub struct Paused {
    guest: String,
    until: String,
}

pub async fn pause(
    State(app): State<App>,
    Extension(who): Extension<LoggedIn>,
    Form(form): Form<Paused>,
) -> Result<Redirect, PageError> {
    let (id, day) = (guest_id(&form.guest)?, app.with_door(Door::day).await?);
    let until = form.until.parse::<NaiveDate>().map_err(|_| PageError::Malformed)?;
    app.with_book(&who, move |books| books.open.pause(books.book, id, Some(until), day)).await?;
    Ok(Redirect::to("/call-back?done=paused"))
}
