mod first_time;
mod host;
mod passes;

use super::*;
use crate::config::Language;
use crate::today::{Offer, OfferKey, OfferState, Pictogram, Preset};
use chrono::{NaiveDate, NaiveDateTime, TimeZone};
use proptest::prelude::*;
use uuid::Uuid;
use welkom_domain::ids::ActivityId;
use welkom_guestbook::{Pass, WORDING};

fn start() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 12, 3).unwrap().and_hms_opt(14, 0, 0).unwrap()
}

fn offer(key: OfferKey, state: OfferState) -> Offer {
    Offer {
        key,
        pictogram: Pictogram::Moving,
        when: None,
        title: "Wandelen".to_owned(),
        place: String::new(),
        elsewhere: false,
        price_cents: None,
        for_whom: String::new(),
        sign_up_required: false,
        host: String::new(),
        note: String::new(),
        state,
    }
}

fn walk() -> OfferKey {
    OfferKey::Session("walk".into(), start())
}

fn over() -> OfferKey {
    OfferKey::Session("over".into(), start())
}

fn today(preset: Preset) -> Today {
    let now = chrono_tz::Europe::Amsterdam.with_ymd_and_hms(2026, 12, 3, 13, 45, 0).unwrap();
    Today {
        now,
        day: now.date_naive(),
        is_open: true,
        opens: None,
        closed_reason: String::new(),
        offers: vec![
            offer(OfferKey::DropIn, OfferState::Open),
            offer(walk(), OfferState::Open),
            offer(over(), OfferState::Over),
        ],
        now_and_next: vec![],
        preset,
        keeps_names: false,
        news: String::new(),
        programme_age_days: 0,
    }
}

/// A visitor at the screen: every touch comes a second after the one before.
struct Visitor {
    flow: Flow,
    today: Today,
    now: Moment,
    ids: u128,
}

impl Visitor {
    fn new(preset: Preset) -> Self {
        let mut flow = Flow::new(vec![Language::Dutch, Language::English], IdleSettings::default(), 3);
        flow.answer(Answer::Ready, 0);
        Self { flow, today: today(preset), now: 1_000, ids: 0 }
    }

    #[expect(clippy::needless_pass_by_value, reason = "reads as what a visitor does")]
    fn touch_at_once(&mut self, touch: Touch) -> Vec<Effect> {
        let Self { flow, today, now, ids } = self;
        let mut new_id = || {
            *ids += 1;
            ArrivalId(Uuid::from_u128(*ids))
        };
        flow.touch(&touch, &mut Surroundings { now: *now, today, new_id: &mut new_id })
    }

    fn touch(&mut self, touch: Touch) -> Vec<Effect> {
        self.now += 1_000;
        self.touch_at_once(touch)
    }

    fn saved(effects: &[Effect]) -> &NewArrival {
        match effects {
            [Effect::Save(arrival)] => arrival,
            other => panic!("expected one save, found {other:?}"),
        }
    }
}

#[test]
fn two_touches_without_a_name() {
    let mut visitor = Visitor::new(Preset::One(OfferKey::DropIn));
    assert_eq!(visitor.touch(Touch::Here), vec![]);
    let effects = visitor.touch(Touch::WithoutName);
    let arrival = Visitor::saved(&effects).clone();
    assert_eq!((arrival.offers, arrival.party), (vec![OfferKey::DropIn], 1));
    assert!(matches!(visitor.flow.state(), State::Name { .. }), "no thank-you before it is on disk");
    visitor.flow.answer(Answer::Saved(arrival.id), visitor.now);
    assert!(matches!(visitor.flow.state(), State::Thanks { named: Named::No, .. }));
    visitor.now += 10_000;
    visitor.flow.tick(visitor.now);
    assert_eq!(*visitor.flow.state(), State::Rest);
}

