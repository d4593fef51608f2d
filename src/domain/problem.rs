//! A mistake in a file that somebody wrote by hand.

use std::fmt;

/// What is wrong with a line of a text file. Readers collect all of them instead of stopping at the
/// first, so that one look is enough to mend a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineProblem {
    /// The line, from 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// What was expected and what was found.
    pub message: String,
}

impl LineProblem {
    /// A problem on one line.
    pub fn new(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

impl fmt::Display for LineProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            f.write_str(&self.message)
        } else {
            write!(f, "line {}: {}", self.line, self.message)
        }
    }
}
