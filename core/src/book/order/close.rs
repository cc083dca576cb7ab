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
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_policy_or_business()?;
        let order = book.order(self.order)?;
        match &order.stage {
            Stage::Closed { .. } => Ok(vec![]),
            Stage::Accepted { work: Work::Delivered { .. }, .. } if order.is_short() => {
                Err(Rejection::GoodsShort)
            }
            Stage::Accepted { work: Work::Delivered { .. }, .. } if order.return_open().is_some() => {
                Err(Rejection::ReturnNotCounted)
            }
            Stage::Accepted { work: Work::Delivered { .. }, .. } if !order.rest().is_positive() => {
                match order.claim_waiting() {
                    Some(claim) => Err(Rejection::ClaimWaiting { payment: claim.id, amount: claim.claimed }),
                    None => Ok(vec![OrderClosed { order: order.id }.into()]),
                }
            }
            _ => Err(Rejection::WrongStage { stage: order.stage_name() }),
        }
    }
}