#[test]
fn a_double_tap_counts_once_and_lands_on_nothing() {
    let mut visitor = Visitor::new(Preset::One(OfferKey::DropIn));
    visitor.touch(Touch::Here);
    assert_eq!(visitor.touch_at_once(Touch::WithoutName), vec![], "the question has not settled");
    let first = visitor.touch(Touch::WithoutName);
    Visitor::saved(&first);
    assert_eq!(visitor.touch_at_once(Touch::WithoutName), vec![], "it is being written");
    assert_eq!(visitor.touch(Touch::WithName), vec![]);
}

#[test]
fn a_try_again_has_the_same_id() {
    let mut visitor = Visitor::new(Preset::One(OfferKey::DropIn));
    visitor.touch(Touch::Here);
    let first = Visitor::saved(&visitor.touch(Touch::WithoutName)).id;
    visitor.flow.answer(Answer::NotSaved(first), visitor.now);
    let second = Visitor::saved(&visitor.touch(Touch::WithName)).id;
    assert_eq!(first, second);
    // A silent engine is a failed try, too; its late answer still leads to the thank-you.
    visitor.now += SAVE_ANSWER_MS;
    visitor.flow.tick(visitor.now);
    assert_eq!(Visitor::saved(&visitor.touch(Touch::WithName)).id, first);
    visitor.flow.answer(Answer::Saved(first), visitor.now);
    assert!(matches!(visitor.flow.state(), State::Thanks { named: Named::ByHost, .. }));
}

#[test]
fn leaving_after_a_failed_try_takes_it_back() {
    for leave in [Touch::Stop, Touch::Back, Touch::Different] {
        let mut visitor = Visitor::new(Preset::One(OfferKey::DropIn));
        visitor.touch(Touch::Here);
        let id = Visitor::saved(&visitor.touch(Touch::WithoutName)).id;
        visitor.flow.answer(Answer::NotSaved(id), visitor.now);
        assert_eq!(visitor.touch(leave), vec![Effect::TakeBack(id, None)]);
    }
}

#[test]
fn walking_away_after_a_failed_try_takes_it_back_as_well() {
    for touches_stop in [true, false] {
        let mut visitor = Visitor::new(Preset::One(OfferKey::DropIn));
        visitor.touch(Touch::Here);
        let id = Visitor::saved(&visitor.touch(Touch::WithoutName)).id;
        visitor.flow.answer(Answer::NotSaved(id), visitor.now);
        let effects = if touches_stop {
            visitor.now += 30_000;
            visitor.touch_at_once(Touch::Stop)
        } else {
            visitor.flow.tick(visitor.now + 45_000)
        };
        assert_eq!(effects, vec![Effect::TakeBack(id, None)]);
        assert_eq!(*visitor.flow.state(), State::Rest);
    }
}

#[test]
fn something_else_for_four_people() {
    let mut visitor = Visitor::new(Preset::One(walk()));
    visitor.touch(Touch::Here);
    visitor.touch(Touch::Different);
    visitor.touch(Touch::Toggle(OfferKey::DropIn));
    visitor.touch(Touch::Toggle(over()));
    for _ in 0..3 {
        visitor.touch(Touch::More);
    }
    visitor.touch(Touch::GoOn);
    let effects = visitor.touch(Touch::WithoutName);
    let arrival = Visitor::saved(&effects);
    assert_eq!(arrival.offers, vec![walk(), OfferKey::DropIn], "what is over cannot be chosen");
    assert_eq!(arrival.party, 4);
}

#[test]
fn back_from_something_else_is_the_preset_again() {
    let mut visitor = Visitor::new(Preset::One(walk()));
    visitor.touch(Touch::Here);
    visitor.touch(Touch::Different);
    visitor.touch(Touch::Toggle(walk()));
    visitor.touch(Touch::Back);
    let State::Name { draft, .. } = visitor.flow.state() else { panic!("the question before") };
    assert!(draft.has(&walk()));
}

#[test]
fn nothing_chosen_goes_nowhere() {
    let mut visitor = Visitor::new(Preset::Ask);
    visitor.touch(Touch::Here);
    visitor.touch(Touch::GoOn);
    assert!(matches!(visitor.flow.state(), State::Choose { .. }));
}

