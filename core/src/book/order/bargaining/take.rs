//! Taking an offer.

use bincode::{Decode, Encode};

use super::super::Stage;
use super::super::accept::{Word, agree};
use super::{OfferAccepted, OfferState, Side};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::OrderId;

/// The other side takes the offer that stands: the order is accepted on it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct AcceptOffer {
    /// Which order.
    pub order: OrderId,
    /// Which of its offers, so that nobody takes one they have not read.
    pub offer: u16,
}

impl AcceptOffer {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let order = book.order(self.order)?;
        let by = Side::of(order, context)?;
        let offer = order.offers.iter().find(|offer| offer.terms.offer == self.offer);
        let offer = offer.ok_or(Rejection::OfferOver)?;
        if offer.terms.by == by {
            return Err(Rejection::NotYourStep);
        }
        match offer.state {
            OfferState::Accepted => return Ok(vec![]),
            OfferState::Open if order.stage == Stage::Placed && context.now < offer.terms.expires => {}
            OfferState::Open | OfferState::Replaced | OfferState::Expired => {
                return Err(Rejection::OfferOver);
            }
        }
        let terms = &offer.terms;
        if terms.promised < context.today {
            return Err(Rejection::DayPassed { day: terms.promised });
        }
        let word = Word {
            promised: terms.promised,
            deposit_due: terms.deposit_due,
            freight: terms.freight,
            freight_payer: terms.freight_payer,
            total: terms.total,
            settlement: terms.settlement,
        };
        let mut events = vec![OfferAccepted { order: order.id, offer: self.offer }.into()];
        events.extend(agree(book, order, &order.lines_as(&terms.lines), &word)?);
        Ok(events)
    }
}
