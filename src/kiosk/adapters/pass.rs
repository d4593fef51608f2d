//! Global `Pass`: the pass of somebody who left a name, as a QR code.

use super::{Touched, View, touches};
use crate::flow::{State, Touch};
use qrcode::{Color, EcLevel, QrCode};
use slint::{ComponentHandle, Image, Rgb8Pixel, SharedPixelBuffer, SharedString};
use welkom_screens::{App, Pass};

/// White around a code, in modules (ISO/IEC 18004 asks for four).
const QUIET_ZONE: usize = 4;

pub(super) fn connect(app: &App, touched: &Touched) {
    app.global::<Pass>().on_go_on(touches(touched, Touch::GoOn));
}

pub(super) fn show(app: &App, view: &View) {
    let global = app.global::<Pass>();
    let State::Pass { name, pass, .. } = view.flow.state() else {
        if !global.get_name().is_empty() {
            global.set_name(SharedString::new());
            global.set_code(Image::default());
        }
        return;
    };
    if global.get_name() != name.expose() {
        global.set_name(name.expose().into());
        global.set_code(code(&pass.to_text()));
    }
}

/// A picture of one pixel a module. A text that is too long for any code gives none.
pub(super) fn code(text: &str) -> Image {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return Image::default() };
    let side = code.width() + 2 * QUIET_ZONE;
    let white = Rgb8Pixel::new(255, 255, 255);
    let mut picture = SharedPixelBuffer::new(pixels(side), pixels(side));
    let place = picture.make_mut_slice();
    place.fill(white);
    for (at, module) in code.to_colors().into_iter().enumerate() {
        if module == Color::Dark {
            let (x, y) = (at % code.width() + QUIET_ZONE, at / code.width() + QUIET_ZONE);
            place[y * side + x] = Rgb8Pixel::new(0, 0, 0);
        }
    }
    Image::from_rgb8(picture)
}

fn pixels(side: usize) -> u32 {
    u32::try_from(side).unwrap_or(0)
}
