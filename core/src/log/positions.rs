//! Where commands and things are found: fingerprints, and the newest positions in memory.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};

use xxhash_rust::xxh3::xxh3_64;

use super::contract::{CommandKey, Commit};
use crate::bugs::{Bug, made};
use crate::ids::Thing;

/// What stands for a command or a thing in an index: an XXH3 hash. Two may share one, so whoever finds a position
/// by it looks at the commit there before believing.
pub(super) type Fingerprint = u64;

/// The fingerprint of a command.
pub(super) fn of_command(key: &CommandKey) -> Fingerprint {
    let mut bytes = [b'k'; 49];
    let (_, rest) = bytes.split_at_mut(1);
    for (place, part) in rest.chunks_exact_mut(16).zip([key.command.0, key.person.0, key.book.0]) {
        place.copy_from_slice(&part);
    }
    xxh3_64(&bytes)
}

/// The fingerprint of a thing.
pub(super) fn of_thing(thing: Thing) -> Fingerprint {
    let mut bytes = [b't'; 18];
    let (_, rest) = bytes.split_at_mut(1);
    rest.copy_from_slice(&thing.key());
    xxh3_64(&bytes)
}

/// The fingerprints under which a commit is found, each once: of its command and of everything it touched.
pub(super) fn of_commit(commit: &Commit) -> impl Iterator<Item = Fingerprint> {
    let touched = &commit.draft.touched;
    let command = of_command(&commit.draft.key());
    let things = touched.iter().enumerate().skip(usize::from(made(Bug::LoseTouch)));
    let things = things.filter_map(move |(at, touch)| {
        let fingerprint = of_thing(touch.thing);
        let mut before = touched.iter().take(at).map(|touch| of_thing(touch.thing));
        (fingerprint != command && before.all(|other| other != fingerprint)).then_some(fingerprint)
    });
    std::iter::once(command).chain(things)
}

/// The positions of the newest commits by fingerprint, in memory.
///
/// Positions are put in and forgotten in their order; those of one fingerprint are chained from the newest back.
#[derive(Default)]
pub(super) struct Positions {
    entries: VecDeque<Entry>,
    /// How many entries were forgotten: the number of the first one that is here.
    forgotten: u64,
    /// The number of the newest entry of each fingerprint.
    newest: HashMap<Fingerprint, u64, BuildHasherDefault<AlreadyHashed>>,
}

struct Entry {
    fingerprint: Fingerprint,
    position: u64,
    /// The number of the entry before of the same fingerprint; one that was forgotten ends the chain.
    before: Option<u64>,
}

impl Positions {
    /// Puts in a commit behind all that are here.
    pub(super) fn push(&mut self, commit: &Commit) {
        for fingerprint in of_commit(commit) {
            let number = self.forgotten + self.entries.len() as u64;
            let before = self.newest.insert(fingerprint, number);
            self.entries.push_back(Entry { fingerprint, position: commit.cursor.0, before });
        }
    }

    /// The positions of that fingerprint from `first` on, oldest first.
    pub(super) fn of(&self, fingerprint: Fingerprint, first: u64) -> Vec<u64> {
        let mut found = vec![];
        let mut next = self.newest.get(&fingerprint).copied();
        while let Some(entry) = next.and_then(|number| self.entry(number)) {
            if entry.position < first {
                break;
            }
            found.push(entry.position);
            next = entry.before;
        }
        found.reverse();
        found
    }

    /// Forgets all up to that position.
    pub(super) fn forget_to(&mut self, position: u64) {
        while let Some(entry) = self.entries.pop_front_if(|entry| entry.position <= position) {
            if self.newest.get(&entry.fingerprint) == Some(&self.forgotten) {
                self.newest.remove(&entry.fingerprint);
            }
            self.forgotten += 1;
        }
        if self.entries.is_empty() {
            // What a burst took is given back.
            self.entries.shrink_to(1024);
            self.newest.shrink_to(1024);
        }
    }

    /// Everything up to that position, as pairs of fingerprint and position, in their order.
    pub(super) fn sorted_to(&self, last: u64) -> Vec<(Fingerprint, u64)> {
        let within = self.entries.iter().take_while(|entry| entry.position <= last);
        let mut pairs: Vec<_> = within.map(|entry| (entry.fingerprint, entry.position)).collect();
        pairs.sort_unstable();
        pairs
    }

    /// How many pairs there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    fn entry(&self, number: u64) -> Option<&Entry> {
        let index = usize::try_from(number.checked_sub(self.forgotten)?).ok()?;
        self.entries.get(index)
    }
}

/// Fingerprints are hashes: hashing them again would change nothing.
#[derive(Default)]
pub(super) struct AlreadyHashed(u64);

impl Hasher for AlreadyHashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::sample;

    fn commit(position: u64, thing: u64) -> Commit {
        Commit {
            cursor: crate::log::Cursor(position),
            sequence: position,
            previous_in_book: crate::log::Hash::ZERO,
            previous: crate::log::Hash::ZERO,
            hash: crate::log::Hash::ZERO,
            draft: crate::log::Draft {
                touched: vec![crate::log::Touch { thing: sample::thing(thing), version: 1 }],
                ..sample::draft(1, position)
            },
        }
    }

    #[test]
    fn positions_are_found_in_their_order_until_they_are_forgotten() {
        let mut positions = Positions::default();
        (1..=20).for_each(|position| positions.push(&commit(position, position % 2)));
        let odd = of_thing(sample::thing(1));
        assert_eq!(positions.of(odd, 14), [15, 17, 19]);
        assert_eq!(positions.of(of_command(&sample::draft(1, 4).key()), 0), [4]);
        positions.forget_to(15);
        assert_eq!(positions.of(odd, 0), [17, 19]);
        assert!(positions.of(of_command(&sample::draft(1, 4).key()), 0).is_empty());
        assert_eq!(positions.len(), 10);
        positions.forget_to(20);
        assert!(positions.of(odd, 0).is_empty());
        positions.push(&commit(21, 1));
        assert_eq!(positions.of(odd, 0), [21]);
    }
}
