//! The demo that plays itself tells the truth: four weeks at two centres add up, twice the same, and
//! when one stored arrival is taken away it says so and fails.

use crate::programs::{Said, root};
use std::{collections::BTreeSet, fs, path::Path, process::Command};
use welkom_tests::demo::{self, Account, CASES, Options};

/// Plays it as a process of its own.
fn demo_once(directory: &Path, arguments: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demo-once"));
    Said::of(command.arg("--directory").arg(directory).args(arguments).output().expect("started"))
}

/// The one line of JSON, which has these five numbers and nothing else, in this order.
fn account(out: &str) -> Account {
    let line: serde_json::Value = serde_json::from_str(out).expect("one JSON object");
    let number = |key: &str| line[key].as_u64().unwrap_or_else(|| panic!("expected {key} in {out}"));
    let account = Account {
        arrivals: number("arrivals"),
        visits: number("visits"),
        published: number("published"),
        withheld: number("withheld"),
        received: number("received"),
    };
    let Account { arrivals, visits, published, withheld, received } = account;
    let expected = format!(
        "{{\"arrivals\":{arrivals},\"visits\":{visits},\"published\":{published},\"withheld\":{withheld},\
         \"received\":{received}}}\n"
    );
    assert_eq!(out, expected);
    account
}

#[test]
fn it_adds_up_shows_every_case_and_is_the_same_every_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = demo_once(&folder.path().join("process"), &[]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{}", said.out);
    let told = account(&said.out);
    assert_eq!(told.published + told.withheld, told.visits, "{told:?}");
    assert_eq!(told.received, told.published, "{told:?}");
    assert!(told.withheld > 0 && told.published > told.withheld, "{told:?}");

    // With the same seed, and without pictures, in this process.
    let played = demo::play(&Options {
        configurations: root().join("kiosk-config"),
        directory: folder.path().join("again"),
        seed: 2026,
        pictures: false,
        lose_one: false,
    })
    .expect("played");
    assert_eq!(played.faults(), [""; 0]);
    assert_eq!(played.cases.iter().copied().collect::<Vec<_>>(), {
        let mut cases = CASES;
        cases.sort_unstable();
        cases
    });
    assert_eq!(played.account, told);
    assert_eq!((played.scripted_arrivals, played.scripted_visits), (told.arrivals, told.visits));

    pictures_are_there(&folder.path().join("process"));
}

/// A picture of every screen that visitors pass, in the pixels of the ten-inch display.
fn pictures_are_there(directory: &Path) {
    let mut seen = BTreeSet::new();
    for centre in ["de-hoeve", "graafkamp"] {
        let mut screens = BTreeSet::new();
        for entry in fs::read_dir(directory).expect("the demo's folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            if path.extension().is_some_and(|it| it == "png") && name.starts_with(centre) {
                screens.insert(name.rsplit('-').next().expect("a name").to_owned());
                let file = std::io::BufReader::new(fs::File::open(&path).expect("a picture"));
                let mut reader = png::Decoder::new(file).read_info().expect("a PNG");
                assert_eq!((reader.info().width, reader.info().height), (1280, 800), "{name}");
                let mut pixels = vec![0; reader.output_buffer_size().expect("a small picture")];
                reader.next_frame(&mut pixels).expect("pixels");
                let first = &pixels[..3];
                assert!(pixels.chunks_exact(3).any(|pixel| pixel != first), "{name} is blank");
            }
        }
        let passed = ["choose", "name", "rest", "thanks"].map(str::to_owned);
        assert!(screens.is_superset(&passed.into()), "{centre}: {screens:?}");
        seen.extend(screens);
    }
    assert!(seen.contains("closed"), "one of them opens its kiosk before its door: {seen:?}");
}

#[test]
fn one_lost_arrival_makes_it_fail_and_say_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = demo_once(&folder.path().join("demo"), &["--lose-one"]);
    assert_eq!(said.code, Some(1), "{}", said.out);
    let told = account(&said.out);
    assert!(said.err.contains(&format!("visits of the script, found {}", told.visits)), "{}", said.err);
    assert!(said.err.contains(&format!("arrivals of the script, found {}", told.arrivals)), "{}", said.err);
}

#[test]
fn a_folder_with_other_things_in_it_is_not_emptied() {
    let folder = crate::programs::folder(&[("dear.txt", "years of work")]);
    let said = demo_once(folder.path(), &[]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("expected a directory for the demo alone"), "{}", said.err);
    assert!(folder.path().join("dear.txt").exists());
}
