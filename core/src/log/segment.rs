//! Segment files: what the journal is made of.
//!
//! A segment being written is a plain file of frames, preallocated with zeros and named after the position
//! of its first commit. Once sealed it is compressed: the frames as one zstd stream, then a footer that tells
//! what the segment holds without unpacking it.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zstd::stream::Decoder;

use super::contract::Hash;
use super::disk::{Disk, DiskFile};
use super::record::{self, Flaw, Scan, array};
use crate::bugs::{Bug, made};

const PLAIN: &str = "seg";
const SEALED: &str = "seg.zst";
const FOOTER_MAGIC: [u8; 8] = *b"RntSeal\x01";
const FOOTER: usize = 8 + 8 + 8 + 32 + 32 + 8 + 4 + 8 + 4 + 4;
/// Most bytes a segment may unpack to: a whole group may be larger than a segment, never than this.
const UNPACKED_LIMIT: u64 = 1 << 30;
/// Level 1 packs nearly as well as 3 and takes half the time.
const LEVEL: i32 = 1;

/// One segment file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    /// The position of its first commit.
    pub(super) first: u64,
    pub(super) path: PathBuf,
    pub(super) sealed: bool,
}

/// What the end of a sealed segment tells about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Footer {
    pub(super) first: u64,
    pub(super) last: u64,
    /// The hash that the first commit follows.
    pub(super) previous: Hash,
    /// The hash of the last commit.
    pub(super) head: Hash,
    plain_length: u64,
    plain_checksum: u32,
    packed_length: u64,
    packed_checksum: u32,
}

impl Footer {
    fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(FOOTER);
        bytes.extend_from_slice(&FOOTER_MAGIC);
        bytes.extend_from_slice(&self.first.to_le_bytes());
        bytes.extend_from_slice(&self.last.to_le_bytes());
        bytes.extend_from_slice(&self.previous.0);
        bytes.extend_from_slice(&self.head.0);
        bytes.extend_from_slice(&self.plain_length.to_le_bytes());
        bytes.extend_from_slice(&self.plain_checksum.to_le_bytes());
        bytes.extend_from_slice(&self.packed_length.to_le_bytes());
        bytes.extend_from_slice(&self.packed_checksum.to_le_bytes());
        bytes.extend_from_slice(&crc32c::crc32c(&bytes).to_le_bytes());
        bytes
    }

    /// The bytes with magic and checksum put right, for those that try what lies behind them.
    #[cfg(any(test, feature = "fuzzing"))]
    pub(super) fn repaired(bytes: &[u8]) -> Vec<u8> {
        let mut footer = bytes.to_vec();
        footer.resize(FOOTER - 4, 0);
        footer.splice(..8, FOOTER_MAGIC);
        let sum = crc32c::crc32c(&footer);
        footer.extend_from_slice(&sum.to_le_bytes());
        footer
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, Flaw> {
        if bytes.first_chunk() != Some(&FOOTER_MAGIC) {
            return Err(Flaw::NoMagic);
        }
        let told = bytes.get(..FOOTER - 4).ok_or(Flaw::Short)?;
        let fits = crc32c::crc32c(told) == u32::from_le_bytes(array(bytes, FOOTER - 4)?);
        if !fits && !made(Bug::SkipFooterChecksum) {
            return Err(Flaw::Checksum);
        }
        Ok(Self {
            first: u64::from_le_bytes(array(bytes, 8)?),
            last: u64::from_le_bytes(array(bytes, 16)?),
            previous: Hash(array(bytes, 24)?),
            head: Hash(array(bytes, 56)?),
            plain_length: u64::from_le_bytes(array(bytes, 88)?),
            plain_checksum: u32::from_le_bytes(array(bytes, 96)?),
            packed_length: u64::from_le_bytes(array(bytes, 100)?),
            packed_checksum: u32::from_le_bytes(array(bytes, 108)?),
        })
    }
}

