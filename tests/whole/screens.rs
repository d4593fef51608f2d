//! Visits at the door as somebody makes them: by what stands on the buttons, on the real screens, down to
//! what is on disk in the end.

use chrono::NaiveDateTime;
use chrono_tz::Europe::Amsterdam;
use std::{fs, panic::resume_unwind, path::Path, thread};
use tempfile::TempDir;
use welkom_domain::{
    arrival::Arrival,
    day::{DateRange, to_zone},
    ids::ActivityId,
};
use welkom_kiosk::{
    config::Config,
    engine::{Command, Update},
    flow::{Answer, SETTLE_MS},
    store::Store,
};
use welkom_screens::ScreenKind;
use welkom_tests::kiosk::Kiosk;

const CENTRE: &str = r#"
[centre]
id = "de-brug"
name = "De Brug"
languages = ["nl", "en"]

[door]
tuesday = ["09:00-17:00"]
wednesday = ["09:00-17:00"]

[[door.closed]]
from = 2026-12-08
reason = "Het is feest in de wijk."

[programme]
files = ["programme.ics"]

[drop_in]
expected = 6
place = "de huiskamer"

[store]
directory = "visits"
"#;

const PROGRAMME: &str = "BEGIN:VCALENDAR
BEGIN:VEVENT
UID:walk
SUMMARY:Wandelen
DTSTART:20261006T100000
DTEND:20261006T113000
RRULE:FREQ=WEEKLY
LOCATION:bij de voordeur
END:VEVENT
BEGIN:VEVENT
UID:cards
SUMMARY:Kaarten
DTSTART:20261006T140000
DTEND:20261006T160000
RRULE:FREQ=WEEKLY
END:VEVENT
BEGIN:VEVENT
UID:choir
SUMMARY:Zingen
DTSTART:20261006T140000
DTEND:20261006T150000
RRULE:FREQ=WEEKLY
END:VEVENT
END:VCALENDAR
";

/// A centre on disk.
pub struct Centre {
    pub directory: TempDir,
    pub config: Config,
}

impl Centre {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        fs::write(directory.path().join("programme.ics"), PROGRAMME).expect("a programme");
        let config =
            Config::parse(CENTRE.as_bytes(), &directory.path().join("centre.toml")).expect("a configuration");
        Self { directory, config }
    }

    /// Its kiosk at a local time.
    pub fn open(&self, at: &str) -> Kiosk {
        Kiosk::open(&self.config, moment(at)).expect("a kiosk")
    }

    /// Ends the kiosk; what it left on disk, without what was taken back.
    pub fn close(&self, kiosk: Kiosk) -> Vec<Arrival> {
        kiosk.close();
        let (store, _) = Store::open(&self.config.store.directory, 0).expect("a store");
        let ever =
            DateRange::new("2026-01-01".parse().expect("a date"), "2027-12-31".parse().expect("a date"));
        let mut arrivals = store.arrivals(ever).expect("arrivals");
        arrivals.retain(|arrival| arrival.withdrawn.is_none());
        for arrival in &mut arrivals {
            arrival.activities.sort();
        }
        arrivals
    }
}

fn moment(at: &str) -> chrono::DateTime<chrono::Utc> {
    let local = NaiveDateTime::parse_from_str(at, "%Y-%m-%d %H:%M").expect("a local time");
    to_zone(local, Amsterdam).expect("a time that exists").to_utc()
}

/// The toolkit has one platform for each thread, and a test may share its thread with others.
pub fn alone(test: impl FnOnce(Centre) + Send + 'static) {
    if let Err(panic) = thread::spawn(|| test(Centre::new())).join() {
        resume_unwind(panic);
    }
}

/// Answers the question about the name, up to the thank-you.
fn answer(kiosk: &Kiosk, label: &str) {
    kiosk.touch(&kiosk.find(label));
    kiosk.wait_until_saved();
    assert_eq!(kiosk.shows(), ScreenKind::Thanks);
}

fn has(kiosk: &Kiosk, label: &'static str) -> bool {
    kiosk.find_where(move |it| it == label).is_some()
}

/// An hour at which just dropping in is preset.
pub const QUIET: &str = "2026-12-01 12:00";

