//! The store: the commits and their indexes in sled, which is what everything reads.
//!
//! One tree, keys told apart by their first byte:
//!
//! ```text
//! c position               neighbouring commits from that one on, packed: see `block`
//! h, i, f …                where commands and things are found: see `runs`
//! b book                   sequence, hash: the book's head, at the end of the last run or later
//! a                        position, hash: up to where all of this was fed from the journal
//! ```
//!
//! Numbers in keys are big endian. What no run tells yet is found in memory, and read again from the commits at a
//! start. Keys are put in one by one, the mark `a` behind what it stands for; sled keeps their order, and what
//! lies behind the mark is as good as not there. sled may panic on damaged files, so every call into it is guarded.

mod block;
mod runs;

use std::collections::{HashMap, VecDeque};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use self::block::Block;
#[cfg(any(test, feature = "fuzzing"))]
pub(super) use self::block::fuzzed as fuzzed_block;
use self::runs::Run;
use super::backing::Unopened;
use super::contract::{CommandKey, Commit, Cursor, Hash, ReadError};
use super::positions::{Fingerprint, Positions, of_command, of_thing};
use super::record::{Flaw, Frame, array};
use crate::ids::{BookId, Thing};

const COMMIT: u8 = b'c';
const BOOK: u8 = b'b';
const APPLIED: [u8; 1] = [b'a'];
/// So many commits are told of by one run of the index. Fewer are read again at a start.
const RUN: u64 = if cfg!(test) { 40 } else { 16 << 10 };
/// sled thinks of its cache's limit only when each of 256 shards of its pages has heard of 64 reads, whatever these
/// brought into memory: up to 16,384 pages beyond the limit, 160 MB. A block that is read is told of so many times more,
/// so that fewer of these reads are of different blocks.
const TOLD_AGAIN: usize = 3;
/// Blocks kept unpacked for the next reader.
const UNPACKED: usize = 256;

/// Where a book ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) sequence: u64,
    pub(super) hash: Hash,
}

impl Head {
    /// Before a book's first commit.
    pub(super) const NONE: Self = Self { sequence: 0, hash: Hash::ZERO };
}

/// A position and the hash of the commit there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) position: u64,
    pub(super) hash: Hash,
}

impl Mark {
    /// The end of an empty log.
    pub(super) const NONE: Self = Self { position: 0, hash: Hash::ZERO };
}

/// A commit on its way into the store: its stored bytes beside what they mean.
pub(super) struct Fed<'a> {
    pub(super) frame: &'a [u8],
    pub(super) commit: &'a Commit,
}

/// The sled side of the log.
pub(super) struct Store {
    db: sled::Db,
    index: RwLock<Index>,
    /// The last block, which takes further commits. Whoever feeds holds it.
    open: Mutex<Block>,
    unpacked: Mutex<VecDeque<Arc<Block>>>,
    /// Where the last block began when the store was opened: up to there, blocks may be in the way of those that are
    /// fed again.
    stale: u64,
    /// What does not fit in what the store says of itself.
    flaw: Option<String>,
}

/// What of the store is kept in memory.
#[derive(Default)]
struct Index {
    applied: Option<Mark>,
    /// Runs of the index, in the order of positions.
    runs: Vec<Arc<Run>>,
    /// What they do not tell yet.
    newest: Positions,
    heads: HashMap<BookId, Head>,
}

impl Index {
    /// Up to here the runs tell.
    fn indexed(&self) -> u64 {
        self.runs.last().map_or(0, |run| run.last)
    }

    fn keep(&mut self, commit: &Commit) {
        self.newest.push(commit);
        self.heads.insert(commit.draft.book, Head { sequence: commit.sequence, hash: commit.hash });
    }

    /// The positions of that fingerprint in `first..=last`, oldest first.
    fn of(
        &self,
        db: &sled::Db,
        fingerprint: Fingerprint,
        first: u64,
        last: u64,
    ) -> Result<Vec<u64>, ReadError> {
        let mut positions = vec![];
        for run in &self.runs {
            positions.extend(run.of(db, fingerprint, first, last)?);
        }
        let newest = self.newest.of(fingerprint, first);
        positions.extend(newest.into_iter().filter(|position| *position <= last));
        Ok(positions)
    }
}

