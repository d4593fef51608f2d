//! The log-in page.

use super::{
    Frame,
    texts::{Language, Texts, wait},
};
use askama::Template;

/// Why somebody was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Name and password do not belong together.
    Wrong,
    /// Too many tries.
    Wait {
        /// In how many seconds the next one may be made.
        seconds: i64,
    },
}

#[derive(Template)]
#[template(path = "log_in.html")]
struct LogInPage {
    frame: Frame,
    next: String,
    name: String,
    problem: String,
}

/// The page with what was typed, and what was wrong with it.
pub fn page(
    language: Language,
    next: &str,
    name: &str,
    refused: Option<Refused>,
) -> Result<String, askama::Error> {
    let texts = Texts::of(language);
    let problem = match refused {
        None => String::new(),
        Some(Refused::Wrong) => texts.log_in_wrong.to_owned(),
        Some(Refused::Wait { seconds }) => format!("{} {}.", texts.log_in_wait, wait(language, seconds)),
    };
    let query =
        if next.is_empty() { String::new() } else { format!("next={}", welkom_web::forms::encoded(next)) };
    let frame = Frame::new(language, texts.log_in_title, "log-in", None).with_query(&query);
    LogInPage { frame, next: next.to_owned(), name: name.to_owned(), problem }.render()
}
