//! Taking back what was asked.

use bincode::{Decode, Encode};

use super::super::Side;
use super::{AskState, AskWithdrawn};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;

/// Who asked takes it back.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `AskWithdrawn`")]
pub struct WithdrawAsk {
    pub order: OrderId,
    pub ask: u16,
}

impl WithdrawAsk {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let order = book.order(self.order)?;
        let by = Side::of(order, context)?;
        let ask = order.asks.iter().find(|ask| ask.number == self.ask).ok_or(Rejection::AskOver)?;
        if ask.by != by {
            return Err(Rejection::NotYourStep);
        }
        match ask.state {
            AskState::Withdrawn => Ok(vec![]),
            AskState::Open => Ok(vec![AskWithdrawn { order: order.id, ask: self.ask }.into()]),
            AskState::Agreed | AskState::Refused | AskState::Lapsed => Err(Rejection::AskOver),
        }
    }
}
