//! Saying what the work really took.

use bincode::{Decode, Encode};

use super::MaterialsUsed;
use crate::book::order::Work;
use crate::book::stock::{StockItem, StockLine};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{MaterialId, OrderId};
use crate::quantity::Quantity;

/// The workshop says what an order's goods took in all, where that is not what the plan had said.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RecordMaterialsUsed {
    /// For which order.
    pub order: OrderId,
    /// How much of each material was used in all; materials that are not named stay as they are.
    pub used: Vec<(MaterialId, Quantity)>,
}

impl RecordMaterialsUsed {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let order = book.order(self.order)?;
        if !matches!(order.under_way()?.1, Work::InProduction | Work::Made) {
            return Err(Rejection::WrongStage { stage: order.stage_name() });
        }
        let mut more: Vec<StockLine> = Vec::new();
        for (place, (material, quantity)) in self.used.iter().enumerate() {
            let sheet = book.catalogue.material(*material)?;
            let twice = self.used.iter().take(place).any(|(other, _)| other == material);
            if twice || *quantity < Quantity::ZERO {
                return Err(Rejection::Invalid { field: "quantity" });
            }
            let item = StockItem::Material { material: *material };
            let change = quantity.less(order.used_of(item));
            let left = book.stock.available(item);
            if change > left {
                return Err(Rejection::NotThere { name: sheet.name.clone(), left, unit: sheet.unit });
            }
            if change != Quantity::ZERO {
                more.push(StockLine { item, quantity: change });
            }
        }
        Ok(if more.is_empty() { vec![] } else { vec![MaterialsUsed { order: order.id, more }.into()] })
    }
}
