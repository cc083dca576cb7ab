//! Delivering.

use bincode::{Decode, Encode};

use super::{Carrier, DeliveryCompleted, by_carrier, slip};
use crate::book::order::SlipState;
use crate::book::payment::{PaymentClaimed, PaymentMethod};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{PaymentId, SlipId};
use crate::money::Rupiah;
use crate::sealed::{ReceivedBy, Sealed};

/// The receiver has the goods. The buyer may say so too where an expedition carried them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `DeliveryCompleted`")]
pub struct CompleteDelivery {
    pub slip: SlipId,
    pub received_by: Option<Sealed<ReceivedBy>>,
    pub cash_collected: Rupiah,
}

impl CompleteDelivery {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let (order, slip) = slip(book, self.slip)?;
        let by_buyer = matches!(slip.carrier, Carrier::Expedition { .. }) && context.party() == order.buyer;
        if !by_buyer {
            by_carrier(context, slip)?;
        }
        context.sealed_here(self.received_by.as_ref())?;
        match (&slip.state, &slip.carrier) {
            (SlipState::PickedUp { .. }, _) | (SlipState::Issued, Carrier::Collected) => {}
            (SlipState::Issued, _) => return Err(Rejection::NotPickedUp),
            (SlipState::Completed { cash_collected, .. }, _) if *cash_collected == self.cash_collected => {
                return Ok(vec![]);
            }
            (
                SlipState::Declined { .. }
                | SlipState::Withdrawn
                | SlipState::Completed { .. }
                | SlipState::Failed { .. },
                _,
            ) => {
                return Err(Rejection::SlipOver);
            }
        }
        if self.cash_collected < Rupiah::ZERO {
            return Err(Rejection::Invalid { field: "cash_collected" });
        }
        if self.cash_collected > slip.cash_to_collect {
            let expected = slip.cash_to_collect;
            return Err(Rejection::TooMuchCash { expected, cash: self.cash_collected });
        }
        let mut events = vec![
            DeliveryCompleted {
                slip: slip.id,
                order: order.id,
                received_by: self.received_by.clone(),
                cash_collected: self.cash_collected,
            }
            .into(),
        ];
        // The courier holds the cash: the business verifies it when it is handed over.
        if self.cash_collected.is_positive() {
            events.push(
                PaymentClaimed {
                    payment: PaymentId(context.id(0)),
                    order: order.id,
                    amount: self.cash_collected,
                    method: PaymentMethod::CourierCash,
                    note: None,
                    sent: None,
                    transfer: None,
                }
                .into(),
            );
        }
        Ok(events)
    }
}
