//! Making goods for the shelf.

use bincode::{Decode, Encode};

use super::StockMade;
use super::start::missing;
use crate::book::catalogue::Making;
use crate::book::stock::{StockItem, StockLine};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{PersonId, ProductId};
use crate::quantity::Quantity;

/// The workshop made goods for the shelf; their materials left it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct MakeForStock {
    /// Which product.
    pub product: ProductId,
    /// Which kind of it.
    pub variant: u16,
    /// How many base units are good.
    pub quantity: Quantity,
    /// How many were spoilt.
    pub scrap: Quantity,
    /// Who made them; nobody in particular when nothing is said.
    pub worker: Option<PersonId>,
}

impl MakeForStock {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let product = book.catalogue.product(self.product)?;
        product.variant(self.variant).ok_or(Rejection::Invalid { field: "variant" })?;
        if !self.quantity.is_positive() || self.scrap < Quantity::ZERO {
            return Err(Rejection::Invalid { field: "quantity" });
        }
        if product.recipe.is_empty() || product.sheet.making == Making::Resale {
            return Err(Rejection::NoRecipe { name: product.sheet.name.clone() });
        }
        if let Some(person) = self.worker {
            let member = context.registry.role(context.party(), person);
            member.ok_or(Rejection::Invalid { field: "worker" })?;
        }
        let pieces = self.quantity.and(self.scrap);
        let mut needs = Vec::with_capacity(product.recipe.len());
        for (material, one) in product.takes() {
            needs.push((material, pieces.times(one).ok_or(Rejection::AmountTooLarge)?));
        }
        let missing = missing(book, needs.iter().copied())?;
        if !missing.is_empty() {
            return Err(Rejection::MaterialsMissing { missing });
        }
        let line = |(material, quantity)| StockLine { item: StockItem::Material { material }, quantity };
        let item = StockItem::Goods { product: self.product, variant: self.variant };
        Ok(vec![
            StockMade {
                made: StockLine { item, quantity: self.quantity },
                scrap: self.scrap,
                consumed: needs.into_iter().map(line).collect(),
                worker: self.worker,
            }
            .into(),
        ])
    }
}
