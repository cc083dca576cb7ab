//! Neighbouring commits packed into one value of the store.
//!
//! ```text
//!  0  CRC32C of all behind it    4
//!  4  unpacked length            4
//!  8  frames, one behind the other: as one zstd stream, or as they are where that is not shorter
//! ```
//!
//! Integers are little endian. The key tells the position of the first commit.

use std::cell::RefCell;
use std::ops::Range;

use zstd::bulk::{Compressor, Decompressor};

use crate::log::record::{LONGEST, array, outline};

/// A block takes no further commit once it has so many bytes unpacked. Larger ones pack a little better and take
/// longer to read one commit of; sled wants values of a few thousand bytes.
pub(super) const FULL: usize = 16 << 10;
/// The most bytes a block unpacks to: a commit of the largest size may join one that is nearly full.
const LONGEST_BLOCK: usize = FULL + LONGEST;
const HEADER: usize = 8;
/// A block is packed while commits come in and read by whoever looks one up. Level 1 takes three times as long, unpacks
/// at half the speed, and saves one byte in sixteen.
const LEVEL: i32 = -3;

/// The frames of a block, unpacked.
#[derive(Debug, Clone, Default)]
pub(in crate::log) struct Block {
    /// The position of the first commit.
    pub(super) first: u64,
    pub(super) frames: Vec<u8>,
    ranges: Vec<Range<usize>>,
}

impl Block {
    /// A block that begins with that position and holds nothing yet.
    pub(in crate::log) fn begin(first: u64) -> Self {
        Self { first, ..Self::default() }
    }

    /// Adds the frame of the next position.
    pub(in crate::log) fn push(&mut self, frame: &[u8]) {
        let start = self.frames.len();
        self.frames.extend_from_slice(frame);
        self.ranges.push(start..self.frames.len());
    }

    /// The position of the last commit; one before the first where there is none.
    pub(in crate::log) fn last(&self) -> u64 {
        self.first + self.ranges.len() as u64 - 1
    }

    pub(in crate::log) fn is_full(&self) -> bool {
        self.frames.len() >= FULL
    }

    pub(in crate::log) fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// The bytes of the frame of that position, unchecked.
    pub(in crate::log) fn frame(&self, position: u64) -> Option<&[u8]> {
        let index = usize::try_from(position.checked_sub(self.first)?).ok()?;
        self.frames.get(self.ranges.get(index)?.clone())
    }

    /// Drops the frames behind that position.
    pub(in crate::log) fn cut_behind(&mut self, position: u64) {
        let kept = usize::try_from((position + 1).saturating_sub(self.first)).unwrap_or(usize::MAX);
        self.ranges.truncate(kept);
        self.frames.truncate(self.ranges.last().map_or(0, |range| range.end));
    }

    /// The value for the store.
    pub(in crate::log) fn pack(&self) -> Vec<u8> {
        thread_local! {
            static PACKER: RefCell<Option<Compressor<'static>>> = RefCell::new(Compressor::new(LEVEL).ok());
        }
        let packed = PACKER.with_borrow_mut(|packer| packer.as_mut()?.compress(&self.frames).ok());
        let body =
            packed.as_deref().filter(|packed| packed.len() < self.frames.len()).unwrap_or(&self.frames);
        let length = u32::try_from(self.frames.len()).unwrap_or(u32::MAX);
        let mut value = Vec::with_capacity(HEADER + body.len());
        value.extend_from_slice(&[0; 4]);
        value.extend_from_slice(&length.to_le_bytes());
        value.extend_from_slice(body);
        let checksum = crc32c::crc32c(value.get(4..).unwrap_or_default());
        if let Some(field) = value.first_chunk_mut() {
            *field = checksum.to_le_bytes();
        }
        value
    }

    /// Reads a value of the store back.
    pub(in crate::log) fn unpack(first: u64, value: &[u8]) -> Result<Self, String> {
        thread_local! {
            static UNPACKER: RefCell<Option<Decompressor<'static>>> = RefCell::new(Decompressor::new().ok());
        }
        let short = || "a block is too short".to_owned();
        let told = value.get(4..).ok_or_else(short)?;
        if array(value, 0).map(u32::from_le_bytes) != Ok(crc32c::crc32c(told)) {
            return Err("the checksum does not fit the block".to_owned());
        }
        let length = array(value, 4).map(u32::from_le_bytes).map_err(|_| short())?;
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        let body = value.get(HEADER..).ok_or_else(short)?;
        let frames = if body.len() == length {
            body.to_vec()
        } else if length <= LONGEST_BLOCK {
            let unpacked =
                UNPACKER.with_borrow_mut(|unpacker| unpacker.as_mut().map(|u| u.decompress(body, length)));
            match unpacked {
                Some(Ok(frames)) if frames.len() == length => frames,
                Some(Err(error)) => return Err(format!("a block cannot be unpacked: {error}")),
                _ => return Err("a block unpacks to another length than it says".to_owned()),
            }
        } else {
            return Err("a block is longer than any may be".to_owned());
        };
        let ranges = outline(&frames).ok_or("a block does not hold whole frames")?;
        Ok(Self { first, frames, ranges })
    }
}

/// Unpacks what might be a block, also with its checksum put right, and reads its frames.
#[cfg(any(test, feature = "fuzzing"))]
pub(in crate::log) fn fuzzed(bytes: &[u8]) {
    drop(Block::unpack(1, bytes));
    let mut told = crc32c::crc32c(bytes).to_le_bytes().to_vec();
    told.extend_from_slice(bytes);
    if let Ok(block) = Block::unpack(7, &told) {
        let frames = (7..=block.last()).filter_map(|position| block.frame(position));
        frames.for_each(|frame| drop(crate::log::record::Frame::of(frame)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::contract::Hash;
    use crate::log::record::{Place, encode};
    use crate::log::sample;

    fn frame(position: u64) -> Vec<u8> {
        let place = Place {
            position,
            book: sample::book(1),
            sequence: position,
            previous_in_book: Hash::ZERO,
            previous: Hash::ZERO,
            durable: 0,
        };
        let mut bytes = vec![];
        encode(&place, &sample::draft(1, position), &mut bytes);
        bytes
    }

    fn block() -> Block {
        let mut block = Block::begin(5);
        (5..15).for_each(|position| block.push(&frame(position)));
        block
    }

    #[test]
    fn a_block_is_unpacked_as_it_was_packed() {
        let packed = block().pack();
        assert!(packed.len() < block().frames.len());
        let mut read = Block::unpack(5, &packed).unwrap();
        assert_eq!((read.first, read.last()), (5, 14));
        assert_eq!(read.frame(9), Some(frame(9).as_slice()));
        assert_eq!(read.frame(15), None);
        read.cut_behind(6);
        assert_eq!((read.last(), read.frame(7)), (6, None));
    }

    #[test]
    fn any_flipped_bit_of_a_block_is_seen() {
        let mut packed = block().pack();
        for at in 0..packed.len() {
            packed[at] ^= 0x10;
            assert!(Block::unpack(5, &packed).is_err(), "byte {at}");
            packed[at] ^= 0x10;
        }
    }
}
