//! "Why is there so much of this?" Every movement of stock, with its reason and the balance it left (business).
//!
//! A row holds up to [`BLOCK`] movements of one thing that follow each other: a busy store moves the same things all day,
//! and a row for each would be half of all that is written of an order.

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::stock::{Move, MoveReason, StockItem, moves};
use rantai_core::ids::{OrderId, PartyId, PersonId, RequestId};
use rantai_core::quantity::Quantity;
use rantai_core::time::Moment;

use crate::Heard;
use crate::store::shelf_key;
use crate::table::{Key, Page, Source, Table, key};

/// One movement of something in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// The how-many-th of its item, from 1.
    pub number: u64,
    /// Of what.
    pub item: StockItem,
    /// How much more, or with a minus less, there was then.
    pub change: Quantity,
    /// How much there was afterwards.
    pub balance: Quantity,
    /// Why.
    pub why: MoveReason,
    /// When it was recorded.
    pub at: Moment,
    /// Who recorded it.
    pub person: PersonId,
    /// For which order, and its number.
    pub order: Option<(OrderId, String)>,
    /// With which request, and its number.
    pub request: Option<(RequestId, String)>,
}

/// Numbers of movements that one row has room for. Changing it changes the rows' form. The newest row of a thing is
/// written again with each visit to the disk after a movement, so it must stay small.
const BLOCK: u64 = if cfg!(test) { 3 } else { 16 };

/// Movements of one thing that follow each other: their numbers, divided by [`BLOCK`], are the same.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Block {
    /// The number of the last of them.
    last: u64,
    /// In the order of their numbers.
    moved: Vec<Moved>,
}

/// A [`Movement`], as far as its place in a block does not tell.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
struct Moved {
    change: Quantity,
    balance: Quantity,
    why: MoveReason,
    at: Moment,
    person: PersonId,
    order: Option<(OrderId, String)>,
    request: Option<(RequestId, String)>,
}

impl Block {
    /// Each movement with its number, newest first.
    fn newest_first(&self) -> impl Iterator<Item = (u64, &Moved)> {
        (1..=self.last).rev().zip(self.moved.iter().rev())
    }
}

/// The movements of each business's stock.
#[derive(Debug)]
pub struct StockLedger {
    /// Key: business, item, newest block first.
    pub(crate) rows: Table<Block>,
}

impl StockLedger {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self { rows: Table::open(source, "stock-ledger", 2)? })
    }

    /// The movements of something, newest first.
    pub fn of(
        &self,
        business: PartyId,
        item: StockItem,
        from: Option<&[u8]>,
        limit: usize,
    ) -> Page<Movement> {
        let thing = place(business, item, &[]);
        let from = from.and_then(|from| number(from.strip_prefix(thing.as_slice())?));
        let block = from.map(|from| place(business, item, &newest_first(from / BLOCK)));
        // The first may have but one movement to show; all that follow are full, but for the oldest.
        let blocks = limit / usize::try_from(BLOCK).unwrap_or(1) + 2;
        let blocks = self.rows.page(&thing, block.as_deref(), blocks).rows;
        let movements = blocks.iter().flat_map(|(_, block)| block.newest_first());
        let mut movements = movements.skip_while(|(number, _)| from.is_some_and(|from| *number > from));
        let row = |(number, moved): (u64, &Moved)| {
            let Moved { change, balance, why, at, person, .. } = *moved;
            let (order, request) = (moved.order.clone(), moved.request.clone());
            let movement = Movement { number, item, change, balance, why, at, person, order, request };
            (place(business, item, &newest_first(number)), Arc::new(movement))
        };
        let rows = movements.by_ref().take(limit).map(row).collect();
        let next = movements.next().map(|(number, _)| place(business, item, &newest_first(number)));
        Page { rows, next }
    }

    /// The number of something's last movement and the balance it left; nothing of both where there is none.
    fn last(&self, business: PartyId, item: StockItem) -> (u64, Quantity) {
        let newest = self.rows.newest(&place(business, item, &[]));
        let last = newest.as_ref().and_then(|block| block.newest_first().next());
        last.map_or((0, Quantity::ZERO), |(number, moved)| (number, moved.balance))
    }

    pub(crate) fn hear(&self, heard: &Heard<'_>) {
        let business = heard.business;
        for Move { item, change, why } in moves(heard.event, |item| self.last(business, item).1) {
            let (last, balance) = self.last(business, item);
            let number = last + 1;
            let moved = Moved {
                change,
                balance: balance.and(change),
                why,
                at: heard.at(),
                person: heard.commit.draft.envelope.person,
                order: heard.order.as_ref().map(|order| (order.id, order.number.clone())),
                request: heard.request.as_ref().map(|request| (request.id, request.number.clone())),
            };
            let block = place(business, item, &newest_first(number / BLOCK));
            self.rows.update(block, |block| match block {
                Some(block) => {
                    block.last = number;
                    block.moved.push(moved);
                    None
                }
                None => Some(Block { last: number, moved: vec![moved] }),
            });
        }
    }
}

