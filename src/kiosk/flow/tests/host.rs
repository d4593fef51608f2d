//! The host's part of the screen: the code, what a host does, and what never opens by itself.

use super::*;
use welkom_desk::door::{Correction, DoorError};
use welkom_domain::programme::SessionChange;

const WALK: &str = "walk";
const DROP_IN: &str = "drop-in";

fn view() -> HostView {
    let walk = HostSession { key: WALK.to_owned(), title: "Wandelen".to_owned(), ..HostSession::default() };
    let drop_in = HostSession { key: DROP_IN.to_owned(), is_drop_in: true, ..HostSession::default() };
    HostView { people: 3, arrivals: 2, inside: 1, sessions: vec![drop_in, walk], is_clock_trusted: false }
}

fn walk_with(change: SessionChange, is_cancelled: bool) -> HostView {
    let mut view = view();
    (view.sessions[1].change, view.sessions[1].is_cancelled) = (change, is_cancelled);
    view
}

impl Visitor {
    fn host(&mut self, touch: HostTouch) -> Vec<Effect> {
        self.touch(Touch::Host(touch))
    }

    fn dials(&mut self, digits: &str) -> Vec<Effect> {
        digits.chars().flat_map(|digit| self.touch_at_once(Touch::Press(Key::Letter(digit)))).collect()
    }

    /// To where the code is typed.
    fn finds_code(&mut self) {
        self.touch(Touch::About);
        assert_eq!(self.host(HostTouch::Enter), vec![]);
        self.now += SETTLE_MS;
    }

    /// Six digits, and the number of the try.
    fn tries(&mut self) -> u64 {
        let effects = self.dials("123456");
        let [Effect::Host(HostAsk { ticket, wish: HostWish::TryCode(code) })] = &effects[..] else {
            panic!("expected one try, found {effects:?}")
        };
        assert_eq!(code.expose(), "123456");
        *ticket
    }

    fn said(&mut self, ticket: u64, said: HostSaid) {
        let answer = Answer::Host(Box::new(HostAnswer { ticket, said }));
        assert_eq!(self.flow.answer(answer, self.now), vec![]);
    }

    fn opened(view: HostView) -> (Self, u64) {
        let mut visitor = Self::new(Preset::Ask);
        visitor.finds_code();
        let ticket = visitor.tries();
        visitor.said(ticket, HostSaid::Opened(view));
        (visitor, ticket)
    }

    fn typing(&self) -> &HostCode {
        match self.flow.state() {
            State::HostCode(typing) => typing,
            other => panic!("expected the code, found {other:?}"),
        }
    }

    fn at(&self) -> &Host {
        match self.flow.state() {
            State::Host(host) => host,
            other => panic!("expected a host, found {other:?}"),
        }
    }
}

fn wish(effects: Vec<Effect>) -> HostWish {
    match <[Effect; 1]>::try_from(effects) {
        Ok([Effect::Host(ask)]) => ask.wish,
        other => panic!("expected one wish, found {other:?}"),
    }
}

#[test]
fn the_sixth_digit_tries_and_nothing_else_is_a_digit() {
    let mut visitor = Visitor::new(Preset::Ask);
    visitor.finds_code();
    assert_eq!(visitor.dials("12a+ 3"), vec![]);
    assert_eq!(visitor.typing().code.expose(), "123");
    visitor.touch_at_once(Touch::Press(Key::Erase));
    assert_eq!(visitor.typing().code.expose(), "12");
    assert_eq!(visitor.dials("345").len(), 0);
    let tried = wish(visitor.dials("6"));
    assert!(matches!(tried, HostWish::TryCode(code) if code.expose() == "123456"));
    assert_eq!(visitor.typing().code.expose(), "", "it is handed on, and not kept");
    assert_eq!(visitor.dials("777777"), vec![], "while it is tried nothing is typed");
}

#[test]
fn what_was_typed_prints_nothing_of_itself() {
    let mut visitor = Visitor::new(Preset::Ask);
    visitor.finds_code();
    visitor.dials("90817");
    assert!(!format!("{:?}", visitor.flow).contains("90817"));
    let effects = visitor.dials("2");
    assert_eq!(effects.len(), 1);
    assert!(!format!("{effects:?}").contains("908172"));
}

