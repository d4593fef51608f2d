//! The host's part of the kiosk's own screen: today's counts without a name, one more, the last one off, a
//! session that is cancelled, the desk's address, the clock. Behind a code ([`super::host_code`]); nothing of
//! it stays when the screen goes home.

use super::{Effect, Flow, Moment, Saving, State, Surroundings, Touch, Typed};
use chrono::NaiveTime;
use welkom_desk::door::{Correction, DoorError};
use welkom_domain::{arrival::Role, programme::SessionChange};

/// What a host touches, besides what every screen has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostTouch {
    /// "Voor gastvrouw of gastheer".
    Enter,
    /// One of today's sessions, by [`HostSession::key`].
    Session(String),
    /// "Eén bezoeker erbij".
    AddOne,
    /// "Laatste binnenkomst eraf".
    TakeLastOff,
    /// "Gaat niet door", or "gaat toch door".
    Cancel,
    /// "Balie".
    Desk,
    /// "Klok".
    Clock,
    /// "De tijd klopt".
    Vouch,
}

/// What the engine is asked; [`HostAnswer`] has the same number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostAsk {
    /// The number of the try that opened, or is to open, the host's part.
    pub ticket: u64,
    /// What.
    pub wish: HostWish,
}

/// What a host wants of the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostWish {
    /// Is this the code?
    TryCode(Typed),
    /// How is it now?
    Look,
    /// Another count.
    Correct(Correction),
    /// Another thing said of a session, by [`HostSession::key`].
    Change(String, SessionChange),
    /// The clock is right.
    Vouch,
}

/// What the engine answers a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostAnswer {
    /// Of the [`HostAsk`].
    pub ticket: u64,
    /// What.
    pub said: HostSaid,
}

/// The same without its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostSaid {
    /// It is not the code.
    WrongCode,
    /// Too many tries: once more in so many minutes.
    Wait {
        /// At least one.
        minutes: u32,
    },
    /// Nobody has made a code yet.
    NoCode,
    /// It is the code.
    Opened(HostView),
    /// How it is now.
    Seen(HostView),
    /// It is done, and this is how it is now.
    Done(HostView),
    /// It is not done.
    Refused(DoorError),
}

/// Today as the screen at the door may tell it to a host: no name, and no other title than visitors see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostView {
    /// People so far.
    pub people: u32,
    /// Check-ins so far.
    pub arrivals: u32,
    /// About how many are in the building.
    pub inside: u32,
    /// By time; just dropping in is one of them.
    pub sessions: Vec<HostSession>,
    /// Whether somebody vouches for the clock.
    pub is_clock_trusted: bool,
}

/// One session of today.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostSession {
    /// What the engine calls it.
    pub key: String,
    /// As visitors see it; empty for dropping in, which the screens name themselves.
    pub title: String,
    /// Just dropping in.
    pub is_drop_in: bool,
    /// From when; `None` all day.
    pub starts: Option<NaiveTime>,
    /// People so far.
    pub people: u32,
    /// Not held.
    pub is_cancelled: bool,
    /// At another time than the calendar says.
    pub is_moved: bool,
    /// What hosts changed about it: cancelling it keeps the rest.
    pub change: SessionChange,
}

impl HostSession {
    /// Whether a host can say that it is not held, or is after all. What the calendar itself cancels, or
    /// the centre's being closed, only the calendar brings back.
    pub fn can_cancel(&self) -> bool {
        !self.is_drop_in && (self.change.is_cancelled || !self.is_cancelled)
    }
}

/// What a host looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostPage {
    /// Today.
    Today,
    /// One session, by [`HostSession::key`].
    Session(String),
    /// Where the desk is.
    Desk,
    /// What time it is, and who says so.
    Clock,
}

/// What was done last, or was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HostTold {
    /// One visitor more.
    Added,
    /// The last check-in is off.
    TakenOff,
    /// Visitors see that it is cancelled.
    Cancelled,
    /// Visitors see that it is held.
    Held,
    /// The clock is right.
    Vouched,
    /// It was not done; [`DoorError::Silent`] where the engine does not say why.
    Refused(DoorError),
}

/// A host at the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// The number of the try that opened it.
    pub ticket: u64,
    /// How it is now.
    pub view: HostView,
    /// What is looked at.
    pub page: HostPage,
    /// What is being done, and what the screen says once it is.
    pub doing: Option<(Saving, HostTold)>,
    /// What was done last.
    pub told: Option<HostTold>,
}

impl Host {
    pub(super) fn new(ticket: u64, view: HostView) -> Self {
        Self { ticket, view, page: HostPage::Today, doing: None, told: None }
    }

    /// The session that is looked at.
    pub fn session(&self) -> Option<&HostSession> {
        let HostPage::Session(key) = &self.page else { return None };
        self.view.sessions.iter().find(|session| session.key == *key)
    }

    /// Whether something is being done.
    pub fn is_busy(&self) -> bool {
        self.doing.is_some_and(|(doing, _)| !doing.failed)
    }

