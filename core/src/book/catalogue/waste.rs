//! Saying how much is wasted.

use bincode::{Decode, Encode};

use super::{WasteLine, WasteSet};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::ProductId;

/// Most that may be wasted, in percent: nine tenths of a log is sawdust at worst.
const MOST_WASTE: u8 = 200;

/// The business says how much of its materials a product wastes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `WasteSet`")]
pub struct SetWaste {
    pub product: ProductId,
    pub lines: Vec<WasteLine>,
}

impl SetWaste {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let product = book.catalogue.product(self.product)?;
        let mut lines: Vec<WasteLine> = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
            let in_recipe = product.recipe.iter().any(|part| part.material == line.material);
            let twice = lines.iter().any(|other| other.material == line.material);
            if !in_recipe || twice || line.percent > MOST_WASTE {
                return Err(Rejection::Invalid { field: "waste" });
            }
            lines.push(*line);
        }
        lines.retain(|line| line.percent > 0);
        if lines == product.waste {
            return Ok(vec![]);
        }
        Ok(vec![WasteSet { product: self.product, lines }.into()])
    }
}