#[test]
fn taking_back_waits_for_the_disk_and_goes_home() {
    let mut visitor = Visitor::new(Preset::One(OfferKey::DropIn));
    visitor.touch(Touch::Here);
    let id = Visitor::saved(&visitor.touch(Touch::WithoutName)).id;
    visitor.flow.answer(Answer::Saved(id), visitor.now);
    assert_eq!(visitor.touch(Touch::TakeBack), vec![Effect::TakeBack(id, None)]);
    assert_eq!(visitor.touch(Touch::TakeBack), vec![], "once is enough");
    visitor.flow.answer(Answer::TakenBack(id), visitor.now);
    assert_eq!(*visitor.flow.state(), State::Rest);
}

#[test]
fn an_unattended_question_warns_counts_down_and_goes_home() {
    let mut visitor = Visitor::new(Preset::One(OfferKey::DropIn));
    visitor.touch(Touch::Here);
    let begun = visitor.now;
    assert_eq!(visitor.flow.next_tick(begun), Some(begun + 25_000));
    assert_eq!(visitor.flow.going_home_in_s(begun + 24_999), None);
    assert_eq!(visitor.flow.going_home_in_s(begun + 25_000), Some(20));
    assert_eq!(visitor.flow.next_tick(begun + 25_000), Some(begun + 26_000));
    visitor.now = begun + 44_000;
    assert_eq!(visitor.touch_at_once(Touch::WithoutName), vec![], "a touch on the warning only extends");
    visitor.now += 44_999;
    visitor.flow.tick(visitor.now);
    assert!(matches!(visitor.flow.state(), State::Name { .. }));
    visitor.now += 1;
    visitor.flow.tick(visitor.now);
    assert_eq!(*visitor.flow.state(), State::Rest);
}

#[test]
fn the_warning_can_be_taken_away_ten_times() {
    let mut visitor = Visitor::new(Preset::One(OfferKey::DropIn));
    visitor.touch(Touch::Here);
    for _ in 0..10 {
        visitor.now += 40_000;
        visitor.touch_at_once(Touch::Stay);
        assert_eq!(visitor.flow.going_home_in_s(visitor.now), None);
    }
    visitor.now += 40_000;
    visitor.touch_at_once(Touch::Stay);
    assert!(visitor.flow.going_home_in_s(visitor.now).is_some());
}

#[test]
fn the_next_visitor_finds_the_centres_own_language() {
    let mut visitor = Visitor::new(Preset::One(OfferKey::DropIn));
    assert_eq!(visitor.touch(Touch::Speak(Language::English)), vec![Effect::Speak(Language::English)]);
    visitor.touch(Touch::Here);
    assert_eq!(visitor.flow.language(), Language::English);
    assert_eq!(visitor.touch(Touch::Stop), vec![Effect::Speak(Language::Dutch)]);
    // Also when somebody changed it and walked on.
    visitor.touch(Touch::Speak(Language::English));
    assert_eq!(visitor.flow.going_home_in_s(visitor.now + 44_000), None, "a screen at rest warns nobody");
    visitor.now += 45_000;
    assert_eq!(visitor.flow.tick(visitor.now), vec![Effect::Speak(Language::Dutch)]);
}

#[test]
fn a_closed_door_and_a_starting_kiosk_take_nobody_in() {
    let mut visitor = Visitor::new(Preset::One(OfferKey::DropIn));
    visitor.today.is_open = false;
    visitor.touch(Touch::Here);
    assert_eq!(*visitor.flow.state(), State::Rest);
    let mut starting = Flow::new(vec![Language::Dutch, Language::English], IdleSettings::default(), 3);
    let mut new_id = || ArrivalId(Uuid::nil());
    let today = today(Preset::Ask);
    starting.touch(&Touch::Here, &mut Surroundings { now: 9_000, today: &today, new_id: &mut new_id });
    assert_eq!(*starting.state(), State::Starting);
}

/// A pass that opens nothing: its secret is sixteen sevens.
fn pass() -> Pass {
    Pass::parse("WELKOM043GE1R70W3GE1R70W3GE1R70W3HXCH3").unwrap()
}

