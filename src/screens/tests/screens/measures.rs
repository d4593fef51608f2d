//! The measures of the design, read from the laid-out elements on all four displays: sizes of what is
//! touched, room between, nothing outside, nothing cut, everything named.

use crate::{
    display::{self, Display, PX_PER_MM, app_on, settle},
    scenes::{self, Scene},
};
use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery};
use welkom_screens::App;

const BUTTON_MM: f32 = 20.0;
const APART_MM: f32 = 2.5;
/// Layout rounds to pixels.
const ROUNDING_MM: f32 = 0.1;

#[derive(PartialEq)]
struct Control {
    label: String,
    left: f32,
    top: f32,
    width: f32,
    height: f32,
    is_enabled: bool,
    /// A key of the keyboard, or a control in its last row.
    is_key: bool,
}

impl Control {
    fn of(element: &ElementHandle) -> Self {
        let (position, size) = (element.absolute_position(), element.size());
        Self {
            label: element.accessible_label().unwrap_or_default().into(),
            left: position.x / PX_PER_MM,
            top: position.y / PX_PER_MM,
            width: size.width / PX_PER_MM,
            height: size.height / PX_PER_MM,
            is_enabled: element.accessible_enabled().unwrap_or(true),
            is_key: false,
        }
    }

    /// The room between the two, along the axis where there is most of it.
    fn distance_mm(&self, other: &Self) -> f32 {
        let across = (other.left - self.left - self.width).max(self.left - other.left - other.width);
        let down = (other.top - self.top - self.height).max(self.top - other.top - other.height);
        across.max(down)
    }
}

/// From one key to the next: 17 mm on 10" and larger, 12 mm on 7" lying, 8 mm across on 7" standing (with more
/// down, where there is room).
fn key_pitch_mm(display: &Display) -> f32 {
    let (smaller, is_tall) = (display.width_mm.min(display.height_mm), display.height_mm > display.width_mm);
    if smaller >= 110.0 {
        17.0
    } else if is_tall {
        8.0
    } else {
        12.0
    }
}

/// Marks the keys; on a low display back, going on and stop stand in the last row of a keyboard, and are as low.
fn mark_keys(app: &App, display: &Display, controls: &mut [Control]) {
    let keys = ElementQuery::from_root(app).match_descendants().match_inherits("Key").find_all();
    let keys: Vec<Control> = keys.iter().map(Control::of).collect();
    let is_low = display.height_mm < display.width_mm && display.height_mm < 110.0;
    for control in controls {
        let may_be_in_row = is_low && !keys.is_empty() && control.height < BUTTON_MM - ROUNDING_MM;
        let is_long_key = is_low && !keys.is_empty() && control.label == "Verder";
        let in_last_row = is_long_key || (may_be_in_row && ["Terug", "Stop"].contains(&&*control.label));
        control.is_key = in_last_row || keys.contains(control);
    }
}

/// Keys are as far from each other as fingers need, and lie on no other.
fn keys_are_apart(controls: &[Control], display: &Display, where_: &str, wrong: &mut Vec<String>) {
    let keys: Vec<&Control> = controls.iter().filter(|control| control.is_key).collect();
    let pitch = key_pitch_mm(display) - ROUNDING_MM;
    for (index, one) in keys.iter().enumerate() {
        for other in &keys[index + 1..] {
            let across = (one.left - other.left).abs();
            let down = (one.top - other.top).abs();
            let is_same_row = down < 1.0;
            if one.distance_mm(other) < 0.9 || (if is_same_row { across } else { down }) < pitch {
                wrong.push(format!(
                    "{where_}: the keys \"{}\" and \"{}\" are too near",
                    one.label, other.label
                ));
            }
        }
    }
}

fn controls(app: &App) -> Vec<Control> {
    let found = [AccessibleRole::Button, AccessibleRole::Checkbox]
        .into_iter()
        .flat_map(|role| {
            ElementQuery::from_root(app).match_descendants().match_accessible_role(role).find_all()
        })
        .filter(|element| element.size().width > 0.0 && element.computed_opacity() > 0.0)
        .map(|element| Control::of(&element));
    // A query finds an element once for itself and once for the component whose root it is.
    let mut controls: Vec<Control> = vec![];
    for control in found {
        if !controls.contains(&control) {
            controls.push(control);
        }
    }
    controls
}

