//! Saying how much of something there should always be.

use bincode::{Decode, Encode};

use super::count::known_item;
use super::{StockItem, StockRuleSet};
use crate::book::{Book, Context, Event, Rejection};
use crate::quantity::Quantity;

/// The business wants to hear when there is less than so much of something. Nothing lifts the rule.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `StockRuleSet`")]
pub struct SetStockRule {
    pub item: StockItem,
    pub at_least: Quantity,
}

impl SetStockRule {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        known_item(book, self.item)?;
        if self.at_least < Quantity::ZERO {
            return Err(Rejection::Invalid { field: "quantity" });
        }
        if book.stock.at_least(self.item) == self.at_least {
            return Ok(vec![]);
        }
        Ok(vec![StockRuleSet { item: self.item, at_least: self.at_least }.into()])
    }
}
