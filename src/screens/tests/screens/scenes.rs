//! Every screen in every state it can be in, with the longest texts it has to bear. What stands here is
//! invented, apart from the titles, which are the handbook's longest.

mod host;

use crate::display::settle;
use i_slint_backend_testing::ElementHandle;
use slint::{ComponentHandle, Image, ModelRc, Rgb8Pixel, SharedPixelBuffer, SharedString, VecModel};
use welkom_screens::{
    About, App, Asked, Card, CardState, Choose, Closed, CodeTold, Details, Door, FirstTime, Introduce, Known,
    Language, LanguageChoice, Name, Named, Notice, NoticeKind, Pass, Pictogram, Rest, Scanner, ScreenKind,
    Thanks, ThanksLine, When, WhenKind,
};

pub struct Scene {
    pub name: &'static str,
    pub set: fn(&App),
}

pub const ALL: &[Scene] = &[
    Scene { name: "starting", set: |app| show(app, ScreenKind::Starting) },
    Scene { name: "rest", set: |app| show(app, ScreenKind::Rest) },
    Scene { name: "rest-empty", set: rest_empty },
    Scene { name: "rest-long", set: rest_long },
    Scene { name: "closed", set: closed },
    Scene { name: "closed-unknown", set: closed_unknown },
    Scene { name: "choose", set: choose },
    Scene { name: "choose-pages", set: choose_pages },
    Scene { name: "choose-long", set: choose_long },
    Scene { name: "choose-few", set: choose_few },
    Scene { name: "how-many", set: how_many },
    Scene { name: "name", set: |app| show(app, ScreenKind::Name) },
    Scene { name: "name-several", set: name_several },
    Scene { name: "name-saving", set: name_saving },
    Scene { name: "name-could-not-save", set: name_could_not_save },
    Scene { name: "sixteen", set: |app| introduce(app, Asked::Sixteen, "") },
    Scene { name: "keep-name", set: |app| introduce(app, Asked::KeepName, "") },
    Scene { name: "first-name", set: |app| introduce(app, Asked::FirstName, "Anne-Marie") },
    Scene { name: "first-name-empty", set: |app| introduce(app, Asked::FirstName, "") },
    Scene { name: "may-call", set: |app| introduce(app, Asked::MayCall, "") },
    Scene { name: "number", set: |app| introduce(app, Asked::Number, "06 12345678") },
    Scene { name: "number-wrong", set: number_wrong },
    Scene { name: "introduce-could-not-save", set: introduce_could_not_save },
    Scene { name: "pass", set: pass },
    Scene { name: "thanks-kept", set: thanks_kept },
    Scene { name: "thanks", set: |app| show(app, ScreenKind::Thanks) },
    Scene { name: "thanks-with-name", set: thanks_with_name },
    Scene { name: "thanks-several", set: thanks_several },
    Scene { name: "thanks-drop-in", set: thanks_drop_in },
    Scene { name: "rest-scanner", set: rest_scanner },
    Scene { name: "choose-known", set: choose_known },
    Scene { name: "known", set: |app| known(app, "Anna") },
    Scene { name: "known-long", set: known_long },
    Scene { name: "known-could-not-save", set: known_could_not_save },
    Scene { name: "details", set: |app| show(app, ScreenKind::Details) },
    Scene { name: "details-could-not-do", set: details_could_not_do },
    Scene { name: "calls", set: |app| introduce(app, Asked::Calls, "") },
    Scene { name: "forget", set: |app| introduce(app, Asked::Forget, "") },
    Scene { name: "misread", set: |app| notice(app, NoticeKind::Misread) },
    Scene { name: "unknown-pass", set: |app| notice(app, NoticeKind::UnknownPass) },
    Scene { name: "forgotten", set: |app| notice(app, NoticeKind::Forgotten) },
    Scene { name: "talk-asked", set: |app| notice(app, NoticeKind::TalkAsked) },
    Scene { name: "thanks-greeted", set: thanks_greeted },
    Scene { name: "thanks-first-time", set: thanks_first_time },
    Scene { name: "thanks-first-time-long", set: thanks_first_time_long },
    Scene { name: "thanks-show-around", set: thanks_show_around },
    Scene { name: "thanks-coming", set: thanks_coming },
    Scene { name: "about", set: about },
    Scene { name: "host-code", set: |app| host::code(app, 2, CodeTold::None) },
    Scene { name: "host-code-wrong", set: |app| host::code(app, 0, CodeTold::Wrong) },
    Scene { name: "host-code-wait", set: |app| host::code(app, 0, CodeTold::Wait) },
    Scene { name: "host-code-none", set: |app| host::code(app, 0, CodeTold::NoCode) },
    Scene { name: "host-today", set: host::today },
    Scene { name: "host-today-empty", set: host::today_empty },
    Scene { name: "host-session", set: host::session_long },
    Scene { name: "host-session-cancelled", set: host::session_cancelled },
    Scene { name: "host-session-drop-in", set: host::session_drop_in },
    Scene { name: "host-session-refused", set: host::session_refused },
    Scene { name: "host-desk", set: host::desk },
    Scene { name: "host-desk-fingerprint", set: host::desk_fingerprint },
    Scene { name: "host-desk-here-only", set: host::desk_here_only },
    Scene { name: "host-desk-none", set: |app| show(app, ScreenKind::HostDesk) },
    Scene { name: "host-clock", set: |app| host::clock(app, false) },
    Scene { name: "host-clock-trusted", set: |app| host::clock(app, true) },
    Scene { name: "rest-news", set: host::news },
    Scene { name: "rest-news-scanner", set: host::news_scanner },
    Scene { name: "choose-note", set: host::choose_note },
    Scene { name: "thanks-note", set: host::thanks_note },
    Scene { name: "thanks-note-first-time", set: host::thanks_note_first_time },
    Scene { name: "warning", set: warning },
    Scene { name: "languages", set: languages },
];

