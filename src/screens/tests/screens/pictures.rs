//! A picture of every screen in every state, compared pixel by pixel with the one that somebody has
//! looked at. `WELKOM_UPDATE_GOLDEN=1` writes them anew; look at them before committing.

use crate::{
    display::{self, Display, app_on, settle},
    scenes::{self, Scene},
};
use slint::{ComponentHandle, Rgba8Pixel, SharedPixelBuffer};
use std::{
    fs::{self, File},
    io::{BufReader, BufWriter},
    path::{Path, PathBuf},
};

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// What differs ends up here, beside the other things that are built.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("screens")
}

struct Picture {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Picture {
    fn of(buffer: &SharedPixelBuffer<Rgba8Pixel>) -> Self {
        let rgb = buffer.as_slice().iter().flat_map(|pixel| [pixel.r, pixel.g, pixel.b]).collect();
        Self { width: buffer.width(), height: buffer.height(), rgb }
    }

    fn read(path: &Path) -> Option<Self> {
        let decoder = png::Decoder::new(BufReader::new(File::open(path).ok()?));
        let mut reader = decoder.read_info().unwrap();
        let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut rgb).unwrap();
        // Stored with a palette where 256 colours are enough, which is never the case here.
        assert_eq!(info.color_type, png::ColorType::Rgb, "{} is not RGB", path.display());
        Some(Self { width: info.width, height: info.height, rgb })
    }

    fn write(&self, path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut encoder = png::Encoder::new(BufWriter::new(File::create(path).unwrap()), self.width, self.height);
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_compression(png::Compression::High);
        encoder.write_header().unwrap().write_image_data(&self.rgb).unwrap();
    }

    /// Pale where both agree, red where they do not.
    fn difference(&self, other: &Self) -> Self {
        let pixels = self.rgb.chunks_exact(3).zip(other.rgb.chunks_exact(3));
        let rgb = pixels.flat_map(|(one, two)| if one == two { one.map_pale() } else { [200, 0, 0] }).collect();
        Self { width: self.width, height: self.height, rgb }
    }
}

trait Pale {
    fn map_pale(&self) -> [u8; 3];
}

impl Pale for [u8] {
    fn map_pale(&self) -> [u8; 3] {
        [0, 1, 2].map(|channel| 255 - (255 - self[channel]) / 4)
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
    let picture = Picture::of(&app.window().take_snapshot().unwrap());
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
    if (known.width, known.height) == (picture.width, picture.height) && known.rgb == picture.rgb {
        return None;
    }
    picture.write(&new);
    if (known.width, known.height) == (picture.width, picture.height) {
        known.difference(&picture).write(&target().join(format!("diff-{name}")));
    }
    Some(format!("{name} looks different; see {} and the diff beside it", new.display()))
}

/// What Rust does on a touch on "English": the texts, and what it words itself.
fn in_english(app: &welkom_screens::App) {
    use slint::Model;
    use welkom_screens::{Door, Language};
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
    let wrong: Vec<_> = scenes::ALL.iter().filter_map(|scene| compare(display, scene, language)).collect();
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
