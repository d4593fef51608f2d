//! What a guest changes with the pass: the name, the number, whether a host may call, and to be forgotten.
//! The screen shows nothing of what is kept but the first name; a number that is typed replaces the one that
//! nobody here can read.

use super::introduction::{Typed, press_name, press_number};
use super::{Effect, Flow, Key, Known, KnownGuest, Moment, Notice, Saving, State, Surroundings, Touch};
use crate::telephone;
use chrono::NaiveDate;
use welkom_desk::door::CallReason;
use welkom_guestbook::{Consent, FirstName, Pass, PhoneNumber, WORDING};

/// What a guest can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Another first name.
    Name,
    /// Calls: another number, none any more, or may we?
    Calls,
    /// To be forgotten.
    Forget,
    /// A first talk with a host.
    Talk,
}

/// What the guest book is asked to do for the guest of a pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// Another first name.
    Rename(FirstName),
    /// Another number; with the consent to be called on it, where there was none.
    Number(PhoneNumber, Option<Consent>),
    /// No calls any more.
    NoCalls,
    /// To be forgotten.
    Forget,
}

impl Wish {
    fn done(&self) -> Notice {
        match self {
            Self::Rename(_) => Notice::Renamed,
            Self::Number(..) => Notice::NewNumber,
            Self::NoCalls => Notice::NoCalls,
            Self::Forget => Notice::Forgotten,
        }
    }
}

/// Which question of these is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DetailsPage {
    /// What would you like?
    Menu,
    /// Another name: which?
    Name,
    /// Another number, or no calls any more?
    Calls,
    /// May a host call you?
    MayCall,
    /// On which number?
    Number,
    /// Really?
    Forget,
}

/// A guest who changes something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// Who, and what to go back to.
    pub known: Known,
    /// What is asked now.
    pub page: DetailsPage,
    /// The name so far.
    pub name: Typed,
    /// The number so far.
    pub number: Typed,
    /// The number that was typed is none.
    pub number_is_wrong: bool,
    /// What was asked for, and what the screen says once it is done.
    pub doing: Option<(Saving, Notice)>,
}

/// What a touch leads to.
enum Next {
    Stay,
    Ask(DetailsPage),
    Back,
    Do(Wish),
    CallHost,
}

impl Details {
    fn new(known: Known) -> Self {
        let (name, number) = (Typed::default(), Typed::default());
        Self { known, page: DetailsPage::Menu, name, number, number_is_wrong: false, doing: None }
    }

    /// Whether what is asked has an answer to go on with.
    pub fn can_go_on(&self) -> bool {
        match self.page {
            DetailsPage::Name => FirstName::new(self.name.expose()).is_ok(),
            DetailsPage::Number => self.number.expose().chars().filter(char::is_ascii_digit).count() >= 6,
            _ => false,
        }
    }

    fn guest(&self) -> &KnownGuest {
        &self.known.guest
    }

    fn press(&mut self, key: Key) {
        match self.page {
            DetailsPage::Name => press_name(&mut self.name, key),
            DetailsPage::Number => {
                self.number_is_wrong = false;
                press_number(&mut self.number, key);
            }
            _ => {}
        }
    }

    fn back(&self) -> Next {
        match self.page {
            DetailsPage::Menu => Next::Back,
            DetailsPage::Number if self.guest().may_call => Next::Ask(DetailsPage::Calls),
            DetailsPage::Number => Next::Ask(DetailsPage::MayCall),
            _ => Next::Ask(DetailsPage::Menu),
        }
    }

    fn want(&self, topic: Topic) -> Next {
        match (self.page, topic) {
            (DetailsPage::Menu, Topic::Name) => Next::Ask(DetailsPage::Name),
            (DetailsPage::Menu, Topic::Calls) if self.guest().may_call => Next::Ask(DetailsPage::Calls),
            (DetailsPage::Menu, Topic::Calls) => Next::Ask(DetailsPage::MayCall),
            (DetailsPage::Menu, Topic::Forget) => Next::Ask(DetailsPage::Forget),
            (DetailsPage::Menu, Topic::Talk) => Next::CallHost,
            _ => Next::Stay,
        }
    }

