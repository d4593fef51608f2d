//! When is sent: once after the start (all centres open at nine: up to a minute later, at random), and
//! then at the fixed times of the day. After a failure again, with waits that double up to a quarter of
//! an hour and are spread at random. None of it depends on who came in.

use super::{Client, ClientError, RoundError, round::Machine, send_everything};
use crate::{
    clock::Clock,
    engine::{Command, Unanswered},
};
use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use chrono::{DateTime, Days, NaiveTime, Utc};
use chrono_tz::Tz;
use std::{
    path::PathBuf,
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};
use welkom_domain::day::to_zone;

/// The longest wait between two looks at the clock, which may be set meanwhile.
const LONGEST_WAIT: Duration = Duration::from_mins(15);

/// The shortest wait after a failure, whatever the coordinator says.
const SHORTEST_WAIT: Duration = Duration::from_secs(5);

/// How long a kiosk waits that is not paired, or whose clock nobody vouches for, before it looks again.
const PAIRING_WAIT: Duration = Duration::from_mins(1);

/// When to send and what of the machine to tell.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// Local times of the day.
    pub send_at: Vec<NaiveTime>,
    /// In this zone.
    pub zone: Tz,
    /// Where the visits are kept.
    pub directory: PathBuf,
}

/// The thread that sends.
pub struct Worker {
    stop: mpsc::Sender<()>,
    thread: thread::JoinHandle<()>,
}

impl Worker {
    /// Starts it; `first_wait` is the random wait after the start.
    pub fn spawn(
        client: Client,
        engine: mpsc::Sender<Command>,
        clock: Arc<dyn Clock>,
        schedule: Schedule,
        first_wait: Duration,
    ) -> std::io::Result<Self> {
        let (stop, stopped) = mpsc::channel::<()>();
        let thread = thread::Builder::new().name("sync".to_owned()).spawn(move || {
            let mut wait = Wait { until: first_wait, failures: None };
            let mut due = true;
            loop {
                if !matches!(stopped.recv_timeout(wait.until), Err(mpsc::RecvTimeoutError::Timeout)) {
                    return;
                }
                if !clock.trusted() {
                    // What is sent, and what is asked for after a restore, goes by the date.
                    wait.until = PAIRING_WAIT;
                    continue;
                }
                if !due {
                    (due, wait.until) = until_next(&schedule, clock.now());
                    continue;
                }
                let machine = Machine {
                    clock_trusted: clock.trusted(),
                    disk_free_bytes: disk_free_bytes(&schedule.directory),
                };
                match send_everything(&client, &engine, machine) {
                    Ok(report) => {
                        tracing::info!(sent = report.sent, parked = report.parked, "the outbox is sent");
                        wait.failures = None;
                        (due, wait.until) = until_next(&schedule, clock.now());
                    }
                    Err(RoundError::Engine(Unanswered::Ended)) => return,
                    Err(error) => wait.after(&error),
                }
            }
        })?;
        Ok(Self { stop, thread })
    }

    /// Ends it; a request under way is waited for.
    pub fn stop(self) {
        drop(self.stop);
        drop(self.thread.join());
    }
}

struct Wait {
    until: Duration,
    failures: Option<ExponentialBackoff>,
}

impl Wait {
    fn after(&mut self, error: &RoundError) {
        tracing::warn!(%error, "the outbox could not be sent; it is kept");
        self.until = match error {
            RoundError::NotPaired | RoundError::Client(ClientError::NotPaired) => PAIRING_WAIT,
            RoundError::Client(ClientError::Later { retry_after: Some(wait), .. }) => {
                (*wait).max(SHORTEST_WAIT)
            }
            _ => {
                let failures = self.failures.get_or_insert_with(|| {
                    ExponentialBuilder::default()
                        .with_min_delay(SHORTEST_WAIT)
                        .with_max_delay(LONGEST_WAIT)
                        .with_jitter()
                        .without_max_times()
                        .build()
                });
                failures.next().unwrap_or(LONGEST_WAIT)
            }
        }
        .min(LONGEST_WAIT * 4);
    }
}

/// Whether the next wait ends in a sending, and how long it is.
fn until_next(schedule: &Schedule, now: DateTime<Utc>) -> (bool, Duration) {
    let local = now.with_timezone(&schedule.zone);
    let next = next_sending(&schedule.send_at, local);
    let wait = next.and_then(|next| (next - local).to_std().ok()).unwrap_or(LONGEST_WAIT);
    // The clock may be set in between: a long wait is cut, and the time looked at again.
    if wait > LONGEST_WAIT { (false, LONGEST_WAIT) } else { (true, wait) }
}

/// The next of these times of the day after `now`, in its zone; `None` without any.
pub fn next_sending(send_at: &[NaiveTime], now: DateTime<Tz>) -> Option<DateTime<Tz>> {
    let today = now.date_naive();
    [today, today + Days::new(1)]
        .into_iter()
        .flat_map(|day| send_at.iter().map(move |time| day.and_time(*time)))
        .filter_map(|time| to_zone(time, now.timezone()))
        .filter(|time| *time > now)
        .min()
}

/// Free space where the visits are kept; 0 where the system does not tell.
pub fn disk_free_bytes(directory: &std::path::Path) -> u64 {
    rustix::fs::statvfs(directory).map_or(0, |space| space.f_bavail * space.f_frsize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn schedule() -> Schedule {
        Schedule {
            send_at: vec![
                NaiveTime::from_hms_opt(4, 30, 0).unwrap(),
                NaiveTime::from_hms_opt(13, 0, 0).unwrap(),
            ],
            zone: chrono_tz::Europe::Amsterdam,
            directory: PathBuf::from("/"),
        }
    }

    #[test]
    fn a_long_wait_is_cut_and_a_short_one_ends_in_a_sending() {
        let at = |hour, minute| Utc.with_ymd_and_hms(2026, 12, 1, hour, minute, 0).unwrap();
        assert_eq!(until_next(&schedule(), at(0, 0)), (false, LONGEST_WAIT));
        assert_eq!(until_next(&schedule(), at(3, 20)), (true, Duration::from_mins(10)));
        assert_eq!(until_next(&schedule(), at(11, 59)), (true, Duration::from_mins(1)));
        assert_eq!(until_next(&schedule(), at(12, 0)), (false, LONGEST_WAIT), "13:00 is now, 04:30 is next");
    }

    #[test]
    fn waits_grow_to_a_quarter_of_an_hour_and_the_coordinator_is_heard() {
        let mut wait = Wait { until: Duration::ZERO, failures: None };
        let later =
            |retry_after| RoundError::Client(ClientError::Later { why: "503".to_owned(), retry_after });
        let mut longest = Duration::ZERO;
        for _ in 0..20 {
            wait.after(&later(None));
            longest = longest.max(wait.until);
        }
        assert!(longest >= LONGEST_WAIT / 2 && longest <= LONGEST_WAIT * 2, "{longest:?}");
        wait.after(&later(Some(Duration::from_secs(77))));
        assert_eq!(wait.until, Duration::from_secs(77));
    }
}
