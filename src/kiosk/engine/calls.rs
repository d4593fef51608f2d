//! Visitors who asked for a host: shown around, a first talk, help. In memory alone, and for an hour: nothing of
//! it is counted, kept or sent.

use super::{Engine, Update, known_day};
use crate::{flow::Answer, today::OfferKey};
use chrono::{NaiveDate, NaiveTime};
use welkom_desk::door::{CallReason, HostCall};
use welkom_domain::ids::ArrivalId;

/// The most calls that wait: more are only read by a host who was away for long. The earliest goes.
const MOST_CALLS: usize = 20;

/// Whoever asked an hour ago has been seen, or has left.
const CALL_LASTS_MS: u64 = 60 * 60 * 1_000;

/// The calls that wait, the earliest first.
#[derive(Debug, Default)]
pub(super) struct Calls {
    waiting: Vec<Waiting>,
    last_id: u64,
}

#[derive(Debug)]
struct Waiting {
    call: HostCall,
    arrival: ArrivalId,
    /// By the clock that never jumps.
    since_ms: u64,
    day: NaiveDate,
}

/// A call as it is made.
#[derive(Debug, Clone)]
pub(super) struct NewCall {
    /// Who asks: a second call for the same reason is the same one.
    pub arrival: ArrivalId,
    /// What about.
    pub reason: CallReason,
    /// What the visitor came for, by its real name; may be empty.
    pub came_for: String,
    /// On the wall clock.
    pub at: NaiveTime,
    /// The service day.
    pub day: NaiveDate,
    /// By the clock that never jumps.
    pub now_ms: u64,
}

impl Calls {
    /// Somebody asks for a host.
    pub fn call(&mut self, new: NewCall) {
        self.forget_old(new.day, new.now_ms);
        let is_known =
            |it: &Waiting| it.arrival == new.arrival && it.call.reason == new.reason && it.day == new.day;
        if self.waiting.iter().any(is_known) {
            return;
        }
        if self.waiting.len() == MOST_CALLS {
            self.waiting.remove(0);
        }
        self.last_id += 1;
        let NewCall { arrival, reason, came_for, at, day, now_ms } = new;
        let call = HostCall { id: self.last_id, at, reason, came_for };
        self.waiting.push(Waiting { call, arrival, since_ms: now_ms, day });
    }

    /// Those that wait now, the earliest first.
    pub fn waiting(&mut self, day: NaiveDate, now_ms: u64) -> Vec<HostCall> {
        self.forget_old(day, now_ms);
        self.waiting.iter().map(|it| it.call.clone()).collect()
    }

    /// A host has seen it. One that is not there stays so.
    pub fn answer(&mut self, id: u64) {
        self.waiting.retain(|it| it.call.id != id);
    }

    /// Who asked does not come in after all.
    pub fn take_back(&mut self, arrival: ArrivalId) {
        self.waiting.retain(|it| it.arrival != arrival);
    }

    /// Whether nobody waits.
    #[cfg(test)]
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// Forgets what is an hour old, or of another day.
    pub fn forget_old(&mut self, day: NaiveDate, now_ms: u64) {
        self.waiting.retain(|it| it.day == day && now_ms.saturating_sub(it.since_ms) < CALL_LASTS_MS);
    }
}

impl Engine {
    /// Tells a host. From then on the visitor may be told that somebody comes.
    pub(super) fn call_host(
        &mut self,
        arrival: ArrivalId,
        reason: CallReason,
        offers: &[OfferKey],
        tell: &dyn Fn(Update),
    ) {
        let call = NewCall {
            arrival,
            reason,
            came_for: self.real_titles(offers),
            at: self.clock.now().with_timezone(&self.centre.zone).time(),
            day: self.day(),
            now_ms: self.clock.monotonic_ms(),
        };
        self.calls.call(call);
        tell(Update::Answer(Answer::HostCalled(arrival)));
    }

    /// Visitors who asked for a host and were not seen yet, the earliest first.
    pub fn host_calls(&mut self) -> Vec<HostCall> {
        let (day, now_ms) = (self.day(), self.clock.monotonic_ms());
        self.calls.waiting(day, now_ms)
    }

    /// What nobody answered in time goes, also while no host looks.
    pub(super) fn forget_old_calls(&mut self) {
        let (day, now_ms) = (self.day(), self.clock.monotonic_ms());
        self.calls.forget_old(day, now_ms);
    }

    /// A host has seen a call. One that is not there stays so.
    pub fn answer_call(&mut self, id: u64) {
        self.calls.answer(id);
    }

    /// As hosts call it: a sensitive activity by its own name.
    fn real_titles(&mut self, offers: &[OfferKey]) -> String {
        let day = self.day();
        let known = known_day(&mut self.known_day, &self.centre, day);
        let title = |key: &OfferKey| match key {
            OfferKey::DropIn => Some(self.centre.drop_in_name.as_str()),
            session @ OfferKey::Session(..) => {
                let found = known.sessions.iter().find(|it| OfferKey::of(it) == *session);
                found.map(|it| it.facts.summary.as_str())
            }
        };
        offers.iter().filter_map(title).collect::<Vec<_>>().join(", ")
    }
}
