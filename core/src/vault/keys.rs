//! Everybody's keys: all in memory, each wrapped in its slot on disk.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use bincode::{Decode, Encode};

use super::secrets::{MasterKey, Wrapped};
use super::slots::{Kind, Place, Slots};
use super::{VaultError, lock};
use crate::ids::PersonId;
use crate::sealed::PersonKey;
use crate::{codec, random};

pub(super) const FILE: &str = "keys";
pub(super) static KIND: Kind = Kind { magic: *b"RntKeys\x01", slot: 128 };

/// What a slot says. Frozen.
#[derive(Encode, Decode)]
struct Stored {
    person: PersonId,
    /// None is left of a key that was destroyed.
    key: Option<Wrapped>,
}

enum Entry {
    Living(Place, Arc<PersonKey>),
    Destroyed,
}

type People = HashMap<PersonId, Entry>;

/// The keys of everybody the deployment knows.
pub(super) struct Keys {
    master: MasterKey,
    slots: Mutex<Slots>,
    people: RwLock<People>,
}

impl Keys {
    pub(super) fn create_file(folder: &Path) -> Result<(), VaultError> {
        Slots::create(&folder.join(FILE), &KIND)
    }

    pub(super) fn open(folder: &Path, master: MasterKey) -> Result<Self, VaultError> {
        let (slots, taken) = Slots::open(&folder.join(FILE), &KIND)?;
        let damaged = |place, what| VaultError::damaged(slots.path(), format!("slot {place}: {what}"));
        let mut people = People::with_capacity(taken.len());
        for (place, says) in taken {
            let stored: Stored = codec::decode(&says).map_err(|error| damaged(place, error.to_string()))?;
            let entry = match stored.key {
                None => Entry::Destroyed,
                Some(wrapped) => {
                    let key = master
                        .unwrap(&wrapped, &owner(stored.person))
                        .ok_or_else(|| damaged(place, "the master key does not open it".to_owned()))?;
                    Entry::Living(place, Arc::new(PersonKey::from_bytes(*key)))
                }
            };
            if people.insert(stored.person, entry).is_some() {
                return Err(damaged(place, format!("{} has a slot already", stored.person)));
            }
        }
        Ok(Self { master, slots: Mutex::new(slots), people: RwLock::new(people) })
    }

    pub(super) fn get(&self, person: PersonId) -> Option<Arc<PersonKey>> {
        match self.people().get(&person)? {
            Entry::Living(_, key) => Some(Arc::clone(key)),
            Entry::Destroyed => None,
        }
    }

    pub(super) fn knows(&self, person: PersonId) -> bool {
        self.people().contains_key(&person)
    }

    pub(super) fn is_destroyed(&self, person: PersonId) -> bool {
        matches!(self.people().get(&person), Some(Entry::Destroyed))
    }

    pub(super) fn create(&self, wanted: &[PersonId]) -> Result<Vec<Arc<PersonKey>>, VaultError> {
        let mut slots = lock(&self.slots);
        let mut made = People::new();
        for person in self.without_key(wanted)? {
            let key = zeroize::Zeroizing::new(random::bytes());
            let place = slots.take()?;
            let wrapped = self.master.wrap(&key, &owner(person));
            slots.write(place, &codec::encode(&Stored { person, key: Some(wrapped) }))?;
            made.insert(person, Entry::Living(place, Arc::new(PersonKey::from_bytes(*key))));
        }
        if !made.is_empty() {
            slots.sync()?;
            self.people_mut().extend(made);
        }
        wanted.iter().map(|person| self.get(*person).ok_or(VaultError::Destroyed(*person))).collect()
    }

    pub(super) fn destroy(&self, person: PersonId) -> Result<(), VaultError> {
        let mut slots = lock(&self.slots);
        let place = match self.people().get(&person) {
            Some(Entry::Destroyed) => return Ok(()),
            Some(Entry::Living(place, _)) => Some(*place),
            None => None,
        };
        // From here on nobody is served with it, even if the disk fails.
        self.people_mut().insert(person, Entry::Destroyed);
        let place = place.map_or_else(|| slots.take(), Ok)?;
        slots.write(place, &codec::encode(&Stored { person, key: None }))?;
        slots.sync()
    }

    /// Those of the people who have no key yet, each once.
    fn without_key(&self, wanted: &[PersonId]) -> Result<Vec<PersonId>, VaultError> {
        let people = self.people();
        let mut without = Vec::new();
        for person in wanted {
            match people.get(person) {
                Some(Entry::Destroyed) => return Err(VaultError::Destroyed(*person)),
                Some(Entry::Living(..)) => {}
                None => without.push(*person),
            }
        }
        without.sort_unstable();
        without.dedup();
        Ok(without)
    }

    fn people(&self) -> RwLockReadGuard<'_, People> {
        self.people.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn people_mut(&self) -> RwLockWriteGuard<'_, People> {
        self.people.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a wrapped key is bound to, so that one person's key cannot be put in another's slot.
fn owner(person: PersonId) -> Vec<u8> {
    [b"rantai person key".as_slice(), &person.0].concat()
}

/// Reads what a slot might say.
#[cfg(any(test, feature = "fuzzing"))]
pub(super) fn fuzzed(says: &[u8]) {
    drop(codec::decode::<Stored>(says));
}
