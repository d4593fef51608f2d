//! Global `Language`: in which language the screens speak.

use super::{Touched, View, card};
use crate::{config, flow::Touch};
use slint::ComponentHandle;
use std::rc::Rc;
use welkom_screens::{App, Language, LanguageChoice};

pub(super) fn connect(app: &App, touched: &Touched) {
    let touched = Rc::clone(touched);
    app.global::<Language>().on_choose(move |code| {
        let chosen =
            [config::Language::Dutch, config::Language::English].into_iter().find(|it| code == it.code());
        if let Some(language) = chosen {
            touched(Touch::Speak(language));
        }
    });
}

pub(super) fn show(app: &App, view: &View) {
    let global = app.global::<Language>();
    let choices = view.languages.iter().map(|language| LanguageChoice {
        code: language.code().into(),
        name: language.own_name().into(),
        current: *language == view.flow.language(),
    });
    global.set_choices(card::model(global.get_choices(), choices.collect()));
}
