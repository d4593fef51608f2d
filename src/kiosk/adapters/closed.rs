//! Global `Closed`: when the door opens again.

use super::{View, card};
use crate::today::When;
use slint::ComponentHandle;
use welkom_screens::{App, Closed};

pub(super) fn show(app: &App, view: &View) {
    let Some(today) = view.today else { return };
    let closed = app.global::<Closed>();
    let opens = today.opens.map_or(When::None, |opens| {
        if opens.date_naive() == today.now.date_naive() { When::At(opens) } else { When::OnDay(opens) }
    });
    closed.set_opens(card::when(opens, view.flow.language()));
    closed.set_reason(today.closed_reason.as_str().into());
}
