//! A pass that is held up: on which screens it is taken, what it opens, and what a guest can do with it.

use super::*;
use welkom_desk::door::CallReason;
use welkom_guestbook::{Consent, Consents, Greeted, Language as GuestLanguage, PhoneNumber};

/// A pass of sixteen nines.
const OTHER: &str = "WELKOM044GJ289144GJ289144GJ289144RFW17";
pub(super) const PASS: &str = "WELKOM043GE1R70W3GE1R70W3GE1R70W3HXCH3";

fn other_pass() -> Pass {
    Pass::parse(OTHER).unwrap()
}

pub(super) fn greeting(may_call: bool, language: &str) -> Greeted {
    let consent = Consent { day: "2026-11-01".parse().unwrap(), wording: WORDING };
    Greeted {
        name: FirstName::new("Anna").unwrap(),
        language: GuestLanguage::new(language).unwrap(),
        consents: Consents { keep: consent, call: may_call.then_some(consent) },
    }
}

fn scan_of(text: &str) -> Scan {
    let mut scanned = Scanned::default();
    for letter in text.chars() {
        scanned.press(&letter.to_string(), 0);
    }
    match scanned.press("\n", 0) {
        Pressed::Scanned(scan) => scan,
        other => panic!("expected a scan, found {other:?}"),
    }
}

impl Visitor {
    /// At once, as a scanner does: no screen has settled.
    pub(super) fn scans(&mut self, text: &str) -> Vec<Effect> {
        let Self { flow, today, now, ids } = self;
        let mut new_id = || {
            *ids += 1;
            ArrivalId(Uuid::from_u128(*ids))
        };
        flow.scan(&scan_of(text), &mut Surroundings { now: *now, today, new_id: &mut new_id })
    }

    fn hears(&mut self, answer: Answer) -> Vec<Effect> {
        self.flow.answer(answer, self.now)
    }

    fn is_greeted(&mut self) {
        assert_eq!(self.scans(PASS), vec![Effect::Greet(pass())]);
        assert_eq!(self.hears(Answer::Greeted(pass(), greeting(true, "nl"))), vec![]);
    }

    fn notice(&self) -> Option<Notice> {
        match self.flow.state() {
            State::Notice { notice, .. } => Some(*notice),
            _ => None,
        }
    }

    fn known(&self) -> &Known {
        match self.flow.state() {
            State::Known(known) => known,
            other => panic!("expected a greeting, found {other:?}"),
        }
    }

    fn page(&self) -> Option<DetailsPage> {
        match self.flow.state() {
            State::Details(details) => Some(details.page),
            _ => None,
        }
    }
}

fn visitor() -> Visitor {
    let mut visitor = Visitor::new(Preset::One(walk()));
    visitor.today.keeps_names = true;
    visitor
}

/// Greeted, and at "Mijn gegevens".
fn at_details(may_call: bool) -> Visitor {
    let mut visitor = visitor();
    visitor.scans(PASS);
    visitor.hears(Answer::Greeted(pass(), greeting(may_call, "nl")));
    visitor.touch(Touch::OwnDetails);
    assert_eq!(visitor.page(), Some(DetailsPage::Menu));
    visitor
}

#[test]
fn a_pass_and_one_touch() {
    let mut visitor = visitor();
    visitor.is_greeted();
    assert_eq!(visitor.known().guest.name.expose(), "Anna");
    assert_eq!(visitor.known().draft.keys(), [walk()]);
    let effects = visitor.touch(Touch::Here);
    let arrival = Visitor::saved(&effects).clone();
    assert_eq!((arrival.pass, arrival.guest, arrival.offers), (Some(pass()), None, vec![walk()]));
    assert_eq!(visitor.touch(Touch::Here), vec![], "it is being written");
    assert_eq!(visitor.scans(OTHER), vec![], "and no other pass is taken meanwhile");
    visitor.hears(Answer::Saved(arrival.id));
    let State::Thanks { named, first_time, .. } = visitor.flow.state() else { panic!("the thank-you") };
    assert!(matches!(named, Named::Greeted { name, in_book: true } if name.expose() == "Anna"));
    assert_eq!(*first_time, FirstTime::Over, "who has a pass is not new");
    assert_eq!(visitor.scans(OTHER), vec![], "nor on the thank-you");
    // Taken back, the guest stays.
    assert_eq!(visitor.touch(Touch::TakeBack), vec![Effect::TakeBack(arrival.id, None)]);
    visitor.hears(Answer::TakenBack(arrival.id));
    assert_eq!(*visitor.flow.state(), State::Rest);
}

