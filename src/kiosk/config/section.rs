//! Reads a TOML document key by key and collects everything that is wrong with it.
//!
//! serde's derive stops at the first mistake, and somebody who sets up a kiosk would meet ten mistakes
//! in ten rounds. The crate eserde collects several, but tells no lines in TOML and stops at the first
//! unknown key; toml-span collects them, but stops at the first syntax error. The parser of `toml` goes
//! on after syntax errors and keeps the place of every value, so the document is walked here:
//!
//! - a key exists because it is asked for; what nobody asked for is a mistake, with the nearest key
//!   that exists;
//! - a value that cannot be used is told and replaced by its default, so that the reading goes on;
//!   nobody gets to see a configuration with a replaced value ([`super::Config::parse`]);
//! - where the syntax is broken, the lines that are broken are told for that alone, and nothing is
//!   said to be missing: it may stand in what could not be read.

use super::{
    mistake::Mistake,
    values::{Kind, describe},
};
use std::{collections::BTreeSet, ops::Range};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// Below this likeness (Jaro-Winkler, 0 to 1) two keys have nothing to do with each other.
const LIKELY_MEANT: f64 = 0.8;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Located<T> {
    pub value: T,
    /// Line in the file, from 1.
    pub line: usize,
}

/// What is known of the document while it is read.
pub(super) struct Notes {
    /// Where each line starts, in bytes.
    line_starts: Vec<usize>,
    broken_lines: BTreeSet<usize>,
    mistakes: Vec<Mistake>,
    /// Every key that was asked for, by its full name, and the line it stands on.
    asked: Vec<(String, Option<usize>)>,
}

impl Notes {
    fn new(text: &str) -> Self {
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { line_starts, broken_lines: BTreeSet::new(), mistakes: Vec::new(), asked: Vec::new() }
    }

    fn line(&self, span: &Range<usize>) -> usize {
        self.line_starts.partition_point(|start| *start <= span.start)
    }

    fn mistake(&mut self, line: usize, expected: String, found: String) {
        if !self.broken_lines.contains(&line) {
            self.mistakes.push(Mistake { line, expected, found });
        }
    }
}

/// What reading a document leaves behind.
pub(super) struct Reading<T> {
    /// What was read; to be used only where there are no mistakes.
    pub value: T,
    pub mistakes: Vec<Mistake>,
    /// Every key the program knows, with the line it stands on where it stands there.
    #[cfg_attr(not(test), expect(dead_code, reason = "tests hold the complete sample against it"))]
    pub known_keys: Vec<(String, Option<usize>)>,
}

/// Reads a whole document.
pub(super) fn read_document<T>(text: &str, read: impl FnOnce(&mut Section<'_>) -> T) -> Reading<T> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut notes = Notes::new(text);
    for error in errors {
        let line = notes.line(&error.span().unwrap_or_default());
        // One syntax error to a line: what follows on it is mostly a consequence.
        notes.mistake(line, "valid TOML".to_owned(), format!("a fault: {}", error.message()));
        notes.broken_lines.insert(line);
    }
    let value = {
        let mut root = Section {
            notes: &mut notes,
            table: Some(document.get_ref()),
            path: String::new(),
            line: 1,
            is_usable: true,
            known: Vec::new(),
            mistakes_before: 0,
        };
        let value = read(&mut root);
        root.refuse_unknown_keys();
        value
    };
    Reading { value, mistakes: notes.mistakes, known_keys: notes.asked }
}

/// One table of the document, or its absence.
pub(super) struct Section<'a> {
    notes: &'a mut Notes,
    table: Option<&'a DeTable<'a>>,
    /// Full name: empty for the whole document, `door.closed`.
    path: String,
    /// The line of its header.
    line: usize,
    /// Whether it was left out or is a table, and so is everything it stands in: of something else
    /// nothing more needs to be said.
    is_usable: bool,
    known: Vec<&'static str>,
    mistakes_before: usize,
}

impl<'a> Section<'a> {
    /// A value that has to be there.
    pub fn required<T>(&mut self, key: &'static str, kind: &Kind<T>) -> Option<T> {
        if !self.has(key) {
            self.missing(key, &kind.expected);
        }
        self.optional(key, kind)
    }

    /// A value that may be left out.
    pub fn optional<T>(&mut self, key: &'static str, kind: &Kind<T>) -> Option<T> {
        let value = self.ask(key)?;
        self.read(key, value, kind)
    }

    /// A value that may be left out, and what counts then.
    pub fn or<T>(&mut self, key: &'static str, default: T, kind: &Kind<T>) -> T {
        self.optional(key, kind).unwrap_or(default)
    }

    /// A list of values, each told where it stands; `None` where it is left out.
    pub fn list<T>(&mut self, key: &'static str, kind: &Kind<T>) -> Option<Vec<Located<T>>> {
        let value = self.ask(key)?;
        let Some(array) = value.get_ref().as_array() else {
            self.wrong(key, value, &format!("a list in square brackets of {}", kind.expected));
            return None;
        };
        let mut list = Vec::new();
        for item in array {
            if let Some(value) = self.read(key, item, kind) {
                list.push(Located { value, line: self.notes.line(&item.span()) });
            }
        }
        Some(list)
    }

