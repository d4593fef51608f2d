//! Folding parcels into a record. In any order and as often as you like: parcels lie without an order, and
//! one may be seen in today's buckets and again in the long-term table.

use super::record::{RECENT_DAYS, Record};
use crate::{
    call_back::Outcome, details::Number, ids::ActivityKey, sealing::parcel::Content, settings::Retention,
};
use chrono::{Days, Months, NaiveDate};

/// The revision of what a new guest tells.
pub(crate) const FIRST_REVISION: u32 = 1;

impl Record {
    /// Takes in what the door sealed.
    pub(crate) fn fold(&mut self, mut contents: Vec<Content>) {
        // Changes in the order in which they were made; a day's attendance has none.
        contents.sort_by_key(|content| match content {
            Content::Change { revision, .. } => *revision,
            _ => 0,
        });
        for content in contents {
            match content {
                Content::Attendance { day, activities } => self.attend(day, activities),
                Content::Change { revision, change, day, activities } => {
                    if !activities.is_empty() {
                        self.attend(day, activities);
                    }
                    if revision == FIRST_REVISION {
                        self.kept_since = Some(day);
                    }
                    if revision <= self.revision {
                        continue;
                    }
                    self.revision = revision;
                    self.name = change.name.or(self.name.take());
                    self.language = change.language.or(self.language.take());
                    match change.phone {
                        Some(Number::Set(phone)) => (self.phone, self.number_is_wrong) = (Some(phone), false),
                        Some(Number::Removed) => (self.phone, self.number_is_wrong) = (None, false),
                        None => {}
                    }
                    if let Some(wants_talk) = change.wants_talk {
                        self.wants_talk = wants_talk.then_some(day);
                    }
                }
                // The consent itself stands in the entry, where it holds at once.
                Content::Calls { agreed, day } => {
                    if agreed {
                        self.calls_since = self.calls_since.max(Some(day));
                    }
                }
            }
        }
    }

    fn attend(&mut self, day: NaiveDate, activities: Vec<ActivityKey>) {
        self.last_visit = self.last_visit.max(Some(day));
        for activity in activities {
            let attended = self.attendance.entry(activity).or_default();
            // Once a day; and what is older than all that is kept was counted before it was dropped.
            let is_forgotten = attended.days.len() == RECENT_DAYS && attended.days.first() > Some(&day);
            if let (Err(at), false) = (attended.days.binary_search(&day), is_forgotten) {
                attended.days.insert(at, day);
                attended.times += 1;
                if attended.days.len() > RECENT_DAYS {
                    attended.days.remove(0);
                }
            }
        }
    }

    /// Forgets what is older than it may be.
    pub(crate) fn forget(&mut self, today: NaiveDate, retention: &Retention) {
        let before = |days: u32| today.checked_sub_days(Days::new(days.into())).unwrap_or(NaiveDate::MIN);
        let kept_from =
            today.checked_sub_months(Months::new(retention.keep_months)).unwrap_or(NaiveDate::MIN);
        let sensitive_from = before(retention.sensitive_days).max(kept_from);
        self.attendance.retain(|activity, attended| {
            let is_sensitive = retention.sensitive.contains(activity);
            let from = if is_sensitive { sensitive_from } else { kept_from };
            attended.days.retain(|day| *day >= from);
            !attended.days.is_empty()
        });
        // Refusals, and a move, hold as long as there is somebody they are about.
        let calls_from = before(retention.calls_days);
        self.calls.retain(|call| {
            call.day >= calls_from || matches!(call.outcome, Outcome::WantsNoCalls | Outcome::Moved)
        });
        self.intake = self.intake.take().filter(|intake| intake.expires.is_none_or(|until| today <= until));
        self.paused_until = self.paused_until.filter(|until| today <= *until);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::details::{Change, FirstName, PhoneNumber};
    use proptest::prelude::*;
    use welkom_domain::ids::ActivityId;

    fn day(number: u32) -> NaiveDate {
        NaiveDate::default() + Days::new(number.into())
    }

    fn key(text: &str) -> ActivityKey {
        ActivityKey::from(&ActivityId::from(text))
    }

    fn content() -> impl Strategy<Value = Content> {
        let activities =
            || proptest::collection::vec(proptest::sample::select(vec!["a", "b"]).prop_map(key), 1..3);
        prop_oneof![
            (0_u32..20, activities())
                .prop_map(|(at, activities)| Content::Attendance { day: day(at), activities }),
            (0_u32..20, any::<bool>()).prop_map(|(at, agreed)| Content::Calls { agreed, day: day(at) }),
            (1_u32..6).prop_map(|revision| {
                let change = Change {
                    name: FirstName::new(&format!("Bloem {revision}")).ok(),
                    wants_talk: (revision % 2 == 0).then_some(true),
                    ..Change::default()
                };
                Content::Change { revision, change, day: day(revision), activities: Vec::new() }
            }),
        ]
    }

    proptest! {
        #[test]
        fn neither_order_nor_repetition_changes_what_is_folded(
            contents in proptest::collection::vec(content(), 0..24),
            seed: u64,
        ) {
            let mut once = Record::default();
            once.fold(contents.clone());
            let mut shuffled = contents.clone();
            crate::random::Dice::Seeded(fastrand::Rng::with_seed(seed)).shuffle(&mut shuffled);
            let mut again = Record::default();
            again.fold(shuffled);
            again.fold(contents);
            prop_assert!(once == again);
        }
    }

    #[test]
    fn a_new_number_is_not_wrong_any_more() {
        let mut record = Record { number_is_wrong: true, ..Record::default() };
        let phone = PhoneNumber::new("+31612345678").ok();
        let change = Change { phone: phone.clone().map(Number::Set), ..Change::default() };
        record.fold(vec![Content::Change { revision: 2, change, day: day(1), activities: Vec::new() }]);
        assert!(record.phone == phone && !record.number_is_wrong);
    }

    #[test]
    fn only_recent_days_are_kept_and_all_are_counted() {
        let mut record = Record::default();
        for at in 0..40 {
            record.fold(vec![Content::Attendance { day: day(at), activities: vec![key("a")] }]);
        }
        let attended = &record.attendance[&key("a")];
        assert_eq!((attended.times, attended.days.len(), attended.days[0]), (40, RECENT_DAYS, day(14)));
        assert_eq!(record.last_visit, Some(day(39)));
    }

    #[test]
    fn what_is_sensitive_is_forgotten_earlier() {
        let mut record = Record::default();
        record.fold(vec![Content::Attendance { day: day(0), activities: vec![key("a"), key("b")] }]);
        let retention = Retention { sensitive: [key("b")].into(), ..Retention::default() };
        record.forget(day(92), &retention);
        assert_eq!(record.attendance.len(), 2);
        record.forget(day(93), &retention);
        assert_eq!(record.attendance.keys().collect::<Vec<_>>(), [&key("a")]);
        record.forget(day(366), &retention);
        assert!(record.attendance.is_empty());
    }
}
