//! One input file: its text, where in it a thing stands, and everything found wrong in it.

use std::cell::RefCell;
use std::fmt;

/// Something in an input file that cannot be taken as it is. Written as `businesses.toml:12:9: found …,
/// expected …`, so that an editor can jump to it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub struct Mistake {
    /// The file's name inside its folder.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// What stands there.
    pub found: String,
    /// What should stand there.
    pub expected: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, found, expected } = self;
        write!(f, "{file}:{line}:{column}: found {found}, expected {expected}")
    }
}

/// A file that is being read. Reading goes on after a mistake, so that all of them are told at once.
pub(crate) struct Page<'a> {
    name: &'a str,
    text: &'a str,
    mistakes: RefCell<Vec<Mistake>>,
}

impl<'a> Page<'a> {
    pub(crate) fn new(name: &'a str, text: &'a str) -> Self {
        Self { name, text, mistakes: RefCell::default() }
    }

    pub(crate) fn name(&self) -> &'a str {
        self.name
    }

    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// Notes what stands at byte `at` and what should.
    pub(crate) fn mistake(&self, at: usize, found: impl Into<String>, expected: impl Into<String>) {
        let (line, column) = self.line_and_column(at);
        let mistake = Mistake {
            file: self.name.to_owned(),
            line,
            column,
            found: found.into(),
            expected: expected.into(),
        };
        self.mistakes.borrow_mut().push(mistake);
    }

    /// `people.toml:12:8`.
    pub(crate) fn place(&self, at: usize) -> String {
        let (line, column) = self.line_and_column(at);
        format!("{}:{line}:{column}", self.name)
    }

    /// All mistakes in the order of the text. What else is wrong on a line of `broken` (not even
    /// TOML) is left out: it only follows from that.
    pub(crate) fn into_mistakes(self, broken: Vec<Mistake>) -> Vec<Mistake> {
        let mut mistakes = self.mistakes.into_inner();
        mistakes.retain(|mistake| broken.iter().all(|line| line.line != mistake.line));
        mistakes.extend(broken);
        mistakes.sort();
        mistakes
    }

    fn line_and_column(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        let column = before.get(line_start..).map_or(0, |start| start.chars().count()) + 1;
        (line, column)
    }
}
