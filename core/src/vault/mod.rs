//! Secrets that never enter the log: the keys of people, the deployment's own keys, sessions.
//!
//! Plain files, each checksummed and written safely, readable by their owner alone. Destroying a person's
//! key here erases that person from the log, its copies and its backups.

mod file;
mod keys;
mod sessions;

pub use file::VaultError;
pub use sessions::{Session, SessionToken, Sessions};

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use zeroize::Zeroizing;

use crate::ids::PersonId;
use crate::sealed::{PersonKey, Personal, PhoneNumber, Sealed};

use self::keys::Keys;

/// Whether a vault may be made where none is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// A new deployment: make one.
    MayBeNew,
    /// The log holds facts: without their vault nobody's name could ever be read again.
    MustExist,
}

/// Most opened values kept, so that a name on every line of a list is opened once.
const OPENED: usize = 10_000;

/// The deployment's secrets.
#[derive(Debug)]
pub struct Vault {
    master: Zeroizing<[u8; 32]>,
    keys: Mutex<Keys>,
    /// Signed-in devices.
    pub sessions: Sessions,
    opened: Mutex<HashMap<[u8; 32], Arc<str>>>,
}

impl Vault {
    /// Opens the vault in `folder`.
    ///
    /// # Errors
    /// [`VaultError`] naming the file that is missing, damaged or not to be read.
    pub fn open(folder: &Path, expect: Expect) -> Result<Self, VaultError> {
        file::make_folder(folder)?;
        let master = file::master_key(&folder.join("master.key"), expect)?;
        let keys = Keys::open(&folder.join("people.keys"), &master, expect)?;
        let sessions = Sessions::open(&folder.join("sessions"))?;
        Ok(Self { master, keys: Mutex::new(keys), sessions, opened: Mutex::default() })
    }

    /// The key a person's data is sealed with, unless it was destroyed or never made.
    pub fn key(&self, person: PersonId) -> Option<Arc<PersonKey>> {
        self.keys().get(person)
    }

    /// Makes keys for people who have none. Returns only after they are on disk: a fact must never outlive
    /// the key it was sealed with.
    ///
    /// # Errors
    /// [`VaultError`]; then no fact about them may be recorded.
    pub fn create_keys(&self, people: &[PersonId]) -> Result<(), VaultError> {
        self.keys().create(people)
    }

    /// Destroys a person's key for good.
    ///
    /// # Errors
    /// [`VaultError`]; then the key may still be there.
    pub fn destroy_key(&self, person: PersonId) -> Result<(), VaultError> {
        self.keys().destroy(person)?;
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }

    /// The text of a sealed value; `None` when its key was destroyed or it does not open.
    pub fn read<T: Personal>(&self, sealed: &Sealed<T>) -> Option<Arc<str>> {
        let key = self.key(sealed.person())?;
        let name = *blake3::hash(&crate::codec::encode(sealed)).as_bytes();
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = opened.get(&name) {
            return Some(Arc::clone(text));
        }
        let text: Arc<str> = sealed.open(&key).ok()?.text().into();
        if opened.len() >= OPENED {
            opened.clear();
        }
        opened.insert(name, Arc::clone(&text));
        Some(text)
    }

    /// The key of the desk's hash of a wish's content.
    pub fn digest_key(&self) -> [u8; 32] {
        blake3::derive_key("rantai 2026-11 digest of a wish", self.master.as_ref())
    }

    /// A keyed hash of a phone number, to find out whether it is taken.
    pub fn phone_hash(&self, phone: &PhoneNumber) -> [u8; 32] {
        let key = blake3::derive_key("rantai 2026-11 hash of a phone number", self.master.as_ref());
        *blake3::keyed_hash(&key, phone.text().as_bytes()).as_bytes()
    }

    fn keys(&self) -> std::sync::MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{BookId, CommandId};
    use crate::sealed::PersonName;
    use crate::time::Moment;

    const SITI: PersonId = PersonId([1; 16]);
    const AGUS: PersonId = PersonId([2; 16]);

    fn open(folder: &Path) -> Vault {
        Vault::open(folder, Expect::MayBeNew).unwrap()
    }

    fn name(vault: &Vault, person: PersonId) -> Sealed<PersonName> {
        let key = vault.key(person).unwrap();
        let name = PersonName::new("Siti Aminah").unwrap().unwrap();
        Sealed::seal(&name, &key, person, BookId::REGISTRY, CommandId([3; 16]))
    }

    #[test]
    fn keys_and_names_are_there_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let vault = open(folder.path());
        vault.create_keys(&[SITI, AGUS]).unwrap();
        let sealed = name(&vault, SITI);
        drop(vault);
        let vault = open(folder.path());
        assert_eq!(vault.read(&sealed).as_deref(), Some("Siti Aminah"));
        assert!(vault.key(AGUS).is_some());
    }

    #[test]
    fn a_destroyed_key_stays_destroyed_and_is_not_made_again() {
        let folder = tempfile::tempdir().unwrap();
        let vault = open(folder.path());
        vault.create_keys(&[SITI, AGUS]).unwrap();
        let sealed = name(&vault, SITI);
        assert!(vault.read(&sealed).is_some());
        vault.destroy_key(SITI).unwrap();
        assert!(vault.read(&sealed).is_none());
        drop(vault);
        let vault = open(folder.path());
        vault.create_keys(&[SITI]).unwrap();
        assert!(vault.key(SITI).is_none());
        assert!(vault.key(AGUS).is_some(), "another's key is untouched");
    }

    #[test]
    fn every_flipped_byte_of_every_file_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let vault = open(folder.path());
        vault.create_keys(&[SITI]).unwrap();
        vault.sessions.create(SITI, Moment::EPOCH).unwrap();
        drop(vault);
        for file in ["master.key", "people.keys", "sessions"] {
            let path = folder.path().join(file);
            let whole = std::fs::read(&path).unwrap();
            for place in 0..whole.len() {
                let mut altered = whole.clone();
                altered[place] ^= 0x20;
                std::fs::write(&path, &altered).unwrap();
                let error = Vault::open(folder.path(), Expect::MustExist).unwrap_err();
                assert!(error.to_string().contains(file), "{file} byte {place}: {error}");
            }
            std::fs::write(&path, &whole).unwrap();
        }
        open(folder.path());
    }

    #[test]
    fn a_missing_vault_is_never_replaced_by_an_empty_one() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Vault::open(folder.path(), Expect::MustExist).is_err());
    }

    #[test]
    fn sessions_end_when_they_should() {
        let folder = tempfile::tempdir().unwrap();
        let vault = open(folder.path());
        let day = |days: i64| Moment::EPOCH.plus_seconds(days * 86_400);
        let token = vault.sessions.create(SITI, day(0)).unwrap();
        let other = vault.sessions.create(SITI, day(0)).unwrap();
        assert_eq!(vault.sessions.person(&token, day(29)), Some(SITI));
        drop(vault);
        let vault = open(folder.path());
        assert_eq!(vault.sessions.person(&token, day(29)), Some(SITI), "after a restart");
        assert_eq!(vault.sessions.person(&other, day(31)), None, "idle for too long");
        vault.sessions.end_all(SITI).unwrap();
        drop(vault);
        let vault = open(folder.path());
        assert_eq!(vault.sessions.person(&token, day(29)), None, "signed out everywhere");
    }
}
