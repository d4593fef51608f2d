//! The host's part of the kiosk's own screen: lets in who knows the code, tells today without a name, and does
//! what a host corrects by the same rules as the desk.

use super::{Engine, EngineError, Update, chain, host_desk::Refused, known_day};
use crate::{
    flow::{Answer, CODE_DIGITS, HostAnswer, HostAsk, HostSaid, HostSession, HostView, HostWish, Typed},
    store::screen_code,
    today::OfferKey,
};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use welkom_desk::door::{DoorError, SessionToday};
use welkom_domain::class::PrivacyClass;
use welkom_web::{
    clock::UnixMs,
    password::{self, PasswordError},
    throttle::{Counting, Verdict},
};
use zeroize::Zeroizing;

const MINUTE_MS: i64 = 60_000;

/// A code that nobody has yet.
pub struct NewCode {
    /// To be shown once.
    pub code: Zeroizing<String>,
    /// To be kept.
    pub hash: String,
}

impl NewCode {
    /// Six digits by chance. Errors: the system gives no random numbers, or no memory to hash with.
    pub fn make() -> Result<Self, PasswordError> {
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(|_| PasswordError::Hashing)?;
        let code = u64::from_le_bytes(random) % 1_000_000;
        let code = Zeroizing::new(format!("{code:0CODE_DIGITS$}"));
        let hash = password::hash_code(&code)?;
        Ok(Self { code, hash })
    }
}

impl Engine {
    /// Does what a host at the screen wants, and answers.
    pub(super) fn ask_host(&mut self, ask: HostAsk, tell: &dyn Fn(Update)) {
        let HostAsk { ticket, wish } = ask;
        let said = self.grant(wish, tell).unwrap_or_else(|refused| {
            HostSaid::Refused(match refused {
                Refused::Why(error) => error,
                Refused::Fault(error) => {
                    tracing::warn!(error = %chain(&error), "the engine could not do what a host wants");
                    DoorError::Silent
                }
            })
        });
        tell(Update::Answer(Answer::Host(Box::new(HostAnswer { ticket, said }))));
    }

    fn grant(&mut self, wish: HostWish, tell: &dyn Fn(Update)) -> Result<HostSaid, Refused> {
        match wish {
            HostWish::TryCode(code) => return self.try_code(&code),
            HostWish::Look => return Ok(HostSaid::Seen(self.host_view()?)),
            HostWish::Correct(correction) => self.correct(correction)?,
            HostWish::Change(session, change) => self.change_session(&session, &change)?,
            HostWish::Vouch => {
                self.clock.vouch();
                // What waited for somebody to vouch for the clock.
                self.log(Self::close_days);
            }
        }
        self.tell_today(tell);
        Ok(HostSaid::Done(self.host_view()?))
    }

    /// Counted on disk before it is looked at: who pulls the plug in between has used a try. Looking takes
    /// some tenths of a second, which nobody but who stands at the screen waits for.
    fn try_code(&mut self, code: &Typed) -> Result<HostSaid, Refused> {
        let Some(hash) = self.store.host_code()? else { return Ok(HostSaid::NoCode) };
        let (tried, now) = (screen_code(), UnixMs(self.now_ms()));
        if let Verdict::Wait(until) = self.store.count(&[tried], now)? {
            let minutes = (until.0 - now.0 + MINUTE_MS - 1) / MINUTE_MS;
            return Ok(HostSaid::Wait { minutes: u32::try_from(minutes).unwrap_or(u32::MAX) });
        }
        if !password::is_right(code.expose(), Some(&hash)) {
            return Ok(HostSaid::WrongCode);
        }
        self.store.forgive(&Counting { attempts: Vec::new(), cleared: tried.subject_sha256, eased: None })?;
        Ok(HostSaid::Opened(self.host_view()?))
    }

    fn host_view(&mut self) -> Result<HostView, EngineError> {
        let today = self.today_for_hosts()?;
        // Whoever comes for two things is one person: the sessions' counts do not add up to this.
        let came = self.store.presences_on(today.day)?;
        let labels = self.public_labels(today.day);
        let sessions = today.sessions.into_iter().map(|session| host_session(session, &labels));
        Ok(HostView {
            people: came.iter().map(|presence| presence.party).sum(),
            arrivals: u32::try_from(came.len()).unwrap_or(u32::MAX),
            inside: today.in_building.unwrap_or_default(),
            sessions: sessions.collect(),
            is_clock_trusted: self.clock.trusted(),
        })
    }

    /// What sensitive sessions are called on a public screen. A host knows what they really are, and so does
    /// whoever looks over the host's shoulder at the door once the real title stands there beside a count:
    /// the desk shows it, this screen does not.
    fn public_labels(&mut self, day: NaiveDate) -> BTreeMap<String, String> {
        let known = known_day(&mut self.known_day, &self.centre, day);
        let sensitive = known.sessions.iter().filter(|session| session.class == PrivacyClass::Sensitive);
        let label = |session: &welkom_domain::programme::Session| {
            (OfferKey::of(session).to_string(), session.facts.public_label.clone().unwrap_or_default())
        };
        sensitive.map(label).collect()
    }
}

fn host_session(session: SessionToday, labels: &BTreeMap<String, String>) -> HostSession {
    let is_drop_in = session.key == OfferKey::DropIn.to_string();
    let title = match labels.get(&session.key) {
        Some(label) => label.clone(),
        None if is_drop_in => String::new(),
        None => session.title,
    };
    HostSession {
        title,
        is_drop_in,
        starts: session.starts,
        people: session.people.all(),
        is_cancelled: session.is_cancelled,
        is_moved: session.is_moved,
        change: session.change,
        key: session.key,
    }
}