#[test]
fn a_book_that_fails_counts_and_says_so() {
    let mut visitor = visitor();
    visitor.is_greeted();
    let id = Visitor::saved(&visitor.touch(Touch::Here)).id;
    visitor.hears(Answer::NameNotKept(id));
    assert!(matches!(
        visitor.flow.state(),
        State::Thanks { named: Named::Greeted { in_book: false, .. }, .. }
    ));
}

#[test]
fn a_failed_try_may_be_made_again_or_left_and_is_then_taken_back() {
    for leave in [Touch::Stop, Touch::Back, Touch::Different, Touch::OwnDetails] {
        let mut visitor = visitor();
        visitor.is_greeted();
        let id = Visitor::saved(&visitor.touch(Touch::Here)).id;
        visitor.now += SAVE_ANSWER_MS;
        visitor.flow.tick(visitor.now);
        assert_eq!(Visitor::saved(&visitor.touch(Touch::Here)).id, id, "the same arrival");
        visitor.hears(Answer::NotSaved(id));
        assert_eq!(visitor.touch(leave.clone()), vec![Effect::TakeBack(id, None)], "{leave:?}");
        if visitor.page().is_some() {
            visitor.touch(Touch::Back);
            assert_ne!(Visitor::saved(&visitor.touch(Touch::Here)).id, id, "another arrival");
        }
    }
}

#[test]
fn a_guest_who_walks_away_after_a_failed_try_is_taken_back() {
    let mut visitor = visitor();
    visitor.is_greeted();
    let id = Visitor::saved(&visitor.touch(Touch::Here)).id;
    visitor.hears(Answer::NotSaved(id));
    assert_eq!(visitor.flow.tick(visitor.now + 45_000), vec![Effect::TakeBack(id, None)]);
}

#[test]
fn where_several_things_are_on_what_for_comes_first() {
    let mut visitor = Visitor::new(Preset::Ask);
    visitor.is_greeted();
    let State::Choose { guest: Some(guest), .. } = visitor.flow.state() else { panic!("what for") };
    assert_eq!(guest.name.expose(), "Anna");
    assert_eq!(visitor.touch(Touch::GoOn), vec![], "nothing is chosen");
    // Back is the greeting, from where "Ik ben er" asks again.
    visitor.touch(Touch::Back);
    assert!(visitor.known().draft.offers.is_empty());
    assert_eq!(visitor.touch(Touch::Here), vec![]);
    visitor.touch(Touch::Toggle(OfferKey::DropIn));
    visitor.touch(Touch::More);
    let effects = visitor.touch(Touch::GoOn);
    let arrival = Visitor::saved(&effects).clone();
    assert_eq!((arrival.pass, arrival.offers, arrival.party), (Some(pass()), vec![OfferKey::DropIn], 2));
    visitor.hears(Answer::NotSaved(arrival.id));
    assert_eq!(visitor.touch(Touch::Back), vec![Effect::TakeBack(arrival.id, None)]);
    assert!(
        matches!(visitor.flow.state(), State::Choose { guest: Some(_), draft, .. } if draft.has(&OfferKey::DropIn))
    );
}

#[test]
fn something_else_and_back_is_the_greeting_with_its_preset() {
    let mut visitor = visitor();
    visitor.is_greeted();
    visitor.touch(Touch::Different);
    visitor.touch(Touch::Toggle(walk()));
    visitor.touch(Touch::Back);
    assert_eq!(visitor.known().draft.keys(), [walk()]);
}

