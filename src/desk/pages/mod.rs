//! The pages, one file for each: what it asks, what it says, and what its forms do. Templates (`templates/`) put
//! finished texts in their place; they do not count, compare or format. Everything they are given is escaped
//! by askama, except the QR codes, which this crate draws.

pub mod authority;
pub mod book;
pub mod call_back;
pub mod guest;
pub mod guests;
pub mod hosts;
pub mod intake;
pub mod kiosk;
pub mod leaving;
pub mod log_in;
pub mod password;
pub mod sheet;
mod texts;
pub mod today;

use crate::{
    error::{PageError, PageProblem},
    guards::LoggedIn,
};
use askama::Template;
use axum::{
    extract::Path,
    response::{Html, Response},
};
use chrono::NaiveDate;
use qrcode::{EcLevel, QrCode, render::svg};
use serde::Deserialize;
use std::sync::LazyLock;
use texts::Texts;
use welkom_guestbook::{GuestId, Outcome};
use welkom_web::{
    language::{Language, PARAMETER},
    phrases::day_text,
    static_files::StaticFiles,
};

static FILES: LazyLock<StaticFiles> = LazyLock::new(|| {
    StaticFiles::new(include_str!("../static/desk.css"), &[("today.js", include_str!("../static/today.js"))])
});

/// A form about one guest, and nothing else.
#[derive(Deserialize)]
pub struct Chosen {
    guest: String,
}

/// What the pages load.
pub async fn static_file(Path(name): Path<String>) -> Result<Response, PageError> {
    FILES.answer(&name).ok_or(PageError::NotFound)
}

/// What a redirect says was done, for the page to say it.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

/// Something said above a page.
#[derive(Clone)]
pub struct Notice {
    pub sentence: String,
    pub is_problem: bool,
}

/// What stands around every page.
pub struct Frame {
    pub texts: &'static Texts,
    /// The language's code, for `lang`.
    pub code: &'static str,
    pub title: String,
    /// Who is logged in.
    pub person: Option<String>,
    /// The token of this session's forms.
    pub form_token: String,
    pub is_book_open: bool,
    /// The page's path without its slash, which is also its entry of the menu.
    pub current: &'static str,
    /// This page in the other language.
    pub other_language: String,
    /// Changes when a file that the pages load changes.
    pub version: &'static str,
    pub notice: Option<Notice>,
}

impl Frame {
    /// A frame for the page at `/current`.
    pub fn new(language: Language, title: &str, current: &'static str, who: Option<&LoggedIn>) -> Self {
        Self {
            texts: Texts::of(language),
            code: language.code(),
            title: title.to_owned(),
            person: who.map(|who| who.name.clone()),
            form_token: who.map(|who| who.token.form_token()).unwrap_or_default(),
            is_book_open: who.is_some_and(|who| who.is_book_open),
            current,
            other_language: format!("/{current}?{PARAMETER}={}", language.other().code()),
            version: FILES.version(),
            notice: None,
        }
    }

    /// Says what was done, or what a form got wrong.
    pub fn saying(mut self, notice: Option<Notice>) -> Self {
        self.notice = notice;
        self
    }
}

