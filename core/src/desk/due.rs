//! When something falls due in which book: derived from the books, looked at when time passes.
//!
//! After a start nothing is known; the first ticks look into every book once, a few at a time. From then on
//! only books that were written to are looked at again.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::ids::{BookId, CommandId};
use crate::time::Moment;

/// How many books one tick looks into: it is done between wishes, and everybody waits for it.
pub(super) const SURVEYED: usize = 16;

/// The next due moment of every book.
#[derive(Default)]
pub(super) struct Due {
    unknown: BTreeSet<BookId>,
    next: HashMap<BookId, Moment>,
    by_moment: BTreeMap<Moment, BTreeSet<BookId>>,
}

impl Due {
    /// Nothing is known of any of these.
    pub(super) fn unknown(books: impl Iterator<Item = BookId>) -> Self {
        Self { unknown: books.collect(), ..Self::default() }
    }

    /// A book was written to, or could not be.
    pub(super) fn changed(&mut self, book: BookId) {
        if book != BookId::REGISTRY {
            self.unknown.insert(book);
        }
    }

    /// Some of the books that are to be looked into.
    pub(super) fn to_survey(&self) -> Vec<BookId> {
        self.unknown.iter().take(SURVEYED).copied().collect()
    }

    /// What a look into a book has shown.
    pub(super) fn surveyed(&mut self, book: BookId, next: Option<Moment>) {
        self.unknown.remove(&book);
        if let Some(before) = self.next.remove(&book)
            && let Some(books) = self.by_moment.get_mut(&before)
        {
            books.remove(&book);
            if books.is_empty() {
                self.by_moment.remove(&before);
            }
        }
        if let Some(next) = next {
            self.next.insert(book, next);
            self.by_moment.entry(next).or_default().insert(book);
        }
    }

    /// The books in which something has fallen due, the longest due first.
    pub(super) fn by(&self, now: Moment, most: usize) -> Vec<BookId> {
        self.by_moment.range(..=now).flat_map(|(_, books)| books).take(most).copied().collect()
    }
}

/// The id of a tick's command: no form makes such a one, and no two ticks have the same.
pub(super) fn command_of(book: BookId, now: Moment, head: u64) -> CommandId {
    let mut hasher = blake3::Hasher::new_derive_key("rantai 2026-11 id of the passing of time");
    hasher.update(&book.0).update(&now.micros().to_le_bytes()).update(&head.to_le_bytes());
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    if let (Some(time), Some(millis)) =
        (id.first_chunk_mut::<6>(), now.millis().to_be_bytes().last_chunk::<6>())
    {
        *time = *millis;
    }
    CommandId(uuid::Builder::from_custom_bytes(id).into_uuid().into_bytes())
}