#[test]
fn what_was_chosen_before_the_pass_stays_chosen() {
    // At what for, at the question of the name, and at the first question about it.
    for touches in [0, 1, 2] {
        let mut visitor = visitor();
        visitor.touch(Touch::Here);
        visitor.touch(Touch::Different);
        visitor.touch(Touch::Toggle(OfferKey::DropIn));
        visitor.touch(Touch::More);
        for touch in [Touch::GoOn, Touch::WithName].into_iter().take(touches) {
            visitor.touch(touch);
        }
        visitor.is_greeted();
        let draft = &visitor.known().draft;
        assert_eq!((draft.keys(), draft.party), (vec![walk(), OfferKey::DropIn], 2), "after {touches}");
    }
}

#[test]
fn a_scan_is_ignored_where_something_is_saved_or_typed() {
    let mut saving = visitor();
    saving.touch(Touch::Here);
    let id = Visitor::saved(&saving.touch(Touch::WithoutName)).id;
    assert_eq!(saving.scans(PASS), vec![]);
    saving.hears(Answer::NotSaved(id));
    assert_eq!(saving.scans(PASS), vec![], "a try that failed may be on disk");
    let mut typing = leaving_a_name();
    typing.touch(Touch::Yes);
    assert_eq!(typing.scans(PASS), vec![]);
    let mut reading = visitor();
    reading.touch(Touch::About);
    assert_eq!(reading.scans(PASS), vec![]);
    let mut closed = visitor();
    closed.today.is_open = false;
    assert_eq!(closed.scans(PASS), vec![]);
    assert_eq!(*closed.flow.state(), State::Rest);
    let mut changing = at_details(true);
    assert_eq!(changing.scans(OTHER), vec![]);
}

#[test]
fn an_answer_that_comes_too_late_greets_nobody() {
    let mut visitor = visitor();
    visitor.touch(Touch::Here);
    visitor.scans(PASS);
    let effects = visitor.touch(Touch::WithoutName);
    Visitor::saved(&effects);
    visitor.hears(Answer::Greeted(pass(), greeting(true, "nl")));
    assert!(matches!(visitor.flow.state(), State::Name { .. }));
    // Nor after stop.
    let mut visitor = self::visitor();
    visitor.touch(Touch::Here);
    visitor.scans(PASS);
    visitor.touch(Touch::Stop);
    visitor.hears(Answer::Greeted(pass(), greeting(true, "nl")));
    assert_eq!(*visitor.flow.state(), State::Rest);
}

#[test]
fn a_pass_that_is_read_twice_is_looked_up_once() {
    let mut visitor = visitor();
    assert_eq!(visitor.scans(PASS), vec![Effect::Greet(pass())]);
    assert_eq!(visitor.scans(PASS), vec![], "while it is looked up");
    visitor.hears(Answer::Greeted(pass(), greeting(true, "nl")));
    let id = visitor.known().id;
    assert_eq!(visitor.scans(PASS), vec![], "while it is greeted");
    assert_eq!(visitor.known().id, id);
    // Somebody else is next: nothing of the one before is theirs.
    visitor.touch(Touch::Different);
    visitor.touch(Touch::More);
    assert_eq!(visitor.scans(OTHER), vec![Effect::Greet(other_pass())]);
    visitor.hears(Answer::Greeted(other_pass(), greeting(true, "nl")));
    assert_eq!((visitor.known().guest.pass.clone(), visitor.known().draft.party), (other_pass(), 1));
}

#[test]
fn another_pass_that_opens_nothing_ends_the_greeting_before_it() {
    let mut visitor = visitor();
    visitor.is_greeted();
    visitor.scans(OTHER);
    visitor.hears(Answer::UnknownPass(other_pass()));
    assert_eq!(visitor.notice(), Some(Notice::UnknownPass));
    visitor.touch(Touch::Back);
    assert_eq!(*visitor.flow.state(), State::Rest);
}

