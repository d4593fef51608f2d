//! What the compiler does not enforce: who may know whom, where a library may be used, how long a file
//! gets, and what lies at the top of the repository. The rules are src/README.md's.

use crate::programs::{must, root};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    process::Command,
};

fn cargo(arguments: &[&str]) -> String {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    must(cargo.current_dir(root()).args(arguments).args(["--locked", "--offline"]))
}

/// What each crate of the workspace names in its manifest: (name, is it for tests or builds alone).
fn dependencies() -> BTreeMap<String, Vec<(String, bool)>> {
    let metadata: Value =
        serde_json::from_str(&cargo(&["metadata", "--format-version", "1", "--no-deps"])).expect("JSON");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let of = |package: &Value| {
        let all = package["dependencies"].as_array().expect("a list");
        all.iter().map(|it| (text(&it["name"]), !it["kind"].is_null())).collect()
    };
    let packages = metadata["packages"].as_array().expect("a list");
    packages.iter().map(|package| (text(&package["name"]), of(package))).collect()
}

fn shipped(crate_name: &str) -> BTreeSet<String> {
    let all = dependencies().remove(crate_name).unwrap_or_else(|| panic!("expected a crate {crate_name}"));
    all.into_iter().filter(|(_, is_for_tests)| !is_for_tests).map(|(name, _)| name).collect()
}

#[test]
fn each_crate_knows_only_whom_it_may() {
    let may_know = BTreeMap::from([
        ("welkom-domain", &[][..]),
        ("welkom-wire", &["welkom-domain"]),
        ("welkom-screens", &[]),
        ("welkom-database", &[]),
        ("welkom-web", &[]),
        ("welkom-guestbook", &["welkom-domain", "welkom-database"]),
        ("welkom-desk", &["welkom-domain", "welkom-database", "welkom-guestbook", "welkom-web"]),
        (
            "welkom-kiosk",
            &[
                "welkom-domain",
                "welkom-wire",
                "welkom-database",
                "welkom-guestbook",
                "welkom-desk",
                "welkom-screens",
                "welkom-web",
            ],
        ),
        // No guest book, no desk: the coordinator cannot name a guest, since it sees no such type.
        ("welkom-coordinator", &["welkom-domain", "welkom-wire", "welkom-web"]),
        ("xtask", &[]),
    ]);
    let found = dependencies();
    for (name, all) in found.iter().filter(|(name, _)| *name != "welkom-tests") {
        let allowed = may_know.get(name.as_str()).unwrap_or_else(|| panic!("{name}: whom may it know?"));
        let known: Vec<&String> =
            all.iter().map(|(name, _)| name).filter(|name| name.starts_with("welkom-")).collect();
        let stranger = known.iter().find(|name| !allowed.contains(&name.as_str()));
        assert_eq!(stranger, None, "{name} may not know it");
    }
    assert!(found.len() >= 7, "{found:?}");
}

/// Values in, values out: whoever can open a file or read a clock has to be handed in.
#[test]
fn the_domain_has_no_means_of_input_or_output() {
    let allowed = ["calcard", "chrono", "chrono-tz", "csv", "rrule", "serde", "thiserror", "toml", "uuid"];
    let found = shipped("welkom-domain");
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(found, allowed, "a new one belongs in this list once it is seen to do no input or output");
    let tree = cargo(&["tree", "--package", "welkom-domain", "--edges", "normal", "--prefix", "none"]);
    for line in tree.lines() {
        let name = line.split(' ').next().unwrap_or_default();
        let means =
            ["tokio", "mio", "socket2", "rusqlite", "libsqlite3-sys", "ureq", "hyper", "slint", "tracing"];
        assert!(!means.contains(&name), "the domain brings in {name}");
    }
    let words =
        ["std::fs", "std::net", "std::env", "std::process", "std::thread", "SystemTime", "Instant::now"];
    for (path, text) in sources("src/domain", "rs") {
        if !is_test(&path) {
            let text = without_tests(&text);
            for word in words.iter().chain(&["Utc::now", "Local::now", "async fn", "println!"]) {
                assert!(!text.contains(word), "{path}: the domain has no {word}");
            }
        }
    }
}

