//! `[idle]` and `[display]`: the screen's patience and its size.

use super::{section::Section, values::whole};

/// What an unattended screen does. WCAG 2.2, success criterion 2.2.1: at least 20 seconds of warning, at
/// least ten extensions by a simple action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idle {
    /// `home_after_s`: how long after the last touch it forgets what was chosen and goes home, in seconds,
    /// 30 to 600. Default: 45.
    pub home_after_s: u32,
    /// `warn_before_s`: how long before that it warns, in seconds, 20 to 120 and less than
    /// `home_after_s`. Default: 20.
    pub warn_before_s: u32,
    /// `thanks_s`: how long the thank-you stays, in seconds, 5 to 60. Default: 10.
    pub thanks_s: u32,
    /// `extensions`: how often the warning can be touched away, 10 to 100. Default: 10.
    pub extensions: u32,
}

impl Idle {
    pub(super) fn read(section: &mut Section<'_>) -> Self {
        let idle = Self {
            home_after_s: section.or("home_after_s", 45, &whole("seconds", 30..=600)),
            warn_before_s: section.or("warn_before_s", 20, &whole("seconds", 20..=120)),
            thanks_s: section.or("thanks_s", 10, &whole("seconds", 5..=60)),
            extensions: section.or("extensions", 10, &whole("times", 10..=100)),
        };
        if idle.warn_before_s >= idle.home_after_s && section.is_sound() {
            let expected = format!("to be less than idle.home_after_s, {}", idle.home_after_s);
            section.mistake("warn_before_s", &expected, idle.warn_before_s.to_string());
        }
        idle
    }
}

/// The display, as a ruler measures it: buttons are as large as fingers on every display because the
/// kiosk knows its size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Display {
    /// `width_mm`: width of the picture as it hangs, in millimetres, 80 to 1500. Default: 217 (10.1 inch).
    pub width_mm: u32,
    /// `height_mm`: height of the picture as it hangs, in millimetres, 80 to 1500; larger than the width on
    /// a portrait display. Default: 136 (10.1 inch).
    pub height_mm: u32,
}

impl Display {
    pub(super) fn read(section: &mut Section<'_>) -> Self {
        let width_mm = section.optional("width_mm", &whole("millimetres", 80..=1500));
        let height_mm = section.optional("height_mm", &whole("millimetres", 80..=1500));
        // One side of another display would stretch every button.
        let lone = match (width_mm, height_mm) {
            (Some(_), None) => Some(("width_mm", "height_mm")),
            (None, Some(_)) => Some(("height_mm", "width_mm")),
            _ => None,
        };
        if let Some((given, missing)) = lone
            && section.is_sound()
        {
            section.mistake(
                given,
                &format!("to stand together with display.{missing}"),
                "it alone".to_owned(),
            );
        }
        Self { width_mm: width_mm.unwrap_or(217), height_mm: height_mm.unwrap_or(136) }
    }
}
