//! Recording money that the business saw arrive without a claim.

use bincode::{Decode, Encode};

use super::claim::may_pay;
use super::verify::verified;
use super::{PaymentClaimed, PaymentMethod};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{OrderId, PaymentId};
use crate::money::Rupiah;
use crate::sealed::{Note, Sealed};

/// The business took cash, or found a transfer nobody told it of. Claimed and verified at once.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `PaymentClaimed`")]
pub struct RecordPayment {
    pub order: OrderId,
    pub amount: Rupiah,
    pub method: PaymentMethod,
    pub note: Option<Sealed<Note>>,
}

impl RecordPayment {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let order = book.order(self.order)?;
        context.by_business()?;
        context.sealed_here(self.note.as_ref())?;
        context.not_before(book, order.placed_at)?;
        match may_pay(book, order, self.amount) {
            // Money that lies on the table is money: only what nobody asked for is turned away.
            Err(Rejection::DepositShort { .. } | Rejection::SettlementTooEarly) | Ok(()) => {}
            Err(refusal) => return Err(refusal),
        }
        let payment = PaymentId(context.id(0));
        let claimed = PaymentClaimed {
            payment,
            order: order.id,
            amount: self.amount,
            method: self.method,
            note: self.note.clone(),
            sent: None,
            transfer: None,
        };
        let mut events = vec![claimed.into()];
        let receipt = book.receipt_number(context.today.year(), 1);
        events.extend(verified(book, order, payment, self.method, self.amount, receipt));
        Ok(events)
    }
}
