//! The HEAD file: a third witness of where the log was durable, beside the journal and the store.

use std::io;
use std::path::{Path, PathBuf};

use super::contract::Hash;
use super::disk::Disk;
use super::record::array;
use super::segment::write_safely;
use super::store::Mark;

const MAGIC: [u8; 8] = *b"RntHead\x01";
const LENGTH: usize = 8 + 8 + 32 + 4;

fn path(dir: &Path) -> PathBuf {
    dir.join("HEAD")
}

/// Writes down that the log is durable up to `mark`.
pub(super) fn write(disk: &dyn Disk, dir: &Path, mark: Mark) -> io::Result<()> {
    write_safely(disk, &path(dir), &[&encode(mark)])
}

/// The bytes of the file.
pub(super) fn encode(mark: Mark) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(LENGTH);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&mark.position.to_le_bytes());
    bytes.extend_from_slice(&mark.hash.0);
    bytes.extend_from_slice(&crc32c::crc32c(&bytes).to_le_bytes());
    bytes
}

/// What was written down last. A file that does not fit its checksum witnesses nothing.
pub(super) fn read(disk: &dyn Disk, dir: &Path) -> io::Result<Option<Mark>> {
    match disk.read(&path(dir)) {
        Ok(bytes) => Ok(decode(&bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

pub(super) fn decode(bytes: &[u8]) -> Option<Mark> {
    let told = bytes.get(..LENGTH - 4)?;
    let fits = bytes.len() == LENGTH
        && bytes.first_chunk() == Some(&MAGIC)
        && crc32c::crc32c(told) == u32::from_le_bytes(array(bytes, LENGTH - 4).ok()?);
    let position = u64::from_le_bytes(array(bytes, 8).ok()?);
    fits.then_some(Mark { position, hash: Hash(array(bytes, 16).ok()?) })
}
