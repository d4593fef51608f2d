//! What a finger or a key does: one intent each, in the next frame, and nothing beneath the warning.

use crate::{
    display::{self, TEN_INCH, app_on, settle},
    scenes,
};
use i_slint_backend_testing::{ElementHandle, mock_elapsed_time};
use slint::{
    ComponentHandle, Model,
    platform::{Key, PointerEventButton, WindowEvent},
};
use std::{cell::RefCell, rc::Rc, time::Duration};
use welkom_screens::{
    App, Choose, Details, Door, Host, HostCode, Introduce, Known, Language, Name, Notice, Rest, Scanner,
    Thanks,
};

/// What the screens handed back, in order.
type Intents = Rc<RefCell<Vec<String>>>;

fn listen(app: &App) -> Intents {
    let intents = Intents::default();
    macro_rules! note {
        ($global:ident, $($on:ident $word:literal),+) => {
            $({
                let intents = intents.clone();
                app.global::<$global>().$on(move || intents.borrow_mut().push($word.into()));
            })+
        };
    }
    note!(Door, on_stay "stay", on_stop "stop", on_back "back", on_touched "touched");
    note!(Rest, on_here "here", on_about "about");
    note!(Choose, on_fewer "fewer", on_more "more", on_next_page "next page", on_previous_page "previous page", on_go_on "go on");
    note!(Name, on_without_name "without name", on_with_name "with name", on_different "different");
    note!(Thanks, on_take_back "take back", on_done "done", on_yes "yes", on_no "no");
    note!(Introduce, on_yes "yes", on_no "no");
    note!(Known, on_here "here", on_different "different", on_own_details "own details");
    note!(Details, on_want_name "name", on_want_calls "calls", on_want_forget "forget", on_want_talk "talk");
    note!(Notice, on_go_on "go on");
    note!(HostCode, on_enter "enter", on_erase "erase");
    note!(Host, on_add_one "add", on_take_last_off "take off", on_cancel "cancel", on_open_desk "desk");
    note!(Host, on_open_clock "clock", on_vouch "vouch");
    let pressed = intents.clone();
    app.global::<HostCode>().on_press(move |key| pressed.borrow_mut().push(format!("press {key}")));
    let opened = intents.clone();
    app.global::<Host>().on_open_session(move |key| opened.borrow_mut().push(format!("session {key}")));
    let toggled = intents.clone();
    app.global::<Choose>().on_toggle(move |key| toggled.borrow_mut().push(format!("toggle {key}")));
    let spoken = intents.clone();
    app.global::<Language>().on_choose(move |code| spoken.borrow_mut().push(format!("speak {code}")));
    intents
}

fn element(app: &App, label: &str) -> ElementHandle {
    ElementHandle::find_by_accessible_label(app, label)
        .next()
        .unwrap_or_else(|| panic!("nothing is called \"{label}\""))
}

fn tap(app: &App, label: &str) {
    element(app, label).mock_single_click(PointerEventButton::Left);
    settle();
}

fn press(app: &App, key: impl Into<slint::SharedString>) {
    let text = key.into();
    app.window().dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
    app.window().dispatch_event(WindowEvent::KeyReleased { text });
    settle();
}

