//! Taking back a failure that was marked too soon.

use bincode::{Decode, Encode};

use super::{FailureReopened, by_carrier, slip};
use crate::book::order::{Order, Slip, SlipState};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::SlipId;

/// The carrier, or the business, takes a failure back: the goods are still with the carrier, who goes on.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ReopenDelivery {
    /// Which slip.
    pub slip: SlipId,
}

impl ReopenDelivery {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let (order, slip) = slip(book, self.slip)?;
        by_carrier(context, slip).or_else(|_| context.by_business())?;
        order.under_way()?;
        match slip.state {
            SlipState::Failed { .. } => {
                still_here(order, slip)?;
                Ok(vec![FailureReopened { slip: slip.id, order: order.id }.into()])
            }
            SlipState::PickedUp { .. } => Ok(vec![]),
            SlipState::Issued => Err(Rejection::NotPickedUp),
            SlipState::Declined { .. } | SlipState::Withdrawn | SlipState::Completed { .. } => {
                Err(Rejection::SlipOver)
            }
        }
    }
}

/// Refuses where what was on a slip has gone with another since.
pub(super) fn still_here(order: &Order, slip: &Slip) -> Result<(), Rejection> {
    let gone = |line: u16, quantity| order.goods_of(line).is_none_or(|goods| goods.here < quantity);
    if slip.load.iter().any(|of| gone(of.line, of.quantity)) {
        let later = order.slips.iter().rev().find(|other| other.id != slip.id);
        let number = later.map(|other| other.number.clone()).unwrap_or_default();
        return Err(Rejection::SentAgain { number });
    }
    Ok(())
}