fn place(business: PartyId, item: StockItem, number: &[u8]) -> Key {
    key(&[&business.0, &shelf_key(item), number])
}

/// The number of a block or movement as part of a key: newer first.
fn newest_first(number: u64) -> [u8; 8] {
    (u64::MAX - number).to_be_bytes()
}

/// The number that such a part of a key is of.
fn number(part: &[u8]) -> Option<u64> {
    part.try_into().ok().map(|part| u64::MAX - u64::from_be_bytes(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runner::tests::{BUSINESS, followed};

    #[test]
    fn movements_are_read_in_pages_of_any_length_without_a_gap_and_not_twice() {
        let folder = tempfile::tempdir().unwrap();
        let (views, item) = followed(folder.path());
        // What is on disk, and what came since.
        for written in [false, true] {
            assert!(!written || views.persist());
            let all = views.ledger.of(BUSINESS, item, None, usize::MAX);
            let numbers: Vec<u64> = all.rows.iter().map(|(_, row)| row.number).collect();
            assert_eq!(numbers, (1..=12).rev().collect::<Vec<u64>>());
            assert!(all.next.is_none() && all.rows.iter().all(|(_, row)| row.item == item));
            for limit in 1..=13 {
                let (mut read, mut from) = (Vec::new(), None);
                loop {
                    let page = views.ledger.of(BUSINESS, item, from.as_deref(), limit);
                    assert!(page.rows.len() == limit || page.next.is_none());
                    read.extend(page.rows);
                    from = page.next;
                    if from.is_none() {
                        break;
                    }
                }
                assert_eq!(read, all.rows, "{limit} at once");
            }
        }
    }

    #[test]
    fn each_movement_leaves_what_there_was_before_and_its_change() {
        let folder = tempfile::tempdir().unwrap();
        let (views, item) = followed(folder.path());
        let rows = views.ledger.of(BUSINESS, item, None, usize::MAX).rows;
        let oldest_first = rows.iter().rev();
        let end = oldest_first.fold(Quantity::ZERO, |there, (_, row)| {
            assert_eq!(row.balance, there.and(row.change), "movement {}", row.number);
            row.balance
        });
        assert_eq!(end, views.store.on_hand(BUSINESS, item).0);
    }

    #[test]
    fn a_place_that_is_of_nothing_or_of_something_else_begins_with_the_newest() {
        let folder = tempfile::tempdir().unwrap();
        let (views, item) = followed(folder.path());
        let of = |from: &[u8]| views.ledger.of(BUSINESS, item, Some(from), 2).rows;
        let newest = views.ledger.of(BUSINESS, item, None, 2).rows;
        for from in [&b""[..], &[0xFF; 60], &place(BUSINESS, item, b"short"), &place(BUSINESS, item, &[0; 8])]
        {
            assert_eq!(of(from), newest, "{from:?}");
        }
        assert_eq!(of(&place(BUSINESS, item, &newest_first(0))), [], "before the first there is nothing");
    }
}