#[test]
fn two_touches_and_nobody_asked_anything() {
    alone(|centre| {
        let kiosk = centre.open(QUIET);
        assert_eq!(kiosk.shows(), ScreenKind::Rest);
        assert!(kiosk.says("De Brug"));
        kiosk.tap("Ik ben er");
        assert!(kiosk.says("Gewoon binnenlopen"));
        answer(&kiosk, "Zonder naam");
        assert!(kiosk.says("de huiskamer"), "where to go");
        assert!(!kiosk.says("schrijft uw naam"));
        let arrivals = centre.close(kiosk);
        assert_eq!(arrivals.len(), 1);
        assert_eq!((arrivals[0].party, &arrivals[0].activities), (1, &vec![ActivityId::drop_in()]));
    });
}

#[test]
fn a_party_of_four_counts_in_full() {
    alone(|centre| {
        let kiosk = centre.open(QUIET);
        kiosk.tap("Ik ben er");
        kiosk.tap("Anders");
        for _ in 0..4 {
            kiosk.tap("Eén persoon meer");
        }
        kiosk.tap("Eén persoon minder");
        assert!(kiosk.says("4 personen"));
        kiosk.tap("Verder");
        answer(&kiosk, "Zonder naam");
        assert!(kiosk.says("4 personen"));
        assert_eq!(centre.close(kiosk).iter().map(|it| it.party).collect::<Vec<_>>(), [4]);
    });
}

#[test]
fn two_activities_are_one_arrival() {
    alone(|centre| {
        let kiosk = centre.open("2026-12-01 09:45");
        kiosk.tap("Ik ben er");
        assert!(kiosk.says("Wandelen"), "it starts soon: it is preset");
        kiosk.tap("Anders");
        assert!(kiosk.cards().contains(&("Wandelen".to_owned(), true)));
        kiosk.tap("Gewoon binnenlopen");
        kiosk.tap("Verder");
        answer(&kiosk, "Zonder naam");
        assert!(kiosk.says("Wandelen") && kiosk.says("Gewoon binnenlopen"));
        let arrivals = centre.close(kiosk);
        assert_eq!(
            arrivals.iter().map(|it| &it.activities).collect::<Vec<_>>(),
            [&vec![ActivityId::drop_in(), "walk".into()]]
        );
    });
}

#[test]
fn where_two_things_are_on_nothing_is_preset() {
    alone(|centre| {
        let kiosk = centre.open("2026-12-01 13:50");
        kiosk.tap("Ik ben er");
        assert_eq!(kiosk.shows(), ScreenKind::Choose);
        assert!(kiosk.cards().iter().all(|(_, is_chosen)| !is_chosen));
        // Without a choice there is no next question.
        kiosk.tap("Verder");
        assert_eq!(kiosk.shows(), ScreenKind::Choose);
        kiosk.tap("Zingen");
        kiosk.tap("Verder");
        answer(&kiosk, "Zonder naam");
        assert_eq!(centre.close(kiosk)[0].activities, ["choir".into()]);
    });
}

#[test]
fn with_a_name_the_host_will_write_it_down_and_the_visit_counts_the_same() {
    alone(|centre| {
        let kiosk = centre.open(QUIET);
        kiosk.tap("Ik ben er");
        answer(&kiosk, "Met mijn naam");
        assert!(kiosk.says("schrijft uw naam graag op"));
        assert_eq!(centre.close(kiosk).len(), 1);
    });
}

#[test]
fn toch_niet_takes_the_visit_back() {
    alone(|centre| {
        let kiosk = centre.open(QUIET);
        kiosk.tap("Ik ben er");
        answer(&kiosk, "Zonder naam");
        kiosk.settle();
        kiosk.touch(&kiosk.find("Toch niet"));
        kiosk.wait_for(|update| matches!(update, Update::Answer(Answer::TakenBack(_))));
        assert_eq!(kiosk.shows(), ScreenKind::Rest);
        assert_eq!(centre.close(kiosk), []);
    });
}

#[test]
fn another_language_keeps_what_was_chosen_and_the_next_visitor_finds_dutch() {
    alone(|centre| {
        let kiosk = centre.open(QUIET);
        kiosk.tap("Ik ben er");
        kiosk.tap("Anders");
        kiosk.tap("Eén persoon meer");
        kiosk.tap("English");
        assert!(kiosk.says("What are you here for?"));
        assert!(kiosk.cards().contains(&("Just drop in".to_owned(), true)), "{:?}", kiosk.cards());
        assert!(kiosk.says("2 people"));
        kiosk.tap("Go on");
        answer(&kiosk, "Without a name");
        kiosk.settle();
        kiosk.tap("Done");
        assert!(has(&kiosk, "Ik ben er") && !has(&kiosk, "I am here"));
        assert_eq!(centre.close(kiosk)[0].party, 2);
    });
}

