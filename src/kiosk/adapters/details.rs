//! Global `Details`: what a guest can change with the pass. What is typed and answered shows by `Introduce`.

use super::{Touched, View, touches};
use crate::flow::{State, Topic, Touch};
use slint::ComponentHandle;
use welkom_screens::{App, Details};

pub(super) fn connect(app: &App, touched: &Touched) {
    let details = app.global::<Details>();
    details.on_want_name(touches(touched, Touch::Want(Topic::Name)));
    details.on_want_calls(touches(touched, Touch::Want(Topic::Calls)));
    details.on_want_forget(touches(touched, Touch::Want(Topic::Forget)));
    details.on_want_talk(touches(touched, Touch::Want(Topic::Talk)));
}

pub(super) fn show(app: &App, view: &View) {
    let State::Details(details) = view.flow.state() else { return };
    let global = app.global::<Details>();
    global.set_doing(details.doing.is_some_and(|(doing, _)| doing.shows(view.now)));
    global.set_could_not_do(details.doing.is_some_and(|(doing, _)| doing.failed));
}
