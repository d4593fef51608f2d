//! The page that stands open: server-sent events with what changed at the door.
//!
//! An event carries the changing part of the page as the server writes it, so that there is one way to write
//! it; `static/today.js` puts it in its place. A browser that lost the connection asks again by itself and
//! gets the part as it is then: nothing is missed. Watching is no use of the session or the book; the stream
//! ends with the session, which is looked at before every event and every few seconds. It ends with the desk, whose runtime drops it.

use super::{View, view};
use crate::{
    app::App,
    door::{Door, DoorError},
    error::PageError,
    guards::LoggedIn,
    pages::Frame,
    store::Seen,
};
use askama::Template;
use axum::{
    Extension,
    extract::State,
    http::header,
    response::{
        IntoResponse,
        sse::{Event, Sse},
    },
};
use futures_util::stream;
use std::{convert::Infallible, time::Duration};
use tokio::{
    sync::watch,
    time::{Interval, MissedTickBehavior, interval},
};
use welkom_web::language::Language;

/// How often the session is looked at while nothing happens.
const LOOKS_EVERY: Duration = Duration::from_secs(5);

/// Looks from one sign of life to the next. It is an event and no comment: the script hears it, and says that
/// the page is old when it stays away (a laptop that slept, a network that went).
const LOOKS_A_BEAT: u32 = 3;

/// Looks until "3 minuten geleden" is said anew.
const LOOKS_A_MINUTE: u32 = 12;

#[derive(Template)]
#[template(path = "today_live.html")]
struct LivePart {
    frame: Frame,
    view: View,
}

struct Watch {
    app: App,
    language: Language,
    who: LoggedIn,
    changes: watch::Receiver<u64>,
    ticks: Interval,
    looks: u32,
    /// What the page has.
    sent: String,
    is_due: bool,
    is_over: bool,
}

/// What is to be told next.
enum Next {
    Today(String),
    Beat,
    /// The session ended: the page goes to the log-in page.
    Over,
    /// Something is broken: the browser asks again.
    End,
}

pub async fn live(
    State(app): State<App>,
    Extension(language): Extension<Language>,
    Extension(who): Extension<LoggedIn>,
) -> Result<impl IntoResponse, PageError> {
    let changes = app.with_door(|door| Ok(door.changes())).await?;
    let mut ticks = interval(LOOKS_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let watch = Watch {
        app,
        language,
        who,
        changes,
        ticks,
        looks: 0,
        sent: String::new(),
        is_due: true,
        is_over: false,
    };
    let events = stream::unfold(watch, |mut watch| async move {
        let event = match watch.next().await {
            Next::Today(part) => Event::default().event("today").data(part),
            Next::Beat => Event::default().event("beat").data("1"),
            Next::Over => Event::default().event("over").data("1"),
            Next::End => return None,
        };
        Some((Ok::<_, Infallible>(event), watch))
    });
    // As every page: what is in it belongs in no cache.
    Ok(([(header::CACHE_CONTROL, "no-store")], Sse::new(events)))
}

impl Watch {
    async fn next(&mut self) -> Next {
        loop {
            if self.is_over {
                return Next::End;
            }
            match self.is_logged_in().await {
                Ok(true) => {}
                Ok(false) => {
                    self.is_over = true;
                    return Next::Over;
                }
                Err(_) => return Next::End,
            }
            if std::mem::take(&mut self.is_due) {
                match self.part().await {
                    Ok(part) if part != self.sent => {
                        self.sent.clone_from(&part);
                        return Next::Today(part);
                    }
                    // An engine that is silent for a moment is asked again with the next minute or change.
                    Ok(_) | Err(PageError::Door(DoorError::Silent)) => {}
                    Err(_) => return Next::End,
                }
            }
            tokio::select! {
                changed = self.changes.changed() => match changed {
                    Ok(()) => self.is_due = true,
                    Err(_) => return Next::End,
                },
                _ = self.ticks.tick() => {
                    self.looks = self.looks.wrapping_add(1);
                    self.is_due = self.looks.is_multiple_of(LOOKS_A_MINUTE);
                    if self.looks.is_multiple_of(LOOKS_A_BEAT) && !self.is_due {
                        return Next::Beat;
                    }
                }
            }
        }
    }

    async fn is_logged_in(&self) -> Result<bool, PageError> {
        let (key, now) = (self.who.key, self.app.now());
        let session = self.app.with_store(move |store| store.session(&key, now, Seen::ByItself)).await?;
        Ok(session.is_some())
    }

    async fn part(&self) -> Result<String, PageError> {
        let today = self.app.with_door(Door::today).await?;
        let view = view(self.language, &today, self.app.now(), self.app.parts().zone);
        let frame = Frame::new(self.language, &view.title, "today", Some(&self.who));
        Ok(LivePart { frame, view }.render()?)
    }
}
