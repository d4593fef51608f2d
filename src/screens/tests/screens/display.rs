//! The four reference displays, and an app on one of them.

use i_slint_backend_testing::{TestingBackend, TestingBackendOptions, mock_elapsed_time};
use slint::{ComponentHandle, LogicalSize, PhysicalSize, platform::WindowEvent};
use std::{cell::Cell, time::Duration};
use welkom_screens::{App, Display as DisplayGlobal};

/// Logical pixels per millimetre: the design unit of `ui/theme.slint`.
pub const PX_PER_MM: f32 = 5.0;

#[derive(Clone, Copy)]
pub struct Display {
    pub name: &'static str,
    pub width_px: u32,
    pub height_px: u32,
    pub width_mm: f32,
    pub height_mm: f32,
}

pub const TEN_INCH: Display =
    Display { name: "10", width_px: 1280, height_px: 800, width_mm: 217.0, height_mm: 136.0 };

pub const ALL: [Display; 4] = [
    TEN_INCH,
    Display { name: "7", width_px: 1280, height_px: 720, width_mm: 155.0, height_mm: 88.0 },
    Display { name: "7-tall", width_px: 720, height_px: 1280, width_mm: 88.0, height_mm: 155.0 },
    Display { name: "15", width_px: 1920, height_px: 1080, width_mm: 344.0, height_mm: 194.0 },
];

impl Display {
    /// Where the pixels are not quite square, the larger factor: then nothing gets too small.
    pub fn scale(&self) -> f32 {
        #[allow(clippy::cast_precision_loss)]
        let per_mm = |px: u32, mm: f32| px as f32 / mm;
        per_mm(self.width_px, self.width_mm).max(per_mm(self.height_px, self.height_mm)) / PX_PER_MM
    }

    pub fn logical_size(&self) -> LogicalSize {
        PhysicalSize::new(self.width_px, self.height_px).to_logical(self.scale())
    }
}

thread_local! { static IS_SET: Cell<bool> = const { Cell::new(false) }; }

/// An app drawn by the software renderer on this display, in Dutch. Its clock is simulated.
pub fn app_on(display: &Display) -> App {
    if !IS_SET.replace(true) {
        slint::platform::set_platform(Box::new(TestingBackend::new(TestingBackendOptions {
            mock_time: true,
            threading: false,
            renderer_name: Some("software".into()),
        })))
        .unwrap();
    }
    let app = welkom_screens::app().unwrap();
    assert!(welkom_screens::set_language("nl"), "there are no Dutch texts");
    app.global::<DisplayGlobal>().set_width_mm(display.width_mm);
    app.global::<DisplayGlobal>().set_height_mm(display.height_mm);
    app.window().dispatch_event(WindowEvent::ScaleFactorChanged { scale_factor: display.scale() });
    app.window().set_size(PhysicalSize::new(display.width_px, display.height_px));
    app.show().unwrap();
    settle();
    app
}

/// Lets `changed` handlers, timers and movements come to rest.
pub fn settle() {
    // In steps: what starts a timer does so only when the time before it has passed.
    for _ in 0..5 {
        mock_elapsed_time(Duration::from_millis(100));
    }
}
