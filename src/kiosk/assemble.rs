//! From a configuration to the parts of a kiosk.

use crate::{
    clock::Clock,
    config::{Colours, Config, Scanner},
    engine::Engine,
    flow::IdleSettings,
    loader, notices,
    shell::ShellSettings,
    shell::{AboutText, CentreText},
    store::{Opened, Store},
    sync::{ClientSettings, worker::Schedule},
};
use anyhow::Context;
use chrono::{DateTime, Utc};
use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};
use welkom_desk::SharedBook;
use welkom_domain::{
    agenda::CheckInWindow,
    centre::{Centre, DropIn},
    day::service_day,
    programme::Programme,
};
use welkom_guestbook::{GuestBook, Retention};

/// Lines of notices on one page of the about screen, which scrolls within a page.
const NOTICE_LINES_PER_PAGE: usize = 60;

/// The longest a request to the coordinator may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(30);

/// The centre of a configuration, with this programme.
pub fn centre(config: &Config, programme: Programme) -> Centre {
    Centre {
        zone: config.centre.zone,
        programme,
        opening: config.door.clone(),
        drop_in: config
            .drop_in
            .offered
            .then(|| DropIn { expected: Some(config.drop_in.expected), place: config.drop_in.place.clone() }),
        changes: BTreeMap::default(),
        drop_in_name: "Inloop".to_owned(),
        thresholds: config.privacy.thresholds,
        window: CheckInWindow {
            opens_before_min: config.check_in.opens_before_min,
            lasts_without_end_min: config.check_in.lasts_without_end_min,
            preset_within_min: config.check_in.preset_within_min,
            elsewhere_at_this_door: config.check_in.elsewhere_at_this_door,
        },
    }
}

/// The calendar files of a configuration.
pub fn programme_files(config: &Config) -> Vec<PathBuf> {
    config.programme.files.iter().map(|file| file.path.clone()).collect()
}

/// What the screens are set up with.
#[expect(clippy::cast_precision_loss, reason = "displays are some hundred millimetres wide")]
pub fn shell_settings(config: &Config) -> ShellSettings {
    ShellSettings {
        languages: config.centre.languages.clone(),
        idle: IdleSettings {
            home_after_ms: u64::from(config.idle.home_after_s) * 1000,
            warning_ms: u64::from(config.idle.warn_before_s) * 1000,
            thanks_ms: u64::from(config.idle.thanks_s) * 1000,
            extensions: config.idle.extensions,
        },
        centre: CentreText {
            name: config.centre.name.clone(),
            welcome_line: config.centre.welcome_line.clone(),
            thanks_line: config.centre.thanks_line.clone(),
            keep_months: config.guest_book.keep_months,
        },
        about: AboutText {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            pages: notice_pages(notices::text()),
        },
        has_scanner: config.devices.scanner == Scanner::Keyboard,
        display_mm: (config.display.width_mm as f32, config.display.height_mm as f32),
        colours: (config.colours != Colours::default()).then(|| config.colours.clone()),
    }
}

/// Where the coordinator is; `None` where the centre stands alone.
pub fn client_settings(config: &Config) -> Option<ClientSettings> {
    config.coordinator.as_ref().map(|coordinator| ClientSettings {
        url: coordinator.url.clone(),
        ca_file: coordinator.ca_file.clone(),
        timeout: REQUEST_TIMEOUT,
    })
}

/// When to send; `None` where the centre stands alone.
pub fn schedule(config: &Config) -> Option<Schedule> {
    config.coordinator.as_ref().map(|coordinator| Schedule {
        send_at: coordinator.send_at.clone(),
        zone: config.centre.zone,
        directory: config.store.directory.clone(),
    })
}

/// Opens the visits, reads the programme (or the last good one), and makes an engine of them and of the guest
/// book, which `share` is given too. Takes its time: it belongs on the engine's thread.
pub fn engine(
    config: &Config,
    clock: Arc<dyn Clock>,
    share: impl FnOnce(SharedBook),
) -> anyhow::Result<Engine> {
    let now = clock.now();
    let (store, opened) = Store::open(&config.store.directory, now.timestamp_millis())
        .context("the visits cannot be opened")?;
    match opened {
        Opened::Fresh | Opened::Existing => {}
        Opened::Restored { .. } => tracing::warn!("the visits were restored from a backup: tell the host"),
        Opened::StartedAnew { .. } => tracing::warn!("the visits begin anew: tell the host"),
    }
    let files = programme_files(config);
    let (read, partly) = loader::read(&files, config.centre.zone, now);
    let kept = if read.programme.is_some() { None } else { kept_programme(config, &store, &files)? };
    let is_good = read.programme.is_some();
    let is_partial = !is_good && kept.is_none();
    let (programme, read_at) = match (&read.programme, kept) {
        (Some(programme), _) => (programme.clone(), now),
        (None, Some(kept)) => kept,
        (None, None) => (partly, now),
    };
    let retained = config.retention(&programme);
    let mut engine = Engine::new(store, centre(config, programme), clock, config.privacy.keep_arrivals_days);
    engine.set_drop_in_stays(config.drop_in.stays_min);
    engine.set_programme_age(read_at, !is_good);
    if is_partial {
        engine.set_programme_partial();
    }
    if is_good {
        engine.keep(&read)?;
    }
    if let Some(book) = guest_book(config, &retained, now) {
        let book = Arc::new(Mutex::new(book));
        engine.set_guest_book(Arc::clone(&book));
        share(book);
    }
    Ok(engine)
}

/// The guest book beside the visits. A centre whose book cannot be opened still counts who comes in.
fn guest_book(config: &Config, retention: &Retention, now: DateTime<Utc>) -> Option<GuestBook> {
    let day = service_day(now.with_timezone(&config.centre.zone).naive_local());
    let directory = config.guest_book_directory();
    match GuestBook::open(&directory, now.timestamp_millis(), day, retention.clone()) {
        Ok((book, Opened::Fresh | Opened::Existing)) => Some(book),
        Ok((book, _)) => {
            tracing::warn!("the guest book was damaged and replaced: tell the host");
            Some(book)
        }
        Err(error) => {
            tracing::warn!(%error, "the guest book cannot be opened: no name can be left");
            None
        }
    }
}

/// The last good programme, if every file has one; as old as the oldest of them.
fn kept_programme(
    config: &Config,
    store: &Store,
    files: &[PathBuf],
) -> anyhow::Result<Option<(Programme, DateTime<Utc>)>> {
    let mut programme = Programme::default();
    let mut oldest: Option<i64> = None;
    for path in files {
        let Some(kept) = store.kept_programme(&path.display().to_string())? else { return Ok(None) };
        loader::add(&mut programme, kept.text.as_bytes(), config.centre.zone, path);
        oldest = Some(oldest.unwrap_or(kept.read_ms).min(kept.read_ms));
    }
    let read_at = oldest.and_then(DateTime::from_timestamp_millis);
    Ok(read_at.map(|read_at| (programme, read_at)))
}

fn notice_pages(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    lines.chunks(NOTICE_LINES_PER_PAGE).map(|page| page.join("\n")).collect()
}
