//! The desk without its thread: whoever opened it hands in groups of wishes and gets their answers.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, RwLock};

use tokio::sync::oneshot;

use super::books::Books;
use super::clock_guard::ClockGuard;
use super::writer::Writer;
use super::{DeskError, Job, OpenError, Receipt, Shared, Wish, last_recorded};
use crate::book::Book;
use crate::ids::BookId;
use crate::log::Log;
use crate::registry::Registry;
use crate::time::Clock;

/// The desk's writer, driven by hand.
pub(crate) struct DeskByHand(Writer);

impl DeskByHand {
    /// Folds the log, as [`super::Desk::open`] does.
    pub(crate) fn open(
        log: Arc<dyn Log>,
        clock: Arc<dyn Clock>,
        digest_key: [u8; 32],
    ) -> Result<Self, OpenError> {
        let books = Books::open(Arc::clone(&log), None, |_| ())?;
        let ready = Arc::new(AtomicBool::new(true));
        let registry = Arc::new(RwLock::new(Arc::new(books.registry().clone())));
        let last = last_recorded(log.as_ref())?;
        let clock = Arc::new(ClockGuard::new(clock, last));
        Ok(Self(Writer::new(books, log, clock, digest_key, Shared { ready, registry }, last)))
    }

    /// Decides the wishes one after the other, makes what they led to durable as one group, and answers.
    pub(crate) fn hand_in(&mut self, wishes: Vec<Wish>) -> Vec<Result<Receipt, DeskError>> {
        let mut waiting = Vec::with_capacity(wishes.len());
        let mut answers = Vec::with_capacity(wishes.len());
        for wish in wishes {
            let (answer, answered) = oneshot::channel();
            self.0.take(Job::Wish(wish, answer), &mut waiting);
            answers.push(answered);
        }
        self.0.commit(waiting);
        let told = |mut answer: oneshot::Receiver<_>| answer.try_recv().unwrap_or(Err(DeskError::Closed));
        answers.into_iter().map(told).collect()
    }

    /// The book that it decides on.
    pub(crate) fn book(&mut self, id: BookId) -> Result<&Book, OpenError> {
        self.0.books().open_book(id).map(|(book, _)| &*book)
    }

    /// The registry that it decides on.
    pub(crate) fn registry(&mut self) -> &Registry {
        self.0.books().registry()
    }
}
