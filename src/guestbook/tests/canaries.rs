//! Everything that is typed, scanned for in every file of the book, in every form it could have.

use super::{House, NOW_MS, add, contains, host, tuesday};
use crate::{
    ActivityKey, Arrived, CallNote, Change, Details, FirstName, Intake, Language, Note, Number, Outcome,
    PhoneNumber, Who,
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use std::fs;
use welkom_domain::ids::ActivityId;

/// A text as it could stand in a file: UTF-8, UTF-16, and base 64 wherever it begins.
fn forms(text: &str) -> Vec<Vec<u8>> {
    let mut forms = vec![
        text.as_bytes().to_vec(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ];
    forms.extend(base64_forms(text.as_bytes()));
    forms
}

/// The characters of a base 64 text that depend on these bytes alone, for each of the three alignments.
fn base64_forms(bytes: &[u8]) -> Vec<Vec<u8>> {
    let aligned = |before: usize| {
        let encoded = STANDARD_NO_PAD.encode([&vec![0; before], bytes].concat());
        let first = (before * 8).div_ceil(6);
        let last = (before + bytes.len()) * 8 / 6;
        encoded.as_bytes()[first..last].to_vec()
    };
    (0..3).map(aligned).collect()
}

#[test]
fn nothing_that_was_typed_stands_in_any_file() {
    let mut house = House::build(11);
    let activity = ActivityId::from("kanarie-activiteit");
    let details = Details {
        name: FirstName::new("Kanarienaam").unwrap(),
        phone: PhoneNumber::new("+31611223344").ok(),
        language: Language::new("kanarie").unwrap(),
        wants_talk: true,
    };
    let arrived = house
        .book
        .arrive(tuesday(), std::slice::from_ref(&activity), Who::New(&details, super::consents()))
        .unwrap();
    let Arrived::New(pass) = arrived else { panic!("{arrived:?}") };
    let change = Change {
        name: FirstName::new("Kanariewissel").ok(),
        phone: PhoneNumber::new("+31655667788").ok().map(Number::Set),
        ..Change::default()
    };
    house.book.change(&pass, change, tuesday()).unwrap();
    house.book.night(tuesday(), NOW_MS).unwrap();
    let other = add(&mut house.book, "Bloem", tuesday());
    house.book.arrive(tuesday(), std::slice::from_ref(&activity), Who::Pass(&pass)).unwrap();
    let mut open = house.unlock(tuesday());
    let id = open.by_pass(&pass).unwrap().id;
    let note = Some(Note::new("Kanarienotitie"));
    let call = CallNote { day: tuesday(), outcome: Outcome::Reached, by: host(), note };
    open.called(&mut house.book, id, call).unwrap();
    let intake = Intake {
        day: tuesday(),
        expires: None,
        interests: Note::new("Kanariewens"),
        wanted: vec![ActivityKey::from(&activity)],
        hindrances: Note::new("Kanariedrempel"),
        agreements: Note::new("Kanarieafspraak"),
    };
    open.put_intake(&mut house.book, id, intake).unwrap();
    open.settle(&mut house.book, tuesday()).unwrap();
    let replaced = open.replace_pass(&mut house.book, id, tuesday()).unwrap();
    house.book.night(tuesday(), NOW_MS).unwrap();

    let mut canaries: Vec<Vec<u8>> = [
        "kanarie-activiteit",
        "Kanarienaam",
        "+31611223344",
        "611223344",
        "Kanariewissel",
        "655667788",
        "Kanarienotitie",
        "Kanariewens",
        "Kanariedrempel",
        "Kanarieafspraak",
        "anarie",
    ]
    .into_iter()
    .chain([house.password.expose(), house.sheet.expose()])
    .chain(house.password.expose().split(' ').filter(|it| it.len() > 6))
    .flat_map(forms)
    .collect();
    let hex = crate::ids::hex;
    for pass in [&pass, &other, &replaced] {
        let text = pass.to_text();
        canaries.extend(forms(&text[10..]));
        let raw = crate::crockford::decode(&text[6..]).unwrap();
        canaries.push(raw[1..17].to_vec());
        canaries.extend(forms(&hex(&raw[1..17])));
        canaries.extend(base64_forms(&raw[1..17]));
    }
    let secret = open.ring.to_text();
    for line in secret.lines().skip(1) {
        canaries.extend(forms(line.rsplit(' ').next().unwrap()));
    }
    canaries.push(open.ring.records.to_vec());

    let count = |files: &[(String, Vec<u8>)]| -> usize {
        files.iter().map(|(_, bytes)| canaries.iter().filter(|it| contains(bytes, it)).count()).sum()
    };
    let files = house.files();
    assert!(files.len() >= 4, "the book, its journal and two backups");
    assert_eq!(count(&files), 0);
    // The scan can find one: the control.
    for form in forms("Kanarienotitie") {
        fs::write(house.directory.path().join("planted"), [&b"xx"[..], &form, b"yy"].concat()).unwrap();
        assert!(count(&house.files()) > 0);
    }
    let encoded = STANDARD_NO_PAD.encode("zie Kanarienotitie hier");
    fs::write(house.directory.path().join("planted"), encoded).unwrap();
    assert!(count(&house.files()) > 0);
}
