//! The one writer: queue, decide, group commit, answer.
//!
//! Wishes of all parties queue here. One thread decides each against the books in memory, gathers what
//! they lead to, appends it to the log as one group, and only after the log has synced it answers: nobody is
//! told anything, not even a refusal, that a power cut could make untrue.

mod books;
#[cfg(any(test, feature = "simulation"))]
mod by_hand;
mod clock_guard;
mod due;
mod shelf;
#[cfg(test)]
mod tests;
mod writer;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;

use tokio::sync::{mpsc, oneshot};

use crate::book::{self, Book, Rejection};
use crate::codec::CodecError;
use crate::ids::{BlobHash, BookId, CommandId, PartyId, Thing};
use crate::log::{Cursor, Log, Machine, ReadError};
use crate::party::{Actor, Channel};
use crate::registry::{self, Registry};
use crate::time::{Clock, Moment};

use self::books::Books;
#[cfg(any(test, feature = "simulation"))]
pub(crate) use self::by_hand::DeskByHand;
use self::clock_guard::ClockGuard;
pub use self::clock_guard::{ClockDoubt, Confirmation};
use self::shelf::Shelf;
use self::writer::Writer;

/// A wish on its way to the desk.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Made by the client, so that sending it twice does it once.
    pub id: CommandId,
    /// Who sends it, for which of their parties.
    pub actor: Actor,
    /// The book it is about.
    pub book: BookId,
    /// The party whose step it is, where the business records it for them.
    pub on_behalf_of: Option<PartyId>,
    /// How it reached Rantai.
    pub channel: Channel,
    /// When it happened, where that is not now.
    pub happened: Option<Moment>,
    /// Photographs and files that show it.
    pub evidence: Vec<BlobHash>,
    /// What the sender's screen showed, where the answer depends on it.
    pub seen: Option<Seen>,
    /// Played by the demo's year of history.
    pub played: bool,
    /// What is wished.
    pub command: Command,
}

/// The version of a thing that a screen showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The thing.
    pub thing: Thing,
    /// The version shown.
    pub version: u32,
}

/// What can be wished.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "commands are built once and moved little")]
pub enum Command {
    /// Something of a business.
    Book(book::Command),
    /// Something about people and parties.
    Registry(registry::Command),
}

/// The desk's answer to an accepted wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Where the log stands since; a view that has reached it shows the effect.
    pub cursor: Cursor,
    /// What the wish was about: the order that was placed, the payment that was claimed.
    pub thing: Option<Thing>,
    /// The wish had been granted before and was not granted again.
    pub repeated: bool,
}

