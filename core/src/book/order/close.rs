//! Closing a settled order.

use bincode::{Decode, Encode};

use super::{OrderClosed, Stage, Work};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;

/// Goods delivered, price paid: the order is closed. The business's policy does it by itself.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct CloseOrder {
    /// Which order.
    pub order: OrderId,
}

impl CloseOrder {
    pub(in crate::book) fn decide(&self, book: &Book, _: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let order = book.order(self.order)?;
        match &order.stage {
            Stage::Closed { .. } => Ok(vec![]),
            Stage::Accepted { work: Work::Delivered { .. }, .. } if order.rest().is_positive() => {
                Err(Rejection::NotPaidYet { rest: order.rest() })
            }
            Stage::Accepted { work: Work::Delivered { .. }, .. } => {
                Ok(vec![OrderClosed { order: order.id }.into()])
            }
            _ => Err(Rejection::WrongStage { stage: order.stage_name() }),
        }
    }
}
