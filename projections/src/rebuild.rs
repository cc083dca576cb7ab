//! Folding one projection anew beside the rows that serve, and letting the new ones take their place.
//!
//! The new rows grow in memory and are written in the order of their keys, in large portions, into a tree of
//! their own. Meanwhile the old rows serve and follow the log. Then the runner brings the new ones to where it
//! stands, and one write says which tree serves. Killed at any moment, the program goes on with the old rows
//! and begins anew.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use rantai_core::codec::CodecError;
use rantai_core::facts::Facts;
use rantai_core::log::{Commit, Cursor, Log, ReadError};

use crate::memory::{Memory, Wanted};
use crate::runner::{Anew, Projection, hear};
use crate::table::Source;
use crate::trees::{Lack, Lacks, TreeId, Trees};
use crate::views::Views;

/// Why a projection could not be folded again.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// There is none of that name.
    #[error("there is no projection {name:?}; there are: {}", known.join(", "))]
    Unknown {
        /// The name that was asked for.
        name: String,
        /// The names there are.
        known: Vec<&'static str>,
    },
    /// The log could not be read.
    #[error(transparent)]
    Log(#[from] ReadError),
    /// The rows could not be written.
    #[error(transparent)]
    Rows(#[from] sled::Error),
}

/// What a rebuild came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilt {
    /// Commits that were folded.
    pub commits: u64,
    /// Rows there are now.
    pub rows: u64,
    /// Books of which it could not hear everything.
    pub lacking: usize,
}

/// Commits that are read and decoded at once.
const PAGE: u64 = if cfg!(test) { 7 } else { 250 };
/// So many threads read and decode, each every so many pages.
const READERS: u64 = 2;
/// Pages that each of them is ahead of the fold.
const AHEAD: usize = 2;
/// Rows kept in memory before they are written.
const MOST: usize = if cfg!(test) { 7 } else { 20_000 };
/// How long is waited for the views to reach what the old rows already show.
const PATIENCE: Duration = Duration::from_millis(200);

/// A commit and what its facts are.
type Told = (Arc<Commit>, Result<Facts, CodecError>);

/// One projection folded anew, beside the one that serves.
pub(crate) struct Shadow {
    views: Views,
    name: &'static str,
    memory: Memory,
    cursor: Cursor,
    commits: u64,
    lacks: Lacks,
}

/// Rows that are whole and on their way to disk, up to a cursor.
pub(crate) struct Built {
    pub(crate) tree: sled::Tree,
    pub(crate) id: TreeId,
    pub(crate) folded: Cursor,
    pub(crate) lacks: Lacks,
}

impl Shadow {
    pub(crate) fn begin(trees: &Trees, name: &'static str) -> sled::Result<Self> {
        let views = Views::over(&Source::Beside { trees, table: name }, trees.clone())?;
        let wanted = match views.projections().iter().find(|projection| projection.table.name() == name) {
            Some(Projection { anew: Anew::After, .. }) => Wanted::After,
            Some(Projection { anew: Anew::Alone(_), .. }) => Wanted::Nothing,
            _ => Wanted::Both,
        };
        let (memory, cursor, lacks) = (Memory::of(wanted), Cursor::START, Lacks::new());
        Ok(Self { views, name, memory, cursor, commits: 0, lacks })
    }

    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    /// Folds everything up to `to`. `progress` is told the position reached. False: it was stopped.
    pub(crate) fn catch_up(
        &mut self,
        log: &dyn Log,
        to: Cursor,
        stop: &AtomicBool,
        mut progress: impl FnMut(u64),
    ) -> Result<bool, RebuildError> {
        while self.cursor < to {
            let before = self.cursor;
            if !self.pages(log, to, stop, &mut progress)? {
                return Ok(false);
            }
            if self.cursor == before {
                break;
            }
        }
        Ok(true)
    }

    /// Folds page after page up to `to`, or to one that is shorter than it should be.
    fn pages(
        &mut self,
        log: &dyn Log,
        to: Cursor,
        stop: &AtomicBool,
        progress: &mut impl FnMut(u64),
    ) -> Result<bool, RebuildError> {
        let after = self.cursor;
        std::thread::scope(|scope| {
            let readers = (0..READERS).map(|number| {
                let (send, pages) = mpsc::sync_channel(AHEAD);
                let first = Cursor::from_key((after.position() + number * PAGE).to_be_bytes());
                scope.spawn(move || read(log, first, to, &send));
                pages
            });
            let readers: Vec<mpsc::Receiver<_>> = readers.collect();
            // Each reads every so many pages: taken in turn, they are the log.
            for pages in readers.iter().cycle() {
                let Ok(page) = pages.recv() else { break };
                if stop.load(Ordering::SeqCst) {
                    return Ok(false);
                }
                let page = page?;
                // Behind one that was too short, the next one lies beyond what it lacks.
                let follows = |(commit, _): &Told| commit.cursor.position() == self.cursor.position() + 1;
                if !page.first().is_some_and(follows) {
                    break;
                }
                self.fold(&page)?;
                progress(self.cursor.position());
            }
            Ok(true)
        })
    }

