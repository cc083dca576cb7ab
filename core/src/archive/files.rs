//! Small help with files, folders and digits.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::ArchiveError;

/// Writes a file whole: beside its place, synced, renamed, the folder synced. Readable by its owner alone.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), ArchiveError> {
    let temporary = beside(path, "tmp");
    File::options()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&temporary)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .map_err(ArchiveError::disk("write", &temporary))?;
    rename(&temporary, path)
}

/// Gives a finished file or folder its name.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), ArchiveError> {
    fs::rename(from, to).map_err(ArchiveError::disk("rename", from))?;
    match to.parent() {
        Some(parent) => sync_folder(parent),
        None => Ok(()),
    }
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(path: &Path) -> Result<(), ArchiveError> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    File::open(path).and_then(|folder| folder.sync_all()).map_err(ArchiveError::disk("sync", path))
}

/// Makes a folder, and those above it, for its owner alone.
pub(super) fn create_folder(path: &Path) -> Result<(), ArchiveError> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(ArchiveError::disk("make", path))
}

/// The path with another ending behind its name.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

/// Whether nothing is there, or a folder with nothing in it.
pub(super) fn is_empty(path: &Path) -> Result<bool, ArchiveError> {
    match fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(ArchiveError::disk("look into", path)(error)),
    }
}

/// A folder that is made whole before it has its name: what an interruption leaves is never taken for it.
pub(super) struct Building {
    unfinished: PathBuf,
    path: PathBuf,
}

impl Building {
    /// Begins a folder that is to stand at `path`, where nothing may be yet. What an earlier interruption left
    /// is taken away.
    pub(super) fn begin(path: &Path) -> Result<Self, ArchiveError> {
        if !is_empty(path)? {
            return Err(ArchiveError::NotEmpty(path.to_owned()));
        }
        let unfinished = beside(path, "unfinished");
        if unfinished.exists() {
            fs::remove_dir_all(&unfinished).map_err(ArchiveError::disk("remove", &unfinished))?;
        }
        create_folder(&unfinished)?;
        Ok(Self { unfinished, path: path.to_owned() })
    }

    /// Where it is made.
    pub(super) fn folder(&self) -> &Path {
        &self.unfinished
    }

    /// Gives it its name.
    pub(super) fn finish(self) -> Result<(), ArchiveError> {
        sync_folder(&self.unfinished)?;
        rename(&self.unfinished, &self.path)
    }
}

/// The bytes that exactly so many lower-case hexadecimal digits stand for.
pub(super) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut bytes = [0; N];
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}
