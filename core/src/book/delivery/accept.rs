//! A courier who takes a slip.

use bincode::{Decode, Encode};

use super::{DeliveryAccepted, by_carrier, slip};
use crate::book::order::SlipState;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::SlipId;

/// The courier gives their word to come for the goods.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AcceptDelivery {
    /// Which slip.
    pub slip: SlipId,
}

impl AcceptDelivery {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let (order, slip) = slip(book, self.slip)?;
        by_carrier(context, slip)?;
        match slip.state {
            SlipState::Issued if slip.accepted_at.is_some() => Ok(vec![]),
            SlipState::Issued => Ok(vec![DeliveryAccepted { slip: slip.id, order: order.id }.into()]),
            SlipState::PickedUp { .. } => Ok(vec![]),
            SlipState::Declined { .. }
            | SlipState::Withdrawn
            | SlipState::Completed { .. }
            | SlipState::Failed { .. } => Err(Rejection::SlipOver),
        }
    }
}
