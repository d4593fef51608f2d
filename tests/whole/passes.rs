//! Somebody holds up a pass: the one that a telephone read from the screen, typed back by a scanner, key by key,
//! through the window; and somebody is new. Down to the sealed book, the visits, and a log that says nothing.

use crate::{
    names::{HOST, book, day, says_yes_twice, scanned, set_up, tells, types},
    screens::{Centre, QUIET, alone},
};
use std::{
    io::{self, Write},
    path::PathBuf,
    sync::{Mutex, Once},
};
use tracing_subscriber::filter::LevelFilter;
use welkom_domain::ids::ActivityId;
use welkom_guestbook::{ActivityKey, BookError, FirstName, HostId, Pass, PhoneNumber};
use welkom_kiosk::{
    config::Scanner,
    engine::Update,
    flow::{Answer, BETWEEN_KEYS_MS},
};
use welkom_screens::ScreenKind;
use welkom_tests::kiosk::Kiosk;

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().expect("a log").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Everything that is logged from here on, by every test of this binary, at the most talkative level.
pub fn listen() {
    static LISTEN: Once = Once::new();
    LISTEN.call_once(|| {
        tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(|| Log).init();
    });
}

pub fn log() -> String {
    String::from_utf8_lossy(&LOG.lock().expect("a log")).into_owned()
}

/// A centre with a scanner at its door.
fn with_scanner(mut centre: Centre) -> Centre {
    listen();
    centre.config.devices.scanner = Scanner::Keyboard;
    centre
}

/// As a scanner types: capitals with Shift, and Enter at the end.
fn scan(kiosk: &Kiosk, text: &str) {
    for letter in text.chars() {
        if letter.is_uppercase() {
            kiosk.screen.press("\u{10}");
        }
        kiosk.screen.press(&letter.to_string());
        kiosk.pass_ms(3);
    }
    kiosk.screen.press("\n");
    kiosk.screen.draw();
}

/// Held up, looked up, and on the screen.
fn hold_up(kiosk: &Kiosk, text: &str) {
    scan(kiosk, text);
    kiosk.wait_for(|update| {
        matches!(update, Update::Answer(Answer::Greeted(..) | Answer::UnknownPass(_) | Answer::NoAnswer(_)))
    });
    kiosk.settle();
}

fn wait_until_done(kiosk: &Kiosk) {
    kiosk.wait_for(|update| matches!(update, Update::Answer(Answer::Done(_))));
    kiosk.settle();
}

/// Leaves a name; the pass, as a telephone reads it.
fn leave_name(kiosk: &Kiosk, name: &[&str]) -> String {
    says_yes_twice(kiosk);
    types(kiosk, name);
    kiosk.tap("Verder");
    kiosk.touch(&kiosk.find("Nee, liever niet"));
    kiosk.wait_until_saved();
    kiosk.settle();
    let text = scanned(kiosk);
    kiosk.tap("Ik heb hem");
    kiosk.tap("Klaar");
    assert_eq!(kiosk.shows(), ScreenKind::Rest);
    text
}

const NAME: [&str; 6] = ["Z", "w", "a", "l", "u", "w"];

#[test]
fn a_pass_greets_checks_in_with_one_touch_and_changes_what_is_kept() {
    alone(|centre| {
        let centre = with_scanner(centre);
        let password = set_up(&centre);
        let kiosk = centre.open(QUIET);
        assert!(kiosk.says("Hebt u een pasje?"));
        let text = leave_name(&kiosk, &NAME);

        hold_up(&kiosk, &text);
        assert_eq!(kiosk.shows(), ScreenKind::Known);
        assert!(kiosk.says("Dag Zwaluw, fijn dat u er bent!"));
        assert!(kiosk.says("Gewoon binnenlopen"), "with the preset of the first touch");
        kiosk.touch(&kiosk.find("Ik ben er"));
        kiosk.wait_until_saved();
        assert_eq!(kiosk.shows(), ScreenKind::Thanks);
        assert!(kiosk.says("Dank u wel, Zwaluw"));
        assert!(!kiosk.says("eerste keer"), "who has a pass is not asked whether they are new");
        kiosk.settle();
        kiosk.tap("Klaar");

        // Another name and a number, in the same words as the first time, and never shown again.
        hold_up(&kiosk, &text);
        kiosk.tap("Mijn gegevens");
        kiosk.tap("Mijn naam");
        types(&kiosk, &["M", "e", "r", "e", "l", "Verder"]);
        wait_until_done(&kiosk);
        assert!(kiosk.says("Uw naam is veranderd."));
        kiosk.tap("Klaar");
        hold_up(&kiosk, &text);
        assert!(kiosk.says("Dag Merel"));
        kiosk.tap("Mijn gegevens");
        kiosk.tap("Bellen");
        assert!(kiosk.says("Mogen we u bellen?"));
        kiosk.tap("Ja, dat mag");
        types(&kiosk, &["0", "6", "1", "2", "3", "4", "5", "6", "7", "8", "Verder"]);
        wait_until_done(&kiosk);
        assert!(kiosk.says("Uw nummer is bewaard."));
        kiosk.tap("Klaar");
        hold_up(&kiosk, &text);
        kiosk.tap("Mijn gegevens");
        kiosk.tap("Bellen");
        assert!(!kiosk.says("12345678"), "it is not shown, also to whom it belongs");
        assert!(kiosk.says("Niet meer bellen"));
        kiosk.tap("Stop");
        assert_eq!(centre.close(kiosk).len(), 2, "left a name, and came with the pass");

        let pass = Pass::parse(&text).expect("a pass");
        let sealed = book(&centre).sealed(&HostId(HOST.to_owned())).expect("a copy");
        let open = sealed.unlock(&password, day()).expect("the host's words");
        let guest = open.by_pass(&pass).expect("the guest of the pass");
        assert_eq!(guest.name().map(FirstName::expose), Some("Merel"));
        assert_eq!(guest.record.phone.as_ref().map(PhoneNumber::expose), Some("+31612345678"));
        assert!(guest.consents.call.is_some());
        assert!(guest.record.attendance.contains_key(&ActivityKey::from(&ActivityId::drop_in())));
        drop(open);
    });
}

