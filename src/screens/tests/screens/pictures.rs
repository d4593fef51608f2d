//! A picture of every screen in every state, compared pixel by pixel with the one that somebody has
//! looked at. `WELKOM_UPDATE_GOLDEN=1` writes them anew; look at them before committing.
//!
//! To stay small in the repository a golden picture keeps one colour of each 16 × 16 × 16 alike, with
//! the hash of the exact pixels in a text chunk: the hash decides, the picture is for eyes.

use crate::{
    display::{self, Display, app_on, settle},
    scenes::{self, Scene},
};
use slint::{ComponentHandle, Model};
use std::{
    collections::{BTreeMap, HashMap},
    fs::{self, File},
    io::{BufReader, BufWriter},
    path::{Path, PathBuf},
};
use welkom_screens::{App, Door, Language};

/// The keyword of the text chunk.
const HASH: &str = "pixels";

/// Scenes that differ little from others, and where each of them is drawn: every picture is looked at, and kept
/// for good. Those that are not named here are drawn everywhere. All are measured on every display.
const DRAWN_ON: &[(&str, &[&str])] = &[
    ("rest-scanner", &["10-nl", "7-nl", "7-tall-nl"]),
    ("choose-known", &["10-nl", "7-nl"]),
    ("known", &["10-nl", "10-en", "7-tall-nl"]),
    ("known-long", &["7-nl", "7-tall-nl"]),
    ("known-could-not-save", &["10-nl"]),
    ("details", &["10-nl", "10-en", "7-nl", "7-tall-nl"]),
    ("details-could-not-do", &["7-nl"]),
    ("calls", &["10-nl", "7-nl"]),
    ("forget", &["10-nl", "7-nl", "7-tall-nl"]),
    ("misread", &["7-nl"]),
    ("unknown-pass", &["10-nl", "10-en", "7-nl", "7-tall-nl"]),
    ("forgotten", &["10-nl"]),
    ("talk-asked", &["7-tall-nl"]),
    ("thanks-greeted", &["10-nl", "7-tall-nl"]),
    ("thanks-first-time", &["10-nl", "10-en", "7-nl", "7-tall-nl"]),
    ("thanks-first-time-long", &["10-nl", "7-nl", "7-tall-nl"]),
    ("thanks-show-around", &["7-nl"]),
    ("thanks-coming", &["10-nl", "7-tall-nl"]),
    ("name-saving", &["10-nl"]),
    ("name-several", &["10-nl", "7-nl"]),
    ("introduce-could-not-save", &["10-nl", "7-tall-nl"]),
    ("choose-few", &["10-nl", "7-tall-nl"]),
    ("how-many", &["7-nl", "7-tall-nl"]),
    ("first-name-empty", &["10-nl", "7-nl"]),
    ("number-wrong", &["7-nl", "7-tall-nl"]),
    ("thanks-drop-in", &["10-nl"]),
    ("thanks-several", &["10-nl", "7-nl", "7-tall-nl"]),
    ("closed-unknown", &["7-nl"]),
    ("rest-empty", &["10-nl", "7-tall-nl"]),
    ("host-code", &["10-nl", "7-nl", "7-tall-nl"]),
    ("host-code-wrong", &["7-nl"]),
    ("host-code-wait", &["10-en"]),
    ("host-code-none", &["10-nl"]),
    ("host-today", &["10-nl", "7-nl", "7-tall-nl", "15-nl"]),
    ("host-today-empty", &["7-nl"]),
    ("host-session", &["10-nl", "7-nl", "7-tall-nl"]),
    ("host-session-cancelled", &["10-nl"]),
    ("host-session-drop-in", &["7-nl"]),
    ("host-session-refused", &["10-en"]),
    ("host-desk", &["10-nl", "7-nl", "7-tall-nl"]),
    ("host-desk-fingerprint", &["7-nl"]),
    ("host-desk-here-only", &["7-tall-nl"]),
    ("host-desk-none", &["10-nl"]),
    ("host-clock", &["10-nl", "7-nl", "7-tall-nl"]),
    ("host-clock-trusted", &["10-en"]),
    ("rest-news", &["7-nl"]),
    ("rest-news-scanner", &["10-nl", "7-tall-nl", "15-nl"]),
    ("choose-note", &["7-nl"]),
    ("thanks-note", &["10-nl"]),
    ("thanks-note-first-time", &["7-nl", "7-tall-nl"]),
];

fn is_drawn_on(scene: &Scene, place: &str) -> bool {
    DRAWN_ON.iter().find(|(name, _)| *name == scene.name).is_none_or(|(_, places)| places.contains(&place))
}

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// What differs ends up here, beside the other things that are built.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("screens")
}

/// The same for colours that look alike.
fn like(pixel: [u8; 3]) -> [u8; 3] {
    pixel.map(|channel| channel >> 4)
}

struct Picture {
    width: u32,
    height: u32,
    pixels: Vec<[u8; 3]>,
    /// Of the exact pixels.
    hash: String,
}

impl Picture {
    fn of(app: &App) -> Self {
        let buffer = app.window().take_snapshot().unwrap();
        // FNV-1a by eight bytes: against mistakes, not against forgers.
        let hash = buffer.as_bytes().chunks_exact(8).fold(0xcbf2_9ce4_8422_2325_u64, |hash, bytes| {
            (hash ^ u64::from_le_bytes(bytes.try_into().unwrap()))
                .wrapping_mul(0x0100_0000_01b3)
                .rotate_left(23)
        });
        let pixels = buffer.as_slice().iter().map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
        Self { width: buffer.width(), height: buffer.height(), pixels, hash: format!("{hash:016x}") }
    }

