//! Whether a log is what it must be: every commit, every link, every index.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

use crate::ids::Thing;
use crate::log::event_log::{EventLog, Options};
use crate::log::verify::verify_on;
use crate::log::{Commit, Cursor, Hash, Log};

/// How many commits are read at once: few, so that pages end everywhere.
const PAGE: usize = 37;

/// Reads everything of an open log, by each way there is to read it, and returns it.
pub(crate) fn audit(log: &EventLog) -> Result<Vec<Arc<Commit>>, String> {
    let mut commits: Vec<Arc<Commit>> = vec![];
    let mut after = Cursor::START;
    loop {
        let page = log.read(after, PAGE).map_err(|error| error.to_string())?;
        let Some(last) = page.last() else { break };
        after = last.cursor;
        commits.extend(page);
    }
    links(&commits)?;
    let head = commits.last().map_or((Cursor::START, Hash::ZERO), |last| (last.cursor, last.hash));
    if log.head() != head || log.watermark() != head.0 {
        return Err(format!("the log ends at {:?} and reads up to {head:?}", log.head()));
    }
    let mut touched: BTreeMap<Thing, Vec<u64>> = BTreeMap::new();
    for commit in &commits {
        let known = log.outcome(&commit.draft.key()).map_err(|error| error.to_string())?;
        if known.as_ref().map(|known| known.cursor) != Some(commit.cursor) {
            return Err(format!("the command of {} leads to {:?}", commit.cursor, known.map(|it| it.cursor)));
        }
        for touch in &commit.draft.touched {
            let history = touched.entry(touch.thing).or_default();
            if history.last() != Some(&commit.cursor.0) {
                history.push(commit.cursor.0);
            }
        }
    }
    for (thing, positions) in touched {
        let history = log.history(thing, Cursor::START, usize::MAX).map_err(|error| error.to_string())?;
        let found: Vec<u64> = history.iter().map(|commit| commit.cursor.0).collect();
        if found != positions {
            return Err(format!("{thing:?} was touched at {positions:?}, and its history has {found:?}"));
        }
    }
    Ok(commits)
}

/// Positions and sequences without a gap, and every hash what the next commit recorded.
fn links(commits: &[Arc<Commit>]) -> Result<(), String> {
    let mut previous = Hash::ZERO;
    let mut books = HashMap::new();
    for (index, commit) in commits.iter().enumerate() {
        let (sequence, hash) =
            books.insert(commit.draft.book, (commit.sequence, commit.hash)).unwrap_or((0, Hash::ZERO));
        if commit.cursor.0 != index as u64 + 1 || commit.previous != previous {
            return Err(format!("{} does not follow the commit before it", commit.cursor));
        }
        if (commit.sequence, commit.previous_in_book) != (sequence + 1, hash) {
            return Err(format!("{} does not follow the commit before it in its book", commit.cursor));
        }
        previous = commit.hash;
    }
    Ok(())
}

/// Compares everything that is stored with everything, as `rantai verify` does, while no log is open.
pub(crate) fn verify(dir: &Path, options: &Options) -> Result<(), String> {
    let report = verify_on(dir, options).map_err(|error| error.to_string())?;
    match report.damages.first() {
        None => Ok(()),
        Some(damage) => Err(damage.to_string()),
    }
}
