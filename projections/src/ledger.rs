//! "Why is there so much of this?" Every movement of stock, with its reason and the balance it left (business).

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::stock::{MoveReason, StockItem, moves};
use rantai_core::ids::{OrderId, PartyId, PersonId, RequestId};
use rantai_core::quantity::Quantity;
use rantai_core::time::Moment;

use crate::Heard;
use crate::store::shelf_key;
use crate::table::{Key, Page, Source, Table, key};

/// One movement of something in the store.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
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

/// The movements of each business's stock.
#[derive(Debug)]
pub struct StockLedger {
    /// Key: business, item, newest first.
    pub(crate) rows: Table<Movement>,
}

impl StockLedger {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self { rows: Table::open(source, "stock-ledger", 1)? })
    }

    /// The movements of something, newest first.
    pub fn of(
        &self,
        business: PartyId,
        item: StockItem,
        from: Option<&[u8]>,
        limit: usize,
    ) -> Page<Movement> {
        self.rows.page(&place(business, item, &[]), from, limit)
    }

    fn last(&self, business: PartyId, item: StockItem) -> Option<Arc<Movement>> {
        self.rows.newest(&place(business, item, &[]))
    }

    pub(crate) fn hear(&self, heard: &Heard<'_>) {
        let business = heard.business;
        let there = |item| self.last(business, item).map_or(Quantity::ZERO, |last| last.balance);
        for moved in moves(heard.event, there) {
            let last = self.last(business, moved.item);
            let number = last.as_ref().map_or(0, |last| last.number) + 1;
            let balance = last.map_or(Quantity::ZERO, |last| last.balance).and(moved.change);
            let row = Movement {
                number,
                item: moved.item,
                change: moved.change,
                balance,
                why: moved.why,
                at: heard.at(),
                person: heard.commit.draft.envelope.person,
                order: heard.order.as_ref().map(|order| (order.id, order.number.clone())),
                request: heard.request.as_ref().map(|request| (request.id, request.number.clone())),
            };
            let newest_first = (u64::MAX - number).to_be_bytes();
            self.rows.put(place(business, moved.item, &newest_first), row);
        }
    }
}

fn place(business: PartyId, item: StockItem, number: &[u8]) -> Key {
    key(&[&business.0, &shelf_key(item), number])
}
