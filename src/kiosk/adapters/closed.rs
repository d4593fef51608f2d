//! Global `Closed`: when the door opens again.

use super::{View, card};
use slint::ComponentHandle;
use welkom_domain::agenda::When;
use welkom_screens::{App, Closed};

pub(super) fn show(app: &App, view: &View) {
    let Some(today) = view.today else { return };
    let closed = app.global::<Closed>();
    let opens = today.opens.map(|opens| When::said(opens, today.now));
    closed.set_opens(card::when(opens, view.flow.language()));
    closed.set_reason(today.closed_reason.as_str().into());
}