/// In a centre with a guest book, at the first question.
fn leaving_a_name() -> Visitor {
    let mut visitor = Visitor::new(Preset::One(OfferKey::DropIn));
    visitor.today.keeps_names = true;
    visitor.touch(Touch::Here);
    assert_eq!(visitor.touch(Touch::WithName), vec![], "nothing is written before the questions");
    visitor
}

impl Visitor {
    fn types(&mut self, text: &str) {
        for letter in text.chars() {
            assert_eq!(self.touch(Touch::Press(Key::Letter(letter))), vec![]);
        }
    }

    fn asked(&self) -> Option<Question> {
        match self.flow.state() {
            State::Introduce(introduction) => Some(introduction.question),
            _ => None,
        }
    }
}

#[test]
fn a_name_and_a_number_are_asked_one_by_one_and_saved_together() {
    let mut visitor = leaving_a_name();
    assert_eq!(visitor.asked(), Some(Question::Sixteen));
    visitor.touch(Touch::Yes);
    assert_eq!(visitor.asked(), Some(Question::KeepName));
    visitor.touch(Touch::Yes);
    assert_eq!(visitor.touch(Touch::GoOn), vec![], "nothing typed goes nowhere");
    visitor.types(" bLOEM-kEVERR");
    visitor.touch(Touch::Press(Key::Erase));
    visitor.touch(Touch::GoOn);
    assert_eq!(visitor.asked(), Some(Question::MayCall));
    visitor.touch(Touch::Yes);
    visitor.types("0612");
    assert_eq!(visitor.touch(Touch::GoOn), vec![]);
    visitor.types("34567");
    assert_eq!(visitor.touch(Touch::GoOn), vec![], "one digit too few");
    assert!(matches!(visitor.flow.state(), State::Introduce(it) if it.number_is_wrong));
    visitor.types("8");
    let effects = visitor.touch(Touch::GoOn);
    let arrival = Visitor::saved(&effects).clone();
    let guest = arrival.guest.unwrap();
    assert_eq!(guest.details.name.expose(), "Bloem-Kever");
    assert_eq!(guest.details.phone.as_ref().map(welkom_guestbook::PhoneNumber::expose), Some("+31612345678"));
    assert_eq!(guest.details.language.expose(), "nl");
    let today = visitor.today.day;
    assert_eq!((guest.consents.keep.day, guest.consents.keep.wording), (today, WORDING));
    assert_eq!(guest.consents.call, Some(guest.consents.keep));
    visitor.flow.answer(Answer::SavedWithName(arrival.id, pass()), visitor.now);
    assert!(matches!(visitor.flow.state(), State::Pass { name, .. } if name.expose() == "Bloem-Kever"));
    visitor.touch(Touch::GoOn);
    // Taking it back forgets the guest as well.
    assert_eq!(visitor.touch(Touch::TakeBack), vec![Effect::TakeBack(arrival.id, Some(pass()))]);
}

#[test]
fn without_a_yes_nothing_is_kept() {
    // Younger than sixteen, and rather not: counted without a name.
    for yeses in [0, 1] {
        let mut visitor = leaving_a_name();
        (0..yeses).for_each(|_| drop(visitor.touch(Touch::Yes)));
        let effects = visitor.touch(Touch::No);
        let arrival = Visitor::saved(&effects).clone();
        assert_eq!(arrival.guest, None);
        visitor.flow.answer(Answer::Saved(arrival.id), visitor.now);
        assert!(matches!(visitor.flow.state(), State::Thanks { named: Named::Declined, .. }));
    }
    // No calls: a name, and no consent to them.
    let mut visitor = leaving_a_name();
    visitor.touch(Touch::Yes);
    visitor.touch(Touch::Yes);
    visitor.types("Kever");
    visitor.touch(Touch::GoOn);
    let guest = Visitor::saved(&visitor.touch(Touch::No)).guest.clone().unwrap();
    assert_eq!((guest.details.phone.clone(), guest.consents.call), (None, None));
}

