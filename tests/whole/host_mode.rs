//! A host at the kiosk's own screen: the code, guessed too often and across a power cut; a visitor counted; a
//! session cancelled, as visitors then see it; the clock.

use crate::{
    passes::{listen, log},
    screens::{Centre, QUIET, alone},
};
use std::{panic::resume_unwind, thread};
use welkom_desk::Door as _;
use welkom_domain::{ids::ActivityId, programme::SessionChange};
use welkom_kiosk::{engine::Update, flow::Answer, host_desk::DeskAddress};
use welkom_screens::ScreenKind;
use welkom_tests::kiosk::Kiosk;

/// Not the code, by choice of the code.
const WRONG: &str = "907531";

/// A code that is not [`WRONG`].
fn new_code(centre: &Centre, kiosk: &Kiosk) -> String {
    let door = kiosk.door(&centre.config);
    std::iter::repeat_with(|| door.new_screen_code().expect("a code").to_string())
        .find(|code| code != WRONG)
        .expect("another code")
}

fn to_code(kiosk: &Kiosk) {
    kiosk.tap("Over Welkom");
    kiosk.tap("Voor gastvrouw of gastheer");
    assert_eq!(kiosk.shows(), ScreenKind::HostCode);
}

fn wait_for_answer(kiosk: &Kiosk) {
    kiosk.wait_for_answer(|answer| matches!(answer, Answer::Host(_)));
    kiosk.settle();
}

/// Touches six digits, and waits for what they come to.
fn types(kiosk: &Kiosk, code: &str) {
    for digit in code.chars() {
        kiosk.touch(&kiosk.find(&digit.to_string()));
    }
    wait_for_answer(kiosk);
}

fn does(kiosk: &Kiosk, label: &str) {
    kiosk.touch(&kiosk.find(label));
    wait_for_answer(kiosk);
}

#[test]
fn a_host_finds_the_way_in_corrects_today_and_vouches_for_the_clock() {
    alone(|centre| {
        listen();
        let kiosk = centre.open(QUIET);
        to_code(&kiosk);
        types(&kiosk, WRONG);
        assert!(kiosk.says("Er is nog geen code."));
        let code = new_code(&centre, &kiosk);
        for _ in 0..4 {
            types(&kiosk, WRONG);
            assert!(kiosk.says("Deze code klopt niet."));
        }
        types(&kiosk, WRONG);
        assert!(kiosk.says("Te vaak geprobeerd."));
        assert!(kiosk.says("Probeer het over 1 minuut weer."));
        kiosk.close();
        // The toolkit opens one window on a thread.
        thread::scope(|scope| {
            let again = scope.spawn(|| after_a_power_cut(&centre, &code));
            again.join().unwrap_or_else(|panic| resume_unwind(panic));
        });
    });
}

/// Another start of the kiosk at the same moment, as when somebody pulls the plug.
fn after_a_power_cut(centre: &Centre, code: &str) {
    let kiosk = centre.open(QUIET);
    to_code(&kiosk);
    types(&kiosk, code);
    assert!(kiosk.says("Te vaak geprobeerd."), "the right one waits, too");
    kiosk.pass_ms(31_000);
    kiosk.tap("Ja, ik ben er nog");
    types(&kiosk, code);
    assert_eq!(kiosk.shows(), ScreenKind::HostToday);
    assert!(kiosk.says("Vandaag: 0 personen"));

    kiosk.tap("Wandelen");
    assert_eq!(kiosk.shows(), ScreenKind::HostSession);
    does(&kiosk, "Eén bezoeker erbij");
    assert!(kiosk.says("1 persoon · Wandelen"));
    does(&kiosk, "Eén bezoeker erbij");
    does(&kiosk, "Laatste binnenkomst eraf");
    assert!(kiosk.says("De laatste is eraf."));
    kiosk.tap("Terug");
    assert!(kiosk.says("Vandaag: 1 persoon"));
    kiosk.tap("Volgende bladzijde");
    kiosk.tap("Zingen");
    does(&kiosk, "Laatste binnenkomst eraf");
    assert!(kiosk.says("Er is niemand geteld."));
    does(&kiosk, "Gaat niet door");
    assert!(kiosk.says("Het gaat niet door."));
    assert!(kiosk.find_where(|label| label == "Gaat toch door").is_some());
    kiosk.tap("Stop");
    assert_eq!(kiosk.shows(), ScreenKind::Rest);

    // Visitors see it at once.
    kiosk.tap("Ik ben er");
    kiosk.tap("Anders");
    let choir = kiosk.find("Zingen").accessible_description().expect("more words").to_string();
    assert!(choir.contains("gaat niet door"), "{choir}");
    assert!(!kiosk.cards().iter().any(|(title, _)| title == "Zingen"), "it cannot be chosen");
    kiosk.tap("Stop");
    for secret in [code, WRONG] {
        assert!(!kiosk.says(secret));
        // A line begins with its time, in which any six digits may stand.
        let log = log();
        let said = log.lines().filter_map(|line| line.split_once(' '));
        assert!(said.count() > 0, "something is logged");
        assert!(!log.lines().any(|line| line.split_once(' ').is_some_and(|(_, it)| it.contains(secret))));
    }
    let arrivals = centre.close(kiosk);
    assert_eq!(arrivals.len(), 1);
    assert_eq!(arrivals[0].activities, [ActivityId::from("walk")]);
}