#[test]
fn forgotten_with_two_touches_the_pass_opens_nothing_and_nothing_was_said() {
    alone(|centre| {
        let centre = with_scanner(centre);
        set_up(&centre);
        let kiosk = centre.open(QUIET);
        let text = leave_name(&kiosk, &NAME);
        hold_up(&kiosk, &text);
        kiosk.tap("Mijn gegevens");
        kiosk.tap("Vergeet mij");
        assert!(kiosk.says("Zullen we u vergeten?"));
        kiosk.tap("Ja, vergeet mij");
        wait_until_done(&kiosk);
        assert!(kiosk.says("We zijn u vergeten."));
        kiosk.pass_ms(10_100);
        assert_eq!(kiosk.shows(), ScreenKind::Rest);

        hold_up(&kiosk, &text);
        assert!(kiosk.says("Dit pasje kennen we niet (meer)."));
        // And comes in like anybody.
        kiosk.tap("Verder");
        kiosk.touch(&kiosk.find("Zonder naam"));
        kiosk.wait_until_saved();
        kiosk.settle();
        kiosk.tap("Klaar");
        assert_eq!(centre.close(kiosk).len(), 2);

        let pass = Pass::parse(&text).expect("a pass");
        assert!(matches!(book(&centre).greet(&pass), Err(BookError::UnknownPass)));
        assert_eq!(tells(&centre, &["Zwaluw", &text, &text[6..]]), Vec::<PathBuf>::new());
        let log = log();
        assert!(log.contains("the visits are checked and open"), "somebody listened");
        for secret in ["Zwaluw", "Merel", "12345678", &text[6..], "WELKOM0"] {
            assert!(!log.contains(secret), "the log says {secret}");
        }
    });
}

#[test]
fn what_is_no_pass_is_not_repeated_and_another_centres_pass_is_not_known() {
    alone(|centre| {
        let centre = with_scanner(centre);
        let kiosk = centre.open(QUIET);
        scan(&kiosk, "https://example.org/kaart?nr=4711");
        kiosk.settle();
        assert_eq!(kiosk.shows(), ScreenKind::Notice);
        assert!(kiosk.says("Dat lukte niet.") && kiosk.says("Houd het pasje nog eens voor de scanner."));
        assert!(!kiosk.says("4711"));
        hold_up(&kiosk, "WELKOM043GE1R70W3GE1R70W3GE1R70W3HXCH3");
        assert!(kiosk.says("Dit pasje kennen we niet (meer)."), "in a centre without a guest book, too");
        kiosk.tap("Terug");
        assert_eq!(kiosk.shows(), ScreenKind::Rest);
        assert_eq!(centre.close(kiosk), []);
    });
}

#[test]
fn keys_that_are_no_scan_move_and_press_as_before() {
    alone(|centre| {
        let centre = with_scanner(centre);
        let kiosk = centre.open(QUIET);
        // Tab to the first control, and on to the one that says "Ik ben er".
        let press_until = |shown: ScreenKind, key: &str| {
            for _ in 0..6 {
                kiosk.screen.press("\t");
                kiosk.screen.press(key);
                kiosk.settle();
                if kiosk.shows() == shown {
                    return;
                }
                if kiosk.shows() != ScreenKind::Rest {
                    kiosk.tap("Terug");
                }
            }
            panic!("expected {shown:?} by keys alone, found {:?}", kiosk.shows());
        };
        press_until(ScreenKind::Name, "\n");
        kiosk.tap("Stop");
        press_until(ScreenKind::Name, " ");
        kiosk.tap("Stop");
        // A stray key is forgotten, and Enter is the focused control's again.
        kiosk.screen.press("7");
        kiosk.pass_ms(BETWEEN_KEYS_MS);
        press_until(ScreenKind::Name, "\n");
        kiosk.tap("Stop");
        // With a focus somewhere a scan presses nothing.
        kiosk.screen.press("\t");
        hold_up(&kiosk, "WELKOM043GE1R70W3GE1R70W3GE1R70W3HXCH3");
        assert_eq!(kiosk.shows(), ScreenKind::Notice);
        assert_eq!(centre.close(kiosk), []);
    });
}

