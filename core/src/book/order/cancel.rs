//! Calling off an accepted order for which no money is held.

use bincode::{Decode, Encode};

use super::{OrderCancelled, Stage, Work};
use crate::book::stock::ReservationReleased;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;
use crate::sealed::{Note, Sealed};

/// Buyer or business calls an accepted order off.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `OrderCancelled`")]
pub struct CancelOrder {
    pub order: OrderId,
    pub note: Option<Sealed<Note>>,
}

impl CancelOrder {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let order = book.order(self.order)?;
        context.by(order.buyer).or_else(|_| context.by_business())?;
        context.sealed_here(self.note.as_ref())?;
        let work = match &order.stage {
            Stage::Cancelled { .. } => return Ok(vec![]),
            Stage::Accepted { work, .. } => work,
            _ => return Err(Rejection::WrongStage { stage: order.stage_name() }),
        };
        if order.held().is_positive() {
            return Err(Rejection::MoneyHeld { held: order.held() });
        }
        if let Some(claim) = order.claim_waiting() {
            return Err(Rejection::ClaimWaiting { payment: claim.id, amount: claim.claimed });
        }
        if !matches!(work, Work::Waiting) {
            return Err(Rejection::WrongStage { stage: order.stage_name() });
        }
        let mut events: Vec<Event> = Vec::new();
        if !order.reserved.is_empty() {
            events.push(ReservationReleased { order: order.id, lines: order.reserved.clone() }.into());
        }
        let by = context.party();
        events.push(OrderCancelled { order: order.id, by, note: self.note.clone() }.into());
        Ok(events)
    }
}
