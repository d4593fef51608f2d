//! What a visitor has chosen so far.

use crate::today::{Offer, OfferKey};

/// What for, and how many. It lives as long as the visitor stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The chosen offers, as they were when they were touched, in that order.
    pub offers: Vec<Offer>,
    /// How many people, at least 1.
    pub party: u32,
}

impl Default for Draft {
    fn default() -> Self {
        Self { offers: Vec::new(), party: 1 }
    }
}

impl Draft {
    /// One person for one offer.
    pub fn of(offer: &Offer) -> Self {
        Self { offers: vec![offer.clone()], party: 1 }
    }

    /// What is chosen.
    pub fn keys(&self) -> Vec<OfferKey> {
        self.offers.iter().map(|offer| offer.key.clone()).collect()
    }

    /// Whether this one is chosen.
    pub fn has(&self, key: &OfferKey) -> bool {
        self.offers.iter().any(|offer| offer.key == *key)
    }

    /// Chosen, or not any more. What cannot be chosen now stays unchosen.
    pub fn toggle(&mut self, offer: &Offer) {
        if self.has(&offer.key) {
            self.offers.retain(|chosen| chosen.key != offer.key);
        } else if offer.can_choose() {
            self.offers.push(offer.clone());
        }
    }
}