/// The frames of a segment, read from its file.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) bytes: Vec<u8>,
    pub(super) scan: Scan,
    /// What a sealed segment's footer tells; a plain one has none.
    pub(super) footer: Option<Footer>,
    /// What is wrong with the file as a whole.
    pub(super) broken: Option<String>,
}

impl Loaded {
    /// Checks the bytes of a segment's file.
    pub(super) fn of(stored: Vec<u8>, sealed: bool) -> Self {
        if !sealed {
            let scan = Scan::of(&stored);
            return Self { bytes: stored, scan, footer: None, broken: None };
        }
        let (packed, footer) =
            stored.split_at_checked(stored.len().saturating_sub(FOOTER)).unwrap_or_default();
        let (footer, packed, mut broken) = match Footer::decode(footer) {
            Ok(footer) => (Some(footer), packed, None),
            Err(flaw) => (None, stored.as_slice(), Some(format!("the footer is damaged: {flaw}"))),
        };
        let (bytes, stopped) = unpack(packed);
        if let Some(footer) = footer {
            if crc32c::crc32c(packed) != footer.packed_checksum {
                broken = Some("the compressed bytes do not fit their checksum".to_owned());
            } else if let Some(error) = stopped {
                broken = Some(format!("the compressed bytes cannot be unpacked: {error}"));
            } else if crc32c::crc32c(&bytes) != footer.plain_checksum {
                broken = Some("the unpacked bytes do not fit their checksum".to_owned());
            }
        }
        let scan = Scan::of(&bytes);
        Self { bytes, scan, footer, broken }
    }

    /// The bytes of the frame of that position.
    pub(super) fn frame(&self, position: u64) -> Option<&[u8]> {
        self.bytes.get(self.scan.at(position)?.range.clone())
    }

    /// Whether everything that the file tells about itself is true.
    pub(super) fn is_whole(&self) -> bool {
        self.broken.is_none() && self.scan.flaws.is_empty()
    }
}

impl Segment {
    /// The plain segment that begins with that position.
    pub(super) fn plain(journal: &Path, first: u64) -> Self {
        Self { first, path: journal.join(Self::plain_name(first)), sealed: false }
    }

    /// The name of the plain segment that begins with that position.
    pub(super) fn plain_name(first: u64) -> String {
        format!("{first:020}.{PLAIN}")
    }

    fn sealed(journal: &Path, first: u64) -> Self {
        Self { first, path: journal.join(format!("{first:020}.{SEALED}")), sealed: true }
    }

    /// The segments of a journal folder, in order. Where a crash left a segment both plain and sealed, both
    /// are listed, the sealed one first.
    pub(super) fn list(disk: &dyn Disk, journal: &Path) -> io::Result<Vec<Self>> {
        let mut segments = vec![];
        for path in disk.list(journal)? {
            let Some((stem, kind)) =
                path.file_name().and_then(|name| name.to_str()).and_then(|name| name.split_once('.'))
            else {
                continue;
            };
            let Ok(first) = stem.parse::<u64>() else { continue };
            match kind {
                PLAIN => segments.push(Self::plain(journal, first)),
                SEALED => segments.push(Self::sealed(journal, first)),
                _ => {}
            }
        }
        segments.sort_by_key(|segment| (segment.first, !segment.sealed));
        Ok(segments)
    }

    /// Reads and checks the whole file.
    pub(super) fn load(&self, disk: &dyn Disk) -> io::Result<Loaded> {
        Ok(Loaded::of(disk.read(&self.path)?, self.sealed))
    }

    /// Reads only the footer of a sealed segment. The outer error is the disk's.
    pub(super) fn footer(&self, disk: &dyn Disk) -> io::Result<Result<Footer, Flaw>> {
        let (length, bytes) = disk.read_end(&self.path, FOOTER as u64)?;
        let Some(packed) = length.checked_sub(FOOTER as u64) else { return Ok(Err(Flaw::Short)) };
        Ok(Footer::decode(&bytes).and_then(|footer| {
            if footer.packed_length == packed && footer.first == self.first {
                Ok(footer)
            } else {
                Err(Flaw::Short)
            }
        }))
    }

