//! After saving. The thank-you takes the arrival back on a touch, and asks what can be left alone: whether
//! somebody is here for the first time, and may be shown around.

use super::{Draft, Effect, Flow, Moment, Named, Saving, State, Touch};
use welkom_desk::door::CallReason;
use welkom_domain::ids::ArrivalId;
use welkom_guestbook::{FirstName, Pass};

/// How far the question is whether somebody is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstTime {
    /// Not asked, or answered.
    Over,
    /// Is this your first time here?
    Asked,
    /// May somebody show you around?
    ShowAround,
    /// A host is being called.
    Calling(Saving),
    /// A host knows.
    Coming,
    /// Nobody could be told: the visitor is asked to go and say it.
    NotCalled,
}

impl Flow {
    /// It is on disk: the screen says so, and goes home by itself. Whoever has a pass has been here before.
    pub(super) fn thank(&mut self, draft: Draft, id: ArrivalId, named: Named, now: Moment) -> Vec<Effect> {
        let is_known = matches!(named, Named::Greeted { .. });
        let first_time = if is_known { FirstTime::Over } else { FirstTime::Asked };
        self.enter(State::Thanks { draft, id, named, taking_back: false, first_time }, now);
        self.idle.start(now, self.idle.settings().thanks_ms);
        Vec::new()
    }

    pub(super) fn touch_pass(
        &mut self,
        touch: &Touch,
        draft: Draft,
        id: ArrivalId,
        name: FirstName,
        pass: Pass,
        now: Moment,
    ) -> Vec<Effect> {
        match touch {
            Touch::GoOn | Touch::Done => self.thank(draft, id, Named::Kept(pass), now),
            // The pass is forgotten here; what it opens stays, and a host gives a new one.
            Touch::Stop => self.go_home(now),
            _ => {
                self.state = State::Pass { draft, id, name, pass };
                Vec::new()
            }
        }
    }

    pub(super) fn touch_thanks(&mut self, touch: &Touch, now: Moment) -> Vec<Effect> {
        let State::Thanks { draft, id, named, taking_back, first_time } = &mut self.state else {
            return Vec::new();
        };
        let (id, is_leaving) = (*id, *taking_back);
        match (touch, *first_time) {
            (Touch::Done | Touch::Stop | Touch::Back, _) => self.go_home(now),
            (Touch::TakeBack, _) if !is_leaving => {
                (*taking_back, *first_time) = (true, FirstTime::Over);
                // Only somebody who left a name just now is forgotten with it. Who came with a pass stays a
                // guest, and the sealed note that they came today stays, too: the door can find it no more.
                let pass = if let Named::Kept(pass) = named { Some(pass.clone()) } else { None };
                vec![Effect::TakeBack(id, pass)]
            }
            (Touch::Yes, FirstTime::Asked) => {
                *first_time = FirstTime::ShowAround;
                // The same places, another question: the second half of a double tap answers nothing.
                self.entered = now;
                vec![Effect::Newcomer(id, true)]
            }
            (Touch::No, FirstTime::Asked) => {
                *first_time = FirstTime::Over;
                vec![Effect::Newcomer(id, false)]
            }
            (Touch::Yes, FirstTime::ShowAround) => {
                let calling = Saving { with_name: false, since: now, failed: false };
                *first_time = FirstTime::Calling(calling);
                vec![Effect::CallHost { id, reason: CallReason::Newcomer, offers: draft.keys() }]
            }
            (Touch::No, FirstTime::ShowAround) => {
                *first_time = FirstTime::Over;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// A host knows of the visitor who asked for one.
    pub(super) fn host_is_called(&mut self, called: ArrivalId, now: Moment) {
        match &mut self.state {
            State::Thanks { id, first_time, .. } if *id == called => *first_time = FirstTime::Coming,
            _ => self.done_for_guest(|known| known.id == called, now),
        }
    }

    /// A host whom nobody can tell must not be promised.
    pub(super) fn tick_thanks(&mut self, now: Moment) {
        if let State::Thanks { first_time, .. } = &mut self.state
            && let FirstTime::Calling(calling) = first_time
            && now >= calling.answer_by()
        {
            *first_time = FirstTime::NotCalled;
        }
    }
}