#[test]
fn back_asks_the_question_before_and_keeps_what_was_typed() {
    let mut visitor = leaving_a_name();
    visitor.touch(Touch::Yes);
    visitor.touch(Touch::Yes);
    visitor.types("Kever");
    visitor.touch(Touch::GoOn);
    for before in [Question::FirstName, Question::KeepName, Question::Sixteen] {
        visitor.touch(Touch::Back);
        assert_eq!(visitor.asked(), Some(before));
        assert!(matches!(visitor.flow.state(), State::Introduce(it) if it.name.expose() == "Kever"));
    }
    visitor.touch(Touch::Back);
    assert!(matches!(visitor.flow.state(), State::Name { saving: None, .. }));
}

#[test]
fn a_failed_try_with_a_name_may_be_made_again_and_is_taken_back_when_it_changes() {
    let mut visitor = leaving_a_name();
    visitor.touch(Touch::Yes);
    visitor.touch(Touch::Yes);
    visitor.types("Kever");
    visitor.touch(Touch::GoOn);
    let first = Visitor::saved(&visitor.touch(Touch::No)).id;
    visitor.flow.answer(Answer::NotSaved(first), visitor.now);
    assert_eq!(Visitor::saved(&visitor.touch(Touch::No)).id, first, "the same try");
    assert_eq!(visitor.touch(Touch::No), vec![], "it is being written");
    visitor.now += SAVE_ANSWER_MS;
    visitor.flow.tick(visitor.now);
    assert_eq!(visitor.touch(Touch::Back), vec![Effect::TakeBack(first, None)]);
    visitor.touch(Touch::GoOn);
    assert_ne!(Visitor::saved(&visitor.touch(Touch::No)).id, first, "another arrival");
}

#[test]
fn where_the_book_could_not_keep_it_the_visitor_is_told() {
    let mut visitor = leaving_a_name();
    visitor.touch(Touch::Yes);
    visitor.touch(Touch::Yes);
    visitor.types("Kever");
    visitor.touch(Touch::GoOn);
    let id = Visitor::saved(&visitor.touch(Touch::No)).id;
    visitor.flow.answer(Answer::NameNotKept(id), visitor.now);
    assert!(matches!(visitor.flow.state(), State::Thanks { named: Named::NotKept, .. }));
}

#[test]
fn nothing_of_what_is_typed_is_ever_printed() {
    let mut visitor = leaving_a_name();
    visitor.touch(Touch::Yes);
    visitor.touch(Touch::Yes);
    visitor.types("Kever");
    let said = format!("{:?}", visitor.flow);
    visitor.touch(Touch::GoOn);
    let said = format!("{said} {:?}", visitor.touch(Touch::No));
    assert!(!said.to_lowercase().contains("kever"), "{said}");
}

fn any_touch() -> impl Strategy<Value = Touch> {
    prop_oneof![
        4 => Just(Touch::Here),
        2 => Just(Touch::Toggle(OfferKey::DropIn)),
        2 => Just(Touch::Toggle(OfferKey::Session(ActivityId::from("walk"), start()))),
        1 => Just(Touch::Toggle(OfferKey::Session(ActivityId::from("gone"), start()))),
        1 => Just(Touch::More),
        1 => Just(Touch::Fewer),
        1 => Just(Touch::NextPage),
        1 => Just(Touch::PreviousPage),
        3 => Just(Touch::GoOn),
        1 => Just(Touch::Back),
        1 => Just(Touch::Stop),
        1 => Just(Touch::Different),
        4 => Just(Touch::WithoutName),
        3 => Just(Touch::WithName),
        3 => Just(Touch::Yes),
        2 => Just(Touch::No),
        2 => prop::char::any().prop_map(|letter| Touch::Press(Key::Letter(letter))),
        2 => prop::char::range('0', '9').prop_map(|digit| Touch::Press(Key::Letter(digit))),
        1 => Just(Touch::Press(Key::Erase)),
        2 => Just(Touch::OwnDetails),
        1 => Just(Touch::Want(Topic::Name)),
        2 => Just(Touch::Want(Topic::Calls)),
        2 => Just(Touch::Want(Topic::Forget)),
        1 => Just(Touch::Want(Topic::Talk)),
        1 => Just(Touch::TakeBack),
        1 => Just(Touch::Done),
        1 => Just(Touch::Stay),
        1 => Just(Touch::Speak(Language::English)),
        1 => Just(Touch::About),
        2 => Just(Touch::Host(HostTouch::Enter)),
        1 => Just(Touch::Host(HostTouch::Clock)),
        1 => Just(Touch::Host(HostTouch::Vouch)),
    ]
}

