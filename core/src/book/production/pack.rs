//! Packing.

use bincode::{Decode, Encode};

use super::OrderPacked;
use crate::book::order::{Gate, Order, Work};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;
use crate::quantity::Quantity;

/// Most packages one order may be in.
const MOST_PACKAGES: u16 = 999;

/// The goods of an order are put into packages.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PackOrder {
    /// Which order.
    pub order: OrderId,
    /// How many packages.
    pub packages: u16,
}

impl PackOrder {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let order = book.order(self.order)?;
        let (_, work) = order.under_way()?;
        match work {
            Work::Made => {}
            Work::Waiting if order.lines_to_make().next().is_some() => return Err(Rejection::NotMade),
            Work::Waiting => order.passes(Gate::Production)?,
            Work::InProduction => return Err(Rejection::NotMade),
            Work::Packed { packages } if *packages == self.packages => return Ok(vec![]),
            _ => return Err(Rejection::WrongStage { stage: order.stage_name() }),
        }
        if !(1..=MOST_PACKAGES).contains(&self.packages) {
            return Err(Rejection::Invalid { field: "packages" });
        }
        on_the_shelf(book, order)?;
        let goods = order.reserved.clone();
        Ok(vec![OrderPacked { order: order.id, packages: self.packages, goods }.into()])
    }
}

/// Refuses to pack what a count has since found missing: it is to be made, bought or counted again first.
fn on_the_shelf(book: &Book, order: &Order) -> Result<(), Rejection> {
    for line in &order.lines {
        let item = Book::shelf_item(line);
        let kept = order.reserved.iter().filter(|kept| kept.item == item);
        let needed = kept.fold(Quantity::ZERO, |sum, kept| sum.and(kept.quantity));
        let left = book.stock.on_hand(item);
        if left < needed {
            return Err(Rejection::SoldOut { name: line.name.clone(), left, unit: line.base_unit });
        }
    }
    Ok(())
}
