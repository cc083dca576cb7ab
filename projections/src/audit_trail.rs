//! "What ever happened to this, and is it true?" for the owner. Never a copy: the index of things and the
//! log itself.

use std::sync::Arc;

use rantai_core::book::Event;
use rantai_core::codec::CodecError;
use rantai_core::facts::Facts;
use rantai_core::ids::{PartyId, Thing};
use rantai_core::log::{Commit, Cursor, Log, ReadError};

/// One commit of a trail, with the facts that touched the thing and those recorded with them.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Who, for whom, how, when; position and hash.
    pub commit: Arc<Commit>,
    /// What happened.
    pub events: Vec<Event>,
}

/// Why a trail cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum TrailError {
    /// The log cannot show a part of it.
    #[error(transparent)]
    Log(#[from] ReadError),
    /// A fact cannot be read.
    #[error("position {position}: {error}")]
    Fact {
        /// Where it stands.
        position: u64,
        /// Why.
        error: CodecError,
    },
}

/// The commits of a business's book that touched `thing` after `after`, oldest first, at most `limit`.
///
/// # Errors
/// [`TrailError`] naming the position that cannot be shown.
pub fn trail(
    log: &dyn Log,
    business: PartyId,
    thing: Thing,
    after: Cursor,
    limit: usize,
) -> Result<Vec<Entry>, TrailError> {
    let mut entries = Vec::new();
    for commit in log.history(thing, after, limit)? {
        let position = commit.cursor.position();
        let facts = Facts::of(&commit).map_err(|error| TrailError::Fact { position, error })?;
        match facts {
            Facts::Book(events) if commit.draft.book.business() == Some(business) => {
                entries.push(Entry { commit, events });
            }
            // Another book's thing of that id: not this business's to see.
            Facts::Book(_) | Facts::Registry(_) => {}
        }
    }
    Ok(entries)
}
