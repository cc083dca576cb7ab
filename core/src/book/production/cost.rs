//! What materials cost when they came, and so what each order's goods cost.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};

use crate::book::material::BoughtLine;
use crate::book::order::FreightPayer;
use crate::book::stock::{StockItem, StockLine};
use crate::book::{Book, Event};
use crate::ids::{MaterialId, OrderId};
use crate::money::Rupiah;
use crate::quantity::Quantity;

/// The average price of what lies in the store, and what orders took of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Costs {
    /// What one unit of a material cost on average, of what lies there.
    average: BTreeMap<MaterialId, Rupiah>,
    /// What the materials cost that went into an order's goods.
    of_orders: BTreeMap<OrderId, Rupiah>,
}

/// What an order brings in and what it costs. For the owner alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OrderCost {
    /// What the buyer pays.
    pub total: Rupiah,
    /// What the materials cost that were used.
    pub materials: Rupiah,
    /// What couriers earn for it.
    pub courier: Rupiah,
    /// The freight that the business bears.
    pub freight: Rupiah,
}

impl OrderCost {
    /// What is left of the price.
    pub const fn margin(self) -> Rupiah {
        self.total.less(self.materials).less(self.courier).less(self.freight)
    }
}

impl Costs {
    /// What one unit of a material cost on average.
    pub fn average(&self, material: MaterialId) -> Option<Rupiah> {
        self.average.get(&material).copied()
    }

    fn came(
        &mut self,
        material: MaterialId,
        there: Quantity,
        usual: Rupiah,
        quantity: Quantity,
        cost: Rupiah,
    ) {
        if !quantity.is_positive() {
            return;
        }
        let before = there.max(Quantity::ZERO);
        let price = self.average(material).unwrap_or(usual);
        let worth =
            i128::from(price.0) * i128::from(before.raw()) + i128::from(cost.0) * i128::from(Quantity::SCALE);
        let all = i128::from(before.raw()) + i128::from(quantity.raw());
        let average = i64::try_from(worth / all).unwrap_or(i64::MAX);
        self.average.insert(material, Rupiah(average));
    }
}

impl Costs {
    /// So much of a material was bought, for so much, otherwise than was written down. What is still there is worth
    /// what it cost; what was used by then stays as it was reckoned.
    fn corrected(&mut self, there: Quantity, was: &BoughtLine, is: &BoughtLine) {
        let (there, now) = (there.raw().max(0), there.and(is.quantity).less(was.quantity).raw());
        let Some(price) = self.average(is.material) else { return };
        let left = if was.quantity.is_positive() { there.min(was.quantity.raw()) } else { 1 };
        let of = was.quantity.raw().max(1);
        let change = i128::from(is.cost.0) - i128::from(was.cost.0);
        let change = change * i128::from(left) / i128::from(of) * i128::from(Quantity::SCALE);
        let worth = i128::from(price.0) * i128::from(there) + change;
        if now > 0 && worth > 0 {
            let average = i64::try_from(worth / i128::from(now)).unwrap_or(i64::MAX);
            self.average.insert(is.material, Rupiah(average));
        }
    }
}

impl Book {
    /// Keeps what a fact says of costs. Called before the stock moves.
    pub(in crate::book) fn keep_costs(&mut self, event: &Event) {
        match event {
            Event::MaterialsReceived(e) => {
                let Some(request) = self.requests.get(&e.request) else { return };
                let price = |number| {
                    let line = request.lines.iter().find(|line| line.number == number);
                    line.map_or(Rupiah::ZERO, |line| request.price_of(line))
                };
                let came: Vec<_> = e
                    .lines
                    .iter()
                    .map(|line| (line.material, line.quantity, price(line.number)))
                    .filter(|(_, _, price)| price.is_positive())
                    .collect();
                for (material, quantity, price) in came {
                    self.material_came(material, quantity, price.times(quantity).unwrap_or(Rupiah::ZERO));
                }
            }
            Event::ReceiptCorrected(e) => {
                let Some(request) = self.requests.get(&e.request) else { return };
                let price = |number| {
                    let line = request.lines.iter().find(|line| line.number == number);
                    line.map_or(Rupiah::ZERO, |line| request.price_of(line))
                };
                // What was there before keeps the price it is known by: of less than was thought, nothing is known.
                let more: Vec<_> = e
                    .changes()
                    .map(|(was, is)| (is.material, is.quantity.less_or_zero(was.quantity), price(is.number)))
                    .filter(|(_, more, price)| more.is_positive() && price.is_positive())
                    .collect();
                for (material, quantity, price) in more {
                    self.material_came(material, quantity, price.times(quantity).unwrap_or(Rupiah::ZERO));
                }
            }
            Event::MaterialsBought(e) => {
                for line in e.lines.iter().filter(|line| line.cost.is_positive()) {
                    self.material_came(line.material, line.quantity, line.cost);
                }
            }
            Event::PurchaseCorrected(e) => {
                for (was, is) in e.changes() {
                    let there = self.stock.on_hand(StockItem::Material { material: is.material });
                    if self.costs.average(is.material).is_none() {
                        self.material_came(is.material, is.quantity, is.cost);
                    } else {
                        self.costs.corrected(there, &was, &is);
                    }
                }
            }
            Event::ProductionStarted(e) => self.took(e.order, &e.consumed),
            Event::MaterialsUsed(e) => self.took(e.order, &e.more),
            _ => {}
        }
    }

    fn material_came(&mut self, material: MaterialId, quantity: Quantity, cost: Rupiah) {
        let there = self.stock.on_hand(StockItem::Material { material });
        let usual = self.catalogue.material(material).map_or(Rupiah::ZERO, |it| it.price);
        self.costs.came(material, there, usual, quantity, cost);
    }

    fn took(&mut self, order: OrderId, lines: &[StockLine]) {
        let mut cost = Rupiah::ZERO;
        for line in lines {
            let StockItem::Material { material } = line.item else { continue };
            let usual = || self.catalogue.material(material).map_or(Rupiah::ZERO, |it| it.price);
            let price = self.costs.average(material).unwrap_or_else(usual);
            cost = cost.and(price.times(line.quantity).unwrap_or(Rupiah::ZERO));
        }
        let known = self.costs.of_orders.entry(order).or_default();
        *known = known.and(cost);
    }

    /// What an order brings in and what it costs, once it was accepted.
    pub fn cost_of(&self, order: OrderId) -> Option<OrderCost> {
        let order = self.orders.get(&order)?;
        let agreement = order.agreement()?;
        let fees = order.slips.iter().map(|slip| slip.courier_fee);
        Some(OrderCost {
            total: agreement.total,
            materials: self.costs.of_orders.get(&order.id).copied().unwrap_or_default(),
            courier: fees.fold(Rupiah::ZERO, Rupiah::and),
            freight: match agreement.freight_payer {
                FreightPayer::Business => agreement.freight,
                FreightPayer::Buyer => Rupiah::ZERO,
            },
        })
    }
}
