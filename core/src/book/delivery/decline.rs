//! A courier who does not take a slip.

use bincode::{Decode, Encode};

use super::{DeliveryDeclined, DeliveryRefusal, by_carrier, slip};
use crate::book::order::SlipState;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::SlipId;
use crate::sealed::{Note, Sealed};

/// The courier does not take the slip. The business can ask another.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `DeliveryDeclined`")]
pub struct DeclineDelivery {
    pub slip: SlipId,
    pub reason: DeliveryRefusal,
    pub note: Option<Sealed<Note>>,
}

impl DeclineDelivery {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let (order, slip) = slip(book, self.slip)?;
        by_carrier(context, slip)?;
        context.sealed_here(self.note.as_ref())?;
        match slip.state {
            SlipState::Issued => Ok(vec![
                DeliveryDeclined {
                    slip: slip.id,
                    order: order.id,
                    reason: self.reason,
                    note: self.note.clone(),
                }
                .into(),
            ]),
            SlipState::Declined { .. } => Ok(vec![]),
            SlipState::PickedUp { .. } => Err(Rejection::OnTheirWay),
            SlipState::Withdrawn | SlipState::Completed { .. } | SlipState::Failed { .. } => {
                Err(Rejection::SlipOver)
            }
        }
    }
}
