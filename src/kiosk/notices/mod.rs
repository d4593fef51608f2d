//! The notices of everything by others that is in the kiosk: what it is, under which licence, and the
//! licence's text, for `--version --notices` and the about page.
//!
//! `THIRD-PARTY.txt` is written by [cargo-about](https://crates.io/crates/cargo-about) 0.9 from the licence
//! files in the crates themselves, each text once, and is committed so that a build needs neither the tool
//! nor a network. When the crates change, a test fails until this was run in the workspace:
//!
//! ```console
//! cargo about generate --locked --offline --manifest-path src/kiosk/Cargo.toml --config src/kiosk/notices/about.toml \
//!     --output-file src/kiosk/notices/THIRD-PARTY.txt src/kiosk/notices/about.hbs
//! ```
//!
//! What is in the program and is no crate (fonts, pictograms, `SQLite`, Rust's own library) is told in
//! `other-works.txt`; the texts of fonts and pictograms are taken from beside them.

/// All notices: plain text in UTF-8, lines as the licences have them.
pub fn text() -> &'static str {
    concat!(
        include_str!("other-works.txt"),
        "\n\n",
        include_str!("THIRD-PARTY.txt"),
        "\n\n==== Atkinson Hyperlegible Next ====\n\n",
        include_str!("../../../ui/fonts/OFL.txt"),
        "\n\n==== Tabler Icons ====\n\n",
        include_str!("../../../ui/icons/LICENSE"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, fs, path::Path, process::Command};

    /// Crates on these edges of Cargo's own account of the kiosk, as `name version`.
    fn crates_on(edges: &str) -> BTreeSet<String> {
        let mut crates = BTreeSet::new();
        for target in ["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"] {
            let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
            let tree = Command::new(env!("CARGO"))
                .args(["tree", "--locked", "--offline", "--manifest-path", manifest, "--target", target])
                .args(["--edges", edges, "--prefix", "none", "--format", "{p}"])
                .output()
                .expect("cargo runs");
            assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
            for line in String::from_utf8(tree.stdout).unwrap().lines() {
                let mut words = line.split(' ');
                let (name, version) = (words.next().unwrap(), words.next().unwrap().trim_start_matches('v'));
                if !name.starts_with("welkom-") {
                    crates.insert(format!("{name} {version}"));
                }
            }
        }
        crates
    }

    /// What the list at the top of the generated notices names.
    fn listed() -> BTreeSet<String> {
        let list = include_str!("THIRD-PARTY.txt").split("\n====").next().unwrap();
        list.lines()
            .filter_map(|line| line.split_once(" | "))
            .map(|(package, _)| package.to_owned())
            .collect()
    }

    /// cargo-about lists procedural macros too: what they write is in the program, they themselves are
    /// not. So they may be listed, and need not.
    #[test]
    fn every_crate_in_the_kiosk_is_listed_and_no_other() {
        let listed = listed();
        let compiled_in = crates_on("normal,no-proc-macro");
        assert!(compiled_in.len() > 100, "{compiled_in:?}");
        let missing: Vec<_> = compiled_in.difference(&listed).collect();
        let with_macros = crates_on("normal");
        let gone: Vec<_> = listed.difference(&with_macros).collect();
        assert!(
            missing.is_empty() && gone.is_empty(),
            "the notices are not those of Cargo.lock; notices/mod.rs says how they are made\n\
             missing: {missing:?}\nno longer there: {gone:?}"
        );
    }

    #[test]
    fn every_listed_crate_has_a_licence_text() {
        let texts = include_str!("THIRD-PARTY.txt").split_once("\n====").unwrap().1;
        let used_by: BTreeSet<_> = texts.lines().filter_map(|line| line.strip_prefix("- ")).collect();
        for package in listed() {
            assert!(used_by.contains(package.as_str()), "{package} has no text");
        }
    }

    #[test]
    fn fonts_and_pictograms_bring_their_licences() {
        let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui");
        let mut found = 0;
        for folder in ["fonts", "icons"] {
            for entry in fs::read_dir(ui.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_name().unwrap().to_str().unwrap();
                if name.contains("OFL") || name.contains("LICENSE") {
                    assert!(text().contains(&fs::read_to_string(&path).unwrap()), "{}", path.display());
                    found += 1;
                }
            }
        }
        assert!(found >= 2);
    }
}
