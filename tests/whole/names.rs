//! Somebody leaves a name at the door: by what stands on the buttons and keys, down to the sealed book that a
//! host's words open, the code that a telephone reads, and files that say nothing.

use crate::screens::{Centre, QUIET, alone};
use std::{
    fs,
    path::{Path, PathBuf},
};
use welkom_domain::ids::ActivityId;
use welkom_guestbook::{
    ActivityKey, BookError, GuestBook, HostId, HostPassword, Pass, PhoneNumber, Retention,
};
use welkom_screens::ScreenKind;
use welkom_tests::kiosk::Kiosk;

pub const HOST: &str = "balie";

pub fn day() -> chrono::NaiveDate {
    "2026-12-01".parse().expect("a date")
}

pub fn book(centre: &Centre) -> GuestBook {
    let directory = centre.config.guest_book_directory();
    GuestBook::open(&directory, 0, day(), Retention::default()).expect("a guest book").0
}

/// As `welkom-kiosk guestbook init` does.
pub fn set_up(centre: &Centre) -> HostPassword {
    book(centre).set_up(&HostId(HOST.to_owned()), day()).expect("set up").0
}

pub fn types(kiosk: &Kiosk, keys: &[&str]) {
    for key in keys {
        kiosk.tap(key);
    }
}

/// Up to the keyboard.
pub fn says_yes_twice(kiosk: &Kiosk) {
    kiosk.tap("Ik ben er");
    kiosk.tap("Met mijn naam");
    assert!(kiosk.says("Bent u 16 jaar of ouder?"));
    kiosk.tap("Ja");
    assert!(kiosk.says("Mogen we uw naam bewaren?"));
    kiosk.tap("Ja, dat mag");
    assert!(kiosk.says("Wat is uw voornaam?"));
}

/// What a telephone's camera reads of the screen.
pub fn scanned(kiosk: &Kiosk) -> String {
    let picture = kiosk.screen.picture();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let pixels = picture.as_slice();
    let mut grey = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        let pixel = pixels[y * width + x];
        pixel.r / 3 + pixel.g / 3 + pixel.b / 3
    });
    let codes = grey.detect_grids();
    assert_eq!(codes.len(), 1, "expected one code on the screen");
    codes[0].decode().expect("a code that reads").1
}

/// Every file of the centre, with its bytes.
fn files(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files(&path, found);
        } else {
            let bytes = fs::read(&path).expect("a file");
            found.push((path, bytes));
        }
    }
}

/// Where one of these texts stands in a file of the centre, as text or in UTF-16.
pub fn tells(centre: &Centre, texts: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    files(centre.directory.path(), &mut found);
    assert!(found.len() > 3, "expected the files of a centre, found {}", found.len());
    let needles: Vec<Vec<u8>> = texts
        .iter()
        .flat_map(|text| [text.as_bytes().to_vec(), text.encode_utf16().flat_map(u16::to_le_bytes).collect()])
        .collect();
    let holds =
        |bytes: &[u8]| needles.iter().any(|it| bytes.windows(it.len()).any(|window| window == it.as_slice()));
    found.into_iter().filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path).collect()
}