    fn read(path: &Path) -> Option<Self> {
        let mut decoder = png::Decoder::new(BufReader::new(File::open(path).ok()?));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut bytes).unwrap();
        assert_eq!(frame.color_type, png::ColorType::Rgb, "{} has other colours", path.display());
        let chunk = reader.info().uncompressed_latin1_text.iter().find(|chunk| chunk.keyword == HASH);
        let hash = chunk.unwrap_or_else(|| panic!("{} has no hash", path.display())).text.clone();
        let pixels = bytes.chunks_exact(3).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
        Some(Self { width: frame.width, height: frame.height, pixels, hash })
    }

    fn write(&self, path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut counts: HashMap<[u8; 3], u32> = HashMap::new();
        for pixel in &self.pixels {
            *counts.entry(*pixel).or_default() += 1;
        }
        // The most frequent colour stands for those like it.
        let mut colours: BTreeMap<[u8; 3], ([u8; 3], u32)> = BTreeMap::new();
        for (pixel, count) in counts {
            let colour = colours.entry(like(pixel)).or_default();
            // The colour itself breaks a tie, so that the file is the same every time.
            if (count, pixel) > (colour.1, colour.0) {
                *colour = (pixel, count);
            }
        }
        let places: HashMap<[u8; 3], u8> = colours.keys().copied().zip(0..=u8::MAX).collect();
        let indices: Vec<u8> = self.pixels.iter().map(|pixel| places[&like(*pixel)]).collect();
        let mut encoder =
            png::Encoder::new(BufWriter::new(File::create(path).unwrap()), self.width, self.height);
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_palette(colours.values().flat_map(|(colour, _)| *colour).collect::<Vec<_>>());
        encoder.set_compression(png::Compression::High);
        encoder.set_filter(png::Filter::NoFilter);
        encoder.add_text_chunk(HASH.into(), self.hash.clone()).unwrap();
        encoder.write_header().unwrap().write_image_data(&indices).unwrap();
    }

    /// Pale where both agree, red where they do not.
    fn difference(&self, other: &Self) -> Self {
        let pale = |pixel: &[u8; 3]| pixel.map(|channel| 255 - (255 - channel) / 4);
        let pixels = self.pixels.iter().zip(&other.pixels);
        let pixels =
            pixels.map(|(one, two)| if like(*one) == like(*two) { pale(one) } else { [204, 0, 0] }).collect();
        Self { pixels, hash: String::new(), ..*self }
    }
}

/// What is wrong with this scene's picture, if anything.
fn compare(display: &Display, scene: &Scene, language: &str) -> Option<String> {
    let app = app_on(display);
    (scene.set)(&app);
    if language == "en" {
        in_english(&app);
    }
    settle();
    let picture = Picture::of(&app);
    let name = format!("{}-{language}-{}.png", display.name, scene.name);
    let golden = golden().join(&name);
    if std::env::var_os("WELKOM_UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        picture.write(&golden);
        return None;
    }
    let new = target().join(&name);
    let Some(known) = Picture::read(&golden) else {
        picture.write(&new);
        return Some(format!("{name} has no golden picture; the new one is {}", new.display()));
    };
    if known.hash == picture.hash {
        return None;
    }
    picture.write(&new);
    if (known.width, known.height) == (picture.width, picture.height) {
        known.difference(&picture).write(&target().join(format!("diff-{name}")));
    }
    Some(format!("{name} looks different; see {} and the diff beside it", new.display()))
}

/// What Rust does on a touch on "English": the texts, and what it words itself.
fn in_english(app: &App) {
    assert!(welkom_screens::set_language("en"));
    app.global::<Door>().set_clock("13:45".into());
    app.global::<Door>().set_date("Thu 26 November".into());
    let choices = app.global::<Language>().get_choices();
    for row in 0..choices.row_count() {
        let mut choice = choices.row_data(row).unwrap();
        choice.current = choice.code == "en";
        choices.set_row_data(row, choice);
    }
}

fn compare_all(display: &Display, language: &str) {
    let place = format!("{}-{language}", display.name);
    let drawn = scenes::ALL.iter().filter(|scene| is_drawn_on(scene, &place));
    let wrong: Vec<_> = drawn.filter_map(|scene| compare(display, scene, language)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn ten_inch_in_dutch() {
    compare_all(&display::TEN_INCH, "nl");
}

#[test]
fn ten_inch_in_english() {
    compare_all(&display::TEN_INCH, "en");
}

#[test]
fn seven_inch_in_dutch() {
    compare_all(&display::ALL[1], "nl");
}

#[test]
fn seven_inch_standing_in_dutch() {
    compare_all(&display::ALL[2], "nl");
}

#[test]
fn fifteen_inch_in_dutch() {
    compare_all(&display::ALL[3], "nl");
}

#[test]
fn every_picture_is_of_a_scene_that_is_drawn() {
    for (name, places) in DRAWN_ON {
        assert!(scenes::ALL.iter().any(|scene| scene.name == *name), "no scene is called {name}");
        assert!(!places.is_empty(), "{name} is drawn nowhere");
    }
    for entry in fs::read_dir(golden()).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let is_drawn = |scene: &Scene| {
            let place = file.strip_suffix(&format!("-{}.png", scene.name));
            place.is_some_and(|place| is_drawn_on(scene, place))
        };
        assert!(scenes::ALL.iter().any(is_drawn), "{file} is of nothing that is drawn");
    }
}
