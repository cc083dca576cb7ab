//! "Why is there so much of this?" Every movement of stock, with its reason and the balance it left (business).

use bincode::{Decode, Encode};
use rantai_core::book::stock::{Move, MoveReason, StockItem, moves};
use rantai_core::ids::{OrderId, PartyId, PersonId, RequestId};
use rantai_core::quantity::Quantity;
use rantai_core::time::Moment;

use crate::Heard;
use crate::packed::Packed;
use crate::store::shelf_key;
use crate::table::{Key, Page, Source, key};

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

/// A [`Movement`], as far as its place does not tell.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Moved {
    change: Quantity,
    balance: Quantity,
    why: MoveReason,
    at: Moment,
    person: PersonId,
    order: Option<(OrderId, String)>,
    request: Option<(RequestId, String)>,
}

/// The movements of each business's stock.
#[derive(Debug)]
pub struct StockLedger {
    /// A list: business, item.
    pub(crate) lists: Packed<Moved>,
}

impl StockLedger {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self { lists: Packed::open(source, "stock-ledger", 2)? })
    }

    /// The movements of something, newest first.
    pub fn of(
        &self,
        business: PartyId,
        item: StockItem,
        from: Option<&[u8]>,
        limit: usize,
    ) -> Page<Movement> {
        self.lists.page(&list(business, item), from, limit, |number, moved| {
            let Moved { change, balance, why, at, person, .. } = *moved;
            let (order, request) = (moved.order.clone(), moved.request.clone());
            Movement { number, item, change, balance, why, at, person, order, request }
        })
    }

    pub(crate) fn hear(&self, heard: &Heard<'_>) {
        let business = heard.business;
        let balance = |last: Option<&Moved>| last.map_or(Quantity::ZERO, |last| last.balance);
        let there = |item| self.lists.last(&list(business, item), |last| balance(Some(last)));
        for Move { item, change, why } in moves(heard.event, |item| there(item).unwrap_or_default()) {
            self.lists.push(&list(business, item), |last| Moved {
                change,
                balance: balance(last).and(change),
                why,
                at: heard.at(),
                person: heard.commit.draft.envelope.person,
                order: heard.order.as_ref().map(|order| (order.id, order.number.clone())),
                request: heard.request.as_ref().map(|request| (request.id, request.number.clone())),
            });
        }
    }
}

fn list(business: PartyId, item: StockItem) -> Key {
    key(&[&business.0, &shelf_key(item)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runner::tests::{BUSINESS, followed};

    #[test]
    fn each_movement_leaves_what_there_was_before_and_its_change() {
        let folder = tempfile::tempdir().unwrap();
        let (views, item) = followed(folder.path());
        let rows = views.ledger.of(BUSINESS, item, None, usize::MAX).rows;
        let numbers: Vec<u64> = rows.iter().map(|(_, row)| row.number).collect();
        assert_eq!(numbers, (1..=12).rev().collect::<Vec<u64>>());
        let end = rows.iter().rev().fold(Quantity::ZERO, |there, (_, row)| {
            assert_eq!((row.item, row.balance), (item, there.and(row.change)), "movement {}", row.number);
            row.balance
        });
        assert_eq!(end, views.store.on_hand(BUSINESS, item).0);
    }
}
