//! The host's part of the screen.

use super::{drop_in, line, models, show, walk};
use crate::display::settle;
use i_slint_backend_testing::ElementHandle;
use slint::{ComponentHandle, Image, Rgb8Pixel, SharedPixelBuffer, SharedString};
use welkom_screens::{
    App, Card, Choose, CodeTold, Door, FirstTime, Host, HostCode, HostRow, HostTold, Rest, Scanner,
    ScreenKind, Thanks,
};

/// As long as a host may make it, and no word of it short.
const LONGEST_NEWS: &str = "Vanmiddag mantelzorgondersteuning bovenin, lift is kapot!!!!";
/// As long as a host may make it.
const LONGEST_NOTE: &str = "Neem warme kleding en stevige schoenen mee, we verzamelen vandaag bij de kerk...";

pub fn code(app: &App, digits: i32, told: CodeTold) {
    show(app, ScreenKind::HostCode);
    app.global::<HostCode>().set_digits(digits);
    app.global::<HostCode>().set_told(told);
    app.global::<HostCode>().set_minutes(15);
}

fn row(key: &str, time: &str, title: &str, people: i32) -> HostRow {
    HostRow {
        key: key.into(),
        title: title.into(),
        is_drop_in: key == "drop-in",
        time: time.into(),
        people,
        is_cancelled: false,
        is_moved: false,
    }
}

fn cancelled() -> HostRow {
    HostRow { is_cancelled: true, ..row("handwork", "14.00", "Handwerken", 12) }
}

pub fn today(app: &App) {
    show(app, ScreenKind::HostToday);
    let host = app.global::<Host>();
    host.set_people(118);
    host.set_check_ins(97);
    host.set_inside(64);
    host.set_sessions(models(vec![
        row("drop-in", "", "", 61),
        cancelled(),
        HostRow { is_moved: true, ..row("course", "15.30", "Kennismaken met herstel (cursus)", 104) },
        row("support", "16.00", "Mantelzorgondersteuningsbijeenkomst", 0),
        row("sensitive", "19.00", "", 5),
        row("group", "20.00", "Gespreks- en gezelschapsgroep", 1),
    ]));
    settle();
}

pub fn today_empty(app: &App) {
    show(app, ScreenKind::HostToday);
    app.global::<Host>().set_told(HostTold::Gone);
}

/// A session that can be cancelled, or be held after all.
pub fn session(app: &App, row: HostRow, told: HostTold) {
    show(app, ScreenKind::HostSession);
    let host = app.global::<Host>();
    host.set_can_cancel(!row.is_drop_in);
    host.set_session(row);
    host.set_told(told);
    settle();
}

pub fn session_long(app: &App) {
    let moved =
        HostRow { is_moved: true, ..row("support", "16.00", "Mantelzorgondersteuningsbijeenkomst", 104) };
    session(app, moved, HostTold::None);
}

pub fn session_cancelled(app: &App) {
    session(app, cancelled(), HostTold::Cancelled);
}

pub fn session_drop_in(app: &App) {
    session(app, row("drop-in", "", "", 61), HostTold::Nobody);
}

pub fn session_refused(app: &App) {
    session(app, row("walk", "14.00", "Wandelen in de wijk", 3), HostTold::DayClosed);
}

/// A code as large as that of an address, of no address.
fn code_picture() -> Image {
    let side: u16 = 33;
    let mut picture = SharedPixelBuffer::<Rgb8Pixel>::new(u32::from(side), u32::from(side));
    for (at, pixel) in picture.make_mut_slice().iter_mut().enumerate() {
        let (x, y) = (at % usize::from(side), at / usize::from(side));
        let is_dark = (4..29).contains(&x) && (4..29).contains(&y) && (x * 5 + y * 7 + x * y) % 3 == 0;
        *pixel = if is_dark { Rgb8Pixel::new(0, 0, 0) } else { Rgb8Pixel::new(255, 255, 255) };
    }
    Image::from_rgb8(picture)
}

pub fn desk(app: &App) {
    show(app, ScreenKind::HostDesk);
    let host = app.global::<Host>();
    host.set_has_desk(true);
    host.set_desk_url("https://wijkcentrum-de-hoeve.local:8443".into());
    host.set_desk_code(code_picture());
    let line = ["A4:9D:0C:E8  D0:B6:8A:44"; 4];
    host.set_fingerprint(line.join("\n").into());
    settle();
}

/// On a wide display it stands beside the code.
pub fn desk_fingerprint(app: &App) {
    desk(app);
    if let Some(button) = ElementHandle::find_by_accessible_label(app, "Vingerafdruk").next() {
        button.invoke_accessible_default_action();
    }
}

pub fn desk_here_only(app: &App) {
    desk(app);
    app.global::<Host>().set_is_desk_here_only(true);
    app.global::<Host>().set_desk_url("https://localhost:8443".into());
}

pub fn clock(app: &App, is_trusted: bool) {
    show(app, ScreenKind::HostClock);
    let host = app.global::<Host>();
    host.set_time("13.45".into());
    host.set_day("woensdag 30 september".into());
    host.set_is_clock_trusted(is_trusted);
}

pub fn news(app: &App) {
    assert_eq!(LONGEST_NEWS.chars().count(), 60);
    show(app, ScreenKind::Rest);
    app.global::<Rest>().set_news(LONGEST_NEWS.into());
}

pub fn news_scanner(app: &App) {
    news(app);
    app.global::<Door>()
        .set_centre_name("Wijkcentrum en ontmoetingsplek De Nieuwe Hoeve aan de Graaf".into());
    app.global::<Scanner>().set_is_there(true);
}

fn noted() -> Card {
    assert_eq!(LONGEST_NOTE.chars().count(), 80);
    Card { note: LONGEST_NOTE.into(), place: SharedString::new(), is_free: false, ..walk() }
}

pub fn choose_note(app: &App) {
    show(app, ScreenKind::Choose);
    app.global::<Choose>().set_cards(models(vec![noted(), Card { note: "Met taart.".into(), ..drop_in() }]));
}

pub fn thanks_note(app: &App) {
    show(app, ScreenKind::Thanks);
    let card = Card { place: "start bij Emmaus".into(), ..noted() };
    app.global::<Thanks>().set_what_for(models(vec![line(&card, "Gastheer Sam")]));
}

pub fn thanks_note_first_time(app: &App) {
    thanks_note(app);
    app.global::<Thanks>().set_first_time(FirstTime::Asked);
}