#[test]
fn what_a_coordinator_is_built_of_knows_no_guest_and_no_screen() {
    let tree = cargo(&["tree", "--package", "welkom-coordinator", "--edges", "normal", "--prefix", "none"]);
    let names: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains("axum") && names.contains("welkom-wire"), "{names:?}");
    for name in ["welkom-guestbook", "welkom-desk", "welkom-kiosk", "welkom-screens", "slint"] {
        assert!(!names.contains(name), "the coordinator is built with {name}");
    }
}

#[test]
fn a_library_is_named_only_by_the_crates_that_own_its_work() {
    for (library, owners) in [
        (
            "rusqlite",
            &[
                "welkom-coordinator",
                "welkom-database",
                "welkom-desk",
                "welkom-guestbook",
                "welkom-kiosk",
                "welkom-tests",
            ][..],
        ),
        ("slint", &["welkom-kiosk", "welkom-screens", "welkom-tests"]),
        ("axum", &["welkom-coordinator", "welkom-desk", "welkom-web"]),
        ("ureq", &["welkom-kiosk", "welkom-tests"]),
        ("tokio", &["welkom-coordinator", "welkom-desk"]),
        ("rppal", &["welkom-kiosk"]),
    ] {
        for (name, all) in dependencies() {
            let names_it = all.iter().any(|(it, is_for_tests)| it == library && !is_for_tests);
            assert!(!names_it || owners.contains(&name.as_str()), "{name} may not use {library}");
        }
    }
}

/// Every file below a folder with this ending: path from the root, and text.
fn sources(folder: &str, ending: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == ending) {
                let name = path.strip_prefix(root()).expect("below the root").display().to_string();
                found.push((name, fs::read_to_string(&path).expect("text")));
            }
        }
    }
    assert!(!found.is_empty(), "expected .{ending} below {folder}");
    found.sort();
    found
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs") || path.ends_with("/conformance.rs")
}

/// A source without its module of tests, which stands at the end.
fn without_tests(text: &str) -> &str {
    let mut marks = text.match_indices("#[cfg(test)]\n");
    let is_module = |at: usize| text[at..].lines().nth(1).is_some_and(|line| line.ends_with("mod tests {"));
    marks.find(|(at, _)| is_module(*at)).map_or(text, |(at, _)| &text[..at])
}

/// Whether code, not a comment, names the library.
fn names(text: &str, library: &str) -> bool {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let (path, import) = (format!("{library}::"), format!("use {library}"));
    code.into_iter().any(|line| {
        let mut found = line.match_indices(&path);
        let is_whole =
            |at: usize| !line[..at].ends_with(|it: char| it.is_alphanumeric() || it == '_' || it == ':');
        line.contains(&import) || found.any(|(at, _)| is_whole(at))
    })
}

#[test]
fn sql_stays_in_the_stores_and_the_toolkit_in_the_adapters() {
    let may = |path: &str, places: &[&str]| places.iter().any(|place| path.starts_with(place));
    let mut seen = BTreeSet::new();
    for (path, text) in sources("src", "rs") {
        let (text, is_test) = (without_tests(&text), is_test(&path));
        for (library, places) in [
            (
                "rusqlite",
                &[
                    "src/database/",
                    "src/kiosk/store/",
                    "src/coordinator/store/",
                    "src/desk/store/",
                    "src/guestbook/store/",
                ][..],
            ),
            (
                "slint",
                &[
                    "src/screens/",
                    "src/kiosk/adapters/",
                    "src/kiosk/shell.rs",
                    "src/kiosk/offscreen.rs",
                    "src/kiosk/run.rs",
                ],
            ),
            ("axum", &["src/coordinator/", "src/desk/", "src/web/"]),
            ("rppal", &["src/kiosk/devices/"]),
            // The configuration reads an address as the client will.
            ("ureq", &["src/kiosk/sync/", "src/kiosk/config/coordinator.rs"]),
        ] {
            if names(text, library) {
                seen.insert(library);
                assert!(is_test || may(&path, places), "{path} names {library}: only {places:?} may");
            }
        }
    }
    assert!(seen.is_superset(&BTreeSet::from(["axum", "rusqlite", "slint", "ureq"])), "found only {seen:?}");
}

