//! `[guest_book]`: how long what guests leave is kept, and when somebody is missed.
//!
//! The book's file lies in the folder `guestbook` below `[store]`'s. Every default is the guest book's own,
//! and the papers for the centre's privacy officer (`deploy/privacy/`) state it; a test compares them.

use super::{
    Config,
    section::Section,
    values::{decimal, whole},
};
use std::path::PathBuf;
use welkom_domain::{class::PrivacyClass, programme::Programme};
use welkom_guestbook::{ActivityKey, CallBackRules, Retention};

/// The guest book's periods and its rule for calling back.
#[derive(Debug, Clone, PartialEq)]
pub struct GuestBookSettings {
    /// `keep_months`: how long after the month of the last visit a guest is kept, in months, 1 to 24.
    /// Default: 12.
    pub keep_months: u32,
    /// `sensitive_days`: how long attendance of sensitive activities is kept, in days, 7 to 366.
    /// Default: 92.
    pub sensitive_days: u32,
    /// `intake_days`: how long the notes of a first talk are kept, in days, 7 to 366. Default: 182.
    pub intake_days: u32,
    /// `calls_days`: how long calls and their notes are kept, in days, 28 to 732, and no shorter than a quiet
    /// that follows a call, which is known from it. Default: 366.
    pub calls_days: u32,
    /// `away_days`: days away that must be exceeded before somebody is missed, 7 to 365. Default: 21.
    ///
    /// `rhythm_factor`: how many times their own rhythm must be exceeded, 1 to 20. Default: 2.5.
    ///
    /// `no_answer_days`: days until the next try when nobody answered, 1 to 90. Default: 3.
    ///
    /// `most_tries`: tries without an answer, after which it is quiet until they come again, 1 to 10.
    /// Default: 3.
    ///
    /// `message_days`: days of quiet after a message was left, 1 to 365. Default: 14.
    ///
    /// `reached_days`: days of quiet after somebody was reached, 1 to 365. Default: 42.
    ///
    /// `home_visit_days`: days of quiet after a home visit was arranged, 1 to 365. Default: 28.
    ///
    /// What has no key here is as the guest book has it.
    pub calls: CallBackRules,
}

impl GuestBookSettings {
    pub(super) fn read(section: &mut Section<'_>) -> Self {
        let (kept, rules) = (Retention::default(), CallBackRules::default());
        let settings = Self {
            keep_months: section.or("keep_months", kept.keep_months, &whole("months", 1..=24)),
            sensitive_days: section.or("sensitive_days", kept.sensitive_days, &whole("days", 7..=366)),
            intake_days: section.or("intake_days", kept.intake_days, &whole("days", 7..=366)),
            calls_days: section.or("calls_days", kept.calls_days, &whole("days", 28..=732)),
            calls: CallBackRules {
                away_days: section.or("away_days", rules.away_days, &whole("days", 7..=365)),
                rhythm_factor: section.or(
                    "rhythm_factor",
                    rules.rhythm_factor,
                    &decimal("how many times the own rhythm", 1..=20),
                ),
                no_answer_days: section.or("no_answer_days", rules.no_answer_days, &whole("days", 1..=90)),
                most_tries: section.or("most_tries", rules.most_tries, &whole("tries", 1..=10)),
                message_days: section.or("message_days", rules.message_days, &whole("days", 1..=365)),
                reached_days: section.or("reached_days", rules.reached_days, &whole("days", 1..=365)),
                home_visit_days: section.or(
                    "home_visit_days",
                    rules.home_visit_days,
                    &whole("days", 1..=365),
                ),
                ..rules
            },
        };
        if section.is_sound() {
            settings.refuse_forgotten_quiet(section);
        }
        settings
    }

    /// A call that is deleted before its quiet is over would let somebody be called too early.
    fn refuse_forgotten_quiet(&self, section: &mut Section<'_>) {
        let quiets = [
            ("no_answer_days", self.calls.no_answer_days),
            ("message_days", self.calls.message_days),
            ("reached_days", self.calls.reached_days),
            ("home_visit_days", self.calls.home_visit_days),
        ];
        for (key, days) in quiets {
            if days <= self.calls_days {
                continue;
            }
            if section.has(key) {
                let expected = format!("to be at most guest_book.calls_days, {}", self.calls_days);
                section.mistake(key, &expected, days.to_string());
            } else {
                let expected = format!("to be at least guest_book.{key}, {days}");
                section.mistake("calls_days", &expected, self.calls_days.to_string());
            }
        }
    }
}

impl Config {
    /// Where the guest book's file lies.
    pub fn guest_book_directory(&self) -> PathBuf {
        self.store.directory.join("guestbook")
    }

    /// Where the host desk's accounts and certificates lie.
    pub fn desk_directory(&self) -> PathBuf {
        self.store.directory.join("desk")
    }

    /// How long what is kept, given what the programme holds for sensitive now.
    pub fn retention(&self, programme: &Programme) -> Retention {
        let sensitive = |class| class == PrivacyClass::Sensitive;
        let activities = programme.activities().iter().filter(|activity| sensitive(activity.class));
        let GuestBookSettings { keep_months, sensitive_days, intake_days, calls_days, .. } = self.guest_book;
        Retention {
            keep_months,
            sensitive: activities.map(|activity| ActivityKey::from(&activity.id)).collect(),
            sensitive_days,
            intake_days,
            calls_days,
        }
    }

    /// When somebody is missed, and how often calls are tried.
    pub fn call_back_rules(&self) -> CallBackRules {
        self.guest_book.calls.clone()
    }
}
