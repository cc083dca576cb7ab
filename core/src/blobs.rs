//! Uploaded files, each named by the hash of its content: `blobs/ab/cdef…`.
//!
//! A file is written beside its place, synced, renamed and its folder synced before it is referred to. What
//! comes back is checked against its name, so damaged bytes are never served.

use std::collections::HashSet;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::ids::BlobHash;
use crate::random;
use crate::time::Moment;

/// Why a file is not given out.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The bytes on disk are not those that were stored under the name.
    #[error("the file {0} is damaged: its content is not what its name says")]
    Damaged(BlobHash),
    /// The disk could not read it.
    #[error(transparent)]
    Disk(#[from] io::Error),
}

/// The folder of uploaded files.
#[derive(Debug)]
pub struct Blobs {
    root: PathBuf,
    /// Held where a file takes its place and where one is removed: what was put again just now stays.
    places: Mutex<()>,
}

/// Where files are written before they have their name.
const UNNAMED: &str = "new";

impl Blobs {
    /// The blobs in `folder`, made if it is not there.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let root = folder.to_owned();
        let mut builder = DirBuilder::new();
        let builder = builder.recursive(true).mode(0o700);
        builder.create(root.join(UNNAMED))?;
        (0..=u8::MAX).try_for_each(|first| builder.create(root.join(format!("{first:02x}"))))?;
        sync_folder(&root)?;
        folder.parent().map_or(Ok(()), sync_folder)?;
        Ok(Self { root, places: Mutex::new(()) })
    }

    /// Stores the bytes and returns only after they are on disk under their name. Storing them again is no
    /// error: it mends a damaged file and makes an old one new.
    ///
    /// # Errors
    /// When they cannot be written; then nothing has their name.
    pub fn put(&self, bytes: &[u8]) -> io::Result<BlobHash> {
        let hash = BlobHash(*blake3::hash(bytes).as_bytes());
        let unnamed = self.root.join(UNNAMED).join(BlobHash(random::bytes()).to_string());
        let stored = write(&unnamed, bytes).and_then(|()| {
            let _held = self.hold();
            fs::rename(&unnamed, self.path(hash))
        });
        if let Err(error) = stored {
            // Best effort: what stays behind is swept with what nothing refers to.
            let _ = fs::remove_file(&unnamed);
            return Err(error);
        }
        sync_folder(&self.folder(hash))?;
        Ok(hash)
    }

    /// The bytes of that name, exactly as they were stored.
    ///
    /// # Errors
    /// [`BlobError`].
    pub fn get(&self, hash: BlobHash) -> Result<Option<Vec<u8>>, BlobError> {
        match fs::read(self.path(hash)) {
            Ok(bytes) if *blake3::hash(&bytes).as_bytes() == hash.0 => Ok(Some(bytes)),
            Ok(_) => Err(BlobError::Damaged(hash)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Every file there is.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn all(&self) -> io::Result<HashSet<BlobHash>> {
        let mut all = HashSet::new();
        for first in 0..=u8::MAX {
            let prefix = format!("{first:02x}");
            for file in fs::read_dir(self.root.join(&prefix))? {
                let name = format!("{prefix}{}", file?.file_name().to_string_lossy());
                all.extend(name.parse::<BlobHash>().ok());
            }
        }
        Ok(all)
    }

    /// Removes a file for good, whoever refers to it. Returns after its folder is on disk; one that is not there
    /// is no error.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove(&self, hash: BlobHash) -> io::Result<()> {
        let held = self.hold();
        match fs::remove_file(self.path(hash)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => drop(held),
        }
        sync_folder(&self.folder(hash))
    }

    /// The files that were stored more than `older_than` before `now`.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn older_than(&self, older_than: Duration, now: Moment) -> io::Result<HashSet<BlobHash>> {
        let Some(before) = SystemTime::from(now.utc()).checked_sub(older_than) else {
            return Ok(HashSet::new());
        };
        let mut old = HashSet::new();
        for first in 0..=u8::MAX {
            let prefix = format!("{first:02x}");
            for file in fs::read_dir(self.root.join(&prefix))? {
                let file = file?;
                let name = format!("{prefix}{}", file.file_name().to_string_lossy());
                let Ok(hash) = name.parse::<BlobHash>() else { continue };
                match file.metadata().and_then(|found| found.modified()) {
                    Ok(stored) if stored < before => drop(old.insert(hash)),
                    Ok(_) => {}
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(old)
    }

    /// Removes the files that nothing refers to and that were stored more than `older_than` before `now`; the
    /// younger ones may belong to a command still on its way. Files with foreign names are left alone.
    /// Gives how many were removed.
    ///
    /// # Errors
    /// When a folder cannot be read or a file cannot be removed; the rest stays.
    pub fn remove_unreferenced(
        &self,
        is_referenced: impl Fn(BlobHash) -> bool,
        older_than: Duration,
        now: Moment,
    ) -> io::Result<usize> {
        let Some(before) = SystemTime::from(now.utc()).checked_sub(older_than) else { return Ok(0) };
        let mut removed = 0;
        for folder in fs::read_dir(&self.root)? {
            let folder = folder?;
            let (prefix, unnamed) = match folder.file_name().into_string() {
                Ok(name) if name == UNNAMED => (String::new(), true),
                Ok(name) if name.len() == 2 => (name, false),
                _ => continue,
            };
            for file in fs::read_dir(folder.path())? {
                let file = file?;
                let name = format!("{prefix}{}", file.file_name().to_string_lossy());
                let Ok(hash) = name.parse::<BlobHash>() else { continue };
                if unnamed || !is_referenced(hash) {
                    removed += usize::from(self.remove_older(&file.path(), before)?);
                }
            }
        }
        Ok(removed)
    }

    fn remove_older(&self, path: &Path, before: SystemTime) -> io::Result<bool> {
        let _held = self.hold();
        match fs::metadata(path).and_then(|found| found.modified()) {
            Ok(stored) if stored < before => fs::remove_file(path).map(|()| true),
            Ok(_) => Ok(false),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn hold(&self) -> MutexGuard<'_, ()> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn folder(&self, hash: BlobHash) -> PathBuf {
        let [first, ..] = hash.0;
        self.root.join(format!("{first:02x}"))
    }

    fn path(&self, hash: BlobHash) -> PathBuf {
        self.folder(hash).join(hash.to_string().split_off(2))
    }
}

/// Whether files were ever stored in `folder`, without making it.
///
/// # Errors
/// When it cannot be read.
pub fn holds_any(folder: &Path) -> io::Result<bool> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let is_new = entry.file_name() == UNNAMED;
        if !is_new && entry.file_type()?.is_dir() && fs::read_dir(entry.path())?.next().is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::options().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn sync_folder(path: &Path) -> io::Result<()> {
    // The parent of a relative name is written as nothing.
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    File::open(path)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    fn blobs() -> (tempfile::TempDir, Blobs) {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(&dir.path().join("blobs")).unwrap();
        (dir, blobs)
    }

    fn stored_at(blobs: &Blobs, hash: BlobHash) -> Moment {
        Moment::from_utc(fs::metadata(blobs.path(hash)).unwrap().modified().unwrap().into())
    }

    #[test]
    fn what_was_stored_comes_back_after_reopening() {
        let (dir, blobs) = blobs();
        let hash = blobs.put(b"a photo of a chair").unwrap();
        assert_eq!(blobs.put(b"a photo of a chair").unwrap(), hash);
        let reopened = Blobs::open(&dir.path().join("blobs")).unwrap();
        assert_eq!(reopened.get(hash).unwrap().unwrap(), b"a photo of a chair");
        assert!(reopened.get(BlobHash([7; 32])).unwrap().is_none());
        assert_eq!(fs::read_dir(dir.path().join("blobs").join(UNNAMED)).unwrap().count(), 0);
    }

    #[test]
    fn damaged_bytes_are_never_served_and_storing_them_again_mends_them() {
        let (_dir, blobs) = blobs();
        let hash = blobs.put(b"a photo of a chair").unwrap();
        let path = blobs.path(hash);
        for damage in [b"a photo of a choir".as_slice(), b"a photo", b""] {
            fs::write(&path, damage).unwrap();
            assert!(matches!(blobs.get(hash), Err(BlobError::Damaged(damaged)) if damaged == hash));
        }
        blobs.put(b"a photo of a chair").unwrap();
        assert_eq!(blobs.get(hash).unwrap().unwrap(), b"a photo of a chair");
    }

    #[test]
    fn only_what_is_old_and_referred_to_by_nothing_is_removed() {
        let (_dir, blobs) = blobs();
        let (kept, lost) = (blobs.put(b"referred to").unwrap(), blobs.put(b"forgotten").unwrap());
        let now = stored_at(&blobs, lost);
        let sweep = |now| blobs.remove_unreferenced(|hash| hash == kept, DAY, now).unwrap();
        assert_eq!(sweep(now.plus_seconds(60)), 0, "younger than a day");
        assert_eq!(sweep(now.plus_seconds(2 * 24 * 60 * 60)), 1);
        assert!(blobs.get(lost).unwrap().is_none());
        assert!(blobs.get(kept).unwrap().is_some());
    }

    #[test]
    fn storing_an_old_file_again_makes_it_young() {
        let (_dir, blobs) = blobs();
        let hash = blobs.put(b"forgotten").unwrap();
        File::open(blobs.path(hash)).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
        blobs.put(b"forgotten").unwrap();
        let now = stored_at(&blobs, hash).plus_seconds(60);
        assert_eq!(blobs.remove_unreferenced(|_| false, DAY, now).unwrap(), 0);
    }

    #[test]
    fn what_a_crash_left_without_a_name_is_removed_and_foreign_files_are_not() {
        let (_dir, blobs) = blobs();
        let left = blobs.root.join(UNNAMED).join(BlobHash([1; 32]).to_string());
        let foreign = blobs.root.join("ab").join("README");
        for path in [&left, &foreign] {
            fs::write(path, "x").unwrap();
            File::options().write(true).open(path).unwrap().set_modified(SystemTime::UNIX_EPOCH).unwrap();
        }
        let later = Moment::EPOCH.plus_seconds(7 * 24 * 60 * 60);
        assert_eq!(blobs.remove_unreferenced(|_| true, DAY, later).unwrap(), 1);
        assert!(!left.exists());
        assert!(foreign.exists());
    }
}