    /// A table of its own; where it is left out all of its keys are.
    pub fn section<T>(&mut self, key: &'static str, read: impl FnOnce(&mut Section<'_>) -> T) -> T {
        let value = self.ask(key);
        self.inner(key, value, read)
    }

    /// A table of its own that may be left out as a whole.
    pub fn optional_section<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Section<'_>) -> T,
    ) -> Option<T> {
        let value = self.ask(key)?;
        Some(self.inner(key, Some(value), read))
    }

    /// A repeated table (`[[door.closed]]`), each told with the line it begins on.
    pub fn sections<T>(
        &mut self,
        key: &'static str,
        mut read: impl FnMut(&mut Section<'_>) -> T,
    ) -> Vec<Located<T>> {
        let Some(value) = self.ask(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            let path = self.path_of(key);
            self.wrong(key, value, &format!("tables that each begin with [[{path}]]"));
            return Vec::new();
        };
        let mut list = Vec::new();
        for item in array {
            let line = self.notes.line(&item.span());
            list.push(Located { value: self.inner(key, Some(item), &mut read), line });
        }
        list
    }

    /// Says what is wrong with values that are each right alone. `key` is the one to look at.
    pub fn mistake(&mut self, key: &str, expected: &str, found: String) {
        let line = self.line_of(key);
        let expected = format!("{} {expected}", self.path_of(key));
        self.notes.mistake(line, expected, found);
    }

    /// The same, on a line of one's own.
    pub fn mistake_on(&mut self, line: usize, key: &str, expected: &str, found: String) {
        let expected = format!("{} {expected}", self.path_of(key));
        self.notes.mistake(line, expected, found);
    }

    /// Whether the key stands there.
    pub fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// Whether nothing was wrong in this section so far: only then does it make sense to compare one
    /// value with another.
    pub fn is_sound(&self) -> bool {
        self.tells_missing() && self.notes.mistakes.len() == self.mistakes_before
    }

    fn inner<T>(
        &mut self,
        key: &'static str,
        value: Option<&Spanned<DeValue<'_>>>,
        read: impl FnOnce(&mut Section<'_>) -> T,
    ) -> T {
        let table = value.and_then(|value| value.get_ref().as_table());
        if let (Some(value), None) = (value, table) {
            let expected = format!("a table that begins with [{}]", self.path_of(key));
            self.wrong(key, value, &expected);
        }
        let mut section = Section {
            table,
            path: self.path_of(key),
            line: value.map_or(self.line, |value| self.notes.line(&value.span())),
            is_usable: self.is_usable && (value.is_none() || table.is_some()),
            known: Vec::new(),
            mistakes_before: self.notes.mistakes.len(),
            notes: self.notes,
        };
        let value = read(&mut section);
        section.refuse_unknown_keys();
        value
    }

    fn value(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table?.get(key)
    }

    fn ask(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        let value = self.value(key);
        self.known.push(key);
        let path = self.path_of(key);
        if !self.notes.asked.iter().any(|(asked, _)| *asked == path) {
            let line = value.map(|_| self.line_of(key));
            self.notes.asked.push((path, line));
        }
        value
    }

    fn read<T>(&mut self, key: &str, value: &Spanned<DeValue<'_>>, kind: &Kind<T>) -> Option<T> {
        let read = (kind.read)(value.get_ref());
        if read.is_none() {
            self.wrong(key, value, &kind.expected);
        }
        read
    }

    fn wrong(&mut self, key: &str, value: &Spanned<DeValue<'_>>, expected: &str) {
        let line = self.notes.line(&value.span());
        let expected = format!("{} to be {expected}", self.path_of(key));
        self.notes.mistake(line, expected, describe(value.get_ref()));
    }

    fn missing(&mut self, key: &str, expected: &str) {
        if self.tells_missing() {
            let expected = format!("{} to be {expected}", self.path_of(key));
            self.notes.mistake(self.line, expected, "nothing".to_owned());
        }
    }

    fn tells_missing(&self) -> bool {
        self.is_usable && self.notes.broken_lines.is_empty()
    }

    fn line_of(&self, key: &str) -> usize {
        let found = self.table.and_then(|table| table.get_key_value(key));
        found.map_or(self.line, |(name, _)| self.notes.line(&name.span()))
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn refuse_unknown_keys(&mut self) {
        let Some(table) = self.table else { return };
        for (name, _) in table {
            let key: &str = name.get_ref();
            if self.known.contains(&key) {
                continue;
            }
            let line = self.notes.line(&name.span());
            let expected = match nearest(key, &self.known) {
                Some(meant) => self.path_of(meant),
                None if self.path.is_empty() => "one of the known tables".to_owned(),
                None => format!("one of the known keys of [{}]", self.path),
            };
            let found = format!("the unknown key {:?}", shorten(key));
            self.notes.mistake(line, expected, found);
        }
    }
}

fn nearest<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    known
        .iter()
        .map(|known| (strsim::jaro_winkler(key, known), *known))
        .filter(|(likeness, _)| *likeness >= LIKELY_MEANT)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}

/// Cuts what a message repeats.
pub(super) fn shorten(text: &str) -> String {
    const MOST: usize = 40;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
