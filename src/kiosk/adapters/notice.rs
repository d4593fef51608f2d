//! Global `Notice`: the one thing a screen says.

use super::{Touched, View, touches};
use crate::flow::{Notice, State, Touch};
use slint::ComponentHandle;
use welkom_screens::{self as ui, App, NoticeKind};

pub(super) fn connect(app: &App, touched: &Touched) {
    app.global::<ui::Notice>().on_go_on(touches(touched, Touch::GoOn));
}

pub(super) fn show(app: &App, view: &View) {
    let State::Notice { notice, .. } = view.flow.state() else { return };
    app.global::<ui::Notice>().set_kind(match notice {
        Notice::Misread => NoticeKind::Misread,
        Notice::UnknownPass => NoticeKind::UnknownPass,
        Notice::Renamed => NoticeKind::Renamed,
        Notice::NewNumber => NoticeKind::NewNumber,
        Notice::NoCalls => NoticeKind::NoCalls,
        Notice::Forgotten => NoticeKind::Forgotten,
        Notice::TalkAsked => NoticeKind::TalkAsked,
    });
}
