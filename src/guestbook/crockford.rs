//! Crockford's base 32 (<https://www.crockford.com/base32.html>): digits and capital letters without I, L,
//! O and U, so that nothing on paper is misread, and every character is in the alphanumeric set of QR codes.

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The character of a value below 32.
pub(crate) fn character(value: u8) -> char {
    char::from(ALPHABET[usize::from(value & 31)])
}

/// The value of a character; small letters, and I, L and O for what they are mistaken for, are taken.
pub(crate) fn value(character: char) -> Option<u8> {
    let character = match character.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    };
    let found = ALPHABET.iter().position(|it| char::from(*it) == character)?;
    u8::try_from(found).ok()
}

/// Five bits for a character, the highest first; what is missing at the end is zero.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let bits = bytes.len() * 8;
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
    (0..bits.div_ceil(5)).map(|at| character((0..5).fold(0, |all, it| all << 1 | bit(at * 5 + it)))).collect()
}

/// The bytes of a text without spare bits; `None` where a character is no digit of this base.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let values: Vec<u8> = text.chars().map(value).collect::<Option<_>>()?;
    let bit = |at: usize| values[at / 5] >> (4 - at % 5) & 1;
    Some(
        (0..values.len() * 5 / 8)
            .map(|byte| (0..8).fold(0, |all, it| all << 1 | bit(byte * 8 + it)))
            .collect(),
    )
}
