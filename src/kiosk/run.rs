//! `welkom-kiosk run`: the kiosk at the door, until its window is closed.

use crate::{
    assemble, cli,
    clock::{Clock, SystemClock},
    config::{Config, Coordinator, Display},
    engine::{Command, Engine, EngineDoor, Update},
    host_desk::{self, DeskAddress, DeskThread},
    loader::Loader,
    offscreen::{LOGICAL_PX_PER_MM, Offscreen, Panel},
    shell::Shell,
    sync::{Client, enrol::Pairing, worker::Worker},
};
use anyhow::Context;
use chrono::{DateTime, Days, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use clap::Args;
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    flag,
    iterator::Signals,
};
use slint::{ComponentHandle, LogicalSize, platform::WindowEvent};
use std::{
    cell::RefCell,
    path::PathBuf,
    rc::Rc,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicBool, mpsc},
    thread,
    time::Duration,
};
use welkom_desk::{SharedBook, door::Changes};
use welkom_domain::{
    centre::Centre,
    day::{DateRange, to_zone},
};
use welkom_screens::App;

/// What `run` can be told besides the configuration.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line")]
pub struct RunArguments {
    /// The centre's configuration
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
    /// Keep the visits here instead of where the configuration says
    #[arg(long, value_name = "DIRECTORY")]
    pub store: Option<PathBuf>,
    /// The coordinator's address instead of the configuration's
    #[arg(long, value_name = "URL")]
    pub coordinator: Option<String>,
    /// Fill the whole display, as at a door
    #[arg(long)]
    pub full_screen: bool,
    /// Draw into memory instead of on a display
    #[arg(long)]
    pub off_screen: bool,
    /// This machine's clock is right by itself; without this the mark of systemd-timesyncd is waited for
    #[arg(long)]
    pub trust_clock: bool,
    /// Begin at this local time instead of now and go on from there, like 2026-11-26T13:45; to show and
    /// to try, never at a door
    #[arg(long, value_name = "TIME")]
    pub pretend_now: Option<NaiveDateTime>,
    /// The same, at the next quarter of an hour before something begins
    #[arg(long, conflicts_with = "pretend_now")]
    pub pretend_lively: bool,
    /// Pair with the coordinator: print a code and wait until it is confirmed there
    #[arg(long)]
    pub pair: bool,
}

impl RunArguments {
    /// The configuration with what the command line says instead.
    pub fn configured(&self) -> anyhow::Result<Config> {
        let mut config = Config::read(&self.config)?;
        if let Some(directory) = &self.store {
            config.store.directory.clone_from(directory);
        }
        if let Some(url) = &self.coordinator {
            let elsewhere = Coordinator::at(url);
            config.coordinator = Some(elsewhere.context("--coordinator: expected an https:// address")?);
        }
        Ok(config)
    }
}

thread_local! {
    /// The one window of this thread: closures from other threads find it here.
    static SHELL: RefCell<Option<(Rc<Shell>, mpsc::Receiver<Update>)>> = const { RefCell::new(None) };
}

/// Hands the screens what the engine has told meanwhile.
fn take_in() {
    SHELL.with_borrow(|shell| {
        if let Some((shell, updates)) = shell {
            for update in updates.try_iter() {
                shell.update(update);
            }
        }
    });
}

