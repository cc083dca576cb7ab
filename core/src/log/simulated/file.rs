//! One file: what it reads as, and what of it is on disk.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::simulation::Dice;

/// What a disk writes as a whole or not at all.
const SECTOR: usize = 512;

/// What was done to a file and is not synced.
#[derive(Debug, Clone)]
enum Change {
    Write { offset: usize, bytes: Arc<[u8]> },
    Truncate,
}

/// One file.
#[derive(Debug, Clone, Default)]
pub(super) struct Inode {
    pub(super) now: Vec<u8>,
    synced: Vec<u8>,
    unsynced: Vec<Change>,
}

/// A part of a write that reaches the disk as a whole.
struct Piece<'a> {
    sector: usize,
    offset: usize,
    bytes: &'a [u8],
}

/// How much of what was not synced a crash leaves.
#[derive(Debug, Clone, Copy)]
enum Left {
    Nothing,
    Everything,
    /// The first so many pieces.
    First(usize),
    /// Any of the pieces.
    Any,
}

impl Inode {
    pub(super) fn write(&mut self, offset: usize, bytes: &Arc<[u8]>) {
        put(&mut self.now, offset, bytes);
        self.unsynced.push(Change::Write { offset, bytes: bytes.clone() });
    }

    pub(super) fn truncate(&mut self) {
        self.now.clear();
        self.unsynced.push(Change::Truncate);
    }

    pub(super) fn sync(&mut self) {
        for change in self.unsynced.drain(..) {
            match change {
                Change::Write { offset, bytes } => put(&mut self.synced, offset, &bytes),
                Change::Truncate => self.synced.clear(),
            }
        }
    }

    /// A sync that failed: what it did not write is forgotten, and later syncs do not write it either, though
    /// it still reads as written.
    pub(super) fn fail_to_sync(&mut self, dice: &mut Dice) {
        self.synced = self.after_crash(dice);
        self.unsynced.clear();
    }

    /// The bytes that a crash leaves.
    pub(super) fn after_crash(&self, dice: &mut Dice) -> Vec<u8> {
        let (mut bytes, changes) = self.after_truncation(dice);
        let pieces: Vec<Piece<'_>> = changes.iter().flat_map(pieces).collect();
        let left = match dice.below(5) {
            0 => Left::Nothing,
            1 => Left::Everything,
            2 | 3 => Left::First(dice.index(pieces.len() + 1)),
            _ => Left::Any,
        };
        let mut lost = BTreeSet::new();
        for (number, piece) in pieces.iter().enumerate() {
            let kept = match left {
                Left::Nothing => false,
                Left::Everything => true,
                Left::First(count) => number < count,
                Left::Any => !dice.one_in(2),
            };
            // A sector holds what it held at one moment: nothing written later without what was before it.
            if kept && !lost.contains(&piece.sector) {
                put(&mut bytes, piece.offset, piece.bytes);
            } else {
                lost.insert(piece.sector);
            }
        }
        if bytes.len() < self.now.len() && dice.one_in(3) {
            bytes.resize(self.now.len(), 0);
        }
        bytes
    }

    /// The synced bytes, or nothing where a truncation got to the disk, and the writes that belong to that.
    fn after_truncation(&self, dice: &mut Dice) -> (Vec<u8>, &[Change]) {
        let truncations: Vec<usize> = self
            .unsynced
            .iter()
            .enumerate()
            .filter(|(_, change)| matches!(change, Change::Truncate))
            .map(|(at, _)| at)
            .collect();
        let taken = dice.index(truncations.len() + 1);
        let from = taken.checked_sub(1).and_then(|index| truncations.get(index)).copied();
        let to = truncations.get(taken).copied().unwrap_or(self.unsynced.len());
        let base = if from.is_some() { Vec::new() } else { self.synced.clone() };
        (base, self.unsynced.get(from.map_or(0, |at| at + 1)..to).unwrap_or_default())
    }

    /// A file as it is after a restart of the machine.
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        Self { now: bytes.clone(), synced: bytes, unsynced: Vec::new() }
    }
}

fn pieces(change: &Change) -> impl Iterator<Item = Piece<'_>> {
    let (offset, bytes): (usize, &[u8]) = match change {
        Change::Write { offset, bytes } => (*offset, bytes),
        Change::Truncate => (0, &[]),
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let place = offset + at;
        let length = (SECTOR - place % SECTOR).min(rest.len());
        at += length;
        Some(Piece { sector: place / SECTOR, offset: place, bytes: rest.get(..length)? })
    })
}

/// Writes bytes into a file, which grows with zeros where it must.
pub(super) fn put(file: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    if let Some(place) = file.get_mut(offset..end) {
        place.copy_from_slice(bytes);
    }
}
