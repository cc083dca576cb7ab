//! Drafts for the tests of the log.

use super::contract::{Cursor, Draft, Envelope, RawFact, Touch};
use crate::ids::{BookId, CommandId, OrderId, PartyId, PersonId, Thing};
use crate::party::Channel;
use crate::time::Moment;

pub(super) fn id(number: u64) -> [u8; 16] {
    let mut id = [0x11; 16];
    id[8..].copy_from_slice(&number.to_be_bytes());
    id
}

pub(super) fn book(number: u64) -> BookId {
    BookId(id(number))
}

/// An order that every draft with the same `number % 10` in any book touches.
pub(super) fn thing(number: u64) -> Thing {
    OrderId(id(number % 10)).into()
}

/// A commit of about 400 bytes in book `book`, by command `number`.
pub(super) fn draft(book_number: u64, number: u64) -> Draft {
    Draft {
        book: book(book_number),
        envelope: Envelope {
            person: PersonId(id(5)),
            party: PartyId(id(6)),
            on_behalf_of: None,
            channel: Channel::Web,
            happened: None,
            recorded: Moment::from_micros(1_790_000_000_000_000 + i64::try_from(number).unwrap_or(0)),
            evidence: vec![],
            played: false,
            registry: Cursor(1),
            command: CommandId(id(number)),
            digest: [7; 32],
        },
        answer: Some(thing(number)),
        touched: vec![Touch { thing: thing(number), version: 1 }],
        facts: vec![RawFact { kind: 0x0101, version: 1, bytes: vec![0x5A; 120] }],
    }
}
