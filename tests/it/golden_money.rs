//! Samples of the facts about money, every field filled.

use rantai_core::book::Event;
use rantai_core::book::payment::{
    BankLineTaken, CashHandedOver, CodeGiven, CourierPaid, CreditUsed, InvoiceIssued, LimitWaived,
    PaymentClaimed, PaymentClaimedV1, PaymentMethod, RefundPaid, RestWrittenOff, TempoGranted,
    TransferClaimed, WriteOffReason,
};
use rantai_core::book::profile::{
    BuyerTermsSet, DepositOf, DepositRule, DepositRuleSet, PaymentPolicySet, QrisSet, UniqueCodes,
};
use rantai_core::ids::{PaymentId, ProductId};
use rantai_core::money::Rupiah;
use rantai_core::sealed::QrisCode;

use crate::golden::{BUYER, COURIER, ORDER, PAYMENT, SLIP, day, note, sealed};

const TRANSFER: PaymentId = PaymentId([0x0F; 16]);

pub(crate) fn facts() -> Vec<Event> {
    vec![
        PaymentPolicySet {
            tolerance: Rupiah(1_000),
            part_payments: true,
            codes: UniqueCodes::Newcomers,
            qris_limit: Rupiah(10_000_000),
            qris_fee: 70,
        }
        .into(),
        DepositRuleSet {
            of: DepositOf::Product(ProductId([7; 16])),
            rule: Some(DepositRule::Amount(Rupiah(50_000))),
        }
        .into(),
        BuyerTermsSet {
            buyer: BUYER,
            deposit_percent: Some(20),
            tempo_days: Some(30),
            credit_limit: Some(Rupiah(25_000_000)),
        }
        .into(),
        QrisSet { code: Some(sealed(QrisCode::new("00020101021126").unwrap())) }.into(),
        CreditUsed { order: ORDER, buyer: BUYER, amount: Rupiah(200_000) }.into(),
        RefundPaid {
            buyer: BUYER,
            order: Some(ORDER),
            amount: Rupiah(150_000),
            method: PaymentMethod::EWallet,
            note: note("lewat DANA"),
        }
        .into(),
        RestWrittenOff {
            order: ORDER,
            amount: Rupiah(50_000),
            reason: WriteOffReason::Complaint,
            note: note("satu kursi tergores"),
        }
        .into(),
        TransferClaimed {
            transfer: TRANSFER,
            buyer: BUYER,
            amount: Rupiah(7_500_000),
            method: PaymentMethod::BankTransfer,
            parts: vec![PAYMENT, PaymentId([0x10; 16])],
        }
        .into(),
        TempoGranted { order: ORDER, days: 30 }.into(),
        LimitWaived { order: ORDER, limit: Rupiah(25_000_000), open: Rupiah(24_000_000) }.into(),
        CodeGiven { order: ORDER, code: 417 }.into(),
        CashHandedOver {
            courier: COURIER,
            slips: vec![SLIP],
            expected: Rupiah(500_000),
            amount: Rupiah(450_000),
        }
        .into(),
        CourierPaid {
            courier: COURIER,
            slips: vec![SLIP],
            amount: Rupiah(25_000),
            method: PaymentMethod::Cash,
        }
        .into(),
        BankLineTaken {
            print: [0x11; 16],
            payment: PAYMENT,
            amount: Rupiah(3_300_000),
            day: Some(day("2026-11-22")),
        }
        .into(),
        InvoiceIssued {
            order: ORDER,
            number: "INV-2026-0001".to_owned(),
            total: Rupiah(6_600_000),
            paid: Rupiah(3_300_000),
            day: day("2026-11-25"),
        }
        .into(),
    ]
}

/// A claim as it was written before, and as it is read now.
pub(crate) fn claimed_before() -> (PaymentClaimedV1, PaymentClaimed) {
    let (payment, order, amount) = (PAYMENT, ORDER, Rupiah(3_300_000));
    let (method, note) = (PaymentMethod::BankTransfer, note("dari rekening istri"));
    let now =
        PaymentClaimed { payment, order, amount, method, note: note.clone(), sent: None, transfer: None };
    (PaymentClaimedV1 { payment, order, amount, method, note }, now)
}
