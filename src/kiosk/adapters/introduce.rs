//! Global `Introduce`: leaving a name, and the keys to type it with.

use super::{Touched, View, touches};
use crate::flow::{DetailsPage, Key, Question, Saving, State, Touch, Typed};
use slint::{ComponentHandle, ModelRc, SharedString, VecModel};
use std::rc::Rc;
use welkom_screens::{App, Asked, Introduce};

/// As on a typewriter; on a narrow display in the order of the alphabet.
const LETTERS: [&str; 3] = ["qwertyuiop", "asdfghjkl'", "zxcvbnm"];
const IN_ORDER: [&str; 3] = ["abcdefghij", "klmnopqrst", "uvwxyz'"];
/// What names in the Netherlands are written with besides, by the letter they come from.
const ACCENTS: [&str; 3] = ["áàâäãåæçčć", "éèêëęíîïığ", "ñóöøşšúüłž"];

pub(super) fn connect(app: &App, touched: &Touched) {
    let introduce = app.global::<Introduce>();
    introduce.on_yes(touches(touched, Touch::Yes));
    introduce.on_no(touches(touched, Touch::No));
    introduce.on_go_on(touches(touched, Touch::GoOn));
    introduce.on_erase(touches(touched, Touch::Press(Key::Erase)));
    let touched = Rc::clone(touched);
    introduce.on_press(move |key| {
        if let Some(letter) = key.chars().next() {
            touched(Touch::Press(Key::Letter(letter)));
        }
    });
}

pub(super) fn show(app: &App, view: &View) {
    let introduce = app.global::<Introduce>();
    match view.flow.state() {
        State::Introduce(introduction) => {
            let (asked, typed) = match introduction.question {
                Question::Sixteen => (Asked::Sixteen, None),
                Question::KeepName => (Asked::KeepName, None),
                Question::FirstName => (Asked::FirstName, Some(&introduction.name)),
                Question::MayCall => (Asked::MayCall, None),
                Question::Number => (Asked::Number, Some(&introduction.number)),
            };
            show_question(&introduce, asked, typed);
            introduce.set_can_go_on(introduction.can_go_on());
            introduce.set_number_is_wrong(introduction.number_is_wrong);
            show_saving(&introduce, introduction.saving, view);
        }
        // With a pass the same questions are asked, in the same words.
        State::Details(details) if details.page != DetailsPage::Menu => {
            let (asked, typed) = match details.page {
                DetailsPage::Name => (Asked::FirstName, Some(&details.name)),
                DetailsPage::Menu | DetailsPage::Calls => (Asked::Calls, None),
                DetailsPage::MayCall => (Asked::MayCall, None),
                DetailsPage::Number => (Asked::Number, Some(&details.number)),
                DetailsPage::Forget => (Asked::Forget, None),
            };
            show_question(&introduce, asked, typed);
            introduce.set_can_go_on(details.can_go_on());
            introduce.set_number_is_wrong(details.number_is_wrong);
            show_saving(&introduce, details.doing.map(|(doing, _)| doing), view);
        }
        // Nothing of the last visitor stays behind a screen that does not show.
        _ => {
            introduce.set_typed(SharedString::new());
            return;
        }
    }
    introduce.set_keep_months(i32::try_from(view.centre.keep_months).unwrap_or(i32::MAX));
}

fn show_question(introduce: &Introduce, asked: Asked, typed: Option<&Typed>) {
    if asked == Asked::FirstName {
        show_keys(introduce, typed.is_none_or(Typed::begins_word));
    }
    introduce.set_asked(asked);
    introduce.set_typed(typed.map(Typed::expose).unwrap_or_default().into());
}

fn show_saving(introduce: &Introduce, saving: Option<Saving>, view: &View) {
    introduce.set_saving(saving.is_some_and(|saving| saving.shows(view.now)));
    introduce.set_could_not_save(saving.is_some_and(|saving| saving.failed));
}

/// Capitals where a word begins. Only a change of that makes new keys: each touch of one would be lost with it.
fn show_keys(introduce: &Introduce, capitals: bool) {
    let rows = |letters: [&str; 3]| {
        let row = |row: &str| {
            let key = |letter: char| SharedString::from(cased(letter, capitals));
            ModelRc::new(VecModel::from(row.chars().map(key).collect::<Vec<_>>()))
        };
        ModelRc::new(VecModel::from(letters.map(row).to_vec()))
    };
    if first_key(introduce) != Some(cased('q', capitals).into()) {
        introduce.set_letters(rows(LETTERS));
        introduce.set_in_order(rows(IN_ORDER));
        introduce.set_accents(rows(ACCENTS));
    }
}

fn first_key(introduce: &Introduce) -> Option<SharedString> {
    use slint::Model;
    introduce.get_letters().row_data(0)?.row_data(0)
}

fn cased(letter: char, capital: bool) -> String {
    if capital && letter != 'ı' { letter.to_uppercase().collect() } else { letter.to_string() }
}
