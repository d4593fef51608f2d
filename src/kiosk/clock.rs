//! The clocks of this program, handed in wherever time matters, so that tests simulate it.

use chrono::{DateTime, TimeDelta, Utc};
use rustix::time::{ClockId, clock_gettime};
use std::{
    fs,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// What time it is, how far it can be believed, and how long the machine has been up.
pub trait Clock: Send + Sync {
    /// The wall clock.
    fn now(&self) -> DateTime<Utc>;
    /// Milliseconds of a clock that never jumps and goes on in sleep, from a start of its own.
    fn monotonic_ms(&self) -> u64;
    /// Whether the wall clock was set by somebody who knows (the network, a host). Nothing is frozen
    /// under a clock that is not.
    fn trusted(&self) -> bool;
    /// Somebody who looked at it says that the wall clock is right.
    fn vouch(&self);
    /// A name of this boot, the same until the machine restarts.
    fn boot_id(&self) -> String;
}

/// The machine's own clocks.
pub struct SystemClock {
    boot_id: String,
    trusted: AtomicBool,
    ahead: TimeDelta,
}

impl SystemClock {
    /// `trust` says that this machine keeps time by itself (a battery, or a network time service that
    /// leaves no mark); otherwise the mark of systemd-timesyncd is asked for.
    pub fn new(trust: bool) -> Self {
        let boot_id = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
        Self { boot_id: boot_id.trim().to_owned(), trusted: AtomicBool::new(trust), ahead: TimeDelta::zero() }
    }

    /// Lets the wall clock run ahead of the machine's, for a demonstration.
    pub fn set_ahead(&mut self, ahead: TimeDelta) {
        self.ahead = ahead;
    }
}

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now() + self.ahead
    }

    fn monotonic_ms(&self) -> u64 {
        let since_boot = clock_gettime(ClockId::Boottime);
        let ms = i128::from(since_boot.tv_sec) * 1_000 + i128::from(since_boot.tv_nsec) / 1_000_000;
        u64::try_from(ms).unwrap_or(0)
    }

    fn trusted(&self) -> bool {
        // Latched: once set right, a clock stays right for this boot.
        if !self.trusted.load(Ordering::Relaxed) && Path::new("/run/systemd/timesync/synchronized").exists() {
            self.trusted.store(true, Ordering::Relaxed);
        }
        self.trusted.load(Ordering::Relaxed)
    }

    fn vouch(&self) {
        // In memory alone: until this program ends. A machine that was off may have lost the time.
        self.trusted.store(true, Ordering::Relaxed);
    }

    fn boot_id(&self) -> String {
        self.boot_id.clone()
    }
}

/// A clock that stands still until it is told to go on.
pub struct SimulatedClock {
    now: Mutex<(DateTime<Utc>, u64)>,
    trusted: AtomicBool,
}

impl SimulatedClock {
    /// A trusted clock that stands at `now`.
    pub fn new(now: DateTime<Utc>) -> Self {
        Self { now: Mutex::new((now, 1_000)), trusted: AtomicBool::new(true) }
    }

    /// Lets `ms` milliseconds pass.
    pub fn pass_ms(&self, ms: u64) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.0 += TimeDelta::milliseconds(i64::try_from(ms).unwrap_or(i64::MAX));
        now.1 += ms;
    }

    /// Goes on to a later moment; an earlier one leaves the monotonic clock where it is.
    pub fn go_to(&self, then: DateTime<Utc>) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.1 += u64::try_from((then - now.0).num_milliseconds()).unwrap_or(0);
        now.0 = then;
    }

    /// Says whether the wall clock can be believed.
    pub fn set_trusted(&self, trusted: bool) {
        self.trusted.store(trusted, Ordering::Relaxed);
    }
}

impl Clock for SimulatedClock {
    fn now(&self) -> DateTime<Utc> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    fn monotonic_ms(&self) -> u64 {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).1
    }

    fn trusted(&self) -> bool {
        self.trusted.load(Ordering::Relaxed)
    }

    fn vouch(&self) {
        self.set_trusted(true);
    }

    fn boot_id(&self) -> String {
        "simulated".to_owned()
    }
}
