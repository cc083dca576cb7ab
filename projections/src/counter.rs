//! "What was sold over the counter, and what is kept for whom?" for the business.

use std::sync::Arc;

use bincode::{Decode, Encode};
use rantai_core::book::Event;
use rantai_core::book::payment::PaymentMethod;
use rantai_core::book::sale::{GoodsKept, SaleMade, SaleVoided};
use rantai_core::ids::{PartyId, PersonId, ReservationId, SaleId};
use rantai_core::log::Cursor;
use rantai_core::money::Rupiah;
use rantai_core::time::Moment;

use crate::Heard;
use crate::table::{Key, Page, Source, Table, descending, key};

/// A row of the counter.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum CounterRow {
    /// A sale.
    Sale(SaleRow),
    /// Where a sale stands in the list.
    Pointer(Moment),
    /// Goods that are kept.
    Kept(GoodsKept),
}

/// A sale, with everything its receipt says.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SaleRow {
    /// What was sold.
    pub made: SaleMade,
    /// When.
    pub at: Moment,
    /// Who stood at the counter.
    pub by: PersonId,
    /// Where it stands in the log.
    pub cursor: Cursor,
    /// How it was taken back, and when, if it was.
    pub voided: Option<(SaleVoided, Moment)>,
}

/// What a number of sales came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Takings {
    /// How many sales, without those taken back.
    pub sales: u32,
    /// What they came to.
    pub total: Rupiah,
    /// What of it is in the till.
    pub cash: Rupiah,
}

impl Takings {
    /// Adds a sale that was not taken back.
    pub fn add(&mut self, sale: &SaleRow) {
        if sale.voided.is_some() {
            return;
        }
        self.sales += 1;
        self.total = self.total.and(sale.made.total);
        if sale.made.method == PaymentMethod::Cash {
            self.cash = self.cash.and(sale.made.total);
        }
    }
}

/// The counter of each business.
#[derive(Debug)]
pub struct Counter {
    /// Key: business, `L` latest first, sale / `S` sale / `K` reservation.
    pub(crate) rows: Table<CounterRow>,
}

impl Counter {
    pub(crate) fn open(source: &Source<'_>) -> sled::Result<Self> {
        Ok(Self { rows: Table::open(source, "counter", 1)? })
    }

    /// Sales of a business, the latest first.
    pub fn sales(&self, business: PartyId, from: Option<&[u8]>, limit: usize) -> Page<CounterRow> {
        self.rows.page(&key(&[&business.0, b"L"]), from, limit)
    }

    /// What was sold from a moment on.
    pub fn takings_since(&self, business: PartyId, since: Moment) -> Takings {
        let mut takings = Takings::default();
        let mut from: Option<Key> = None;
        loop {
            let page = self.sales(business, from.as_deref(), 200);
            for (_, row) in &page.rows {
                if let CounterRow::Sale(sale) = row.as_ref() {
                    if sale.at < since {
                        return takings;
                    }
                    takings.add(sale);
                }
            }
            match page.next {
                Some(next) => from = Some(next),
                None => return takings,
            }
        }
    }

    /// One sale of a business.
    pub fn sale(&self, business: PartyId, sale: SaleId) -> Option<SaleRow> {
        let CounterRow::Pointer(at) = self.rows.get(&pointer(business, sale))?.as_ref().clone() else {
            return None;
        };
        match self.rows.get(&place(business, at, sale))?.as_ref() {
            CounterRow::Sale(row) => Some(row.clone()),
            CounterRow::Pointer(_) | CounterRow::Kept(_) => None,
        }
    }

    /// What is kept, whoever's time is over first first.
    pub fn kept(&self, business: PartyId) -> Vec<GoodsKept> {
        let rows = self.rows.all(&key(&[&business.0, b"K"]));
        let mut kept: Vec<GoodsKept> = rows.iter().filter_map(of_kept).collect();
        kept.sort_by_key(|kept| kept.until);
        kept
    }

    /// One thing that is kept.
    pub fn reservation(&self, business: PartyId, reservation: ReservationId) -> Option<GoodsKept> {
        of_kept(&self.rows.get(&key(&[&business.0, b"K", &reservation.0]))?)
    }

    pub(crate) fn hear(&self, heard: &Heard<'_>) {
        let business = heard.business;
        match heard.event {
            Event::SaleMade(e) => {
                let row = SaleRow {
                    made: e.clone(),
                    at: heard.at(),
                    by: heard.commit.draft.envelope.person,
                    cursor: heard.cursor(),
                    voided: None,
                };
                self.rows.put(pointer(business, e.sale), CounterRow::Pointer(row.at));
                self.rows.put(place(business, row.at, e.sale), CounterRow::Sale(row));
                if let Some(reservation) = e.reservation {
                    self.rows.remove(key(&[&business.0, b"K", &reservation.0]));
                }
            }
            Event::SaleVoided(e) => {
                if let Some(mut row) = self.sale(business, e.sale) {
                    row.voided = Some((e.clone(), heard.at()));
                    self.rows.put(place(business, row.at, e.sale), CounterRow::Sale(row));
                }
            }
            Event::GoodsKept(e) => {
                self.rows.put(key(&[&business.0, b"K", &e.reservation.0]), CounterRow::Kept(e.clone()));
            }
            Event::KeptGoodsFreed(e) => self.rows.remove(key(&[&business.0, b"K", &e.reservation.0])),
            _ => {}
        }
    }
}

fn of_kept(row: &Arc<CounterRow>) -> Option<GoodsKept> {
    match row.as_ref() {
        CounterRow::Kept(kept) => Some(kept.clone()),
        CounterRow::Sale(_) | CounterRow::Pointer(_) => None,
    }
}

fn pointer(business: PartyId, sale: SaleId) -> Key {
    key(&[&business.0, b"S", &sale.0])
}

fn place(business: PartyId, at: Moment, sale: SaleId) -> Key {
    key(&[&business.0, b"L", &descending(at), &sale.0])
}
