//! The log's own record of one thing, damaged positions named where they stand, and the proof of it all.

use std::sync::Arc;

use rantai_core::ids::{PartyId, Thing};
use rantai_core::log::{Cursor, Damage, EventLog, Log, ReadError};
use rantai_projections::audit_trail::{Entry, TrailError, trail};

/// One place of a trail.
#[derive(Debug, Clone)]
pub enum Place {
    /// What the log holds there.
    Whole(Entry),
    /// What stands there cannot be shown.
    Damaged {
        /// The position.
        position: u64,
        /// What is wrong.
        what: String,
    },
}

impl Place {
    /// Its position in the log.
    pub fn position(&self) -> u64 {
        match self {
            Self::Whole(entry) => entry.commit.cursor.position(),
            Self::Damaged { position, .. } => *position,
        }
    }
}

/// Part of a trail.
#[derive(Debug, Clone)]
pub struct Part {
    /// The places, oldest first.
    pub places: Vec<Place>,
    /// There is more after the last of them.
    pub more: bool,
}

/// What re-reading everything said.
#[derive(Debug, Clone)]
pub enum Proof {
    /// So many commits are as they were written, in both copies.
    Whole(u64),
    /// The first that is not.
    Damaged(Damage),
    /// The disk did not let anything be read.
    Unreadable(String),
}

/// Re-reads both copies of everything that ever touched `thing`. Takes a moment: call it beside the server's
/// own threads.
pub fn prove(log: &EventLog, thing: Thing) -> Proof {
    match log.verify_thing(thing) {
        Ok((checked, None)) => Proof::Whole(checked),
        Ok((_, Some(damage))) => Proof::Damaged(damage),
        Err(error) => Proof::Unreadable(error.to_string()),
    }
}

/// The places of a trail after `after`. A damaged one is a place like the others: those after it are shown.
///
/// # Errors
/// The log's words, when not even the positions can be found.
pub fn places(
    log: &Arc<EventLog>,
    business: PartyId,
    thing: Thing,
    after: Cursor,
    limit: usize,
) -> Result<Part, String> {
    if let Ok(entries) = trail(log.as_ref(), business, thing, after, limit + 1) {
        let more = entries.len() > limit;
        let places = entries.into_iter().take(limit).map(Place::Whole).collect();
        return Ok(Part { places, more });
    }
    // Something is damaged: go on one by one, around it.
    let mut places = Vec::new();
    let mut after = after;
    while places.len() <= limit {
        match one(log.as_ref(), business, thing, after)? {
            None => break,
            Some(Step::Another(cursor)) => after = cursor,
            Some(Step::Place(place)) => {
                after = Cursor::from_key(place.position().to_be_bytes());
                places.push(place);
            }
        }
    }
    let more = places.len() > limit;
    places.truncate(limit);
    Ok(Part { places, more })
}

enum Step {
    /// The next place of the trail.
    Place(Place),
    /// A commit of another book; its cursor.
    Another(Cursor),
}

fn one(log: &dyn Log, business: PartyId, thing: Thing, after: Cursor) -> Result<Option<Step>, String> {
    let (position, what) = match trail(log, business, thing, after, 1) {
        Ok(entries) => {
            if let Some(entry) = entries.into_iter().next() {
                return Ok(Some(Step::Place(Place::Whole(entry))));
            }
            let next = log.history(thing, after, 1).map_err(|error| error.to_string())?;
            return Ok(next.first().map(|commit| Step::Another(commit.cursor)));
        }
        Err(TrailError::Log(ReadError::Damaged { position, what })) => (position, what.to_string()),
        Err(TrailError::Fact { position, error }) => (position, error.to_string()),
        Err(TrailError::Log(ReadError::Unreadable(what))) => return Err(what.to_string()),
    };
    if position <= after.position() {
        return Err(format!("{position}: {what}"));
    }
    Ok(Some(Step::Place(Place::Damaged { position, what })))
}
