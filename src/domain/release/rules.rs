//! The parts of the release rule that can be told apart, each with a switch that only tests can turn.
//!
//! A property test is worth what it catches. So every part of the rule is asked for by name where it
//! does its work, and the tests turn each off in turn to see a property fail
//! (`tests/switched_off.rs`, where parts that are no step here, like "nothing is rounded", are broken from
//! outside). Outside tests there is one value, [`Rules::ALL`].

/// One part of the rule; the comments quote its row in privacy.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// classes, threshold: "k of the group (the highest in it)".
    HighestThreshold,
    /// plan: "a class raised during the quarter makes its group read few from that date".
    RaisedReadsFew,
    /// plan: a group that is withheld is never published.
    WithheldGroup,
    /// threshold: "published … if crowd ≥ k; otherwise few".
    Threshold,
    /// visits: "party × sessions".
    PartyInFull,
    /// crowd: "a party counts once".
    PartyOnceInCrowd,
    /// crowd: "an arrival once per group and day".
    ArrivalOncePerDay,
    /// crowd: "the largest number of arrivals on any one day of the cell".
    LargestDay,
    /// sensitive: "on every date on which the sensitive session is held, two of those are held too".
    Company,
    /// sensitive: "and that day's crowd reaches k".
    CrowdOnEveryDate,
    /// splits: "over the arrivals behind published cells".
    BehindPublished,
    /// splits: "shown only if every part that is not empty has k arrivals".
    WholeSplit,
    /// splits: "k the highest among those cells".
    HighestOfMonth,
    /// nothing: `off`, "decided before the threshold".
    Off,
    /// nothing: `closed`, "sessions were planned and none was held".
    Closed,
    /// frozen: what is stored later stays in the centre.
    StoredInTime,
    /// frozen: what is taken back later changes nothing.
    TakenBackInTime,
    /// head counts: "a number that a host enters for an open meeting", and for no other.
    HeadsOfOpenAlone,
}

/// The rule, whole or (in tests) without one part.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    without: Option<Part>,
}

impl Rules {
    /// The rule.
    pub(super) const ALL: Self = Self { without: None };

    /// The rule with one part switched off.
    #[cfg(test)]
    pub(super) fn without(part: Part) -> Self {
        Self { without: Some(part) }
    }

    /// Whether a part is in force.
    pub(super) fn on(self, part: Part) -> bool {
        self.without != Some(part)
    }
}
