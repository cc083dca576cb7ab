//! The one thread that folds the log into rows: catch up, follow, persist.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rantai_core::facts::Facts;
use rantai_core::ids::{BookId, PartyId};
use rantai_core::log::{Commit, Cursor, Log};
use tokio::sync::{broadcast, watch};

use crate::Heard;
use crate::changes::add_topics;
use crate::memory::{Memory, Sheets};
use crate::table::{Row, Table};
use crate::views::Views;

/// A screen's topic changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Whose screen.
    pub party: PartyId,
    /// What on it.
    pub topic: Arc<str>,
    /// Since which commit.
    pub cursor: Cursor,
}

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
    Log(#[from] rantai_core::log::ReadError),
    /// The rows could not be written.
    #[error(transparent)]
    Rows(#[from] sled::Error),
}

/// How many commits are folded before readers are told.
const PAGE: usize = 500;
/// How often changed rows go to disk.
const PERSIST_EVERY: Duration = Duration::from_secs(1);

/// What the runner needs of any table.
pub(crate) trait AnyTable: Sync {
    fn name(&self) -> &'static str;
    fn folded(&self) -> Cursor;
    fn fold_to(&self, cursor: Cursor);
    fn persist(&self) -> sled::Result<()>;
    fn clear(&self) -> sled::Result<()>;
    fn dump(&self) -> std::collections::BTreeMap<Vec<u8>, Vec<u8>>;
    #[cfg(test)]
    fn persist_some(&self, batches: usize);
}

impl<R: Row> AnyTable for Table<R> {
    fn name(&self) -> &'static str {
        Self::name(self)
    }
    fn folded(&self) -> Cursor {
        Self::folded(self)
    }
    fn fold_to(&self, cursor: Cursor) {
        Self::fold_to(self, cursor);
    }
    fn persist(&self) -> sled::Result<()> {
        Self::persist(self)
    }
    fn clear(&self) -> sled::Result<()> {
        Self::clear(self)
    }
    fn dump(&self) -> std::collections::BTreeMap<Vec<u8>, Vec<u8>> {
        Self::dump(self)
    }
    #[cfg(test)]
    fn persist_some(&self, batches: usize) {
        Self::persist_some(self, batches);
    }
}

/// A projection: its rows, and how it hears a fact.
pub(crate) struct Projection<'a> {
    pub(crate) table: &'a dyn AnyTable,
    pub(crate) hear: Hear<'a>,
}

/// Takes a fact into the rows.
pub(crate) type Hear<'a> = Box<dyn Fn(&Heard<'_>) + 'a>;

pub(crate) struct Runner {
    views: Arc<Views>,
    log: Arc<dyn Log>,
    memory: Memory,
    /// Where the memory is the only fold: while projections stand at different places.
    detached_until: Cursor,
    cursor: Cursor,
    quarantined: HashMap<BookId, Cursor>,
}

impl Runner {
    pub(crate) fn new(views: Arc<Views>, log: Arc<dyn Log>) -> Self {
        let projections = views.projections();
        for projection in &projections {
            // The log was put back to an earlier state: the rows tell of what it does not hold.
            if projection.table.folded() > log.watermark()
                && let Err(error) = projection.table.clear()
            {
                tracing::error!(%error, table = projection.table.name(), "rows could not be forgotten");
            }
        }
        let folded: Vec<Cursor> = projections.iter().map(|projection| projection.table.folded()).collect();
        let least = folded.iter().min().copied().unwrap_or_default();
        let most = folded.iter().max().copied().unwrap_or_default();
        drop(projections);
        // The sheets are written last. If they are the least, everything can go on from them; if not, facts
        // are heard from the start against a memory of their own until all stand together.
        let together = views.sheets_folded() == (least, least);
        // What earlier commits changed is told as everything.
        views.changes.begin(most);
        let (cursor, detached_until) = if together { (least, Cursor::START) } else { (Cursor::START, most) };
        Self { views, log, memory: Memory::default(), detached_until, cursor, quarantined: HashMap::new() }
    }