/// The folder of the store.
pub(super) fn folder(dir: &Path) -> PathBuf {
    dir.join("log.sled")
}

impl Store {
    /// Opens the store, waiting a little for a predecessor in this process to let go of it.
    pub(super) fn open(dir: &Path, cache_bytes: u64) -> Result<Self, Unopened> {
        let path = folder(dir);
        let db = match Self::open_patiently(&path, cache_bytes) {
            Err(Unopened::Broken(_)) if drop_snapshots(&path) => Self::open_patiently(&path, cache_bytes),
            outcome => outcome,
        }?;
        let mut store = Self {
            db,
            index: RwLock::default(),
            open: Mutex::new(Block::begin(1)),
            unpacked: Mutex::default(),
            stale: 0,
            flaw: None,
        };
        store.stale = store.block_of(u64::MAX).map_or(u64::MAX, |last| last.map_or(0, |last| last.first));
        store.flaw = store.read_index().err();
        Ok(store)
    }

    /// Reads what is kept in memory: the runs' filters, the books' heads, and what no run tells yet.
    fn read_index(&self) -> Result<(), String> {
        let told = |error: ReadError| error.to_string();
        let mark = self.applied().map_err(told)?;
        let mut index = Index { runs: Run::all(&self.db).map_err(told)?, ..Index::default() };
        let mut next = 1;
        for run in &index.runs {
            if run.first != next || run.last > mark.position {
                return Err(format!("its index does not tell of position {next}"));
            }
            next = run.last + 1;
        }
        index.heads = self.stored_heads().map_err(told)?;
        let mut reached = self.mark_of(next - 1).map_err(told)?;
        for (position, bytes) in self.frames(next, mark.position) {
            let Ok(commit) = Frame::of(&bytes).and_then(|frame| frame.commit()) else { break };
            if (commit.cursor.0, commit.previous) != (position, reached.hash) {
                break;
            }
            index.keep(&commit);
            reached = Mark { position, hash: commit.hash };
        }
        // What cannot be read, and what a crash left behind the mark, is fed again.
        let mark = if reached.position < mark.position { reached } else { mark };
        if mark.position > 0 {
            let mut last = self.block_of(mark.position).map_err(told)?.ok_or("its last commits are lost")?;
            last.cut_behind(mark.position);
            *lock(&self.open) = if last.is_full() { Block::begin(mark.position + 1) } else { last };
        }
        index.applied = Some(mark);
        *self.index_mut() = index;
        Ok(())
    }

