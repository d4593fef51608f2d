//! Global `Language`: in which language the screens speak.

use super::{Touched, View, card};
use crate::flow::{self, Touch};
use slint::ComponentHandle;
use std::rc::Rc;
use welkom_screens::{App, Language, LanguageChoice};

pub(super) fn connect(app: &App, touched: &Touched) {
    let touched = Rc::clone(touched);
    app.global::<Language>().on_choose(move |code| {
        if let Some(language) = flow::Language::of_code(&code) {
            touched(Touch::Speak(language));
        }
    });
}

pub(super) fn show(app: &App, view: &View) {
    let global = app.global::<Language>();
    let choices = flow::Language::ALL.map(|language| LanguageChoice {
        code: language.code().into(),
        name: language.own_name().into(),
        current: language == view.flow.language(),
    });
    global.set_choices(card::model(global.get_choices(), choices.to_vec()));
}
