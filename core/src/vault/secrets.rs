//! The master key, what it wraps, and the deployment's secrets.

use std::path::Path;

use bincode::{Decode, Encode};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::{VaultError, files};
use crate::{codec, random};

/// 32 secret bytes, wiped when they are let go.
pub(super) type Secret = Zeroizing<[u8; 32]>;

/// 32 secret bytes as they are stored: under the master key. Frozen.
#[derive(Clone, Encode, Decode)]
pub(super) struct Wrapped {
    nonce: [u8; 24],
    ciphertext: [u8; 48],
}

/// The key that wraps all others.
pub(super) struct MasterKey(Secret);

pub(super) const MASTER_FILE: &str = "master.key";
const MASTER_MAGIC: [u8; 8] = *b"RntMstr\x01";

impl MasterKey {
    pub(super) fn create(folder: &Path) -> Result<Self, VaultError> {
        let key = Zeroizing::new(random::bytes());
        files::write_small(&folder.join(MASTER_FILE), &MASTER_MAGIC, &*key)?;
        Ok(Self(key))
    }

    pub(super) fn read(folder: &Path) -> Result<Self, VaultError> {
        files::read_small(&folder.join(MASTER_FILE), &MASTER_MAGIC).map(|key| Self(Zeroizing::new(key)))
    }

    /// Wraps a secret that belongs to `owner`, and opens as nothing else.
    pub(super) fn wrap(&self, secret: &[u8; 32], owner: &[u8]) -> Wrapped {
        let nonce = random::bytes();
        let sealed = XChaCha20Poly1305::new((&*self.0).into())
            .encrypt(&XNonce::from(nonce), Payload { msg: secret, aad: owner })
            .ok()
            .and_then(|sealed| <[u8; 48]>::try_from(sealed).ok());
        match sealed {
            Some(ciphertext) => Wrapped { nonce, ciphertext },
            None => unreachable!("32 bytes and their tag are 48 bytes"),
        }
    }

    /// The secret, if it was wrapped by this key for that owner.
    pub(super) fn unwrap(&self, wrapped: &Wrapped, owner: &[u8]) -> Option<Secret> {
        let payload = Payload { msg: &wrapped.ciphertext, aad: owner };
        let secret =
            XChaCha20Poly1305::new((&*self.0).into()).decrypt(&XNonce::from(wrapped.nonce), payload).ok()?;
        <[u8; 32]>::try_from(Zeroizing::new(secret).as_slice()).ok().map(Zeroizing::new)
    }
}

/// What the deployment keeps to itself, all of it made from one root, so that a new purpose needs no new file.
pub(super) struct Secrets {
    pub(super) digest: Secret,
    pub(super) phone: Secret,
    pub(super) token: Secret,
    pub(super) signing: Secret,
}

pub(super) const SECRETS_FILE: &str = "secrets";
const SECRETS_MAGIC: [u8; 8] = *b"RntScrt\x01";
const ROOT: &[u8] = b"rantai root secret";

impl Secrets {
    pub(super) fn create(folder: &Path, master: &MasterKey) -> Result<(), VaultError> {
        let root: Secret = Zeroizing::new(random::bytes());
        files::write_small(
            &folder.join(SECRETS_FILE),
            &SECRETS_MAGIC,
            &codec::encode(&master.wrap(&root, ROOT)),
        )
    }

    pub(super) fn read(folder: &Path, master: &MasterKey) -> Result<Self, VaultError> {
        let path = folder.join(SECRETS_FILE);
        let stored: [u8; 72] = files::read_small(&path, &SECRETS_MAGIC)?;
        let root = codec::decode(&stored)
            .ok()
            .and_then(|wrapped| master.unwrap(&wrapped, ROOT))
            .ok_or_else(|| VaultError::damaged(&path, format!("{MASTER_FILE} does not open it")))?;
        let derive = |purpose| Zeroizing::new(blake3::derive_key(purpose, &*root));
        Ok(Self {
            digest: derive("rantai 2026-11 digest of a command"),
            phone: derive("rantai 2026-11 hash of a phone number"),
            token: derive("rantai 2026-11 links and form tokens"),
            signing: derive("rantai 2026-11 signature of the deployment"),
        })
    }
}