#[test]
fn a_pass_that_opens_nothing_comes_in_like_anybody() {
    let mut visitor = visitor();
    visitor.scans(PASS);
    visitor.hears(Answer::UnknownPass(other_pass()));
    assert_eq!(visitor.notice(), None, "an answer about another pass");
    visitor.hears(Answer::UnknownPass(pass()));
    assert_eq!(visitor.notice(), Some(Notice::UnknownPass));
    visitor.touch(Touch::GoOn);
    assert!(matches!(visitor.flow.state(), State::Name { draft, .. } if draft.has(&walk())));
}

#[test]
fn what_is_no_pass_may_be_held_up_again_and_keeps_what_was_chosen() {
    for code in ["https://example.org/?q=1", "WELKOM043GE1R70W3GE1R70W3GE1R70W3HXCH4", "WELKOM"] {
        let mut visitor = visitor();
        visitor.touch(Touch::Here);
        visitor.touch(Touch::Different);
        visitor.touch(Touch::More);
        assert_eq!(visitor.scans(code), vec![], "nothing to look up");
        assert_eq!(visitor.notice(), Some(Notice::Misread));
        assert!(!format!("{:?}", visitor.flow).contains(code), "it is not repeated");
        visitor.scans(code);
        assert_eq!(visitor.notice(), Some(Notice::Misread));
        visitor.touch(Touch::GoOn);
        assert!(matches!(visitor.flow.state(), State::Choose { draft, .. } if draft.party == 2));
        visitor.scans(code);
        visitor.is_greeted();
        assert_eq!(visitor.known().draft.party, 2);
    }
}

#[test]
fn nobody_who_answers_about_a_pass_is_told_like_a_misread_one() {
    let mut silent = visitor();
    silent.scans(PASS);
    assert_eq!(silent.flow.next_tick(silent.now), Some(silent.now + SAVE_ANSWER_MS));
    silent.now += SAVE_ANSWER_MS - 1;
    silent.flow.tick(silent.now);
    assert_eq!(silent.notice(), None);
    silent.now += 1;
    silent.flow.tick(silent.now);
    assert_eq!(silent.notice(), Some(Notice::Misread));
    let mut failing = visitor();
    failing.scans(PASS);
    failing.hears(Answer::NoAnswer(pass()));
    assert_eq!(failing.notice(), Some(Notice::Misread));
}

#[test]
fn a_scan_takes_the_idle_warning_away_and_is_taken() {
    let mut visitor = visitor();
    visitor.touch(Touch::Here);
    visitor.now += 40_000;
    assert!(visitor.flow.going_home_in_s(visitor.now).is_some());
    assert_eq!(visitor.scans(PASS), vec![Effect::Greet(pass())]);
    assert_eq!(visitor.flow.going_home_in_s(visitor.now), None);
    visitor.hears(Answer::Greeted(pass(), greeting(true, "nl")));
    assert_eq!(visitor.known().draft.keys(), [walk()]);
}

#[test]
fn an_unattended_greeting_goes_home_and_stop_does() {
    let mut visitor = visitor();
    visitor.is_greeted();
    assert!(visitor.flow.going_home_in_s(visitor.now + 30_000).is_some());
    visitor.now += 45_000;
    visitor.flow.tick(visitor.now);
    assert_eq!(*visitor.flow.state(), State::Rest);
    visitor.is_greeted();
    visitor.touch(Touch::Stop);
    assert_eq!(*visitor.flow.state(), State::Rest);
}

#[test]
fn the_guests_language_is_spoken_from_the_greeting_on_where_the_centre_offers_it() {
    let mut visitor = visitor();
    visitor.scans(PASS);
    let effects = visitor.hears(Answer::Greeted(pass(), greeting(true, "en")));
    assert_eq!(effects, vec![Effect::Speak(Language::English)]);
    assert_eq!(visitor.touch(Touch::Stop), vec![Effect::Speak(Language::Dutch)], "and the next in Dutch");
    visitor.scans(PASS);
    assert_eq!(visitor.hears(Answer::Greeted(pass(), greeting(true, "ar"))), vec![]);
    visitor.touch(Touch::Stop);
    let mut dutch_only = Flow::new(vec![Language::Dutch], IdleSettings::default(), 1);
    dutch_only.answer(Answer::Ready, 0);
    std::mem::swap(&mut visitor.flow, &mut dutch_only);
    visitor.scans(PASS);
    assert_eq!(visitor.hears(Answer::Greeted(pass(), greeting(true, "en"))), vec![]);
}

