//! Which zone a calendar means by a TZID.
//!
//! Programs write IANA names, Windows names, names with a path before them, or one of their own with
//! a VTIMEZONE beside it. The definition itself is not followed: its rules are those of a zone that
//! everybody knows, often outdated ones, so the name in it decides (`CalConnect` CC/R 0602).

use super::scan::Component;
use calcard::common::timezone::Tz as Known;
use chrono_tz::Tz;
use std::collections::BTreeMap;

/// The zones a file names.
pub(super) struct Zones {
    /// The centre's: of whole days, of times without a zone, and of zones nobody knows.
    pub centre: Tz,
    defined: BTreeMap<String, Tz>,
}

impl Zones {
    /// The zones that the components of a file define.
    pub fn of(components: &[Component], centre: Tz) -> Self {
        let mut defined = BTreeMap::new();
        for component in components.iter().filter(|component| component.kind == "VTIMEZONE") {
            let value = |name| {
                component
                    .first(name)
                    .and_then(|line| line.text.split_once(':'))
                    .map(|(_, value)| value.trim())
            };
            let Some(name) = value("TZID") else { continue };
            let zone = known(name).or_else(|| value("X-LIC-LOCATION").and_then(known)).or_else(|| {
                value("X-MICROSOFT-CDO-TZID").and_then(|id| named(Known::from_ms_cdo_zone_id(id)?))
            });
            if let Some(zone) = zone {
                defined.insert(name.to_owned(), zone);
            }
        }
        Self { centre, defined }
    }

    /// The zone of this name; `None` where nobody knows it.
    pub fn named(&self, name: &str) -> Option<Tz> {
        self.defined.get(name).copied().or_else(|| known(name))
    }
}

/// The zone of an IANA or Windows name, also behind a path like
/// `/freeassociation.sourceforge.net/Europe/Amsterdam`.
fn known(name: &str) -> Option<Tz> {
    let name = name.trim().trim_matches('"');
    let found = name.parse::<Known>().ok().and_then(named);
    found.or_else(|| {
        let mut parts = name.rsplit('/');
        let (city, region) = (parts.next()?, parts.next()?);
        format!("{region}/{city}").parse().ok()
    })
}

fn named(zone: Known) -> Option<Tz> {
    match zone {
        Known::Tz(zone) => Some(zone),
        other => other.name()?.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::programme::scan::scan;
    use chrono_tz::Europe::{Amsterdam, Berlin};

    fn zones(definition: &str) -> Zones {
        let text = format!("BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\n{definition}\nEND:VTIMEZONE\nEND:VCALENDAR\n");
        Zones::of(&scan(text.as_bytes(), &mut Vec::new()).unwrap(), Amsterdam)
    }

    #[test]
    fn names_of_every_habit_are_known() {
        let zones = zones("TZID:x");
        for (name, zone) in [
            ("Europe/Amsterdam", Amsterdam),
            ("W. Europe Standard Time", Berlin),
            ("/freeassociation.sourceforge.net/Europe/Amsterdam", Amsterdam),
            ("UTC", Tz::UTC),
        ] {
            assert_eq!(zones.named(name), Some(zone), "{name}");
        }
        for name in ["x", "", "Customized Time Zone", "Europe/Nowhere"] {
            assert_eq!(zones.named(name), None, "{name}");
        }
    }

    #[test]
    fn a_zone_of_the_files_own_is_known_by_what_its_definition_says() {
        assert_eq!(
            zones("TZID:Ons huis\nX-LIC-LOCATION:Europe/Amsterdam").named("Ons huis"),
            Some(Amsterdam)
        );
        assert!(zones("TZID:Ons huis\nX-MICROSOFT-CDO-TZID:4").named("Ons huis").is_some());
    }
}
