//! One commit as bytes: the frame that the journal and the store both hold.
//!
//! ```text
//!   0  magic                      4   b"Rnt\xF1"
//!   4  format version             2   1
//!   6  nothing                    2   0
//!   8  payload length             4
//!  12  position in the log        8
//!  20  book                      16
//!  36  sequence in the book       8
//!  44  previous hash in the book 32
//!  76  previous hash in the log  32
//! 108  durable mark               8   up to here the log was on disk when the group was written
//! 116  payload                    n   the encoded draft
//!   …  CRC32C of all before it    4
//! ```
//!
//! Integers are little endian. The hash of the commit is BLAKE3 over header and payload as stored, and is
//! itself stored only in the frames that follow.

use std::ops::Range;

use super::contract::{Commit, Cursor, Draft, Hash};
use crate::bugs::{Bug, made};
use crate::codec;
use crate::ids::BookId;

/// The first bytes of every frame.
pub(super) const MAGIC: [u8; 4] = *b"Rnt\xF1";
/// The form described above.
const VERSION: u16 = 1;
const HEADER: usize = 116;
const CHECKSUM: usize = 4;
/// The most bytes a frame may have.
pub(super) const LONGEST: usize = HEADER + Draft::LIMIT + CHECKSUM;

/// Where a commit stands and what it follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) position: u64,
    pub(super) book: BookId,
    pub(super) sequence: u64,
    pub(super) previous_in_book: Hash,
    pub(super) previous: Hash,
    /// Up to here the log was durable when the group was written.
    pub(super) durable: u64,
}

/// Why bytes are not a frame.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Flaw {
    #[error("no frame begins here")]
    NoMagic,
    #[error("a frame of format version {0} is not known to this program")]
    Version(u16),
    #[error("a frame of {0} bytes is longer than any commit")]
    TooLong(u32),
    #[error("the frame ends too early")]
    Short,
    #[error("the checksum does not fit the bytes")]
    Checksum,
    #[error("{0} bytes stand behind the frame")]
    Trailing(usize),
    #[error("the payload is unreadable: {0}")]
    Payload(String),
    #[error("the payload belongs to another book than its header")]
    OtherBook,
}

/// A frame whose checksum fits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    pub(super) place: Place,
    /// The whole frame, from magic to checksum.
    pub(super) bytes: &'a [u8],
    /// Header and payload.
    stored: &'a [u8],
    payload: &'a [u8],
}

/// Appends the frame of `draft` at `place` to `buffer` and returns its hash.
pub(super) fn encode(place: &Place, draft: &Draft, buffer: &mut Vec<u8>) -> Hash {
    let start = buffer.len();
    buffer.extend_from_slice(&MAGIC);
    buffer.extend_from_slice(&VERSION.to_le_bytes());
    buffer.extend_from_slice(&[0; 6]);
    buffer.extend_from_slice(&place.position.to_le_bytes());
    buffer.extend_from_slice(&place.book.0);
    buffer.extend_from_slice(&place.sequence.to_le_bytes());
    buffer.extend_from_slice(&place.previous_in_book.0);
    buffer.extend_from_slice(&place.previous.0);
    buffer.extend_from_slice(&place.durable.to_le_bytes());
    codec::encode_into(draft, buffer);
    let length = u32::try_from(buffer.len() - start - HEADER).unwrap_or(u32::MAX);
    if let Some(field) = buffer.get_mut(start + 8..start + 12) {
        field.copy_from_slice(&length.to_le_bytes());
    }
    let stored = buffer.get(start..).unwrap_or_default();
    let hash = Hash(*blake3::hash(stored).as_bytes());
    let checksum = crc32c::crc32c(stored);
    buffer.extend_from_slice(&checksum.to_le_bytes());
    hash
}

impl<'a> Frame<'a> {
    /// Reads the frame that `bytes` begin with. The one decode path of frames.
    pub(super) fn at_start_of(bytes: &'a [u8]) -> Result<Self, Flaw> {
        if bytes.first_chunk() != Some(&MAGIC) {
            return Err(Flaw::NoMagic);
        }
        let version = u16::from_le_bytes(array(bytes, 4)?);
        if version != VERSION {
            return Err(Flaw::Version(version));
        }
        let length = u32::from_le_bytes(array(bytes, 8)?);
        let payload_length =
            usize::try_from(length).ok().filter(|n| *n <= Draft::LIMIT).ok_or(Flaw::TooLong(length))?;
        let stored = bytes.get(..HEADER + payload_length).ok_or(Flaw::Short)?;
        let payload = stored.get(HEADER..).ok_or(Flaw::Short)?;
        let whole = bytes.get(..stored.len() + CHECKSUM).ok_or(Flaw::Short)?;
        let fits = crc32c::crc32c(stored) == u32::from_le_bytes(array(whole, stored.len())?);
        if !fits && !made(Bug::SkipFrameChecksum) {
            return Err(Flaw::Checksum);
        }
        let place = Place {
            position: u64::from_le_bytes(array(stored, 12)?),
            book: BookId(array(stored, 20)?),
            sequence: u64::from_le_bytes(array(stored, 36)?),
            previous_in_book: Hash(array(stored, 44)?),
            previous: Hash(array(stored, 76)?),
            durable: u64::from_le_bytes(array(stored, 108)?),
        };
        Ok(Self { place, bytes: whole, stored, payload })
    }

    /// Reads the frame that `bytes` are, with nothing behind it.
    pub(super) fn of(bytes: &'a [u8]) -> Result<Self, Flaw> {
        let frame = Self::at_start_of(bytes)?;
        match bytes.len() - frame.bytes.len() {
            0 => Ok(frame),
            left => Err(Flaw::Trailing(left)),
        }
    }