    /// Compresses a full plain segment beside it and reads the result back. The plain file stays.
    pub(super) fn seal(&self, disk: &dyn Disk) -> io::Result<Self> {
        let bytes = disk.read(&self.path)?;
        let (frames, end) = record::frames(&bytes);
        let (Some(first), Some(last)) = (frames.first(), frames.last()) else {
            return Err(io::Error::other("an empty segment is not sealed"));
        };
        let (plain, rest) = bytes.split_at_checked(end).unwrap_or_default();
        if rest.iter().any(|byte| *byte != 0) {
            return Err(io::Error::other("a damaged segment is not sealed"));
        }
        let packed = zstd::bulk::compress(plain, LEVEL)?;
        let footer = Footer {
            first: first.place.position,
            last: last.place.position,
            previous: first.place.previous,
            head: last.hash(),
            plain_length: plain.len() as u64,
            plain_checksum: crc32c::crc32c(plain),
            packed_length: packed.len() as u64,
            packed_checksum: crc32c::crc32c(&packed),
        };
        let journal = self.path.parent().unwrap_or(Path::new("."));
        let sealed = Self::sealed(journal, self.first);
        write_safely(disk, &sealed.path, &[&packed, &footer.encode()])?;
        let stored = disk.read(&sealed.path)?;
        let (packed, told) = stored.split_at_checked(packed.len()).unwrap_or_default();
        let unpacked = || zstd::bulk::decompress(packed, plain.len());
        if made(Bug::SealUnread)
            || Footer::decode(told) == Ok(footer) && unpacked().is_ok_and(|unpacked| unpacked == plain)
        {
            Ok(sealed)
        } else {
            Err(io::Error::other("sealing changed the bytes"))
        }
    }
}

/// What can be unpacked, and why it stopped before the end if it did.
fn unpack(packed: &[u8]) -> (Vec<u8>, Option<io::Error>) {
    let mut bytes = vec![];
    let outcome = Decoder::new(packed)
        .map(Decoder::single_frame)
        .and_then(|decoder| decoder.take(UNPACKED_LIMIT).read_to_end(&mut bytes));
    (bytes, outcome.err())
}

/// A new file of zeros, on disk with its name before this returns.
pub(super) fn preallocate(disk: &dyn Disk, path: &Path, length: u64) -> io::Result<Box<dyn DiskFile>> {
    static ZEROS: [u8; 1 << 16] = [0; 1 << 16];
    let mut file = disk.create(path)?;
    let mut left = length;
    while left > 0 {
        let piece = usize::try_from(left).unwrap_or(ZEROS.len()).min(ZEROS.len());
        file.write_at(ZEROS.get(..piece).unwrap_or_default(), length - left)?;
        left -= piece as u64;
    }
    file.sync()?;
    sync_parent(disk, path)?;
    Ok(file)
}

/// Writes a file so that after a crash either the old one or the whole new one is there.
pub(crate) fn write_safely(disk: &dyn Disk, path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".tmp");
    let temporary = PathBuf::from(name);
    let mut file = disk.create(&temporary)?;
    let mut end = 0;
    for part in parts {
        file.write_at(part, end)?;
        end += part.len() as u64;
    }
    if !made(Bug::ForgetFileSync) {
        file.sync()?;
    }
    disk.rename(&temporary, path)?;
    sync_parent(disk, path)
}

/// Makes the names in the folder of `path` durable.
pub(super) fn sync_parent(disk: &dyn Disk, path: &Path) -> io::Result<()> {
    if made(Bug::ForgetFolderSync) {
        return Ok(());
    }
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => disk.sync_folder(parent),
        _ => disk.sync_folder(Path::new(".")),
    }
}
