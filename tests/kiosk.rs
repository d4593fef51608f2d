//! A whole kiosk in memory: the real screens drawn by the real renderer, the real flow, engine and
//! store; only the clock and the finger are simulated. One for each thread.

use chrono::{DateTime, Utc};
use i_slint_backend_testing::ElementHandle;
use slint::ComponentHandle;
use std::{
    fs::File,
    io::BufWriter,
    path::Path,
    rc::Rc,
    sync::{Arc, mpsc},
    time::Duration,
};
use welkom_desk::{SharedBook, door::Changes};
use welkom_kiosk::{
    assemble,
    clock::{Clock, SimulatedClock},
    config::Config,
    engine::{Command, Engine, EngineDoor, EngineThread, Update},
    flow::{Answer, SETTLE_MS},
    offscreen::{Offscreen, Panel},
    shell::Shell,
};
use welkom_screens::{Door, ScreenKind};

/// Longer than any answer of an engine on a busy machine; a test that waits this long has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// The kiosk.
pub struct Kiosk {
    /// What time it is for it.
    pub clock: Arc<SimulatedClock>,
    /// Its window.
    pub screen: Rc<Offscreen>,
    /// The way to its engine.
    pub commands: mpsc::Sender<Command>,
    /// Brings the guest book once it is open, for whoever starts a desk.
    pub book: mpsc::Receiver<SharedBook>,
    changes: Changes,
    shell: Rc<Shell>,
    updates: mpsc::Receiver<Update>,
    engine: Option<EngineThread>,
}

impl Kiosk {
    /// Opens the kiosk of `config` at a moment, and waits until it takes touches.
    pub fn open(config: &Config, now: DateTime<Utc>) -> anyhow::Result<Self> {
        let clock = Arc::new(SimulatedClock::new(now));
        let screen = Offscreen::install(Arc::clone(&clock) as Arc<dyn Clock>, Panel::TEN_INCH, false)?;
        let (commands, engine_commands) = mpsc::channel();
        let (tell, updates) = mpsc::channel();
        let (share, book) = mpsc::channel();
        let changes = Changes::default();
        let settings = assemble::shell_settings(config);
        let shell = Shell::new(settings, commands.clone(), Arc::clone(&clock) as Arc<dyn Clock>)?;
        shell.app().show()?;
        let engine = {
            let (config, clock) = (config.clone(), Arc::clone(&clock) as Arc<dyn Clock>);
            let changes = changes.clone();
            Engine::spawn(
                engine_commands,
                move || {
                    let mut engine = assemble::engine(&config, clock, |book| drop(share.send(book)))?;
                    engine.set_changes(changes);
                    Ok(engine)
                },
                move |update| {
                    // Nobody listens any more when the kiosk is closing.
                    drop(tell.send(update));
                },
            )?
        };
        let kiosk = Self { clock, screen, commands, book, changes, shell, updates, engine: Some(engine) };
        kiosk.wait_for(|update| matches!(update, Update::Answer(Answer::Ready)));
        kiosk.settle();
        Ok(kiosk)
    }

    /// The door as a host desk asks it.
    pub fn door(&self, config: &Config) -> EngineDoor {
        let directory = config.store.directory.clone();
        EngineDoor::new(
            self.commands.clone(),
            self.changes.clone(),
            Vec::new(),
            config.centre.zone,
            directory,
        )
    }

    /// Which screen shows.
    pub fn shows(&self) -> ScreenKind {
        self.shell.app().global::<Door>().get_screen()
    }

    /// Lets time pass, with everything that is due in it, and draws.
    pub fn pass_ms(&self, ms: u64) {
        self.clock.pass_ms(ms);
        self.screen.pass();
        self.screen.draw();
    }

    /// Lets one minute pass and waits until the engine has done its part of it.
    pub fn pass_minute(&self) {
        self.clock.pass_ms(60_000);
        self.screen.pass();
        self.wait_for(|update| matches!(update, Update::Today(_)));
    }

    /// The night: the clock stands at another moment, and the first minute there has passed.
    pub fn go_to(&self, then: DateTime<Utc>) {
        self.clock.go_to(then);
        self.screen.pass();
        self.wait_for(|update| matches!(update, Update::Today(_)));
    }

    /// Long enough for a new screen to take touches.
    pub fn settle(&self) {
        self.pass_ms(SETTLE_MS + 50);
    }

