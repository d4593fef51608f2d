//! What a centre may set: how long things are kept, and when somebody is missed. Each default is what the
//! privacy notice says.

use crate::ids::ActivityKey;
use std::collections::BTreeSet;

/// How long what is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// Months after the last visit in which a guest is kept.
    pub keep_months: u32,
    /// Activities whose attendance says something of a person's health. Only what is sealed is shorter for
    /// them: an entry that expires earlier than others would tell what somebody attends.
    pub sensitive: BTreeSet<ActivityKey>,
    /// Days for which attendance of those is kept.
    pub sensitive_days: u32,
    /// Days for which a first talk's notes are kept.
    pub intake_days: u32,
    /// Days for which calls and their notes are kept (a refusal stays as long as the guest does).
    pub calls_days: u32,
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            keep_months: 12,
            sensitive: BTreeSet::new(),
            sensitive_days: 92,
            intake_days: 182,
            calls_days: 366,
        }
    }
}

/// Nights with a backup after which what was erased is in no file any more: there are two generations.
pub const GONE_AFTER_NIGHTS: u32 = 2;

/// Days for which a damaged file is kept: longer than a host needs to notice, since it holds guests who may
/// have been erased after.
pub const QUARANTINE_DAYS: u32 = 14;

/// When somebody is missed, and how often calls are tried.
#[derive(Debug, Clone, PartialEq)]
pub struct CallBackRules {
    /// Days away that must be exceeded.
    pub away_days: u32,
    /// How many times their own rhythm must be exceeded, in sessions that were held.
    pub rhythm_factor: f64,
    /// The rhythm of who came once, in sessions from one visit to the next.
    pub rhythm_of_once: f64,
    /// Days until the next try when nobody answered.
    pub no_answer_days: u32,
    /// Tries without an answer, after which it is quiet until they come again.
    pub most_tries: u32,
    /// Days of quiet after a message was left.
    pub message_days: u32,
    /// Days of quiet after somebody was reached, unless they come before and go missing again.
    pub reached_days: u32,
    /// Days of quiet after a home visit was arranged.
    pub home_visit_days: u32,
    /// Days for which a host who said "I call" keeps the others from it, after the day they said so.
    pub claim_days: u32,
    /// Days for which a return is worth a word of welcome.
    pub welcome_back_days: u32,
}

impl Default for CallBackRules {
    fn default() -> Self {
        Self {
            away_days: 21,
            rhythm_factor: 2.5,
            rhythm_of_once: 2.0,
            no_answer_days: 3,
            most_tries: 3,
            message_days: 14,
            reached_days: 42,
            home_visit_days: 28,
            claim_days: 1,
            welcome_back_days: 14,
        }
    }
}
