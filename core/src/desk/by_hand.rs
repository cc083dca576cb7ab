//! The desk without its thread: whoever opened it hands in groups of wishes and gets their answers.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, RwLock};

use tokio::sync::oneshot;

use super::books::Books;
use super::clock_guard::{ClockDoubt, ClockGuard, Confirmation};
use super::shelf::Shelf;
use super::writer::Writer;
use super::{DeskError, Job, OpenError, Receipt, Shared, Wish, last_recorded};
use crate::book::Book;
use crate::ids::BookId;
use crate::log::{Log, Machine};
use crate::registry::Registry;
use crate::time::Clock;

/// The desk's writer, driven by hand.
pub(crate) struct DeskByHand {
    writer: Writer,
    clock: Arc<ClockGuard>,
    ready: Arc<AtomicBool>,
}

impl DeskByHand {
    /// Folds the log, as [`super::Desk::open`] does, with the snapshots in the folder `shelf` of that machine.
    pub(crate) fn open(
        log: Arc<dyn Log>,
        clock: Arc<dyn Clock>,
        digest_key: [u8; 32],
        shelf: &Path,
        machine: &Machine,
    ) -> Result<Self, OpenError> {
        let shelf = Shelf::open(shelf, machine).map_err(OpenError::Shelf)?;
        let books = Books::open(Arc::clone(&log), Some(shelf), |_| ())?;
        let ready = Arc::new(AtomicBool::new(true));
        let registry = Arc::new(RwLock::new(Arc::new(books.registry().clone())));
        let last = last_recorded(log.as_ref())?;
        let clock = Arc::new(ClockGuard::new(clock, last));
        let writer = Writer::new(
            books,
            log,
            Arc::clone(&clock),
            digest_key,
            Shared { ready: Arc::clone(&ready), registry },
            last,
        );
        Ok(Self { writer, clock, ready })
    }

    /// Writes the snapshot that has waited longest. Returns whether there was one.
    pub(crate) fn step_shelf(&mut self) -> bool {
        self.writer.books().step_shelf()
    }

    /// Keeps everything, as a desk that is closed does.
    pub(crate) fn close(mut self) {
        if !self.is_poisoned() {
            self.writer.books().keep_all();
            while self.step_shelf() {}
        }
    }

    /// Wishes can be granted, as far as the disk is concerned.
    pub(crate) fn is_ready(&self) -> bool {
        self.ready.load(Ordering::SeqCst)
    }

    /// Whether it takes no more.
    pub(crate) const fn is_poisoned(&self) -> bool {
        self.writer.is_poisoned()
    }

    /// Why nothing is recorded though the disk is well, if so.
    pub(crate) fn clock_doubt(&self) -> Option<ClockDoubt> {
        self.clock.doubt()
    }

    /// The operator says that the clock is right.
    pub(crate) fn confirm_clock(&self) -> Confirmation {
        self.clock.confirm()
    }

    /// The operator said so before this start.
    pub(crate) fn accept_clock(&self, confirmation: Confirmation) {
        self.clock.accept(confirmation);
    }

    /// Decides the wishes one after the other, makes what they led to durable as one group, and answers.
    pub(crate) fn hand_in(&mut self, wishes: Vec<Wish>) -> Vec<Result<Receipt, DeskError>> {
        let mut waiting = Vec::with_capacity(wishes.len());
        let mut answers = Vec::with_capacity(wishes.len());
        for wish in wishes {
            let (answer, answered) = oneshot::channel();
            self.writer.take(Job::Wish(wish, answer), &mut waiting);
            answers.push(answered);
        }
        self.writer.commit(&mut waiting);
        let told = |mut answer: oneshot::Receiver<_>| answer.try_recv().unwrap_or(Err(DeskError::Closed));
        answers.into_iter().map(told).collect()
    }

    /// Looks what has fallen due, and makes what it led to durable.
    pub(crate) fn pass_time(&mut self) -> Result<Receipt, DeskError> {
        let (answer, mut answered) = oneshot::channel();
        let mut waiting = Vec::new();
        self.writer.take(Job::PassTime(answer), &mut waiting);
        self.writer.commit(&mut waiting);
        answered.try_recv().unwrap_or(Err(DeskError::Closed))
    }

    /// The book that it decides on.
    pub(crate) fn book(&mut self, id: BookId) -> Result<&Book, OpenError> {
        self.writer.books().open_book(id).map(|(book, _)| &*book)
    }

    /// The registry that it decides on.
    pub(crate) fn registry(&mut self) -> &Registry {
        self.writer.books().registry()
    }
}
