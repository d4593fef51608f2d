//! Reads a host's words or the recovery sheet's text from the first line of an input.
//!
//! Byte by byte into one place that is overwritten afterwards: a buffer of the standard library would keep
//! what went through it.

use super::Mistake;
use std::io::{Read, Write};
use welkom_guestbook::{HostPassword, RecoverySheet};
use zeroize::Zeroizing;

/// More than five words or seven groups are long; the rest of a longer line is read and dropped.
const LONGEST_LINE_BYTES: usize = 512;

const WORDS: &str = "the five words of a host";
const SHEET: &str = "the text of the recovery sheet";
const EITHER: &str = "the five words of a host, or the text of the recovery sheet";

/// Either of what opens the guest book.
pub(super) enum Secret {
    Words(HostPassword),
    Sheet(RecoverySheet),
}

impl Secret {
    /// Only a sheet's text has digits in it: among 35 characters that are drawn of 32, ten of them digits,
    /// one of half a million sheets has none.
    pub fn ask_either(input: &mut impl Read, err: &mut impl Write) -> anyhow::Result<Self> {
        let typed = ask(EITHER, input, err)?;
        if typed.contains(|it: char| it.is_ascii_digit()) {
            return Ok(Self::Sheet(RecoverySheet::parse(&typed).map_err(Mistake::Sheet)?));
        }
        match (HostPassword::parse(&typed), RecoverySheet::parse(&typed)) {
            (Ok(words), _) => Ok(Self::Words(words)),
            (Err(_), Ok(sheet)) => Ok(Self::Sheet(sheet)),
            (Err(error), Err(_)) => Err(Mistake::Words(error).into()),
        }
    }
}

pub(super) fn ask_words(input: &mut impl Read, err: &mut impl Write) -> anyhow::Result<HostPassword> {
    let typed = ask(WORDS, input, err)?;
    Ok(HostPassword::parse(&typed).map_err(Mistake::Words)?)
}

pub(super) fn ask_sheet(input: &mut impl Read, err: &mut impl Write) -> anyhow::Result<RecoverySheet> {
    let typed = ask(SHEET, input, err)?;
    Ok(RecoverySheet::parse(&typed).map_err(Mistake::Sheet)?)
}

fn ask(what: &'static str, input: &mut impl Read, err: &mut impl Write) -> anyhow::Result<Zeroizing<String>> {
    writeln!(err, "Type {what} (shown while you type), then Enter:")?;
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST_LINE_BYTES));
    let mut byte = Zeroizing::new([0]);
    while input.read(byte.as_mut_slice())? == 1 && byte[0] != b'\n' {
        if line.len() < LONGEST_LINE_BYTES {
            line.push(byte[0]);
        }
    }
    // What is no UTF-8 becomes a sign that is none of a word or a sheet.
    let mut text = Zeroizing::new(String::with_capacity(LONGEST_LINE_BYTES * 3));
    for part in line.utf8_chunks() {
        text.push_str(part.valid());
        if !part.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    if text.trim().is_empty() {
        return Err(Mistake::NothingTyped { what }.into());
    }
    Ok(text)
}
