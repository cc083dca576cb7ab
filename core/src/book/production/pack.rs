//! Packing.

use bincode::{Decode, Encode};

use super::{OrderPacked, PackageContents};
use crate::book::delivery::LineQuantity;
use crate::book::order::{Gate, Order, Work};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;
use crate::quantity::Quantity;

/// Most packages one order may be in.
const MOST_PACKAGES: u16 = 999;
/// Most lines in all packages of one order, so that the fact fits into a commit.
const MOST_CONTENTS: usize = 2_000;

/// The goods of an order are put into packages.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PackOrder {
    /// Which order.
    pub order: OrderId,
    /// How many packages.
    pub packages: u16,
    /// What is in each; empty where nobody writes it down.
    pub contents: Vec<PackageContents>,
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
        context.not_before(book, order.placed_at)?;
        if !(1..=MOST_PACKAGES).contains(&self.packages) {
            return Err(Rejection::Invalid { field: "packages" });
        }
        self.everything_is_inside(order)?;
        on_the_shelf(book, order)?;
        let (goods, contents) = (order.reserved.clone(), self.contents.clone());
        Ok(vec![OrderPacked { order: order.id, packages: self.packages, goods, contents }.into()])
    }

    /// Where it is written down what is in the packages, that is the order: no more, no less, nothing empty.
    fn everything_is_inside(&self, order: &Order) -> Result<(), Rejection> {
        if self.contents.is_empty() {
            return Ok(());
        }
        let named = |number: u16| self.contents.iter().filter(|inside| inside.package == number).count();
        let each_once = (1..=self.packages).all(|number| named(number) == 1);
        let inside: Vec<LineQuantity> =
            self.contents.iter().flat_map(|contents| contents.lines.iter().copied()).collect();
        let nothing_empty = self.contents.iter().all(|contents| !contents.lines.is_empty());
        let positive = inside.iter().all(|of| of.quantity.is_positive());
        let known = inside.iter().all(|of| order.lines.iter().any(|line| line.number == of.line));
        let many = self.contents.len() > usize::from(self.packages) || inside.len() > MOST_CONTENTS;
        if !each_once || !nothing_empty || !positive || !known || many {
            return Err(Rejection::Invalid { field: "contents" });
        }
        for line in &order.lines {
            let of_line = inside.iter().filter(|of| of.line == line.number);
            let packed = of_line.fold(Quantity::ZERO, |sum, of| sum.and(of.quantity));
            if packed != line.base {
                return Err(Rejection::PackedOtherwise {
                    name: line.name.clone(),
                    packed,
                    ordered: line.base,
                });
            }
        }
        Ok(())
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
