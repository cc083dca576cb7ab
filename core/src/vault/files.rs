//! Files that survive a power cut, readable by their owner alone.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use super::VaultError;

/// Writes a new file whole: beside its place, synced, renamed, the folder synced.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
    let temporary = path.with_extension("tmp");
    File::options()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&temporary)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .map_err(VaultError::io("write", &temporary))?;
    fs::rename(&temporary, path).map_err(VaultError::io("rename", &temporary))?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Writes a small file: its magic, what it says, and a checksum over both.
pub(super) fn write_small(path: &Path, magic: &[u8; 8], says: &[u8]) -> Result<(), VaultError> {
    let mut bytes = zeroize::Zeroizing::new(Vec::with_capacity(magic.len() + says.len() + 4));
    bytes.extend_from_slice(magic);
    bytes.extend_from_slice(says);
    let sum = crc32c::crc32c(&bytes);
    bytes.extend_from_slice(&sum.to_le_bytes());
    write(path, &bytes)
}

/// What a small file of exactly `N` bytes says.
pub(super) fn read_small<const N: usize>(path: &Path, magic: &[u8; 8]) -> Result<[u8; N], VaultError> {
    let bytes = zeroize::Zeroizing::new(fs::read(path).map_err(VaultError::io("read", path))?);
    let (told, sum) = bytes.split_last_chunk().ok_or_else(|| VaultError::damaged(path, "it is too short"))?;
    if crc32c::crc32c(told) != u32::from_le_bytes(*sum) {
        return Err(VaultError::damaged(path, "its checksum does not fit"));
    }
    told.strip_prefix(magic)
        .and_then(|says| <[u8; N]>::try_from(says).ok())
        .ok_or_else(|| VaultError::damaged(path, "it has another form than this program writes"))
}

/// Makes a folder that only its owner can enter.
pub(super) fn create_folder(path: &Path) -> Result<(), VaultError> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(VaultError::io("make", path))
}

/// The folder is there and not empty. One that was emptied holds no vault.
pub(super) fn holds_anything(folder: &Path) -> Result<bool, VaultError> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(VaultError::io("look into", folder)(error)),
    }
}

/// Makes names in the folder durable.
pub(super) fn sync_folder(path: &Path) -> Result<(), VaultError> {
    // The parent of a relative name is written as nothing.
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    File::open(path).and_then(|folder| folder.sync_all()).map_err(VaultError::io("sync", path))
}

/// Keeps other processes out for as long as the file is open.
pub(super) fn lock_folder(folder: &Path) -> Result<File, VaultError> {
    let path = folder.join("LOCK");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&path)
        .map_err(VaultError::io("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(VaultError::InUse(folder.to_owned())),
        Err(TryLockError::Error(error)) => Err(VaultError::io("lock", &path)(error)),
    }
}
