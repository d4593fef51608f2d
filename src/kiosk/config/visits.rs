//! `[programme]`, `[drop_in]` and `[check_in]`: what people can come for, and when they can say so.

use super::{
    section::Section,
    values::{path, text, whole, yes_or_no},
};
use std::path::{Path, PathBuf};

/// Where the programme stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProgrammeFiles {
    /// `files`: iCalendar files, counted from the configuration's folder. Default: none; then people come
    /// just to drop in.
    pub files: Vec<ProgrammeFile>,
}

/// One iCalendar file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgrammeFile {
    /// Where it is, resolved.
    pub path: PathBuf,
    /// The line of the configuration that names it.
    pub line: usize,
}

impl ProgrammeFiles {
    pub(super) fn read(section: &mut Section<'_>, folder: &Path) -> Self {
        let listed =
            section.list("files", &path("the path of an iCalendar file like \"programme/de-hoeve.ics\""));
        let mut files: Vec<ProgrammeFile> = Vec::new();
        for file in listed.unwrap_or_default() {
            let resolved = folder.join(&file.value);
            if files.iter().any(|known| known.path == resolved) {
                let found = format!("{:?} again", file.value.display().to_string());
                section.mistake_on(file.line, "files", "to hold each file once", found);
            }
            files.push(ProgrammeFile { path: resolved, line: file.line });
        }
        Self { files }
    }
}

/// Just dropping in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DropIn {
    /// `offered`: whether one can drop in without an activity while the door is open. Default: true.
    pub offered: bool,
    /// `expected`: how many people drop in on a usual day, for the publication plan; 0 to 500.
    /// Default: 0, which publishes dropping in together with other small activities.
    pub expected: u32,
    /// `place`: where they go, at most 60 characters, shown on the card and the thank-you screen; may be
    /// empty. Default: empty.
    pub place: String,
    /// `stays_min`: how long somebody who drops in is thought to stay, in minutes, 15 to 480: for the
    /// estimate of how many people are in the building. Default: 90.
    pub stays_min: u32,
}

impl DropIn {
    /// The default of `stays_min`.
    pub const STAYS_MIN: u32 = 90;

    pub(super) fn read(section: &mut Section<'_>) -> Self {
        Self {
            offered: section.or("offered", true, &yes_or_no()),
            expected: section.or("expected", 0, &whole("people", 0..=500)),
            place: section.or("place", String::new(), &text(0..=60)),
            stays_min: section.or("stays_min", Self::STAYS_MIN, &whole("minutes", 15..=480)),
        }
    }
}

/// When a session takes check-ins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckIn {
    /// `opens_before_min`: how long before its start, in minutes, 0 to 240. Default: 60.
    pub opens_before_min: u32,
    /// `lasts_without_end_min`: how long after its start where the programme gives no end, in minutes,
    /// 15 to 480. Default: 120.
    pub lasts_without_end_min: u32,
    /// `preset_within_min`: how soon it must start to be what "Ik ben er" presets, in minutes, 0 to
    /// `opens_before_min`. Default: 20, or `opens_before_min` where that is less.
    pub preset_within_min: u32,
    /// `elsewhere_at_this_door`: whether people check in here for activities that take place outside the
    /// centre. Default: false.
    pub elsewhere_at_this_door: bool,
}

impl CheckIn {
    pub(super) fn read(section: &mut Section<'_>) -> Self {
        let opens_before_min = section.or("opens_before_min", 60, &whole("minutes", 0..=240));
        let preset_within_min = section.optional("preset_within_min", &whole("minutes", 0..=240));
        if let Some(found) = preset_within_min
            && found > opens_before_min
            && section.is_sound()
        {
            let expected = format!("to be at most check_in.opens_before_min, {opens_before_min}");
            section.mistake("preset_within_min", &expected, found.to_string());
        }
        Self {
            opens_before_min,
            lasts_without_end_min: section.or("lasts_without_end_min", 120, &whole("minutes", 15..=480)),
            preset_within_min: preset_within_min.unwrap_or(opens_before_min.min(20)),
            elsewhere_at_this_door: section.or("elsewhere_at_this_door", false, &yes_or_no()),
        }
    }
}
