//! Secrets that never enter the log: personal keys, the deployment's secrets, sessions.
//!
//! Plain files in one folder, readable by their owner alone. Each is checksummed, each is named in the
//! error when its bytes are not what was written, and none is ever taken for empty: an empty vault beside a
//! full log would erase everybody.
//!
//! - `master.key`: wraps the other secrets. Only who holds it can read them.
//! - `secrets`: the deployment's root secret, wrapped.
//! - `keys`: one slot a person, wrapped. A destroyed key is overwritten in its place.
//! - `sessions`: one slot a session; of its token only the hash.
//! - `passes`: one slot a link, invitation, known device or program; of its token only the hash.
//! - `witness`: how far the log was seen to reach.
//! - `accounts`: one slot a person who signs in; of PIN and password only their argon2id hashes.

mod accounts;
mod copy;
mod files;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod fuzzed;
mod keys;
mod opened;
mod passes;
mod secrets;
mod sessions;
mod slots;
mod witness;

#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::archive::Signer;
use crate::ids::PersonId;
use crate::log::{Cursor, Hash};
use crate::sealed::{PersonKey, Personal, PhoneHash, PhoneNumber, Sealed};

pub use self::accounts::{Accounts, Checked, LONGEST_PASSWORD, SHORTEST_PASSWORD, SecretKind, Typed, Unfit};
pub use self::passes::{Issued, LONGEST_PASS_LABEL, Pass, PassId, PassToken, Passes};
pub use self::sessions::{ABSOLUTE_LIMIT, IDLE_LIMIT, LONGEST_LABEL, Session, SessionToken, Sessions};

pub(crate) use self::copy::CopiedFile;
use self::keys::Keys;
use self::opened::Opened;
use self::secrets::{MasterKey, Secrets};

/// Why the vault does not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// There is no vault where one must be.
    #[error(
        "{0} is missing: restore the vault's backup, for a new one could not open what is already sealed"
    )]
    Missing(PathBuf),
    /// A file is not what was written.
    #[error("{file} is damaged: {what}")]
    Damaged {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// Another process has the vault open.
    #[error("{0} is in use by another process")]
    InUse(PathBuf),
    /// The person's key was destroyed; they never get another.
    #[error("the key of {0} was destroyed")]
    Destroyed(PersonId),
    /// A file could not be read or written.
    #[error("could not {what} {file}: {source}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// With which file.
        file: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// A PIN or password could not be hashed.
    #[error("a secret could not be hashed: {0}")]
    Hashing(String),
    /// An earlier write to the file failed. What it holds is known only after a restart.
    #[error("{0} failed and takes no more until a restart")]
    Poisoned(PathBuf),
}

impl VaultError {
    fn hashing(error: argon2::Error) -> Self {
        Self::Hashing(error.to_string())
    }

    fn damaged(file: &Path, what: impl Into<String>) -> Self {
        Self::Damaged { file: file.to_owned(), what: what.into() }
    }

    fn io(what: &'static str, file: &Path) -> impl FnOnce(io::Error) -> Self {
        let file = file.to_owned();
        move |source| match source.kind() {
            io::ErrorKind::NotFound => Self::Missing(file),
            _ => Self::Io { what, file, source },
        }
    }
}

/// Whether a vault must be there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// The log is empty: where there is no vault, a new one is made.
    MayBeNew,
    /// The log is not empty: a vault that is gone is an error.
    MustExist,
}

/// The vault of one deployment, open. One process at a time has it.
pub struct Vault {
    folder: PathBuf,
    witnessed: Mutex<Option<(Cursor, Hash)>>,
    keys: Keys,
    secrets: Secrets,
    /// Who is signed in where.
    pub sessions: Sessions,
    /// Links, invitations, known devices, programs.
    pub passes: Passes,
    /// What people sign in with.
    pub accounts: Accounts,
    opened: Mutex<Opened>,
    _lock: File,
}

impl Vault {
    /// Opens the vault in `folder`, and checks every byte of it.
    ///
    /// # Errors
    /// [`VaultError`], which names the file that is missing, damaged or unreadable.
    pub fn open(folder: &Path, expect: Expect) -> Result<Self, VaultError> {
        let there = files::holds_anything(folder)?;
        match expect {
            Expect::MustExist if !there => return Err(VaultError::Missing(folder.to_owned())),
            Expect::MayBeNew if !there => create(folder)?,
            Expect::MustExist | Expect::MayBeNew => {}
        }
        let lock = files::lock_folder(folder)?;
        let master = MasterKey::read(folder)?;
        let secrets = Secrets::read(folder, &master)?;
        let sessions = Sessions::open(folder)?;
        let passes = Passes::open(folder)?;
        let accounts = Accounts::open(folder)?;
        let keys = Keys::open(folder, master)?;
        let witnessed = Mutex::new(witness::read(folder)?);
        let folder = folder.to_owned();
        Ok(Self {
            folder,
            witnessed,
            keys,
            secrets,
            sessions,
            passes,
            accounts,
            opened: Mutex::default(),
            _lock: lock,
        })
    }

    /// The person's key; `None` when they have none, or none any more.
    pub fn key(&self, person: PersonId) -> Option<Arc<PersonKey>> {
        self.keys.get(person)
    }

    /// The person had a key once: they have it still, or it was destroyed.
    pub fn knows(&self, person: PersonId) -> bool {
        self.keys.knows(person)
    }