#[test]
fn a_language_chosen_and_left_alone_goes_back_by_itself() {
    alone(|centre| {
        let kiosk = centre.open(QUIET);
        kiosk.tap("English");
        assert!(has(&kiosk, "I am here"));
        kiosk.pass_ms(46_000);
        assert!(has(&kiosk, "Ik ben er"));
    });
}

#[test]
fn stop_forgets_everything() {
    alone(|centre| {
        let kiosk = centre.open("2026-12-01 09:45");
        kiosk.tap("Ik ben er");
        kiosk.tap("Anders");
        kiosk.tap("Gewoon binnenlopen");
        kiosk.tap("Eén persoon meer");
        kiosk.tap("Stop");
        assert_eq!(kiosk.shows(), ScreenKind::Rest);
        kiosk.tap("Ik ben er");
        kiosk.tap("Anders");
        assert!(kiosk.says("1 persoon"));
        assert!(kiosk.cards().contains(&("Gewoon binnenlopen".to_owned(), false)));
        kiosk.tap("Stop");
        assert_eq!(centre.close(kiosk), []);
    });
}

#[test]
fn back_goes_one_question_back() {
    alone(|centre| {
        let kiosk = centre.open(QUIET);
        kiosk.tap("Ik ben er");
        kiosk.tap("Anders");
        kiosk.tap("Eén persoon meer");
        kiosk.tap("Verder");
        assert_eq!(kiosk.shows(), ScreenKind::Name);
        kiosk.tap("Terug");
        assert_eq!(kiosk.shows(), ScreenKind::Choose);
        assert!(kiosk.says("2 personen"), "what was chosen is still chosen");
        kiosk.tap("Stop");
        // What was preset is asked again by whoever looked further and came back.
        kiosk.tap("Ik ben er");
        kiosk.tap("Anders");
        kiosk.tap("Terug");
        assert_eq!(kiosk.shows(), ScreenKind::Name);
        kiosk.tap("Terug");
        assert_eq!(kiosk.shows(), ScreenKind::Rest);
    });
}

#[test]
fn an_unattended_screen_warns_and_goes_home() {
    alone(|centre| {
        let kiosk = centre.open(QUIET);
        kiosk.touch(&kiosk.find("Ik ben er"));
        kiosk.pass_ms(24_900);
        assert!(!kiosk.says("Bent u er nog?"));
        kiosk.pass_ms(200);
        assert!(kiosk.says("Bent u er nog?"));
        // A touch takes the warning away and gives the whole time again.
        kiosk.tap("Ja, ik ben er nog");
        assert!(!kiosk.says("Bent u er nog?"));
        assert_eq!(kiosk.shows(), ScreenKind::Name);
        kiosk.pass_ms(25_000);
        assert!(kiosk.says("Bent u er nog?"));
        kiosk.pass_ms(19_000);
        assert_eq!(kiosk.shows(), ScreenKind::Name);
        kiosk.pass_ms(1_500);
        assert_eq!(kiosk.shows(), ScreenKind::Rest);
        assert!(!kiosk.says("Bent u er nog?"));
        assert_eq!(centre.close(kiosk), [], "whoever walks away is not counted");
    });
}

#[test]
fn the_thank_you_stays_ten_seconds() {
    alone(|centre| {
        let kiosk = centre.open(QUIET);
        kiosk.tap("Ik ben er");
        answer(&kiosk, "Zonder naam");
        kiosk.pass_ms(9_900);
        assert_eq!(kiosk.shows(), ScreenKind::Thanks);
        kiosk.pass_ms(200);
        assert_eq!(kiosk.shows(), ScreenKind::Rest);
        assert_eq!(centre.close(kiosk).len(), 1);
    });
}

#[test]
fn a_closed_door_says_when_it_opens() {
    alone(|centre| {
        let kiosk = centre.open("2026-12-01 20:00");
        assert_eq!(kiosk.shows(), ScreenKind::Closed);
        assert!(!has(&kiosk, "Ik ben er"));
        assert!(kiosk.says("woensdag 2 december om 09.00 uur"));
        kiosk.tap("English");
        assert!(kiosk.says("Wednesday 2 December at 09:00"));
        kiosk.pass_ms(46_000);
        assert!(kiosk.says("We zijn nu dicht."));
        kiosk.go_to(moment("2026-12-02 09:00"));
        assert_eq!(kiosk.shows(), ScreenKind::Rest);
        kiosk.go_to(moment("2026-12-08 11:00"));
        assert_eq!(kiosk.shows(), ScreenKind::Closed);
        assert!(kiosk.says("Het is feest in de wijk."));
    });
}