    /// The hash of the commit that the frame holds, worked out anew.
    pub(super) fn hash(&self) -> Hash {
        Hash(*blake3::hash(self.stored).as_bytes())
    }

    /// The commit that the frame holds.
    pub(super) fn commit(&self) -> Result<Commit, Flaw> {
        self.commit_of(self.hash())
    }

    /// The commit that the frame holds, where its hash is known.
    pub(super) fn commit_of(&self, hash: Hash) -> Result<Commit, Flaw> {
        let draft: Draft = codec::decode(self.payload).map_err(|error| Flaw::Payload(error.to_string()))?;
        if draft.book != self.place.book {
            return Err(Flaw::OtherBook);
        }
        Ok(Commit {
            cursor: Cursor(self.place.position),
            sequence: self.place.sequence,
            previous_in_book: self.place.previous_in_book,
            previous: self.place.previous,
            hash,
            draft,
        })
    }
}

/// Where each of the frames stands that `bytes` are made of, by their headers alone. `None` where they do not fill
/// the bytes exactly.
pub(super) fn outline(bytes: &[u8]) -> Option<Vec<Range<usize>>> {
    let mut ranges = vec![];
    let mut at = 0;
    while at < bytes.len() {
        let length = u32::from_le_bytes(array(bytes.get(at..)?, 8).ok()?);
        let end = at + HEADER + usize::try_from(length).ok()?.min(LONGEST) + CHECKSUM;
        ranges.push(at..end);
        at = end;
    }
    (at == bytes.len()).then_some(ranges)
}

/// A frame found among bytes.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) place: Place,
    pub(super) hash: Hash,
    pub(super) range: Range<usize>,
}

/// What a segment's bytes hold.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Every frame whose checksum fits, in the order of the bytes.
    pub(super) found: Vec<Found>,
    /// Where bytes stand that are neither a frame nor the zeros at the end, and what is wrong with them.
    pub(super) flaws: Vec<(usize, Flaw)>,
}

impl Scan {
    /// Finds all frames, also those behind damaged bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut scan = Self::default();
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            match Frame::at_start_of(rest) {
                Ok(frame) => {
                    let range = at..at + frame.bytes.len();
                    at = range.end;
                    scan.found.push(Found { place: frame.place, hash: frame.hash(), range });
                }
                Err(_) if rest.iter().all(|byte| *byte == 0) => break,
                Err(flaw) => {
                    scan.flaws.push((at, flaw));
                    match next_frame(rest) {
                        Some(skip) => at += skip,
                        None => break,
                    }
                }
            }
        }
        scan
    }

    /// The frame of that position.
    pub(super) fn at(&self, position: u64) -> Option<&Found> {
        self.found.iter().find(|found| found.place.position == position)
    }
}

/// The frames that `bytes` begin with, their checksums proved, and where they end.
pub(super) fn frames(bytes: &[u8]) -> (Vec<Frame<'_>>, usize) {
    let mut frames = vec![];
    let mut end = 0;
    while let Some(frame) = bytes.get(end..).and_then(|rest| Frame::at_start_of(rest).ok()) {
        end += frame.bytes.len();
        frames.push(frame);
    }
    (frames, end)
}

/// How far behind the start of `bytes` the next valid frame begins.
fn next_frame(bytes: &[u8]) -> Option<usize> {
    let mut from = 1;
    loop {
        let rest = bytes.get(from..)?;
        let skip = rest.windows(MAGIC.len()).position(|window| window == MAGIC)?;
        if Frame::at_start_of(rest.get(skip..)?).is_ok() {
            return Some(from + skip);
        }
        from += skip + 1;
    }
}

/// The `N` bytes that stand at `at`.
pub(super) fn array<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], Flaw> {
    bytes.get(at..).and_then(|rest| rest.first_chunk::<N>()).copied().ok_or(Flaw::Short)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::sample;

    fn place() -> Place {
        Place {
            position: 7,
            book: sample::book(1),
            sequence: 3,
            previous_in_book: Hash([0xAA; 32]),
            previous: Hash([0xBB; 32]),
            durable: 6,
        }
    }

    #[test]
    fn a_frame_reads_back_as_it_was_written() {
        let draft = sample::draft(1, 42);
        let mut bytes = vec![];
        let hash = encode(&place(), &draft, &mut bytes);
        let frame = Frame::of(&bytes).unwrap();
        assert_eq!((frame.place, frame.hash()), (place(), hash));
        assert_eq!(frame.commit().unwrap().draft, draft);
    }

    #[test]
    fn the_bytes_of_format_1_never_change() {
        let mut bytes = vec![];
        let hash = encode(&place(), &sample::draft(1, 42), &mut bytes);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        expect_test::expect_file!["golden_frame_v1.txt"].assert_eq(&format!("{hex}\n{hash}\n"));
    }

    #[test]
    fn any_flipped_bit_is_seen() {
        let mut bytes = vec![];
        encode(&place(), &sample::draft(1, 42), &mut bytes);
        for at in 0..bytes.len() {
            for bit in 0..8 {
                bytes[at] ^= 1 << bit;
                assert!(Frame::of(&bytes).is_err(), "bit {bit} of byte {at}");
                bytes[at] ^= 1 << bit;
            }
        }
    }

    #[test]
    fn frames_behind_damaged_bytes_are_still_found() {
        let mut bytes = vec![];
        let mut ends = vec![];
        for position in 1..=3 {
            encode(&Place { position, ..place() }, &sample::draft(1, position), &mut bytes);
            ends.push(bytes.len());
        }
        bytes.resize(bytes.len() + 100, 0);
        bytes[ends[0] + 9] ^= 0x40;
        let scan = Scan::of(&bytes);
        assert_eq!(scan.found.iter().map(|f| f.place.position).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(scan.flaws.len(), 1);
    }
}
