//! Signed-in devices. A device holds a random token; the vault holds only its hash.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use bincode::{Decode, Encode};

use super::file::{self, VaultError};
use crate::codec;
use crate::ids::PersonId;
use crate::random;
use crate::time::Moment;

/// Seconds after which a device that showed nothing is signed out.
const IDLE_SECONDS: i64 = 30 * 86_400;
/// Seconds after which every device is signed out.
const ABSOLUTE_SECONDS: i64 = 180 * 86_400;
/// Seconds within which being seen again is not written down.
const SEEN_EVERY_SECONDS: i64 = 86_400;
/// Sessions in one piece of the file: the codec's memory limit bounds one value.
const CHUNK: usize = 1_000;

/// What a signed-in device sends: 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionToken(pub String);

/// A signed-in device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Session {
    /// Hash of its token.
    token: [u8; 32],
    /// Whose device it is.
    pub person: PersonId,
    /// Since when.
    pub created: Moment,
    /// When it was last seen, to the day.
    pub seen: Moment,
}

/// All signed-in devices.
#[derive(Debug)]
pub struct Sessions {
    path: PathBuf,
    live: Mutex<HashMap<[u8; 32], Session>>,
}

impl Sessions {
    pub(super) fn open(path: &Path) -> Result<Self, VaultError> {
        let mut live = HashMap::new();
        if let Some(content) = file::read(path)? {
            let damaged = |_| VaultError::Damaged(path.to_owned());
            for chunk in codec::decode::<Vec<Vec<u8>>>(&content).map_err(damaged)? {
                for session in codec::decode::<Vec<Session>>(&chunk).map_err(damaged)? {
                    live.insert(session.token, session);
                }
            }
        }
        Ok(Self { path: path.to_owned(), live: Mutex::new(live) })
    }

    /// Signs a device in and returns its token, which is kept nowhere else.
    ///
    /// # Errors
    /// [`VaultError`]; then the device is not signed in.
    pub fn create(&self, person: PersonId, now: Moment) -> Result<SessionToken, VaultError> {
        let token = hex(&random::bytes::<32>());
        let session = Session { token: hash(&token), person, created: now, seen: now };
        let mut live = self.lock();
        live.retain(|_, session| session.is_alive(now));
        live.insert(session.token, session);
        self.save(&live)?;
        Ok(SessionToken(token))
    }

    /// Whose device sent this token, if it is signed in.
    pub fn person(&self, token: &SessionToken, now: Moment) -> Option<PersonId> {
        let mut live = self.lock();
        let session = live.get_mut(&hash(&token.0)).filter(|session| session.is_alive(now))?;
        let person = session.person;
        if session.seen.plus_seconds(SEEN_EVERY_SECONDS) < now {
            session.seen = now;
            if let Err(error) = self.save(&live) {
                tracing::warn!(%error, "that a device was seen could not be written down");
            }
        }
        Some(person)
    }

    /// Signs one device out.
    ///
    /// # Errors
    /// [`VaultError`]; then it may still be signed in after a restart.
    pub fn end(&self, token: &SessionToken) -> Result<(), VaultError> {
        let mut live = self.lock();
        live.remove(&hash(&token.0));
        self.save(&live)
    }

    /// Signs all devices of a person out.
    ///
    /// # Errors
    /// [`VaultError`]; then they may still be signed in after a restart.
    pub fn end_all(&self, person: PersonId) -> Result<(), VaultError> {
        let mut live = self.lock();
        live.retain(|_, session| session.person != person);
        self.save(&live)
    }

    fn save(&self, live: &HashMap<[u8; 32], Session>) -> Result<(), VaultError> {
        let sessions: Vec<Session> = live.values().cloned().collect();
        let chunks: Vec<Vec<u8>> =
            sessions.chunks(CHUNK).map(|chunk| codec::encode(&chunk.to_vec())).collect();
        file::replace(&self.path, &codec::encode(&chunks))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<[u8; 32], Session>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    fn is_alive(&self, now: Moment) -> bool {
        now < self.seen.plus_seconds(IDLE_SECONDS) && now < self.created.plus_seconds(ABSOLUTE_SECONDS)
    }
}

fn hash(token: &str) -> [u8; 32] {
    *blake3::hash(token.as_bytes()).as_bytes()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
