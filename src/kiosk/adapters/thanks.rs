//! Global `Thanks`: it is on disk.

use super::{Touched, View, card, touches};
use crate::flow::{FirstTime, Named, State, Touch};
use slint::{ComponentHandle, SharedString};
use welkom_screens::{self as ui, App, Thanks};

pub(super) fn connect(app: &App, touched: &Touched) {
    let thanks = app.global::<Thanks>();
    thanks.on_take_back(touches(touched, Touch::TakeBack));
    thanks.on_yes(touches(touched, Touch::Yes));
    thanks.on_no(touches(touched, Touch::No));
    thanks.on_done(touches(touched, Touch::Done));
}

pub(super) fn show(app: &App, view: &View) {
    let thanks = app.global::<Thanks>();
    let State::Thanks { draft, named, taking_back, first_time, .. } = view.flow.state() else {
        // Nobody's name stays behind a screen that does not show.
        thanks.set_name(SharedString::new());
        return;
    };
    thanks.set_what_for(card::model(thanks.get_what_for(), card::lines(draft, view.flow.language())));
    thanks.set_people(card::people(draft.party));
    thanks.set_named(match named {
        Named::No => ui::Named::No,
        Named::ByHost => ui::Named::ByHost,
        Named::Kept(_) => ui::Named::Kept,
        Named::NotKept => ui::Named::NotKept,
        Named::Declined => ui::Named::Declined,
        Named::Greeted { in_book: true, .. } => ui::Named::Greeted,
        Named::Greeted { in_book: false, .. } => ui::Named::GreetedNotNoted,
    });
    let name = if let Named::Greeted { name, .. } = named { name.expose() } else { "" };
    thanks.set_name(name.into());
    thanks.set_first_time(match first_time {
        FirstTime::Over => ui::FirstTime::None,
        FirstTime::Asked => ui::FirstTime::Asked,
        // What is told to a host is answered a moment later; until then the question stands there.
        FirstTime::ShowAround | FirstTime::Calling(_) => ui::FirstTime::ShowAround,
        FirstTime::Coming => ui::FirstTime::Coming,
        FirstTime::NotCalled => ui::FirstTime::NotCalled,
    });
    thanks.set_useful_line(view.centre.thanks_line.as_str().into());
    thanks.set_can_take_back(!taking_back);
}
