//! "Who buys from me, and who of them is new?" for the business.

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::Event;
use rantai_core::ids::PartyId;
use rantai_core::money::Rupiah;
use rantai_core::time::Moment;

use crate::Heard;
use crate::table::{Key, Source, Table, descending, key};

/// A buyer, as one business knows them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Customer {
    /// Who.
    pub buyer: PartyId,
    /// The business approved them.
    pub approved: bool,
    /// How many orders they ever placed.
    pub orders: u32,
    /// What they ordered goods for, in all, whatever became of it.
    pub ordered: Rupiah,
    /// When the business first heard of them.
    pub first: Moment,
    /// When they last ordered, or were approved.
    pub last: Moment,
}

impl Customer {
    /// They came for the first time, and nobody has approved them.
    pub const fn is_new(&self) -> bool {
        !self.approved && self.orders <= 1
    }

    /// Where the buyer stands in the business's list: the new first, then who is not approved, each part latest
    /// first.
    pub fn place(&self) -> Key {
        let part = match (self.is_new(), self.approved) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => 2,
        };
        key(&[&[part], &descending(self.last), &self.buyer.0])
    }
}

/// The buyers of each business.
#[derive(Debug)]
pub struct Customers {
    /// Key: business, buyer.
    pub(crate) rows: Table<Customer>,
}

impl Customers {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self { rows: Table::open(source, "customers", 1)? })
    }

    /// Everybody who ever ordered from a business or was approved by it, by [`Customer::place`].
    pub fn all(&self, business: PartyId) -> Vec<Arc<Customer>> {
        let mut customers = self.rows.all(&business.0);
        customers.sort_by_cached_key(|customer| customer.place());
        customers
    }

    /// How many buyers came for the first time.
    pub fn count_new(&self, business: PartyId) -> usize {
        self.rows.all(&business.0).iter().filter(|customer| customer.is_new()).count()
    }

    /// One buyer, as one business knows them.
    pub fn customer(&self, business: PartyId, buyer: PartyId) -> Option<Arc<Customer>> {
        self.rows.get(&key(&[&business.0, &buyer.0]))
    }

    /// The business approved the buyer.
    pub fn is_approved(&self, business: PartyId, buyer: PartyId) -> bool {
        self.customer(business, buyer).is_some_and(|customer| customer.approved)
    }

    pub(crate) fn hear(&self, heard: &Heard<'_>) {
        let buyer = match heard.event {
            Event::OrderPlaced(e) => e.buyer,
            Event::BuyerApproved(e) => e.buyer,
            Event::ApprovalWithdrawn(e) => e.buyer,
            _ => return,
        };
        let at = heard.at();
        let known = self.customer(heard.business, buyer);
        let mut customer = known.map_or_else(
            || Customer { buyer, approved: false, orders: 0, ordered: Rupiah::ZERO, first: at, last: at },
            |known| Customer::clone(&known),
        );
        customer.last = at;
        match heard.event {
            Event::OrderPlaced(e) => {
                customer.orders += 1;
                customer.ordered = customer.ordered.and(e.goods_total);
            }
            Event::BuyerApproved(_) => customer.approved = true,
            Event::ApprovalWithdrawn(_) => customer.approved = false,
            _ => {}
        }
        self.rows.put(key(&[&heard.business.0, &buyer.0]), customer);
    }
}
