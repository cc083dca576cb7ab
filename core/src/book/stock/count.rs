//! Recording a count.

use bincode::{Decode, Encode};

use super::{CountReason, StockCounted, StockItem};
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
        match self.item {
            StockItem::Goods { product, variant } => {
                let product = book.catalogue.product(product)?;
                product.variant(variant).ok_or(Rejection::Invalid { field: "variant" })?;
            }
            StockItem::Material { material } => {
                book.catalogue.material(material)?;
            }
        }
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
