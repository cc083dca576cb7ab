//! An attempt that failed.

use bincode::{Decode, Encode};

use super::late::{Told, keep_late};
use super::pick_up::untold;
use super::{Deed, DeliveryFailed, DeliveryProblem, by_carrier, slip};
use crate::book::order::{Order, Slip, SlipState};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::SlipId;
use crate::money::Rupiah;
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
        context.sealed_here(self.note.as_ref())?;
        let told = Told { deed: Deed::Failed, received_by: None, cash_collected: Rupiah::ZERO };
        match self.done(context, (order, slip)) {
            Err(refusal @ (Rejection::SlipOver | Rejection::NotYourStep)) => {
                keep_late(context, (order, slip), &told, refusal)
            }
            outcome => outcome,
        }
    }

    fn done(&self, context: &Context<'_>, (order, slip): (&Order, &Slip)) -> Result<Vec<Event>, Rejection> {
        by_carrier(context, slip)?;
        let failed = || {
            DeliveryFailed {
                slip: slip.id,
                order: order.id,
                reason: self.reason,
                next_attempt: self.next_attempt,
                note: self.note.clone(),
            }
            .into()
        };
        match slip.state {
            SlipState::PickedUp { .. } => Ok(vec![failed()]),
            SlipState::Issued if context.happened.is_some() => Ok(vec![untold(order, slip), failed()]),
            SlipState::Issued => Err(Rejection::NotPickedUp),
            SlipState::Failed { .. } => Ok(vec![]),
            SlipState::Declined { .. } | SlipState::Withdrawn | SlipState::Completed { .. } => {
                Err(Rejection::SlipOver)
            }
        }
    }
}