proptest! {
    /// Whatever is touched, however fast and however the disk answers: a thank-you shows only what the
    /// engine said is saved, everything saved is something that could be chosen, and left alone the
    /// screen comes home in the centre's language.
    #[test]
    fn whatever_is_touched(
        steps in prop::collection::vec((prop::option::weighted(0.8, any_touch()), 0u64..60_000, any::<bool>()), 1..60),
    ) {
        let mut visitor = Visitor::new(Preset::One(OfferKey::DropIn));
        visitor.today.keeps_names = true;
        let mut on_disk = Vec::new();
        for (touch, wait, disk_works) in steps {
            visitor.now += wait;
            visitor.flow.tick(visitor.now);
            // Nothing touched is a pass held up.
            let effects = match touch {
                Some(touch) => visitor.touch_at_once(touch),
                None => visitor.scans(passes::PASS),
            };
            for effect in effects {
                match effect {
                    Effect::Save(arrival) => {
                        prop_assert!(!arrival.offers.is_empty());
                        prop_assert!((1..=LARGEST_PARTY).contains(&arrival.party));
                        prop_assert!(arrival.offers.iter().all(|key| visitor.today.offer(key).is_some_and(Offer::can_choose)));
                        let answer = match arrival.guest {
                            _ if !disk_works => Answer::NotSaved(arrival.id),
                            Some(_) => Answer::SavedWithName(arrival.id, pass()),
                            None => Answer::Saved(arrival.id),
                        };
                        if disk_works && !on_disk.contains(&arrival.id) {
                            on_disk.push(arrival.id);
                        }
                        visitor.flow.answer(answer, visitor.now);
                    }
                    Effect::TakeBack(id, _) => {
                        on_disk.retain(|saved| *saved != id);
                        visitor.flow.answer(Answer::TakenBack(id), visitor.now);
                    }
                    Effect::Speak(language) => prop_assert_eq!(language, visitor.flow.language()),
                    Effect::Greet(pass) if disk_works => {
                        visitor.flow.answer(Answer::Greeted(pass, passes::greeting(true, "en")), visitor.now);
                    }
                    Effect::Greet(pass) => drop(visitor.flow.answer(Answer::UnknownPass(pass), visitor.now)),
                    Effect::ForGuest(pass, _) if disk_works => {
                        visitor.flow.answer(Answer::Done(pass), visitor.now);
                    }
                    Effect::ForGuest(pass, _) => drop(visitor.flow.answer(Answer::NoAnswer(pass), visitor.now)),
                    Effect::Newcomer(id, _) => prop_assert!(on_disk.contains(&id)),
                    Effect::Host(ask) => {
                        let (view, ticket) = (HostView::default(), ask.ticket);
                        let said = match ask.wish {
                            HostWish::TryCode(_) if disk_works => HostSaid::Opened(view),
                            HostWish::TryCode(_) => HostSaid::WrongCode,
                            _ => HostSaid::Done(view),
                        };
                        visitor.flow.answer(Answer::Host(Box::new(HostAnswer { ticket, said })), visitor.now);
                    }
                    Effect::CallHost { id, .. } => drop(visitor.flow.answer(Answer::HostCalled(id), visitor.now)),
                }
            }
            if let State::Thanks { id, .. } = visitor.flow.state() {
                prop_assert!(on_disk.contains(id));
            }
        }
        for _ in 0..200 {
            if let Some(next) = visitor.flow.next_tick(visitor.now) {
                visitor.now = next.max(visitor.now);
                visitor.flow.tick(visitor.now);
            }
        }
        prop_assert_eq!(visitor.flow.state(), &State::Rest);
        prop_assert_eq!(visitor.flow.language(), Language::Dutch);
    }
}