#[test]
fn a_scan_after_the_idle_warning_is_heard() {
    alone(|centre| {
        let centre = with_scanner(centre);
        let kiosk = centre.open(QUIET);
        kiosk.tap("Ik ben er");
        kiosk.pass_ms(30_000);
        assert!(kiosk.says("Bent u er nog?"));
        kiosk.tap("Ja, ik ben er nog");
        hold_up(&kiosk, "WELKOM043GE1R70W3GE1R70W3GE1R70W3HXCH3");
        assert_eq!(kiosk.shows(), ScreenKind::Notice, "the keys did not go with the warning");
        kiosk.tap("Terug");
        assert_eq!(kiosk.shows(), ScreenKind::Name);
        kiosk.pass_ms(30_000);
        assert!(kiosk.says("Bent u er nog?"));
        hold_up(&kiosk, "WELKOM043GE1R70W3GE1R70W3GE1R70W3HXCH3");
        assert_eq!(kiosk.shows(), ScreenKind::Notice, "nor while it shows");
        assert_eq!(centre.close(kiosk), []);
    });
}

#[test]
fn without_a_scanner_no_key_is_collected() {
    alone(|centre| {
        listen();
        let kiosk = centre.open(QUIET);
        assert!(!kiosk.says("Hebt u een pasje?"));
        scan(&kiosk, "WELKOM043GE1R70W3GE1R70W3GE1R70W3HXCH3");
        kiosk.settle();
        assert_eq!(kiosk.shows(), ScreenKind::Rest);
        assert_eq!(centre.close(kiosk), []);
    });
}

#[test]
fn where_two_things_are_on_a_guest_is_greeted_at_what_for() {
    alone(|centre| {
        let centre = with_scanner(centre);
        set_up(&centre);
        let kiosk = centre.open(QUIET);
        let text = leave_name(&kiosk, &NAME);
        kiosk.clock.pass_ms(110 * 60_000);
        kiosk.pass_minute();
        hold_up(&kiosk, &text);
        assert_eq!(kiosk.shows(), ScreenKind::Choose);
        assert!(kiosk.says("Dag Zwaluw!"));
        kiosk.tap("Zingen");
        kiosk.touch(&kiosk.find("Verder"));
        assert_eq!(kiosk.shows(), ScreenKind::Choose, "nothing flashes by");
        kiosk.wait_until_saved();
        assert!(kiosk.says("Dank u wel, Zwaluw"));
        let arrivals = centre.close(kiosk);
        assert!(arrivals.iter().any(|arrival| arrival.activities == ["choir".into()]), "{arrivals:?}");
    });
}

#[test]
fn who_is_new_says_so_and_a_host_comes() {
    alone(|centre| {
        let kiosk = centre.open(QUIET);
        let thanked = || {
            kiosk.tap("Ik ben er");
            kiosk.touch(&kiosk.find("Zonder naam"));
            kiosk.wait_until_saved();
            kiosk.settle();
            assert!(kiosk.says("Is dit uw eerste keer hier?"));
        };
        thanked();
        kiosk.tap("Ja");
        assert!(kiosk.says("Mag iemand u even rondleiden?"));
        kiosk.touch(&kiosk.find("Ja"));
        assert!(!kiosk.says("Er komt zo iemand naar u toe."), "nothing is promised yet");
        kiosk.wait_for(|update| matches!(update, Update::Answer(Answer::HostCalled(_))));
        kiosk.settle();
        assert!(kiosk.says("Er komt zo iemand naar u toe."));
        kiosk.pass_ms(30_000);
        assert_eq!(kiosk.shows(), ScreenKind::Thanks, "a touch keeps it");
        kiosk.tap("Ja, ik ben er nog");
        kiosk.tap("Klaar");
        thanked();
        kiosk.tap("Nee");
        assert!(!kiosk.says("eerste keer") && !kiosk.says("rondleiden"));
        kiosk.tap("Klaar");
        thanked();
        kiosk.tap("Klaar");
        let mut newcomers: Vec<_> = centre.close(kiosk).iter().map(|arrival| arrival.newcomer).collect();
        newcomers.sort_unstable();
        assert_eq!(newcomers, [None, Some(false), Some(true)]);
    });
}
