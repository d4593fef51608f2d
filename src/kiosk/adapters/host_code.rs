//! Global `HostCode`: the way into the host's part. The screen is told how many digits are typed, not which.

use super::{Touched, View, touches};
use crate::flow::{CodeTold, HostTouch, Key, State, Touch};
use slint::ComponentHandle;
use std::rc::Rc;
use welkom_screens::{self as ui, App, HostCode};

pub(super) fn connect(app: &App, touched: &Touched) {
    let global = app.global::<HostCode>();
    global.on_enter(touches(touched, Touch::Host(HostTouch::Enter)));
    global.on_erase(touches(touched, Touch::Press(Key::Erase)));
    let touched = Rc::clone(touched);
    global.on_press(move |key| {
        if let Some(digit) = key.chars().next() {
            touched(Touch::Press(Key::Letter(digit)));
        }
    });
}

pub(super) fn show(app: &App, view: &View) {
    let State::HostCode(typing) = view.flow.state() else { return };
    let global = app.global::<HostCode>();
    let (told, minutes) = match typing.tells() {
        None => (ui::CodeTold::None, 1),
        Some(CodeTold::Wrong) => (ui::CodeTold::Wrong, 1),
        Some(CodeTold::Wait(minutes)) => (ui::CodeTold::Wait, minutes),
        Some(CodeTold::NoCode) => (ui::CodeTold::NoCode, 1),
        Some(CodeTold::Failed) => (ui::CodeTold::Failed, 1),
    };
    global.set_digits(i32::try_from(typing.code.expose().len()).unwrap_or(0));
    global.set_told(told);
    global.set_minutes(i32::try_from(minutes).unwrap_or(i32::MAX));
    global.set_trying(typing.trying.is_some_and(|(trying, _)| !trying.failed));
}