    /// How far the log was seen to reach, and the hash there. A log that ends earlier, or has another hash
    /// there, is not the one this vault belongs to any more.
    pub fn witnessed(&self) -> Option<(Cursor, Hash)> {
        *lock(&self.witnessed)
    }

    /// The file that says so, for whoever has to do something about it.
    pub fn witness_file(&self) -> PathBuf {
        witness::path(&self.folder)
    }

    /// Notes how far the log reaches now. Never an earlier position than is noted already.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn witness(&self, at: Cursor, hash: Hash) -> Result<(), VaultError> {
        let mut witnessed = lock(&self.witnessed);
        if at > Cursor::START && witnessed.is_none_or(|(before, _)| before < at) {
            witness::write(&self.folder, at, hash)?;
            *witnessed = Some((at, hash));
        }
        Ok(())
    }

    /// Makes the person's key, or finds the one they have. Returns only after it is on disk.
    ///
    /// # Errors
    /// [`VaultError::Destroyed`], and when it cannot be written.
    pub fn create_key(&self, person: PersonId) -> Result<Arc<PersonKey>, VaultError> {
        let missing = || VaultError::Destroyed(person);
        self.keys.create(&[person])?.pop().ok_or_else(missing)
    }

    /// Makes the keys of several people with one sync, and gives them in the same order. When one of them
    /// had theirs destroyed, none is made.
    ///
    /// # Errors
    /// As [`Vault::create_key`].
    pub fn create_keys(&self, people: &[PersonId]) -> Result<Vec<Arc<PersonKey>>, VaultError> {
        self.keys.create(people)
    }

    /// Erases the person: destroys their key for good, forgets what was opened with it, ends their
    /// sessions and passes, and takes PIN and password away. Returns only after that is on disk. May be repeated, and may come before the key: a person
    /// erased once never gets one again.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn destroy_key(&self, person: PersonId) -> Result<(), VaultError> {
        self.keys.destroy(person)?;
        lock(&self.opened).clear();
        if self.sessions.any(person) {
            self.sessions.end_all(person)?;
        }
        self.passes.revoke_where(|issued| issued.pass.holder() == Some(person))?;
        self.accounts.reset(person)
    }

    /// The person's key was destroyed: they are erased, and never get another.
    pub fn is_destroyed(&self, person: PersonId) -> bool {
        self.keys.is_destroyed(person)
    }

    /// The value, if its person's key is there and opens it.
    pub fn open_sealed<T: Personal>(&self, sealed: &Sealed<T>) -> Option<T> {
        self.read(sealed).map(|text| T::from_text(text.to_string()))
    }

    /// The value's text, if its person's key is there and opens it.
    pub fn read<T: Personal>(&self, sealed: &Sealed<T>) -> Option<Arc<str>> {
        let key = self.key(sealed.person())?;
        let fingerprint = sealed.fingerprint();
        if let Some(text) = lock(&self.opened).get(&fingerprint) {
            return Some(text);
        }
        let Ok(value) = sealed.open(&key) else {
            tracing::warn!(person = %sealed.person(), field = T::FIELD, "a sealed value does not open");
            return None;
        };
        let text: Arc<str> = value.text().into();
        let mut opened = lock(&self.opened);
        // A key destroyed since then has cleared the memory already: nothing of it may come back.
        if self.key(sealed.person()).is_some() {
            opened.keep(fingerprint, Arc::clone(&text));
        }
        Some(text)
    }

    /// The secret under which the desk hashes what a command says.
    pub fn digest_key(&self) -> [u8; 32] {
        *self.secrets.digest
    }

    /// The secret under which phone numbers are hashed; see [`Vault::phone_hash`].
    pub fn phone_key(&self) -> [u8; 32] {
        *self.secrets.phone
    }

    /// The secret under which links and form tokens are signed.
    pub fn token_key(&self) -> [u8; 32] {
        *self.secrets.token
    }

    /// What the deployment signs with. It is made from the root secret, so every vault has it.
    pub fn signer(&self) -> Signer {
        Signer::from_seed(&self.secrets.signing)
    }

    /// What the deployment of that vault signs with, also while another process has the vault open: the two
    /// files this is read from never change.
    ///
    /// # Errors
    /// [`VaultError`], which names the file that is missing, damaged or unreadable.
    pub fn signer_of(folder: &Path) -> Result<Signer, VaultError> {
        let secrets = Secrets::read(folder, &MasterKey::read(folder)?)?;
        Ok(Signer::from_seed(&secrets.signing))
    }

    /// What stands for the number where only "is it taken?" is asked, as the registry's facts hold it.
    pub fn phone_hash(&self, phone: &PhoneNumber) -> [u8; 32] {
        PhoneHash::of(phone, &self.secrets.phone).0
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

/// Makes a whole vault beside its place and then moves it there: a vault that was only half made is
/// never seen.
fn create(folder: &Path) -> Result<(), VaultError> {
    let new = folder.with_extension("new");
    if new.try_exists().map_err(VaultError::io("look for", &new))? {
        fs::remove_dir_all(&new).map_err(VaultError::io("remove", &new))?;
    }
    files::create_folder(&new)?;
    let master = MasterKey::create(&new)?;
    Secrets::create(&new, &master)?;
    Keys::create_file(&new)?;
    Sessions::create_file(&new)?;
    Passes::create_file(&new)?;
    Accounts::create_file(&new)?;
    fs::rename(&new, folder).map_err(VaultError::io("rename", &new))?;
    folder.parent().map_or(Ok(()), files::sync_folder)
}

/// The guarded value, also after a thread panicked: every change here is made in one step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
