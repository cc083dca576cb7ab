//! Taking a slip back.

use bincode::{Decode, Encode};

use super::{DeliveryWithdrawn, slip};
use crate::book::order::SlipState;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::SlipId;

/// The business takes a slip back whose goods were not picked up, to ask another carrier.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct WithdrawDelivery {
    /// Which slip.
    pub slip: SlipId,
}

impl WithdrawDelivery {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let (order, slip) = slip(book, self.slip)?;
        match slip.state {
            SlipState::Issued => Ok(vec![DeliveryWithdrawn { slip: slip.id, order: order.id }.into()]),
            SlipState::Withdrawn => Ok(vec![]),
            SlipState::PickedUp { .. } => Err(Rejection::OnTheirWay),
            SlipState::Declined { .. } | SlipState::Completed { .. } | SlipState::Failed { .. } => {
                Err(Rejection::SlipOver)
            }
        }
    }
}
