//! Global `Known`: a guest who held up a pass.

use super::{Touched, View, card, touches};
use crate::flow::{State, Touch};
use slint::{ComponentHandle, SharedString};
use welkom_screens::{App, Known};

pub(super) fn connect(app: &App, touched: &Touched) {
    let known = app.global::<Known>();
    known.on_here(touches(touched, Touch::Here));
    known.on_different(touches(touched, Touch::Different));
    known.on_own_details(touches(touched, Touch::OwnDetails));
}

pub(super) fn show(app: &App, view: &View) {
    let global = app.global::<Known>();
    let State::Known(known) = view.flow.state() else {
        // Nobody's name stays behind a screen that does not show.
        global.set_name(SharedString::new());
        return;
    };
    global.set_name(known.guest.name.expose().into());
    let lines = card::lines(&known.draft, view.flow.language());
    global.set_what_for(card::model(global.get_what_for(), lines));
    global.set_people(card::people(known.draft.party));
    global.set_saving(known.saving.is_some_and(|saving| saving.shows(view.now)));
    global.set_could_not_save(known.saving.is_some_and(|saving| saving.failed));
}
