//! A file of slots of one size, each checksummed, changed in their places.
//!
//! A slot never crosses a sector of 512 bytes, which disks write whole or not at all: after a power cut it
//! holds what it held or what was being written, so whatever does not fit its checksum is damage. In place
//! also means that what is overwritten leaves no older copy in the file.
//!
//! The file grows by free slots; only when they are on disk does the head count them.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use super::{VaultError, files};

const HEAD: usize = 512;
/// How many slots the file grows by.
const GROWTH: usize = 64;
/// The checksum and the length in front of what a slot says.
const FRAME: usize = 4 + 2;

/// The place of a slot.
pub(super) type Place = usize;

/// A taken slot and what it says.
pub(super) type Taken = (Place, Vec<u8>);

/// What kind of file it is, and how long its slots are.
pub(super) struct Kind {
    pub(super) magic: [u8; 8],
    /// A divisor of 512.
    pub(super) slot: usize,
}

/// The open file.
pub(super) struct Slots {
    kind: &'static Kind,
    path: PathBuf,
    file: File,
    count: usize,
    free: Vec<Place>,
    failed: bool,
}

impl Slots {
    /// Makes a file with free slots only.
    pub(super) fn create(path: &Path, kind: &Kind) -> Result<(), VaultError> {
        let slots = (0..GROWTH).flat_map(|place| slot(kind, place, &[]));
        let bytes: Vec<u8> = head(kind, GROWTH).into_iter().chain(slots).collect();
        files::write(path, &bytes)
    }

    /// Opens the file and gives what each taken slot says. Every byte that counts is checked.
    pub(super) fn open(path: &Path, kind: &'static Kind) -> Result<(Self, Vec<Taken>), VaultError> {
        let bytes = fs::read(path).map_err(VaultError::io("read", path))?;
        let file = File::options().write(true).open(path).map_err(VaultError::io("open", path))?;
        let (count, counted) = counted(kind, &bytes).map_err(|what| VaultError::damaged(path, what))?;
        let mut slots = Self { kind, path: path.to_owned(), file, count, free: Vec::new(), failed: false };
        let mut taken = Vec::new();
        for (place, bytes) in counted.chunks_exact(kind.slot).enumerate() {
            match says(kind, place, bytes) {
                None => return Err(VaultError::damaged(path, format!("slot {place} does not fit"))),
                Some([]) => slots.free.push(place),
                Some(says) => taken.push((place, says.to_vec())),
            }
        }
        Ok((slots, taken))
    }

    /// Whether every byte that counts is as it was written.
    pub(super) fn check(kind: &Kind, bytes: &[u8]) -> Result<(), String> {
        let (_, counted) = counted(kind, bytes)?;
        let unfit = |(place, bytes)| says(kind, place, bytes).is_none().then_some(place);
        match counted.chunks_exact(kind.slot).enumerate().find_map(unfit) {
            Some(place) => Err(format!("slot {place} does not fit")),
            None => Ok(()),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A free slot is there without growing.
    pub(super) const fn has_room(&self) -> bool {
        !self.free.is_empty()
    }

    /// Takes a free slot; the file grows when there is none.
    pub(super) fn take(&mut self) -> Result<Place, VaultError> {
        if let Some(place) = self.free.pop() {
            return Ok(place);
        }
        let (from, to) = (self.count, self.count + GROWTH);
        let added: Vec<u8> = (from..to).flat_map(|place| slot(self.kind, place, &[])).collect();
        let at = self.offset(from);
        self.change(|file| {
            file.write_all_at(&added, at)?;
            file.sync_all()?;
            Ok(())
        })?;
        let counting = head(self.kind, to);
        self.change(|file| {
            file.write_all_at(&counting, 0)?;
            file.sync_data()
        })?;
        self.count = to;
        self.free.extend((from + 1..to).rev());
        Ok(from)
    }

    /// Writes what a taken slot says. On disk only after [`Slots::sync`].
    pub(super) fn write(&mut self, place: Place, says: &[u8]) -> Result<(), VaultError> {
        let bytes = slot(self.kind, place, says);
        let at = self.offset(place);
        self.change(|file| file.write_all_at(&bytes, at))
    }

    /// Overwrites a slot and gives it back.
    pub(super) fn clear(&mut self, place: Place) -> Result<(), VaultError> {
        self.write(place, &[])?;
        self.free.push(place);
        Ok(())
    }

    /// Returns after everything written is on disk.
    pub(super) fn sync(&mut self) -> Result<(), VaultError> {
        self.change(|file| file.sync_data())
    }

    /// Once a write or a sync has failed, nobody knows what the disk holds: nothing more is tried.
    fn change(&mut self, work: impl FnOnce(&File) -> io::Result<()>) -> Result<(), VaultError> {
        if self.failed {
            return Err(VaultError::Poisoned(self.path.clone()));
        }
        work(&self.file).map_err(|source| {
            self.failed = true;
            VaultError::Io { what: "write", file: self.path.clone(), source }
        })
    }

    const fn offset(&self, place: Place) -> u64 {
        (HEAD + place * self.kind.slot) as u64
    }
}

fn head(kind: &Kind, count: usize) -> Vec<u8> {
    let mut head = kind.magic.to_vec();
    head.extend_from_slice(&(count as u64).to_le_bytes());
    head.resize(HEAD - 4, 0);
    let sum = crc32c::crc32c(&head);
    head.extend_from_slice(&sum.to_le_bytes());
    head
}

/// How many slots the file has, and their bytes.
fn counted<'a>(kind: &Kind, bytes: &'a [u8]) -> Result<(usize, &'a [u8]), String> {
    let (told, rest) =
        bytes.split_first_chunk::<HEAD>().ok_or_else(|| "it is shorter than its head".to_owned())?;
    let count = count(kind, told).ok_or_else(|| "its head does not fit".to_owned())?;
    let counted = count.checked_mul(kind.slot).and_then(|length| rest.get(..length));
    Ok((count, counted.ok_or_else(|| format!("it ends before slot {count}"))?))
}

fn count(kind: &Kind, told: &[u8; HEAD]) -> Option<usize> {
    let count = told.strip_prefix(&kind.magic)?.first_chunk()?;
    let count = usize::try_from(u64::from_le_bytes(*count)).ok()?;
    (told.as_slice() == head(kind, count)).then_some(count)
}

/// A slot's bytes: the checksum of its place and the rest, the length, what it says, zeros.
fn slot(kind: &Kind, place: Place, says: &[u8]) -> Vec<u8> {
    let room = kind.slot - FRAME;
    let length = match u16::try_from(says.len()) {
        Ok(length) if says.len() <= room => length,
        _ => unreachable!("{} bytes in a slot of {room}", says.len()),
    };
    let mut rest = length.to_le_bytes().to_vec();
    rest.extend_from_slice(says);
    rest.resize(kind.slot - 4, 0);
    let mut bytes = checksum(place, &rest).to_le_bytes().to_vec();
    bytes.append(&mut rest);
    bytes
}

pub(super) fn says<'a>(kind: &Kind, place: Place, bytes: &'a [u8]) -> Option<&'a [u8]> {
    let (sum, rest) = bytes.split_first_chunk()?;
    let (length, told) = rest.split_first_chunk()?;
    let fits = bytes.len() == kind.slot && checksum(place, rest) == u32::from_le_bytes(*sum);
    told.get(..usize::from(u16::from_le_bytes(*length))).filter(|_| fits)
}

pub(super) fn checksum(place: Place, rest: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&(place as u64).to_le_bytes()), rest)
}
