//! One transfer for several orders: claimed together, seen once, acknowledged by one receipt.

use bincode::{Decode, Encode};

use super::claim::{check_sent, may_pay};
use super::verify::{fee, payment, some};
use super::{
    PaymentClaimed, PaymentMethod, PaymentRefusal, PaymentRefused, PaymentVerified, SentTo, TransferClaimed,
};
use crate::book::order::{Order, PaymentState};
use crate::book::{Book, Context, Event, Rejection};
use crate::ids::{OrderId, PaymentId};
use crate::money::Rupiah;
use crate::sealed::{Note, Sealed};

/// Most orders that one transfer pays.
const MOST_ORDERS: usize = 30;

/// The buyer says to have paid several orders at once.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ClaimTransfer {
    /// Which orders. Those placed first are paid first.
    pub orders: Vec<OrderId>,
    /// How much in all.
    pub amount: Rupiah,
    /// How.
    pub method: PaymentMethod,
    /// A word to the business.
    pub note: Option<Sealed<Note>>,
    /// When and whereto.
    pub sent: Option<SentTo>,
}

/// A transfer that was claimed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Transfer {
    /// Its id.
    pub id: PaymentId,
    /// How much was claimed in all.
    pub amount: Rupiah,
    /// How it was sent.
    pub method: PaymentMethod,
    /// Its parts, in the order in which they are paid.
    pub parts: Vec<PaymentId>,
}

impl ClaimTransfer {
    pub(in crate::book) fn decide(
        &self,
        book: &Book,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let mut ids = self.orders.clone();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() > MOST_ORDERS {
            return Err(Rejection::TooMuchAtOnce);
        }
        let orders = ids.iter().map(|id| book.order(*id)).collect::<Result<Vec<_>, _>>()?;
        let buyer = orders.first().ok_or(Rejection::Invalid { field: "orders" })?.buyer;
        context.by(buyer)?;
        if orders.iter().any(|order| order.buyer != buyer) {
            return Err(Rejection::NotYourStep);
        }
        context.sealed_here(self.note.as_ref())?;
        check_sent(self.sent.as_ref(), context)?;
        let transfer = PaymentId(context.id(0));
        let mut events = Vec::new();
        let mut parts = Vec::new();
        for (number, (order, amount)) in (1..).zip(divide(&orders, self.amount, |order| order.rest())?) {
            may_pay(book, order, amount)?;
            let payment = PaymentId(context.id(number));
            parts.push(payment);
            let claimed = PaymentClaimed {
                payment,
                order: order.id,
                amount,
                method: self.method,
                note: self.note.clone(),
                sent: self.sent.clone(),
                transfer: Some(transfer),
            };
            events.push(claimed.into());
        }
        let claimed = TransferClaimed { transfer, buyer, amount: self.amount, method: self.method, parts };
        events.insert(0, claimed.into());
        Ok(events)
    }
}

/// Divides an amount over orders in their order, each what it lacks; what is too much goes with the last.
/// Refused where something would be left for one of them.
fn divide<'a>(
    orders: &[&'a Order],
    amount: Rupiah,
    lacks: impl Fn(&Order) -> Rupiah,
) -> Result<Vec<(&'a Order, Rupiah)>, Rejection> {
    let mut left = amount;
    let mut parts = Vec::with_capacity(orders.len());
    for order in orders {
        let part = left.min(lacks(order));
        left = left.less(part);
        parts.push((*order, part));
    }
    if let Some((_, last)) = parts.last_mut() {
        *last = last.and(left);
    }
    if parts.iter().any(|(order, part)| !part.is_positive() && order.rest().is_positive()) {
        let needed = orders.iter().fold(Rupiah::ZERO, |sum, order| sum.and(order.rest()));
        return Err(Rejection::TransferShort { needed, offered: amount });
    }
    Ok(parts)
}

/// So much was seen of a transfer: it pays its orders one after the other, by one receipt. What there is nothing
/// for is refused.
pub(super) fn verify(
    book: &Book,
    context: &Context<'_>,
    transfer: &Transfer,
    seen: Rupiah,
) -> Result<Vec<Event>, Rejection> {
    if let Some(before) = seen_of(book, transfer)? {
        return match before {
            Rupiah::ZERO => Err(Rejection::AlreadyRefused),
            amount if amount == seen => Ok(vec![]),
            amount => Err(Rejection::AlreadyVerified { amount }),
        };
    }
    some(seen)?;
    let receipt = book.receipt_number(context.today.year(), 1);
    let mut left = seen;
    let mut fee_left = fee(book, transfer.method, seen);
    let mut events: Vec<Event> = Vec::new();
    let last = transfer.parts.last();
    for id in &transfer.parts {
        let order = book.order_of_payment(*id)?;
        let claimed = payment(order, *id)?.claimed;
        let whole = if Some(id) == last { left } else { left.min(claimed) };
        let to_order = whole.min(order.rest());
        left = left.less(whole);
        if !whole.is_positive() {
            let reason = PaymentRefusal::NotArrived;
            events.push(PaymentRefused { payment: *id, order: order.id, reason, note: None }.into());
            continue;
        }
        let fee = fee_left.min(whole);
        fee_left = fee_left.less(fee);
        events.push(
            PaymentVerified {
                payment: *id,
                order: order.id,
                amount: whole,
                to_order,
                to_credit: whole.less(to_order),
                fee,
                receipt: receipt.clone(),
            }
            .into(),
        );
    }
    Ok(events)
}

/// Nothing of a transfer is there.
pub(super) fn refuse(
    book: &Book,
    transfer: &Transfer,
    reason: PaymentRefusal,
    note: Option<&Sealed<Note>>,
) -> Result<Vec<Event>, Rejection> {
    match seen_of(book, transfer)? {
        None => {}
        Some(Rupiah::ZERO) => return Ok(vec![]),
        Some(amount) => return Err(Rejection::AlreadyVerified { amount }),
    }
    let refused = |id: &PaymentId| {
        let order = book.order_of_payment(*id)?.id;
        Ok(PaymentRefused { payment: *id, order, reason, note: note.cloned() }.into())
    };
    transfer.parts.iter().map(refused).collect()
}

/// How much of a transfer was seen, once somebody has looked; nothing where it was refused.
fn seen_of(book: &Book, transfer: &Transfer) -> Result<Option<Rupiah>, Rejection> {
    let mut seen = Rupiah::ZERO;
    for id in &transfer.parts {
        match &payment(book.order_of_payment(*id)?, *id)?.state {
            PaymentState::Claimed => return Ok(None),
            PaymentState::Verified { amount, .. } => seen = seen.and(*amount),
            PaymentState::Refused { .. } => {}
        }
    }
    Ok(Some(seen))
}

impl Book {
    /// The transfer for several orders of that id.
    pub fn transfer(&self, id: PaymentId) -> Option<&Transfer> {
        self.transfers.get(&id)
    }
}