pub fn scene(name: &str) -> &'static Scene {
    ALL.iter().find(|scene| scene.name == name).unwrap_or_else(|| panic!("no scene is called {name}"))
}

pub fn models<T: Clone + 'static>(items: Vec<T>) -> ModelRc<T> {
    ModelRc::new(VecModel::from(items))
}

pub fn when(kind: WhenKind, minutes: i32, time: &str, day: &str) -> When {
    When { kind, minutes, time: time.into(), day: day.into() }
}

pub fn card(key: &str, pictogram: Pictogram, when: When, title: &str, place: &str) -> Card {
    Card {
        key: key.into(),
        pictogram,
        when,
        title: title.into(),
        is_drop_in: title.is_empty(),
        place: place.into(),
        elsewhere: false,
        price: SharedString::new(),
        is_free: false,
        for_whom: SharedString::new(),
        sign_up_required: false,
        note: SharedString::new(),
        state: CardState::Open,
        can_choose: true,
        chosen: false,
    }
}

fn walk() -> Card {
    Card {
        is_free: true,
        ..card(
            "walk",
            Pictogram::Moving,
            when(WhenKind::InMinutes, 15, "", ""),
            "Wandelen in de wijk",
            "start bij Emmaus",
        )
    }
}

fn drop_in() -> Card {
    card("drop-in", Pictogram::DropIn, when(WhenKind::AllDay, 0, "", ""), "", "huiskamer")
}

fn meal() -> Card {
    Card {
        price: "€ 4,50".into(),
        ..card(
            "meal",
            Pictogram::Eating,
            when(WhenKind::AtTime, 0, "16.30", ""),
            "Wijkmaaltijd",
            "het Inloophuis",
        )
    }
}

fn study() -> Card {
    card("study", Pictogram::Learning, when(WhenKind::AtTime, 0, "15.30", ""), "Studiegroep", "zaal 2")
}

fn course() -> Card {
    Card {
        sign_up_required: true,
        for_whom: "voor familie".into(),
        ..card(
            "course",
            Pictogram::Learning,
            when(WhenKind::InMinutes, 55, "", ""),
            "Kennismaken met herstel (cursus)",
            "de Ontmoetingsruimte",
        )
    }
}

