//! All books in memory.

use std::collections::HashMap;

use crate::book::Book;
use crate::bugs::{Bug, made};
use crate::facts::Facts;
use crate::ids::BookId;
use crate::log::{Commit, Cursor, Log};
use crate::registry::Registry;
use crate::time::Moment;

use super::OpenError;

/// How many commits are read at once.
const PAGE: usize = 1_000;

/// What decisions are made on.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) registry: Registry,
    pub(super) registry_at: Cursor,
    pub(super) books: HashMap<BookId, Book>,
    pub(super) last: Option<Moment>,
}

impl State {
    /// Folds the whole log.
    pub(super) fn load(log: &dyn Log, mut progress: impl FnMut(u64)) -> Result<Self, OpenError> {
        let mut state = Self::default();
        let mut cursor = Cursor::START;
        loop {
            let page = log.read(cursor, PAGE)?;
            let Some(last) = page.last() else { return Ok(state) };
            cursor = last.cursor;
            for commit in &page {
                state.keep(commit)?;
            }
            progress(cursor.position());
        }
    }

    fn keep(&mut self, commit: &Commit) -> Result<(), OpenError> {
        let position = commit.cursor.position();
        let at = commit.draft.envelope.recorded;
        match Facts::of(commit).map_err(|error| OpenError::Fact { position, error })? {
            Facts::Registry(_) if made(Bug::ForgetRegistry) => {}
            Facts::Registry(events) => {
                events.iter().for_each(|event| self.registry.evolve(event));
                self.registry.restore_versions(&commit.draft.touched);
                self.registry_at = commit.cursor;
            }
            Facts::Book(events) => {
                let book = self.books.entry(commit.draft.book).or_default();
                events.iter().for_each(|event| book.evolve(event, at));
                book.restore_versions(&commit.draft.touched);
            }
        }
        self.last = self.last.max(Some(at));
        Ok(())
    }
}