/// Runs until the window is closed or the process is asked to end.
pub fn run(arguments: &RunArguments) -> anyhow::Result<()> {
    let config = arguments.configured()?;
    let mut clock = SystemClock::new(arguments.trust_clock);
    if let Some(then) = pretended(arguments, &config, clock.now())? {
        println!("this kiosk's clock begins at {}", then.format("%Y-%m-%d %H:%M"));
        clock.set_ahead(then.to_utc() - clock.now());
    }
    let clock: Arc<dyn Clock> = Arc::new(clock);
    if arguments.off_screen {
        Offscreen::install(Arc::clone(&clock), Panel::TEN_INCH, true).context("no window in memory")?;
    } else {
        // Asked for by hand: what asks for it later has no way to say that there is none.
        slint::BackendSelector::new()
            .select()
            .context("expected a display (DISPLAY or WAYLAND_DISPLAY); --off-screen needs none")?;
    }
    // The window first: the store is opened and checked behind its first frame.
    let (commands, engine_commands) = mpsc::channel();
    let (updates, news) = mpsc::channel();
    let tell = Arc::new(Mutex::new(updates));
    let tell = move |update| {
        let sent = tell.lock().unwrap_or_else(PoisonError::into_inner).send(update);
        if sent.is_ok() {
            // Without an event loop yet, or any more, there is nobody to tell.
            drop(slint::invoke_from_event_loop(take_in));
        }
    };
    let changes = Changes::default();
    let (share, shared) = mpsc::channel();
    let shell = Shell::new(assemble::shell_settings(&config), commands.clone(), Arc::clone(&clock))
        .context("the window cannot be opened")?;
    let app = shell.app().clone_strong();
    let (width_mm, height_mm) = shell.display_mm();
    SHELL.with_borrow_mut(|slot| *slot = Some((shell, news)));
    if !arguments.off_screen {
        // Beside other windows as large as the display would be; at a door all of it.
        app.window().set_size(LogicalSize::new(width_mm * LOGICAL_PX_PER_MM, height_mm * LOGICAL_PX_PER_MM));
        app.window().set_fullscreen(arguments.full_screen);
    }
    app.show().context("the window cannot be shown")?;
    if !arguments.off_screen {
        let (app, display) = (app.as_weak(), config.display.clone());
        slint::Timer::single_shot(Duration::ZERO, move || {
            if let Some(app) = app.upgrade() {
                fit(&app, &display);
            }
        });
    }
    let engine = {
        let (config, clock, changes) = (config.clone(), Arc::clone(&clock), changes.clone());
        let open = move || {
            let mut engine = assemble::engine(&config, clock, |book| drop(share.send(book)))?;
            engine.set_changes(changes);
            Ok(engine)
        };
        Engine::spawn(engine_commands, open, tell.clone()).context("the engine's thread cannot be started")?
    };
    let desk = desk(&config, &commands, &clock, changes, shared, tell)?;
    let loader = Loader::spawn(
        assemble::programme_files(&config),
        config.centre.zone,
        commands.clone(),
        Arc::clone(&clock),
    )
    .context("the loader's thread cannot be started")?;
    let sync = sync(&config, arguments.pair, &commands, &clock)?;
    end_by_signals().context("signals cannot be waited for")?;
    let ended = slint::run_event_loop().context("the window's event loop failed");
    if let Some(sync) = sync {
        sync.stop();
    }
    if let Some(desk) = desk {
        desk.stop();
    }
    loader.stop();
    SHELL.with_borrow_mut(Option::take);
    engine.stop(&commands);
    ended
}

/// Starts the host desk where the centre has one.
fn desk(
    config: &Config,
    commands: &mpsc::Sender<Command>,
    clock: &Arc<dyn Clock>,
    changes: Changes,
    book: mpsc::Receiver<SharedBook>,
    tell: impl Fn(Update) + Send + 'static,
) -> anyhow::Result<Option<DeskThread>> {
    if !config.desk.offered {
        return Ok(None);
    }
    let send_at = config.coordinator.as_ref().map(|it| it.send_at.clone()).unwrap_or_default();
    let directory = config.store.directory.clone();
    let door = EngineDoor::new(commands.clone(), changes, send_at, config.centre.zone, directory);
    let clock = Arc::clone(clock);
    let options = host_desk::options(config, move || clock.now().timestamp_millis());
    let told = move |address: DeskAddress| {
        println!("host desk: {}", address.url);
        if let Some(install) = &address.install_url {
            println!("its certificate: {install}");
        }
        tell(Update::Desk(address));
    };
    let desk = DeskThread::spawn(options, door, book, told);
    desk.context("the host desk's thread cannot be started").map(Some)
}

/// Lets systemd's SIGTERM and Ctrl+C close the window as a person would: what is only remembered, like the
/// last minutes in service, is then written down. A second signal ends the program at once.
fn end_by_signals() -> std::io::Result<()> {
    let asked = Arc::new(AtomicBool::new(false));
    let signals = [SIGHUP, SIGINT, SIGTERM];
    for signal in signals {
        // In this order: the first signal finds the flag down and raises it.
        flag::register_conditional_shutdown(signal, 1, Arc::clone(&asked))?;
        flag::register(signal, Arc::clone(&asked))?;
    }
    let mut signals = Signals::new(signals)?;
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for _ in signals.forever() {
            tracing::info!("asked to end");
            if let Err(error) = slint::quit_event_loop() {
                tracing::warn!(%error, "the window could not be asked to close");
            }
        }
    })?;
    Ok(())
}

