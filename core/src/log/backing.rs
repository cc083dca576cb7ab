//! What the log needs of the store behind its journal, so that a simulation can bring one of its own.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::Path;

use super::contract::{CommandKey, ReadError};
use super::store::{self, Fed, Head, Mark, Store};
use crate::ids::{BookId, Thing};

/// Why a store does not open.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unopened {
    /// The disk does not let us: it is full, or the files are not ours. The store itself may be whole, and
    /// building it anew would only lose it.
    #[error(transparent)]
    Refused(io::Error),
    /// What it holds cannot be read.
    #[error("{0}")]
    Broken(String),
}

impl From<io::Error> for Unopened {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind as K;
        match error.kind() {
            K::PermissionDenied
            | K::ReadOnlyFilesystem
            | K::StorageFull
            | K::QuotaExceeded
            | K::FileTooLarge => Self::Refused(error),
            _ => Self::Broken(error.to_string()),
        }
    }
}

/// Opens stores and takes them away.
pub(super) trait Stores: Send + Sync {
    /// Opens the store in `dir`, or begins one.
    fn open(&self, dir: &Path, cache_bytes: u64) -> Result<Box<dyn Backing>, Unopened>;
    /// Takes the store in `dir` away, if there is one.
    fn remove(&self, dir: &Path) -> Result<(), String>;
}

/// A store: commits by position, indexes by thing, command and book. [`Store`] says what each of them means.
pub(super) trait Backing: Send + Sync {
    fn apply(&self, commits: &[Fed<'_>]) -> Result<(), ReadError>;
    fn frame(&self, position: u64) -> Result<Option<Vec<u8>>, ReadError>;
    fn frames<'a>(&'a self, first: u64, last: u64) -> Box<dyn Iterator<Item = (u64, Vec<u8>)> + 'a>;
    fn mend(&self, position: u64, read: &mut dyn FnMut(u64) -> Option<Vec<u8>>) -> Result<(), ReadError>;
    fn history(&self, thing: Thing, first: u64, last: u64, limit: usize) -> Result<Vec<u64>, ReadError>;
    fn outcome(&self, key: &CommandKey) -> Result<Option<u64>, ReadError>;
    fn heads(&self) -> Result<HashMap<BookId, Head>, ReadError>;
    fn index_size(&self) -> Result<u64, ReadError>;
    fn knows_touch(&self, thing: Thing, position: u64) -> Result<bool, ReadError>;
    fn check(&self) -> Result<Mark, String>;
    fn witness(&self) -> Option<Mark>;
    fn flush(&self) -> Result<(), ReadError>;
    /// The stored bytes, past everything kept in memory.
    fn frame_on_disk(&self, position: u64) -> Result<Option<Vec<u8>>, ReadError>;
    /// Flips a bit of a commit's copy. False where there is none.
    fn damage(&self, position: u64) -> bool;
    /// Puts other bytes where a commit stands.
    #[cfg(test)]
    fn spoil(&self, position: u64, bytes: &[u8]);
}

/// Stores in sled.
pub(super) struct SledStores;

impl Stores for SledStores {
    fn open(&self, dir: &Path, cache_bytes: u64) -> Result<Box<dyn Backing>, Unopened> {
        Store::open(dir, cache_bytes).map(|store| Box::new(store) as Box<dyn Backing>)
    }

    fn remove(&self, dir: &Path) -> Result<(), String> {
        let path = store::folder(dir);
        if path.exists() {
            fs::remove_dir_all(&path).map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

impl Backing for Store {
    fn apply(&self, commits: &[Fed<'_>]) -> Result<(), ReadError> {
        self.apply(commits)
    }

    fn frame(&self, position: u64) -> Result<Option<Vec<u8>>, ReadError> {
        self.frame(position)
    }

    fn frames<'a>(&'a self, first: u64, last: u64) -> Box<dyn Iterator<Item = (u64, Vec<u8>)> + 'a> {
        Box::new(self.frames(first, last))
    }

    fn mend(&self, position: u64, read: &mut dyn FnMut(u64) -> Option<Vec<u8>>) -> Result<(), ReadError> {
        self.mend(position, read)
    }

    fn history(&self, thing: Thing, first: u64, last: u64, limit: usize) -> Result<Vec<u64>, ReadError> {
        self.history(thing, first, last, limit)
    }

    fn outcome(&self, key: &CommandKey) -> Result<Option<u64>, ReadError> {
        self.outcome(key)
    }

    fn heads(&self) -> Result<HashMap<BookId, Head>, ReadError> {
        self.heads()
    }

    fn index_size(&self) -> Result<u64, ReadError> {
        self.index_size()
    }

    fn knows_touch(&self, thing: Thing, position: u64) -> Result<bool, ReadError> {
        self.knows_touch(thing, position)
    }

    fn check(&self) -> Result<Mark, String> {
        self.check()
    }

    fn witness(&self) -> Option<Mark> {
        self.witness()
    }

    fn flush(&self) -> Result<(), ReadError> {
        self.flush()
    }

    fn frame_on_disk(&self, position: u64) -> Result<Option<Vec<u8>>, ReadError> {
        self.frame_on_disk(position)
    }

    fn damage(&self, position: u64) -> bool {
        self.damage(position)
    }

    #[cfg(test)]
    fn spoil(&self, position: u64, bytes: &[u8]) {
        self.spoil(position, bytes);
    }
}
