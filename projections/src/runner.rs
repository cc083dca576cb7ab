//! The one thread that folds the log into rows: catch up, follow, persist.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use rantai_core::codec::CodecError;
use rantai_core::facts::Facts;
use rantai_core::ids::PartyId;
use rantai_core::log::{Commit, Cursor, Log};
use rantai_core::time::Moment;
use tokio::sync::{broadcast, watch};

use crate::Heard;
use crate::bugs::{Bug, made};
use crate::changes::add_topics;
use crate::memory::{Memory, Sheets};
use crate::rebuild::Shadow;
use crate::table::{Row, Table};
use crate::trees::{Lack, TreeId};
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
    fn is_outdated(&self) -> bool;
    fn is_hollow(&self) -> bool;
    fn set_hollow(&self, hollow: bool);
    fn tree(&self) -> Option<(sled::Tree, TreeId)>;
    fn adopt(&self, tree: sled::Tree, id: TreeId, folded: Cursor) -> Option<String>;
    fn waiting(&self) -> usize;
    fn load(&self, done: bool) -> sled::Result<()>;
    fn dump(&self) -> BTreeMap<Vec<u8>, Vec<u8>>;
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
    fn is_outdated(&self) -> bool {
        Self::is_outdated(self)
    }
    fn is_hollow(&self) -> bool {
        Self::is_hollow(self)
    }
    fn set_hollow(&self, hollow: bool) {
        Self::set_hollow(self, hollow);
    }
    fn tree(&self) -> Option<(sled::Tree, TreeId)> {
        Self::tree(self)
    }
    fn adopt(&self, tree: sled::Tree, id: TreeId, folded: Cursor) -> Option<String> {
        Self::adopt(self, tree, id, folded)
    }
    fn waiting(&self) -> usize {
        Self::waiting(self)
    }
    fn load(&self, done: bool) -> sled::Result<()> {
        Self::load(self, done)
    }
    fn dump(&self) -> BTreeMap<Vec<u8>, Vec<u8>> {
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
    pub(crate) anew: Anew<'a>,
}

/// What a projection asks for when it is folded anew, with nobody to share the folds of all orders with.
pub(crate) enum Anew<'a> {
    /// The same as when it follows.
    Both,
    /// No order as it was before a fact: then the order need not be copied for it.
    After,
    /// No order at all: its rows are that fold, and it hears facts so.
    Alone(Hear<'a>),
}

/// Takes a fact into the rows.
pub(crate) type Hear<'a> = Box<dyn Fn(&Heard<'_>) + 'a>;

/// A projection that has rows, and the last commit that they held when the page began.
type Standing<'a> = (&'a Projection<'a>, Cursor);

pub(crate) struct Runner {
    views: Arc<Views>,
    log: Arc<dyn Log>,
    memory: Memory,
    /// Where the memory is the only fold: while projections stand at different places.
    detached_until: Cursor,
    cursor: Cursor,
    /// When the commit at the cursor was recorded.
    at: Moment,
    /// Projections that were folded anew and wait to take their place.
    ready: mpsc::Receiver<Shadow>,
}

impl Runner {
    pub(crate) fn new(views: Arc<Views>, log: Arc<dyn Log>, ready: mpsc::Receiver<Shadow>) -> Self {
        let projections = views.projections();
        for projection in &projections {
            // The log was put back to an earlier state: the rows tell of what it does not hold.
            if projection.table.folded() > log.watermark()
                && let Err(error) = projection.table.clear()
            {
                tracing::error!(%error, table = projection.table.name(), "rows could not be forgotten");
            }
            if projection.table.folded() == Cursor::START {
                views.forget_lacks(projection.table.name());
            }
        }
        let standing = projections.iter().filter(|projection| !projection.table.is_hollow());
        let folded: Vec<Cursor> = standing.map(|projection| projection.table.folded()).collect();
        let least = folded.iter().min().copied().unwrap_or_default();
        let most = folded.iter().max().copied().unwrap_or_default();
        drop(projections);
        // The sheets are written last. If they are the least, everything can go on from them; if not, facts
        // are heard from the start against a memory of their own until all stand together.
        let together = views.sheets_folded() == (least, least) || made(Bug::GoOnTogether);
        // What earlier commits changed is told as everything.
        views.changes.begin(most);
        let (cursor, detached_until) = if together { (least, Cursor::START) } else { (Cursor::START, most) };
        let at = Moment::EPOCH;
        Self { views, log, memory: Memory::default(), detached_until, cursor, at, ready }
    }