fn group() -> Card {
    Card {
        state: CardState::Full,
        can_choose: false,
        ..card(
            "group",
            Pictogram::Talking,
            when(WhenKind::AtTime, 0, "20.00", ""),
            "Gespreks- en gezelschapsgroep",
            "grote zaal op de eerste verdieping",
        )
    }
}

fn cancelled() -> Card {
    Card {
        state: CardState::Cancelled,
        can_choose: false,
        ..card("handwork", Pictogram::Making, when(WhenKind::Now, 0, "", ""), "Handwerken", "zaal 1")
    }
}

fn line(card: &Card, host: &str) -> ThanksLine {
    ThanksLine {
        pictogram: card.pictogram,
        title: card.title.clone(),
        is_drop_in: card.is_drop_in,
        when: card.when.clone(),
        place: card.place.clone(),
        elsewhere: card.elsewhere,
        host: host.into(),
        note: card.note.clone(),
    }
}

/// An ordinary Thursday afternoon.
pub fn show(app: &App, screen: ScreenKind) {
    let door = app.global::<Door>();
    door.set_centre_name("De Hoeve".into());
    door.set_clock("13.45 uur".into());
    door.set_date("do 26 november".into());
    let languages = [("nl", "Nederlands", true), ("en", "English", false)];
    let languages = languages.map(|(code, name, current)| LanguageChoice {
        code: code.into(),
        name: name.into(),
        current,
    });
    app.global::<Language>().set_choices(models(languages.to_vec()));

    let rest = app.global::<Rest>();
    rest.set_now_and_next(models(vec![walk(), drop_in(), meal(), study()]));
    rest.set_welcome_line("De koffie staat klaar".into());

    let choose = app.global::<Choose>();
    let cards = vec![Card { chosen: true, ..walk() }, drop_in(), meal(), study(), course(), cancelled()];
    let per_page = usize::try_from(choose.get_cards_per_page()).unwrap();
    choose.set_cards(models(cards.into_iter().take(per_page).collect()));
    choose.set_can_go_on(true);

    app.global::<Name>().set_what_for(models(vec![line(&walk(), "")]));

    let thanks = app.global::<Thanks>();
    thanks.set_what_for(models(vec![line(&walk(), "Gastheer Sam")]));
    thanks.set_useful_line("De koffie staat links.".into());

    app.global::<About>().set_version("0.1.0".into());
    door.set_screen(screen);
    settle();
}

fn rest_empty(app: &App) {
    show(app, ScreenKind::Rest);
    app.global::<Rest>().set_now_and_next(models(vec![]));
}

fn rest_long(app: &App) {
    show(app, ScreenKind::Rest);
    app.global::<Door>()
        .set_centre_name("Wijkcentrum en ontmoetingsplek De Nieuwe Hoeve aan de Graaf".into());
    app.global::<Door>().set_date("wo 23 september".into());
    app.global::<Rest>().set_now_and_next(models(vec![course(), group(), cancelled()]));
    app.global::<Rest>().set_programme_age_days(12);
}

fn closed(app: &App) {
    show(app, ScreenKind::Closed);
    app.global::<Closed>().set_opens(when(WhenKind::OnDay, 0, "10.00", "dinsdag 8 december"));
    app.global::<Closed>().set_reason("Fijne feestdagen!".into());
}

fn closed_unknown(app: &App) {
    show(app, ScreenKind::Closed);
    app.global::<Door>()
        .set_centre_name("Wijkcentrum en ontmoetingsplek De Nieuwe Hoeve aan de Graaf".into());
    app.global::<Closed>().set_opens(when(WhenKind::None, 0, "", ""));
}

fn choose(app: &App) {
    show(app, ScreenKind::Choose);
}

fn choose_pages(app: &App) {
    show(app, ScreenKind::Choose);
    app.global::<Choose>().set_pages(3);
    app.global::<Choose>().set_page(1);
    app.global::<Choose>().set_can_fewer(true);
    app.global::<Choose>().set_people(3);
}

