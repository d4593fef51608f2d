//! The thread of the screens: holds the window, the flow and what the door offers; sends the flow's
//! effects to the engine and shows what comes back. It never waits for a disk or a network.

pub use crate::adapters::{AboutText, CentreText};
use crate::{
    adapters::{self, View},
    clock::Clock,
    config::{Colour, Colours, Language},
    engine::{Command, Update},
    flow::{BETWEEN_KEYS_MS, Effect, Flow, IdleSettings, Pressed, Scanned, Surroundings, Touch},
    host_desk::DeskAddress,
    today::Today,
};
use slint::{Color, ComponentHandle, Timer, TimerMode};
use std::{
    cell::RefCell,
    rc::Rc,
    sync::{Arc, mpsc},
    time::Duration,
};
use uuid::Uuid;
use welkom_domain::ids::ArrivalId;
use welkom_screens::{App, Choose, Display, Scanner};

/// What the screens are set up with.
#[derive(Debug, Clone)]
pub struct ShellSettings {
    /// The languages a visitor can choose from; the screen rests in the first.
    pub languages: Vec<Language>,
    /// Idle times.
    pub idle: IdleSettings,
    /// The centre's own words.
    pub centre: CentreText,
    /// The about screen.
    pub about: AboutText,
    /// Whether a scanner types what it reads.
    pub has_scanner: bool,
    /// The display's physical size in millimetres.
    pub display_mm: (f32, f32),
    /// The centre's own colours; `None` for those of the screens.
    pub colours: Option<Colours>,
}

fn colour(colour: Colour) -> Color {
    Color::from_rgb_u8(colour.red, colour.green, colour.blue)
}

/// The window and everything behind it.
pub struct Shell {
    app: App,
    settings: ShellSettings,
    engine: mpsc::Sender<Command>,
    clock: Arc<dyn Clock>,
    inner: RefCell<Inner>,
    /// Wakes the flow when something is due; still on a screen that rests.
    due: Timer,
    /// Once a minute, on the minute.
    minute: Timer,
    /// Forgets what a scanner left unfinished.
    unfinished_scan: Timer,
}

struct Inner {
    flow: Flow,
    today: Option<Arc<Today>>,
    scanned: Scanned,
    /// Where hosts open their desk, once it answers.
    desk: Option<DeskAddress>,
}

impl Shell {
    /// A window in its starting state. It shows nothing until [`Shell::update`] brings news.
    pub fn new(
        settings: ShellSettings,
        engine: mpsc::Sender<Command>,
        clock: Arc<dyn Clock>,
    ) -> Result<Rc<Self>, slint::PlatformError> {
        let app = welkom_screens::app()?;
        let display = app.global::<Display>();
        display.set_width_mm(settings.display_mm.0);
        display.set_height_mm(settings.display_mm.1);
        if let Some(Colours { next_step, door }) = &settings.colours {
            let (next_step, door) = (colour(*next_step), colour(*door));
            display.set_next_step(next_step);
            display.set_next_step_pressed(next_step.darker(0.4));
            display.set_door(door);
            display.set_door_shade(door.darker(0.2));
        }
        let home_language = settings.languages.first().copied().unwrap_or(Language::Dutch);
        welkom_screens::set_language(home_language.code());
        app.global::<Scanner>().set_is_there(settings.has_scanner);
        let flow = Flow::new(settings.languages.clone(), settings.idle, settings.about.pages.len());
        let shell = Rc::new(Self {
            app,
            settings,
            engine,
            clock,
            inner: RefCell::new(Inner { flow, today: None, scanned: Scanned::default(), desk: None }),
            due: Timer::default(),
            minute: Timer::default(),
            unfinished_scan: Timer::default(),
        });
        shell.connect();
        shell.show();
        shell.wake_on_the_minute();
        Ok(shell)
    }

    /// The window.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// How large the display is, in millimetres: width and height.
    pub fn display_mm(&self) -> (f32, f32) {
        self.settings.display_mm
    }

    /// What the engine tells.
    pub fn update(self: &Rc<Self>, update: Update) {
        match update {
            Update::Answer(answer) => {
                let now = self.clock.monotonic_ms();
                let effects = self.inner.borrow_mut().flow.answer(answer, now);
                self.carry_out(effects);
            }
            Update::Today(today) => {
                let effects = {
                    let mut inner = self.inner.borrow_mut();
                    inner.today = Some(today);
                    inner.flow.today_changed()
                };
                self.carry_out(effects);
            }
            Update::Desk(desk) => self.inner.borrow_mut().desk = Some(desk),
            // The starting screen stays: it asks to see the host. Nothing can be counted.
            Update::Broken => {}
        }
        self.show();
    }

    /// A visitor touched something.
    pub fn touch(self: &Rc<Self>, touch: &Touch) {
        self.happens(|flow, around| flow.touch(touch, around));
    }

