//! A guest who holds up a pass: looked up, greeted by first name, and checked in with one touch.
//!
//! A scan is taken on every screen before something is saved, and on none after. What was scanned is never
//! shown, said or kept; of a pass that opens nothing the screen says only that.

use super::{
    Draft, Effect, Flow, Moment, Named, NewArrival, Notice, Question, SAVE_ANSWER_MS, Saving, Scan, State,
    Surroundings, Touch, arrival_of, take_back_of,
};
use crate::{
    config::Language,
    today::{Preset, Today},
};
use welkom_domain::ids::ArrivalId;
use welkom_guestbook::{FirstName, Greeted, Pass};

/// The guest of a pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownGuest {
    /// What opens the greeting.
    pub pass: Pass,
    /// What the guest wants to be called by.
    pub name: FirstName,
    /// Whether a host may call. The number itself nobody at the door can read.
    pub may_call: bool,
}

/// A guest who was greeted and has not come in yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub guest: KnownGuest,
    /// What for; nothing where it has not been asked yet.
    pub draft: Draft,
    /// The id that every try to save this visit has.
    pub id: ArrivalId,
    /// The arrival, once it is on its way to disk.
    pub saving: Option<Saving>,
    /// It is saved from *what for*, whose screen stays until there is something to say.
    pub from_choose: bool,
}

/// A pass that is being looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LookUp {
    pass: Pass,
    since: Moment,
    /// What "Ik ben er" would have preset.
    preset: Draft,
    id: ArrivalId,
}

impl LookUp {
    /// When the engine must have answered.
    pub(super) fn answer_by(&self) -> Moment {
        self.since + SAVE_ANSWER_MS
    }
}

/// What "Ik ben er" presets; nothing where what for comes first.
pub(super) fn preset(today: &Today) -> Draft {
    match &today.preset {
        Preset::One(key) => today.offer(key).map(Draft::of).unwrap_or_default(),
        Preset::Ask => Draft::default(),
    }
}

impl State {
    /// Whether a scan is taken here: nothing was saved yet, and nothing is being typed.
    fn takes_scan(&self) -> bool {
        match self {
            Self::Rest | Self::Choose { .. } => true,
            Self::Name { saving, .. } => saving.is_none(),
            Self::Introduce(introduction) => {
                introduction.question == Question::Sixteen && introduction.saving.is_none()
            }
            Self::Known(known) => known.saving.is_none(),
            Self::Notice { notice, .. } => notice.is_about_scan(),
            _ => false,
        }
    }

    /// What was chosen here, by whoever now shows a pass. What another guest was greeted with is not theirs.
    fn draft(&self) -> Option<&Draft> {
        match self {
            Self::Choose { draft, guest: None, .. } | Self::Name { draft, .. } => Some(draft),
            Self::Introduce(introduction) => Some(&introduction.draft),
            Self::Notice { before, .. } => before.draft(),
            _ => None,
        }
    }

    /// The guest who is greeted here.
    fn guest(&self) -> Option<&KnownGuest> {
        match self {
            Self::Choose { guest, .. } => guest.as_deref(),
            Self::Known(known) => Some(&known.guest),
            _ => None,
        }
    }
}

impl Flow {
    /// A scanner has read something. Whoever holds a pass up is there, so that an idle warning goes, too.
    pub fn scan(&mut self, scan: &Scan, around: &mut Surroundings) -> Vec<Effect> {
        let now = around.now;
        if !around.today.is_open || !self.state.takes_scan() {
            return Vec::new();
        }
        if self.state != State::Rest {
            self.idle.start(now, self.idle.settings().home_after_ms);
        }
        let Ok(pass) = Pass::parse(scan.expose()) else {
            self.tell_of_scan(Notice::Misread, now);
            return Vec::new();
        };
        // A pass that is held up for longer is read twice.
        let is_again = self.state.guest().is_some_and(|guest| guest.pass == pass)
            || self.looking_up.as_ref().is_some_and(|looking| looking.pass == pass);
        if is_again {
            return Vec::new();
        }
        let (preset, id) = (preset(around.today), (around.new_id)());
        self.looking_up = Some(LookUp { pass: pass.clone(), since: now, preset, id });
        vec![Effect::Greet(pass)]
    }

    /// The pass that is looked up opened a greeting.
    pub(super) fn greet(&mut self, pass: &Pass, greeted: Greeted, now: Moment) -> Vec<Effect> {
        let Some(looking) = self.looked_up(pass) else { return Vec::new() };
        let chosen = self.state.draft().filter(|draft| !draft.offers.is_empty());
        let draft = chosen.cloned().unwrap_or(looking.preset);
        let Greeted { name, language, consents } = greeted;
        let guest = KnownGuest { pass: looking.pass, name, may_call: consents.call.is_some() };
        let next = if draft.offers.is_empty() {
            State::Choose { draft, page: 0, preset: None, guest: Some(Box::new(guest)) }
        } else {
            State::Known(Box::new(Known { guest, draft, id: looking.id, saving: None, from_choose: false }))
        };
        self.enter(next, now);
        let spoken = self.languages.iter().find(|it| it.code() == language.expose()).copied();
        self.speak_with(spoken)
    }

    fn speak_with(&mut self, language: Option<Language>) -> Vec<Effect> {
        match language.filter(|language| *language != self.language) {
            Some(language) => {
                self.language = language;
                vec![Effect::Speak(language)]
            }
            None => Vec::new(),
        }
    }

