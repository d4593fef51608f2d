//! The screens at the door as Rust sees them: `ui/` compiled, its fonts embedded, its texts bundled.
//! Nothing is decided here. What a screen shows comes from the globals of `ui/model.slint`, what a
//! visitor does goes back through their callbacks; `welkom-kiosk` has one adapter for each.

mod hyphens;

use hyphens::Letters;
use slint::ComponentHandle;
use slint::fontique_011::{fontique, shared_collection};
use std::sync::Arc;

/// What the Slint compiler makes of `ui/app.slint`. Its documentation is `ui/model.slint`.
#[allow(
    unsafe_code,
    missing_docs,
    unused_qualifications,
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::todo
)]
mod generated {
    slint::include_modules!();
}
pub use generated::*;

/// Atkinson Hyperlegible Next, regular and bold, Latin and extended Latin.
const FONTS: [&[u8]; 2] = [
    include_bytes!("../../ui/fonts/AtkinsonHyperlegibleNext-Regular.ttf"),
    include_bytes!("../../ui/fonts/AtkinsonHyperlegibleNext-Bold.ttf"),
];

/// The window, with its fonts installed, not yet shown. Selects a platform where none is set.
pub fn app() -> Result<App, slint::PlatformError> {
    install_fonts();
    let app = App::new()?;
    let letters = FONTS.map(Letters::of);
    app.global::<Hyphens>().on_fitted(move |text, room, font_size, is_bold| {
        match &letters[usize::from(is_bold)] {
            Some(letters) => letters.fitted(&text, room, font_size).into(),
            None => text,
        }
    });
    Ok(app)
}

/// Makes the embedded fonts the generic families, so that every machine draws the same pixels, also
/// one on which no font is installed.
pub fn install_fonts() {
    let mut collection = shared_collection();
    let mut families = Vec::new();
    for font in FONTS {
        for (family, _) in collection.register_fonts(fontique::Blob::new(Arc::new(font)), None) {
            if !families.contains(&family) {
                families.push(family);
            }
        }
    }
    for generic in [
        fontique::GenericFamily::SansSerif,
        fontique::GenericFamily::SystemUi,
        fontique::GenericFamily::UiSansSerif,
    ] {
        collection.set_generic_families(generic, families.iter().copied());
    }
}

/// Changes the language of all texts, at once; `code` as in `ui/lang/` ("nl"), "en" for the texts'
/// own language. False, and nothing changes, where the screens do not speak it. Needs [`app`] first.
pub fn set_language(code: &str) -> bool {
    slint::select_bundled_translation(code).is_ok()
}
