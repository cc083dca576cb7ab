//! An attempt that failed.

use bincode::{Decode, Encode};

use super::{DeliveryFailed, DeliveryProblem, by_carrier, slip};
use crate::book::order::SlipState;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::SlipId;
use crate::sealed::{Note, Sealed};
use crate::time::Day;

/// The goods did not arrive and come back. The business can dispatch again.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `DeliveryFailed`")]
pub struct FailDelivery {
    pub slip: SlipId,
    pub reason: DeliveryProblem,
    pub next_attempt: Option<Day>,
    pub note: Option<Sealed<Note>>,
}

impl FailDelivery {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let (order, slip) = slip(book, self.slip)?;
        by_carrier(context, slip)?;
        context.sealed_here(self.note.as_ref())?;
        match slip.state {
            SlipState::PickedUp { .. } => Ok(vec![
                DeliveryFailed {
                    slip: slip.id,
                    order: order.id,
                    reason: self.reason,
                    next_attempt: self.next_attempt,
                    note: self.note.clone(),
                }
                .into(),
            ]),
            SlipState::Issued => Err(Rejection::NotPickedUp),
            SlipState::Failed { .. } => Ok(vec![]),
            SlipState::Declined { .. } | SlipState::Withdrawn | SlipState::Completed { .. } => {
                Err(Rejection::SlipOver)
            }
        }
    }
}
