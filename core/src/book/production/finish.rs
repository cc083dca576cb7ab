//! Finishing production.

use bincode::{Decode, Encode};

use super::ProductionFinished;
use crate::book::order::Work;
use crate::book::stock::StockLine;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;

/// The goods of an order are made.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct FinishProduction {
    /// For which order.
    pub order: OrderId,
}

impl FinishProduction {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let order = book.order(self.order)?;
        let (_, work) = order.under_way()?;
        match work {
            Work::InProduction => {
                context.not_before(book, order.placed_at)?;
                let made = order
                    .lines_to_make()
                    .map(|line| StockLine { item: Book::shelf_item(line), quantity: line.base })
                    .collect();
                Ok(vec![ProductionFinished { order: order.id, made }.into()])
            }
            Work::Made => Ok(vec![]),
            _ => Err(Rejection::WrongStage { stage: order.stage_name() }),
        }
    }
}
