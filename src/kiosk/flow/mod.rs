//! The check-in as a pure state machine: touches, answers of the engine and the passing of time go in,
//! effects come out. What a visitor can rely on:
//!
//! - one question a screen; *back* goes one question back, *stop* forgets everything;
//! - the thank-you shows only what is on disk: it comes with the engine's answer, never before;
//! - touching twice never counts twice: a screen settles for [`SETTLE_MS`] before it takes a touch, and
//!   an arrival keeps its id through every repetition, so that the store sees that it is the same;
//! - an unattended screen goes home by itself, after a warning that one touch takes away;
//! - every visitor begins in the centre's own language; whoever shows a pass goes on in theirs.

mod details;
mod draft;
mod host;
mod host_code;
mod idle;
mod introduction;
mod known;
mod scan;
mod thanks;
mod vocabulary;

pub use details::{Details, DetailsPage, Topic, Wish};
pub use draft::Draft;
pub use host::{
    Host, HostAnswer, HostAsk, HostPage, HostSaid, HostSession, HostTold, HostTouch, HostView, HostWish,
};
pub use host_code::{CODE_DIGITS, CodeTold, HostCode};
pub use idle::IdleSettings;
pub use introduction::{Guest, Introduction, Key, Question, Typed};
pub use known::{Known, KnownGuest};
pub use scan::{BETWEEN_KEYS_MS, Pressed, Scan, Scanned};
pub use thanks::FirstTime;
pub use vocabulary::{Answer, Effect, Named, NewArrival, Notice, Saving, State, Touch};

use crate::{config::Language, today::Today};
use idle::Idle;
use introduction::Next;
use known::LookUp;
use welkom_domain::{
    arrival::{LARGEST_PARTY, Role},
    ids::ArrivalId,
};
use welkom_guestbook::FirstName;

/// Milliseconds of [`crate::clock::Clock::monotonic_ms`].
pub type Moment = u64;

/// How long a new screen takes no touch: the second half of a double tap lands on nothing. Shorter
/// than anybody reads a question and reaches for its answer.
pub const SETTLE_MS: u64 = 350;

/// How long the engine may be silent about a save before the visitor is told to see the host. The
/// arrival keeps its id: a late answer still counts it once.
pub const SAVE_ANSWER_MS: u64 = 5_000;

/// How long a save may take before the screen says that it is busy. One that is quicker, as they all are,
/// goes straight to the thank-you: words that flash by are only unrest.
pub const BUSY_SHOWS_AFTER_MS: u64 = 200;

/// What the flow needs to know about the world when something happens.
pub struct Surroundings<'a> {
    /// The time of the event.
    pub now: Moment,
    /// What the door offers.
    pub today: &'a Today,
    /// Makes a fresh random id.
    pub new_id: &'a mut dyn FnMut() -> ArrivalId,
}

/// The machine.
#[derive(Debug, Clone)]
pub struct Flow {
    state: State,
    language: Language,
    /// What a visitor can choose from; every visit begins in the first.
    languages: Vec<Language>,
    cards_per_page: usize,
    notice_pages: usize,
    entered: Moment,
    idle: Idle,
    /// A pass that was held up and is not answered yet.
    looking_up: Option<LookUp>,
    /// The number of the last try at the host's code.
    last_ticket: u64,
}

impl Flow {
    /// A screen that waits for its store.
    pub fn new(languages: Vec<Language>, idle: IdleSettings, notice_pages: usize) -> Self {
        Self {
            state: State::Starting,
            language: home_of(&languages),
            languages,
            cards_per_page: 4,
            notice_pages,
            entered: 0,
            idle: Idle::new(idle),
            looking_up: None,
            last_ticket: 0,
        }
    }

    /// Where the visitor is.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// In which language the screens speak.
    pub fn language(&self) -> Language {
        self.language
    }

    /// How many cards the screen shows at once.
    pub fn cards_per_page(&self) -> usize {
        self.cards_per_page
    }

    /// The screen says how many cards it has room for; the page stays the one with the same first card.
    pub fn set_cards_per_page(&mut self, cards: usize) {
        let cards = cards.max(1);
        if let State::Choose { page, .. } = &mut self.state {
            *page = *page * self.cards_per_page / cards;
        }
        self.cards_per_page = cards;
    }

    /// Seconds until the screen goes home, once it warns of it.
    pub fn going_home_in_s(&self, now: Moment) -> Option<u64> {
        if self.state == State::Rest { None } else { self.idle.warns(now) }
    }

