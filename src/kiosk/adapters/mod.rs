//! Between the flow and the screens: one file for every Slint global. `connect` forwards what a
//! visitor does as intents, `map` turns the flow's state into a view-model. No rule stands here, and
//! no domain type is a Slint struct.

mod about;
mod card;
mod choose;
mod closed;
mod details;
mod door;
mod host;
mod host_code;
mod introduce;
mod known;
mod language;
mod name;
mod notice;
mod pass;
mod rest;
mod thanks;

use crate::{
    config::Language,
    flow::{Flow, Moment, Touch},
    host_desk::DeskAddress,
    today::Today,
};
use std::rc::Rc;
use welkom_screens::App;

/// What a view-model is made from.
pub(crate) struct View<'a> {
    pub flow: &'a Flow,
    pub today: Option<&'a Today>,
    pub about: &'a AboutText,
    pub centre: &'a CentreText,
    pub languages: &'a [Language],
    /// Where hosts open their desk, once it answers.
    pub desk: Option<&'a DeskAddress>,
    pub now: Moment,
}

/// What the centre says on its screens, from the configuration.
#[derive(Debug, Clone, Default)]
pub struct CentreText {
    /// Its name.
    pub name: String,
    /// A line on the screen at rest; may be empty.
    pub welcome_line: String,
    /// A useful line on the thank-you; may be empty.
    pub thanks_line: String,
    /// After how many months without a visit a name is erased.
    pub keep_months: u32,
}

/// What the about screen shows.
#[derive(Debug, Clone, Default)]
pub struct AboutText {
    /// The version of the program.
    pub version: String,
    /// The notices, cut into pages.
    pub pages: Vec<String>,
}

/// Where intents go.
pub(crate) type Touched = Rc<dyn Fn(Touch)>;

/// Forwards every intent of every global.
pub(crate) fn connect(app: &App, touched: &Touched, cards_per_page: &Rc<dyn Fn(usize)>) {
    door::connect(app, touched);
    rest::connect(app, touched);
    choose::connect(app, touched, cards_per_page);
    name::connect(app, touched);
    introduce::connect(app, touched);
    pass::connect(app, touched);
    known::connect(app, touched);
    details::connect(app, touched);
    notice::connect(app, touched);
    thanks::connect(app, touched);
    about::connect(app, touched);
    host_code::connect(app, touched);
    host::connect(app, touched);
    language::connect(app, touched);
}

/// Shows the state. Properties that are the same as before cost nothing: the toolkit compares.
pub(crate) fn show(app: &App, view: &View) {
    language::show(app, view);
    about::show(app, view);
    if view.today.is_some() {
        rest::show(app, view);
        choose::show(app, view);
        name::show(app, view);
        introduce::show(app, view);
        pass::show(app, view);
        known::show(app, view);
        details::show(app, view);
        notice::show(app, view);
        thanks::show(app, view);
        closed::show(app, view);
        host_code::show(app, view);
        host::show(app, view);
    }
    // Last: it turns to the screen that the others have filled.
    door::show(app, view);
}

/// A closure for a callback without arguments that touches the same thing every time.
fn touches(touched: &Touched, touch: Touch) -> impl Fn() + 'static {
    let touched = Rc::clone(touched);
    move || touched(touch.clone())
}
