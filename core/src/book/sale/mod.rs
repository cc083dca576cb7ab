//! Sales over the counter, and goods kept for somebody until a time: they take the same stock, and their money
//! stands in the same book, as orders.

mod event;
mod free;
mod keep;
mod sell;
mod void;

pub use event::*;
pub use free::FreeGoods;
pub use keep::KeepGoods;
pub use sell::{MOST_LINES, MakeSale, SellLine, charged};
pub use void::VoidSale;

use std::collections::BTreeMap;

use bincode::{Decode, Encode};

use super::stock::{StockItem, StockLine};
use super::{Event, Rejection};
use crate::ids::{ReservationId, SaleId, ThingKind};
use crate::time::{Day, Moment};

/// How long a sale can be taken back by its own. What comes back later is a new matter.
pub const VOID_SECONDS: i64 = 31 * 86_400;

/// Sales and kept goods as far as decisions need them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Sales {
    /// Sales that may still be taken back, and those that were.
    pub recent: BTreeMap<SaleId, Sale>,
    /// Goods that are kept.
    pub kept: BTreeMap<ReservationId, GoodsKept>,
    issued: BTreeMap<i32, u32>,
    reservations: u32,
}

/// A sale as the facts have left it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Sale {
    /// What was sold.
    pub made: SaleMade,
    /// When.
    pub at: Moment,
    /// It was taken back.
    pub voided: bool,
}

impl Sales {
    /// Keeps a fact about the counter. All others leave it as it is.
    pub fn evolve(&mut self, event: &Event, at: Moment) {
        match event {
            Event::SaleMade(e) => {
                *self.issued.entry(year_of(&e.number)).or_default() += 1;
                if let Some(reservation) = e.reservation {
                    self.kept.remove(&reservation);
                }
                self.recent.retain(|_, sale| sale.at.plus_seconds(VOID_SECONDS) >= at);
                self.recent.insert(e.sale, Sale { made: e.clone(), at, voided: false });
            }
            Event::SaleVoided(e) => {
                if let Some(sale) = self.recent.get_mut(&e.sale) {
                    sale.voided = true;
                }
            }
            Event::GoodsKept(e) => {
                self.reservations += 1;
                self.kept.insert(e.reservation, e.clone());
            }
            Event::KeptGoodsFreed(e) => {
                self.kept.remove(&e.reservation);
            }
            _ => {}
        }
    }

    /// The sale of that id, while it can be taken back.
    ///
    /// # Errors
    /// [`Rejection::Unknown`].
    pub fn sale(&self, id: SaleId) -> Result<&Sale, Rejection> {
        self.recent.get(&id).ok_or(Rejection::Unknown { kind: ThingKind::Sale })
    }

    /// The goods that are kept under that id.
    ///
    /// # Errors
    /// [`Rejection::NotKeptAnyMore`].
    pub fn reservation(&self, id: ReservationId) -> Result<&GoodsKept, Rejection> {
        self.kept.get(&id).ok_or(Rejection::NotKeptAnyMore)
    }

    /// The number the next sale of that day gets: `N-2026-0001`.
    pub(in crate::book) fn next_number(&self, today: Day) -> String {
        let year = today.year();
        format!("N-{year}-{:04}", self.issued.get(&year).copied().unwrap_or_default() + 1)
    }

    /// The number the next reservation gets.
    fn next_reservation(&self) -> String {
        format!("R-{:04}", self.reservations + 1)
    }
}

/// The year a receipt's number was given in.
fn year_of(number: &str) -> i32 {
    number.split('-').nth(1).and_then(|year| year.parse().ok()).unwrap_or_default()
}

/// The variant of a line that is of no goods, but of a booking: nothing of the shelf.
pub const NO_GOODS: u16 = 0;

/// What lines take of the shelf.
pub fn shelf(lines: &[SaleLine]) -> Vec<StockLine> {
    let item = |line: &SaleLine| StockItem::Goods { product: line.product, variant: line.variant };
    let goods = lines.iter().filter(|line| line.variant != NO_GOODS);
    goods.map(|line| StockLine { item: item(line), quantity: line.quantity }).collect()
}