#[test]
fn a_try_is_told_in_words_until_the_next_is_typed() {
    let mut visitor = Visitor::new(Preset::Ask);
    visitor.finds_code();
    for (said, told) in [
        (HostSaid::WrongCode, CodeTold::Wrong),
        (HostSaid::Wait { minutes: 2 }, CodeTold::Wait(2)),
        (HostSaid::NoCode, CodeTold::NoCode),
        (HostSaid::Refused(DoorError::Silent), CodeTold::Failed),
    ] {
        let ticket = visitor.tries();
        visitor.said(ticket, said);
        assert_eq!(visitor.typing().tells(), Some(told));
        visitor.dials("1");
        assert_eq!(visitor.typing().tells(), None);
        visitor.touch_at_once(Touch::Press(Key::Erase));
    }
    let ticket = visitor.tries();
    visitor.now += SAVE_ANSWER_MS;
    visitor.flow.tick(visitor.now);
    assert_eq!(visitor.typing().tells(), Some(CodeTold::Failed), "an engine that is silent");
    visitor.said(ticket, HostSaid::Opened(view()));
    assert_eq!(visitor.at().page, HostPage::Today, "whoever waits for it gets the late answer");
}

#[test]
fn a_late_answer_opens_nothing_for_whoever_came_after() {
    let mut visitor = Visitor::new(Preset::Ask);
    visitor.finds_code();
    let ticket = visitor.tries();
    visitor.touch(Touch::Stop);
    visitor.said(ticket, HostSaid::Opened(view()));
    assert_eq!(*visitor.flow.state(), State::Rest);
    visitor.finds_code();
    visitor.said(ticket, HostSaid::Opened(view()));
    assert_eq!(*visitor.typing(), HostCode::default());
    let second = visitor.tries();
    visitor.said(ticket, HostSaid::Opened(view()));
    assert!(visitor.typing().trying.is_some(), "the answer to another try");
    visitor.said(second, HostSaid::WrongCode);
    assert_eq!(visitor.typing().tells(), Some(CodeTold::Wrong));
}

#[test]
fn back_and_stop_lead_out_and_keep_nothing() {
    let (mut visitor, _) = Visitor::opened(view());
    for touch in [HostTouch::Session(WALK.to_owned()), HostTouch::Desk, HostTouch::Clock] {
        visitor.host(touch);
        assert_ne!(visitor.at().page, HostPage::Today);
        visitor.touch(Touch::Back);
        assert_eq!(visitor.at().page, HostPage::Today);
    }
    visitor.touch(Touch::Back);
    assert_eq!(*visitor.flow.state(), State::Rest);

    let (mut visitor, _) = Visitor::opened(view());
    visitor.host(HostTouch::Clock);
    visitor.touch(Touch::Stop);
    assert_eq!(*visitor.flow.state(), State::Rest);

    visitor.finds_code();
    visitor.dials("12");
    visitor.touch(Touch::Back);
    assert_eq!(*visitor.flow.state(), State::About { page: 0 });
    visitor.host(HostTouch::Enter);
    assert_eq!(*visitor.typing(), HostCode::default(), "what was typed is forgotten");
    visitor.touch(Touch::Stop);
    assert_eq!(*visitor.flow.state(), State::Rest);
}

#[test]
fn left_alone_it_closes_also_while_the_door_is_busy() {
    let (mut visitor, ticket) = Visitor::opened(view());
    let home_at = visitor.now + IdleSettings::default().home_after_ms;
    while visitor.now + 5_000 < home_at {
        visitor.now += 5_000;
        visitor.flow.tick(visitor.now);
        assert_eq!(wish(visitor.flow.today_changed()), HostWish::Look);
        visitor.said(ticket, HostSaid::Seen(view()));
    }
    visitor.now = home_at;
    visitor.flow.tick(visitor.now);
    assert_eq!(*visitor.flow.state(), State::Rest, "what the door does is no touch of a host");
    assert_eq!(visitor.flow.today_changed(), vec![]);
}

#[test]
fn a_host_counts_one_more_and_takes_one_off_once_a_touch() {
    let (mut visitor, ticket) = Visitor::opened(view());
    assert_eq!(visitor.host(HostTouch::AddOne), vec![], "for which session?");
    visitor.host(HostTouch::Session(WALK.to_owned()));
    let one = Correction::Add { session: WALK.to_owned(), role: Role::Visitor, people: 1 };
    assert_eq!(wish(visitor.host(HostTouch::AddOne)), HostWish::Correct(one));
    assert_eq!(visitor.host(HostTouch::AddOne), vec![], "it is being done");
    assert_eq!(visitor.flow.today_changed(), vec![], "its answer says how it is");
    let mut more = view();
    more.people = 4;
    visitor.said(ticket, HostSaid::Done(more.clone()));
    assert_eq!((visitor.at().tells(), &visitor.at().view), (Some(HostTold::Added), &more));

    let last = Correction::TakeBackLast { session: WALK.to_owned() };
    assert_eq!(wish(visitor.host(HostTouch::TakeLastOff)), HostWish::Correct(last));
    assert_eq!(visitor.at().tells(), None, "the last thing that was done is not this one");
    visitor.said(ticket, HostSaid::Done(view()));
    assert_eq!(visitor.at().tells(), Some(HostTold::TakenOff));
    // The engine answers at once: the second half of a double tap comes after that.
    visitor.host(HostTouch::AddOne);
    visitor.said(ticket, HostSaid::Done(more));
    visitor.now += 100;
    assert_eq!(visitor.touch_at_once(Touch::Host(HostTouch::AddOne)), vec![]);
}