#[test]
fn every_control_hands_back_its_intent() {
    let expected: &[(&str, &str, &str)] = &[
        ("rest", "Ik ben er", "here"),
        ("rest", "Over Welkom", "about"),
        ("rest", "English", "speak en"),
        ("closed", "Over Welkom", "about"),
        ("choose-pages", "Gewoon binnenlopen", "toggle drop-in"),
        ("choose-pages", "Vorige bladzijde", "previous page"),
        ("choose-pages", "Volgende bladzijde", "next page"),
        ("choose-pages", "Terug", "back"),
        ("choose-pages", "Stop", "stop"),
        ("how-many", "Eén persoon minder", "fewer"),
        ("how-many", "Eén persoon meer", "more"),
        ("how-many", "Verder", "go on"),
        ("name", "Zonder naam", "without name"),
        ("name", "Met mijn naam", "with name"),
        ("name", "Anders", "different"),
        ("name", "Terug", "back"),
        ("name", "Stop", "stop"),
        ("thanks", "Toch niet", "take back"),
        ("thanks", "Klaar", "done"),
        ("known", "Ik ben er", "here"),
        ("known", "Anders", "different"),
        ("known", "Mijn gegevens", "own details"),
        ("known", "Terug", "back"),
        ("details", "Mijn naam", "name"),
        ("details", "Bellen", "calls"),
        ("details", "Vergeet mij", "forget"),
        ("details", "Graag een eerste gesprek", "talk"),
        ("calls", "Ander nummer", "yes"),
        ("calls", "Niet meer bellen", "no"),
        ("forget", "Ja, vergeet mij", "yes"),
        ("forget", "Nee, liever niet", "no"),
        ("misread", "Verder", "go on"),
        ("misread", "Terug", "back"),
        ("forgotten", "Klaar", "go on"),
        ("thanks-first-time", "Ja", "yes"),
        ("thanks-first-time", "Nee", "no"),
        ("thanks-first-time", "Toch niet", "take back"),
        ("thanks-show-around", "Ja", "yes"),
        ("thanks-show-around", "Nee", "no"),
        ("about", "Voor gastvrouw of gastheer", "enter"),
        ("host-code", "7", "press 7"),
        ("host-code", "Wissen", "erase"),
        ("host-code", "Terug", "back"),
        ("host-code", "Stop", "stop"),
        ("host-today", "Gewoon binnenlopen", "session drop-in"),
        ("host-today", "Handwerken", "session handwork"),
        ("host-today", "Balie", "desk"),
        ("host-today", "Klok", "clock"),
        ("host-today", "Terug", "back"),
        ("host-session", "Eén bezoeker erbij", "add"),
        ("host-session", "Laatste binnenkomst eraf", "take off"),
        ("host-session", "Gaat niet door", "cancel"),
        ("host-session-cancelled", "Gaat toch door", "cancel"),
        ("host-clock", "De tijd klopt", "vouch"),
        ("warning", "Ja, ik ben er nog", "stay"),
    ];
    for display in &display::ALL {
        for (scene, label, intent) in expected {
            let app = app_on(display);
            (scenes::scene(scene).set)(&app);
            settle();
            let intents = listen(&app);
            tap(&app, label);
            assert_eq!(
                *intents.borrow(),
                [*intent],
                "\"{label}\" of {scene} by a finger on {}",
                display.name
            );
            intents.borrow_mut().clear();
            element(&app, label).invoke_accessible_default_action();
            assert_eq!(
                *intents.borrow(),
                [*intent],
                "\"{label}\" of {scene} by its action on {}",
                display.name
            );
        }
    }
}

#[test]
fn what_cannot_be_done_does_nothing() {
    for (scene, label) in [
        ("choose-few", "Verder"),
        ("choose-long", "Gespreks- en gezelschapsgroep"),
        ("choose-long", "Eén persoon meer"),
        ("name-saving", "Zonder naam"),
        ("name-saving", "Met mijn naam"),
        ("name-saving", "Anders"),
        ("warning", "Stop"),
        ("host-code-wrong", "Wissen"),
        ("host-today", "Vorige bladzijde"),
    ] {
        let app = app_on(&TEN_INCH);
        (scenes::scene(scene).set)(&app);
        settle();
        let intents = listen(&app);
        element(&app, label).invoke_accessible_default_action();
        assert!(intents.borrow().is_empty(), "\"{label}\" of {scene} did {:?}", intents.borrow());
        assert_eq!(element(&app, label).accessible_enabled(), Some(false), "\"{label}\" of {scene}");
    }
}

/// Every session of the day can be reached, on every display, and none stands twice.
#[test]
fn a_host_pages_through_the_whole_day() {
    for display in &display::ALL {
        let app = app_on(display);
        (scenes::scene("host-today").set)(&app);
        settle();
        let sessions = app.global::<Host>().get_sessions();
        let mut wanted: Vec<_> =
            (0..sessions.row_count()).map(|row| sessions.row_data(row).unwrap()).collect();
        let intents = listen(&app);
        for _ in 0..sessions.row_count() {
            wanted.retain(|row| {
                let title = if row.is_drop_in { "Gewoon binnenlopen" } else { row.title.as_str() };
                let title = if title.is_empty() { "Bijeenkomst" } else { title };
                let found = ElementHandle::find_by_accessible_label(&app, title).next();
                let Some(found) = found else { return true };
                found.invoke_accessible_default_action();
                assert_eq!(intents.borrow_mut().pop().unwrap(), format!("session {}", row.key));
                false
            });
            let next = element(&app, "Volgende bladzijde");
            if wanted.is_empty() || next.accessible_enabled() == Some(false) {
                break;
            }
            tap(&app, "Volgende bladzijde");
        }
        assert!(wanted.is_empty(), "not reached on {}: {wanted:?}", display.name);
    }
}