    /// The pass that is looked up opened nothing.
    pub(super) fn greet_nobody(&mut self, pass: &Pass, notice: Notice, now: Moment) {
        if self.looked_up(pass).is_some() {
            self.tell_of_scan(notice, now);
        }
    }

    fn looked_up(&mut self, pass: &Pass) -> Option<LookUp> {
        let looking = self.looking_up.take_if(|looking| looking.pass == *pass)?;
        self.state.takes_scan().then_some(looking)
    }

    /// The engine was silent about a pass.
    pub(super) fn tick_look_up(&mut self, now: Moment) {
        if self.looking_up.take_if(|looking| now >= looking.answer_by()).is_some() && self.state.takes_scan()
        {
            self.tell_of_scan(Notice::Misread, now);
        }
    }

    /// Says what is wrong with a scan; what was done before stays and can be gone on with.
    fn tell_of_scan(&mut self, notice: Notice, now: Moment) {
        let before = match std::mem::replace(&mut self.state, State::Rest) {
            State::Notice { before, .. } => before,
            // Another's greeting does not come back: they have gone, or their pass has.
            state if state.guest().is_some() => Box::new(State::Rest),
            state => Box::new(state),
        };
        self.enter(State::Notice { notice, before }, now);
    }

    pub(super) fn touch_known(
        &mut self,
        touch: &Touch,
        mut known: Box<Known>,
        around: &mut Surroundings,
    ) -> Vec<Effect> {
        let now = around.now;
        let is_busy = known.saving.is_some_and(|saving| !saving.failed);
        match touch {
            Touch::Here if !is_busy && !known.draft.offers.is_empty() => self.check_in(known, now),
            // A try that failed may still have reached the disk: what is chosen now is another arrival.
            Touch::Back if !is_busy && known.from_choose => self.choose_again(*known, now),
            Touch::Here | Touch::Different if !is_busy => self.choose_again(*known, now),
            Touch::Stop | Touch::Back if !is_busy => {
                self.state = State::Known(known);
                self.go_home(now)
            }
            Touch::OwnDetails if !is_busy => {
                known.from_choose = false;
                let effects = take_back_of(known.saving.take(), known.id);
                if !effects.is_empty() {
                    known.id = (around.new_id)();
                }
                self.enter_details(*known, now);
                effects
            }
            _ => {
                self.state = State::Known(known);
                Vec::new()
            }
        }
    }

    fn choose_again(&mut self, known: Known, now: Moment) -> Vec<Effect> {
        let effects = take_back_of(known.saving, known.id);
        let Known { guest, draft, .. } = known;
        let preset = (!draft.offers.is_empty()).then(|| draft.clone());
        self.enter(State::Choose { draft, page: 0, preset, guest: Some(Box::new(guest)) }, now);
        effects
    }

    /// Back from *what for*.
    pub(super) fn greet_again(
        &mut self,
        draft: Draft,
        guest: KnownGuest,
        around: &mut Surroundings,
    ) -> Vec<Effect> {
        let known = Known { guest, draft, id: (around.new_id)(), saving: None, from_choose: false };
        self.enter(State::Known(Box::new(known)), around.now);
        Vec::new()
    }

    /// What for is answered: no name is asked for.
    pub(super) fn choose_with_pass(
        &mut self,
        draft: Draft,
        guest: KnownGuest,
        around: &mut Surroundings,
    ) -> Vec<Effect> {
        let known = Known { guest, draft, id: (around.new_id)(), saving: None, from_choose: true };
        self.check_in(Box::new(known), around.now)
    }

    /// Saved with the pass. The screen stays until it is on disk.
    fn check_in(&mut self, mut known: Box<Known>, now: Moment) -> Vec<Effect> {
        let pass = Some(known.guest.pass.clone());
        known.saving = Some(Saving { with_name: true, since: now, failed: false });
        let arrival = NewArrival { pass, ..arrival_of(&known.draft, known.id) };
        self.state = State::Known(known);
        vec![Effect::Save(arrival)]
    }

    /// It is on disk; whether the guest book has it, too, the thank-you says.
    pub(super) fn thank_known(&mut self, in_book: bool, now: Moment) -> Vec<Effect> {
        match std::mem::replace(&mut self.state, State::Rest) {
            State::Known(known) => {
                let Known { guest, draft, id, .. } = *known;
                self.thank(draft, id, Named::Greeted { name: guest.name, in_book }, now)
            }
            state => {
                self.state = state;
                Vec::new()
            }
        }
    }

    pub(super) fn touch_notice(
        &mut self,
        touch: &Touch,
        notice: Notice,
        before: Box<State>,
        around: &mut Surroundings,
    ) -> Vec<Effect> {
        match touch {
            Touch::GoOn | Touch::Done if notice.is_about_scan() && *before == State::Rest => {
                self.state = State::Rest;
                self.touch_rest(&Touch::Here, around)
            }
            Touch::GoOn | Touch::Done | Touch::Back if *before != State::Rest => {
                self.enter(*before, around.now);
                Vec::new()
            }
            Touch::GoOn | Touch::Done | Touch::Back | Touch::Stop => self.go_home(around.now),
            _ => {
                self.state = State::Notice { notice, before };
                Vec::new()
            }
        }
    }
}
