//! About how many people are in the building now: for a host who has to know at a glance, and after an
//! alarm to know for about how many one has to look. An estimate: most people leave without a word.
//!
//! - Whoever came is thought to leave at the latest end of the sessions they came for (of one without an
//!   end, as long after its start as it takes check-ins). Sessions elsewhere do not count: who came for
//!   those alone is not in the building.
//! - Whoever just dropped in is thought to stay for a while and not past the end of the opening hours;
//!   the same holds for what goes on all day or for days, is not held, or is not known any more.
//! - A check-out is nobody's own: it says that so many people left. Of those still thought to be inside the
//!   ones who were to leave soonest are taken off: what was already known to end is the likeliest to have
//!   ended, and a wrong guess is put right soonest. There are never fewer than none.
//! - When the service day closes nobody is left over.
//!
//! Nothing here knows a name, and no arrival is followed: only the number goes out.

use crate::{
    centre::Centre,
    day::closes_at,
    ids::ActivityId,
    programme::{Session, Status},
};
use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

/// One arrival, as far as it matters here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// When.
    pub at: DateTime<Utc>,
    /// How many people came in together.
    pub people: u32,
    /// Which sessions for: activity and start by the rule. Empty for just dropping in.
    pub sessions: Vec<(ActivityId, NaiveDateTime)>,
    /// Whether they (also) just drop in.
    pub drops_in: bool,
}

/// People who said that they leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckOut {
    /// When.
    pub at: DateTime<Utc>,
    /// How many.
    pub people: u32,
}

/// What the centre says of one service day.
#[derive(Debug, Clone, Copy)]
pub struct House<'a> {
    /// Its opening hours, and how long a session without an end lasts.
    pub centre: &'a Centre,
    /// The service day.
    pub day: NaiveDate,
    /// Its sessions, as [`Centre::sessions_on`] gives them: hosts' changes included.
    pub sessions: &'a [Session],
    /// How long somebody who drops in is thought to stay, in minutes.
    pub drop_in_stays_min: u32,
}

/// Some people who are thought to be inside from one moment up to another.
#[derive(Debug, Clone, Copy)]
struct Stay {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    people: u32,
}

impl House<'_> {
    /// About how many people are in the building at a moment. `came` and `left` are the day's, in any
    /// order, those after `now` included: they have not happened yet.
    pub fn people_inside(&self, came: &[Came], left: &[CheckOut], now: DateTime<Utc>) -> u32 {
        let mut stays: Vec<Stay> = came.iter().filter_map(|came| self.stay(came)).collect();
        stays.sort_unstable_by_key(|stay| stay.until);
        let mut left: Vec<CheckOut> = left.iter().filter(|left| left.at <= now).copied().collect();
        left.sort_unstable_by_key(|left| left.at);
        for CheckOut { at, mut people } in left {
            for stay in stays.iter_mut().filter(|stay| stay.is_on(at)) {
                let gone = people.min(stay.people);
                stay.people -= gone;
                people -= gone;
            }
        }
        let inside = stays.iter().filter(|stay| stay.is_on(now)).map(|stay| stay.people);
        inside.fold(0, u32::saturating_add)
    }

    /// How long an arrival is thought to stay; `None` for one that is only elsewhere.
    fn stay(&self, came: &Came) -> Option<Stay> {
        let dropped_in = (came.drops_in || came.sessions.is_empty()).then(|| self.drop_in_ends(came.at));
        let ends = came.sessions.iter().filter_map(|key| self.ends(key, came.at));
        let until = ends.chain(dropped_in).max()?;
        let closes = closes_at(self.day, self.centre.zone).to_utc();
        Some(Stay { from: came.at, until: until.min(closes), people: came.people })
    }

    /// When somebody who came for this session leaves; `None` where it is elsewhere.
    fn ends(&self, key: &(ActivityId, NaiveDateTime), came: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let is_it = |session: &&Session| session.activity == key.0 && session.recurrence_id == key.1;
        match self.sessions.iter().find(is_it) {
            Some(session) if session.facts.elsewhere => None,
            Some(session) if session.status != Status::Cancelled && !lasts_days(session) => {
                Some(self.centre.check_in_window(session).1.to_utc())
            }
            _ => Some(self.drop_in_ends(came)),
        }
    }

    /// When somebody who drops in leaves: after a while, and not past the day's last opening hour. Who
    /// comes in after that (for an evening of something else) is there all the same.
    fn drop_in_ends(&self, came: DateTime<Utc>) -> DateTime<Utc> {
        let stayed = came + TimeDelta::minutes(i64::from(self.drop_in_stays_min));
        let hours = self.centre.open_hours(self.day);
        let shuts = hours.last().map(|(_, to)| to.to_utc()).filter(|shuts| *shuts > came);
        shuts.map_or(stayed, |shuts| stayed.min(shuts))
    }
}

/// What goes on all day or for days has no end that says when anybody leaves.
fn lasts_days(session: &Session) -> bool {
    let days = Centre::days_of(session);
    session.all_day || days.from < days.to
}

impl Stay {
    /// Who leaves at this very moment is not inside any more.
    fn is_on(&self, moment: DateTime<Utc>) -> bool {
        self.from <= moment && moment < self.until
    }
}

#[cfg(test)]
mod tests;
