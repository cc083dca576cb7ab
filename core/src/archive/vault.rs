//! The vault's backup: one file, sealed with a passphrase, apart from the backup of the log.
//!
//! ```text
//!   0  magic         8   b"RntVBak\x01"
//!   8  argon2id      12  memory in KiB, passes, lanes: u32 each, little endian
//!  20  salt          16
//!  36  nonce         24
//!  60  ciphertext    n   XChaCha20-Poly1305 under the argon2id of the passphrase, bound to bytes 0..60
//! ```
//!
//! Unsealed, the files follow each other: length of the name (u16), name, length of the content (u64), content.
//! Who is signed in is not kept: after a restore everybody signs in again.

use std::fs;
use std::path::{Path, PathBuf};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::{ArchiveError, files};
use crate::random;
use crate::time::Moment;
use crate::vault::{CopiedFile, Vault};

const MAGIC: [u8; 8] = *b"RntVBak\x01";
const HEADER: usize = 60;
/// Memory in KiB, passes, lanes: about a third of a second, and of what a phone has in memory.
const COST: [u32; 3] = [64 * 1024, 3, 1];
/// The dearest that a file may ask for.
const DEAREST: [u32; 3] = [1024 * 1024, 16, 8];
const ENDING: &str = "vault";

/// A vault that was unsealed from its backup.
pub struct SealedVault {
    files: Vec<CopiedFile>,
}

/// Seals a copy of the vault of the store in `dir`, which another process may have open, into a new file in the
/// folder `to`. Then only the `keep` newest such files stay there. Gives the new file.
///
/// # Errors
/// [`ArchiveError`].
pub fn backup_vault(
    dir: &Path,
    to: &Path,
    passphrase: &str,
    keep: usize,
    made: Moment,
) -> Result<PathBuf, ArchiveError> {
    let copied = Vault::copy(&dir.join("vault"))?;
    let sealed = seal(&copied, passphrase, COST);
    files::create_folder(to)?;
    let path = to.join(format!("{}.{ENDING}", made.utc().format("%Y%m%dT%H%M%S%.6fZ")));
    files::write(&path, &sealed)?;
    // It opens, before any older one goes.
    SealedVault::open(&path, passphrase)?;
    let mut sealed_before: Vec<PathBuf> = fs::read_dir(to)
        .map_err(ArchiveError::disk("list", to))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == ENDING))
        .collect();
    sealed_before.sort();
    let superfluous = sealed_before.len().saturating_sub(keep.max(1));
    for old in sealed_before.iter().take(superfluous).filter(|old| **old != path) {
        fs::remove_file(old).map_err(ArchiveError::disk("remove", old))?;
    }
    Ok(path)
}

impl SealedVault {
    /// Unseals a file.
    ///
    /// # Errors
    /// [`ArchiveError::Closed`] when the passphrase is another one.
    pub fn open(path: &Path, passphrase: &str) -> Result<Self, ArchiveError> {
        let sealed = fs::read(path).map_err(ArchiveError::disk("read", path))?;
        let (header, ciphertext) = sealed
            .split_first_chunk::<HEADER>()
            .filter(|(header, _)| header.starts_with(&MAGIC))
            .ok_or_else(|| ArchiveError::unfit(path, "it is no vault's backup that this program can read"))?;
        let cost = cost(header).ok_or_else(|| ArchiveError::unfit(path, "it asks for too much work"))?;
        let (salt, nonce) = (part::<16>(header, 20), part::<24>(header, 36));
        let plain = cipher(passphrase, &salt, cost)
            .and_then(|cipher| {
                cipher.decrypt(&XNonce::from(nonce), Payload { msg: ciphertext, aad: header }).ok()
            })
            .map(Zeroizing::new)
            .ok_or_else(|| ArchiveError::Closed(path.to_owned()))?;
        let files = unpacked(&plain).ok_or_else(|| ArchiveError::unfit(path, "what it holds is cut"))?;
        Ok(Self { files })
    }

