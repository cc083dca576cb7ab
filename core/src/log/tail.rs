//! The newest commits, in memory: what the store has not been fed yet, and a little more for followers.

use std::collections::VecDeque;
use std::sync::Arc;

use super::contract::{CommandKey, Commit};
use super::positions::{Positions, of_command, of_thing};
use crate::ids::Thing;

/// How many commits stay here after the store has them, so that followers need not decode them again.
const KEPT: usize = if cfg!(any(test, feature = "simulation")) { 24 } else { 1024 };

/// The last commits of the log, gapless up to the watermark.
pub(super) struct Tail {
    /// The position of the first commit here, or of the next to come.
    start: u64,
    /// Up to here the store has been fed.
    applied: u64,
    commits: VecDeque<Arc<Commit>>,
    positions: Positions,
}

impl Tail {
    /// Nothing in memory; the store holds everything up to `applied`.
    pub(super) fn after(applied: u64) -> Self {
        Self { start: applied + 1, applied, commits: VecDeque::new(), positions: Positions::default() }
    }

    /// The position of the first commit that is here; all before it are in the store.
    pub(super) const fn start(&self) -> u64 {
        self.start
    }

    /// Up to where the store has been fed.
    pub(super) const fn applied(&self) -> u64 {
        self.applied
    }

    pub(super) fn push(&mut self, group: &[Arc<Commit>]) {
        for commit in group {
            self.positions.push(commit);
            self.commits.push_back(commit.clone());
        }
    }

    /// The store now holds everything up to `position`. Gives the commits that are no longer kept here.
    pub(super) fn applied_to(&mut self, position: u64) -> Vec<Arc<Commit>> {
        self.applied = position;
        let fed = usize::try_from((position + 1).saturating_sub(self.start)).unwrap_or(usize::MAX);
        let forgotten: Vec<_> =
            self.commits.drain(..fed.min(self.commits.len().saturating_sub(KEPT))).collect();
        self.start += forgotten.len() as u64;
        self.positions.forget_to(self.start - 1);
        forgotten
    }

    /// The commits here from `first` on, at most `limit`.
    pub(super) fn from(&self, first: u64, limit: usize) -> Vec<Arc<Commit>> {
        let skip = usize::try_from(first.saturating_sub(self.start)).unwrap_or(usize::MAX);
        self.commits.iter().skip(skip).take(limit).cloned().collect()
    }

    pub(super) fn at(&self, position: u64) -> Option<Arc<Commit>> {
        let index = usize::try_from(position.checked_sub(self.start)?).ok()?;
        self.commits.get(index).cloned()
    }

    pub(super) fn outcome(&self, key: &CommandKey) -> Option<Arc<Commit>> {
        let positions = self.positions.of(of_command(key), 0);
        let mut commits = positions.into_iter().filter_map(|position| self.at(position));
        commits.find(|commit| commit.draft.key() == *key)
    }

    /// The commits here from `first` on that touched `thing`, at most `limit`.
    pub(super) fn history(&self, thing: Thing, first: u64, limit: usize) -> Vec<Arc<Commit>> {
        let positions = self.positions.of(of_thing(thing), first);
        let commits = positions.into_iter().filter_map(|position| self.at(position));
        commits.filter(|commit| commit.touched(thing)).take(limit).collect()
    }
}
