//! The notices of everything by others that is in the coordinator, for `--version --notices`. Made like the
//! kiosk's (`src/kiosk/notices/mod.rs`), with the same list of licences and the same form:
//!
//! ```console
//! cargo about generate --locked --offline --manifest-path src/coordinator/Cargo.toml --config src/kiosk/notices/about.toml \
//!     --output-file src/coordinator/notices/THIRD-PARTY.txt src/kiosk/notices/about.hbs
//! ```

/// All notices: plain text in UTF-8, lines as the licences have them.
pub fn text() -> &'static str {
    concat!(
        include_str!("other-works.txt"),
        "\n\n",
        include_str!("THIRD-PARTY.txt"),
        "\n\n==== Welkom ====\n\n",
        include_str!("../../../LICENSE"),
        "\n\n==== Atkinson Hyperlegible Next ====\n\n",
        include_str!("../../web/static/fonts/OFL.txt"),
    )
}