    /// Folds until told to stop.
    pub(crate) async fn run(
        mut self,
        stop: Arc<AtomicBool>,
        reached: watch::Sender<Cursor>,
        changes: broadcast::Sender<Change>,
    ) {
        let views = Arc::clone(&self.views);
        let projections = views.projections();
        let mut news = self.log.news();
        // What is on disk is shown at once; there may be nothing new for hours.
        reached.send_replace(self.cursor);
        let mut unwritten = false;
        let mut next_persist = tokio::time::Instant::now() + PERSIST_EVERY;
        while !stop.load(Ordering::SeqCst) {
            self.take_over();
            let page = match self.log.read(self.cursor, PAGE) {
                Ok(page) => page,
                Err(error) => {
                    tracing::error!(%error, "the views cannot follow the log");
                    self.views.set_stalled(Some(Lack { since: self.cursor, at: self.at }));
                    tokio::time::sleep(PERSIST_EVERY).await;
                    continue;
                }
            };
            if page.is_empty() {
                drop(tokio::time::timeout_at(next_persist, news.changed()).await);
            } else {
                self.fold_page(&projections, &page, &changes);
                self.views.set_stalled(None);
                unwritten = true;
                reached.send_replace(self.cursor);
            }
            if tokio::time::Instant::now() >= next_persist {
                if unwritten {
                    unwritten = !self.views.persist();
                }
                self.views.drop_retired();
                next_persist = tokio::time::Instant::now() + PERSIST_EVERY;
            }
        }
        self.views.persist();
    }

    /// Lets the projections that were folded anew go on from here in the place of those that served.
    fn take_over(&mut self) {
        while let Ok(mut shadow) = self.ready.try_recv() {
            let name = shadow.name();
            let caught_up =
                if made(Bug::SwapBehind) { Ok(()) } else { shadow.follow(self.log.as_ref(), self.cursor) };
            let done = caught_up.and_then(|()| self.views.swap(shadow).map(drop));
            match done {
                Ok(()) => tracing::info!(table = name, "rows that were folded anew are served"),
                Err(error) => {
                    tracing::error!(%error, table = name, "rows that were folded anew cannot be served");
                    self.views.finished(name);
                }
            }
            // What was not heard while a book lacked something is known by the new sheets alone.
            if self.detached_until == Cursor::START {
                self.memory = Memory::default();
            }
        }
    }

