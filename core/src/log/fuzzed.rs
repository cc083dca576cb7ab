//! The log's decoders, for bytes from anywhere.

use std::hint::black_box;
use std::str::FromStr;

use super::contract::{Cursor, Draft};
use super::record::{Frame, MAGIC, Scan};
use super::segment::Footer;
use super::{Envelope, head};
use crate::codec;

/// A frame, alone and among other bytes; and with every field that guards it put right, so that what lies behind
/// the checksum is read too.
pub(crate) fn frame(bytes: &[u8]) {
    read_frame(bytes);
    let scan = Scan::of(bytes);
    assert!(scan.found.iter().all(|found| found.range.end <= bytes.len()), "a frame beyond the bytes");
    read_frame(&repaired_frame(bytes));
}

fn read_frame(bytes: &[u8]) {
    if let Ok(frame) = Frame::of(bytes)
        && let Ok(commit) = frame.commit()
    {
        let mut again = vec![];
        super::record::encode(&frame.place, &commit.draft, &mut again);
        assert!(again.len() == bytes.len(), "a frame is written otherwise than it was read");
    }
}

fn repaired_frame(bytes: &[u8]) -> Vec<u8> {
    const HEADER: usize = 116;
    let mut frame = bytes.to_vec();
    frame.resize(frame.len().clamp(HEADER, HEADER + Draft::LIMIT), 0);
    let length = u32::try_from(frame.len() - HEADER).unwrap_or(0);
    let fields = [(0, MAGIC.to_vec()), (4, 1u16.to_le_bytes().to_vec()), (8, length.to_le_bytes().to_vec())];
    for (at, field) in fields {
        frame.splice(at..at + field.len(), field);
    }
    checked_behind(frame)
}

/// The bytes, and their CRC32C behind them.
fn checked_behind(mut bytes: Vec<u8>) -> Vec<u8> {
    let sum = crc32c::crc32c(&bytes);
    bytes.extend_from_slice(&sum.to_le_bytes());
    bytes
}

/// What a frame holds.
pub(crate) fn record(bytes: &[u8]) {
    drop(
        codec::decode::<Draft>(bytes).map(|draft| assert!(codec::encode(&draft) == bytes, "another record")),
    );
    drop(codec::decode::<Envelope>(bytes));
}

/// A cursor as people, addresses and streams hand it in.
pub(crate) fn cursor(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(cursor) = Cursor::from_str(&text) {
        assert!(cursor.to_string() == text, "a cursor is written otherwise than it was read");
    }
    if let Some(key) = bytes.first_chunk() {
        assert!(Cursor::from_key(*key).key() == *key, "another cursor");
    }
}

/// The end of a sealed segment.
pub(crate) fn footer(bytes: &[u8]) {
    drop(Footer::decode(bytes));
    let told = Footer::repaired(bytes);
    drop(Footer::decode(&told));
}

/// The HEAD file.
pub(crate) fn head(bytes: &[u8]) {
    black_box(head::decode(bytes));
    let mut told = bytes.to_vec();
    told.resize(48, 0);
    told.splice(..8, *b"RntHead\x01");
    assert!(head::decode(&checked_behind(told)).is_some(), "a whole HEAD is not read");
}

/// A block of the store: neighbouring frames, packed.
pub(crate) fn block(bytes: &[u8]) {
    super::store::fuzzed_block(bytes);
}