impl Notice {
    /// What was done, by the word that a redirect carries.
    pub fn of(language: Language, word: &str) -> Option<Self> {
        let texts = Texts::of(language);
        let (sentence, is_problem) = match word {
            "added" => (texts.done_added, false),
            "taken-back" => (texts.done_taken_back, false),
            "news" => (texts.done_news, false),
            "seen" => (texts.done_seen, false),
            "session" => (texts.done_session, false),
            "session-as-planned" => (texts.done_session_as_planned, false),
            "head-count" => (texts.done_head_count, false),
            "no-head-count" => (texts.done_no_head_count, false),
            "shifts" => (texts.done_shifts, false),
            "no-shifts" => (texts.done_no_shifts, false),
            "closed" => (texts.done_closed, false),
            "claimed" => (texts.done_claimed, false),
            "claimed-by-other" => (texts.done_claimed_by_other, true),
            "called" => (texts.done_called, false),
            "paused" => (texts.done_paused, false),
            "changed" => (texts.done_changed, false),
            "erased" => (texts.done_erased, false),
            "intake" => (texts.done_intake, false),
            "password" => (texts.done_password, false),
            "may-call" => (texts.done_may_call, false),
            "may-not-call" => (texts.done_may_not_call, false),
            "not-said" => (texts.wrong_not_said, true),
            "removed" => (texts.done_removed, false),
            "day-closed" => (texts.wrong_day_closed, true),
            "nobody" => (texts.wrong_nobody, true),
            "session-gone" => (texts.wrong_session, true),
            "by-head" => (texts.wrong_by_head, true),
            "not-open" => (texts.wrong_not_open, true),
            "times" => (texts.wrong_times, true),
            "people" => (texts.wrong_people, true),
            "details" => (texts.wrong_details, true),
            "last" => (texts.wrong_last, true),
            "name" => (texts.wrong_name, true),
            "taken" => (texts.wrong_taken, true),
            _ => return None,
        };
        Some(Self { sentence: sentence.to_owned(), is_problem })
    }

    fn problem(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), is_problem: true }
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    sentence: &'static str,
}

/// The page that says why another one is not shown.
pub fn problem(language: Language, problem: PageProblem) -> Html<String> {
    let texts = Texts::of(language);
    let sentence = match problem {
        PageProblem::NotFound => texts.problem_not_found,
        PageProblem::NoGuest => texts.problem_no_guest,
        PageProblem::ForeignForm => texts.problem_foreign_form,
        PageProblem::Malformed => texts.problem_malformed,
        PageProblem::Silent => texts.problem_silent,
        PageProblem::Fault => texts.problem_fault,
    };
    let frame = Frame::new(language, texts.problem_title, "", None);
    Html(ProblemPage { frame, sentence }.render().unwrap_or_else(|_| sentence.to_owned()))
}

/// The guest a form is about.
fn guest_id(typed: &str) -> Result<GuestId, PageError> {
    GuestId::from_hex(typed).ok_or(PageError::Malformed)
}

/// "dinsdag 3 november", with the year where it is another one.
fn day_long(language: Language, day: NaiveDate, today: NaiveDate) -> String {
    use chrono::Datelike;
    let format = if day.year() == today.year() { "%A %-d %B" } else { "%A %-d %B %Y" };
    day_text(language, day, format)
}

/// What came of a call.
fn outcome_text(language: Language, outcome: Outcome) -> &'static str {
    match (language, outcome) {
        (Language::Dutch, Outcome::Reached) => "gesproken",
        (Language::Dutch, Outcome::LeftMessage) => "bericht achtergelaten",
        (Language::Dutch, Outcome::NoAnswer) => "nam niet op",
        (Language::Dutch, Outcome::WantsNoCalls) => "wil niet gebeld worden",
        (Language::Dutch, Outcome::WrongNumber) => "nummer klopt niet",
        (Language::Dutch, Outcome::Moved) => "is verhuisd",
        (Language::Dutch, Outcome::HomeVisit) => "wij gaan op bezoek",
        (Language::Dutch, Outcome::IsBack) => "is weer terug",
        (Language::English, Outcome::Reached) => "spoke with them",
        (Language::English, Outcome::LeftMessage) => "left a message",
        (Language::English, Outcome::NoAnswer) => "no answer",
        (Language::English, Outcome::WantsNoCalls) => "does not want to be called",
        (Language::English, Outcome::WrongNumber) => "wrong number",
        (Language::English, Outcome::Moved) => "has moved",
        (Language::English, Outcome::HomeVisit) => "home visit arranged",
        (Language::English, Outcome::IsBack) => "is back",
    }
}

/// A QR code as SVG that stands in a page: attributes alone, which a strict policy lets through.
fn qr(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let drawing = code.render::<svg::Color<'_>>().min_dimensions(220, 220).quiet_zone(true).build();
    drawing.find("<svg").map(|at| drawing[at..].to_owned())
}