fn check(display: &Display, scene: &Scene, wrong: &mut Vec<String>) {
    let app = app_on(display);
    (scene.set)(&app);
    settle();
    let mut controls = controls(&app);
    let where_ = format!("{} on {}", scene.name, display.name);
    if scene.name == "starting" {
        assert!(controls.is_empty(), "{where_}: nothing can be touched yet");
        return;
    }
    assert!(!controls.is_empty(), "{where_}: no control found");
    if ["warning", "languages"].contains(&scene.name) {
        // What lies beneath is not to be touched.
        let beneath: Vec<_> = if scene.name == "warning" {
            vec!["Ja, ik ben er nog"]
        } else {
            vec!["Nederlands", "English", "Türkçe", "Polski"]
        };
        controls.retain(|control| beneath.contains(&control.label.as_str()));
        assert_eq!(controls.len(), beneath.len(), "{where_}");
    }
    mark_keys(&app, display, &mut controls);
    keys_are_apart(&controls, display, &where_, wrong);
    let window = display.logical_size();
    for control in &controls {
        let label = &control.label;
        if label.is_empty() {
            wrong.push(format!("{where_}: a control without a label"));
        }
        let smallest = control.width.min(control.height);
        if smallest < BUTTON_MM - ROUNDING_MM && !control.is_key {
            wrong.push(format!("{where_}: \"{label}\" is only {smallest:.1} mm"));
        }
        let is_inside = control.left >= 0.0
            && control.top >= 0.0
            && control.left + control.width <= window.width / PX_PER_MM
            && control.top + control.height <= window.height / PX_PER_MM;
        if !is_inside {
            wrong.push(format!("{where_}: \"{label}\" reaches out of the window"));
        }
        let is_tall = display.height_mm > display.width_mm;
        if is_tall && control.is_enabled && control.top < display.height_mm / 4.0 {
            wrong.push(format!("{where_}: \"{label}\" stands in the top quarter"));
        }
    }
    for (index, one) in controls.iter().enumerate() {
        for other in &controls[index + 1..] {
            let apart = if one.is_key && other.is_key { APART_MM } else { one.distance_mm(other) };
            if apart < APART_MM - ROUNDING_MM {
                wrong.push(format!(
                    "{where_}: \"{}\" and \"{}\" are {apart:.1} mm apart",
                    one.label, other.label
                ));
            }
        }
    }
    texts_are_inside(&app, &where_, display, wrong);
}

/// No text reaches out of the window, and none is squeezed to nothing.
fn texts_are_inside(app: &App, where_: &str, display: &Display, wrong: &mut Vec<String>) {
    let window = display.logical_size();
    let texts = ElementQuery::from_root(app).match_descendants().match_inherits("Text").find_all();
    assert!(!texts.is_empty(), "{where_}: no text found");
    for text in texts {
        let (position, size) = (text.absolute_position(), text.size());
        let label = text.accessible_label().unwrap_or_default();
        let is_inside = position.x >= -1.0
            && position.y >= -6.0
            && position.x + size.width <= window.width + 1.0
            && position.y + size.height <= window.height + 6.0;
        // A notice longer than its sheet is scrolled; the three sizes that a title is tried in stay invisible.
        if !is_inside && !["about"].contains(&scene_of(where_)) && !label.is_empty() {
            wrong.push(format!("{where_}: \"{label}\" reaches out of the window"));
        }
    }
}

fn scene_of(where_: &str) -> &str {
    where_.split(' ').next().unwrap()
}

#[test]
fn controls_are_large_apart_inside_and_named() {
    let mut wrong = vec![];
    for display in &display::ALL {
        for scene in scenes::ALL {
            check(display, scene, &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn with_and_without_a_name_are_the_same_size() {
    for display in &display::ALL {
        let app = app_on(display);
        (scenes::scene("name").set)(&app);
        let control = |label: &str| {
            let found = controls(&app).into_iter().find(|control| control.label == label);
            found.unwrap_or_else(|| panic!("no button \"{label}\" on {}", display.name))
        };
        let (without, with) = (control("Zonder naam"), control("Met mijn naam"));
        assert!(
            (without.width - with.width).abs() < ROUNDING_MM
                && (without.height - with.height).abs() < ROUNDING_MM
        );
        assert!(
            (without.top - with.top).abs() < ROUNDING_MM || (without.left - with.left).abs() < ROUNDING_MM
        );
    }
}

#[test]
fn back_and_stop_keep_their_places() {
    for display in &display::ALL {
        let app = app_on(display);
        let place = |label: &str| {
            let found = controls(&app).into_iter().find(|control| control.label == label);
            let control = found.unwrap_or_else(|| panic!("no button \"{label}\" on {}", display.name));
            [control.left, control.top, control.width, control.height].map(|mm| (mm * 10.0).round() / 10.0)
        };
        let places = ["choose", "choose-pages", "how-many", "name", "name-could-not-save"].map(|name| {
            (scenes::scene(name).set)(&app);
            settle();
            let window = display.logical_size();
            let (back, stop) = (place("Terug"), place("Stop"));
            assert!(
                back[0] < 10.0 && stop[0] + stop[2] > window.width / PX_PER_MM - 10.0,
                "{name}: back left, stop right"
            );
            (back, stop)
        });
        assert!(places.windows(2).all(|pair| pair[0] == pair[1]), "{}: {places:?}", display.name);
    }
}
