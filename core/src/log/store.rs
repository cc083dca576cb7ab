//! The store: the commits and their indexes in sled, which is what everything reads.
//!
//! One tree, keys told apart by their first byte:
//!
//! ```text
//! c position               the stored frame
//! t thing position         nothing: the thing's history
//! k command person book    position: what became of the command
//! b book                   sequence, hash: the book's head
//! a                        position, hash: up to where all of this was fed from the journal
//! ```
//!
//! Numbers in keys are big endian. sled may panic on damaged files, so every call into it is guarded.

use std::collections::HashMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::contract::{CommandKey, Commit, Cursor, Hash, ReadError};
use super::record::{Flaw, Frame, array};
use crate::ids::{BookId, Thing};

const COMMIT: u8 = b'c';
const THING: u8 = b't';
const COMMAND: u8 = b'k';
const BOOK: u8 = b'b';
const APPLIED: [u8; 1] = [b'a'];

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
}

/// The folder of the store.
pub(super) fn folder(dir: &Path) -> PathBuf {
    dir.join("log.sled")
}

impl Store {
    /// Opens the store, waiting a little for a predecessor in this process to let go of it.
    pub(super) fn open(dir: &Path, cache_bytes: u64) -> Result<Self, String> {
        let path = folder(dir);
        match Self::open_patiently(&path, cache_bytes) {
            Err(_) if drop_snapshots(&path) => Self::open_patiently(&path, cache_bytes),
            outcome => outcome,
        }
    }

