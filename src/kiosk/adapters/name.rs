//! Global `Name`: with or without a name.

use super::{Touched, View, card, touches};
use crate::flow::{State, Touch};
use slint::ComponentHandle;
use welkom_screens::{App, Name};

pub(super) fn connect(app: &App, touched: &Touched) {
    let name = app.global::<Name>();
    name.on_without_name(touches(touched, Touch::WithoutName));
    name.on_with_name(touches(touched, Touch::WithName));
    name.on_different(touches(touched, Touch::Different));
}

pub(super) fn show(app: &App, view: &View) {
    let State::Name { draft, saving, .. } = view.flow.state() else { return };
    let name = app.global::<Name>();
    name.set_what_for(card::model(name.get_what_for(), card::lines(draft, view.flow.language())));
    name.set_people(card::people(draft.party));
    name.set_saving(saving.is_some_and(|saving| saving.shows(view.now)));
    name.set_could_not_save(saving.is_some_and(|saving| saving.failed));
}
