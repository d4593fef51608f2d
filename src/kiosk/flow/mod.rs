//! The check-in as a pure state machine: touches, answers of the engine and the passing of time go in,
//! effects come out. What a visitor can rely on:
//!
//! - one question a screen; *back* goes one question back, *stop* forgets everything;
//! - the thank-you shows only what is on disk: it comes with the engine's answer, never before;
//! - touching twice never counts twice: a screen settles for [`SETTLE_MS`] before it takes a touch, and
//!   an arrival keeps its id through every repetition, so that the store sees that it is the same;
//! - an unattended screen goes home by itself, after a warning that one touch takes away;
//! - every visitor begins in the centre's own language.

mod draft;
mod idle;

pub use draft::Draft;
pub use idle::IdleSettings;

use crate::{
    config::Language,
    today::{OfferKey, Preset, Today},
};
use idle::Idle;
use welkom_domain::{
    arrival::{LARGEST_PARTY, Role},
    ids::ArrivalId,
};

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

/// What a visitor does. The screens know no other verbs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touch {
    /// "Ik ben er".
    Here,
    /// A card: chosen, or not any more.
    Toggle(OfferKey),
    /// One person fewer.
    Fewer,
    /// One person more.
    More,
    /// The next page of cards or of notices.
    NextPage,
    /// The page before.
    PreviousPage,
    /// "Verder".
    GoOn,
    /// "Terug".
    Back,
    /// "Stop": everything typed and chosen is forgotten.
    Stop,
    /// "Anders": something else than the preset.
    Different,
    /// "Zonder naam".
    WithoutName,
    /// "Met mijn naam".
    WithName,
    /// "Toch niet": the arrival is taken back.
    TakeBack,
    /// "Klaar".
    Done,
    /// "Ja, ik ben er nog".
    Stay,
    /// Another language.
    Speak(Language),
    /// About this program.
    About,
}

/// What the engine answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The store is checked and open: touches can be taken.
    Ready,
    /// This arrival is on disk.
    Saved(ArrivalId),
    /// This arrival could not be written.
    NotSaved(ArrivalId),
    /// This arrival does not count any more.
    TakenBack(ArrivalId),
    /// It could not be taken back.
    NotTakenBack(ArrivalId),
}

/// What has to be done in the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Write this arrival to disk and answer.
    Save(NewArrival),
    /// Take this arrival back and answer.
    TakeBack(ArrivalId),
    /// From here on the screens speak this language.
    Speak(Language),
}

/// An arrival as it leaves the flow. When it was, the engine says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewArrival {
    /// Its id, the same through every repetition.
    pub id: ArrivalId,
    /// What for; at least one.
    pub offers: Vec<OfferKey>,
    /// How many people.
    pub party: u32,
    /// In which role.
    pub role: Role,
}

/// Where the visitor is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// The store is being checked: nothing can be touched yet.
    Starting,
    /// Nobody is here. Whether the screen says welcome or closed, [`Today`] tells.
    Rest,
    /// What for, and how many?
    Choose {
        /// What was chosen so far.
        draft: Draft,
        /// The page of cards, from 0.
        page: usize,
        /// What was preset before "Anders": *back* leads there.
        preset: Option<Draft>,
    },
    /// With or without a name?
    Name {
        /// What was chosen.
        draft: Draft,
        /// The arrival, once one of the answers was touched.
        saving: Option<Saving>,
        /// Whether *what for* was asked before, so that *back* leads there.
        after_choose: bool,
        /// The id that every try to save this draft has.
        id: ArrivalId,
    },
    /// It is on disk.
    Thanks {
        /// What was counted.
        draft: Draft,
        /// The arrival.
        id: ArrivalId,
        /// "Met mijn naam" was chosen.
        with_name: bool,
        /// "Toch niet" was touched and not answered yet.
        taking_back: bool,
    },
    /// About this program.
    About {
        /// The page of notices, from 0.
        page: usize,
    },
}

/// How far a save is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saving {
    /// "Met mijn naam" was touched.
    pub with_name: bool,
    /// When it was touched.
    pub since: Moment,
    /// It could not be written, or the engine was silent: the visitor may try again.
    pub failed: bool,
}

impl Saving {
    /// When the engine must have answered.
    fn answer_by(self) -> Moment {
        self.since + SAVE_ANSWER_MS
    }

    /// Whether the screen says that it is busy.
    pub fn shows(self, now: Moment) -> bool {
        !self.failed && now >= self.since + BUSY_SHOWS_AFTER_MS
    }

    /// When something about it changes next.
    fn next_tick(self, now: Moment) -> Option<Moment> {
        let shows_at = self.since + BUSY_SHOWS_AFTER_MS;
        (!self.failed).then(|| if now < shows_at { shows_at } else { self.answer_by() })
    }
}

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
    home_language: Language,
    cards_per_page: usize,
    notice_pages: usize,
    entered: Moment,
    idle: Idle,
}

