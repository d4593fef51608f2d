//! The kiosks: how they are, and how a new one is let in.

use super::{
    Frame,
    texts::{Language, Texts, elapsed, number_text, period_long, wait},
};
use crate::{
    accounts::show_code,
    clock::UnixMs,
    guards::LoggedIn,
    store::{Kiosk, PendingEnrolment},
};
use askama::Template;
use welkom_domain::day::Period;

/// What is said above the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// A kiosk was let in.
    Confirmed,
    /// A kiosk was refused.
    Refused,
    /// A kiosk was revoked.
    Revoked,
    /// Nothing waits under the code.
    NoSuchCode,
    /// The centre has a kiosk already.
    CentreHasKiosk,
    /// Too many codes were tried.
    Wait {
        /// In how many seconds the next one may be.
        seconds: i64,
    },
}

impl Notice {
    /// What a redirect says was done.
    pub fn from_done(done: &str) -> Option<Self> {
        match done {
            "confirmed" => Some(Self::Confirmed),
            "refused" => Some(Self::Refused),
            "revoked" => Some(Self::Revoked),
            _ => None,
        }
    }

    fn is_problem(self) -> bool {
        matches!(self, Self::NoSuchCode | Self::CentreHasKiosk | Self::Wait { .. })
    }

    fn sentence(self, language: Language) -> String {
        let texts = Texts::of(language);
        match self {
            Self::Confirmed => texts.done_confirmed.to_owned(),
            Self::Refused => texts.done_refused.to_owned(),
            Self::Revoked => texts.done_revoked.to_owned(),
            Self::NoSuchCode => texts.code_wrong.to_owned(),
            Self::CentreHasKiosk => texts.centre_has_kiosk.to_owned(),
            Self::Wait { seconds } => format!("{} {}.", texts.code_wait, wait(language, seconds)),
        }
    }
}

struct Card {
    installation: String,
    centre_name: String,
    is_active: bool,
    state: &'static str,
    facts: Vec<(&'static str, String)>,
    told_nothing: bool,
}

#[derive(Template)]
#[template(path = "kiosks.html")]
struct KiosksPage {
    frame: Frame,
    form_token: String,
    cards: Vec<Card>,
    code: String,
    notice: String,
    notice_is_problem: bool,
}

/// The list of kiosks and the field for a code.
pub fn page(
    language: Language,
    logged_in: &LoggedIn,
    kiosks: &[Kiosk],
    now: UnixMs,
    code: &str,
    notice: Option<Notice>,
) -> Result<String, askama::Error> {
    let texts = Texts::of(language);
    let query =
        if code.is_empty() { String::new() } else { format!("code={}", welkom_web::forms::encoded(code)) };
    KiosksPage {
        frame: Frame::new(language, texts.kiosks_title, "kiosks", Some(logged_in)).with_query(&query),
        form_token: logged_in.token.form_token(),
        cards: kiosks.iter().map(|kiosk| card(language, kiosk, now)).collect(),
        code: code.to_owned(),
        notice: notice.map(|notice| notice.sentence(language)).unwrap_or_default(),
        notice_is_problem: notice.is_some_and(Notice::is_problem),
    }
    .render()
}

fn card(language: Language, kiosk: &Kiosk, now: UnixMs) -> Card {
    let texts = Texts::of(language);
    let complete = match kiosk.complete_up_to {
        Some(day) => period_long(language, Period::Day(day)),
        None => texts.kiosk_nothing_received.to_owned(),
    };
    let mut facts = vec![
        (texts.kiosk_last_seen, elapsed(language, kiosk.last_seen, now)),
        (texts.kiosk_complete, complete),
        (texts.kiosk_enrolled, elapsed(language, kiosk.enrolled, now)),
    ];
    if let Some(day) = kiosk.health.as_ref().and_then(|(health, _)| health.parked_from) {
        facts.push((texts.kiosk_parked_from, period_long(language, Period::Day(day))));
    }
    facts.extend(health(language, texts, kiosk));
    if kiosk.differing > 0 {
        facts.push((texts.kiosk_differing, number_text(language, kiosk.differing)));
    }
    let is_active = kiosk.revoked.is_none();
    Card {
        installation: kiosk.installation.to_string(),
        centre_name: kiosk.centre_name.clone(),
        is_active,
        state: if is_active { texts.kiosk_active } else { texts.kiosk_revoked },
        facts,
        told_nothing: kiosk.health.is_none(),
    }
}

fn health(language: Language, texts: &'static Texts, kiosk: &Kiosk) -> Vec<(&'static str, String)> {
    let Some((health, _)) = &kiosk.health else { return Vec::new() };
    let clock = if health.clock_trusted { texts.kiosk_clock_trusted } else { texts.kiosk_clock_unsure };
    let programme = match (health.programme_age_days, language) {
        (None, _) => texts.kiosk_programme_none.to_owned(),
        (Some(0), Language::Dutch) => "van vandaag".to_owned(),
        (Some(1), Language::Dutch) => "1 dag oud".to_owned(),
        (Some(days), Language::Dutch) => format!("{days} dagen oud"),
        (Some(0), Language::English) => "of today".to_owned(),
        (Some(1), Language::English) => "1 day old".to_owned(),
        (Some(days), Language::English) => format!("{days} days old"),
    };
    let free = format!("{} GB", number_text(language, health.disk_free_mib / 1024));
    let free = if health.disk_free_mib < 1024 { format!("{} MB", health.disk_free_mib) } else { free };
    vec![
        (texts.kiosk_programme, programme),
        (texts.kiosk_clock, clock.to_owned()),
        (texts.kiosk_disk, free),
        (texts.kiosk_version, health.version.clone()),
    ]
}

#[derive(Template)]
#[template(path = "confirm.html")]
struct ConfirmPage {
    frame: Frame,
    form_token: String,
    centre_name: String,
    centre: String,
    code: String,
    renews: bool,
}

/// Which centre the kiosk with this code would be for; yes or no.
pub fn confirm_page(
    language: Language,
    logged_in: &LoggedIn,
    pending: &PendingEnrolment,
) -> Result<String, askama::Error> {
    let query = format!("code={}", pending.code);
    ConfirmPage {
        frame: Frame::new(language, Texts::of(language).confirm_title, "kiosks", Some(logged_in))
            .with_query(&query),
        form_token: logged_in.token.form_token(),
        centre_name: pending.centre_name.clone(),
        centre: pending.centre.clone(),
        code: show_code(&pending.code),
        renews: pending.renews,
    }
    .render()
}
