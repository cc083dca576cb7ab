//! What lies in the store, and what of it is kept for whom.

mod count;
mod event;

pub use count::CountStock;
pub use event::*;

use std::collections::BTreeMap;

use super::Event;
use super::sale::shelf;
use crate::ids::MaterialId;
use crate::quantity::Quantity;

/// The store as the facts have left it.
#[derive(Debug, Clone, Default, PartialEq, Eq, bincode::Encode, bincode::Decode)]
pub struct Stock {
    on_hand: BTreeMap<StockItem, Quantity>,
    reserved: BTreeMap<StockItem, Quantity>,
}

impl Stock {
    /// How much lies there.
    pub fn on_hand(&self, item: StockItem) -> Quantity {
        self.on_hand.get(&item).copied().unwrap_or_default()
    }

    /// How much of that is kept for orders.
    pub fn reserved(&self, item: StockItem) -> Quantity {
        self.reserved.get(&item).copied().unwrap_or_default()
    }

    /// How much may still be sold or used.
    pub fn available(&self, item: StockItem) -> Quantity {
        self.on_hand(item).less_or_zero(self.reserved(item))
    }

    /// How much of a material may still be used.
    pub fn material(&self, material: MaterialId) -> Quantity {
        self.available(StockItem::Material { material })
    }

    /// Everything that was ever counted, made or received.
    pub fn items(&self) -> impl Iterator<Item = (StockItem, Quantity)> {
        self.on_hand.iter().map(|(item, quantity)| (*item, *quantity))
    }

    /// Keeps a fact that moves stock. All others leave it as it is.
    pub fn evolve(&mut self, event: &Event) {
        match event {
            Event::StockCounted(e) => {
                self.on_hand.insert(e.item, e.quantity);
            }
            Event::GoodsReserved(e) => add(&mut self.reserved, &e.lines),
            Event::ReservationReleased(e) => take(&mut self.reserved, &e.lines),
            Event::MaterialsReceived(e) => {
                for line in &e.lines {
                    let item = StockItem::Material { material: line.material };
                    add(&mut self.on_hand, &[StockLine { item, quantity: line.quantity }]);
                }
            }
            Event::ProductionStarted(e) => take(&mut self.on_hand, &e.consumed),
            Event::ProductionFinished(e) => {
                add(&mut self.on_hand, &e.made);
                add(&mut self.reserved, &e.made);
            }
            Event::OrderPacked(e) => {
                take(&mut self.on_hand, &e.goods);
                take(&mut self.reserved, &e.goods);
            }
            Event::ReturnReceived(e) => add(&mut self.on_hand, &e.stocked),
            Event::ShortfallSettled(e) => take(&mut self.on_hand, &e.taken),
            Event::SaleMade(e) => {
                take(&mut self.on_hand, &shelf(&e.lines));
                take(&mut self.reserved, &e.freed);
            }
            Event::SaleVoided(e) => add(&mut self.on_hand, &e.goods),
            Event::GoodsKept(e) => add(&mut self.reserved, &shelf(&e.lines)),
            Event::KeptGoodsFreed(e) => take(&mut self.reserved, &e.goods),
            _ => {}
        }
    }
}

fn add(quantities: &mut BTreeMap<StockItem, Quantity>, lines: &[StockLine]) {
    for line in lines {
        let quantity = quantities.entry(line.item).or_default();
        *quantity = quantity.and(line.quantity);
    }
}

fn take(quantities: &mut BTreeMap<StockItem, Quantity>, lines: &[StockLine]) {
    for line in lines {
        let quantity = quantities.entry(line.item).or_default();
        *quantity = quantity.less(line.quantity);
    }
}
