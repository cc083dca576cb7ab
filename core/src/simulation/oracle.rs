//! What the log must hold, and everything that must be true of it, kept outside the desk.

use std::collections::HashMap;
use std::sync::Arc;

use super::ledger::Ledger;
use super::rights;
use crate::book::{self, Book};
use crate::desk::DeskByHand;
use crate::facts::Facts;
use crate::ids::{BookId, Thing};
use crate::log::{CommandKey, Commit, Cursor};
use crate::party::{Actor, Channel};
use crate::registry::{self, Registry};
use crate::time::Moment;

/// The log folded a second time.
#[derive(Default)]
pub(super) struct Oracle {
    pub(super) commits: Vec<Arc<Commit>>,
    pub(super) by_key: HashMap<CommandKey, Arc<Commit>>,
    pub(super) registry: Registry,
    registry_at: Cursor,
    versions: HashMap<(BookId, Thing), u32>,
    pub(super) books: HashMap<BookId, Book>,
    ledgers: HashMap<BookId, Ledger>,
    /// When the last fact was recorded.
    pub(super) last: Option<Moment>,
}

impl Oracle {
    /// Folds commits from the first on.
    pub(super) fn of(commits: &[Arc<Commit>]) -> Result<Self, String> {
        let mut oracle = Self::default();
        for commit in commits {
            oracle.keep(commit)?;
        }
        Ok(oracle)
    }

    /// The position of the last commit.
    pub(super) fn end(&self) -> Cursor {
        self.commits.last().map_or(Cursor::START, |commit| commit.cursor)
    }

    /// The version that a thing of a book has.
    pub(super) fn version(&self, book: BookId, thing: Thing) -> u32 {
        self.versions.get(&(book, thing)).copied().unwrap_or(0)
    }

    /// Folds the next commit, and says what is not as it must be.
    pub(super) fn keep(&mut self, commit: &Arc<Commit>) -> Result<(), String> {
        self.check_envelope(commit).map_err(|what| format!("{}: {what}", commit.cursor))?;
        self.check_versions(commit).map_err(|what| format!("{}: {what}", commit.cursor))?;
        let draft = &commit.draft;
        match Facts::of(commit).map_err(|error| format!("{}: {error}", commit.cursor))? {
            Facts::Registry(events) => {
                if events.iter().map(registry::Event::to_raw).ne(draft.facts.iter().cloned()) {
                    return Err(format!("{}: its facts are not written as they were read", commit.cursor));
                }
                events.iter().for_each(|event| self.registry.evolve(event));
                self.registry.restore_versions(&draft.touched);
                self.registry_at = commit.cursor;
            }
            Facts::Book(events) => {
                if events.iter().map(book::Event::to_raw).ne(draft.facts.iter().cloned()) {
                    return Err(format!("{}: its facts are not written as they were read", commit.cursor));
                }
                let book = self.books.entry(draft.book).or_default();
                events.iter().for_each(|event| book.evolve(event, draft.envelope.when()));
                book.restore_versions(&draft.touched);
                let ledger = self.ledgers.entry(draft.book).or_default();
                ledger.keep(book, &events, draft.envelope.when());
                ledger.check(book);
                let role = self.registry.role(draft.envelope.party, draft.envelope.person);
                rights::check(book, commit, role, &events)
                    .map_err(|what| format!("{}: {what}", commit.cursor))?;
            }
        }
        self.last = Some(draft.envelope.recorded);
        self.by_key.insert(draft.key(), commit.clone());
        self.commits.push(commit.clone());
        Ok(())
    }

    /// Time has passed in all books.
    pub(super) fn check_that_time_passed(&self, now: Moment) {
        for (id, book) in &self.books {
            if let Some(ledger) = self.ledgers.get(id) {
                ledger.check_that_time_passed(book, now);
            }
        }
    }

    fn check_envelope(&self, commit: &Commit) -> Result<(), String> {
        let envelope = &commit.draft.envelope;
        if self.last.is_some_and(|last| envelope.recorded <= last) {
            return Err(format!("it was recorded at {:?}, not after {:?}", envelope.recorded, self.last));
        }
        if envelope.registry != self.registry_at {
            return Err(format!("it was decided on the registry {}", envelope.registry));
        }
        if let Some(first) = self.by_key.get(&commit.draft.key()) {
            return Err(format!("its command was granted before, at {}", first.cursor));
        }
        let by_time = envelope.person == Actor::CLOCK.person && envelope.channel == Channel::Policy;
        if by_time {
            return Ok(());
        }
        if self.registry.has_operator() && self.registry.role(envelope.party, envelope.person).is_none() {
            return Err("whoever wished it does not belong to the party".to_owned());
        }
        Ok(())
    }

    fn check_versions(&mut self, commit: &Commit) -> Result<(), String> {
        for touch in &commit.draft.touched {
            let version = self.versions.entry((commit.draft.book, touch.thing)).or_default();
            *version += 1;
            if *version != touch.version {
                return Err(format!(
                    "{:?} has version {} after {}",
                    touch.thing,
                    touch.version,
                    *version - 1
                ));
            }
        }
        Ok(())
    }

    /// Compares what the desk decides on with what the log holds.
    pub(super) fn compare(&self, desk: &mut DeskByHand) -> Result<(), String> {
        if *desk.registry() != self.registry {
            return Err("the desk's registry is not the fold of the log".to_owned());
        }
        let mut books: Vec<_> = self.books.iter().collect();
        books.sort_by_key(|(id, _)| **id);
        for (id, book) in books {
            let is = desk.book(*id).map_err(|error| error.to_string())?;
            if is != book {
                let differs = difference(is, book);
                return Err(format!("the desk's book {id:?} is not the fold of the log: {differs}"));
            }
        }
        Ok(())
    }

    /// Compares this fold with one made in another way.
    pub(super) fn same(&self, other: &Self) -> Result<(), String> {
        if (&self.registry, &self.books) == (&other.registry, &other.books) {
            Ok(())
        } else {
            Err("the log folded again is not what it was folded to".to_owned())
        }
    }
}

/// The first lines in which two books differ.
fn difference(one: &Book, other: &Book) -> String {
    let (one, other) = (format!("{one:#?}"), format!("{other:#?}"));
    let mut lines = one.lines().zip(other.lines()).filter(|(one, other)| one != other);
    lines.next().map_or_else(String::new, |(one, other)| format!("{} for {}", one.trim(), other.trim()))
}