    fn open_patiently(path: &Path, cache_bytes: u64) -> Result<sled::Db, Unopened> {
        let config = sled::Config::new()
            .path(path)
            .cache_capacity(cache_bytes)
            .flush_every_ms(None)
            .mode(sled::Mode::HighThroughput);
        let mut tries = 0;
        loop {
            let error = match catch_unwind(AssertUnwindSafe(|| config.open())) {
                Ok(Ok(db)) => return Ok(db),
                Ok(Err(error)) => error,
                Err(_) => return Err(Unopened::Broken("sled panicked on what it found".to_owned())),
            };
            tries += 1;
            if tries > 40 || !error.to_string().contains("lock") {
                return Err(match error {
                    sled::Error::Io(error) => error.into(),
                    other => Unopened::Broken(other.to_string()),
                });
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Puts commits and their indexes in. They must follow what is already there.
    pub(super) fn apply(&self, commits: &[Fed<'_>]) -> Result<(), ReadError> {
        let Some(last) = commits.last() else { return Ok(()) };
        let mut open = lock(&self.open);
        let begins = open.first;
        for Fed { frame, .. } in commits {
            open.push(frame);
            if open.is_full() {
                self.insert(&open)?;
                *open = Block::begin(open.last() + 1);
            }
        }
        if !open.is_empty() {
            self.insert(&open)?;
        }
        let mark = Mark { position: last.commit.cursor.0, hash: last.commit.hash };
        guarded(|| self.db.insert(APPLIED, &pair(mark.position, mark.hash)[..]))?;
        lock(&self.unpacked).retain(|block| block.first < begins);
        let indexed = {
            let mut index = self.index_mut();
            commits.iter().for_each(|fed| index.keep(fed.commit));
            index.applied = Some(mark);
            index.indexed()
        };
        if mark.position - indexed >= RUN { self.end_run(indexed + 1, mark.position) } else { Ok(()) }
    }

    fn insert(&self, block: &Block) -> Result<(), ReadError> {
        if block.first < self.stale {
            let within = commit_key(block.first + 1)..=commit_key(block.last());
            for key in guarded(|| self.db.range(within).keys().collect::<Result<Vec<_>, _>>())? {
                guarded(|| self.db.remove(key))?;
            }
        }
        guarded(|| self.db.insert(commit_key(block.first), block.pack())).map(|_| ())
    }

    /// Writes what is only in memory as a run of the index, and the heads of the books.
    fn end_run(&self, first: u64, last: u64) -> Result<(), ReadError> {
        let (pairs, heads, mut runs) = {
            let index = self.index();
            (index.newest.sorted_to(last), index.heads.clone(), index.runs.clone())
        };
        for (book, head) in heads {
            guarded(|| self.db.insert(book_key(book), &pair(head.sequence, head.hash)[..]))?;
        }
        runs.push(Arc::new(Run::write(&self.db, first, last, &pairs)?));
        let replaced = runs::merge(&self.db, &mut runs)?;
        {
            let mut index = self.index_mut();
            index.runs = runs;
            index.newest.forget_to(last);
        }
        replaced.iter().try_for_each(|run| run.remove(&self.db))
    }

    /// The commit of that position, by what the store has of it.
    fn mark_of(&self, position: u64) -> Result<Mark, ReadError> {
        if position == 0 {
            return Ok(Mark::NONE);
        }
        let bytes = self.frame(position)?.ok_or_else(|| unreadable(&"the store has lost a commit"))?;
        let frame = Frame::of(&bytes).map_err(|flaw| unreadable(&flaw))?;
        Ok(Mark { position: frame.place.position, hash: frame.hash() })
    }

    /// Up to where the store was fed, as it wrote it down.
    pub(super) fn applied(&self) -> Result<Mark, ReadError> {
        match guarded(|| self.db.get(APPLIED))? {
            None => Ok(Mark::NONE),
            Some(value) => {
                let (position, hash) = unpair(&value)?;
                Ok(Mark { position, hash })
            }
        }
    }

    /// The stored bytes of a commit, unchecked.
    pub(super) fn frame(&self, position: u64) -> Result<Option<Vec<u8>>, ReadError> {
        let kept = lock(&self.unpacked).iter().find(|block| block.frame(position).is_some()).cloned();
        let block = match kept {
            Some(block) => block,
            None => match self.block_of(position)?.map(Arc::new) {
                None => return Ok(None),
                Some(block) => {
                    let mut unpacked = lock(&self.unpacked);
                    if unpacked.len() >= UNPACKED {
                        unpacked.pop_front();
                    }
                    unpacked.push_back(Arc::clone(&block));
                    block
                }
            },
        };
        Ok(block.frame(position).map(<[u8]>::to_vec))
    }

    /// The stored bytes of a commit, past everything kept in memory.
    pub(super) fn frame_on_disk(&self, position: u64) -> Result<Option<Vec<u8>>, ReadError> {
        Ok(self.block_of(position)?.and_then(|block| block.frame(position).map(<[u8]>::to_vec)))
    }

    /// Flips a bit of the block that holds a commit. False where there is none.
    pub(super) fn damage(&self, position: u64) -> bool {
        let last = self.db.range(commit_key(0)..=commit_key(position)).next_back();
        let Some(Ok((key, value))) = last else { return false };
        let mut value = value.to_vec();
        if let Some(byte) = value.last_mut() {
            *byte ^= 4;
        }
        lock(&self.unpacked).clear();
        position <= self.index().applied.map_or(0, |mark| mark.position) && self.db.insert(key, value).is_ok()
    }

    /// The block that holds that position, read and unpacked anew.
    fn block_of(&self, position: u64) -> Result<Option<Block>, ReadError> {
        let found = guarded(|| self.db.range(commit_key(0)..=commit_key(position)).next_back().transpose())?;
        let Some((key, value)) = found else { return Ok(None) };
        let first = array(&key, 1).map(u64::from_be_bytes).map_err(|flaw| unreadable(&flaw))?;
        for _ in 0..TOLD_AGAIN {
            guarded(|| self.db.get(&key))?;
        }
        Block::unpack(first, &value).map(Some).map_err(|what| unreadable(&what))
    }

    /// Replaces what is damaged around a commit by what the chain proved to be right: `read` gives the frame of a
    /// position.
    pub(super) fn mend(
        &self,
        position: u64,
        mut read: impl FnMut(u64) -> Option<Vec<u8>>,
    ) -> Result<(), ReadError> {
        let mut open = lock(&self.open);
        let keys = guarded(|| {
            let before =
                self.db.range(commit_key(0)..=commit_key(position)).keys().next_back().transpose()?;
            let after =
                self.db.range(commit_key(position + 1)..=commit_key(u64::MAX)).keys().next().transpose()?;
            Ok((before, after))
        })?;
        let first =
            |key: sled::IVec| array(&key, 1).map(u64::from_be_bytes).map_err(|flaw| unreadable(&flaw));
        let begins = keys.0.map_or(Ok(position), first)?;
        let applied = self.index().applied.map_or(0, |mark| mark.position);
        let ends = keys.1.map_or(Ok(applied + 1), first)?;
        let mut block = Block::begin(begins);
        for position in begins..ends {
            let frame =
                read(position).ok_or_else(|| unreadable(&format!("nothing proves what {position} was")))?;
            block.push(&frame);
        }
        self.insert(&block)?;
        lock(&self.unpacked).clear();
        if open.first == begins {
            *open = block;
        }
        Ok(())
    }

    /// The stored bytes of the commits `first..=last`, in order, as far as sled gives them out.
    pub(super) fn frames(&self, first: u64, last: u64) -> impl Iterator<Item = (u64, Vec<u8>)> {
        let mut block: Option<Block> = None;
        let mut next = first;
        std::iter::from_fn(move || {
            if next > last {
                return None;
            }
            if block.as_ref().is_none_or(|block| block.frame(next).is_none()) {
                block = self.block_of(next).ok().flatten();
            }
            let frame = block.as_ref()?.frame(next)?.to_vec();
            next += 1;
            Some((next - 1, frame))
        })
    }

    /// The positions in `first..=last` under which `thing` is found, at most `limit`: whether a commit there really
    /// touched it, the commit tells.
    pub(super) fn history(
        &self,
        thing: Thing,
        first: u64,
        last: u64,
        limit: usize,
    ) -> Result<Vec<u64>, ReadError> {
        let mut positions = self.index().of(&self.db, of_thing(thing), first, last)?;
        positions.truncate(limit);
        Ok(positions)
    }

    /// Where the command's commit is.
    pub(super) fn outcome(&self, key: &CommandKey) -> Result<Option<u64>, ReadError> {
        let positions = self.index().of(&self.db, of_command(key), 0, u64::MAX)?;
        if positions.is_empty() {
            return Ok(None);
        }
        for position in positions {
            let bytes = self.frame(position)?;
            // What cannot be read here is healed by whoever asks for the commit.
            let commit = bytes.and_then(|bytes| Frame::of(&bytes).and_then(|frame| frame.commit()).ok());
            if commit.is_none_or(|commit| commit.draft.key() == *key) {
                return Ok(Some(position));
            }
        }
        Ok(None)
    }

    /// The heads of all books.
    pub(super) fn heads(&self) -> Result<HashMap<BookId, Head>, ReadError> {
        Ok(self.index().heads.clone())
    }

    fn stored_heads(&self) -> Result<HashMap<BookId, Head>, ReadError> {
        guarded(|| self.db.scan_prefix([BOOK]).collect::<Result<Vec<_>, _>>())?
            .iter()
            .map(|(key, value)| {
                let book = BookId(array(key, 1).map_err(|flaw| unreadable(&flaw))?);
                let (sequence, hash) = unpair(value)?;
                Ok((book, Head { sequence, hash }))
            })
            .collect()
    }

    /// How many pairs the index has: one for each command, and for each thing a commit touched. Every one of them
    /// is read.
    pub(super) fn index_size(&self) -> Result<u64, ReadError> {
        let index = self.index();
        index.runs.iter().try_for_each(|run| run.check(&self.db))?;
        Ok(index.runs.iter().map(|run| run.pairs).sum::<u64>() + index.newest.len() as u64)
    }

    /// Whether the index by thing knows of that commit.
    pub(super) fn knows_touch(&self, thing: Thing, position: u64) -> Result<bool, ReadError> {
        Ok(!self.index().of(&self.db, of_thing(thing), position, position)?.is_empty())
    }

    /// Compares what the store says of itself: its mark, its last commit, the lengths of its books.
    pub(super) fn check(&self) -> Result<Mark, String> {
        if let Some(flaw) = &self.flaw {
            return Err(flaw.clone());
        }
        let index = self.index();
        let mark = index.applied.unwrap_or(Mark::NONE);
        let last = self.mark_of(mark.position).map_err(|error| error.to_string())?;
        if last != mark {
            return Err(format!("it ends at {}, and says {}", last.position, mark.position));
        }
        let booked: u64 = index.heads.values().map(|head| head.sequence).sum();
        if booked != mark.position {
            return Err(format!("its books hold {booked} commits, and it says {}", mark.position));
        }
        Ok(mark)
    }

    /// The last position that the store witnesses to have been on disk: its mark, else its last frame.
    pub(super) fn witness(&self) -> Option<Mark> {
        let marked = self.applied().ok().filter(|mark| mark.position > 0);
        marked.or_else(|| {
            let block = self.block_of(u64::MAX).ok()??;
            let frame = Frame::of(block.frame(block.last())?).ok()?;
            Some(Mark { position: frame.place.position, hash: frame.hash() })
        })
    }

    /// Lets a test put other bytes where a commit stands.
    #[cfg(test)]
    pub(super) fn spoil(&self, position: u64, bytes: &[u8]) {
        let block = self.block_of(position).unwrap().unwrap();
        let mut spoiled = Block::begin(block.first);
        for at in block.first..=block.last() {
            spoiled.push(if at == position { bytes } else { block.frame(at).unwrap() });
        }
        self.insert(&spoiled).unwrap();
        lock(&self.unpacked).clear();
    }

    /// Lets a test lose the buckets of all runs.
    #[cfg(test)]
    pub(super) fn lose_index(&self) {
        for key in self.db.scan_prefix([b'i']).keys() {
            self.db.remove(key.unwrap()).unwrap();
        }
        self.flush().unwrap();
    }

    fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn index_mut(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks sled to write out what it holds in memory.
    pub(super) fn flush(&self) -> Result<(), ReadError> {
        guarded(|| self.db.flush()).map(|_| ())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Drops snapshots, which a power cut may have torn though sled's log is whole; sled makes them again.
fn drop_snapshots(path: &Path) -> bool {
    let Ok(entries) = fs::read_dir(path) else { return false };
    let mut dropped = false;
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with("snap.") {
            dropped |= fs::remove_file(entry.path()).is_ok();
        }
    }
    dropped
}

/// Calls sled; its errors and its panics become one error.
fn guarded<T>(call: impl FnOnce() -> sled::Result<T>) -> Result<T, ReadError> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(unreadable(&error)),
        Err(_) => Err(ReadError::Unreadable("sled panicked on what it found".into())),
    }
}

fn unreadable(error: &dyn std::fmt::Display) -> ReadError {
    ReadError::Unreadable(Arc::from(error.to_string()))
}

fn commit_key(position: u64) -> [u8; 9] {
    let mut key = [COMMIT; 9];
    key[1..].copy_from_slice(&Cursor(position).key());
    key
}

fn book_key(book: BookId) -> [u8; 17] {
    let mut key = [BOOK; 17];
    key[1..].copy_from_slice(&book.0);
    key
}

fn pair(number: u64, hash: Hash) -> [u8; 40] {
    let mut value = [0; 40];
    value[..8].copy_from_slice(&number.to_be_bytes());
    value[8..].copy_from_slice(&hash.0);
    value
}

fn unpair(value: &[u8]) -> Result<(u64, Hash), ReadError> {
    let parts = || -> Result<_, Flaw> { Ok((u64::from_be_bytes(array(value, 0)?), Hash(array(value, 8)?))) };
    parts().map_err(|flaw| unreadable(&flaw))
}
