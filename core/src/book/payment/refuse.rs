//! Refusing a payment that is not there.

use bincode::{Decode, Encode};

use super::verify::{alone, payment};
use super::{PaymentRefusal, PaymentRefused};
use crate::book::order::PaymentState;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::PaymentId;
use crate::sealed::{Note, Sealed};

/// The business has looked and the money is not there: of one payment, or of a transfer for several orders.
/// The buyer can claim again.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `PaymentRefused`")]
pub struct RefusePayment {
    pub payment: PaymentId,
    pub reason: PaymentRefusal,
    pub note: Option<Sealed<Note>>,
}

impl RefusePayment {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.sealed_here(self.note.as_ref())?;
        if let Some(transfer) = book.transfer(self.payment) {
            return super::transfer::refuse(book, transfer, self.reason, self.note.as_ref());
        }
        let order = book.order_of_payment(self.payment)?;
        let payment = payment(order, self.payment)?;
        match &payment.state {
            PaymentState::Claimed => {
                alone(book, payment)?;
                Ok(vec![
                    PaymentRefused {
                        payment: self.payment,
                        order: order.id,
                        reason: self.reason,
                        note: self.note.clone(),
                    }
                    .into(),
                ])
            }
            PaymentState::Verified { amount, .. } => Err(Rejection::AlreadyVerified { amount: *amount }),
            PaymentState::Refused { .. } => Ok(vec![]),
        }
    }
}
