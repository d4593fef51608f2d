//! Every text of the screens has its Dutch one, with the same placeholders and both plural forms, and
//! the catalogue holds nothing else. The compiler falls back to English silently.

use crate::{display::TEN_INCH, display::app_on, scenes};
use i_slint_backend_testing::ElementHandle;
use std::{collections::BTreeMap, fs, path::Path, path::PathBuf};

/// A text and its plural, with its context before it.
type Key = (String, String, String);

fn ui() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui")
}

/// The first string literal of `text`, still escaped, and what follows it.
fn literal(text: &str) -> Option<(String, &str)> {
    let start = text.find('"')? + 1;
    let mut is_escaped = false;
    for (offset, letter) in text[start..].char_indices() {
        match letter {
            '"' if !is_escaped => {
                return Some((text[start..start + offset].into(), &text[start + offset + 1..]));
            }
            '\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    None
}

/// Every `@tr("context" => "text" | "plural" % n)` in this source.
fn texts_of(source: &str) -> Vec<Key> {
    source
        .split("@tr(")
        .skip(1)
        .map(|rest| {
            let (mut text, mut rest) = literal(rest).expect("@tr without a text");
            let mut context = String::new();
            if rest.trim_start().starts_with("=>") {
                context = text;
                (text, rest) = literal(rest).expect("@tr with a context and no text");
            }
            let plural =
                rest.trim_start().starts_with('|').then(|| literal(rest).expect("@tr without a plural").0);
            (context, text, plural.unwrap_or_default())
        })
        .collect()
}

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "slint") {
            found.push(fs::read_to_string(&path).unwrap());
        }
    }
}

fn catalogue() -> BTreeMap<Key, Vec<String>> {
    let po = fs::read_to_string(ui().join("lang/nl/LC_MESSAGES/welkom-screens.po")).unwrap();
    let mut entries = BTreeMap::new();
    for block in po.split("\n\n") {
        let (mut key, mut translations) = (Key::default(), vec![]);
        for line in block.lines().filter(|line| !line.starts_with('#')) {
            let value = literal(line).unwrap_or_else(|| panic!("not understood: {line}")).0;
            match line.split(['"', ' ']).next().unwrap() {
                "msgctxt" => key.0 = value,
                "msgid" => key.1 = value,
                "msgid_plural" => key.2 = value,
                word if word.starts_with("msgstr") => translations.push(value),
                // The header's further lines.
                _ => {}
            }
        }
        if !key.1.is_empty() {
            assert!(entries.insert(key.clone(), translations).is_none(), "{key:?} stands there twice");
        }
    }
    entries
}

fn placeholders(text: &str) -> Vec<&str> {
    let mut found: Vec<_> = text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
    found.sort_unstable();
    found
}

#[test]
fn every_text_is_there_in_dutch() {
    let mut files = vec![];
    sources(&ui(), &mut files);
    let texts: Vec<_> = files.iter().flat_map(|source| texts_of(source)).collect();
    assert!(texts.len() > 50, "only {} texts found in ui/", texts.len());
    let catalogue = catalogue();
    for key in &texts {
        let translations = catalogue.get(key).unwrap_or_else(|| panic!("no Dutch for {key:?}"));
        assert_eq!(
            translations.len(),
            if key.2.is_empty() { 1 } else { 2 },
            "wrong number of forms for {key:?}"
        );
        for translation in translations {
            assert!(!translation.trim().is_empty(), "empty Dutch for {key:?}");
            assert_eq!(placeholders(&key.1), placeholders(translation), "placeholders of {key:?}");
        }
    }
    for key in catalogue.keys() {
        assert!(texts.contains(key), "the catalogue holds {key:?}, which no screen says");
    }
}

#[test]
fn the_screens_speak_both_languages_and_both_numbers() {
    let app = app_on(&TEN_INCH);
    (scenes::scene("warning").set)(&app);
    let says = |text: &str| ElementHandle::find_by_accessible_label(&app, text).next().is_some();
    let one_second = || slint::ComponentHandle::global::<welkom_screens::Door>(&app).set_going_home_in_s(1);
    assert!(says("Over 12 seconden begint dit scherm opnieuw."));
    assert!(welkom_screens::set_language("en"));
    assert!(says("This screen starts again in 12 seconds."));
    one_second();
    assert!(says("This screen starts again in 1 second."));
    assert!(welkom_screens::set_language("nl"));
    assert!(says("Over 1 seconde begint dit scherm opnieuw."));
    assert!(!welkom_screens::set_language("xx"), "an unknown language must be refused");
    assert!(says("Over 1 seconde begint dit scherm opnieuw."));
}