    /// Folds until told to stop.
    pub(crate) async fn run(
        mut self,
        stop: Arc<AtomicBool>,
        reached: watch::Sender<Cursor>,
        changes: broadcast::Sender<Change>,
    ) {
        let mut news = self.log.news();
        // What is on disk is shown at once; there may be nothing new for hours.
        reached.send_replace(self.cursor);
        let mut unwritten = false;
        let mut next_persist = tokio::time::Instant::now() + PERSIST_EVERY;
        while !stop.load(Ordering::SeqCst) {
            let page = match self.log.read(self.cursor, PAGE) {
                Ok(page) => page,
                Err(error) => {
                    tracing::error!(%error, "the views cannot follow the log");
                    self.views.set_stalled(self.cursor);
                    tokio::time::sleep(PERSIST_EVERY).await;
                    continue;
                }
            };
            if page.is_empty() {
                drop(tokio::time::timeout_at(next_persist, news.changed()).await);
            } else {
                for commit in &page {
                    self.fold(commit, &changes);
                }
                unwritten = true;
                reached.send_replace(self.cursor);
            }
            if tokio::time::Instant::now() >= next_persist {
                if unwritten {
                    unwritten = !self.views.persist();
                }
                next_persist = tokio::time::Instant::now() + PERSIST_EVERY;
            }
        }
        self.views.persist();
    }

    fn fold(&mut self, commit: &Commit, changes: &broadcast::Sender<Change>) {
        if self.quarantined.contains_key(&commit.draft.book) {
            self.cursor = commit.cursor;
            return;
        }
        let views = Arc::clone(&self.views);
        let projections = views.projections();
        let due: Vec<&Projection<'_>> =
            projections.iter().filter(|projection| projection.table.folded() < commit.cursor).collect();
        let detached = commit.cursor <= self.detached_until;
        if !detached && self.detached_until != Cursor::START {
            self.detached_until = Cursor::START;
            self.memory = Memory::default();
        }
        let sheets = (!detached).then(|| views.sheets());
        match hear(&mut self.memory, sheets, commit, &due) {
            Ok(topics) => {
                for projection in &due {
                    projection.table.fold_to(commit.cursor);
                }
                views.changes.keep(commit.cursor, &topics);
                for (party, topic) in topics {
                    // Nobody listening is no fault.
                    drop(changes.send(Change { party, topic, cursor: commit.cursor }));
                }
            }
            Err(error) => {
                tracing::error!(position = commit.cursor.position(), %error, "a book cannot be shown from here");
                self.quarantined.entry(commit.draft.book).or_insert(commit.cursor);
                views.set_incomplete(commit.draft.book, commit.cursor);
            }
        }
        self.cursor = commit.cursor;
    }
}

/// Lets the projections hear the facts of one commit, and says which topics of whose screens it changed.
fn hear(
    memory: &mut Memory,
    sheets: Option<Sheets<'_>>,
    commit: &Commit,
    due: &[&Projection<'_>],
) -> Result<BTreeSet<(PartyId, Arc<str>)>, rantai_core::codec::CodecError> {
    let mut topics = BTreeSet::new();
    let (Facts::Book(events), Some(business)) = (Facts::of(commit)?, commit.draft.book.business()) else {
        return Ok(topics);
    };
    let at = commit.draft.envelope.recorded;
    for event in &events {
        let (order_before, order) = memory.order(event, at, sheets);
        let (request_before, request) = memory.request(event, at, sheets);
        let heard = Heard { business, commit, event, order_before, order, request_before, request };
        for projection in due {
            (projection.hear)(&heard);
        }
        add_topics(&heard, &mut topics);
    }
    Ok(topics)
}

/// Forgets one projection's rows and folds them again from the log's start. `progress` is told the position
/// reached and the last one.
pub(crate) fn rebuild(
    views: &Views,
    log: &dyn Log,
    name: &str,
    mut progress: impl FnMut(u64, u64),
) -> Result<(), RebuildError> {
    let projections = views.projections();
    let Some(projection) = projections.iter().find(|projection| projection.table.name() == name) else {
        let known = projections.iter().map(|projection| projection.table.name()).collect();
        return Err(RebuildError::Unknown { name: name.to_owned(), known });
    };
    projection.table.clear()?;
    let mut memory = Memory::default();
    let mut cursor = Cursor::START;
    loop {
        let page = log.read(cursor, PAGE)?;
        let Some(last) = page.last() else { break };
        for commit in &page {
            if let Err(error) = hear(&mut memory, None, commit, &[projection]) {
                tracing::error!(position = commit.cursor.position(), %error, "a commit was passed over");
            }
        }
        cursor = last.cursor;
        projection.table.fold_to(cursor);
        projection.table.persist()?;
        progress(cursor.position(), log.watermark().position());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
