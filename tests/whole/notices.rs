//! What others made and is in the programs is told, with its licence: `--version --notices` of each.

use crate::programs::{must, root};
use std::{collections::BTreeSet, fs, path::Path, process::Command};
use welkom_tests::coordinator::sibling;

const PROGRAMS: [(&str, &str); 2] =
    [("welkom-kiosk", "src/kiosk"), ("welkom-coordinator", "src/coordinator")];

fn notices(program: &str) -> String {
    must(sibling(program).expect("built").args(["--version", "--notices"]))
}

/// Crates on these edges of Cargo's own account of a program, as `name version`.
fn crates_on(edges: &str, folder: &str) -> BTreeSet<String> {
    let manifest = root().join(folder).join("Cargo.toml");
    let mut crates = BTreeSet::new();
    for target in ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"] {
        let mut tree = Command::new(env!("CARGO"));
        tree.args(["tree", "--locked", "--offline", "--target", target, "--edges", edges]);
        tree.args(["--prefix", "none", "--format", "{p}", "--manifest-path"]).arg(&manifest);
        for line in must(&mut tree).lines() {
            let mut words = line.split(' ');
            let (name, version) = (words.next().expect("a name"), words.next().expect("a version"));
            if !name.starts_with("welkom-") {
                crates.insert(format!("{name} {}", version.trim_start_matches('v')));
            }
        }
    }
    crates
}

/// The generated list of a program, and the texts behind it.
fn generated(folder: &str) -> (BTreeSet<String>, String) {
    let text = fs::read_to_string(root().join(folder).join("notices/THIRD-PARTY.txt")).expect("notices");
    let (list, texts) = text.split_once("\n====").expect("a list and texts");
    let listed = list.lines().filter_map(|line| line.split_once(" | "));
    (listed.map(|(package, _)| package.to_owned()).collect(), texts.to_owned())
}

/// cargo-about lists procedural macros too: what they write is in the program, they themselves are not. So
/// they may be listed, and need not.
#[test]
fn every_crate_in_a_program_is_listed_and_no_other() {
    for (program, folder) in PROGRAMS {
        let (listed, _) = generated(folder);
        let compiled_in = crates_on("normal,no-proc-macro", folder);
        assert!(compiled_in.len() > 100, "{program}: {compiled_in:?}");
        let missing: Vec<_> = compiled_in.difference(&listed).collect();
        let with_macros = crates_on("normal", folder);
        let gone: Vec<_> = listed.difference(&with_macros).collect();
        assert!(
            missing.is_empty() && gone.is_empty(),
            "the notices of {program} are not those of Cargo.lock; {folder}/notices/mod.rs says how they are \
             made\nmissing: {missing:?}\nno longer there: {gone:?}"
        );
    }
}

#[test]
fn every_listed_crate_has_a_licence_text() {
    for (program, folder) in PROGRAMS {
        let (listed, texts) = generated(folder);
        let used_by: BTreeSet<_> = texts.lines().filter_map(|line| line.strip_prefix("- ")).collect();
        for package in listed {
            assert!(used_by.contains(package.as_str()), "{program}: {package} has no text");
        }
    }
}

#[test]
fn the_programs_tell_all_of_it() {
    for (program, folder) in PROGRAMS {
        let said = notices(program);
        let generated = fs::read_to_string(root().join(folder).join("notices/THIRD-PARTY.txt"));
        assert!(said.contains(generated.expect("notices").trim_end()), "{program}");
        assert!(said.starts_with(&format!("{program} ")), "{program}");
        assert!(said.contains("GNU GENERAL PUBLIC LICENSE"), "{program} does not tell its own licence");
    }
}

/// Every licence that lies beside data of others.
fn licences(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        if path.is_dir() {
            licences(&path, found);
        } else if name.contains("OFL") || name.contains("LICENSE") {
            found.push(fs::read_to_string(&path).expect("a text"));
        }
    }
}

#[test]
fn fonts_and_pictograms_bring_their_licences() {
    for (program, folders) in
        [("welkom-kiosk", &["ui/fonts", "ui/icons"][..]), ("welkom-coordinator", &["src/web/static"])]
    {
        let said = notices(program);
        for folder in folders {
            let mut found = Vec::new();
            licences(&root().join(folder), &mut found);
            assert!(!found.is_empty(), "expected a licence in {folder}");
            assert!(found.iter().all(|licence| said.contains(licence.trim_end())), "{program}: {folder}");
        }
    }
}