#[test]
fn a_touch_anywhere_on_the_warning_keeps_the_screen() {
    let app = app_on(&TEN_INCH);
    (scenes::scene("warning").set)(&app);
    settle();
    let intents = listen(&app);
    element(&app, "Stop").mock_single_click(PointerEventButton::Left);
    assert_eq!(*intents.borrow(), ["stay"], "the touch must not reach what lies beneath");
}

#[test]
fn a_double_tap_on_a_small_display_answers_one_question() {
    let app = app_on(&display::ALL[1]);
    (scenes::scene("choose").set)(&app);
    settle();
    let intents = listen(&app);
    element(&app, "Verder").mock_single_click(PointerEventButton::Left);
    element(&app, "Verder").mock_single_click(PointerEventButton::Left);
    assert_eq!(*intents.borrow(), ["touched"], "the second tap went through to the next question");
    mock_elapsed_time(Duration::from_millis(400));
    tap(&app, "Verder");
    assert_eq!(*intents.borrow(), ["touched", "go on"]);
}

#[test]
fn the_keyboard_reaches_and_presses_everything() {
    let app = app_on(&TEN_INCH);
    (scenes::scene("name").set)(&app);
    settle();
    let intents = listen(&app);
    for _ in 0..10 {
        press(&app, Key::Tab);
        press(&app, Key::Return);
        press(&app, Key::Space);
    }
    for intent in ["without name", "with name", "different", "back", "stop", "speak en"] {
        let times = intents.borrow().iter().filter(|done| *done == intent).count();
        assert!(times >= 2, "{intent} was pressed {times} times: {:?}", intents.borrow());
    }
}

#[test]
fn a_press_shows_before_the_finger_leaves() {
    let app = app_on(&TEN_INCH);
    (scenes::scene("rest").set)(&app);
    settle();
    let before = app.window().take_snapshot().unwrap();
    let button = element(&app, "Ik ben er");
    let (position, size) = (button.absolute_position(), button.size());
    let position = slint::LogicalPosition::new(position.x + size.width / 2.0, position.y + 12.0);
    app.window().dispatch_event(WindowEvent::PointerPressed { position, button: PointerEventButton::Left });
    let pressed = app.window().take_snapshot().unwrap();
    assert!(before.as_bytes() != pressed.as_bytes(), "nothing shows that the button is pressed");
}

#[test]
fn the_display_says_how_many_cards_it_holds() {
    for (display, cards) in display::ALL.iter().zip([4, 2, 2, 6]) {
        let app = app_on(display);
        assert_eq!(app.global::<Choose>().get_cards_per_page(), cards, "on {}", display.name);
    }
}

#[test]
fn a_chosen_card_says_so_without_colour() {
    let app = app_on(&TEN_INCH);
    (scenes::scene("choose").set)(&app);
    settle();
    assert_eq!(element(&app, "Wandelen in de wijk").accessible_checked(), Some(true));
    assert_eq!(element(&app, "Wijkmaaltijd").accessible_checked(), Some(false));
    assert_eq!(
        element(&app, "Wijkmaaltijd").accessible_description().unwrap(),
        "16.30 uur · € 4,50 · het Inloophuis"
    );
}

#[test]
fn a_scanners_keys_come_before_what_has_the_focus_and_only_where_there_is_one() {
    let app = app_on(&TEN_INCH);
    (scenes::scene("name").set)(&app);
    settle();
    let intents = listen(&app);
    let keys = Rc::new(RefCell::new(String::new()));
    let heard = keys.clone();
    app.global::<Scanner>().on_key(move |key| {
        heard.borrow_mut().push_str(&key);
        // As where a scan has begun: Enter is part of it.
        key != slint::SharedString::from(Key::Tab)
    });
    for key in ["A", "7"] {
        press(&app, key);
    }
    assert_eq!(*keys.borrow(), "", "no scanner, no keys");
    app.global::<Scanner>().set_is_there(true);
    press(&app, "B");
    press(&app, Key::Tab);
    press(&app, "C");
    press(&app, Key::Return);
    assert_eq!(*keys.borrow(), "B\tC\n");
    assert!(intents.borrow().is_empty(), "Enter pressed {:?}", intents.borrow());
    app.window().dispatch_event(WindowEvent::KeyPressed { text: Key::Control.into() });
    press(&app, "v");
    app.window().dispatch_event(WindowEvent::KeyReleased { text: Key::Control.into() });
    assert!(!keys.borrow().contains('v'), "a shortcut is no scanner's");
}
