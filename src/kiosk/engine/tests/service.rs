//! Minutes of service: what counts as one, and for which day.

use super::{clock, directory, engine, minute};
use crate::{
    clock::{Clock, SimulatedClock},
    engine::Engine,
    test_centre::{day, local, usual},
};
use std::sync::Arc;
use welkom_domain::day::DateRange;

/// Ticks every minute until then.
pub(super) fn serve(engine: &mut Engine, clock: &Arc<SimulatedClock>, until: &str) {
    let until = local(until);
    while clock.now() < until {
        clock.pass_ms(60_000);
        minute(engine);
    }
}

fn served_min(engine: &mut Engine, on: &str) -> Option<(u32, u32)> {
    engine.finish();
    let service = engine.store().service(DateRange::new(day(on), day(on))).unwrap();
    service.first().map(|service| (service.in_service_min, service.scheduled_min))
}

#[test]
fn only_minutes_of_scheduled_hours_count() {
    let directory = directory();
    // Wednesday: from nine to five.
    let clock = clock("2026-12-02 08:40");
    let mut engine = engine(directory.path(), &clock, usual());
    serve(&mut engine, &clock, "2026-12-02 08:59");
    assert_eq!(served_min(&mut engine, "2026-12-02"), None, "before the door opens nobody is served");
    serve(&mut engine, &clock, "2026-12-02 09:24");
    assert_eq!(served_min(&mut engine, "2026-12-02"), Some((25, 480)));
    serve(&mut engine, &clock, "2026-12-02 18:00");
    assert_eq!(served_min(&mut engine, "2026-12-02"), Some((480, 480)));
}

#[test]
fn a_gap_of_more_than_three_minutes_was_no_service() {
    let directory = directory();
    let clock = clock("2026-12-02 10:00");
    let mut engine = engine(directory.path(), &clock, usual());
    minute(&mut engine);
    for (gap_min, counted_min) in [(1, 1), (3, 4), (4, 4), (2, 6), (240, 6), (1, 7)] {
        clock.pass_ms(gap_min * 60_000);
        minute(&mut engine);
        assert_eq!(
            served_min(&mut engine, "2026-12-02").map_or(0, |(served, _)| served),
            counted_min,
            "{gap_min}"
        );
    }
}

#[test]
fn a_tick_that_comes_a_moment_early_or_late_loses_nothing() {
    let directory = directory();
    let clock = clock("2026-12-02 10:00");
    let mut engine = engine(directory.path(), &clock, usual());
    clock.pass_ms(5);
    minute(&mut engine);
    // As timers do: aimed at the minute, some milliseconds after it, later or sooner than the last.
    for jitter_ms in [0, 3, 1, 40, 2, 0, 7, 1].into_iter().cycle().take(60) {
        let into_minute_ms = clock.now().timestamp_millis().rem_euclid(60_000);
        clock.pass_ms(60_000 - u64::try_from(into_minute_ms).unwrap() + jitter_ms);
        minute(&mut engine);
    }
    assert_eq!(served_min(&mut engine, "2026-12-02"), Some((60, 480)));
}

#[test]
fn a_minute_told_twice_counts_once() {
    let directory = directory();
    let clock = clock("2026-12-02 10:00");
    let mut engine = engine(directory.path(), &clock, usual());
    minute(&mut engine);
    for _ in 0..5 {
        clock.pass_ms(60_000);
        minute(&mut engine);
        minute(&mut engine);
    }
    assert_eq!(served_min(&mut engine, "2026-12-02").map(|(served, _)| served), Some(5));
}

#[test]
fn a_clock_that_is_set_back_serves_nobody_for_it() {
    let directory = directory();
    let clock = clock("2026-12-02 11:00");
    let mut engine = engine(directory.path(), &clock, usual());
    minute(&mut engine);
    serve(&mut engine, &clock, "2026-12-02 11:05");
    clock.go_to(local("2026-12-02 10:00"));
    minute(&mut engine);
    assert_eq!(served_min(&mut engine, "2026-12-02").map(|(served, _)| served), Some(5));
}

#[test]
fn the_last_minutes_of_an_evening_are_written_before_its_day_closes() {
    let directory = directory();
    let clock = clock("2026-12-02 16:44");
    let mut engine = engine(directory.path(), &clock, usual());
    minute(&mut engine);
    // Fifteen minutes: ten are written, five are only remembered.
    serve(&mut engine, &clock, "2026-12-02 17:10");
    clock.go_to(local("2026-12-03 04:00"));
    minute(&mut engine);
    assert_eq!(engine.store().closed_through().unwrap(), Some(day("2026-12-02")));
    let range = DateRange::new(day("2026-12-02"), day("2026-12-03"));
    let service: Vec<_> = engine.store().service(range).unwrap().iter().map(|it| it.in_service_min).collect();
    assert_eq!(service, [15], "all for the day they belong to, and none for the next");
    let hours: Vec<_> = engine
        .store()
        .frozen()
        .unwrap()
        .into_iter()
        .filter(|row| row.measure == "hours")
        .map(|row| row.value)
        .collect();
    assert_eq!(hours, ["0.25"]);
}
