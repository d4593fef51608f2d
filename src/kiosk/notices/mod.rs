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
