//! From the bytes of a calendar file to its components and content lines, each with the physical
//! line it begins on (RFC 5545 §3.1, §3.4).
//!
//! The calendar library tells no positions and passes over what it cannot read, and a centre that
//! typed its calendar by hand needs to hear which line is wrong. So the file is cut up here, and the
//! library is given one content line at a time: then a line that says nothing is noticed, and where
//! it stands is certain.

use super::{Problem, Unreadable};

/// More is no programme of a centre; a year of a busy one is some 200 KiB.
pub const LARGEST_FILE_BYTES: usize = 5 * 1024 * 1024;

/// One content line, unfolded.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it begins in the file, from 1.
    pub number: usize,
    /// The property's name in capitals.
    pub name: String,
    /// All of it, name included.
    pub text: String,
}

/// What stands between a BEGIN and its END.
#[derive(Debug)]
pub(super) struct Component {
    /// `VEVENT`, `VTIMEZONE`, …, in capitals.
    pub kind: String,
    /// Where its BEGIN stands.
    pub line: usize,
    /// Its own content lines, in order, without those of components inside it.
    pub lines: Vec<Line>,
}

impl Component {
    /// The lines of one property, in order; `name` in capitals.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.name == name)
    }

    /// The first line of one property; `name` in capitals.
    pub fn first(&self, name: &str) -> Option<&Line> {
        self.lines.iter().find(|line| line.name == name)
    }
}

/// Cuts a file into its components, those inside others beside them, in the order of their BEGIN.
/// What is not closed is left out and said.
pub(super) fn scan(bytes: &[u8], problems: &mut Vec<Problem>) -> Result<Vec<Component>, Unreadable> {
    if bytes.len() > LARGEST_FILE_BYTES {
        return Err(Unreadable::TooLarge { found_bytes: bytes.len() });
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Unreadable::NotUtf8);
    }
    let mut nesting = Nesting::default();
    for line in content_lines(bytes, problems) {
        nesting.take(line, problems);
    }
    nesting.finish(problems)
}

/// The components that are open while the lines go by.
#[derive(Default)]
struct Nesting {
    open: Vec<Component>,
    closed: Vec<Component>,
    found_calendar: bool,
}

impl Nesting {
    fn take(&mut self, line: Line, problems: &mut Vec<Problem>) {
        let value = line.text.split_once(':').map_or("", |(_, value)| value).trim().to_ascii_uppercase();
        match line.name.as_str() {
            "BEGIN" => {
                // An event never stands inside another: the END of the one before is missing.
                if value == "VEVENT" || value == "VCALENDAR" {
                    while self.open.last().is_some_and(|outer| outer.kind != "VCALENDAR") {
                        self.give_up_innermost(problems);
                    }
                }
                self.found_calendar |= value == "VCALENDAR";
                self.open.push(Component { kind: value, line: line.number, lines: Vec::new() });
            }
            "END" => {
                if !self.open.iter().any(|component| component.kind == value) {
                    problems.push(Problem::noted(
                        line.number,
                        "expected an END of something begun, found another",
                    ));
                    return;
                }
                while self.open.last().is_some_and(|component| component.kind != value) {
                    self.give_up_innermost(problems);
                }
                self.closed.extend(self.open.pop());
            }
            _ => {
                if let Some(component) = self.open.last_mut() {
                    component.lines.push(line);
                }
            }
        }
    }

    fn give_up_innermost(&mut self, problems: &mut Vec<Problem>) {
        let Some(component) = self.open.pop() else { return };
        let message = match component.kind.as_str() {
            "VEVENT" => "expected END:VEVENT for the event that begins here, found none",
            "VCALENDAR" => {
                "expected END:VCALENDAR for the calendar that begins here, found none: it may be cut short"
            }
            _ => {
                problems
                    .push(Problem::noted(component.line, "expected an END for what begins here, found none"));
                return;
            }
        };
        problems.push(Problem::left_out(component.line, message));
    }

    fn finish(mut self, problems: &mut Vec<Problem>) -> Result<Vec<Component>, Unreadable> {
        if !self.found_calendar {
            return Err(Unreadable::NotACalendar);
        }
        while !self.open.is_empty() {
            self.give_up_innermost(problems);
        }
        self.closed.sort_by_key(|component| component.line);
        Ok(self.closed)
    }
}

