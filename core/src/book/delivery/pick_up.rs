//! Picking the goods up.

use bincode::{Decode, Encode};

use super::{DeliveryPickedUp, by_carrier, slip};
use crate::book::order::SlipState;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::SlipId;

/// The carrier takes the goods.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PickUpDelivery {
    /// Which slip.
    pub slip: SlipId,
}

impl PickUpDelivery {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let (order, slip) = slip(book, self.slip)?;
        by_carrier(context, slip)?;
        match slip.state {
            SlipState::Issued => {
                Ok(vec![DeliveryPickedUp { slip: slip.id, order: order.id, packages: slip.packages }.into()])
            }
            SlipState::PickedUp { .. } => Ok(vec![]),
            SlipState::Declined { .. }
            | SlipState::Withdrawn
            | SlipState::Completed { .. }
            | SlipState::Failed { .. } => Err(Rejection::SlipOver),
        }
    }
}
