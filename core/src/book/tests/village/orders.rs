//! The words of the stories about orders and their money.

use super::{Step, Village, Who, monday, of};
use crate::book::order::{
    AcceptOrder, CancelOrder, CloseOrder, DeclineOrder, DeclineReason, DeliveryWish, FreightPayer, PlaceLine,
    PlaceOrder, WithdrawOrder,
};
use crate::book::payment::{
    ClaimPayment, PaymentMethod, PaymentRefusal, RecordPayment, RefusePayment, SentTo, VerifyPayment,
};
use crate::money::Rupiah;
use crate::quantity::{Quantity, Unit};
use crate::time::Day;

pub(in crate::book::tests) fn place(lines: &'static [(&'static str, i64)]) -> Step {
    place_with(move |village, order| {
        order.lines = lines.iter().map(|(name, quantity)| line(village, name, *quantity)).collect();
    })
}

pub(in crate::book::tests) fn line(village: &Village, name: &str, quantity: i64) -> PlaceLine {
    PlaceLine {
        product: village.goods(name),
        variant: 1,
        unit: Unit::Pcs,
        quantity: Quantity::whole(quantity),
        specification: None,
        photo: None,
    }
}

/// An order that differs from all others.
pub(in crate::book::tests) fn place_with(fill: impl Fn(&Village, &mut PlaceOrder) + 'static) -> Step {
    of(Who::Buyer, move |village| {
        let buyer = Who::Buyer.party();
        let delivery = DeliveryWish::Collect;
        let mut order = PlaceOrder { buyer, lines: Vec::new(), wanted: None, delivery, note: None };
        fill(village, &mut order);
        order.into()
    })
}

/// On the terms' deposit, the freight in the price.
pub(in crate::book::tests) fn accept() -> Step {
    accept_with(|_| ())
}

/// On a word that differs from all others.
pub(in crate::book::tests) fn accept_with(fill: impl Fn(&mut AcceptOrder) + 'static) -> Step {
    of(Who::Business, move |village| {
        let mut word = AcceptOrder {
            order: village.order_id(),
            promised: monday().plus(7),
            deposit_percent: None,
            freight: Rupiah::ZERO,
            freight_payer: FreightPayer::Business,
        };
        fill(&mut word);
        word.into()
    })
}

pub(in crate::book::tests) fn decline() -> Step {
    of(Who::Business, |village| {
        DeclineOrder { order: village.order_id(), reason: DeclineReason::Busy, note: None }.into()
    })
}

pub(in crate::book::tests) fn withdraw() -> Step {
    of(Who::Buyer, |village| WithdrawOrder { order: village.order_id(), note: None }.into())
}

pub(in crate::book::tests) fn cancel() -> Step {
    of(Who::Buyer, |village| CancelOrder { order: village.order_id(), note: None }.into())
}

pub(in crate::book::tests) fn close() -> Step {
    of(Who::Business, |village| CloseOrder { order: village.order_id() }.into())
}

pub(in crate::book::tests) fn claim(amount: i64) -> Step {
    of(Who::Buyer, move |village| {
        ClaimPayment {
            order: village.order_id(),
            amount: Rupiah(amount),
            method: PaymentMethod::BankTransfer,
            note: None,
            sent: None,
        }
        .into()
    })
}

/// The buyer tells of money that was sent on that day.
pub(in crate::book::tests) fn claim_sent(amount: i64, day: Day) -> Step {
    of(Who::Buyer, move |village| {
        let sent = SentTo { day: Some(day), bank: "BCA".to_owned() };
        let (method, amount) = (PaymentMethod::BankTransfer, Rupiah(amount));
        ClaimPayment { order: village.order_id(), amount, method, note: None, sent: Some(sent) }.into()
    })
}

pub(in crate::book::tests) fn verify(seen: i64) -> Step {
    of(Who::Business, move |village| {
        VerifyPayment { payment: village.payment_id(), seen: Rupiah(seen) }.into()
    })
}

pub(in crate::book::tests) fn refuse_payment() -> Step {
    of(Who::Business, |village| {
        RefusePayment { payment: village.payment_id(), reason: PaymentRefusal::NotArrived, note: None }.into()
    })
}

/// Cash on the table.
pub(in crate::book::tests) fn record(amount: i64) -> Step {
    of(Who::Business, move |village| {
        RecordPayment {
            order: village.order_id(),
            amount: Rupiah(amount),
            method: PaymentMethod::Cash,
            note: None,
        }
        .into()
    })
}
