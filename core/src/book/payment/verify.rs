//! Verifying a payment against the account.

use bincode::{Decode, Encode};

use super::PaymentVerified;
use crate::book::order::{Order, PaymentState};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{PaymentId, ThingKind};
use crate::money::Rupiah;

/// The business has looked and says how much it saw.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct VerifyPayment {
    /// Which payment.
    pub payment: PaymentId,
    /// How much the account shows.
    pub seen: Rupiah,
}

impl VerifyPayment {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        let order = book.order_of_payment(self.payment)?;
        let payment = order
            .payments
            .iter()
            .find(|payment| payment.id == self.payment)
            .ok_or(Rejection::Unknown { kind: ThingKind::Payment })?;
        match &payment.state {
            PaymentState::Claimed if self.seen == Rupiah::ZERO => Err(Rejection::NothingArrived),
            PaymentState::Claimed if !self.seen.is_positive() => Err(Rejection::Invalid { field: "seen" }),
            PaymentState::Claimed => Ok(vec![verified(book, order, self.payment, self.seen).into()]),
            PaymentState::Verified { amount, .. } if *amount == self.seen => Ok(vec![]),
            PaymentState::Verified { amount, .. } => Err(Rejection::AlreadyVerified { amount: *amount }),
            PaymentState::Refused { .. } => Err(Rejection::AlreadyRefused),
        }
    }
}

/// The fact that so much was seen: first it pays the order, what is too much becomes credit.
pub(super) fn verified(book: &Book, order: &Order, payment: PaymentId, seen: Rupiah) -> PaymentVerified {
    let to_order = seen.min(order.rest());
    PaymentVerified {
        payment,
        order: order.id,
        amount: seen,
        to_order,
        to_credit: seen.less(to_order),
        // Nobody can say yet that an acquirer kept something.
        fee: Rupiah::ZERO,
        receipt: book.next_receipt_number(),
    }
}