    /// What the screen says of the last thing that was asked.
    pub fn tells(&self) -> Option<HostTold> {
        let is_silent = self.doing.is_some_and(|(doing, _)| doing.failed);
        if is_silent { Some(HostTold::Refused(DoorError::Silent)) } else { self.told }
    }

    /// Where a touch leads.
    fn turn(&self, touch: &HostTouch) -> Option<HostPage> {
        match touch {
            HostTouch::Session(key) if self.page == HostPage::Today => {
                let is_there = self.view.sessions.iter().any(|session| session.key == *key);
                is_there.then(|| HostPage::Session(key.clone()))
            }
            HostTouch::Desk if self.page == HostPage::Today => Some(HostPage::Desk),
            HostTouch::Clock if self.page == HostPage::Today => Some(HostPage::Clock),
            _ => None,
        }
    }

    /// What a touch asks of the engine, and what the screen says once that is done.
    fn wish(&self, touch: &HostTouch) -> Option<(HostWish, HostTold)> {
        if *touch == HostTouch::Vouch {
            let is_asked = self.page == HostPage::Clock && !self.view.is_clock_trusted;
            return is_asked.then_some((HostWish::Vouch, HostTold::Vouched));
        }
        let session = self.session()?;
        let key = session.key.clone();
        match touch {
            HostTouch::AddOne => {
                let one = Correction::Add { session: key, role: Role::Visitor, people: 1 };
                Some((HostWish::Correct(one), HostTold::Added))
            }
            HostTouch::TakeLastOff => {
                Some((HostWish::Correct(Correction::TakeBackLast { session: key }), HostTold::TakenOff))
            }
            HostTouch::Cancel if session.can_cancel() => {
                let is_cancelled = !session.change.is_cancelled;
                let change = SessionChange { is_cancelled, ..session.change.clone() };
                let told = if is_cancelled { HostTold::Cancelled } else { HostTold::Held };
                Some((HostWish::Change(key, change), told))
            }
            _ => None,
        }
    }

    fn see(&mut self, view: HostView) {
        self.view = view;
        if matches!(self.page, HostPage::Session(_)) && self.session().is_none() {
            (self.page, self.told) = (HostPage::Today, Some(HostTold::Refused(DoorError::UnknownSession)));
        }
    }
}

impl Flow {
    pub(super) fn enter_host_code(&mut self, now: Moment) {
        self.enter(State::HostCode(Box::default()), now);
    }

    pub(super) fn touch_host(
        &mut self,
        touch: &Touch,
        mut host: Box<Host>,
        around: &Surroundings,
    ) -> Vec<Effect> {
        let now = around.now;
        match touch {
            Touch::Stop => return self.go_home(now),
            Touch::Back if host.page == HostPage::Today => return self.go_home(now),
            Touch::Back => {
                (host.page, host.told) = (HostPage::Today, None);
                self.enter(State::Host(host), now);
                return Vec::new();
            }
            Touch::Host(touch) if !host.is_busy() => {
                if let Some(page) = host.turn(touch) {
                    (host.page, host.told, host.doing) = (page, None, None);
                    self.enter(State::Host(host), now);
                    return Vec::new();
                }
                if let Some((wish, told)) = host.wish(touch) {
                    let doing = Saving { with_name: false, since: now, failed: false };
                    (host.doing, host.told) = (Some((doing, told)), None);
                    let ask = HostAsk { ticket: host.ticket, wish };
                    self.state = State::Host(host);
                    // The answer comes at once: the second half of a double tap must not count another visitor.
                    self.entered = now;
                    return vec![Effect::Host(ask)];
                }
            }
            _ => {}
        }
        self.state = State::Host(host);
        Vec::new()
    }

    /// The engine answered a host.
    pub(super) fn host_answer(&mut self, answer: HostAnswer, now: Moment) {
        let HostAnswer { ticket, said } = answer;
        let host = match &mut self.state {
            State::Host(host) if host.ticket == ticket => host,
            _ => return self.code_was_tried(ticket, said, now),
        };
        match said {
            HostSaid::Seen(view) => host.see(view),
            HostSaid::Done(view) => {
                host.told = host.doing.take().map(|(_, told)| told);
                host.see(view);
            }
            HostSaid::Refused(error) => {
                (host.doing, host.told) = (None, Some(HostTold::Refused(error)));
            }
            HostSaid::WrongCode | HostSaid::Wait { .. } | HostSaid::NoCode | HostSaid::Opened(_) => {}
        }
    }

    /// What the door offers has changed: a host who looks at it sees it. It is no touch, and the screen goes
    /// home as it would.
    pub fn today_changed(&self) -> Vec<Effect> {
        match &self.state {
            State::Host(host) if !host.is_busy() => {
                vec![Effect::Host(HostAsk { ticket: host.ticket, wish: HostWish::Look })]
            }
            _ => Vec::new(),
        }
    }
}
