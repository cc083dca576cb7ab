//! Starting production.

use bincode::{Decode, Encode};

use super::ProductionStarted;
use crate::book::material::materials_of;
use crate::book::order::{Gate, Work};
use crate::book::stock::{StockItem, StockLine};
use crate::book::{Book, Context, Event, MissingMaterial, Rejection};
use crate::ids::{MaterialId, OrderId};
use crate::quantity::Quantity;

/// The business starts to make an order's goods; their materials leave the shelf.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct StartProduction {
    /// For which order.
    pub order: OrderId,
}

impl StartProduction {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let order = book.order(self.order)?;
        let (_, work) = order.under_way()?;
        match work {
            Work::Waiting => {}
            Work::InProduction => return Ok(vec![]),
            _ => return Err(Rejection::WrongStage { stage: order.stage_name() }),
        }
        context.not_before(book, order.placed_at)?;
        order.passes(Gate::Production)?;
        if order.lines_to_make().next().is_none() {
            return Err(Rejection::NothingToMake);
        }
        for line in order.lines_to_make() {
            if book.catalogue.product(line.product)?.recipe.is_empty() {
                return Err(Rejection::NoRecipe { name: line.name.clone() });
            }
        }
        let needs = materials_of(book, order)?;
        let missing = missing(book, needs.iter().map(|(material, quantity)| (*material, *quantity)))?;
        if !missing.is_empty() {
            return Err(Rejection::MaterialsMissing { missing });
        }
        let consumed = needs
            .into_iter()
            .map(|(material, quantity)| StockLine { item: StockItem::Material { material }, quantity })
            .collect();
        Ok(vec![ProductionStarted { order: order.id, consumed }.into()])
    }
}

/// What there is too little of.
pub(super) fn missing(
    book: &Book,
    needs: impl Iterator<Item = (MaterialId, Quantity)>,
) -> Result<Vec<MissingMaterial>, Rejection> {
    let mut missing = Vec::new();
    for (id, needed) in needs {
        let short = needed.less_or_zero(book.stock.material(id));
        if short.is_positive() {
            let material = book.catalogue.material(id)?;
            missing.push(MissingMaterial {
                material: id,
                name: material.name.clone(),
                unit: material.unit,
                missing: short,
            });
        }
    }
    Ok(missing)
}