    fn open_patiently(path: &Path, cache_bytes: u64) -> Result<Self, String> {
        let config = sled::Config::new()
            .path(path)
            .cache_capacity(cache_bytes)
            .flush_every_ms(None)
            .mode(sled::Mode::HighThroughput);
        let mut tries = 0;
        loop {
            let error = match catch_unwind(AssertUnwindSafe(|| config.open())) {
                Ok(Ok(db)) => return Ok(Self { db }),
                Ok(Err(error)) => error,
                Err(_) => return Err("sled panicked on what it found".to_owned()),
            };
            tries += 1;
            if tries > 40 || !error.to_string().contains("lock") {
                return Err(error.to_string());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// sled itself.
    pub(super) const fn db(&self) -> &sled::Db {
        &self.db
    }

    /// Puts whole groups and their indexes in, as one batch. They must follow what is already there.
    pub(super) fn apply(&self, commits: &[Fed<'_>]) -> Result<(), ReadError> {
        let Some(last) = commits.last() else { return Ok(()) };
        let mut batch = sled::Batch::default();
        let mut heads = HashMap::new();
        for Fed { frame, commit } in commits {
            batch.insert(&commit_key(commit.cursor.0)[..], *frame);
            for touch in &commit.draft.touched {
                batch.insert(&thing_key(touch.thing, commit.cursor.0)[..], &[]);
            }
            batch.insert(&command_key(&commit.draft.key())[..], &commit.cursor.key()[..]);
            heads.insert(commit.draft.book, Head { sequence: commit.sequence, hash: commit.hash });
        }
        for (book, head) in heads {
            batch.insert(&book_key(book)[..], &pair(head.sequence, head.hash)[..]);
        }
        batch.insert(&APPLIED[..], &pair(last.commit.cursor.0, last.commit.hash)[..]);
        guarded(|| self.db.apply_batch(batch))
    }

    /// Up to where the store was fed.
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
    pub(super) fn frame(&self, position: u64) -> Result<Option<sled::IVec>, ReadError> {
        guarded(|| self.db.get(commit_key(position)))
    }

    /// Replaces damaged bytes of a commit by what the chain proved to be right.
    pub(super) fn mend(&self, position: u64, frame: &[u8]) -> Result<(), ReadError> {
        guarded(|| self.db.insert(commit_key(position), frame)).map(|_| ())
    }

    /// The stored bytes of the commits `first..=last`, in order, as far as sled gives them out.
    pub(super) fn frames(&self, first: u64, last: u64) -> impl Iterator<Item = (u64, sled::IVec)> {
        let mut range = self.db.range(commit_key(first)..=commit_key(last));
        std::iter::from_fn(move || {
            let (key, value) = guarded(|| range.next().transpose()).ok().flatten()?;
            Some((u64::from_be_bytes(array(&key, 1).ok()?), value))
        })
    }

    /// The positions in `first..=last` whose commits touched `thing`, at most `limit`.
    pub(super) fn history(
        &self,
        thing: Thing,
        first: u64,
        last: u64,
        limit: usize,
    ) -> Result<Vec<u64>, ReadError> {
        if first > last {
            return Ok(vec![]);
        }
        guarded(|| {
            let range = self.db.range(thing_key(thing, first)..=thing_key(thing, last));
            range.keys().take(limit).collect::<Result<Vec<_>, _>>()
        })?
        .iter()
        .map(|key| array(key, 18).map(u64::from_be_bytes).map_err(|flaw| unreadable(&flaw)))
        .collect()
    }

    /// Where the command's commit is.
    pub(super) fn outcome(&self, key: &CommandKey) -> Result<Option<u64>, ReadError> {
        guarded(|| self.db.get(command_key(key)))?
            .map(|value| array(&value, 0).map(u64::from_be_bytes).map_err(|flaw| unreadable(&flaw)))
            .transpose()
    }

    /// The heads of all books.
    pub(super) fn heads(&self) -> Result<HashMap<BookId, Head>, ReadError> {
        guarded(|| self.db.scan_prefix([BOOK]).collect::<Result<Vec<_>, _>>())?
            .iter()
            .map(|(key, value)| {
                let book = BookId(array(key, 1).map_err(|flaw| unreadable(&flaw))?);
                let (sequence, hash) = unpair(value)?;
                Ok((book, Head { sequence, hash }))
            })
            .collect()
    }

    /// How many keys the two indexes have: by thing, by command.
    pub(super) fn index_sizes(&self) -> Result<(u64, u64), ReadError> {
        let count = |tag: u8| {
            guarded(|| self.db.scan_prefix([tag]).try_fold(0u64, |sum, entry| entry.map(|_| sum + 1)))
        };
        Ok((count(THING)?, count(COMMAND)?))
    }

    /// Whether the index by thing knows of that commit.
    pub(super) fn knows_touch(&self, thing: Thing, position: u64) -> Result<bool, ReadError> {
        guarded(|| self.db.contains_key(thing_key(thing, position)))
    }

    /// Compares what the store says of itself: its mark, its last commit, the lengths of its books.
    pub(super) fn check(&self) -> Result<Mark, String> {
        let told = |error: ReadError| error.to_string();
        let mark = self.applied().map_err(told)?;
        let last = guarded(|| self.db.scan_prefix([COMMIT]).next_back().transpose()).map_err(told)?;
        let last = match &last {
            None => Mark::NONE,
            Some((_, value)) => {
                let frame = Frame::of(value).map_err(|flaw| flaw.to_string())?;
                Mark { position: frame.place.position, hash: frame.hash }
            }
        };
        if last != mark {
            return Err(format!("it ends at {}, and says {}", last.position, mark.position));
        }
        let booked: u64 = self.heads().map_err(told)?.values().map(|head| head.sequence).sum();
        if booked != mark.position {
            return Err(format!("its books hold {booked} commits, and it says {}", mark.position));
        }
        Ok(mark)
    }

    /// The last position of which the store holds a frame, whatever its marks say.
    pub(super) fn last_frame(&self) -> Option<Mark> {
        let (_, value) = guarded(|| self.db.scan_prefix([COMMIT]).next_back().transpose()).ok()??;
        let frame = Frame::of(&value).ok()?;
        Some(Mark { position: frame.place.position, hash: frame.hash })
    }

    /// Asks sled to write out what it holds in memory.
    pub(super) fn flush(&self) -> Result<(), ReadError> {
        guarded(|| self.db.flush()).map(|_| ())
    }
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

fn thing_key(thing: Thing, position: u64) -> [u8; 26] {
    let mut key = [THING; 26];
    key[1..18].copy_from_slice(&thing.key());
    key[18..].copy_from_slice(&Cursor(position).key());
    key
}

fn command_key(command: &CommandKey) -> [u8; 49] {
    let mut key = [COMMAND; 49];
    key[1..17].copy_from_slice(&command.command.0);
    key[17..33].copy_from_slice(&command.person.0);
    key[33..].copy_from_slice(&command.book.0);
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