#[test]
fn another_name() {
    let mut visitor = at_details(true);
    visitor.touch(Touch::Want(Topic::Name));
    assert_eq!(visitor.touch(Touch::GoOn), vec![], "nothing is typed");
    visitor.types("anna-MARIe");
    let wish = Wish::Rename(FirstName::new("Anna-Marie").unwrap());
    assert_eq!(visitor.touch(Touch::GoOn), vec![Effect::ForGuest(pass(), wish)]);
    assert_eq!(visitor.touch(Touch::GoOn), vec![], "it is being done");
    assert_eq!(visitor.touch(Touch::Stop), vec![], "and cannot be left meanwhile");
    visitor.hears(Answer::Done(other_pass()));
    assert_eq!(visitor.notice(), None);
    visitor.hears(Answer::Done(pass()));
    assert_eq!(visitor.notice(), Some(Notice::Renamed));
    visitor.now += 10_000;
    visitor.flow.tick(visitor.now);
    assert_eq!(*visitor.flow.state(), State::Rest, "and then home");
}

#[test]
fn another_number_and_no_calls_where_calls_were_agreed_to() {
    let mut visitor = at_details(true);
    visitor.touch(Touch::Want(Topic::Calls));
    assert_eq!(visitor.page(), Some(DetailsPage::Calls));
    visitor.touch(Touch::Yes);
    visitor.types("0612");
    visitor.touch(Touch::GoOn);
    assert!(matches!(visitor.flow.state(), State::Details(details) if details.number_is_wrong));
    visitor.types("345678");
    let number = PhoneNumber::new("+31612345678").unwrap();
    let effects = visitor.touch(Touch::GoOn);
    assert_eq!(effects, vec![Effect::ForGuest(pass(), Wish::Number(number, None))], "consent as it was");
    visitor.hears(Answer::Done(pass()));
    assert_eq!(visitor.notice(), Some(Notice::NewNumber));
    visitor.touch(Touch::Done);
    assert_eq!(*visitor.flow.state(), State::Rest);
    let mut visitor = at_details(true);
    visitor.touch(Touch::Want(Topic::Calls));
    assert_eq!(visitor.touch(Touch::No), vec![Effect::ForGuest(pass(), Wish::NoCalls)]);
    visitor.hears(Answer::Done(pass()));
    assert_eq!(visitor.notice(), Some(Notice::NoCalls));
}

#[test]
fn calls_are_agreed_to_again_in_the_words_of_the_first_time() {
    let mut visitor = at_details(false);
    visitor.touch(Touch::Want(Topic::Calls));
    assert_eq!(visitor.page(), Some(DetailsPage::MayCall));
    assert_eq!(visitor.touch(Touch::No), vec![]);
    assert_eq!(visitor.page(), Some(DetailsPage::Menu));
    visitor.touch(Touch::Want(Topic::Calls));
    visitor.touch(Touch::Yes);
    visitor.types("0612345678");
    let effects = visitor.touch(Touch::GoOn);
    let consent = Some(Consent { day: visitor.today.day, wording: WORDING });
    let number = PhoneNumber::new("+31612345678").unwrap();
    assert_eq!(effects, vec![Effect::ForGuest(pass(), Wish::Number(number, consent))]);
}

