//! Photographs and files, each under the name of its hash.

use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::ids::BlobHash;

/// Why a file cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// Its bytes are not what its name says.
    #[error("the file {0} is damaged")]
    Damaged(BlobHash),
    /// The disk could not read or write it.
    #[error(transparent)]
    Disk(#[from] std::io::Error),
}

/// The folder of uploads.
#[derive(Debug)]
pub struct Blobs {
    folder: PathBuf,
    next: AtomicU64,
}

impl Blobs {
    /// Opens the folder, making it where there is none.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(folder: &Path) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned(), next: AtomicU64::new(0) })
    }

    /// Keeps the bytes and returns their name. Returns only after they are on disk; bytes that are there
    /// already are not written again.
    ///
    /// # Errors
    /// What the system says.
    pub fn put(&self, bytes: &[u8]) -> std::io::Result<BlobHash> {
        let hash = BlobHash(*blake3::hash(bytes).as_bytes());
        let path = self.path(hash);
        if path.exists() {
            return Ok(hash);
        }
        let folder = path.parent().unwrap_or(&self.folder);
        if !folder.exists() {
            std::fs::create_dir_all(folder)?;
            File::open(&self.folder)?.sync_all()?;
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let fresh = self.folder.join(format!("{}-{number}.new", std::process::id()));
        let mut file = File::create(&fresh)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&fresh, &path)?;
        File::open(folder)?.sync_all()?;
        Ok(hash)
    }

    /// The bytes of that name; `None` when there are none.
    ///
    /// # Errors
    /// [`BlobError::Damaged`]: damaged bytes are never shown.
    pub fn get(&self, hash: BlobHash) -> Result<Option<Vec<u8>>, BlobError> {
        let bytes = match std::fs::read(self.path(hash)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        if blake3::hash(&bytes).as_bytes() == &hash.0 {
            Ok(Some(bytes))
        } else {
            Err(BlobError::Damaged(hash))
        }
    }

    fn path(&self, hash: BlobHash) -> PathBuf {
        let name = hash.to_string();
        let (fan, rest) = name.split_at(2);
        self.folder.join(fan).join(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_there_under_its_hash_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        let hash = blobs.put(b"bukti transfer").unwrap();
        assert_eq!(blobs.put(b"bukti transfer").unwrap(), hash);
        assert_eq!(blobs.get(hash).unwrap().as_deref(), Some(&b"bukti transfer"[..]));
        assert!(blobs.get(BlobHash([0; 32])).unwrap().is_none());
    }

    #[test]
    fn a_damaged_file_is_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        let hash = blobs.put(b"bukti transfer").unwrap();
        std::fs::write(blobs.path(hash), b"bukti transfeR").unwrap();
        assert!(matches!(blobs.get(hash), Err(BlobError::Damaged(damaged)) if damaged == hash));
    }
}