#[test]
fn the_clock_and_the_desk_are_told_as_they_are() {
    alone(|centre| {
        let kiosk = centre.open(QUIET);
        let code = new_code(&centre, &kiosk);
        kiosk.clock.set_trusted(false);
        to_code(&kiosk);
        types(&kiosk, &code);
        kiosk.tap("Klok");
        assert!(kiosk.says("12.00") && kiosk.says("dinsdag 1 december"));
        assert!(kiosk.says("worden er geen tellingen afgesloten"));
        does(&kiosk, "De tijd klopt");
        assert!(kiosk.says("Deze tijd is nagekeken."));
        assert!(kiosk.find_where(|label| label == "De tijd klopt").is_none());
        assert!(kiosk.door(&centre.config).health().expect("an answer").is_clock_trusted);
        kiosk.tap("Terug");

        kiosk.tap("Balie");
        assert!(kiosk.says("Er is nu geen balie."));
        let told = |url: &str, fingerprint: &str| {
            kiosk.tell(Update::Desk(DeskAddress {
                url: url.to_owned(),
                install_url: Some("http://welkom.local:8080".to_owned()),
                fingerprint: fingerprint.to_owned(),
            }));
            kiosk.settle();
        };
        told("https://localhost:8443", "00:01:02:03:04:05");
        assert!(kiosk.says("alleen op deze kiosk zelf"));
        told("https://welkom.local:8443", "AB:01:02:03:04:05");
        assert!(kiosk.says("https://welkom.local:8443"));
        assert!(kiosk.says("AB:01:02:03  04:05"));
        assert!(!kiosk.says("alleen op deze kiosk zelf"));
        kiosk.pass_ms(50_000);
        assert_eq!(kiosk.shows(), ScreenKind::Rest, "left alone it closes");
        kiosk.settle();
        to_code(&kiosk);
        assert!(kiosk.says("0 van 6 cijfers"), "and asks for the code again");
    });
}

#[test]
fn what_hosts_write_about_today_reaches_visitors() {
    alone(|centre| {
        let kiosk = centre.open("2026-12-01 13:50");
        let door = kiosk.door(&centre.config);
        let today = door.today().expect("today");
        let cards = today.sessions.iter().find(|session| session.title == "Kaarten").expect("a session");
        let note = SessionChange { note: Some("Neem uw bril mee.".to_owned()), ..SessionChange::default() };
        door.change_session(&cards.key, &note).expect("changed");
        door.put_news(Some("Vandaag is er taart.")).expect("changed");
        for _ in 0..2 {
            kiosk.wait_for(|update| matches!(update, Update::Today(_)));
        }
        assert!(kiosk.says("Vandaag is er taart."));
        kiosk.tap("Ik ben er");
        let card = kiosk.find("Kaarten").accessible_description().expect("more words").to_string();
        assert!(card.contains("Neem uw bril mee."), "{card}");
        kiosk.tap("Kaarten");
        kiosk.tap("Verder");
        kiosk.touch(&kiosk.find("Zonder naam"));
        kiosk.wait_until_saved();
        assert!(kiosk.says("Neem uw bril mee."));
    });
}
