//! The words of the stories about money.

use super::village::{Step, Who, of};
use crate::book::order::Order;
use crate::book::payment::{
    ClaimTransfer, GiveCode, GrantTempo, HandOverCash, IssueInvoice, PayCourier, PaymentMethod, RecordRefund,
    TakeBankLine, TakenAs, UseCredit, WaiveLimit, WriteOffReason, WriteOffRest,
};
use crate::book::profile::{
    DepositOf, DepositRule, SetBuyerTerms, SetDepositRule, SetPaymentPolicy, SetQris, UniqueCodes,
};
use crate::money::Rupiah;

/// A policy that differs from what holds without one.
pub(super) fn money_policy(fill: impl Fn(&mut SetPaymentPolicy) + 'static) -> Step {
    of(Who::Business, move |_| {
        let mut policy = SetPaymentPolicy {
            tolerance: Rupiah::ZERO,
            part_payments: false,
            codes: UniqueCodes::Nobody,
            qris_limit: Rupiah(10_000_000),
            qris_fee: 0,
        };
        fill(&mut policy);
        policy.into()
    })
}

pub(super) fn in_parts() -> Step {
    money_policy(|policy| policy.part_payments = true)
}

pub(super) fn buyer_terms(percent: Option<u8>, days: Option<u16>, limit: Option<i64>) -> Step {
    of(Who::Business, move |_| {
        SetBuyerTerms {
            buyer: Who::Buyer.party(),
            deposit_percent: percent,
            tempo_days: days,
            credit_limit: limit.map(Rupiah),
        }
        .into()
    })
}

pub(super) fn deposit_of_all(rule: Option<DepositRule>) -> Step {
    of(Who::Business, move |_| SetDepositRule { of: DepositOf::Everything, rule }.into())
}

pub(super) fn deposit_of_buyer(rule: Option<DepositRule>) -> Step {
    of(Who::Business, move |_| SetDepositRule { of: DepositOf::Buyer(Who::Buyer.party()), rule }.into())
}

pub(super) fn deposit_of_product(name: &'static str, rule: Option<DepositRule>) -> Step {
    of(Who::Business, move |village| {
        SetDepositRule { of: DepositOf::Product(village.goods(name)), rule }.into()
    })
}

pub(super) fn no_qris() -> Step {
    of(Who::Business, |_| SetQris { code: None }.into())
}

pub(super) fn use_credit(amount: i64) -> Step {
    of(Who::Buyer, move |village| UseCredit { order: village.order_id(), amount: Rupiah(amount) }.into())
}

pub(super) fn refund(amount: i64) -> Step {
    of(Who::Business, move |_| {
        RecordRefund {
            buyer: Who::Buyer.party(),
            order: None,
            amount: Rupiah(amount),
            method: PaymentMethod::BankTransfer,
            note: None,
        }
        .into()
    })
}

pub(super) fn write_off(amount: i64) -> Step {
    of(Who::Business, move |village| {
        let reason = WriteOffReason::Goodwill;
        WriteOffRest { order: village.order_id(), amount: Rupiah(amount), reason, note: None }.into()
    })
}

/// One transfer for everything the buyer owes.
pub(super) fn transfer(amount: i64) -> Step {
    of(Who::Buyer, move |village| {
        let theirs = village.book.orders.values().filter(|order| order.buyer == Who::Buyer.party());
        ClaimTransfer {
            orders: theirs.filter(|order| order.rest().is_positive()).map(|order| order.id).collect(),
            amount: Rupiah(amount),
            method: PaymentMethod::BankTransfer,
            note: None,
            sent: None,
        }
        .into()
    })
}

/// The business looked for the whole transfer.
pub(super) fn verify_transfer(seen: i64) -> Step {
    of(Who::Business, move |village| {
        let payment = village.book.transfers.keys().next_back().copied();
        let payment = payment.unwrap_or_else(|| village.payment_id());
        crate::book::payment::VerifyPayment { payment, seen: Rupiah(seen) }.into()
    })
}

pub(super) fn grant_tempo(days: u16) -> Step {
    of(Who::Business, move |village| GrantTempo { order: village.order_id(), days }.into())
}

pub(super) fn waive_limit() -> Step {
    of(Who::Business, |village| WaiveLimit { order: village.order_id() }.into())
}

pub(super) fn give_code() -> Step {
    of(Who::Business, |village| GiveCode { order: village.order_id() }.into())
}

/// The cash of all slips that the courier holds.
pub(super) fn hand_over_cash(amount: i64) -> Step {
    of(Who::Business, move |village| {
        let courier = Who::Courier.party();
        let slips = village.book.cash_with(courier).map(|cash| cash.slip.id).collect();
        HandOverCash { courier, slips, amount: Rupiah(amount) }.into()
    })
}

/// The fee of every slip of the order.
pub(super) fn pay_courier() -> Step {
    of(Who::Business, |village| {
        let order: Option<&Order> = village.book.orders.get(&village.order_id());
        let slips = order.map(|order| order.slips.iter().map(|slip| slip.id).collect());
        PayCourier {
            courier: Who::Courier.party(),
            slips: slips.unwrap_or_default(),
            method: PaymentMethod::Cash,
        }
        .into()
    })
}

pub(super) fn invoice() -> Step {
    of(Who::Business, |village| IssueInvoice { order: village.order_id() }.into())
}

/// A line of the bank's statement, taken as the payment claimed last.
pub(super) fn take_line(print: u8, amount: i64) -> Step {
    of(Who::Business, move |village| {
        let taken_as = TakenAs::Claim(village.payment_id());
        TakeBankLine { print: [print; 16], taken_as, amount: Rupiah(amount), day: None, another: false }
            .into()
    })
}

/// A line of the bank's statement that nobody told of, taken for the order.
pub(super) fn take_line_for_order(print: u8, amount: i64) -> Step {
    of(Who::Business, move |village| {
        let taken_as = TakenAs::For(village.order_id());
        TakeBankLine { print: [print; 16], taken_as, amount: Rupiah(amount), day: None, another: false }
            .into()
    })
}

/// The same, where the business says that it is other money.
pub(super) fn take_another_line_for_order(print: u8, amount: i64) -> Step {
    of(Who::Business, move |village| {
        let taken_as = TakenAs::For(village.order_id());
        let (print, amount) = ([print; 16], Rupiah(amount));
        TakeBankLine { print, taken_as, amount, day: None, another: true }.into()
    })
}
