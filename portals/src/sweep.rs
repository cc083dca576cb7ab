//! Once a day, uploads that nothing refers to are removed: photos of forms that were never finished, of wishes
//! that were refused.
//!
//! What is referred to is read from the log itself, byte by byte: a hash that stands anywhere in a fact or its
//! envelope is kept, in whatever form, so no new kind of fact can be forgotten here.

use std::collections::{BTreeSet, HashSet};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use rantai_core::blobs::Blobs;
use rantai_core::ids::{BlobHash, PersonId};
use rantai_core::log::{Commit, Cursor, Log, RawFact, ReadError};
use rantai_core::time::{Clock, Moment};
use tokio_util::sync::CancellationToken;

/// How long a file may be there before something refers to it.
pub const UNCLAIMED: Duration = Duration::from_secs(24 * 60 * 60);
/// How often is swept.
const EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// When the first time is: not while everybody comes in after a start.
const FIRST: Duration = Duration::from_secs(10 * 60);
/// Commits read at once.
const PAGE: usize = 500;

/// Why nothing was removed, or not everything that could have been.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// A part of the log cannot be read: what it refers to is not known.
    #[error(transparent)]
    Log(#[from] ReadError),
    /// The folder of uploads.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

/// Sweeps every day until told to stop.
///
/// `erased` says who was erased by then.
pub async fn daily(
    blobs: Arc<Blobs>,
    log: Arc<dyn Log>,
    clock: Arc<dyn Clock>,
    erased: impl Fn() -> BTreeSet<PersonId> + Send,
    stop: CancellationToken,
) {
    let mut wait = FIRST;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(wait) => {}
        }
        wait = EVERY;
        let (blobs, log, now, stop) = (Arc::clone(&blobs), Arc::clone(&log), clock.now(), stop.clone());
        let erased = erased();
        let swept =
            tokio::task::spawn_blocking(move || sweep(&blobs, log.as_ref(), &erased, now, &stop)).await;
        match swept {
            Ok(Ok(removed)) => tracing::info!(removed, "unclaimed uploads were removed"),
            Ok(Err(error)) => tracing::error!(%error, "unclaimed uploads were left where they are"),
            Err(error) => tracing::error!(%error, "the sweep of unclaimed uploads failed"),
        }
    }
}

/// Removes what nothing in the log refers to but people who were erased, and what is older than [`UNCLAIMED`].
/// Gives how many files were removed; none where the log cannot be read to its end.
///
/// # Errors
/// [`SweepError`].
pub fn sweep(
    blobs: &Blobs,
    log: &dyn Log,
    erased: &BTreeSet<PersonId>,
    now: Moment,
    stop: &CancellationToken,
) -> Result<usize, SweepError> {
    let mut unclaimed = blobs.older_than(UNCLAIMED, now)?;
    let mut cursor = Cursor::START;
    while !unclaimed.is_empty() {
        let page = log.read(cursor, PAGE)?;
        let Some(last) = page.last() else { break };
        cursor = last.cursor;
        page.iter().for_each(|commit| claim(commit, erased, &mut unclaimed));
        if stop.is_cancelled() {
            return Ok(0);
        }
    }
    Ok(blobs.remove_unreferenced(|hash| !unclaimed.contains(&hash), UNCLAIMED, now)?)
}

/// Removes the photographs that came with what erased people did, unless somebody else refers to them too. What
/// shows a business and its goods stays: it is the business's. Gives how many files were removed.
///
/// # Errors
/// [`SweepError`]; nothing is removed where the log cannot be read to its end.
pub fn forget(blobs: &Blobs, log: &dyn Log, erased: &BTreeSet<PersonId>) -> Result<usize, SweepError> {
    let all = blobs.all()?;
    let (mut unclaimed, mut others) = (all.clone(), all.clone());
    let mut cursor = Cursor::START;
    while !all.is_empty() {
        let page = log.read(cursor, PAGE)?;
        let Some(last) = page.last() else { break };
        cursor = last.cursor;
        for commit in &page {
            claim(commit, erased, &mut unclaimed);
            claim(commit, &BTreeSet::new(), &mut others);
        }
    }
    // What nobody at all refers to may belong to a form that is being filled in.
    let theirs: Vec<&BlobHash> = unclaimed.difference(&others).collect();
    theirs.iter().try_for_each(|hash| blobs.remove(**hash))?;
    crate::uploads::forget_small(&theirs);
    Ok(theirs.len())
}

/// Takes away what a commit refers to. An erased person's commit refers to nothing but what shows a business and
/// its goods.
fn claim(commit: &Commit, erased: &BTreeSet<PersonId>, unclaimed: &mut HashSet<BlobHash>) {
    let is_erased = erased.contains(&commit.draft.envelope.person);
    if !is_erased {
        for hash in &commit.draft.envelope.evidence {
            unclaimed.remove(hash);
        }
    }
    for fact in commit.draft.facts.iter().filter(|fact| !is_erased || shows_the_business(fact)) {
        for window in fact.bytes.windows(32) {
            if let Some(hash) = window.first_chunk::<32>() {
                unclaimed.remove(&BlobHash(*hash));
            }
        }
    }
}

/// A fact of the sign or the catalogue, by the nouns' numbers in `book::Event`.
const fn shows_the_business(fact: &RawFact) -> bool {
    matches!(fact.kind >> 8, 0x01 | 0x02)
}
