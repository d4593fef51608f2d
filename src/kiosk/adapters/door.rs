//! Global `Door`: what stands on every screen.

use super::{Touched, View, touches};
use crate::{
    flow::{DetailsPage, HostPage, State, Touch},
    say,
};
use slint::ComponentHandle;
use welkom_screens::{App, Door, ScreenKind};

pub(super) fn connect(app: &App, touched: &Touched) {
    let door = app.global::<Door>();
    door.on_stay(touches(touched, Touch::Stay));
    door.on_stop(touches(touched, Touch::Stop));
    door.on_back(touches(touched, Touch::Back));
    door.on_touched(touches(touched, Touch::Stay));
}

pub(super) fn show(app: &App, view: &View) {
    let door = app.global::<Door>();
    let language = view.flow.language();
    door.set_centre_name(view.centre.name.as_str().into());
    if let Some(today) = view.today {
        door.set_clock(say::clock(today.now, language).into());
        door.set_date(say::short_day(today.now, language).into());
    }
    let left_s = view.flow.going_home_in_s(view.now).unwrap_or(0);
    door.set_going_home_in_s(i32::try_from(left_s).unwrap_or(i32::MAX));
    // Last, so that a new screen appears with everything on it.
    door.set_screen(match (view.flow.state(), view.today) {
        (State::Starting, _) | (_, None) => ScreenKind::Starting,
        (State::Rest, Some(today)) if today.is_open => ScreenKind::Rest,
        (State::Rest, Some(_)) => ScreenKind::Closed,
        (State::Choose { .. }, _) => ScreenKind::Choose,
        (State::Name { .. }, _) => ScreenKind::Name,
        // Saved from there, it stays until there is something to say.
        (State::Known(known), _)
            if known.from_choose
                && known.saving.is_some_and(|saving| !saving.failed && !saving.shows(view.now)) =>
        {
            ScreenKind::Choose
        }
        (State::Known(_), _) => ScreenKind::Known,
        (State::Details(details), _) if details.page == DetailsPage::Menu => ScreenKind::Details,
        (State::Introduce(_) | State::Details(_), _) => ScreenKind::Introduce,
        (State::Notice { .. }, _) => ScreenKind::Notice,
        (State::Pass { .. }, _) => ScreenKind::Pass,
        (State::Thanks { .. }, _) => ScreenKind::Thanks,
        (State::About { .. }, _) => ScreenKind::About,
        (State::HostCode(_), _) => ScreenKind::HostCode,
        (State::Host(host), _) => match host.page {
            HostPage::Today => ScreenKind::HostToday,
            HostPage::Session(_) => ScreenKind::HostSession,
            HostPage::Desk => ScreenKind::HostDesk,
            HostPage::Clock => ScreenKind::HostClock,
        },
    });
}