#[test]
fn a_double_tap_checks_nobody_in() {
    alone(|centre| {
        let kiosk = centre.open(QUIET);
        let here = kiosk.find("Ik ben er");
        let (place, size) = (here.absolute_position(), here.size());
        let (x, y) = (place.x + size.width / 2.0, place.y + size.height / 2.0);
        kiosk.screen.touch(x, y);
        kiosk.screen.touch(x, y);
        assert_eq!(kiosk.shows(), ScreenKind::Name);
        // Wherever the second touch lands: an answer just below the finger takes none yet either.
        kiosk.touch(&kiosk.find("Zonder naam"));
        kiosk.pass_ms(SETTLE_MS - 50);
        kiosk.touch(&kiosk.find("Met mijn naam"));
        assert_eq!(kiosk.shows(), ScreenKind::Name);
        assert!(!kiosk.says("Fijn dat u er bent!"));
        kiosk.settle();
        kiosk.tap("Stop");
        assert_eq!(centre.close(kiosk), []);
    });
}

#[test]
fn an_answer_touched_twice_counts_once() {
    alone(|centre| {
        let kiosk = centre.open(QUIET);
        kiosk.tap("Ik ben er");
        let without = kiosk.find("Zonder naam");
        kiosk.touch(&without);
        kiosk.touch(&without);
        kiosk.wait_until_saved();
        kiosk.settle();
        kiosk.tap("Klaar");
        assert_eq!(kiosk.shows(), ScreenKind::Rest);
        assert_eq!(centre.close(kiosk).len(), 1);
    });
}

#[test]
fn a_disk_that_refuses_is_told_to_the_visitor() {
    alone(|centre| {
        make_refusing(&centre);
        let kiosk = centre.open(QUIET);
        kiosk.tap("Ik ben er");
        let try_to = |label: &str| {
            kiosk.touch(&kiosk.find(label));
            kiosk.wait_for(|update| matches!(update, Update::Answer(Answer::NotSaved(_))));
            kiosk.settle();
            assert_eq!(kiosk.shows(), ScreenKind::Name);
            assert!(kiosk.says("Dat lukte niet.") && kiosk.says("gastvrouw of gastheer"));
        };
        try_to("Zonder naam");
        // Both answers try once more.
        try_to("Met mijn naam");
        kiosk.tap("Stop");
        assert_eq!(kiosk.shows(), ScreenKind::Rest);
        kiosk.tap("Ik ben er");
        assert!(!kiosk.says("Dat lukte niet."), "the next visitor knows nothing of it");
        assert_eq!(centre.close(kiosk), []);
    });
}

/// A store that takes no arrival, as on a full disk.
fn make_refusing(centre: &Centre) {
    let directory: &Path = &centre.config.store.directory;
    assert!(directory.starts_with(centre.directory.path()));
    drop(Store::open(directory, 0).expect("a store"));
    let connection = rusqlite::Connection::open(directory.join("visits.sqlite")).expect("its file");
    connection
        .execute_batch(
            "CREATE TRIGGER refuse BEFORE INSERT ON arrival BEGIN SELECT RAISE(ABORT, 'no room'); END",
        )
        .expect("a trigger");
}

#[test]
fn an_engine_that_is_silent_is_told_to_the_visitor() {
    alone(|centre| {
        let kiosk = centre.open(QUIET);
        kiosk.commands.send(Command::Stop).expect("an engine that listens");
        kiosk.tap("Ik ben er");
        kiosk.touch(&kiosk.find("Zonder naam"));
        kiosk.pass_ms(4_900);
        assert!(!kiosk.says("Dat lukte niet."));
        kiosk.pass_ms(200);
        assert!(kiosk.says("Dat lukte niet."));
        assert_eq!(centre.close(kiosk), []);
    });
}

#[test]
fn whoever_reads_about_the_program_is_not_sent_home() {
    alone(|centre| {
        let kiosk = centre.open(QUIET);
        kiosk.tap("Over Welkom");
        assert_eq!(kiosk.shows(), ScreenKind::About);
        assert!(kiosk.says("Versie 0.1.0"));
        assert!(kiosk.says("1/"));
        for _ in 0..12 {
            kiosk.pass_ms(24_000);
            assert!(!kiosk.says("Bent u er nog?"), "turning a page of text is a touch like any other");
            kiosk.tap("Volgende bladzijde");
            assert_eq!(kiosk.shows(), ScreenKind::About);
        }
        assert!(!kiosk.says("1/"), "by now another notice shows");
        kiosk.tap("Terug");
        assert_eq!(kiosk.shows(), ScreenKind::Rest);
    });
}
