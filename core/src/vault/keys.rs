//! The keys of people, each wrapped by the master key.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bincode::{Decode, Encode};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use super::Expect;
use super::file::{self, VaultError};
use crate::codec;
use crate::ids::PersonId;
use crate::random;
use crate::sealed::PersonKey;

/// A person's entry in the file.
#[derive(Debug, Clone, Encode, Decode)]
enum Entry {
    /// Nonce and wrapped key.
    Key(PersonId, [u8; 24], Vec<u8>),
    /// The key was destroyed and is never made again.
    Destroyed(PersonId),
}

/// What the file of keys holds. It is replaced whole: there are few people, and a destroyed key must leave
/// no copy behind.
#[derive(Debug)]
pub(super) struct Keys {
    path: PathBuf,
    cipher: Cipher,
    entries: HashMap<PersonId, Entry>,
    ready: HashMap<PersonId, Arc<PersonKey>>,
}

struct Cipher(XChaCha20Poly1305);

impl std::fmt::Debug for Cipher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cipher(…)")
    }
}

/// Most entries decoded at once: the codec's memory limit bounds one value.
const CHUNK: usize = 1_000;

impl Keys {
    pub(super) fn open(path: &Path, master: &[u8; 32], expect: Expect) -> Result<Self, VaultError> {
        let wrapping = blake3::derive_key("rantai 2026-11 wrapping of people's keys", master);
        let cipher = Cipher(XChaCha20Poly1305::new(&wrapping.into()));
        let mut keys = Self { path: path.to_owned(), cipher, entries: HashMap::new(), ready: HashMap::new() };
        match (file::read(path)?, expect) {
            (Some(content), _) => keys.load(&content)?,
            (None, Expect::MustExist) => return Err(VaultError::Missing(path.to_owned())),
            (None, Expect::MayBeNew) => keys.save()?,
        }
        Ok(keys)
    }

    fn load(&mut self, content: &[u8]) -> Result<(), VaultError> {
        let damaged = || VaultError::Damaged(self.path.clone());
        let chunks: Vec<Vec<u8>> = codec::decode(content).map_err(|_| damaged())?;
        let mut entries = Vec::new();
        for chunk in chunks {
            entries.extend(codec::decode::<Vec<Entry>>(&chunk).map_err(|_| damaged())?);
        }
        for entry in entries {
            match &entry {
                Entry::Key(person, nonce, wrapped) => {
                    let payload = Payload { msg: wrapped, aad: &person.0 };
                    let opened = self.cipher.0.decrypt(&XNonce::from(*nonce), payload);
                    let bytes = opened.ok().and_then(|key| <[u8; 32]>::try_from(key).ok());
                    let key = PersonKey::from_bytes(bytes.ok_or_else(damaged)?);
                    self.ready.insert(*person, Arc::new(key));
                    self.entries.insert(*person, entry);
                }
                Entry::Destroyed(person) => {
                    self.entries.insert(*person, entry);
                }
            }
        }
        Ok(())
    }

    fn save(&self) -> Result<(), VaultError> {
        let entries: Vec<Entry> = self.entries.values().cloned().collect();
        let chunks: Vec<Vec<u8>> =
            entries.chunks(CHUNK).map(|chunk| codec::encode(&chunk.to_vec())).collect();
        file::replace(&self.path, &codec::encode(&chunks))
    }

    pub(super) fn get(&self, person: PersonId) -> Option<Arc<PersonKey>> {
        self.ready.get(&person).cloned()
    }

    pub(super) fn create(&mut self, people: &[PersonId]) -> Result<(), VaultError> {
        let missing: Vec<PersonId> =
            people.iter().copied().filter(|person| !self.entries.contains_key(person)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let mut made = Vec::with_capacity(missing.len());
        for person in &missing {
            let key = random::bytes::<32>();
            let nonce = random::bytes::<24>();
            let payload = Payload { msg: &key, aad: &person.0 };
            let wrapped = match self.cipher.0.encrypt(&XNonce::from(nonce), payload) {
                Ok(wrapped) => wrapped,
                Err(error) => unreachable!("32 bytes refused to be wrapped: {error}"),
            };
            self.entries.insert(*person, Entry::Key(*person, nonce, wrapped));
            made.push((*person, Arc::new(PersonKey::from_bytes(key))));
        }
        if let Err(error) = self.save() {
            for person in &missing {
                self.entries.remove(person);
            }
            return Err(error);
        }
        self.ready.extend(made);
        Ok(())
    }

    pub(super) fn destroy(&mut self, person: PersonId) -> Result<(), VaultError> {
        let before = self.entries.insert(person, Entry::Destroyed(person));
        if let Err(error) = self.save() {
            if let Some(before) = before {
                self.entries.insert(person, before);
            }
            return Err(error);
        }
        self.ready.remove(&person);
        Ok(())
    }
}