    /// Folds everything up to `to`, where the runner stands.
    pub(crate) fn follow(&mut self, log: &dyn Log, to: Cursor) -> Result<(), RebuildError> {
        self.catch_up(log, to, &AtomicBool::new(false), |_| ()).map(drop)
    }

    fn fold(&mut self, page: &[Told]) -> Result<(), RebuildError> {
        let projections = self.views.projections().into_iter();
        let mut mine = projections.filter(|projection| projection.table.name() == self.name);
        let Some(mut projection) = mine.next() else { return Ok(()) };
        if let Anew::Alone(hear) = std::mem::replace(&mut projection.anew, Anew::Both) {
            projection.hear = hear;
        }
        for (commit, facts) in page {
            let book = commit.draft.book;
            let lacks = !self.lacks.is_empty() && self.lacks.contains_key(&(self.name.to_owned(), book));
            let due: &[&Projection<'_>] = if lacks { &[] } else { &[&projection] };
            let unheard = hear(&mut self.memory, None, commit, facts, due, None);
            for why in unheard.values() {
                tracing::error!(
                    position = commit.cursor.position(),
                    table = self.name,
                    why,
                    "a book is not whole"
                );
                let at = commit.draft.envelope.recorded;
                self.lacks.insert((self.name.to_owned(), book), Lack { since: commit.cursor, at });
            }
            self.cursor = commit.cursor;
            self.commits += 1;
        }
        projection.table.fold_to(self.cursor);
        if projection.table.waiting() > MOST {
            projection.table.load(false)?;
        }
        Ok(())
    }

    /// Writes the rows to their end.
    pub(crate) fn finish(self) -> sled::Result<Option<Built>> {
        let projections = self.views.projections();
        let projection = projections.iter().find(|projection| projection.table.name() == self.name);
        let Some(projection) = projection else { return Ok(None) };
        projection.table.fold_to(self.cursor);
        projection.table.load(true)?;
        let (folded, lacks) = (self.cursor, self.lacks.clone());
        Ok(projection.table.tree().map(|(tree, id)| Built { tree, id, folded, lacks }))
    }

    pub(crate) const fn commits(&self) -> u64 {
        self.commits
    }
}

/// Reads and decodes the page after a commit, and then every so many pages further, while others fold.
fn read(
    log: &dyn Log,
    mut after: Cursor,
    to: Cursor,
    pages: &mpsc::SyncSender<Result<Vec<Told>, ReadError>>,
) {
    while after < to {
        let most = usize::try_from(PAGE.min(to.position() - after.position())).unwrap_or(0);
        let page = log.read(after, most).map(|commits| {
            let told = |commit| (Arc::clone(&commit), Facts::of(&commit));
            commits.into_iter().map(told).collect::<Vec<Told>>()
        });
        let whole = page.as_ref().is_ok_and(|page| page.len() == most);
        if pages.send(page).is_err() || !whole {
            return;
        }
        after = Cursor::from_key((after.position() + READERS * PAGE).to_be_bytes());
    }
}

/// Folds what is asked for, one after the other, until nobody can ask any more.
pub(crate) fn work(
    views: &Views,
    log: &dyn Log,
    jobs: &mpsc::Receiver<&'static str>,
    ready: &mpsc::Sender<Shadow>,
    stop: &AtomicBool,
) {
    for name in jobs {
        match beside(views, log, name, stop) {
            // Whoever would take it is gone: it is begun anew at the next start.
            Ok(Some(shadow)) => drop(ready.send(shadow)),
            Ok(None) => return,
            Err(error) => {
                tracing::error!(%error, table = name, "the rows could not be folded anew");
                views.finished(name);
            }
        }
    }
}

/// A projection folded anew up to what the views show.
fn beside(
    views: &Views,
    log: &dyn Log,
    name: &'static str,
    stop: &AtomicBool,
) -> Result<Option<Shadow>, RebuildError> {
    // Never beyond the runner: the others would be heard against what is to come. Never behind what the old
    // rows show.
    while views.reached() < views.folded(name) {
        if stop.load(Ordering::SeqCst) {
            return Ok(None);
        }
        std::thread::sleep(PATIENCE);
    }
    tracing::info!(table = name, "rows are folded anew");
    let mut shadow = Shadow::begin(views.trees(), name)?;
    loop {
        let to = views.reached();
        if shadow.cursor >= to {
            return Ok(Some(shadow));
        }
        let of = to.position();
        if !shadow.catch_up(log, to, stop, |done| views.progress(name, done, of))? {
            return Ok(None);
        }
    }
}

#[cfg(test)]
mod tests;