    /// Touches the middle of what carries this label, as a finger would.
    ///
    /// # Panics
    ///
    /// When nothing on the screen carries it.
    pub fn tap(&self, label: &str) {
        self.touch(&self.find(label));
        self.settle();
    }

    /// Touches something.
    pub fn touch(&self, element: &ElementHandle) {
        let (place, size) = (element.absolute_position(), element.size());
        self.screen.touch(place.x + size.width / 2.0, place.y + size.height / 2.0);
        self.screen.draw();
    }

    /// What carries this label.
    pub fn find(&self, label: &str) -> ElementHandle {
        let wanted = label.to_owned();
        self.find_where(move |it| it == wanted)
            .unwrap_or_else(|| panic!("expected {label:?} on the screen {:?}", self.shows()))
    }

    /// The first interactive thing whose label fits.
    pub fn find_where(&self, fits: impl Fn(&str) -> bool + 'static) -> Option<ElementHandle> {
        i_slint_backend_testing::ElementQuery::from_root(self.shell.app())
            .match_descendants()
            .match_predicate(move |element| {
                let is_control = matches!(
                    element.accessible_role(),
                    Some(
                        i_slint_backend_testing::AccessibleRole::Button
                            | i_slint_backend_testing::AccessibleRole::Checkbox
                    )
                );
                is_control && element.accessible_label().is_some_and(|label| fits(&label))
            })
            .find_first()
    }

    /// The cards on the screen: label, and whether it is chosen; only those that can be.
    pub fn cards(&self) -> Vec<(String, bool)> {
        // Queries by role give every element twice (an element and what it inherits from).
        let mut cards = Vec::new();
        let found = i_slint_backend_testing::ElementQuery::from_root(self.shell.app())
            .match_descendants()
            .match_accessible_role(i_slint_backend_testing::AccessibleRole::Checkbox)
            .find_all()
            .into_iter()
            .filter(|card| card.accessible_enabled() != Some(false))
            .filter_map(|card| Some((card.accessible_label()?.to_string(), card.accessible_checked()?)));
        for card in found {
            if !cards.contains(&card) {
                cards.push(card);
            }
        }
        cards
    }

    /// Whether some text on the screen contains this.
    pub fn says(&self, text: &str) -> bool {
        let text = text.to_owned();
        i_slint_backend_testing::ElementQuery::from_root(self.shell.app())
            .match_descendants()
            .match_predicate(move |element| {
                element.accessible_label().is_some_and(|label| label.contains(&text))
            })
            .find_first()
            .is_some()
    }

    /// Hands the screens what the engine tells until something fits.
    ///
    /// # Panics
    ///
    /// When the engine stays silent.
    pub fn wait_for(&self, fits: impl Fn(&Update) -> bool) {
        loop {
            let update = self.updates.recv_timeout(PATIENCE).expect("an answer of the engine");
            let is_it = fits(&update);
            self.shell.update(update);
            if is_it {
                return;
            }
        }
    }

    /// The same until an answer of the engine fits.
    pub fn wait_for_answer(&self, mut fits: impl FnMut(&Answer) -> bool) {
        let fits = std::cell::RefCell::new(&mut fits);
        self.wait_for(|update| matches!(update, Update::Answer(answer) if (fits.borrow_mut())(answer)));
    }

    /// Tells the screens what another part of the program would.
    pub fn tell(&self, update: Update) {
        self.shell.update(update);
    }

    /// Waits until the arrival that was just touched is on disk and the thank-you shows.
    pub fn wait_until_saved(&self) {
        self.wait_for(|update| {
            matches!(update, Update::Answer(Answer::Saved(_) | Answer::SavedWithName(..)))
        });
        self.screen.draw();
    }

    /// What the screen shows, as a PNG.
    pub fn save_picture(&self, path: &Path) -> anyhow::Result<()> {
        self.screen.draw();
        let picture = self.screen.picture();
        let mut encoder =
            png::Encoder::new(BufWriter::new(File::create(path)?), picture.width(), picture.height());
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header()?.write_image_data(picture.as_bytes())?;
        Ok(())
    }

    /// Ends the kiosk as a shutdown does: what was asked is done, what is remembered is written.
    pub fn close(mut self) {
        self.stop();
    }

    fn stop(&mut self) {
        if let Some(engine) = self.engine.take() {
            engine.stop(&self.commands);
        }
    }
}

impl Drop for Kiosk {
    fn drop(&mut self) {
        self.stop();
    }
}
