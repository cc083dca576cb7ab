//! What lies in the store, and what of it is kept for whom.

mod correct;
mod count;
mod event;
mod moves;
mod rule;

pub use correct::CorrectCount;
pub use count::{CountStock, TakeStock};
pub(in crate::book) use event::changes;
pub use event::*;
pub use moves::{Move, MoveReason, moves};
pub use rule::SetStockRule;

use std::collections::BTreeMap;

use super::Event;
use super::sale::shelf;
use crate::ids::MaterialId;
use crate::quantity::Quantity;
use crate::time::Moment;

/// The store as the facts have left it.
#[derive(Debug, Clone, Default, PartialEq, Eq, bincode::Encode, bincode::Decode)]
pub struct Stock {
    on_hand: BTreeMap<StockItem, Quantity>,
    reserved: BTreeMap<StockItem, Quantity>,
    at_least: BTreeMap<StockItem, Quantity>,
    counts: BTreeMap<StockItem, LastCount>,
}

/// The newest count of something: the one that can be corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, bincode::Encode, bincode::Decode)]
pub struct LastCount {
    /// What was counted, as corrected.
    pub quantity: Quantity,
    /// When it was written down.
    pub at: Moment,
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

    /// How much there should always be of something; nothing where there is no rule.
    pub fn at_least(&self, item: StockItem) -> Quantity {
        self.at_least.get(&item).copied().unwrap_or_default()
    }

    /// The newest count of something.
    pub fn last_count(&self, item: StockItem) -> Option<LastCount> {
        self.counts.get(&item).copied()
    }

    /// What there should be more of: what it is, how much there is, and how much there should be.
    pub fn low(&self) -> impl Iterator<Item = (StockItem, Quantity, Quantity)> {
        self.at_least
            .iter()
            .map(|(item, at_least)| (*item, self.available(*item), *at_least))
            .filter(|(_, there, at_least)| there < at_least)
    }

    /// Everything that was ever counted, made or received.
    pub fn items(&self) -> impl Iterator<Item = (StockItem, Quantity)> {
        self.on_hand.iter().map(|(item, quantity)| (*item, *quantity))
    }

    /// Keeps a fact that moves stock. All others leave it as it is.
    pub fn evolve(&mut self, event: &Event, at: Moment) {
        let moves = moves(event, |item| self.on_hand(item));
        for Move { item, change, .. } in moves {
            let quantity = self.on_hand.entry(item).or_default();
            *quantity = quantity.and(change);
        }
        match event {
            Event::StockCounted(e) => {
                self.counts.insert(e.item, LastCount { quantity: e.quantity, at });
            }
            Event::CountCorrected(e) => {
                if let Some(count) = self.counts.get_mut(&e.item) {
                    count.quantity = e.is;
                }
            }
            Event::GoodsReserved(e) => add(&mut self.reserved, &e.lines),
            Event::ReservationReleased(e) => take(&mut self.reserved, &e.lines),
            Event::ProductionFinished(e) => add(&mut self.reserved, &e.made),
            Event::OrderPacked(e) => take(&mut self.reserved, &e.goods),
            Event::StockRuleSet(e) if e.at_least.is_positive() => {
                self.at_least.insert(e.item, e.at_least);
            }
            Event::StockRuleSet(e) => {
                self.at_least.remove(&e.item);
            }
            Event::SaleMade(e) => take(&mut self.reserved, &e.freed),
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
