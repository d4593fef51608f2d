//! *Wat het centrum verlaat*: the plan and a dry run, in words.

use super::{Frame, Texts, day_long};
use crate::{
    app::App,
    door::{DryRun, Says},
    error::PageError,
    guards::LoggedIn,
};
use askama::Template;
use axum::{Extension, extract::State, response::Html};
use chrono::NaiveDate;
use welkom_web::{
    language::Language,
    phrases::{day_text, number_text},
};

struct Group {
    name: String,
    with: String,
    how: String,
}

struct Row {
    group: String,
    period: String,
    says: String,
    is_number: bool,
}

#[derive(Template)]
#[template(path = "leaving.html")]
struct LeavingPage {
    frame: Frame,
    plan: String,
    groups: Vec<Group>,
    rows: Vec<Row>,
    next: String,
}

pub async fn show(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
) -> Result<Html<String>, PageError> {
    let (today, leaving) = app.with_door(|door| Ok((door.day()?, door.leaving()?))).await?;
    let texts = Texts::of(language);
    let groups = leaving.groups.into_iter().map(|group| {
        let step = if group.is_weekly { texts.leaving_weekly } else { texts.leaving_daily };
        let how = format!("{step}, {} {}", texts.leaving_threshold, group.threshold);
        Group { name: group.name, with: group.activities.join(", "), how }
    });
    let next = leaving.next_sending.map_or_else(
        || texts.leaving_alone.to_owned(),
        |at| {
            let day = day_long(language, at.date(), today);
            let time = at.format(if language == Language::Dutch { "%-H.%M" } else { "%-H:%M" });
            format!("{} {day}, {time}.", texts.leaving_next)
        },
    );
    let page = LeavingPage {
        frame: Frame::new(language, texts.leaving_title, "leaving", Some(&who)),
        plan: leaving.plan,
        groups: groups.collect(),
        rows: leaving.dry_run.iter().map(|it| row(language, it, today)).collect(),
        next,
    };
    Ok(Html(page.render()?))
}

fn row(language: Language, cell: &DryRun, today: NaiveDate) -> Row {
    let texts = Texts::of(language);
    let period = if cell.from == cell.to {
        day_long(language, cell.from, today)
    } else {
        let day = |day| day_text(language, day, "%-d %B");
        format!("{} – {}", day(cell.from), day(cell.to))
    };
    let says = match cell.says {
        Says::Visits(number) => number_text(language, number.into()),
        Says::Few => texts.leaving_few.to_owned(),
        Says::Closed => texts.leaving_closed.to_owned(),
        Says::Off => texts.leaving_off.to_owned(),
    };
    Row { group: cell.group.clone(), period, says, is_number: matches!(cell.says, Says::Visits(_)) }
}