fn choose_long(app: &App) {
    show(app, ScreenKind::Choose);
    let choose = app.global::<Choose>();
    let per_page = usize::try_from(choose.get_cards_per_page()).unwrap();
    let cards = [
        Card { chosen: true, ..course() },
        group(),
        Card { when: When::default(), elsewhere: true, place: SharedString::new(), ..walk() },
        Card {
            state: CardState::NotYet,
            can_choose: false,
            title: "Mantelzorgondersteuningsbijeenkomst".into(),
            ..meal()
        },
        Card { state: CardState::Moved, ..study() },
        Card { state: CardState::Over, can_choose: false, ..cancelled() },
    ];
    choose.set_cards(models(cards.into_iter().take(per_page).collect()));
    choose.set_pages(2);
    choose.set_people(10);
    choose.set_can_fewer(true);
    choose.set_can_more(false);
}

fn choose_few(app: &App) {
    show(app, ScreenKind::Choose);
    app.global::<Choose>().set_cards(models(vec![drop_in()]));
    app.global::<Choose>().set_can_go_on(false);
}

/// On a small display the number of people is a question of its own; on others it is the same screen.
fn how_many(app: &App) {
    show(app, ScreenKind::Choose);
    app.global::<Choose>().set_people(3);
    app.global::<Choose>().set_can_fewer(true);
    if app.global::<Choose>().get_cards_per_page() == 2 {
        let next = ElementHandle::find_by_accessible_label(app, "Verder").next().expect("no button to go on");
        next.invoke_accessible_default_action();
    }
}

fn name_several(app: &App) {
    show(app, ScreenKind::Name);
    app.global::<Name>().set_what_for(models(vec![line(&walk(), ""), line(&drop_in(), "")]));
    app.global::<Name>().set_people(4);
}

fn name_saving(app: &App) {
    show(app, ScreenKind::Name);
    app.global::<Name>().set_what_for(models(vec![line(&course(), "")]));
    app.global::<Name>().set_saving(true);
}

fn name_could_not_save(app: &App) {
    show(app, ScreenKind::Name);
    app.global::<Name>().set_could_not_save(true);
}

fn thanks_with_name(app: &App) {
    show(app, ScreenKind::Thanks);
    app.global::<Thanks>().set_what_for(models(vec![line(&course(), "Gastvrouw Robin")]));
    app.global::<Thanks>().set_named(Named::ByHost);
    app.global::<Thanks>().set_people(3);
}

fn thanks_several(app: &App) {
    show(app, ScreenKind::Thanks);
    app.global::<Thanks>().set_what_for(models(vec![
        line(&walk(), "Gastheer Sam"),
        line(&meal(), ""),
        line(&drop_in(), ""),
    ]));
    app.global::<Thanks>().set_named(Named::NotKept);
}

fn thanks_kept(app: &App) {
    show(app, ScreenKind::Thanks);
    app.global::<Thanks>().set_named(Named::Kept);
}

fn introduce(app: &App, asked: Asked, typed: &str) {
    show(app, ScreenKind::Introduce);
    let introduce = app.global::<Introduce>();
    let rows = |rows: [&str; 3]| {
        let row = |row: &str| models(row.chars().map(|key| SharedString::from(key.to_string())).collect());
        models(rows.map(row).to_vec())
    };
    introduce.set_letters(rows(["qwertyuiop", "asdfghjkl'", "zxcvbnm"]));
    introduce.set_in_order(rows(["abcdefghij", "klmnopqrst", "uvwxyz'"]));
    introduce.set_accents(rows(["áàâäãåæçčć", "éèêëęíîïığ", "ñóöøşšúüłž"]));
    introduce.set_asked(asked);
    introduce.set_typed(typed.into());
    introduce.set_can_go_on(!typed.is_empty());
    introduce.set_keep_months(12);
}

fn number_wrong(app: &App) {
    introduce(app, Asked::Number, "06 123456789012345");
    app.global::<Introduce>().set_number_is_wrong(true);
}

fn introduce_could_not_save(app: &App) {
    introduce(app, Asked::MayCall, "");
    app.global::<Introduce>().set_could_not_save(true);
}

