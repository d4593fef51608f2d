//! Offers as cards and lines; shared by the globals that show them.

use crate::{
    config::Language,
    flow::Draft,
    say,
    today::{Offer, OfferKey, OfferState, Pictogram},
};
use slint::{Model, ModelRc, VecModel};
use welkom_domain::agenda::When;
use welkom_screens as ui;

pub(super) fn pictogram(pictogram: Pictogram) -> ui::Pictogram {
    match pictogram {
        Pictogram::Moving => ui::Pictogram::Moving,
        Pictogram::Talking => ui::Pictogram::Talking,
        Pictogram::Eating => ui::Pictogram::Eating,
        Pictogram::Learning => ui::Pictogram::Learning,
        Pictogram::Making => ui::Pictogram::Making,
        Pictogram::Meeting => ui::Pictogram::Meeting,
        Pictogram::DropIn => ui::Pictogram::DropIn,
        Pictogram::Other => ui::Pictogram::Other,
    }
}

pub(super) fn when(when: Option<When>, language: Language) -> ui::When {
    let none = ui::When { kind: ui::WhenKind::None, minutes: 0, time: "".into(), day: "".into() };
    let Some(when) = when else { return none };
    match when {
        When::Now => ui::When { kind: ui::WhenKind::Now, ..none },
        When::InMinutes(minutes) => ui::When {
            kind: ui::WhenKind::InMinutes,
            minutes: i32::try_from(minutes).unwrap_or(i32::MAX),
            ..none
        },
        When::At(time) => {
            ui::When { kind: ui::WhenKind::AtTime, time: say::time(time, language).into(), ..none }
        }
        When::AllDay => ui::When { kind: ui::WhenKind::AllDay, ..none },
        When::OnDay(time) => ui::When {
            kind: ui::WhenKind::OnDay,
            time: say::time(time, language).into(),
            day: say::day(time, language).into(),
            ..none
        },
    }
}

pub(super) fn card(offer: &Offer, draft: Option<&Draft>, language: Language) -> ui::Card {
    let price = offer.price_cents.filter(|cents| *cents > 0);
    ui::Card {
        key: offer.key.to_string().into(),
        pictogram: pictogram(offer.pictogram),
        when: when(offer.when, language),
        title: offer.title.as_str().into(),
        is_drop_in: offer.key == OfferKey::DropIn,
        place: offer.place.as_str().into(),
        elsewhere: offer.elsewhere,
        price: price.map(|cents| say::price(cents, language)).unwrap_or_default().into(),
        is_free: offer.price_cents == Some(0),
        for_whom: offer.for_whom.as_str().into(),
        sign_up_required: offer.sign_up_required,
        note: offer.note.as_str().into(),
        state: match offer.state {
            OfferState::Open => ui::CardState::Open,
            OfferState::NotYet => ui::CardState::NotYet,
            OfferState::Full => ui::CardState::Full,
            OfferState::Cancelled => ui::CardState::Cancelled,
            OfferState::Moved => ui::CardState::Moved,
            OfferState::Over => ui::CardState::Over,
        },
        can_choose: offer.can_choose(),
        chosen: draft.is_some_and(|draft| draft.has(&offer.key)),
    }
}

pub(super) fn line(offer: &Offer, language: Language) -> ui::ThanksLine {
    ui::ThanksLine {
        pictogram: pictogram(offer.pictogram),
        title: offer.title.as_str().into(),
        is_drop_in: offer.key == OfferKey::DropIn,
        when: when(offer.when, language),
        place: offer.place.as_str().into(),
        elsewhere: offer.elsewhere,
        host: offer.host.as_str().into(),
        note: offer.note.as_str().into(),
    }
}

/// Lines of what was chosen.
pub(super) fn lines(draft: &Draft, language: Language) -> Vec<ui::ThanksLine> {
    draft.offers.iter().map(|offer| line(offer, language)).collect()
}

/// A model for a list that is to show `items`: the old one, where it holds them already, so that the
/// screen has nothing to draw again.
pub(super) fn model<T: Clone + PartialEq + 'static>(old: ModelRc<T>, items: Vec<T>) -> ModelRc<T> {
    if old.row_count() == items.len() && old.iter().zip(&items).all(|(old, new)| old == *new) {
        return old;
    }
    if let Some(list) = old.as_any().downcast_ref::<VecModel<T>>()
        && list.row_count() == items.len()
    {
        // The same cards with other words: only those that differ are drawn again.
        for (row, item) in items.into_iter().enumerate() {
            if list.row_data(row).as_ref() != Some(&item) {
                list.set_row_data(row, item);
            }
        }
        return old;
    }
    ModelRc::new(VecModel::from(items))
}

/// People of a party, for a property.
pub(super) fn people(party: u32) -> i32 {
    i32::try_from(party).unwrap_or(i32::MAX)
}