    fn fold_page(
        &mut self,
        projections: &[Projection<'_>],
        page: &[Arc<Commit>],
        changes: &broadcast::Sender<Change>,
    ) {
        let Some(last) = page.last() else { return };
        let standing = projections.iter().filter(|projection| !projection.table.is_hollow());
        let standing: Vec<Standing<'_>> = standing.map(|it| (it, it.table.folded())).collect();
        page.iter().for_each(|commit| self.fold(projections, &standing, commit, changes));
        for (projection, folded) in standing {
            projection.table.fold_to(last.cursor.max(folded));
        }
    }

    fn fold(
        &mut self,
        projections: &[Projection<'_>],
        standing: &[Standing<'_>],
        commit: &Commit,
        changes: &broadcast::Sender<Change>,
    ) {
        let views = Arc::clone(&self.views);
        let book = commit.draft.book;
        let lacking = views.lacking_of(book);
        let all_hear = lacking.is_empty();
        let hears = |(projection, folded): &&Standing<'_>| {
            let heard = *folded >= commit.cursor && !made(Bug::HearAgain);
            !heard && (all_hear || !lacking.contains(projection.table.name()))
        };
        let due: Vec<&Projection<'_>> = standing.iter().filter(hears).map(|(it, _)| *it).collect();
        let detached = commit.cursor <= self.detached_until;
        if !detached && self.detached_until != Cursor::START {
            self.detached_until = Cursor::START;
            self.memory = Memory::default();
        }
        let sheets = (!detached).then(|| views.sheets());
        let everywhere = lacking.len() == projections.len();
        let (topics, unheard) = if everywhere {
            (Topics::new(), Unheard::new())
        } else {
            let mut topics = Topics::new();
            let facts = Facts::of(commit);
            let unheard = hear(&mut self.memory, sheets, commit, &facts, &due, Some(&mut topics));
            (topics, unheard)
        };
        for (table, why) in &unheard {
            tracing::error!(
                position = commit.cursor.position(), table, book = %book, why,
                "this book is not shown from here on: `rantai rebuild` or the operator's health page"
            );
        }
        if !unheard.is_empty() {
            let all = unheard.keys().any(|table| SHEETS.contains(table));
            let lack = Lack { since: commit.cursor, at: commit.draft.envelope.recorded };
            for projection in projections {
                let name = projection.table.name();
                if (all || unheard.contains_key(name)) && !lacking.contains(name) {
                    views.note_lack(name, book, lack);
                }
            }
        }
        views.changes.keep(commit.cursor, &topics);
        for (party, topic) in topics {
            // Nobody listening is no fault.
            drop(changes.send(Change { party, topic, cursor: commit.cursor }));
        }
        self.cursor = commit.cursor;
        self.at = commit.draft.envelope.recorded;
    }
}

/// What the others are heard against: where one of these cannot hear a book, nobody can.
pub(crate) const SHEETS: [&str; 2] = ["order-sheets", "request-sheets"];

/// Which topics of whose screens changed.
pub(crate) type Topics = BTreeSet<(PartyId, Arc<str>)>;
/// Which projections could not hear a commit, and why.
pub(crate) type Unheard = BTreeMap<&'static str, String>;

/// Lets the projections hear the facts of one commit, and adds the topics it changed where somebody asks for
/// them. One that panics is passed over, and so is everybody where the facts cannot be read.
pub(crate) fn hear(
    memory: &mut Memory,
    sheets: Option<Sheets<'_>>,
    commit: &Commit,
    facts: &Result<Facts, CodecError>,
    due: &[&Projection<'_>],
    mut topics: Option<&mut Topics>,
) -> Unheard {
    let nobody = |why: &str| {
        due.iter().map(|projection| (projection.table.name(), why.to_owned())).collect::<Unheard>()
    };
    let mut unheard = Unheard::new();
    let events = match facts {
        Ok(Facts::Book(events)) => events,
        Ok(Facts::Registry(_)) => return unheard,
        Err(error) => return nobody(&error.to_string()),
    };
    let Some(business) = commit.draft.book.business() else { return unheard };
    let at = commit.draft.envelope.recorded;
    for event in events {
        let steps = caught(|| (memory.order(event, at, sheets), memory.request(event, at, sheets)));
        let ((before, after), (request_before, request)) = match steps {
            Ok(steps) => steps,
            Err(why) => return nobody(&why),
        };
        let ((order_before, line_before), (order, line)) = (before.unzip(), after.unzip());
        let lines = (line_before.unwrap_or_default(), line.unwrap_or_default());
        let heard = Heard { business, commit, event, order_before, order, lines, request_before, request };
        for projection in due {
            let passed_over = !unheard.is_empty() && unheard.contains_key(projection.table.name());
            if !passed_over && let Err(why) = caught(|| (projection.hear)(&heard)) {
                unheard.insert(projection.table.name(), why);
            }
        }
        if let Some(topics) = topics.as_deref_mut()
            && let Err(why) = caught(|| add_topics(&heard, topics))
        {
            tracing::error!(position = commit.cursor.position(), why, "open screens are not told of this");
        }
    }
    unheard
}

/// What the work comes to; why, where it panicked.
fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
        format!("it panicked: {}", text.unwrap_or_default())
    })
}

#[cfg(test)]
pub(crate) mod tests;
#[cfg(test)]
mod village;
