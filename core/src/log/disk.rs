//! The files under the log. Every operation on them goes through [`Disk`], so that a simulation can stand in
//! for the real ones, lose what was not synced, and fail at any point.

use std::any::Any;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::backing::{SledStores, Stores};

/// What the log stands on: files, a store and threads of this machine, or a simulation of them.
#[derive(Clone)]
pub struct Machine {
    pub(crate) disk: Arc<dyn Disk>,
    pub(super) stores: Arc<dyn Stores>,
    /// Whether feeding and sealing run on threads of their own. Where they do not, whoever opened the log
    /// takes these steps.
    pub(crate) threads: bool,
}

impl Default for Machine {
    /// The machine that the program runs on.
    fn default() -> Self {
        Self { disk: Arc::new(RealDisk), stores: Arc::new(SledStores), threads: true }
    }
}

/// Holds a lock until it is dropped.
pub(crate) type Held = Box<dyn Any + Send + Sync>;

/// Files and folders, as far as the log needs them. Nothing is durable before it was synced: bytes by
/// [`DiskFile::sync`], names by [`Disk::sync_folder`].
pub(crate) trait Disk: Send + Sync {
    /// All bytes of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// The length of a file, and its last bytes, at most `most`.
    fn read_end(&self, path: &Path, most: u64) -> io::Result<(u64, Vec<u8>)>;
    /// Whether a file or folder has that name.
    fn exists(&self, path: &Path) -> bool;
    /// What a folder holds, in no order.
    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>>;
    /// Makes a folder and those above it, where they lack.
    fn create_folder(&self, path: &Path) -> io::Result<()>;
    /// An empty file of that name; what stood in it is gone.
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;
    /// A file that exists, to be written.
    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;
    /// Gives a file another name; a file that had it is gone.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Takes a file away.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Makes the names in a folder durable.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    /// Takes the lock file of that name for this process alone, making it where it lacks.
    fn lock(&self, path: &Path) -> Result<Held, TryLockError>;
}

/// A file that is written.
pub(crate) trait DiskFile: Send {
    /// Writes all bytes at that place of the file.
    fn write_at(&mut self, bytes: &[u8], offset: u64) -> io::Result<()>;
    /// Returns only after everything written is on disk.
    fn sync(&mut self) -> io::Result<()>;
    /// How much the file holds.
    fn length(&self) -> io::Result<u64>;
}

/// The files of the operating system.
struct RealDisk;

impl Disk for RealDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn read_end(&self, path: &Path, most: u64) -> io::Result<(u64, Vec<u8>)> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(most)))?;
        let mut bytes = vec![];
        file.read_to_end(&mut bytes)?;
        Ok((length, bytes))
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect()
    }

    fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let file = File::options().read(true).write(true).create(true).truncate(true).open(path)?;
        Ok(Box::new(file))
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(File::options().read(true).write(true).open(path)?))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }

    fn lock(&self, path: &Path) -> Result<Held, TryLockError> {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(TryLockError::Error)?;
        file.try_lock()?;
        Ok(Box::new(file))
    }
}

impl DiskFile for File {
    fn write_at(&mut self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.write_all_at(bytes, offset)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }

    fn length(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }
}
