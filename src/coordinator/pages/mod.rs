//! The pages: view-models and templates (`templates/`). A template puts finished texts in their place;
//! it does not count, compare or format. Everything a template is given is escaped by askama, except
//! the charts, which this crate draws.

pub mod chart;
pub mod figure;
pub mod kiosks;
pub mod log_in;
pub mod static_files;
pub mod statistics;
pub mod texts;

use crate::{
    error::PageProblem,
    guards::{LoggedIn, language::PARAMETER},
};
use askama::Template;
use axum::response::Html;
use texts::{Language, Texts};

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
            texts: language.texts(),
            code: language.code(),
            title: title.to_owned(),
            person: logged_in.map(|person| (person.session.name.clone(), person.token.form_token())),
            current,
            other_language: format!("/{current}?{PARAMETER}={}", language.other().code()),
            version: static_files::version(),
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
    let texts = language.texts();
    let sentence = match problem {
        PageProblem::NotFound => texts.problem_not_found,
        PageProblem::ForeignForm => texts.problem_foreign_form,
        PageProblem::Malformed => texts.problem_malformed,
        PageProblem::Fault => texts.problem_fault,
    };
    let frame = Frame::new(language, texts.problem_title, "", None);
    Html(ProblemPage { frame, sentence }.render().unwrap_or_else(|_| sentence.to_owned()))
}

/// A text as part of a query (RFC 3986 §2.1).
pub fn encoded(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .flat_map(|byte| match (is_plain(byte), [byte >> 4, byte & 15]) {
            (true, _) => vec![char::from(byte)],
            (false, digits) => {
                let hexadecimal = |digit: u8| char::from(b"0123456789ABCDEF"[usize::from(digit)]);
                vec!['%', hexadecimal(digits[0]), hexadecimal(digits[1])]
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn a_query_stays_in_its_place() {
        assert_eq!(encoded("/kiosks?code=BCDF-2345&é"), "%2Fkiosks%3Fcode%3DBCDF-2345%26%C3%A9");
    }
}
