//! Calling off an accepted order without asking.

use bincode::{Decode, Encode};

use super::{Division, Order, OrderCancelled, OrderRequest, RequestState, Side, Stage};
use crate::book::material::MaterialsWithdrawn;
use crate::book::profile::GiveBack;
use crate::book::stock::ReservationReleased;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{OrderId, PartyId};
use crate::sealed::{Note, Sealed};

/// Buyer or business calls an accepted order off: the buyer while no money is held, the business at any time
/// before packing, if it gives all of the money back.
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
        let by = Side::of(order, context)?;
        context.sealed_here(self.note.as_ref())?;
        match &order.stage {
            Stage::Cancelled { .. } => return Ok(vec![]),
            Stage::Accepted { .. } => {}
            _ => return Err(Rejection::WrongStage { stage: order.stage_name() }),
        }
        if by == Side::Buyer && order.held().is_positive() {
            return Err(Rejection::MoneyHeld { held: order.held() });
        }
        if let Some(claim) = order.claim_waiting() {
            return Err(Rejection::ClaimWaiting { payment: claim.id, amount: claim.claimed });
        }
        order.can_be_called_off(by)?;
        let division = Division::keeping(crate::money::Rupiah::ZERO, order.held(), GiveBack::Refund);
        Ok(called_off(order, context.party(), division, self.note.as_ref()))
    }
}

/// The facts of a cancellation: goods are free again, suppliers who have not answered need not, the money is
/// divided.
pub(super) fn called_off(
    order: &Order,
    by: PartyId,
    division: Division,
    note: Option<&Sealed<Note>>,
) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    if !order.reserved.is_empty() {
        events.push(ReservationReleased { order: order.id, lines: order.reserved.clone() }.into());
    }
    let Division { kept, to_credit, to_refund } = division;
    let cancelled = OrderCancelled { order: order.id, by, kept, to_credit, to_refund, note: note.cloned() };
    events.push(cancelled.into());
    let unanswered = |request: &&OrderRequest| request.state == RequestState::Sent;
    for request in order.requests.iter().filter(unanswered) {
        let withdrawn = MaterialsWithdrawn { request: request.id, order: Some(order.id), note: None };
        events.push(withdrawn.into());
    }
    events
}
