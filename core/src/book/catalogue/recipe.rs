//! Setting a bill of materials.

use bincode::{Decode, Encode};

use super::{RecipeLine, RecipeSet};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::ProductId;

/// The business says what one base unit of a product takes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `RecipeSet`")]
pub struct SetRecipe {
    pub product: ProductId,
    pub lines: Vec<RecipeLine>,
}

impl SetRecipe {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let product = book.catalogue.product(self.product)?;
        if self.lines.is_empty() {
            return Err(Rejection::Invalid { field: "lines" });
        }
        let mut materials: Vec<_> = self.lines.iter().map(|line| line.material).collect();
        materials.sort_unstable();
        materials.dedup();
        if materials.len() < self.lines.len() || self.lines.iter().any(|line| !line.quantity.is_positive()) {
            return Err(Rejection::Invalid { field: "lines" });
        }
        for material in materials {
            book.catalogue.material(material)?;
        }
        if product.recipe == self.lines {
            return Ok(vec![]);
        }
        Ok(vec![RecipeSet { product: self.product, lines: self.lines.clone() }.into()])
    }
}
