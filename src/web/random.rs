//! Random bytes and texts, from the operating system.

/// Letters and digits none of which looks or sounds like another, and no vowels to make words of.
pub const UNAMBIGUOUS: &[u8] = b"BCDFGHJKLMNPQRSTVWXZ23456789";

/// Random bytes.
pub fn bytes<const LENGTH: usize>() -> Result<[u8; LENGTH], getrandom::Error> {
    let mut bytes = [0; LENGTH];
    getrandom::fill(&mut bytes).map(|()| bytes)
}

/// Unambiguous characters, each as likely as every other: bytes that would favour the first ones are
/// thrown away.
pub fn text(length: usize) -> Result<String, getrandom::Error> {
    let fair = u8::try_from(256 / UNAMBIGUOUS.len() * UNAMBIGUOUS.len()).unwrap_or(u8::MAX);
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let [byte] = bytes::<1>()?;
        if byte < fair {
            text.push(char::from(UNAMBIGUOUS[usize::from(byte) % UNAMBIGUOUS.len()]));
        }
    }
    Ok(text)
}