/// A file tells one story. Most stay under 400 lines without their tests; this is where one has to be
/// told in two.
const LONGEST_FILE_LINES: usize = 550;

#[test]
fn no_file_is_too_long() {
    let mut longest = BTreeSet::new();
    for (folder, ending) in
        [("src", "rs"), ("src", "css"), ("src", "html"), ("ui", "slint"), ("tests", "rs"), ("tests", "py")]
    {
        for (path, text) in sources(folder, ending) {
            if folder == "tests" || !is_test(&path) {
                longest.insert((without_tests(&text).lines().count(), path));
            }
        }
    }
    let (lines, path) = longest.last().expect("files");
    assert!(*lines <= LONGEST_FILE_LINES, "{path} has {lines} lines, the most are {LONGEST_FILE_LINES}");
}

#[test]
fn every_source_begins_with_what_it_is_for() {
    for (path, text) in [sources("src", "rs"), sources("tests", "rs")].concat() {
        let says = is_test(&path) || text.starts_with("//! ");
        assert!(says, "{path}: expected //! and what it is for");
    }
}

#[test]
fn the_top_of_the_repository_is_fixed() {
    let fixed =
        ["Cargo.lock", "Cargo.toml", "LICENSE", "README.md", "deploy", "kiosk-config", "src", "tests", "ui"];
    let found = fs::read_dir(root()).expect("the root").map(|entry| entry.expect("an entry").file_name());
    let found: BTreeSet<String> = found.map(|name| name.to_string_lossy().into_owned()).collect();
    // Dot-files are tools' own; target is Cargo's.
    let found: Vec<&str> =
        found.iter().map(String::as_str).filter(|name| !name.starts_with('.') && *name != "target").collect();
    assert_eq!(found, fixed);
}

#[test]
fn every_crate_takes_the_workspaces_lints() {
    let workspace = fs::read_to_string(root().join("Cargo.toml")).expect("a workspace");
    let members: Vec<&str> = workspace
        .split_once("members = [")
        .and_then(|(_, rest)| rest.split_once(']'))
        .expect("members")
        .0
        .split(',')
        .map(|member| member.trim().trim_matches('"'))
        .filter(|member| !member.is_empty())
        .collect();
    assert!(members.len() >= 7, "{members:?}");
    for member in members {
        let manifest = fs::read_to_string(root().join(member).join("Cargo.toml")).expect("a manifest");
        if member == "src/screens" {
            // A forbidden lint cannot be allowed again, and what the Slint compiler generates is unsafe
            // inside; so this crate repeats the lints, denies instead of forbids, and allows one module.
            assert!(manifest.contains("\n[lints.rust]\nunsafe_code = \"deny\"\n"), "{member}");
            assert!(manifest.contains("[lints.clippy]\npedantic ="), "{member}");
            let library = fs::read_to_string(root().join(member).join("lib.rs")).expect("a library");
            assert_eq!(library.matches("unsafe_code").count(), 1, "{member}: one module is generated");
        } else {
            assert!(manifest.contains("\n[lints]\nworkspace = true\n"), "{member}");
        }
    }
    for (path, text) in sources("src", "rs") {
        let is_generated = path == "src/screens/lib.rs";
        let allows =
            text.lines().any(|line| line.trim_start().starts_with('#') && line.contains("unsafe_code"));
        assert!(is_generated || !allows, "{path} allows unsafe code");
    }
}
