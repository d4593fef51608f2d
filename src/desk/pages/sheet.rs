//! The recovery sheet: a page to print, in both languages, for a volunteer who meets it years later.

use super::{Frame, Texts, qr};
use crate::{app::App, door::Door, error::PageError, guards::LoggedIn};
use askama::Template;
use axum::{Extension, extract::State, response::Html};
use welkom_web::{language::Language, phrases::day_text};
use zeroize::Zeroizing;

#[derive(Template)]
#[template(path = "sheet.html")]
struct SheetPage {
    frame: Frame,
    centre: String,
    drawing: String,
    groups: Vec<Zeroizing<String>>,
    /// The words of each language: its code, the day, its texts.
    words: [(&'static str, String, &'static Texts); 2],
}

/// Makes another sheet and shows it this once; the one before opens nothing any more.
pub async fn make(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
) -> Result<Html<String>, PageError> {
    let day = app.with_door(Door::day).await?;
    let sheet = app
        .with_book(&who, move |books| {
            let sheet = books.open.new_sheet(books.book, day)?;
            // The backups open with the old sheet. The new one is shown whatever becomes of them: it is the only
            // one there is, and two nights renew them as well.
            if let Err(error) = books.book.renew_backups(day) {
                tracing::error!(%error, "the guest book's backups could not be renewed");
            }
            Ok(sheet)
        })
        .await?;
    let words = [Language::Dutch, Language::English]
        .map(|it| (it.code(), day_text(it, day, "%-d %B %Y"), Texts::of(it)));
    let page = SheetPage {
        frame: Frame::new(language, Texts::of(language).sheet_title, "hosts", Some(&who)),
        centre: app.parts().centre.clone(),
        drawing: qr(sheet.expose()).ok_or(PageError::Rendering)?,
        groups: sheet.expose().split('-').map(|it| Zeroizing::new(it.to_owned())).collect(),
        words,
    };
    Ok(Html(page.render()?))
}
