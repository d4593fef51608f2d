//! Global `About`: the version, and the notices of others' work.

use super::{Touched, View, touches};
use crate::flow::{State, Touch};
use slint::ComponentHandle;
use welkom_screens::{About, App};

pub(super) fn connect(app: &App, touched: &Touched) {
    let about = app.global::<About>();
    about.on_next_page(touches(touched, Touch::NextPage));
    about.on_previous_page(touches(touched, Touch::PreviousPage));
}

pub(super) fn show(app: &App, view: &View) {
    let State::About { page } = view.flow.state() else { return };
    let about = app.global::<About>();
    about.set_version(view.about.version.as_str().into());
    about.set_pages(i32::try_from(view.about.pages.len()).unwrap_or(1));
    about.set_page(i32::try_from(*page).unwrap_or(0));
    about.set_notices(view.about.pages.get(*page).map(String::as_str).unwrap_or_default().into());
}
