//! Claiming a payment.

use bincode::{Decode, Encode};

use super::{PaymentClaimed, PaymentMethod};
use crate::book::order::{Order, Work};
use crate::book::profile::SettlementRule;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{OrderId, PaymentId};
use crate::money::Rupiah;
use crate::sealed::{Note, Sealed};

/// The buyer says to have paid.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `PaymentClaimed`")]
pub struct ClaimPayment {
    pub order: OrderId,
    pub amount: Rupiah,
    pub method: PaymentMethod,
    pub note: Option<Sealed<Note>>,
}

impl ClaimPayment {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let order = book.order(self.order)?;
        context.by(order.buyer)?;
        context.sealed_here(self.note.as_ref())?;
        may_pay(order, self.amount)?;
        Ok(vec![
            PaymentClaimed {
                payment: PaymentId(context.id(0)),
                order: order.id,
                amount: self.amount,
                method: self.method,
                note: self.note.clone(),
            }
            .into(),
        ])
    }
}

/// Refuses a payment that the agreement does not ask for now.
pub(super) fn may_pay(order: &Order, amount: Rupiah) -> Result<(), Rejection> {
    let (agreement, work) = order.under_way()?;
    if !amount.is_positive() {
        return Err(Rejection::Invalid { field: "amount" });
    }
    if let Some(claim) = order.claim_waiting() {
        return Err(Rejection::ClaimWaiting { payment: claim.id, amount: claim.claimed });
    }
    if !order.rest().is_positive() {
        return Err(Rejection::NothingDue);
    }
    let due = order.deposit_short();
    if due.is_positive() {
        return if amount < due { Err(Rejection::DepositShort { due, offered: amount }) } else { Ok(()) };
    }
    let delivered = matches!(work, Work::Delivered { .. });
    if agreement.settlement == SettlementRule::AfterDelivery && !delivered {
        return Err(Rejection::SettlementTooEarly);
    }
    Ok(())
}
