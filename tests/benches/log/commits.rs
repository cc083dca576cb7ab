//! The commits that are measured: three facts of 210 bytes each about one of a thousand things, in one of a hundred books.

use rantai_core::codec;
use rantai_core::ids::{BookId, CommandId, OrderId, PartyId, PersonId};
use rantai_core::log::{Cursor, Draft, Envelope, RawFact, Touch};
use rantai_core::party::Channel;
use rantai_core::time::Moment;

/// An id as the desk makes them: first the time, then chance.
fn id(time: u64, chance: u64) -> [u8; 16] {
    let mut id = [0; 16];
    id[..6].copy_from_slice(&(1_790_000_000_000 + time).to_be_bytes()[2..]);
    id[6..].copy_from_slice(
        &blake3::hash(&[time.to_le_bytes(), chance.to_le_bytes()].concat()).as_bytes()[..10],
    );
    id
}

/// A commit by command `number` in one of `books` books. Every sixteen commits of a client are about one thing.
pub(crate) fn draft(number: u64, books: u64) -> Draft {
    let (client, step) = (number >> 40, number & 0xFF_FFFF_FFFF);
    let book = BookId(id(0, client % books));
    let thing = OrderId(id(step / 16, client)).into();
    let line =
        format!("Kursi jati ukir tinggi 90 cm, {step} buah untuk pesanan {}, dipoles alami", step / 16);
    let fact = |kind| {
        let mut bytes = Vec::with_capacity(210);
        bytes.extend_from_slice(&id(step / 16, client));
        bytes.extend_from_slice(&id(step, client + 1));
        bytes.extend_from_slice(&(step * 12_345 % 1_000_003).to_le_bytes());
        bytes.extend_from_slice(line.as_bytes());
        let chance = blake3::hash(&number.to_le_bytes());
        bytes.extend_from_slice(chance.as_bytes());
        bytes.resize(210, b" "[0]);
        RawFact { kind, version: 1, bytes }
    };
    Draft {
        book,
        envelope: Envelope {
            person: PersonId(id(1, client)),
            party: PartyId(id(2, client)),
            on_behalf_of: None,
            channel: Channel::Web,
            happened: None,
            recorded: Moment::from_micros(1_790_000_000_000_000 + i64::try_from(step).unwrap()),
            evidence: vec![],
            played: false,
            registry: Cursor::START,
            command: CommandId(id(step, client + 7)),
            digest: *blake3::hash(&number.to_le_bytes()).as_bytes(),
        },
        answer: Some(thing),
        touched: vec![Touch { thing, version: u32::try_from(step % 16 + 1).unwrap() }],
        facts: vec![fact(0x0401), fact(0x0402), fact(0x0403)],
    }
}

/// What a frame has around its payload.
const AROUND: usize = 120;

/// The bytes that the log writes for such a commit, as many and as dense.
pub(crate) fn frame(number: u64, books: u64) -> Vec<u8> {
    let mut bytes = codec::encode(&draft(number, books));
    bytes.resize(bytes.len() + AROUND, 0x5A);
    bytes
}
