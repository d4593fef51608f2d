//! The screens without a display: the same window, drawn by the same software renderer into memory.
//! The demo uses it where there is no display, the whole-system tests and benches everywhere. Its time
//! is the [`Clock`] it is given, so that timers and animations can be simulated, too.

use crate::clock::Clock;
use slint::{
    PhysicalSize, PlatformError, Rgb8Pixel, SharedPixelBuffer,
    platform::{
        EventLoopProxy, Platform, PointerEventButton, SetPlatformError, WindowAdapter, WindowEvent,
        duration_until_next_timer_update,
        software_renderer::{MinimalSoftwareWindow, RepaintBufferType},
        update_timers_and_animations,
    },
};
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::Duration,
};

/// A display of a physical size: how many pixels, how many millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Panel {
    /// Pixels across.
    pub width_px: u32,
    /// Pixels down.
    pub height_px: u32,
    /// Millimetres across.
    pub width_mm: f32,
    /// Millimetres down.
    pub height_mm: f32,
}

/// The design unit: a millimetre is this many logical pixels.
pub const LOGICAL_PX_PER_MM: f32 = 5.0;

impl Panel {
    /// 10.1", the size the pictures were drawn for.
    pub const TEN_INCH: Self = Self { width_px: 1280, height_px: 800, width_mm: 217.0, height_mm: 136.0 };

    /// Physical pixels of one logical pixel. Where a display's pixels are not quite square the larger
    /// of both: a button must be 20 mm both ways.
    #[expect(clippy::cast_precision_loss, reason = "displays are some thousand pixels wide")]
    pub fn scale_factor(self) -> f32 {
        let across = self.width_px as f32 / self.width_mm;
        let down = self.height_px as f32 / self.height_mm;
        across.max(down) / LOGICAL_PX_PER_MM
    }
}

type Task = Box<dyn FnOnce() + Send>;

/// What other threads ask the thread of the screens to do.
#[derive(Default)]
struct Tasks {
    queue: Mutex<(VecDeque<Task>, bool)>,
    woken: Condvar,
}

struct Proxy(Arc<Tasks>);

impl EventLoopProxy for Proxy {
    fn quit_event_loop(&self) -> Result<(), slint::EventLoopError> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner).1 = true;
        self.0.woken.notify_one();
        Ok(())
    }

    fn invoke_from_event_loop(&self, event: Task) -> Result<(), slint::EventLoopError> {
        self.0.queue.lock().unwrap_or_else(PoisonError::into_inner).0.push_back(event);
        self.0.woken.notify_one();
        Ok(())
    }
}

struct OffscreenPlatform {
    window: Rc<MinimalSoftwareWindow>,
    clock: Arc<dyn Clock>,
    /// `None` where the owner of the window does the waiting.
    tasks: Option<Arc<Tasks>>,
    screen: Rc<Offscreen>,
}

impl Platform for OffscreenPlatform {
    fn create_window_adapter(&self) -> Result<Rc<dyn WindowAdapter>, PlatformError> {
        Ok(Rc::clone(&self.window) as Rc<dyn WindowAdapter>)
    }

    fn duration_since_start(&self) -> Duration {
        Duration::from_millis(self.clock.monotonic_ms())
    }

    fn new_event_loop_proxy(&self) -> Option<Box<dyn EventLoopProxy>> {
        self.tasks.clone().map(|tasks| Box::new(Proxy(tasks)) as Box<dyn EventLoopProxy>)
    }

    fn run_event_loop(&self) -> Result<(), PlatformError> {
        let Some(tasks) = &self.tasks else { return Err(PlatformError::NoEventLoopProvider) };
        loop {
            self.screen.pass();
            self.screen.draw();
            let mut queue = tasks.queue.lock().unwrap_or_else(PoisonError::into_inner);
            if queue.0.is_empty() && !queue.1 {
                let wait = duration_until_next_timer_update().unwrap_or(Duration::from_mins(1));
                queue = tasks.woken.wait_timeout(queue, wait).unwrap_or_else(PoisonError::into_inner).0;
            }
            if queue.1 {
                return Ok(());
            }
            let due: Vec<Task> = queue.0.drain(..).collect();
            drop(queue);
            for task in due {
                task();
            }
        }
    }
}

/// The window in memory.
pub struct Offscreen {
    window: Rc<MinimalSoftwareWindow>,
    pixels: RefCell<SharedPixelBuffer<Rgb8Pixel>>,
    has_drawn: Cell<bool>,
}

impl Offscreen {
    /// Makes this thread's windows appear in memory. `runs` says whether Slint's event loop is to be
    /// run (one thread of the process at most); otherwise the owner calls [`Offscreen::pass`].
    pub fn install(clock: Arc<dyn Clock>, panel: Panel, runs: bool) -> Result<Rc<Self>, SetPlatformError> {
        let window = MinimalSoftwareWindow::new(RepaintBufferType::ReusedBuffer);
        let pixels = RefCell::new(SharedPixelBuffer::new(panel.width_px, panel.height_px));
        let screen = Rc::new(Self { window: Rc::clone(&window), pixels, has_drawn: Cell::new(false) });
        let tasks = runs.then(Arc::default);
        slint::platform::set_platform(Box::new(OffscreenPlatform {
            window: Rc::clone(&window),
            clock,
            tasks,
            screen: Rc::clone(&screen),
        }))?;
        let scale_factor = panel.scale_factor();
        window.dispatch_event(WindowEvent::ScaleFactorChanged { scale_factor });
        window.set_size(PhysicalSize::new(panel.width_px, panel.height_px));
        Ok(screen)
    }

    /// Lets timers and animations do what is due by the clock.
    pub fn pass(&self) {
        update_timers_and_animations();
    }

    /// Draws what has changed; `false` when nothing has.
    pub fn draw(&self) -> bool {
        let drawn = self.window.draw_if_needed(|renderer| {
            let mut pixels = self.pixels.borrow_mut();
            let stride = pixels.width() as usize;
            renderer.render(pixels.make_mut_slice(), stride);
        });
        if drawn && !self.has_drawn.replace(true) {
            tracing::info!("the first frame is drawn");
        }
        drawn
    }

    /// Asks for the whole window to be drawn again.
    pub fn redraw_everything(&self) {
        self.window.set_size(PhysicalSize::new(1, 1));
        let (width, height) = {
            let pixels = self.pixels.borrow();
            (pixels.width(), pixels.height())
        };
        self.window.set_size(PhysicalSize::new(width, height));
        self.window.request_redraw();
    }

    /// What was drawn last.
    pub fn picture(&self) -> SharedPixelBuffer<Rgb8Pixel> {
        self.pixels.borrow().clone()
    }

    /// A finger that touches and leaves the window at a place, in logical pixels.
    pub fn touch(&self, x: f32, y: f32) {
        let position = slint::LogicalPosition::new(x, y);
        let button = PointerEventButton::Left;
        for event in [
            WindowEvent::PointerMoved { position },
            WindowEvent::PointerPressed { position, button },
            WindowEvent::PointerReleased { position, button },
            WindowEvent::PointerExited,
        ] {
            self.window.dispatch_event(event);
        }
    }
    /// A key of a keyboard, pressed and let go: its text, as the toolkit says keys.
    pub fn press(&self, key: &str) {
        let text: slint::SharedString = key.into();
        self.window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        self.window.dispatch_event(WindowEvent::KeyReleased { text });
    }
}
