//! Declining an order.

use bincode::{Decode, Encode};

use super::{DeclineReason, OrderDeclined, Stage};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;
use crate::sealed::{Note, Sealed};

/// The business does not take an order.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `OrderDeclined`")]
pub struct DeclineOrder {
    pub order: OrderId,
    pub reason: DeclineReason,
    pub note: Option<Sealed<Note>>,
}

impl DeclineOrder {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.sealed_here(self.note.as_ref())?;
        let order = book.order(self.order)?;
        match &order.stage {
            Stage::Placed => Ok(vec![
                OrderDeclined { order: order.id, reason: self.reason, note: self.note.clone() }.into(),
            ]),
            Stage::Declined { .. } => Ok(vec![]),
            _ => Err(Rejection::WrongStage { stage: order.stage_name() }),
        }
    }
}
