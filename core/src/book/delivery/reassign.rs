//! Giving a slip to another carrier.

use bincode::{Decode, Encode};

use super::dispatch::check_carrier;
use super::reopen::still_here;
use super::{Carrier, DeliveryReassigned, TransportMode, slip};
use crate::book::order::SlipState;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::SlipId;
use crate::money::Rupiah;
use crate::sealed::{Note, Sealed};

/// The business gives a slip to another carrier before its goods are picked up, or after the first has declined.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `DeliveryReassigned`")]
pub struct ReassignDelivery {
    pub slip: SlipId,
    pub carrier: Carrier,
    pub mode: TransportMode,
    pub vehicle: String,
    pub courier_fee: Rupiah,
    pub note: Option<Sealed<Note>>,
}

impl ReassignDelivery {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.sealed_here(self.note.as_ref())?;
        let (order, slip) = slip(book, self.slip)?;
        order.under_way()?;
        match slip.state {
            SlipState::Issued if slip.carrier == self.carrier => return Ok(vec![]),
            SlipState::Issued => {}
            SlipState::Declined { .. } => still_here(order, slip)?,
            SlipState::PickedUp { .. } => return Err(Rejection::OnTheirWay),
            SlipState::Withdrawn | SlipState::Completed { .. } | SlipState::Failed { .. } => {
                return Err(Rejection::SlipOver);
            }
        }
        check_carrier(context, &self.carrier)?;
        if self.courier_fee < Rupiah::ZERO {
            return Err(Rejection::Invalid { field: "amount" });
        }
        // Who comes for the goods themselves goes where the slip does not: that is another slip.
        if matches!(self.carrier, Carrier::Collected) != matches!(slip.carrier, Carrier::Collected) {
            return Err(Rejection::Invalid { field: "carrier" });
        }
        Ok(vec![
            DeliveryReassigned {
                slip: slip.id,
                order: order.id,
                carrier: self.carrier.clone(),
                mode: self.mode,
                vehicle: self.vehicle.trim().to_owned(),
                courier_fee: self.courier_fee,
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}