    /// Writes the vault's files into an empty folder.
    pub(super) fn write(&self, folder: &Path) -> Result<(), ArchiveError> {
        Ok(Vault::put(folder, &self.files)?)
    }
}

impl std::fmt::Debug for SealedVault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealedVault(…)")
    }
}

fn seal(copied: &[CopiedFile], passphrase: &str, cost: [u32; 3]) -> Vec<u8> {
    let mut plain = Zeroizing::new(Vec::with_capacity(copied.iter().map(|(_, b)| b.len() + 64).sum()));
    for (name, bytes) in copied {
        plain.extend_from_slice(&u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
        plain.extend_from_slice(name.as_bytes());
        plain.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        plain.extend_from_slice(bytes);
    }
    let (salt, nonce) = (random::bytes::<16>(), random::bytes::<24>());
    let mut sealed = MAGIC.to_vec();
    cost.iter().for_each(|number| sealed.extend_from_slice(&number.to_le_bytes()));
    sealed.extend_from_slice(&salt);
    sealed.extend_from_slice(&nonce);
    let payload = Payload { msg: &plain, aad: &sealed };
    let ciphertext =
        cipher(passphrase, &salt, cost).and_then(|cipher| cipher.encrypt(&XNonce::from(nonce), payload).ok());
    match ciphertext {
        Some(ciphertext) => sealed.extend_from_slice(&ciphertext),
        None => unreachable!("a cost of ours, and far less than 256 GiB"),
    }
    sealed
}

fn cipher(passphrase: &str, salt: &[u8; 16], [memory, passes, lanes]: [u32; 3]) -> Option<XChaCha20Poly1305> {
    let params = Params::new(memory, passes, lanes, Some(32)).ok()?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut *key)
        .ok()?;
    XChaCha20Poly1305::new_from_slice(&*key).ok()
}

/// The cost a file names, if it is bearable.
fn cost(header: &[u8; HEADER]) -> Option<[u32; 3]> {
    let number = |at| u32::from_le_bytes(part::<4>(header, at));
    let cost = [number(8), number(12), number(16)];
    cost.iter().zip(DEAREST).all(|(asked, most)| *asked <= most).then_some(cost)
}

fn part<const N: usize>(header: &[u8; HEADER], at: usize) -> [u8; N] {
    header.get(at..).and_then(|rest| rest.first_chunk()).copied().unwrap_or([0; N])
}

fn unpacked(mut plain: &[u8]) -> Option<Vec<CopiedFile>> {
    let mut files = vec![];
    while !plain.is_empty() {
        let (length, rest) = plain.split_first_chunk::<2>()?;
        let (name, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        let (length, rest) = rest.split_first_chunk::<8>()?;
        let (bytes, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        files.push((str::from_utf8(name).ok()?.to_owned(), Zeroizing::new(bytes.to_vec())));
        plain = rest;
    }
    Some(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: [u32; 3] = [64, 1, 1];

    #[test]
    fn what_is_sealed_opens_with_its_passphrase_alone_and_only_unaltered() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.vault");
        let files = vec![("keys".to_owned(), Zeroizing::new(vec![7; 1000]))];
        let sealed = seal(&files, "kayu jati tua", CHEAP);
        assert!(!sealed.windows(8).any(|window| window == [7; 8]));
        fs::write(&path, &sealed).unwrap();
        assert_eq!(SealedVault::open(&path, "kayu jati tua").unwrap().files, files);
        assert!(matches!(SealedVault::open(&path, "kayu jati"), Err(ArchiveError::Closed(_))));
        for at in [9, 25, 40, 70, sealed.len() - 1] {
            let mut altered = sealed.clone();
            altered[at] ^= 1;
            fs::write(&path, &altered).unwrap();
            assert!(SealedVault::open(&path, "kayu jati tua").is_err(), "byte {at}");
        }
        let mut dear = sealed;
        dear[11] = 0xFF;
        fs::write(&path, &dear).unwrap();
        assert!(matches!(SealedVault::open(&path, "kayu jati tua"), Err(ArchiveError::Unfit { .. })));
    }
}
