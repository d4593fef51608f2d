//! Telephone numbers as people type them, read by a kept library ([`phonenumber`], Google's rules).

use phonenumber::{Mode, country::Id};
use welkom_guestbook::PhoneNumber;
use zeroize::Zeroizing;

/// Without a country's code in front, a number is meant as people at this door dial it.
const HOME: Id = Id::NL;

/// A number that can exist, in international form; `None` for anything else.
pub fn read(typed: &str) -> Option<PhoneNumber> {
    let number = phonenumber::parse(Some(HOME), typed).ok().filter(phonenumber::is_valid)?;
    let international = Zeroizing::new(number.format().mode(Mode::E164).to_string());
    PhoneNumber::new(&international).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_dial_them() {
        // Numbers that the Dutch regulator and Ofcom keep free for fiction and films.
        for (typed, read_as) in [
            ("0612345678", "+31612345678"),
            ("06 1234 5678", "+31612345678"),
            ("033-4567890", "+31334567890"),
            ("+44 20 7946 0958", "+442079460958"),
            ("0044 20 7946 0958", "+442079460958"),
        ] {
            assert_eq!(read(typed).as_ref().map(PhoneNumber::expose), Some(read_as), "{typed}");
        }
        for typed in ["", "0", "06123", "061234567890123", "1234567", "+", "hallo"] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }
}
