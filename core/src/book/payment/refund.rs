//! Giving money back.

use bincode::{Decode, Encode};

use super::{PaymentMethod, RefundPaid};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{OrderId, PartyId};
use crate::money::Rupiah;
use crate::sealed::{Note, Sealed};

/// The business gave money back that it held for a buyer. A photograph shows it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `RefundPaid`")]
pub struct RecordRefund {
    pub buyer: PartyId,
    pub order: Option<OrderId>,
    pub amount: Rupiah,
    pub method: PaymentMethod,
    pub note: Option<Sealed<Note>>,
}

impl RecordRefund {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        context.sealed_here(self.note.as_ref())?;
        if let Some(order) = self.order
            && book.order(order)?.buyer != self.buyer
        {
            return Err(Rejection::Invalid { field: "order" });
        }
        if !self.amount.is_positive() {
            return Err(Rejection::Invalid { field: "amount" });
        }
        let held = book.account(self.buyer).returnable();
        if self.amount > held {
            return Err(Rejection::RefundTooMuch { held, wished: self.amount });
        }
        Ok(vec![
            RefundPaid {
                buyer: self.buyer,
                order: self.order,
                amount: self.amount,
                method: self.method,
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}
