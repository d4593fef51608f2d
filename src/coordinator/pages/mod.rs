//! The pages: view-models and templates (`templates/`). A template puts finished texts in their place;
//! it does not count, compare or format. Everything a template is given is escaped by askama, except
//! the charts, which this crate draws.

pub mod chart;
pub mod figure;
pub mod kiosks;
pub mod log_in;
pub mod statistics;
pub mod texts;

use crate::{
    error::{PageError, PageProblem},
    guards::LoggedIn,
};
use askama::Template;
use axum::{
    extract::Path,
    response::{Html, Response},
};
use std::sync::LazyLock;
use texts::{Language, Texts};
use welkom_web::{language::PARAMETER, static_files::StaticFiles};

static FILES: LazyLock<StaticFiles> =
    LazyLock::new(|| StaticFiles::new(include_str!("../static/coordinator.css"), &[]));

/// What the pages load.
pub async fn static_file(Path(name): Path<String>) -> Result<Response, PageError> {
    FILES.answer(&name).ok_or(PageError::NotFound)
}

/// What stands around every page.
pub struct Frame {
    /// The texts in the reader's language.
    pub texts: &'static Texts,
    /// The language's code, for `lang`.
    pub code: &'static str,
    /// The page's title.
    pub title: String,
    /// Who is logged in, and the token of this session's forms.
    pub person: Option<(String, String)>,
    /// The page's path without its slash, which is also its entry of the menu.
    pub current: &'static str,
    /// This page in the other language.
    pub other_language: String,
    /// Changes when a file that the pages load changes.
    pub version: &'static str,
}

impl Frame {
    /// A frame for the page at `/current`.
    fn new(language: Language, title: &str, current: &'static str, logged_in: Option<&LoggedIn>) -> Self {
        Self {
            texts: Texts::of(language),
            code: language.code(),
            title: title.to_owned(),
            person: logged_in.map(|person| (person.session.name.clone(), person.token.form_token())),
            current,
            other_language: format!("/{current}?{PARAMETER}={}", language.other().code()),
            version: FILES.version(),
        }
    }

    /// Keeps these parts of the address when the language is switched.
    fn with_query(mut self, query: &str) -> Self {
        if !query.is_empty() {
            self.other_language = format!("{}&{query}", self.other_language);
        }
        self
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
        PageProblem::ForeignForm => texts.problem_foreign_form,
        PageProblem::Malformed => texts.problem_malformed,
        PageProblem::Fault => texts.problem_fault,
    };
    let frame = Frame::new(language, texts.problem_title, "", None);
    Html(ProblemPage { frame, sentence }.render().unwrap_or_else(|_| sentence.to_owned()))
}
