//! Taking an order back before it is answered.

use bincode::{Decode, Encode};

use super::{OrderWithdrawn, Stage};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;
use crate::sealed::{Note, Sealed};

/// The buyer takes an order back that nobody has answered.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `OrderWithdrawn`")]
pub struct WithdrawOrder {
    pub order: OrderId,
    pub note: Option<Sealed<Note>>,
}

impl WithdrawOrder {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let order = book.order(self.order)?;
        context.by(order.buyer)?;
        context.sealed_here(self.note.as_ref())?;
        match &order.stage {
            Stage::Placed => Ok(vec![OrderWithdrawn { order: order.id, note: self.note.clone() }.into()]),
            Stage::Withdrawn { .. } => Ok(vec![]),
            _ => Err(Rejection::WrongStage { stage: order.stage_name() }),
        }
    }
}
