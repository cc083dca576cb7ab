//! Verifying a payment against the account.

use bincode::{Decode, Encode};

use super::{PaymentMethod, PaymentVerified, RestWrittenOff, WriteOffReason};
use crate::book::order::{Order, Payment, PaymentState};
use crate::book::{Book, Context, Event, Rejection};
use crate::bugs::{Bug, made};
use crate::ids::{PaymentId, ThingKind};
use crate::money::Rupiah;

/// The business has looked and says how much it saw: of one payment, or of a transfer for several orders.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct VerifyPayment {
    /// Which payment, or which transfer.
    pub payment: PaymentId,
    /// How much the payer sent: what the account shows, and what an acquirer kept of it.
    pub seen: Rupiah,
}

impl VerifyPayment {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        context.by_business()?;
        if let Some(transfer) = book.transfer(self.payment) {
            return super::transfer::verify(book, context, transfer, self.seen);
        }
        let order = book.order_of_payment(self.payment)?;
        let payment = payment(order, self.payment)?;
        context.not_before(book, order.placed_at)?;
        match &payment.state {
            PaymentState::Claimed => {
                alone(book, payment)?;
                some(self.seen)?;
                let receipt = book.receipt_number(context.today.year(), 1);
                Ok(verified(book, order, payment.id, payment.method, self.seen, receipt))
            }
            PaymentState::Verified { amount, .. } if *amount == self.seen => Ok(vec![]),
            PaymentState::Verified { amount, .. } => Err(Rejection::AlreadyVerified { amount: *amount }),
            PaymentState::Refused { .. } => Err(Rejection::AlreadyRefused),
        }
    }
}

pub(super) fn payment(order: &Order, id: PaymentId) -> Result<&Payment, Rejection> {
    let found = order.payments.iter().find(|payment| payment.id == id);
    found.ok_or(Rejection::Unknown { kind: ThingKind::Payment })
}

/// Refuses what is part of a transfer that waits: it is one line in the account.
pub(super) fn alone(book: &Book, payment: &Payment) -> Result<(), Rejection> {
    match payment.transfer.and_then(|id| book.transfer(id)) {
        Some(transfer) => Err(Rejection::PartOfTransfer { transfer: transfer.id, amount: transfer.amount }),
        None => Ok(()),
    }
}

pub(super) fn some(seen: Rupiah) -> Result<(), Rejection> {
    if seen == Rupiah::ZERO {
        return Err(Rejection::NothingArrived);
    }
    if seen.is_positive() { Ok(()) } else { Err(Rejection::Invalid { field: "seen" }) }
}

/// That so much was seen: first it pays the order, what is too much becomes credit. Where exactly the order's
/// unique code is missing, the code is written off.
pub(super) fn verified(
    book: &Book,
    order: &Order,
    payment: PaymentId,
    method: PaymentMethod,
    seen: Rupiah,
    receipt: String,
) -> Vec<Event> {
    let to_order = seen.min(order.rest());
    let fee = fee(book, method, seen);
    let fact = PaymentVerified {
        payment,
        order: order.id,
        amount: seen,
        to_order,
        to_credit: if made(Bug::LoseRupiah) { Rupiah::ZERO } else { seen.less(to_order) },
        fee,
        receipt,
    };
    let mut events = vec![fact.into()];
    events.extend(code_of(order, seen).map(Event::from));
    events
}

/// What the acquirer keeps of a payment, rounded up to a whole rupiah.
pub(super) fn fee(book: &Book, method: PaymentMethod, seen: Rupiah) -> Rupiah {
    let rate = match (method, &book.profile) {
        (PaymentMethod::Qris, Some(profile)) => i128::from(profile.payments.qris_fee),
        _ => 0,
    };
    let fee = (i128::from(seen.0) * rate + 9_999).div_euclid(10_000);
    Rupiah(i64::try_from(fee).unwrap_or(i64::MAX)).min(seen)
}

fn code_of(order: &Order, seen: Rupiah) -> Option<RestWrittenOff> {
    let asked = [order.deposit_short(), order.rest()];
    let code = asked.into_iter().filter(|asked| *asked > seen && order.with_code(*asked) == seen);
    let amount = code.map(|asked| asked.less(seen)).next()?;
    Some(RestWrittenOff { order: order.id, amount, reason: WriteOffReason::UniqueCode, note: None })
}
