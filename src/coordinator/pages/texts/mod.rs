//! Every sentence of the pages, Dutch first. A text that is missing in one language does not compile.

mod dutch;
mod english;
mod phrases;

pub use phrases::{elapsed, hours_text, month_short, number_text, period_long, period_short, wait};

use chrono::Locale;

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Dutch.
    #[default]
    Dutch,
    /// English.
    English,
}

impl Language {
    /// The language of an ISO 639-1 code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Dutch, Self::English].into_iter().find(|language| language.code() == code)
    }

    /// Its ISO 639-1 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }

    /// The one to switch to.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Dutch => Self::English,
            Self::English => Self::Dutch,
        }
    }

    /// Its texts.
    pub fn texts(self) -> &'static Texts {
        match self {
            Self::Dutch => &dutch::TEXTS,
            Self::English => &english::TEXTS,
        }
    }

    fn locale(self) -> Locale {
        match self {
            Self::Dutch => Locale::nl_NL,
            Self::English => Locale::en_GB,
        }
    }
}

/// The texts of one language, in the order in which they are met; each is named after where it stands.
pub struct Texts {
    pub skip_to_content: &'static str,
    pub menu: &'static str,
    pub menu_statistics: &'static str,
    pub menu_kiosks: &'static str,
    pub log_out: &'static str,
    pub other_language: &'static str,
    pub other_language_code: &'static str,

    pub problem_title: &'static str,
    pub problem_not_found: &'static str,
    pub problem_foreign_form: &'static str,
    pub problem_malformed: &'static str,
    pub problem_fault: &'static str,
    pub problem_back: &'static str,

    pub log_in_title: &'static str,
    pub log_in_lead: &'static str,
    pub log_in_name: &'static str,
    pub log_in_password: &'static str,
    pub log_in_submit: &'static str,
    pub log_in_wrong: &'static str,
    pub log_in_wait: &'static str,
    pub log_in_help: &'static str,

    pub statistics_title: &'static str,
    pub nothing_title: &'static str,
    pub nothing_no_centre: &'static str,
    pub nothing_from_centre: &'static str,
    pub nothing_in_period: &'static str,
    pub nothing_action: &'static str,
    pub choose_title: &'static str,
    pub choose_centre: &'static str,
    pub choose_period: &'static str,
    pub choose_months: &'static str,
    pub choose_quarters: &'static str,
    pub choose_years: &'static str,
    pub choose_other_days: &'static str,
    pub choose_submit: &'static str,
    pub choose_days_title: &'static str,
    pub choose_from: &'static str,
    pub choose_to: &'static str,
    pub choose_not_understood: &'static str,
    pub complete_up_to: &'static str,
    pub earlier: &'static str,
    pub later: &'static str,
    pub download: &'static str,
    pub visits: &'static str,
    pub sessions: &'static str,
    pub hours: &'static str,
    pub hours_unit: &'static str,
    pub newcomers_title: &'static str,
    pub newcomers: &'static str,
    pub not_newcomers: &'static str,
    pub newcomers_unanswered: &'static str,
    pub roles_title: &'static str,
    pub helpers: &'static str,
    pub visitors: &'static str,
    pub month: &'static str,
    pub week: &'static str,
    pub period: &'static str,
    pub group: &'static str,
    pub total: &'static str,
    pub by_step_weeks: &'static str,
    pub by_step_months: &'static str,
    pub by_group: &'static str,
    pub each_group: &'static str,
    pub splits_title: &'static str,
    pub splits_lead: &'static str,
    pub chart_of: &'static str,
    pub chart_beside: &'static str,
    pub few: &'static str,
    pub few_short: &'static str,
    pub closed: &'static str,
    pub off: &'static str,
    pub no_figure: &'static str,
    pub legend_title: &'static str,
    pub legend_number: &'static str,
    pub legend_number_text: &'static str,
    pub legend_few_text: &'static str,
    pub legend_closed_text: &'static str,
    pub legend_off_text: &'static str,
    pub legend_at_least: &'static str,
    pub legend_at_least_text: &'static str,

    pub kiosks_title: &'static str,
    pub code_title: &'static str,
    pub code_lead: &'static str,
    pub code_label: &'static str,
    pub code_submit: &'static str,
    pub code_wrong: &'static str,
    pub code_wait: &'static str,
    pub confirm_title: &'static str,
    pub confirm_question: &'static str,
    pub confirm_check: &'static str,
    pub confirm_renews: &'static str,
    pub confirm_yes: &'static str,
    pub confirm_no: &'static str,
    pub done_confirmed: &'static str,
    pub done_refused: &'static str,
    pub done_revoked: &'static str,
    pub centre_has_kiosk: &'static str,
    pub kiosks_none: &'static str,
    pub kiosk_revoked: &'static str,
    pub kiosk_active: &'static str,
    pub kiosk_last_seen: &'static str,
    pub kiosk_enrolled: &'static str,
    pub kiosk_complete: &'static str,
    pub kiosk_nothing_received: &'static str,
    pub kiosk_programme: &'static str,
    pub kiosk_programme_none: &'static str,
    pub kiosk_clock: &'static str,
    pub kiosk_clock_trusted: &'static str,
    pub kiosk_clock_unsure: &'static str,
    pub kiosk_disk: &'static str,
    pub kiosk_version: &'static str,
    pub kiosk_parked_from: &'static str,
    pub kiosk_no_health: &'static str,
    pub kiosk_differing: &'static str,
    pub kiosk_revoke: &'static str,
    pub kiosk_revoke_question: &'static str,
    pub kiosk_revoke_yes: &'static str,
}
