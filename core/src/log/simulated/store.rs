//! A store in memory, in place of sled.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, MutexGuard};

use super::world::{Op, State, World};
use crate::ids::{BookId, Thing};
use crate::log::backing::Backing;
use crate::log::contract::{CommandKey, ReadError};
use crate::log::record::Frame;
use crate::log::store::{Fed, Head, Mark};
use crate::simulation::Dice;

/// Frames that came in together, and whether they replace what stood there.
#[derive(Debug, Clone)]
pub(crate) struct Batch {
    frames: Vec<(u64, Arc<[u8]>)>,
    mends: bool,
}

/// What the store holds, and which of its batches are on disk.
#[derive(Debug, Clone, Default)]
pub(super) struct Sheets {
    batches: Vec<Batch>,
    flushed: usize,
    /// It does not open any more.
    pub(super) ruined: bool,
    frames: BTreeMap<u64, Arc<[u8]>>,
    things: BTreeSet<([u8; 17], u64)>,
    commands: BTreeMap<CommandKey, u64>,
    heads: HashMap<BookId, Head>,
    applied: Option<Mark>,
}

impl Sheets {
    /// Takes a batch and its indexes.
    pub(super) fn take(&mut self, batch: Batch) {
        for (position, bytes) in &batch.frames {
            self.frames.insert(*position, bytes.clone());
            if batch.mends {
                continue;
            }
            let Ok(frame) = Frame::of(bytes) else { continue };
            let Ok(commit) = frame.commit() else { continue };
            for touch in &commit.draft.touched {
                self.things.insert((touch.thing.key(), *position));
            }
            self.commands.insert(commit.draft.key(), *position);
            self.heads.insert(commit.draft.book, Head { sequence: commit.sequence, hash: commit.hash });
            self.applied = Some(Mark { position: *position, hash: commit.hash });
        }
        self.batches.push(batch);
    }

    pub(super) fn flush(&mut self) {
        self.flushed = self.batches.len();
    }

    /// The batches that were flushed, and any number of those that came after them.
    pub(super) fn after_crash(&self, dice: &mut Dice) -> Self {
        let kept = self.flushed + dice.index(self.batches.len() - self.flushed + 1);
        let mut after = Self { ruined: self.ruined, ..Self::default() };
        for batch in self.batches.iter().take(kept) {
            after.take(batch.clone());
        }
        after.flush();
        after
    }
}

/// A handle on the store of a simulated machine.
pub(super) struct MemoryStore(pub(super) World);

impl MemoryStore {
    /// What it holds, unless that cannot be read.
    fn read(&self) -> Result<MutexGuard<'_, State>, ReadError> {
        let mut state = self.0.state();
        state.was_read(&mut []).map_err(|error| failed(&error))?;
        Ok(state)
    }
}

fn failed(error: &std::io::Error) -> ReadError {
    ReadError::Unreadable(error.to_string().into())
}

impl Backing for MemoryStore {
    fn apply(&self, commits: &[Fed<'_>]) -> Result<(), ReadError> {
        if commits.is_empty() {
            return Ok(());
        }
        let frames = commits.iter().map(|fed| (fed.commit.cursor.0, fed.frame.into())).collect();
        let mut state = self.0.state();
        state.counted().map_err(|error| failed(&error))?;
        state.perform(&Op::Batch(Batch { frames, mends: false }));
        Ok(())
    }

    fn frame(&self, position: u64) -> Result<Option<Vec<u8>>, ReadError> {
        let mut state = self.0.state();
        let mut frame = state.store.frames.get(&position).map(|bytes| bytes.to_vec());
        state.was_read(frame.as_deref_mut().unwrap_or_default()).map_err(|error| failed(&error))?;
        Ok(frame)
    }

    fn frames<'a>(&'a self, first: u64, last: u64) -> Box<dyn Iterator<Item = (u64, Vec<u8>)> + 'a> {
        let mut state = self.0.state();
        let stored = state.store.frames.range(first..=last);
        let mut frames: Vec<_> = stored.map(|(position, bytes)| (*position, bytes.to_vec())).collect();
        frames.retain_mut(|(_, bytes)| state.was_read(bytes).is_ok());
        Box::new(frames.into_iter())
    }

    fn mend(&self, position: u64, read: &mut dyn FnMut(u64) -> Option<Vec<u8>>) -> Result<(), ReadError> {
        let frame = read(position).ok_or_else(|| ReadError::Unreadable("nothing proves it".into()))?;
        let mut state = self.0.state();
        state.counted().map_err(|error| failed(&error))?;
        state.perform(&Op::Batch(Batch { frames: vec![(position, frame.into())], mends: true }));
        Ok(())
    }

    fn history(&self, thing: Thing, first: u64, last: u64, limit: usize) -> Result<Vec<u64>, ReadError> {
        if first > last {
            return Ok(vec![]);
        }
        let key = thing.key();
        let state = self.read()?;
        Ok(state.store.things.range((key, first)..=(key, last)).take(limit).map(|(_, at)| *at).collect())
    }

    fn outcome(&self, key: &CommandKey) -> Result<Option<u64>, ReadError> {
        Ok(self.read()?.store.commands.get(key).copied())
    }

    fn heads(&self) -> Result<HashMap<BookId, Head>, ReadError> {
        Ok(self.read()?.store.heads.clone())
    }

    fn index_size(&self) -> Result<u64, ReadError> {
        let state = self.0.state();
        Ok(state.store.things.len() as u64 + state.store.commands.len() as u64)
    }

    fn knows_touch(&self, thing: Thing, position: u64) -> Result<bool, ReadError> {
        Ok(self.0.state().store.things.contains(&(thing.key(), position)))
    }

    fn check(&self) -> Result<Mark, String> {
        let state = self.0.state();
        let mark = state.store.applied.unwrap_or(Mark::NONE);
        let last = state.store.frames.keys().next_back().copied().unwrap_or(0);
        if last == mark.position {
            Ok(mark)
        } else {
            Err(format!("it ends at {last}, and says {}", mark.position))
        }
    }

    fn witness(&self) -> Option<Mark> {
        let state = self.0.state();
        let frame = Frame::of(state.store.frames.values().next_back()?).ok()?;
        Some(Mark { position: frame.place.position, hash: frame.hash() })
    }

    fn flush(&self) -> Result<(), ReadError> {
        let mut state = self.0.state();
        state.counted().map_err(|error| failed(&error))?;
        state.perform(&Op::Flush);
        Ok(())
    }

    fn frame_on_disk(&self, position: u64) -> Result<Option<Vec<u8>>, ReadError> {
        self.frame(position)
    }

    fn damage(&self, position: u64) -> bool {
        let mut state = self.0.state();
        let Some(bytes) = state.store.frames.get(&position) else { return false };
        let mut bytes = bytes.to_vec();
        if let Some(last) = bytes.last_mut() {
            *last ^= 4;
        }
        state.perform(&Op::Batch(Batch { frames: vec![(position, bytes.into())], mends: true }));
        true
    }

    #[cfg(test)]
    fn spoil(&self, position: u64, bytes: &[u8]) {
        let frames = vec![(position, bytes.into())];
        self.0.state().perform(&Op::Batch(Batch { frames, mends: true }));
    }
}
