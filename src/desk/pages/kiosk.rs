//! *Kiosk*: how it is doing, in words, with what needs attention first.

use super::{Frame, Texts, day_long};
use crate::{
    app::App,
    door::{Door, Health},
    error::PageError,
    guards::LoggedIn,
};
use askama::Template;
use axum::{Extension, extract::State, response::Html};
use chrono::NaiveDate;
use welkom_web::{
    clock::UnixMs,
    language::Language,
    phrases::{elapsed, number_text},
};
use zeroize::Zeroizing;

/// Less free space than this needs somebody's attention, in MiB.
const LOW_DISK_MIB: u64 = 500;

/// A backup older than this needs somebody's attention, in days.
const OLD_BACKUP_DAYS: i64 = 3;

struct Fact {
    name: &'static str,
    text: String,
    is_problem: bool,
}

#[derive(Template)]
#[template(path = "kiosk.html")]
struct KioskPage {
    frame: Frame,
    facts: Vec<Fact>,
    is_good: bool,
}

pub async fn show(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
) -> Result<Html<String>, PageError> {
    let (today, health) = app.with_door(|door| Ok((door.day()?, door.health()?))).await?;
    let mut facts = facts(language, &health, today, app.now());
    facts.sort_by_key(|fact| !fact.is_problem);
    let is_good = facts.iter().all(|fact| !fact.is_problem);
    let frame = Frame::new(language, Texts::of(language).kiosk_title, "kiosk", Some(&who));
    Ok(Html(KioskPage { frame, facts, is_good }.render()?))
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage {
    frame: Frame,
    code: Zeroizing<String>,
}

/// Another code for the host's part of the kiosk's own screen, shown this once.
pub async fn make_code(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
) -> Result<Html<String>, PageError> {
    let code = app.with_door(Door::new_screen_code).await?;
    let frame = Frame::new(language, Texts::of(language).code_new, "kiosk", Some(&who));
    Ok(Html(CodePage { frame, code }.render()?))
}

fn facts(language: Language, health: &Health, today: NaiveDate, now: UnixMs) -> Vec<Fact> {
    let texts = Texts::of(language);
    let fact = |name, text: String, is_problem| Fact { name, text, is_problem };
    let pick = |good: bool, yes: &str, no: &str| if good { yes.to_owned() } else { no.to_owned() };
    let trusted = health.is_clock_trusted;
    let network = match health.has_network {
        Some(works) => pick(works, texts.kiosk_network_yes, texts.kiosk_network_no),
        None => texts.kiosk_unknown.to_owned(),
    };
    let is_full = health.disk_free_mib < LOW_DISK_MIB;
    let free = if health.disk_free_mib < 1024 {
        format!("{} MB", health.disk_free_mib)
    } else {
        format!("{} GB", number_text(language, health.disk_free_mib / 1024))
    };
    let free = if is_full { format!("{free}, {}", texts.kiosk_disk_low) } else { free };
    let sync = match (health.is_paired, health.last_sync) {
        (false, _) => texts.kiosk_sync_alone.to_owned(),
        (true, None) => texts.kiosk_sync_never.to_owned(),
        (true, Some(at)) => elapsed(language, at, now),
    };
    let backup = health.last_backup.map(|day| day_long(language, day, today));
    let is_backup_old = health.last_backup.is_none_or(|day| (today - day).num_days() > OLD_BACKUP_DAYS);
    let programme = match (health.programme_age_days, language) {
        (None, _) => texts.kiosk_programme_none.to_owned(),
        (Some(0), Language::Dutch) => "van vandaag".to_owned(),
        (Some(1), Language::Dutch) => "1 dag oud".to_owned(),
        (Some(days), Language::Dutch) => format!("{days} dagen oud"),
        (Some(0), Language::English) => "of today".to_owned(),
        (Some(1), Language::English) => "1 day old".to_owned(),
        (Some(days), Language::English) => format!("{days} days old"),
    };
    let mut facts = vec![
        fact(texts.kiosk_clock, pick(trusted, texts.kiosk_clock_good, texts.kiosk_clock_bad), !trusted),
        fact(texts.kiosk_network, network, health.has_network == Some(false)),
        fact(texts.kiosk_disk, free, is_full),
        fact(texts.kiosk_backup, backup.unwrap_or(texts.kiosk_backup_never.to_owned()), is_backup_old),
        fact(texts.kiosk_programme, programme, health.programme_age_days.is_none()),
        fact(texts.kiosk_sync, sync, false),
    ];
    if health.is_paired {
        facts.push(fact(texts.kiosk_waiting, number_text(language, health.waiting_rows.into()), false));
    }
    facts.push(fact(texts.kiosk_version, health.version.clone(), false));
    facts
}