/// The moment at which a demonstration begins, if it is not now.
fn pretended(
    arguments: &RunArguments,
    config: &Config,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<DateTime<Tz>>> {
    let zone = config.centre.zone;
    if let Some(local) = arguments.pretend_now {
        return Ok(Some(to_zone(local, zone).context("--pretend-now: this time does not exist")?));
    }
    if !arguments.pretend_lively {
        return Ok(None);
    }
    let centre = cli::centre(&arguments.config)?;
    let today = now.with_timezone(&zone).date_naive();
    let sessions = centre.programme.sessions(DateRange::new(today, today + Days::new(120)));
    let lively = sessions.iter().filter(|session| !session.all_day).find_map(|session| {
        if !centre.is_held(session, Centre::days_of(session).from) {
            return None;
        }
        let before = session.start - TimeDelta::minutes(15);
        let is_open =
            centre.open_hours(before.date_naive()).iter().any(|(from, to)| *from <= before && before < *to);
        (before > now && is_open).then_some(before)
    });
    Ok(lively)
}

/// Starts the sending where there is a coordinator; pairs first, on a thread of its own, where asked.
fn sync(
    config: &Config,
    pair: bool,
    commands: &mpsc::Sender<Command>,
    clock: &Arc<dyn Clock>,
) -> anyhow::Result<Option<Worker>> {
    let (Some(settings), Some(schedule)) = (assemble::client_settings(config), assemble::schedule(config))
    else {
        return Ok(None);
    };
    if pair {
        let (settings, commands) = (settings.clone(), commands.clone());
        let (id, name) = (config.centre.id.clone(), config.centre.name.clone());
        thread::Builder::new().name("pairing".to_owned()).spawn(move || {
            let paired = Client::new(&settings)
                .map_err(anyhow::Error::from)
                .and_then(|client| pair_until_confirmed(&client, &commands, &id, &name));
            if let Err(error) = paired {
                tracing::warn!(error = format!("{error:#}"), "pairing failed");
            }
        })?;
    }
    let client = Client::new(&settings)?;
    // All centres open at nine: up to a minute apart.
    let mut random = [0; 2];
    getrandom::fill(&mut random).context("the operating system gives no random numbers")?;
    let first_wait = Duration::from_millis(u64::from(u16::from_le_bytes(random)) * 60_000 / 65_536);
    let worker = Worker::spawn(client, commands.clone(), Arc::clone(clock), schedule, first_wait)
        .context("the sync thread cannot be started")?;
    Ok(Some(worker))
}

/// Prints the code for whoever stands there and polls until a coordinator has confirmed it. A kiosk
/// that is paired already says so and stays what it is; one that was, or that never got its answer,
/// begins anew.
pub fn pair_until_confirmed(
    client: &Client,
    commands: &mpsc::Sender<Command>,
    centre: &str,
    centre_name: &str,
) -> anyhow::Result<()> {
    if Pairing::is_known(client, commands)? {
        println!("this kiosk is paired");
        return Ok(());
    }
    let pairing = Pairing::begin(client, commands, centre, centre_name)?;
    println!("pairing address: {}", pairing.offer.confirm_url);
    println!("pairing code: {}", pairing.offer.code);
    let every = Duration::from_secs(u64::from(pairing.offer.poll_every_s.clamp(1, 60)));
    while !pairing.is_confirmed(client, commands)? {
        thread::sleep(every);
    }
    println!("paired");
    Ok(())
}

/// A finger meets the same button on every display: the scale follows from the display's size in
/// millimetres, whatever its pixels.
#[expect(clippy::cast_precision_loss, reason = "displays are some hundred millimetres wide")]
fn fit(app: &App, display: &Display) {
    let size = app.window().size();
    let panel = Panel {
        width_px: size.width,
        height_px: size.height,
        width_mm: display.width_mm as f32,
        height_mm: display.height_mm as f32,
    };
    let scale_factor = panel.scale_factor();
    if scale_factor > 0.0 {
        app.window().dispatch_event(WindowEvent::ScaleFactorChanged { scale_factor });
        let size = size.to_logical(scale_factor);
        app.window().dispatch_event(WindowEvent::Resized { size });
    }
}