#[test]
fn forgetting_takes_two_touches_and_one_that_failed_may_be_tried_again() {
    let mut visitor = at_details(true);
    assert_eq!(visitor.touch(Touch::Want(Topic::Forget)), vec![], "asked first");
    assert_eq!(visitor.touch(Touch::No), vec![]);
    assert_eq!(visitor.page(), Some(DetailsPage::Menu));
    visitor.touch(Touch::Want(Topic::Forget));
    assert_eq!(visitor.touch_at_once(Touch::Yes), vec![], "the second half of a double tap");
    let forget = vec![Effect::ForGuest(pass(), Wish::Forget)];
    assert_eq!(visitor.touch(Touch::Yes), forget);
    visitor.hears(Answer::NoAnswer(pass()));
    assert_eq!(visitor.touch(Touch::Yes), forget);
    visitor.now += SAVE_ANSWER_MS;
    visitor.flow.tick(visitor.now);
    assert_eq!(visitor.touch(Touch::Yes), forget, "so may one that nobody answered");
    visitor.hears(Answer::Done(pass()));
    assert_eq!(visitor.notice(), Some(Notice::Forgotten));
    visitor.touch(Touch::GoOn);
    assert_eq!(*visitor.flow.state(), State::Rest);
}

#[test]
fn back_leads_through_the_questions_to_the_greeting_and_stop_home() {
    let mut visitor = at_details(false);
    visitor.touch(Touch::Want(Topic::Calls));
    visitor.touch(Touch::Yes);
    for page in [Some(DetailsPage::MayCall), Some(DetailsPage::Menu), None] {
        visitor.touch(Touch::Back);
        assert_eq!(visitor.page(), page);
    }
    assert_eq!(visitor.known().draft.keys(), [walk()]);
    let mut visitor = at_details(true);
    visitor.touch(Touch::Want(Topic::Calls));
    visitor.touch(Touch::Yes);
    visitor.touch(Touch::Back);
    assert_eq!(visitor.page(), Some(DetailsPage::Calls));
    visitor.touch(Touch::Stop);
    assert_eq!(*visitor.flow.state(), State::Rest);
}

#[test]
fn a_guest_whom_a_host_erased_meanwhile_is_unknown() {
    let mut visitor = at_details(true);
    visitor.touch(Touch::Want(Topic::Calls));
    visitor.touch(Touch::No);
    visitor.hears(Answer::UnknownPass(pass()));
    assert_eq!(visitor.notice(), Some(Notice::UnknownPass));
}

#[test]
fn a_first_talk_is_one_touch_and_a_promise_only_once_a_host_knows() {
    let mut visitor = at_details(true);
    let effects = visitor.touch(Touch::Want(Topic::Talk));
    let [Effect::CallHost { id, reason, offers }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((*reason, offers.clone()), (CallReason::FirstTalk, vec![walk()]));
    assert_eq!(visitor.notice(), None);
    visitor.hears(Answer::HostCalled(ArrivalId(Uuid::from_u128(999))));
    assert_eq!(visitor.notice(), None, "somebody else's");
    visitor.hears(Answer::HostCalled(*id));
    assert_eq!(visitor.notice(), Some(Notice::TalkAsked));
    let mut silent = at_details(true);
    silent.touch(Touch::Want(Topic::Talk));
    silent.now += SAVE_ANSWER_MS;
    silent.flow.tick(silent.now);
    assert!(matches!(silent.flow.state(), State::Details(it) if it.doing.is_some_and(|(it, _)| it.failed)));
}

#[test]
fn nothing_of_a_guest_or_a_pass_is_ever_printed() {
    let mut visitor = visitor();
    let mut said = vec![format!("{:?}", scan_of(PASS)), format!("{:?}", visitor.scans(PASS))];
    let answer = Answer::Greeted(pass(), greeting(true, "nl"));
    said.push(format!("{answer:?}"));
    visitor.hears(answer);
    visitor.touch(Touch::OwnDetails);
    visitor.touch(Touch::Want(Topic::Name));
    visitor.types("Kever");
    said.push(format!("{:?}", visitor.flow));
    said.push(format!("{:?}", visitor.touch(Touch::GoOn)));
    let said = said.concat();
    assert!(said.contains("ForGuest") && said.contains("Details"), "{said}");
    for secret in ["Anna", "Kever", &PASS[6..], "043GE1"] {
        assert!(!said.contains(secret), "{secret} in {said}");
    }
}
