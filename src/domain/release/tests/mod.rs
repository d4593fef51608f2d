//! The release rule, tried to break.
//!
//! - `examples`: small cases worked out by hand.
//! - `history`: random centres, programmes and arrivals.
//! - `spec`: the rule written down a second time, by brute force and from the words of privacy.md.
//! - `properties`: what must hold of everything that is ever released.
//! - `switched_off`: each part of the rule turned off in turn, and the property that notices.

mod arrivals_csv;
mod entered;
mod examples;
mod history;
mod properties;
mod spec;
mod switched_off;
