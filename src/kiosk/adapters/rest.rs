//! Global `Rest`: the screen that waits for somebody.

use super::{Touched, View, card, touches};
use crate::flow::Touch;
use slint::ComponentHandle;
use welkom_screens::{App, Rest};

pub(super) fn connect(app: &App, touched: &Touched) {
    let rest = app.global::<Rest>();
    rest.on_here(touches(touched, Touch::Here));
    rest.on_about(touches(touched, Touch::About));
}

pub(super) fn show(app: &App, view: &View) {
    let Some(today) = view.today else { return };
    let rest = app.global::<Rest>();
    let language = view.flow.language();
    let offers = today.now_and_next.iter().filter_map(|key| today.offer(key));
    let cards = offers.map(|offer| card::card(offer, None, language)).collect();
    rest.set_now_and_next(card::model(rest.get_now_and_next(), cards));
    rest.set_welcome_line(view.centre.welcome_line.as_str().into());
    rest.set_news(today.news.as_str().into());
    rest.set_programme_age_days(i32::try_from(today.programme_age_days).unwrap_or(i32::MAX));
}