/// A code as large as the one of a pass, of no pass.
fn pass(app: &App) {
    show(app, ScreenKind::Pass);
    app.global::<Pass>().set_name("Wilhelmina-Alexandra".into());
    let side = 33;
    let mut picture = SharedPixelBuffer::<Rgb8Pixel>::new(side, side);
    for (at, pixel) in picture.make_mut_slice().iter_mut().enumerate() {
        let (x, y) = (at % side as usize, at / side as usize);
        let is_dark = (4..29).contains(&x) && (4..29).contains(&y) && (x * 7 + y * 5 + x * y) % 3 == 0;
        *pixel = if is_dark { Rgb8Pixel::new(0, 0, 0) } else { Rgb8Pixel::new(255, 255, 255) };
    }
    app.global::<Pass>().set_code(Image::from_rgb8(picture));
}

fn rest_scanner(app: &App) {
    show(app, ScreenKind::Rest);
    app.global::<Scanner>().set_is_there(true);
}

fn choose_known(app: &App) {
    show(app, ScreenKind::Choose);
    app.global::<Choose>().set_name("Wilhelmina-Alexandra".into());
}

fn known(app: &App, name: &str) {
    show(app, ScreenKind::Known);
    app.global::<Known>().set_name(name.into());
    app.global::<Known>().set_what_for(models(vec![line(&walk(), "")]));
}

fn known_long(app: &App) {
    known(app, "Wilhelmina-Alexandra");
    app.global::<Known>().set_what_for(models(vec![line(&course(), "")]));
    app.global::<Known>().set_people(4);
}

fn known_could_not_save(app: &App) {
    known(app, "Anna");
    app.global::<Known>().set_could_not_save(true);
}

fn details_could_not_do(app: &App) {
    show(app, ScreenKind::Details);
    app.global::<Details>().set_could_not_do(true);
}

fn notice(app: &App, kind: NoticeKind) {
    show(app, ScreenKind::Notice);
    app.global::<Notice>().set_kind(kind);
}

fn thanks_greeted(app: &App) {
    show(app, ScreenKind::Thanks);
    app.global::<Thanks>().set_named(Named::GreetedNotNoted);
    app.global::<Thanks>().set_name("Wilhelmina-Alexandra".into());
}

fn thanks_first_time(app: &App) {
    show(app, ScreenKind::Thanks);
    app.global::<Thanks>().set_first_time(FirstTime::Asked);
}

fn thanks_first_time_long(app: &App) {
    thanks_with_name(app);
    app.global::<Thanks>().set_first_time(FirstTime::Asked);
}

fn thanks_show_around(app: &App) {
    thanks_kept(app);
    app.global::<Thanks>().set_first_time(FirstTime::ShowAround);
}

fn thanks_coming(app: &App) {
    thanks_several(app);
    app.global::<Thanks>().set_first_time(FirstTime::Coming);
}

fn thanks_drop_in(app: &App) {
    show(app, ScreenKind::Thanks);
    app.global::<Thanks>().set_what_for(models(vec![line(&drop_in(), "")]));
    app.global::<Thanks>().set_can_take_back(false);
}

fn about(app: &App) {
    show(app, ScreenKind::About);
    let notice = "Atkinson Hyperlegible Next\n\nThis Font Software is licensed under the SIL Open Font License, Version \
         1.1. This license is copied below, and is also available with a FAQ.\n";
    app.global::<About>().set_notices(notice.repeat(4).into());
    app.global::<About>().set_pages(120);
    app.global::<About>().set_page(7);
}

fn warning(app: &App) {
    show(app, ScreenKind::Choose);
    app.global::<Door>().set_going_home_in_s(12);
}

/// More languages than two are offered on a panel.
fn languages(app: &App) {
    show(app, ScreenKind::Rest);
    let languages = [
        ("nl", "Nederlands", true),
        ("en", "English", false),
        ("tr", "Türkçe", false),
        ("pl", "Polski", false),
    ];
    let languages = languages.map(|(code, name, current)| LanguageChoice {
        code: code.into(),
        name: name.into(),
        current,
    });
    app.global::<Language>().set_choices(models(languages.to_vec()));
    settle();
    let button =
        ElementHandle::find_by_accessible_label(app, "Taal").next().expect("no button for the language");
    button.invoke_accessible_default_action();
}
