//! The words of the flow: what goes in (touches, answers), what comes out (effects), and where a visitor is.

use super::{
    BUSY_SHOWS_AFTER_MS, Details, Draft, FirstTime, Guest, Host, HostAnswer, HostAsk, HostCode, HostTouch,
    Introduction, Key, Known, KnownGuest, Moment, SAVE_ANSWER_MS, Topic, Wish,
};
use crate::{config::Language, today::OfferKey};
use welkom_desk::door::CallReason;
use welkom_domain::{arrival::Role, ids::ArrivalId};
use welkom_guestbook::{FirstName, Greeted, Pass};

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
    /// "Ja".
    Yes,
    /// "Nee".
    No,
    /// A key of the keyboard.
    Press(Key),
    /// "Mijn gegevens".
    OwnDetails,
    /// One of them.
    Want(Topic),
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
    /// What only hosts touch.
    Host(HostTouch),
}

/// What the engine answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The store is checked and open: touches can be taken.
    Ready,
    /// This arrival is on disk.
    Saved(ArrivalId),
    /// This arrival is on disk, and its name is in the guest book.
    SavedWithName(ArrivalId, Pass),
    /// This arrival is on disk, and the guest book could not keep its name.
    NameNotKept(ArrivalId),
    /// This arrival could not be written.
    NotSaved(ArrivalId),
    /// This arrival does not count any more.
    TakenBack(ArrivalId),
    /// It could not be taken back.
    NotTakenBack(ArrivalId),
    /// What this pass opens.
    Greeted(Pass, Greeted),
    /// This pass opens nothing here.
    UnknownPass(Pass),
    /// What was asked for the guest of this pass is done.
    Done(Pass),
    /// The guest book could not say what this pass opens, or could not do what was asked.
    NoAnswer(Pass),
    /// A host knows of this visitor.
    HostCalled(ArrivalId),
    /// To a host at the screen.
    Host(Box<HostAnswer>),
}

/// What has to be done in the world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Write this arrival to disk and answer.
    Save(NewArrival),
    /// Take this arrival back and answer; with the pass that it was given, if it was.
    TakeBack(ArrivalId, Option<Pass>),
    /// From here on the screens speak this language.
    Speak(Language),
    /// Say what this pass opens, and write nothing.
    Greet(Pass),
    /// Do this in the guest book for the guest of this pass, and answer.
    ForGuest(Pass, Wish),
    /// Whether the people of this arrival are here for the first time.
    Newcomer(ArrivalId, bool),
    /// Tell a host, and answer.
    CallHost {
        /// Who asks, by the arrival: twice the same is one call.
        id: ArrivalId,
        /// What about.
        reason: CallReason,
        /// What the visitor comes for.
        offers: Vec<OfferKey>,
    },
    /// What a host at the screen wants; answered.
    Host(HostAsk),
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
    /// Who it is, for whoever leaves a name.
    pub guest: Option<Box<Guest>>,
    /// The pass, for whoever shows one.
    pub pass: Option<Pass>,
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
        /// The guest who was greeted, if one was: then no name is asked for.
        guest: Option<Box<KnownGuest>>,
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
    /// Leaving a name.
    Introduce(Box<Introduction>),
    /// It is on disk, and here is the pass: shown now and never again.
    Pass {
        /// What was counted.
        draft: Draft,
        /// The arrival.
        id: ArrivalId,
        /// The guest's name.
        name: FirstName,
        /// The pass.
        pass: Pass,
    },
    /// It is on disk.
    Thanks {
        /// What was counted.
        draft: Draft,
        /// The arrival.
        id: ArrivalId,
        /// What the screen says of the name.
        named: Named,
        /// "Toch niet" was touched and not answered yet.
        taking_back: bool,
        /// Whether somebody is new here: asked, and can be left alone.
        first_time: FirstTime,
    },
    /// A guest is greeted who held up a pass.
    Known(Box<Known>),
    /// A guest changes something with the pass.
    Details(Box<Details>),
    /// The screen says one thing.
    Notice {
        /// What.
        notice: Notice,
        /// Where one goes on.
        before: Box<State>,
    },
    /// About this program.
    About {
        /// The page of notices, from 0.
        page: usize,
    },
    /// Somebody types the host's code.
    HostCode(Box<HostCode>),
    /// A host looks at today.
    Host(Box<Host>),
}

impl State {
    /// What is on its way to disk.
    pub(super) fn saving(&self) -> Option<Saving> {
        match self {
            Self::Name { saving, .. } => *saving,
            Self::Introduce(introduction) => introduction.saving,
            Self::Known(known) => known.saving,
            Self::Details(details) => details.doing.map(|(doing, _)| doing),
            Self::Thanks { first_time: FirstTime::Calling(calling), .. } => Some(*calling),
            Self::HostCode(typing) => typing.trying.map(|(trying, _)| trying),
            Self::Host(host) => host.doing.map(|(doing, _)| doing),
            _ => None,
        }
    }

    pub(super) fn saving_mut(&mut self) -> Option<&mut Saving> {
        match self {
            Self::Name { saving, .. } => saving.as_mut(),
            Self::Introduce(introduction) => introduction.saving.as_mut(),
            Self::Known(known) => known.saving.as_mut(),
            Self::Details(details) => details.doing.as_mut().map(|(doing, _)| doing),
            Self::HostCode(typing) => typing.trying.as_mut().map(|(trying, _)| trying),
            Self::Host(host) => host.doing.as_mut().map(|(doing, _)| doing),
            _ => None,
        }
    }

    /// The arrival that is on its way to disk, or will be.
    pub(super) fn arrival(&self) -> Option<ArrivalId> {
        match self {
            Self::Name { id, .. } => Some(*id),
            Self::Introduce(introduction) => Some(introduction.id),
            Self::Known(known) => Some(known.id),
            _ => None,
        }
    }
}

/// The one thing a screen says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// What was scanned is no pass, or was misread, or nobody could look it up: once more.
    Misread,
    /// The pass opens nothing here.
    UnknownPass,
    /// The name is another one.
    Renamed,
    /// The number is kept, and a host may call.
    NewNumber,
    /// Nobody calls any more.
    NoCalls,
    /// The guest is forgotten.
    Forgotten,
    /// A host comes for a first talk.
    TalkAsked,
}

impl Notice {
    /// Whether it is about a scan: then one may scan again, or go on without.
    pub fn is_about_scan(self) -> bool {
        matches!(self, Self::Misread | Self::UnknownPass)
    }
}

/// What the thank-you says of a visitor's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// Nothing: it was not asked for.
    No,
    /// "Met mijn naam" in a centre that has no guest book: the host will gladly write it down.
    ByHost,
    /// It is kept; "toch niet" forgets it with this pass.
    Kept(Pass),
    /// It should have been kept and could not be.
    NotKept,
    /// Younger than sixteen, or rather not: nothing is kept.
    Declined,
    /// Came with a pass.
    Greeted {
        /// Thanked by name.
        name: FirstName,
        /// Whether the guest book has it, too.
        in_book: bool,
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
    pub(super) fn answer_by(self) -> Moment {
        self.since + SAVE_ANSWER_MS
    }

    /// Whether the screen says that it is busy.
    pub fn shows(self, now: Moment) -> bool {
        !self.failed && now >= self.since + BUSY_SHOWS_AFTER_MS
    }

    /// When something about it changes next.
    pub(super) fn next_tick(self, now: Moment) -> Option<Moment> {
        let shows_at = self.since + BUSY_SHOWS_AFTER_MS;
        (!self.failed).then(|| if now < shows_at { shows_at } else { self.answer_by() })
    }
}
