//! What the vault's slots say, for bytes from anywhere.

use std::hint::black_box;

use super::slots::Kind;
use super::{accounts, keys, passes, sessions, slots};

/// A slot of each file, as it stands there and with its checksum put right, and what it says.
pub(crate) fn slot(bytes: &[u8]) {
    for size in [128, 256, 512] {
        let kind = Kind { magic: *b"RntFuzz\x01", slot: size };
        black_box(slots::says(&kind, 3, bytes));
        let mut whole = bytes.to_vec();
        whole.resize(size, 0);
        let sum = slots::checksum(3, whole.get(4..).unwrap_or_default());
        whole.splice(..4, sum.to_le_bytes());
        if let Some(says) = slots::says(&kind, 3, &whole) {
            read(says);
        }
    }
    read(bytes);
}

fn read(says: &[u8]) {
    keys::fuzzed(says);
    sessions::fuzzed(says);
    passes::fuzzed(says);
    accounts::fuzzed(says);
}