    /// A key was pressed on whatever is a keyboard; whether it belongs to a scan, and not to the screen.
    fn key(self: &Rc<Self>, key: &str) -> bool {
        let now = self.clock.monotonic_ms();
        let pressed = self.inner.borrow_mut().scanned.press(key, now);
        match pressed {
            Pressed::NotMine => return false,
            Pressed::Mine => {
                let weak = Rc::downgrade(self);
                let wait = Duration::from_millis(BETWEEN_KEYS_MS);
                self.unfinished_scan.start(TimerMode::SingleShot, wait, move || {
                    if let Some(shell) = weak.upgrade() {
                        shell.inner.borrow_mut().scanned.forget_old(shell.clock.monotonic_ms());
                    }
                });
            }
            Pressed::Scanned(scan) => {
                self.unfinished_scan.stop();
                self.happens(|flow, around| flow.scan(&scan, around));
            }
        }
        true
    }

    fn happens(self: &Rc<Self>, what: impl FnOnce(&mut Flow, &mut Surroundings) -> Vec<Effect>) {
        let now = self.clock.monotonic_ms();
        let effects = {
            let mut inner = self.inner.borrow_mut();
            let Inner { flow, today, .. } = &mut *inner;
            let Some(today) = today.as_deref() else { return };
            let mut new_id = || ArrivalId(Uuid::new_v4());
            what(flow, &mut Surroundings { now, today, new_id: &mut new_id })
        };
        self.carry_out(effects);
        self.show();
    }

    /// Time has passed: what was due happens.
    pub fn tick(self: &Rc<Self>) {
        let effects = self.inner.borrow_mut().flow.tick(self.clock.monotonic_ms());
        self.carry_out(effects);
        self.show();
    }

    fn connect(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let touched: adapters::Touched = Rc::new(move |touch| {
            if let Some(shell) = weak.upgrade() {
                shell.touch(&touch);
            }
        });
        let weak = Rc::downgrade(self);
        let cards_per_page: Rc<dyn Fn(usize)> = Rc::new(move |cards| {
            // Called while a screen is laid out: taken in later, when nothing is borrowed.
            let weak = weak.clone();
            Timer::single_shot(Duration::ZERO, move || {
                if let Some(shell) = weak.upgrade() {
                    shell.inner.borrow_mut().flow.set_cards_per_page(cards);
                    shell.show();
                }
            });
        });
        adapters::connect(&self.app, &touched, &cards_per_page);
        let weak = Rc::downgrade(self);
        self.app.global::<Scanner>().on_key(move |key| weak.upgrade().is_some_and(|shell| shell.key(&key)));
        let cards = usize::try_from(self.app.global::<Choose>().get_cards_per_page()).unwrap_or(1);
        self.inner.borrow_mut().flow.set_cards_per_page(cards);
    }

    fn carry_out(&self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                // An engine that has ended gives no answer, and the flow tells the visitor in time.
                Effect::Save(arrival) => drop(self.engine.send(Command::Save(arrival))),
                Effect::TakeBack(id, pass) => drop(self.engine.send(Command::TakeBack(id, pass))),
                Effect::Greet(pass) => drop(self.engine.send(Command::Greet(pass))),
                Effect::ForGuest(pass, wish) => drop(self.engine.send(Command::ForGuest(pass, wish))),
                Effect::Newcomer(id, is_newcomer) => {
                    drop(self.engine.send(Command::Newcomer(id, is_newcomer)));
                }
                Effect::CallHost { id, reason, offers } => {
                    drop(self.engine.send(Command::CallHost(id, reason, offers)));
                }
                Effect::Host(ask) => drop(self.engine.send(Command::Host(ask))),
                Effect::Speak(language) => {
                    welkom_screens::set_language(language.code());
                }
            }
        }
    }

    fn show(self: &Rc<Self>) {
        let now = self.clock.monotonic_ms();
        let inner = self.inner.borrow();
        let view = View {
            flow: &inner.flow,
            today: inner.today.as_deref(),
            about: &self.settings.about,
            centre: &self.settings.centre,
            languages: &self.settings.languages,
            desk: inner.desk.as_ref(),
            now,
        };
        adapters::show(&self.app, &view);
        match inner.flow.next_tick(now) {
            Some(next) => {
                let weak = Rc::downgrade(self);
                let wait = Duration::from_millis(next.saturating_sub(now).max(1));
                self.due.start(TimerMode::SingleShot, wait, move || {
                    if let Some(shell) = weak.upgrade() {
                        shell.tick();
                    }
                });
            }
            None => self.due.stop(),
        }
    }

    fn wake_on_the_minute(self: &Rc<Self>) {
        let into_minute_ms = self.clock.now().timestamp_millis().rem_euclid(60_000);
        let wait_ms = 60_000 - u64::try_from(into_minute_ms).unwrap_or(0);
        let weak = Rc::downgrade(self);
        self.minute.start(TimerMode::SingleShot, Duration::from_millis(wait_ms), move || {
            if let Some(shell) = weak.upgrade() {
                drop(shell.engine.send(Command::Minute));
                shell.wake_on_the_minute();
            }
        });
    }
}
