//! After saving: is somebody new, and may a host come?

use super::*;
use welkom_desk::door::CallReason;

/// Counted without a name, and asked.
fn thanked() -> (Visitor, ArrivalId) {
    let mut visitor = Visitor::new(Preset::One(walk()));
    visitor.touch(Touch::Here);
    let id = Visitor::saved(&visitor.touch(Touch::WithoutName)).id;
    visitor.flow.answer(Answer::Saved(id), visitor.now);
    assert_eq!(visitor.first_time(), Some(FirstTime::Asked));
    (visitor, id)
}

impl Visitor {
    fn first_time(&self) -> Option<FirstTime> {
        match self.flow.state() {
            State::Thanks { first_time, .. } => Some(*first_time),
            _ => None,
        }
    }
}

#[test]
fn yes_is_written_down_and_a_host_comes() {
    let (mut visitor, id) = thanked();
    assert_eq!(visitor.touch(Touch::Yes), vec![Effect::Newcomer(id, true)]);
    assert_eq!(visitor.first_time(), Some(FirstTime::ShowAround));
    assert_eq!(visitor.touch_at_once(Touch::Yes), vec![], "the second half of a double tap");
    let call = Effect::CallHost { id, reason: CallReason::Newcomer, offers: vec![walk()] };
    assert_eq!(visitor.touch(Touch::Yes), vec![call]);
    assert!(matches!(visitor.first_time(), Some(FirstTime::Calling(_))), "nothing is promised yet");
    assert_eq!(visitor.touch(Touch::Yes), vec![], "once is enough");
    visitor.flow.answer(Answer::HostCalled(ArrivalId(Uuid::from_u128(999))), visitor.now);
    assert!(matches!(visitor.first_time(), Some(FirstTime::Calling(_))), "somebody else's call");
    visitor.flow.answer(Answer::HostCalled(id), visitor.now);
    assert_eq!(visitor.first_time(), Some(FirstTime::Coming));
}

#[test]
fn no_is_an_answer_and_so_is_none() {
    let (mut visitor, id) = thanked();
    assert_eq!(visitor.touch(Touch::No), vec![Effect::Newcomer(id, false)]);
    assert_eq!(visitor.first_time(), Some(FirstTime::Over));
    assert_eq!(visitor.touch(Touch::Yes), vec![], "it is not asked any more");
    let (mut visitor, id) = thanked();
    visitor.touch(Touch::Yes);
    assert_eq!(visitor.touch(Touch::No), vec![], "new, and would rather look around alone");
    assert_eq!(visitor.first_time(), Some(FirstTime::Over));
    visitor.flow.answer(Answer::HostCalled(id), visitor.now);
    let (mut visitor, _) = thanked();
    assert_eq!(visitor.flow.tick(visitor.now + 10_000), vec![], "left alone");
    assert_eq!(*visitor.flow.state(), State::Rest);
}

#[test]
fn a_touched_question_keeps_the_thank_you_for_another_while() {
    let (mut visitor, _) = thanked();
    visitor.touch(Touch::Yes);
    visitor.flow.tick(visitor.now + 44_000);
    assert_eq!(visitor.first_time(), Some(FirstTime::ShowAround));
    visitor.flow.tick(visitor.now + 45_000);
    assert_eq!(*visitor.flow.state(), State::Rest);
}

#[test]
fn whoever_takes_the_arrival_back_is_asked_nothing() {
    let (mut visitor, id) = thanked();
    assert_eq!(visitor.touch(Touch::TakeBack), vec![Effect::TakeBack(id, None)]);
    assert_eq!(visitor.first_time(), Some(FirstTime::Over));
    assert_eq!(visitor.touch(Touch::Yes), vec![]);
    visitor.flow.answer(Answer::NotTakenBack(id), visitor.now);
    assert_eq!(visitor.first_time(), Some(FirstTime::Over));
}

#[test]
fn a_host_whom_nobody_could_tell_is_not_promised() {
    let (mut visitor, _) = thanked();
    visitor.touch(Touch::Yes);
    visitor.touch(Touch::Yes);
    let due = visitor.now + SAVE_ANSWER_MS;
    let next =
        (0..10).fold(visitor.now, |now, _| visitor.flow.next_tick(now).map_or(now, |next| next.min(due)));
    assert_eq!(next, due, "it is looked at then");
    visitor.flow.tick(due);
    assert_eq!(visitor.first_time(), Some(FirstTime::NotCalled));
    // A late answer is a good one.
    let State::Thanks { id, .. } = *visitor.flow.state() else { panic!("the thank-you") };
    visitor.flow.answer(Answer::HostCalled(id), due);
    assert_eq!(visitor.first_time(), Some(FirstTime::Coming));
}