    /// "Ja", or "verder" below what is typed.
    fn yes(&mut self, day: NaiveDate) -> Next {
        match self.page {
            DetailsPage::Menu => Next::Stay,
            DetailsPage::Name => {
                FirstName::new(self.name.expose()).map_or(Next::Stay, |name| Next::Do(Wish::Rename(name)))
            }
            DetailsPage::Calls | DetailsPage::MayCall => Next::Ask(DetailsPage::Number),
            DetailsPage::Number => {
                let number = telephone::read(self.number.expose());
                self.number_is_wrong = number.is_none();
                let consent = (!self.guest().may_call).then_some(Consent { day, wording: WORDING });
                number.map_or(Next::Stay, |number| Next::Do(Wish::Number(number, consent)))
            }
            DetailsPage::Forget => Next::Do(Wish::Forget),
        }
    }

    /// "Nee".
    fn no(&self) -> Next {
        match self.page {
            DetailsPage::Calls => Next::Do(Wish::NoCalls),
            DetailsPage::MayCall | DetailsPage::Forget => Next::Ask(DetailsPage::Menu),
            _ => Next::Stay,
        }
    }

    /// Whether it is being done.
    fn is_busy(&self) -> bool {
        self.doing.is_some_and(|(doing, _)| !doing.failed)
    }
}

impl Flow {
    pub(super) fn enter_details(&mut self, known: Known, now: Moment) {
        self.enter(State::Details(Box::new(Details::new(known))), now);
    }

    pub(super) fn touch_details(
        &mut self,
        touch: &Touch,
        mut details: Box<Details>,
        around: &Surroundings,
    ) -> Vec<Effect> {
        let now = around.now;
        let next = match touch {
            _ if details.is_busy() => Next::Stay,
            Touch::Stop => return self.go_home(now),
            Touch::Back => details.back(),
            Touch::Want(topic) => details.want(*topic),
            Touch::Yes | Touch::GoOn => details.yes(around.today.day),
            Touch::No => details.no(),
            Touch::Press(key) => {
                details.press(*key);
                Next::Stay
            }
            _ => Next::Stay,
        };
        let saving = Saving { with_name: true, since: now, failed: false };
        match next {
            Next::Stay => {}
            Next::Back => {
                self.enter(State::Known(Box::new(details.known)), now);
                return Vec::new();
            }
            Next::Ask(page) => {
                (details.page, details.doing) = (page, None);
                self.enter(State::Details(details), now);
                return Vec::new();
            }
            Next::Do(wish) => {
                details.doing = Some((saving, wish.done()));
                let effect = Effect::ForGuest(details.guest().pass.clone(), wish);
                self.state = State::Details(details);
                return vec![effect];
            }
            Next::CallHost => {
                details.doing = Some((saving, Notice::TalkAsked));
                let (id, offers) = (details.known.id, details.known.draft.keys());
                self.state = State::Details(details);
                return vec![Effect::CallHost { id, reason: CallReason::FirstTalk, offers }];
            }
        }
        self.state = State::Details(details);
        Vec::new()
    }

    /// The guest book, or the host desk, has done it. It is said in words, and then the screen goes home.
    pub(super) fn done_for_guest(&mut self, is_asker: impl Fn(&Known) -> bool, now: Moment) {
        let State::Details(details) = &self.state else { return };
        let Some((_, notice)) = details.doing.filter(|_| is_asker(&details.known)) else { return };
        self.tell_and_go_home(notice, now);
    }

    fn tell_and_go_home(&mut self, notice: Notice, now: Moment) {
        self.enter(State::Notice { notice, before: Box::new(State::Rest) }, now);
        self.idle.start(now, self.idle.settings().thanks_ms);
    }

    /// It was not done: the guest may try again.
    pub(super) fn not_done_for_guest(&mut self, pass: &Pass) {
        if let State::Details(details) = &mut self.state
            && details.known.guest.pass == *pass
            && let Some((doing, _)) = &mut details.doing
        {
            doing.failed = true;
        }
    }

    /// The pass opens nothing any more: a host erased the guest in the meantime.
    pub(super) fn guest_is_gone(&mut self, pass: &Pass, now: Moment) {
        if let State::Details(details) = &self.state
            && details.known.guest.pass == *pass
        {
            self.tell_and_go_home(Notice::UnknownPass, now);
        }
    }
}