/// Why a wish was not granted.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DeskError {
    /// A person can do something about it.
    #[error(transparent)]
    Refused(#[from] Rejection),
    /// The disk is full: nothing was written, nothing can be for now.
    #[error("the disk is full, nothing can be recorded now")]
    DiskFull,
    /// The disk failed while it was being written. Sending the same wish again, with the same id, after
    /// the restart finds out and does it once.
    #[error("nobody knows whether this was recorded: send it again")]
    OutcomeUnknown,
    /// The book of this business cannot be read; the others can.
    #[error("the book of this business cannot be read")]
    Unreadable,
    /// The clock may lie: nothing is recorded until it comes right or the operator confirms it.
    #[error("nothing is recorded: {0}")]
    Clock(#[from] ClockDoubt),
    /// The desk is closed.
    #[error("the desk is closed")]
    Closed,
}

/// Why the desk could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The log could not be read.
    #[error(transparent)]
    Log(#[from] ReadError),
    /// A fact could not be read.
    #[error("position {position}: {error}")]
    Fact {
        /// Where it stands.
        position: u64,
        /// Why.
        error: CodecError,
    },
    /// The log does not hold all commits of a book.
    #[error("the log does not hold all commits of book {0}")]
    Incomplete(BookId),
    /// The folder of the snapshots could not be made or read.
    #[error("the folder of the books' snapshots could not be used: {0}")]
    Shelf(std::io::Error),
    /// The writer could not be started.
    #[error("the writer's thread could not be started: {0}")]
    Thread(std::io::Error),
}

/// Most wishes decided before the disk is asked.
const GROUP: usize = 256;
/// Most wishes that wait; who comes later waits to be let in.
const QUEUE: usize = 1024;

/// When the last fact was recorded.
fn last_recorded(log: &dyn Log) -> Result<Option<Moment>, ReadError> {
    let newest = log.read(Cursor(log.watermark().0.saturating_sub(1)), 1)?;
    Ok(newest.last().map(|commit| commit.draft.envelope.recorded))
}

/// What the writer tells everybody.
struct Shared {
    ready: Arc<AtomicBool>,
    registry: Arc<RwLock<Arc<Registry>>>,
}

/// What the writer is asked for.
#[allow(clippy::large_enum_variant, reason = "nearly all jobs are wishes")]
enum Job {
    /// To grant a wish.
    Wish(Wish, oneshot::Sender<Result<Receipt, DeskError>>),
    /// To look what has fallen due.
    PassTime(oneshot::Sender<Result<Receipt, DeskError>>),
}

/// What is done with a book that somebody looks at; it may be one that cannot be read.
type Reading = Box<dyn FnOnce(Result<&Book, DeskError>) + Send>;

/// What the writer is handed.
#[allow(clippy::large_enum_variant, reason = "nearly all of them are wishes")]
enum Task {
    /// A wish to decide.
    Job(Job),
    /// A book to look at, once everything that was decided on it is on disk.
    Look(BookId, Reading),
}

/// Where wishes are handed in.
#[derive(Debug)]
pub struct Desk {
    queue: mpsc::Sender<Task>,
    ready: Arc<AtomicBool>,
    registry: Arc<RwLock<Arc<Registry>>>,
    clock: Arc<ClockGuard>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl Desk {
    /// Reads the registry and starts the writer; a book is read when somebody wishes something of it. Snapshots are kept
    /// in the folder `shelf`; without one, books are folded from the log's start. `progress` is told how many
    /// commits were looked at.
    ///
    /// # Errors
    /// [`OpenError`] when the log cannot be read.
    pub fn open(
        log: Arc<dyn Log>,
        clock: Arc<dyn Clock>,
        digest_key: [u8; 32],
        shelf: Option<&Path>,
        progress: impl FnMut(u64),
    ) -> Result<Self, OpenError> {
        let open = |folder| Shelf::open(folder, &Machine::default()).map_err(OpenError::Shelf);
        let shelf = shelf.map(open).transpose()?;
        let books = Books::open(Arc::clone(&log), shelf, progress)?;
        let (queue, jobs) = mpsc::channel(QUEUE);
        let ready = Arc::new(AtomicBool::new(true));
        let registry = Arc::new(RwLock::new(Arc::new(books.registry().clone())));
        let shared = Shared { ready: Arc::clone(&ready), registry: Arc::clone(&registry) };
        let last = last_recorded(log.as_ref())?;
        let clock = Arc::new(ClockGuard::new(clock, last));
        let writer = Writer::new(books, log, Arc::clone(&clock), digest_key, shared, last);
        let thread = std::thread::Builder::new()
            .name("desk".to_owned())
            .spawn(move || writer.run(jobs))
            .map_err(OpenError::Thread)?;
        Ok(Self { queue, ready, registry, clock, writer: Mutex::new(Some(thread)) })
    }

    /// Hands a wish in and waits for the answer. Returns only after everything the answer depends on is on
    /// disk.
    ///
    /// # Errors
    /// [`DeskError`]; a [`Rejection`] in it says what to do.
    pub async fn submit(&self, wish: Wish) -> Result<Receipt, DeskError> {
        let (answer, answered) = oneshot::channel();
        self.queue.send(Task::Job(Job::Wish(wish, answer))).await.map_err(|_| DeskError::Closed)?;
        answered.await.unwrap_or(Err(DeskError::OutcomeUnknown))
    }

    /// Lets time pass: what has fallen due becomes facts, each once, also over restarts. Where nothing has, nothing
    /// is written. Much that fell due at once may take several calls.
    ///
    /// # Errors
    /// [`DeskError`]; what was not recorded is found again by the next call.
    pub async fn pass_time(&self) -> Result<Receipt, DeskError> {
        let (answer, answered) = oneshot::channel();
        self.queue.send(Task::Job(Job::PassTime(answer))).await.map_err(|_| DeskError::Closed)?;
        answered.await.unwrap_or(Err(DeskError::OutcomeUnknown))
    }

    /// Looks at a book as it is on disk, for what no view tells: `reading` is short, for nobody's wish is decided
    /// meanwhile.
    ///
    /// # Errors
    /// [`DeskError`] when the book cannot be read.
    pub async fn look<T: Send + 'static>(
        &self,
        book: BookId,
        reading: impl FnOnce(&Book) -> T + Send + 'static,
    ) -> Result<T, DeskError> {
        let (answer, answered) = oneshot::channel();
        // Whoever went away does not wait for what was seen.
        let reading = Box::new(move |book: Result<&Book, DeskError>| drop(answer.send(book.map(reading))));
        self.queue.send(Task::Look(book, reading)).await.map_err(|_| DeskError::Closed)?;
        answered.await.unwrap_or(Err(DeskError::Closed))
    }

    /// Who is who, as far as it is on disk.
    pub fn registry(&self) -> Arc<Registry> {
        Arc::clone(&self.registry.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Wishes can be granted: the disk has not failed, the writer lives, and the clock is believed.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::SeqCst) && !self.queue.is_closed() && self.clock_doubt().is_none()
    }

    /// Why nothing is recorded though the disk is well, if so.
    pub fn clock_doubt(&self) -> Option<ClockDoubt> {
        self.clock.doubt()
    }

    /// The operator says that the clock is right: wishes are granted again, and dated by it. That cannot be
    /// undone. What was confirmed can be kept for the next start.
    pub fn confirm_clock(&self) -> Confirmation {
        self.clock.confirm()
    }

    /// The operator said so before this start.
    pub fn accept_clock(&self, confirmation: Confirmation) {
        self.clock.accept(confirmation);
    }

    /// Takes no more wishes, answers those that wait, and ends the writer. Call it when nobody can hand
    /// anything in any more.
    pub fn close(self) {
        drop(self.queue);
        let thread = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread
            && thread.join().is_err()
        {
            tracing::error!("the desk's writer had panicked");
        }
    }
}