#[test]
fn cancelling_keeps_what_else_was_changed() {
    let moved = SessionChange { place: Some("zaal 2".to_owned()), ..SessionChange::default() };
    let cancelled = SessionChange { is_cancelled: true, ..moved.clone() };
    let (mut visitor, ticket) = Visitor::opened(walk_with(moved.clone(), false));
    visitor.host(HostTouch::Session(WALK.to_owned()));
    let asked = wish(visitor.host(HostTouch::Cancel));
    assert_eq!(asked, HostWish::Change(WALK.to_owned(), cancelled.clone()));
    visitor.said(ticket, HostSaid::Done(walk_with(cancelled, true)));
    assert_eq!(visitor.at().tells(), Some(HostTold::Cancelled));
    let asked = wish(visitor.host(HostTouch::Cancel));
    assert_eq!(asked, HostWish::Change(WALK.to_owned(), moved.clone()));
    visitor.said(ticket, HostSaid::Done(walk_with(moved, false)));
    assert_eq!(visitor.at().tells(), Some(HostTold::Held));
}

#[test]
fn what_only_the_calendar_can_bring_back_is_not_offered() {
    let (mut visitor, _) = Visitor::opened(walk_with(SessionChange::default(), true));
    visitor.host(HostTouch::Session(WALK.to_owned()));
    assert!(!visitor.at().session().unwrap().can_cancel(), "the calendar cancelled it");
    assert_eq!(visitor.host(HostTouch::Cancel), vec![]);
    visitor.touch(Touch::Back);
    visitor.host(HostTouch::Session(DROP_IN.to_owned()));
    assert!(!visitor.at().session().unwrap().can_cancel());
    assert_eq!(visitor.host(HostTouch::Cancel), vec![]);
    visitor.touch(Touch::Back);
    visitor.host(HostTouch::Session("unknown".to_owned()));
    assert_eq!(visitor.at().page, HostPage::Today);
}

#[test]
fn what_is_refused_is_told_and_may_be_tried_again() {
    let (mut visitor, ticket) = Visitor::opened(view());
    visitor.host(HostTouch::Session(WALK.to_owned()));
    for error in [DoorError::NobodyThere, DoorError::DayClosed, DoorError::Silent] {
        visitor.host(HostTouch::TakeLastOff);
        visitor.said(ticket, HostSaid::Refused(error));
        assert_eq!(visitor.at().tells(), Some(HostTold::Refused(error)));
    }
    visitor.host(HostTouch::TakeLastOff);
    visitor.now += SAVE_ANSWER_MS;
    visitor.flow.tick(visitor.now);
    assert_eq!(visitor.at().tells(), Some(HostTold::Refused(DoorError::Silent)));
    assert_eq!(visitor.host(HostTouch::TakeLastOff).len(), 1, "it may be tried again");

    let mut gone = view();
    gone.sessions.pop();
    visitor.said(ticket, HostSaid::Seen(gone));
    assert_eq!(visitor.at().page, HostPage::Today, "the calendar has it no more");
    assert_eq!(visitor.at().told, Some(HostTold::Refused(DoorError::UnknownSession)));
    visitor.said(ticket + 1, HostSaid::Refused(DoorError::DayClosed));
    assert_eq!(visitor.at().told, Some(HostTold::Refused(DoorError::UnknownSession)), "another's answer");
}

#[test]
fn the_clock_is_vouched_for_once() {
    let (mut visitor, ticket) = Visitor::opened(view());
    assert_eq!(visitor.host(HostTouch::Vouch), vec![], "who vouches has looked at it");
    visitor.host(HostTouch::Clock);
    assert_eq!(wish(visitor.host(HostTouch::Vouch)), HostWish::Vouch);
    visitor.said(ticket, HostSaid::Done(HostView { is_clock_trusted: true, ..view() }));
    assert_eq!(visitor.at().tells(), Some(HostTold::Vouched));
    assert_eq!(visitor.host(HostTouch::Vouch), vec![]);
}

#[test]
fn a_pass_that_is_held_up_moves_no_host_away() {
    let (mut visitor, _) = Visitor::opened(view());
    let before = visitor.flow.state().clone();
    assert_eq!(visitor.scans(passes::PASS), vec![]);
    assert_eq!(*visitor.flow.state(), before);
}