impl Flow {
    /// A screen that waits for its store.
    pub fn new(home_language: Language, idle: IdleSettings, notice_pages: usize) -> Self {
        Self {
            state: State::Starting,
            language: home_language,
            home_language,
            cards_per_page: 4,
            notice_pages,
            entered: 0,
            idle: Idle::new(idle),
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
        let saving = match &self.state {
            State::Name { saving: Some(saving), .. } => saving.next_tick(now),
            _ => None,
        };
        [saving, self.idle.next_tick(now)].into_iter().flatten().min()
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
        match std::mem::replace(&mut self.state, State::Rest) {
            State::Starting => Vec::new(),
            State::Rest => self.touch_rest(touch, around),
            State::Choose { draft, page, preset } => self.touch_choose(touch, draft, page, preset, around),
            State::Name { draft, saving, after_choose, id } => {
                self.touch_name(touch, draft, saving, after_choose, id, now)
            }
            State::Thanks { draft, id, with_name, taking_back } => {
                self.touch_thanks(touch, draft, id, with_name, taking_back, now)
            }
            State::About { page } => self.touch_about(touch, page, now),
        }
    }

    /// The engine answered.
    pub fn answer(&mut self, answer: Answer, now: Moment) -> Vec<Effect> {
        match (answer, &mut self.state) {
            (Answer::Ready, State::Starting) => self.go_home(now),
            (Answer::Saved(saved), State::Name { draft, saving: Some(saving), id, .. }) if saved == *id => {
                let thanks = State::Thanks {
                    draft: std::mem::take(draft),
                    id: saved,
                    with_name: saving.with_name,
                    taking_back: false,
                };
                self.enter(thanks, now);
                self.idle.start(now, self.idle.settings().thanks_ms);
                Vec::new()
            }
            (Answer::NotSaved(failed), State::Name { saving: Some(saving), id, .. }) if failed == *id => {
                saving.failed = true;
                Vec::new()
            }
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
        if let State::Name { saving: Some(saving), .. } = &mut self.state
            && now >= saving.answer_by()
        {
            saving.failed = true;
        }
        if self.idle.is_over(now) { self.go_home(now) } else { Vec::new() }
    }

    fn touch_rest(&mut self, touch: &Touch, around: &mut Surroundings) -> Vec<Effect> {
        match touch {
            Touch::Here if around.today.is_open => {
                let (draft, after_choose) = match &around.today.preset {
                    Preset::One(key) => (around.today.offer(key).map(Draft::of), false),
                    Preset::Ask => (None, true),
                };
                let next = match draft {
                    Some(draft) => State::Name { draft, saving: None, after_choose, id: (around.new_id)() },
                    None => State::Choose { draft: Draft::default(), page: 0, preset: None },
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
        self.state = State::Choose { draft, page, preset };
        Vec::new()
    }

    fn touch_name(
        &mut self,
        touch: &Touch,
        draft: Draft,
        saving: Option<Saving>,
        after_choose: bool,
        id: ArrivalId,
        now: Moment,
    ) -> Vec<Effect> {
        // While the arrival is on its way to disk there is nothing to change about it any more.
        let is_busy = saving.is_some_and(|saving| !saving.failed);
        match touch {
            Touch::WithName | Touch::WithoutName if !is_busy => {
                let with_name = *touch == Touch::WithName;
                let arrival = NewArrival {
                    id,
                    offers: draft.offers.iter().map(|offer| offer.key.clone()).collect(),
                    party: draft.party,
                    role: Role::Visitor,
                };
                let saving = Saving { with_name, since: now, failed: false };
                self.state = State::Name { draft, saving: Some(saving), after_choose, id };
                vec![Effect::Save(arrival)]
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
                self.enter(State::Choose { draft, page: 0, preset }, now);
                take_back_of(saving, id)
            }
            _ => {
                self.state = State::Name { draft, saving, after_choose, id };
                Vec::new()
            }
        }
    }

    fn touch_thanks(
        &mut self,
        touch: &Touch,
        draft: Draft,
        id: ArrivalId,
        with_name: bool,
        taking_back: bool,
        now: Moment,
    ) -> Vec<Effect> {
        match touch {
            Touch::Done | Touch::Stop | Touch::Back => self.go_home(now),
            Touch::TakeBack if !taking_back => {
                self.state = State::Thanks { draft, id, with_name, taking_back: true };
                vec![Effect::TakeBack(id)]
            }
            _ => {
                self.state = State::Thanks { draft, id, with_name, taking_back };
                Vec::new()
            }
        }
    }

    fn touch_about(&mut self, touch: &Touch, page: usize, now: Moment) -> Vec<Effect> {
        match touch {
            Touch::Stop | Touch::Back | Touch::Done => return self.go_home(now),
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
        let mut effects = match &self.state {
            State::Name { saving, id, .. } => take_back_of(*saving, *id),
            _ => Vec::new(),
        };
        self.state = State::Rest;
        self.entered = now;
        self.idle.stop();
        if self.language != self.home_language {
            self.language = self.home_language;
            effects.push(Effect::Speak(self.home_language));
        }
        effects
    }
}

fn take_back_of(saving: Option<Saving>, id: ArrivalId) -> Vec<Effect> {
    if saving.is_some() { vec![Effect::TakeBack(id)] } else { Vec::new() }
}

#[cfg(test)]
mod tests;