    /// When [`Flow::tick`] has something to do; `None` on a screen that rests.
    pub fn next_tick(&self, now: Moment) -> Option<Moment> {
        let saving = self.state.saving().and_then(|saving| saving.next_tick(now));
        let looking_up = self.looking_up.as_ref().map(LookUp::answer_by);
        [saving, looking_up, self.idle.next_tick(now)].into_iter().flatten().min()
    }

    /// Somebody touched something.
    pub fn touch(&mut self, touch: &Touch, around: &mut Surroundings) -> Vec<Effect> {
        let now = around.now;
        if self.going_home_in_s(now).is_some() {
            // The warning lies over the screen: any touch takes it away and does nothing else, except
            // the one that says stop.
            if *touch == Touch::Stop {
                return self.go_home(now);
            }
            self.idle.extend(now);
            return Vec::new();
        }
        let settled = now >= self.entered.saturating_add(SETTLE_MS);
        if !settled || self.state == State::Starting {
            return Vec::new();
        }
        self.idle.touched(now);
        if let Touch::Speak(language) = touch {
            self.language = *language;
            if self.state == State::Rest {
                self.idle.start(now, self.idle.settings().home_after_ms);
            }
            return vec![Effect::Speak(*language)];
        }
        if matches!(self.state, State::Thanks { .. }) {
            return self.touch_thanks(touch, now);
        }
        match std::mem::replace(&mut self.state, State::Rest) {
            State::Starting | State::Thanks { .. } => Vec::new(),
            State::Rest => self.touch_rest(touch, around),
            State::Choose { preset, guest: Some(guest), .. } if *touch == Touch::Back => {
                self.greet_again(preset.unwrap_or_default(), *guest, around)
            }
            State::Choose { draft, guest: Some(guest), .. }
                if *touch == Touch::GoOn && !draft.offers.is_empty() =>
            {
                self.choose_with_pass(draft, *guest, around)
            }
            State::Choose { draft, page, preset, guest } => {
                self.touch_choose(touch, draft, page, preset, guest, around)
            }
            State::Name { draft, saving, after_choose, id } => {
                self.touch_name(touch, draft, saving, after_choose, id, around)
            }
            State::Introduce(introduction) => self.touch_introduce(touch, introduction, around),
            State::Pass { draft, id, name, pass } => self.touch_pass(touch, draft, id, name, pass, now),
            State::Known(known) => self.touch_known(touch, known, around),
            State::Details(details) => self.touch_details(touch, details, around),
            State::Notice { notice, before } => self.touch_notice(touch, notice, before, around),
            State::About { page } => self.touch_about(touch, page, now),
            State::HostCode(typing) => self.touch_host_code(touch, typing, around),
            State::Host(host) => self.touch_host(touch, host, around),
        }
    }

    /// The engine answered.
    pub fn answer(&mut self, answer: Answer, now: Moment) -> Vec<Effect> {
        match (answer, &mut self.state) {
            (Answer::Ready, State::Starting) => self.go_home(now),
            (Answer::Saved(saved), State::Name { draft, saving: Some(saving), id, .. }) if saved == *id => {
                let named = if saving.with_name { Named::ByHost } else { Named::No };
                let draft = std::mem::take(draft);
                self.thank(draft, saved, named, now)
            }
            (Answer::Saved(saved), State::Introduce(introduction)) if saved == introduction.id => {
                let draft = std::mem::take(&mut introduction.draft);
                self.thank(draft, saved, Named::Declined, now)
            }
            (Answer::NameNotKept(saved), State::Introduce(introduction)) if saved == introduction.id => {
                let draft = std::mem::take(&mut introduction.draft);
                self.thank(draft, saved, Named::NotKept, now)
            }
            (Answer::SavedWithName(saved, pass), State::Introduce(introduction))
                if saved == introduction.id =>
            {
                let draft = std::mem::take(&mut introduction.draft);
                match FirstName::new(introduction.name.expose()) {
                    Ok(name) => self.enter(State::Pass { draft, id: saved, name, pass }, now),
                    // It was a name when it was saved.
                    Err(_) => return self.thank(draft, saved, Named::Kept(pass), now),
                }
                Vec::new()
            }
            (Answer::Saved(saved), State::Known(known)) if saved == known.id => self.thank_known(true, now),
            (Answer::NameNotKept(saved), State::Known(known)) if saved == known.id => {
                self.thank_known(false, now)
            }
            (Answer::NotSaved(failed), state) if state.arrival() == Some(failed) => {
                if let Some(saving) = state.saving_mut() {
                    saving.failed = true;
                }
                Vec::new()
            }
            (Answer::Greeted(pass, greeted), _) => self.greet(&pass, greeted, now),
            (Answer::UnknownPass(pass), State::Details(_)) => self.in_vain(|it| it.guest_is_gone(&pass, now)),
            (Answer::UnknownPass(pass), _) => {
                self.in_vain(|it| it.greet_nobody(&pass, Notice::UnknownPass, now))
            }
            (Answer::NoAnswer(pass), State::Details(_)) => self.in_vain(|it| it.not_done_for_guest(&pass)),
            (Answer::NoAnswer(pass), _) => self.in_vain(|it| it.greet_nobody(&pass, Notice::Misread, now)),
            (Answer::Done(pass), _) => {
                self.in_vain(|it| it.done_for_guest(|known| known.guest.pass == pass, now))
            }
            (Answer::HostCalled(id), _) => self.in_vain(|it| it.host_is_called(id, now)),
            (Answer::Host(answer), _) => self.in_vain(|it| it.host_answer(*answer, now)),
            (Answer::TakenBack(gone), State::Thanks { id, .. }) if gone == *id => self.go_home(now),
            (Answer::NotTakenBack(kept), State::Thanks { id, taking_back, .. }) if kept == *id => {
                *taking_back = false;
                Vec::new()
            }
            // An answer about a visitor who has left: what was written is written.
            _ => Vec::new(),
        }
    }