/// The unfolded lines. Folding is undone on bytes, since exporters fold in the middle of a character.
fn content_lines(bytes: &[u8], problems: &mut Vec<Problem>) -> Vec<Line> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut unfolded: Vec<(usize, Vec<u8>)> = Vec::new();
    for (index, physical) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let end = physical.iter().rposition(|byte| *byte != b'\r').map_or(0, |last| last + 1);
        let physical = &physical[..end];
        match (physical.first(), unfolded.last_mut()) {
            (Some(b' ' | b'\t'), Some((_, line))) => line.extend_from_slice(&physical[1..]),
            (Some(_), _) => unfolded.push((index + 1, physical.to_vec())),
            (None, _) => {}
        }
    }
    let mut said = false;
    let mut lines = Vec::with_capacity(unfolded.len());
    for (number, bytes) in unfolded {
        let text = String::from_utf8(bytes).unwrap_or_else(|error| {
            if !said {
                said = true;
                problems.push(Problem::noted(number, "expected UTF-8, found other bytes: read as Latin-1"));
            }
            error.into_bytes().into_iter().map(char::from).collect()
        });
        let name = text.split([':', ';']).next().unwrap_or_default().trim().to_ascii_uppercase();
        lines.push(Line { number, name, text });
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(text: &str) -> (Vec<Component>, Vec<Problem>) {
        let mut problems = Vec::new();
        let components = scan(text.as_bytes(), &mut problems).expect("a calendar");
        (components, problems)
    }

    #[test]
    fn a_folded_line_keeps_the_number_of_its_first() {
        for newline in ["\n", "\r\n"] {
            let text = [
                "BEGIN:VCALENDAR",
                "BEGIN:VEVENT",
                "SUMMARY:een",
                "  twee",
                "",
                "\tdrie",
                "UID:x",
                "END:VEVENT",
                "END:VCALENDAR",
            ];
            let (components, problems) = scanned(&text.join(newline));
            assert_eq!(problems, []);
            let event = &components[1];
            let found: Vec<_> = event.lines.iter().map(|line| (line.number, line.text.as_str())).collect();
            assert_eq!(found, [(3, "SUMMARY:een tweedrie"), (7, "UID:x")]);
        }
    }

    #[test]
    fn a_character_folded_in_two_is_whole_again() {
        let mut bytes =
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:caf\xC3\r\n \xA9\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
                .to_vec();
        let mut problems = Vec::new();
        let components = scan(&bytes, &mut problems).unwrap();
        assert_eq!(components[1].lines[0].text, "SUMMARY:caf\u{e9}");
        assert_eq!(problems, []);
        bytes.retain(|byte| *byte != 0xA9);
        let components = scan(&bytes, &mut problems).unwrap();
        assert_eq!(components[1].lines[0].text, "SUMMARY:caf\u{c3}");
        assert_eq!((problems[0].line, problems[0].left_out), (3, false));
    }

    #[test]
    fn an_event_without_its_end_does_not_swallow_the_next() {
        let (components, problems) =
            scanned("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nBEGIN:VEVENT\nUID:b\nEND:VEVENT\nEND:VCALENDAR\n");
        let kinds: Vec<_> =
            components.iter().map(|component| (component.kind.as_str(), component.line)).collect();
        assert_eq!(kinds, [("VCALENDAR", 1), ("VEVENT", 4)]);
        assert_eq!((problems[0].line, problems[0].left_out), (2, true));
    }

    #[test]
    fn a_file_cut_short_is_said() {
        let (components, problems) =
            scanned("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nEND:VEVENT\nBEGIN:VEVENT\nUI");
        assert_eq!(components.len(), 1);
        assert!(problems.iter().any(|problem| problem.line == 5 && problem.left_out));
        assert!(problems.iter().any(|problem| problem.line == 1 && problem.left_out));
    }

    #[test]
    fn what_is_no_calendar_is_refused() {
        let refused = |bytes: &[u8]| scan(bytes, &mut Vec::new()).unwrap_err();
        assert_eq!(refused(b""), Unreadable::NotACalendar);
        assert_eq!(refused(b"<html></html>"), Unreadable::NotACalendar);
        assert_eq!(refused(b"\xFF\xFEB\0E\0"), Unreadable::NotUtf8);
        let large = vec![b'x'; LARGEST_FILE_BYTES + 1];
        assert_eq!(refused(&large), Unreadable::TooLarge { found_bytes: LARGEST_FILE_BYTES + 1 });
    }
}
