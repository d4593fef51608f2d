//! Global `Choose`: what for, and how many.

use super::{Touched, View, card, touches};
use crate::{
    flow::{State, Touch},
    today::{OfferKey, Today},
};
use slint::{ComponentHandle, SharedString};
use std::rc::Rc;
use welkom_domain::arrival::LARGEST_PARTY;
use welkom_screens::{App, Choose};

pub(super) fn connect(app: &App, touched: &Touched, cards_per_page: &Rc<dyn Fn(usize)>) {
    let choose = app.global::<Choose>();
    choose.on_fewer(touches(touched, Touch::Fewer));
    choose.on_more(touches(touched, Touch::More));
    choose.on_next_page(touches(touched, Touch::NextPage));
    choose.on_previous_page(touches(touched, Touch::PreviousPage));
    choose.on_go_on(touches(touched, Touch::GoOn));
    let touched = Rc::clone(touched);
    choose.on_toggle(move |key| {
        if let Some(key) = OfferKey::read(&key) {
            touched(Touch::Toggle(key));
        }
    });
    let cards_per_page = Rc::clone(cards_per_page);
    choose.on_cards_per_page_changed(move |cards| cards_per_page(usize::try_from(cards).unwrap_or(1)));
}

pub(super) fn show(app: &App, view: &View) {
    let choose = app.global::<Choose>();
    let (Some(today), State::Choose { draft, page, guest, .. }) = (view.today, view.flow.state()) else {
        // Nobody's name stays behind a screen that does not show.
        choose.set_name(SharedString::new());
        return;
    };
    choose.set_name(guest.as_ref().map(|guest| guest.name.expose()).unwrap_or_default().into());
    let per_page = view.flow.cards_per_page();
    let pages = today.offers.len().div_ceil(per_page).max(1);
    let page = (*page).min(pages - 1);
    let cards = page_of(today, page, per_page)
        .map(|offer| card::card(offer, Some(draft), view.flow.language()))
        .collect();
    choose.set_cards(card::model(choose.get_cards(), cards));
    choose.set_page(i32::try_from(page).unwrap_or(0));
    choose.set_pages(i32::try_from(pages).unwrap_or(1));
    choose.set_people(card::people(draft.party));
    choose.set_can_fewer(draft.party > 1);
    choose.set_can_more(draft.party < LARGEST_PARTY);
    choose.set_can_go_on(!draft.offers.is_empty());
}

fn page_of(today: &Today, page: usize, per_page: usize) -> impl Iterator<Item = &crate::today::Offer> {
    today.offers.iter().skip(page * per_page).take(per_page)
}
