//! Claiming a payment.

use bincode::{Decode, Encode};

use super::{PaymentClaimed, PaymentMethod, SentTo};
use crate::book::order::{Order, Work};
use crate::book::profile::SettlementRule;
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{OrderId, PaymentId};
use crate::money::Rupiah;
use crate::sealed::{Note, Sealed};

/// Most claims for one order that wait to be looked at.
const MOST_WAITING: usize = 5;
/// The longest name of a bank or e-wallet.
const LONGEST_BANK: usize = 40;

/// The buyer says to have paid. Less than the deposit, or before it is asked for, is taken where the day is said on
/// which it was sent: money that has left cannot be told to stay.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(missing_docs, reason = "the fields are those of `PaymentClaimed`")]
pub struct ClaimPayment {
    pub order: OrderId,
    pub amount: Rupiah,
    pub method: PaymentMethod,
    pub note: Option<Sealed<Note>>,
    pub sent: Option<SentTo>,
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
        check_sent(self.sent.as_ref(), context)?;
        let was_sent = self.sent.as_ref().is_some_and(|sent| sent.day.is_some());
        match may_pay(book, order, self.amount) {
            Err(Rejection::DepositShort { .. } | Rejection::SettlementTooEarly) if was_sent => {}
            answer => answer?,
        }
        Ok(vec![
            PaymentClaimed {
                payment: PaymentId(context.id(0)),
                order: order.id,
                amount: self.amount,
                method: self.method,
                note: self.note.clone(),
                sent: self.sent.clone(),
                transfer: None,
            }
            .into(),
        ])
    }
}

/// Refuses a day that is to come, and a bank that is none.
pub(super) fn check_sent(sent: Option<&SentTo>, context: &Context<'_>) -> Result<(), Rejection> {
    let Some(sent) = sent else { return Ok(()) };
    if sent.day.is_some_and(|day| day > context.today) {
        return Err(Rejection::Invalid { field: "sent_on" });
    }
    if sent.bank.chars().count() > LONGEST_BANK {
        return Err(Rejection::Invalid { field: "bank" });
    }
    Ok(())
}

/// Refuses a payment that the agreement does not ask for now.
pub(super) fn may_pay(book: &Book, order: &Order, amount: Rupiah) -> Result<(), Rejection> {
    let in_parts = book.profile()?.payments.part_payments;
    let (agreement, work) = order.under_way()?;
    if !amount.is_positive() {
        return Err(Rejection::Invalid { field: "amount" });
    }
    let most = if in_parts { MOST_WAITING } else { 1 };
    if let Some(claim) = order.claims_waiting().nth(most - 1) {
        return Err(Rejection::ClaimWaiting { payment: claim.id, amount: claim.claimed });
    }
    if !order.rest().is_positive() {
        return Err(Rejection::NothingDue);
    }
    let due = order.deposit_short();
    if due.is_positive() {
        let short = amount < order.with_code(due) && !in_parts;
        return if short { Err(Rejection::DepositShort { due, offered: amount }) } else { Ok(()) };
    }
    let delivered = matches!(work, Work::Delivered { .. });
    if agreement.settlement == SettlementRule::AfterDelivery && !delivered {
        return Err(Rejection::SettlementTooEarly);
    }
    Ok(())
}