    /// Time has passed.
    pub fn tick(&mut self, now: Moment) -> Vec<Effect> {
        if let Some(saving) = self.state.saving_mut().filter(|saving| now >= saving.answer_by()) {
            saving.failed = true;
        }
        self.tick_thanks(now);
        self.tick_look_up(now);
        if self.idle.is_over(now) { self.go_home(now) } else { Vec::new() }
    }

    fn touch_rest(&mut self, touch: &Touch, around: &mut Surroundings) -> Vec<Effect> {
        match touch {
            Touch::Here if around.today.is_open => {
                let draft = known::preset(around.today);
                let next = if draft.offers.is_empty() {
                    State::Choose { draft, page: 0, preset: None, guest: None }
                } else {
                    State::Name { draft, saving: None, after_choose: false, id: (around.new_id)() }
                };
                self.enter(next, around.now);
            }
            Touch::About => self.enter(State::About { page: 0 }, around.now),
            _ => {}
        }
        Vec::new()
    }

    fn touch_choose(
        &mut self,
        touch: &Touch,
        mut draft: Draft,
        page: usize,
        preset: Option<Draft>,
        guest: Option<Box<KnownGuest>>,
        around: &mut Surroundings,
    ) -> Vec<Effect> {
        let last_page = around.today.offers.len().saturating_sub(1) / self.cards_per_page;
        let page = match touch {
            Touch::Back if preset.is_some() => {
                let draft = preset.unwrap_or_default();
                let id = (around.new_id)();
                self.enter(State::Name { draft, saving: None, after_choose: false, id }, around.now);
                return Vec::new();
            }
            Touch::Stop | Touch::Back => return self.go_home(around.now),
            Touch::GoOn if !draft.offers.is_empty() => {
                let id = (around.new_id)();
                self.enter(State::Name { draft, saving: None, after_choose: true, id }, around.now);
                return Vec::new();
            }
            Touch::Toggle(key) => {
                if let Some(offer) = around.today.offer(key) {
                    draft.toggle(offer);
                }
                page
            }
            Touch::More => {
                draft.party = (draft.party + 1).min(LARGEST_PARTY);
                page
            }
            Touch::Fewer => {
                draft.party = (draft.party - 1).max(1);
                page
            }
            Touch::NextPage => (page + 1).min(last_page),
            Touch::PreviousPage => page.saturating_sub(1),
            _ => page,
        };
        self.state = State::Choose { draft, page, preset, guest };
        Vec::new()
    }

    fn touch_name(
        &mut self,
        touch: &Touch,
        draft: Draft,
        saving: Option<Saving>,
        after_choose: bool,
        id: ArrivalId,
        around: &Surroundings,
    ) -> Vec<Effect> {
        let now = around.now;
        // While the arrival is on its way to disk there is nothing to change about it any more.
        let is_busy = saving.is_some_and(|saving| !saving.failed);
        match touch {
            // Where a try failed, the guest book may be the reason: the host writes the name down.
            Touch::WithName if saving.is_none() && around.today.keeps_names => {
                let introduction = Introduction::new(draft, after_choose, id);
                self.enter(State::Introduce(Box::new(introduction)), now);
                Vec::new()
            }
            Touch::WithName | Touch::WithoutName if !is_busy => {
                let with_name = *touch == Touch::WithName;
                let effect = save(&draft, id, None);
                let saving = Saving { with_name, since: now, failed: false };
                self.state = State::Name { draft, saving: Some(saving), after_choose, id };
                vec![effect]
            }
            // A try that failed may still have reached the disk: taking it back makes leaving honest.
            Touch::Stop if !is_busy => {
                let mut effects = take_back_of(saving, id);
                effects.extend(self.go_home(now));
                effects
            }
            Touch::Back if !is_busy && !after_choose => {
                let mut effects = take_back_of(saving, id);
                effects.extend(self.go_home(now));
                effects
            }
            Touch::Back | Touch::Different if !is_busy => {
                let preset = (!after_choose).then(|| draft.clone());
                self.enter(State::Choose { draft, page: 0, preset, guest: None }, now);
                take_back_of(saving, id)
            }
            _ => {
                self.state = State::Name { draft, saving, after_choose, id };
                Vec::new()
            }
        }
    }

