//! Files of the vault: checksummed, replaced whole, readable by their owner alone.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::Expect;
use crate::random;

/// Why a file of the vault cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// It is not there though facts were sealed with it.
    #[error("{0} is missing: put back the vault that belongs to this log")]
    Missing(PathBuf),
    /// Its bytes are not what was written.
    #[error("{0} is damaged: put back the vault's backup")]
    Damaged(PathBuf),
    /// The system refused.
    #[error("{path}: {source}")]
    Disk {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

pub(super) fn disk(path: &Path) -> impl FnOnce(std::io::Error) -> VaultError {
    let path = path.to_owned();
    move |source| VaultError::Disk { path, source }
}

pub(super) fn make_folder(folder: &Path) -> Result<(), VaultError> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(disk(folder))
}

/// The file's content without its checksum; `None` when there is no file.
pub(super) fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(disk(path)(error)),
    };
    let mut bytes = Zeroizing::new(Vec::new());
    file.read_to_end(&mut bytes).map_err(disk(path))?;
    let damaged = || VaultError::Damaged(path.to_owned());
    let length = bytes.len().checked_sub(32).ok_or_else(damaged)?;
    let (content, checksum) = bytes.split_at_checked(length).ok_or_else(damaged)?;
    if blake3::hash(content).as_bytes() != checksum {
        return Err(damaged());
    }
    Ok(Some(Zeroizing::new(content.to_vec())))
}

/// Replaces the file whole: what is there after a power cut is the old content or the new.
pub(super) fn replace(path: &Path, content: &[u8]) -> Result<(), VaultError> {
    let fresh = path.with_extension("new");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&fresh)
        .map_err(disk(&fresh))?;
    file.write_all(content)
        .and_then(|()| file.write_all(blake3::hash(content).as_bytes()))
        .and_then(|()| file.sync_all())
        .map_err(disk(&fresh))?;
    std::fs::rename(&fresh, path).map_err(disk(path))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(disk(folder))
}

/// The key that wraps all others.
pub(super) fn master_key(path: &Path, expect: Expect) -> Result<Zeroizing<[u8; 32]>, VaultError> {
    match (read(path)?, expect) {
        (Some(content), _) => <[u8; 32]>::try_from(content.as_slice())
            .map(Zeroizing::new)
            .map_err(|_| VaultError::Damaged(path.to_owned())),
        (None, Expect::MustExist) => Err(VaultError::Missing(path.to_owned())),
        (None, Expect::MayBeNew) => {
            let key = Zeroizing::new(random::bytes::<32>());
            replace(path, key.as_ref())?;
            Ok(key)
        }
    }
}