#[test]
fn a_name_and_a_number_end_in_the_book_and_the_pass_on_a_telephone() {
    alone(|centre| {
        let password = set_up(&centre);
        let kiosk = centre.open(QUIET);
        says_yes_twice(&kiosk);
        // Capitals where a word begins, by themselves; a letter with an accent from the other keys.
        types(&kiosk, &["K", "e", "v", "Letters met accenten", "é", "Gewone letters", "r", "o", "Wissen"]);
        kiosk.tap("Verder");
        assert!(kiosk.says("Mogen we u bellen?"));
        kiosk.tap("Ja, dat mag");
        types(&kiosk, &["0", "6", "1", "2", "3", "4", "5", "6", "7"]);
        kiosk.tap("Verder");
        assert!(kiosk.says("Dit nummer klopt niet."));
        types(&kiosk, &["8"]);
        kiosk.touch(&kiosk.find("Verder"));
        kiosk.wait_until_saved();
        kiosk.settle();
        assert_eq!(kiosk.shows(), ScreenKind::Pass);
        assert!(kiosk.says("Dag Kevér!"));
        let pass = Pass::parse(&scanned(&kiosk)).expect("a pass");
        kiosk.tap("Ik heb hem");
        assert_eq!(kiosk.shows(), ScreenKind::Thanks);
        assert!(kiosk.says("Uw naam is bewaard."));
        kiosk.tap("Klaar");
        assert_eq!(centre.close(kiosk).len(), 1, "and the visit counts once");

        let text = pass.to_text();
        assert_eq!(
            tells(&centre, &["Kevér", "612345678", "12345678", &text, &text[6..]]),
            Vec::<PathBuf>::new()
        );
        // The same search finds what does stand there.
        assert!(!tells(&centre, &["drop-in"]).is_empty());

        let book = book(&centre);
        let sealed = book.sealed(&HostId(HOST.to_owned())).expect("a copy");
        let open = sealed.unlock(&password, day()).expect("the host's words");
        let guest = open.by_pass(&pass).expect("the guest of the pass");
        assert_eq!(guest.name().map(welkom_guestbook::FirstName::expose), Some("Kevér"));
        assert_eq!(guest.record.phone.as_ref().map(PhoneNumber::expose), Some("+31612345678"));
        assert!(guest.consents.call.is_some());
        assert_eq!(guest.record.last_visit, Some(day()));
        assert!(guest.record.attendance.contains_key(&ActivityKey::from(&ActivityId::drop_in())));
    });
}

#[test]
fn whoever_is_younger_or_would_rather_not_is_counted_and_nothing_else() {
    alone(|centre| {
        set_up(&centre);
        let kiosk = centre.open(QUIET);
        for answers in [&["Nee, jonger"][..], &["Ja", "Nee, liever niet"]] {
            kiosk.tap("Ik ben er");
            kiosk.tap("Met mijn naam");
            let (last, before) = answers.split_last().expect("an answer");
            types(&kiosk, before);
            kiosk.touch(&kiosk.find(last));
            kiosk.wait_until_saved();
            assert!(kiosk.says("Zonder naam is ook goed."));
            kiosk.settle();
            kiosk.tap("Klaar");
        }
        assert_eq!(centre.close(kiosk).len(), 2);
    });
}

#[test]
fn stop_forgets_what_was_typed_and_toch_niet_forgets_the_guest() {
    alone(|centre| {
        set_up(&centre);
        let kiosk = centre.open(QUIET);
        says_yes_twice(&kiosk);
        types(&kiosk, &["K", "e", "v", "e", "r", "k", "e", "v", "e", "r"]);
        assert!(kiosk.says("Keverkever"));
        kiosk.tap("Stop");
        assert_eq!(kiosk.shows(), ScreenKind::Rest);
        says_yes_twice(&kiosk);
        assert!(!kiosk.says("Keverkever"), "the next visitor finds an empty field");
        types(&kiosk, &["B", "o", "o", "m"]);
        kiosk.tap("Verder");
        kiosk.touch(&kiosk.find("Nee, liever niet"));
        kiosk.wait_until_saved();
        kiosk.settle();
        let pass = Pass::parse(&scanned(&kiosk)).expect("a pass");
        kiosk.tap("Ik heb hem");
        kiosk.tap("Toch niet");
        kiosk.wait_for(|update| {
            matches!(update, welkom_kiosk::engine::Update::Answer(welkom_kiosk::flow::Answer::TakenBack(_)))
        });
        assert_eq!(centre.close(kiosk), []);
        assert!(matches!(book(&centre).greet(&pass), Err(BookError::UnknownPass)));
        assert_eq!(tells(&centre, &["Keverkever", "Boom"]), Vec::<PathBuf>::new());
    });
}
