//! When an unattended screen goes home: it warns first, and a touch takes the warning away, as often
//! as the settings allow.

use super::Moment;

/// The times of an unattended screen, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdleSettings {
    /// From the last touch until the screen goes home.
    pub home_after_ms: u64,
    /// How long before that it warns.
    pub warning_ms: u64,
    /// How long the thank-you stays.
    pub thanks_ms: u64,
    /// How often the warning can be taken away.
    pub extensions: u32,
}

impl Default for IdleSettings {
    fn default() -> Self {
        Self { home_after_ms: 45_000, warning_ms: 20_000, thanks_ms: 10_000, extensions: 10 }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Idle {
    settings: IdleSettings,
    /// When the screen goes home; `None` on one that rests.
    over_at: Option<Moment>,
    /// Whether this screen warns: the thank-you asks for nothing and just ends.
    warning: bool,
    extensions_left: u32,
}

impl Idle {
    pub(super) fn new(settings: IdleSettings) -> Self {
        Self { settings, over_at: None, warning: false, extensions_left: settings.extensions }
    }

    pub(super) fn settings(&self) -> IdleSettings {
        self.settings
    }

    /// A screen begins that may stay `for_ms` without a touch.
    pub(super) fn start(&mut self, now: Moment, for_ms: u64) {
        self.over_at = Some(now + for_ms);
        self.warning = for_ms >= self.settings.home_after_ms && for_ms > self.settings.warning_ms;
    }

    pub(super) fn stop(&mut self) {
        self.over_at = None;
        self.extensions_left = self.settings.extensions;
    }

    /// A touch on the screen itself: the full time again, also on a thank-you that would have ended.
    pub(super) fn touched(&mut self, now: Moment) {
        if self.over_at.is_some() {
            self.start(now, self.settings.home_after_ms);
        }
    }

    /// A touch on the warning.
    pub(super) fn extend(&mut self, now: Moment) {
        if self.extensions_left > 0 {
            self.extensions_left -= 1;
            self.start(now, self.settings.home_after_ms);
        }
    }

    pub(super) fn is_over(&self, now: Moment) -> bool {
        self.over_at.is_some_and(|over_at| now >= over_at)
    }

    /// Seconds left, rounded up, while the warning shows.
    pub(super) fn warns(&self, now: Moment) -> Option<u64> {
        let left = self.over_at?.saturating_sub(now);
        (self.warning && left <= self.settings.warning_ms).then(|| left.div_ceil(1000).max(1))
    }

    /// The next moment at which something changes: the warning begins, counts down a second, or ends.
    pub(super) fn next_tick(&self, now: Moment) -> Option<Moment> {
        let over_at = self.over_at?;
        let left = over_at.saturating_sub(now);
        if !self.warning || left == 0 {
            return Some(over_at);
        }
        if left > self.settings.warning_ms {
            return Some(over_at - self.settings.warning_ms);
        }
        Some(over_at - (left - 1) / 1000 * 1000)
    }
}
