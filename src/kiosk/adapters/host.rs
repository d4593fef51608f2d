//! Global `Host`: the host's part of the screen.

use super::{Touched, View, card, pass, touches};
use crate::{
    config::Language,
    flow::{Host, HostSession, HostTold, HostTouch, State, Touch},
    host_desk::DeskAddress,
    say,
};
use slint::{ComponentHandle, Image};
use std::rc::Rc;
use welkom_desk::door::DoorError;
use welkom_screens::{self as ui, App, HostRow};

/// How many bytes of a fingerprint stand together, and on one line.
const BYTES: (usize, usize) = (4, 8);

pub(super) fn connect(app: &App, touched: &Touched) {
    let global = app.global::<ui::Host>();
    let host = |touch| touches(touched, Touch::Host(touch));
    global.on_add_one(host(HostTouch::AddOne));
    global.on_take_last_off(host(HostTouch::TakeLastOff));
    global.on_cancel(host(HostTouch::Cancel));
    global.on_open_desk(host(HostTouch::Desk));
    global.on_open_clock(host(HostTouch::Clock));
    global.on_vouch(host(HostTouch::Vouch));
    let touched = Rc::clone(touched);
    global.on_open_session(move |key| touched(Touch::Host(HostTouch::Session(key.into()))));
}

pub(super) fn show(app: &App, view: &View) {
    let global = app.global::<ui::Host>();
    let State::Host(host) = view.flow.state() else {
        // The next host begins at the first page.
        global.set_page(0);
        return;
    };
    let language = view.flow.language();
    let seen = &host.view;
    global.set_people(card::people(seen.people));
    global.set_check_ins(card::people(seen.arrivals));
    global.set_inside(card::people(seen.inside));
    let rows = seen.sessions.iter().map(|session| row(session, language)).collect();
    global.set_sessions(card::model(global.get_sessions(), rows));
    if let Some(session) = host.session() {
        global.set_session(row(session, language));
        global.set_can_cancel(session.can_cancel());
    }
    global.set_told(told(host));
    global.set_doing(host.is_busy());
    global.set_is_clock_trusted(seen.is_clock_trusted);
    if let Some(today) = view.today {
        global.set_time(say::time(today.now, language).into());
        global.set_day(say::day(today.now, language).into());
    }
    show_desk(&global, view.desk);
}

fn row(session: &HostSession, language: Language) -> HostRow {
    HostRow {
        key: session.key.as_str().into(),
        title: session.title.as_str().into(),
        is_drop_in: session.is_drop_in,
        time: session.starts.map(|time| say::time_of_day(time, language)).unwrap_or_default().into(),
        people: card::people(session.people),
        is_cancelled: session.is_cancelled,
        is_moved: session.is_moved,
    }
}

fn told(host: &Host) -> ui::HostTold {
    match host.tells() {
        None => ui::HostTold::None,
        Some(HostTold::Added) => ui::HostTold::Added,
        Some(HostTold::TakenOff) => ui::HostTold::TakenOff,
        Some(HostTold::Cancelled) => ui::HostTold::Cancelled,
        Some(HostTold::Held) => ui::HostTold::Held,
        Some(HostTold::Vouched) => ui::HostTold::Vouched,
        Some(HostTold::Refused(DoorError::DayClosed)) => ui::HostTold::DayClosed,
        Some(HostTold::Refused(DoorError::NobodyThere)) => ui::HostTold::Nobody,
        Some(HostTold::Refused(DoorError::UnknownSession)) => ui::HostTold::Gone,
        Some(HostTold::Refused(_)) => ui::HostTold::Failed,
    }
}

fn show_desk(global: &ui::Host, desk: Option<&DeskAddress>) {
    global.set_has_desk(desk.is_some());
    let Some(desk) = desk else { return };
    if global.get_desk_url() == desk.url && global.get_desk_code() != Image::default() {
        return;
    }
    global.set_desk_url(desk.url.as_str().into());
    global.set_is_desk_here_only(desk.is_here_only());
    global.set_desk_code(pass::code(desk.install_url.as_deref().unwrap_or(&desk.url)));
    global.set_fingerprint(grouped(&desk.fingerprint).into());
}

/// In groups that an eye can keep until it looks at the other screen.
fn grouped(fingerprint: &str) -> String {
    let bytes: Vec<&str> = fingerprint.split(':').collect();
    let line =
        |bytes: &[&str]| bytes.chunks(BYTES.0).map(|group| group.join(":")).collect::<Vec<_>>().join("  ");
    bytes.chunks(BYTES.1).map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_in_groups_and_loses_nothing() {
        let bytes: Vec<String> = (0..32).map(|byte| format!("{byte:02X}")).collect();
        let shown = grouped(&bytes.join(":"));
        let first = shown.lines().next().unwrap();
        assert_eq!(first, "00:01:02:03  04:05:06:07");
        assert_eq!(shown.lines().count(), 4);
        assert_eq!(shown.replace("  ", ":").replace('\n', ":"), bytes.join(":"));
    }
}
