//! Asking to call an order off.

use bincode::{Decode, Encode};

use super::{Asked, CancellationAsked, asker, next_number};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;
use crate::sealed::{Note, Sealed};

/// Buyer or business asks the other to call the order off.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AskCancellation {
    /// Which order.
    pub order: OrderId,
    /// Why, in words.
    pub note: Option<Sealed<Note>>,
}

impl AskCancellation {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let order = book.order(self.order)?;
        context.sealed_here(self.note.as_ref())?;
        let by = match asker(order, context) {
            Err(Rejection::AskWaiting) => {
                let open = order.open_ask().map(|ask| (&ask.what, ask.by));
                return match open {
                    Some((Asked::Cancellation(open), by))
                        if open.note == self.note && super::Side::of(order, context) == Ok(by) =>
                    {
                        Ok(vec![])
                    }
                    _ => Err(Rejection::AskWaiting),
                };
            }
            by => by?,
        };
        order.can_be_called_off(by)?;
        if let Some(claim) = order.claim_waiting() {
            return Err(Rejection::ClaimWaiting { payment: claim.id, amount: claim.claimed });
        }
        let division = order.if_cancelled_by(by);
        Ok(vec![
            CancellationAsked {
                order: order.id,
                ask: next_number(order),
                by,
                kept: division.kept,
                to_credit: division.to_credit,
                to_refund: division.to_refund,
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}
