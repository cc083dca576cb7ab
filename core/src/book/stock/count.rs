//! Recording a count.

use bincode::{Decode, Encode};

use super::{CountReason, StockCounted, StockItem, StockLine};
use crate::book::{Book, Context, Event, Rejection};
use crate::quantity::Quantity;

/// The business says how much of something there is.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `StockCounted`")]
pub struct CountStock {
    pub item: StockItem,
    pub quantity: Quantity,
    pub reason: CountReason,
}

impl CountStock {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        known_item(book, self.item)?;
        if self.quantity < Quantity::ZERO {
            return Err(Rejection::Invalid { field: "quantity" });
        }
        let before = book.stock.on_hand(self.item);
        if before == self.quantity && self.reason != CountReason::Opening {
            return Ok(vec![]);
        }
        Ok(vec![
            StockCounted { item: self.item, quantity: self.quantity, before, reason: self.reason }.into(),
        ])
    }
}

/// Refuses what is in no catalogue.
pub(super) fn known_item(book: &Book, item: StockItem) -> Result<(), Rejection> {
    match item {
        StockItem::Goods { product, variant } => {
            let product = book.catalogue.product(product)?;
            product.variant(variant).ok_or(Rejection::Invalid { field: "variant" })?;
        }
        StockItem::Material { material } => {
            book.catalogue.material(material)?;
        }
    }
    Ok(())
}

/// The business went through its store (*stock opname*) and says how much of many things there is. What is as the
/// book says is not written down.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct TakeStock {
    /// What was counted.
    pub lines: Vec<StockLine>,
    /// Why it may differ.
    pub reason: CountReason,
}

impl TakeStock {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let mut facts = Vec::new();
        for (place, line) in self.lines.iter().enumerate() {
            if self.lines.iter().take(place).any(|other| other.item == line.item) {
                return Err(Rejection::Invalid { field: "item" });
            }
            let count = CountStock { item: line.item, quantity: line.quantity, reason: self.reason };
            facts.extend(count.decide(book, context)?);
        }
        Ok(facts)
    }
}
