//! Global `Thanks`: it is on disk.

use super::{Touched, View, card, touches};
use crate::flow::{Named, State, Touch};
use slint::ComponentHandle;
use welkom_screens::{self as ui, App, Thanks};

pub(super) fn connect(app: &App, touched: &Touched) {
    let thanks = app.global::<Thanks>();
    thanks.on_take_back(touches(touched, Touch::TakeBack));
    thanks.on_done(touches(touched, Touch::Done));
}

pub(super) fn show(app: &App, view: &View) {
    let State::Thanks { draft, named, taking_back, .. } = view.flow.state() else { return };
    let thanks = app.global::<Thanks>();
    thanks.set_what_for(card::model(thanks.get_what_for(), card::lines(draft, view.flow.language())));
    thanks.set_people(card::people(draft.party));
    thanks.set_named(match named {
        Named::No => ui::Named::No,
        Named::ByHost => ui::Named::ByHost,
        Named::Kept(_) => ui::Named::Kept,
        Named::NotKept => ui::Named::NotKept,
        Named::Declined => ui::Named::Declined,
    });
    thanks.set_useful_line(view.centre.thanks_line.as_str().into());
    thanks.set_can_take_back(!taking_back);
}
