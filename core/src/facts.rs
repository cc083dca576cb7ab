//! Every fact of the log, of whichever book: the one place where stored bytes become facts.

use crate::codec::CodecError;
use crate::ids::BookId;
use crate::log::{Commit, RawFact};
use crate::{book, registry};

/// The facts of one commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Facts {
    /// Of a business's book.
    Book(Vec<book::Event>),
    /// Of the registry.
    Registry(Vec<registry::Event>),
}

impl Facts {
    /// The facts that a commit holds.
    ///
    /// # Errors
    /// [`CodecError`] at the first fact this program cannot read.
    pub fn of(commit: &Commit) -> Result<Self, CodecError> {
        fn read<T>(
            facts: &[RawFact],
            from: impl Fn(&RawFact) -> Result<T, CodecError>,
        ) -> Result<Vec<T>, CodecError> {
            facts.iter().map(from).collect()
        }
        let facts = &commit.draft.facts;
        if commit.draft.book == BookId::REGISTRY {
            read(facts, registry::Event::from_raw).map(Self::Registry)
        } else {
            read(facts, book::Event::from_raw).map(Self::Book)
        }
    }
}