    fn touch_introduce(
        &mut self,
        touch: &Touch,
        mut introduction: Box<Introduction>,
        around: &mut Surroundings,
    ) -> Vec<Effect> {
        let now = around.now;
        let (day, language) = (around.today.day, self.language.code());
        let next = match touch {
            _ if introduction.is_busy() => Next::Stay,
            Touch::Stop => {
                let mut effects = take_back_of(introduction.saving, introduction.id);
                effects.extend(self.go_home(now));
                return effects;
            }
            Touch::Back => introduction.back(),
            Touch::Yes | Touch::GoOn => introduction.yes(day, language),
            Touch::No => introduction.no(day, language),
            Touch::Press(key) => {
                introduction.press(*key);
                Next::Stay
            }
            _ => Next::Stay,
        };
        let guest = match next {
            Next::Stay => {
                self.state = State::Introduce(introduction);
                return Vec::new();
            }
            Next::Ask(question) => {
                let effects = introduction.take_back(around.new_id);
                introduction.question = question;
                self.enter(State::Introduce(introduction), now);
                return effects;
            }
            Next::BackToName => {
                let effects = introduction.take_back(around.new_id);
                let Introduction { draft, after_choose, id, .. } = *introduction;
                self.enter(State::Name { draft, saving: None, after_choose, id }, now);
                return effects;
            }
            Next::WithoutName => None,
            Next::WithName(guest) => Some(guest),
        };
        introduction.saving = Some(Saving { with_name: guest.is_some(), since: now, failed: false });
        let effect = save(&introduction.draft, introduction.id, guest);
        self.state = State::Introduce(introduction);
        vec![effect]
    }

    fn touch_about(&mut self, touch: &Touch, page: usize, now: Moment) -> Vec<Effect> {
        match touch {
            Touch::Stop | Touch::Back | Touch::Done => return self.go_home(now),
            Touch::Host(HostTouch::Enter) => self.enter_host_code(now),
            Touch::NextPage => {
                self.state = State::About { page: (page + 1).min(self.notice_pages.saturating_sub(1)) };
            }
            Touch::PreviousPage => self.state = State::About { page: page.saturating_sub(1) },
            _ => self.state = State::About { page },
        }
        Vec::new()
    }

    fn enter(&mut self, state: State, now: Moment) {
        self.state = state;
        self.entered = now;
        self.idle.start(now, self.idle.settings().home_after_ms);
    }

    /// Everything about this visitor is forgotten. A try to save that failed may still have reached the
    /// disk: the visitor was told that it did not work, so it is taken back.
    fn go_home(&mut self, now: Moment) -> Vec<Effect> {
        let mut effects = self.state.arrival().map_or(Vec::new(), |id| take_back_of(self.state.saving(), id));
        self.state = State::Rest;
        self.entered = now;
        self.idle.stop();
        self.looking_up = None;
        let home = home_of(&self.languages);
        if self.language != home {
            self.language = home;
            effects.push(Effect::Speak(home));
        }
        effects
    }

    /// For answers that ask for nothing.
    fn in_vain(&mut self, take_in: impl FnOnce(&mut Self)) -> Vec<Effect> {
        take_in(self);
        Vec::new()
    }
}

fn home_of(languages: &[Language]) -> Language {
    languages.first().copied().unwrap_or(Language::Dutch)
}

fn take_back_of(saving: Option<Saving>, id: ArrivalId) -> Vec<Effect> {
    if saving.is_some() { vec![Effect::TakeBack(id, None)] } else { Vec::new() }
}

fn arrival_of(draft: &Draft, id: ArrivalId) -> NewArrival {
    NewArrival { id, offers: draft.keys(), party: draft.party, role: Role::Visitor, guest: None, pass: None }
}

fn save(draft: &Draft, id: ArrivalId, guest: Option<Box<Guest>>) -> Effect {
    Effect::Save(NewArrival { guest, ..arrival_of(draft, id) })
}

#[cfg(test)]
mod tests;
