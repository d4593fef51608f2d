//! Names, numbers and notes that stand nowhere else, so that whoever searches for one finds a leak.

/// Letters that no word of the program is likely made of in this order.
const LETTERS: &[u8] = b"bcdfghjklmnpqrstvwxz";

/// A first name of ten letters, the same for the same seed and guest.
pub fn name(seed: u64, guest: usize) -> String {
    let mut random = fastrand::Rng::with_seed(seed ^ (guest as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let letter = |random: &mut fastrand::Rng| char::from(LETTERS[random.usize(..LETTERS.len())]);
    let mut name: String = letter(&mut random).to_ascii_uppercase().to_string();
    name.extend((1..10).map(|_| letter(&mut random)));
    name
}

/// A Dutch mobile number as it is dialled, ten digits.
pub fn number(seed: u64, guest: usize) -> String {
    let mut random = fastrand::Rng::with_seed(!seed ^ (guest as u64).wrapping_mul(0xD1B5_4A32_D192_ED03));
    format!("061{:07}", random.u32(..10_000_000))
}

/// A line of text that somebody writes about a guest.
pub fn note(seed: u64, guest: usize) -> String {
    format!("{} {}", name(seed.rotate_left(17), guest), name(seed.rotate_left(31), guest))
}
