//! Reckoning what an order takes.

use std::collections::BTreeMap;

use bincode::{Decode, Encode};

use super::{MaterialNeed, MaterialsPlanned, PlanImpossible};
use crate::book::order::{Gate, Order, Work};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{MaterialId, OrderId};
use crate::quantity::Quantity;

/// Reckon the materials of an order. The business's policy does it by itself once work may start.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PlanMaterials {
    /// For which order.
    pub order: OrderId,
}

impl PlanMaterials {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_policy_or_business()?;
        let order = book.order(self.order)?;
        let (_, work) = order.under_way()?;
        if *work != Work::Waiting {
            return Err(Rejection::WrongStage { stage: order.stage_name() });
        }
        order.passes(Gate::Materials)?;
        let mut without: Vec<_> = order
            .lines_to_make()
            .filter(|line| book.catalogue.product(line.product).is_ok_and(|p| p.recipe.is_empty()))
            .map(|line| line.product)
            .collect();
        without.dedup();
        if !without.is_empty() {
            let fact = PlanImpossible { order: order.id, products: without };
            return Ok(if order.plan_impossible { vec![] } else { vec![fact.into()] });
        }
        let mut needs = Vec::new();
        for (id, needed) in materials_of(book, order)? {
            let material = book.catalogue.material(id)?;
            let free = book.stock.material(id).less_or_zero(promised_to_others(book, order.id, id));
            needs.push(MaterialNeed {
                material: id,
                name: material.name.clone(),
                unit: material.unit,
                needed,
                // What arrived for the order lies on the shelf by now, and was bought all the same.
                short: needed.less_or_zero(free).and(order.arrived(id)),
            });
        }
        if needs == order.needs && !order.plan_impossible {
            return Ok(vec![]);
        }
        Ok(vec![MaterialsPlanned { order: order.id, needs }.into()])
    }
}

/// What the goods of an order that are to be made take, by material.
///
/// # Errors
/// [`Rejection::AmountTooLarge`] when that is more than can be counted.
pub(in crate::book) fn materials_of(
    book: &Book,
    order: &Order,
) -> Result<BTreeMap<MaterialId, Quantity>, Rejection> {
    let mut needs: BTreeMap<MaterialId, Quantity> = BTreeMap::new();
    for line in order.lines_to_make() {
        for (material, one) in book.catalogue.product(line.product)?.takes() {
            let quantity = line.base.times(one).ok_or(Rejection::AmountTooLarge)?;
            let need = needs.entry(material).or_default();
            *need = need.and(quantity);
        }
    }
    for swap in order.substitutes() {
        let replaced = needs.get(&swap.from).copied().unwrap_or_default().min(swap.quantity);
        if replaced.is_positive() {
            let left = needs.entry(swap.from).or_default();
            *left = left.less(replaced);
            let other = needs.entry(swap.to).or_default();
            *other = other.and(replaced);
        }
    }
    needs.retain(|_, quantity| quantity.is_positive());
    Ok(needs)
}

/// What of a material on the shelf other planned orders count on and have not taken yet.
fn promised_to_others(book: &Book, order: OrderId, material: MaterialId) -> Quantity {
    let mut promised = Quantity::ZERO;
    for other in book.planned().filter(|other| other.id != order) {
        let missing = other.materials_short();
        for need in other.needs.iter().filter(|need| need.material == material) {
            let short = missing.iter().find(|(short, _)| short.material == material);
            promised = promised.and(need.needed.less_or_zero(short.map_or(Quantity::ZERO, |short| short.1)));
        }
    }
    promised
}
