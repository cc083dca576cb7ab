//! Samples of corrections and of months.

use rantai_core::book::Event;
use rantai_core::book::catalogue::MaterialCorrected;
use rantai_core::book::correction::Mistake;
use rantai_core::book::material::{BoughtLine, PurchaseCorrected, ReceivedLine};
use rantai_core::book::months::{Figure, FigureLine, MonthClosed, MonthReopened, StillOpen};
use rantai_core::book::payment::{
    PaymentCorrected, PaymentMethod, Split, SupplierBillCorrected, SupplierPaymentCorrected,
};
use rantai_core::book::stock::{CountCorrected, ReceiptCorrected, StockItem};
use rantai_core::money::Rupiah;
use rantai_core::quantity::Unit;
use rantai_core::time::{Moment, Month};

use super::{MATERIAL, ORDER, PAYMENT, REQUEST, SUPPLIER, note, quantity};

const SINCE: Moment = Moment::from_micros(1_795_700_000_000_000);

/// One of every correction, and of what happens to a month.
pub(super) fn of_books() -> Vec<Event> {
    let note = || note("salah baca nota");
    let line = |good: &str, damaged: &str| ReceivedLine {
        number: 1,
        material: MATERIAL,
        quantity: quantity(good),
        damaged: quantity(damaged),
    };
    vec![
        PaymentCorrected {
            payment: PAYMENT,
            order: ORDER,
            method: PaymentMethod::Qris,
            was: Split { amount: Rupiah(1_200_000), to_order: Rupiah(1_000_000), to_credit: Rupiah(200_000) },
            is: Split { amount: Rupiah(900_000), to_order: Rupiah(900_000), to_credit: Rupiah(0) },
            credit: Rupiah(-250_000),
            refund: Rupiah(-10_000),
            taken_back: Rupiah(50_000),
            fee: Rupiah(-2_100),
            since: SINCE,
            why: Mistake::Mistyped,
            note: note(),
        }
        .into(),
        SupplierBillCorrected {
            supplier: SUPPLIER,
            number: "F-0117".to_owned(),
            was: Rupiah(320_000),
            amount: Rupiah(230_000),
            since: SINCE,
            why: Mistake::Mixed,
            note: note(),
        }
        .into(),
        SupplierPaymentCorrected {
            supplier: SUPPLIER,
            payment: 3,
            method: PaymentMethod::BankTransfer,
            was: Rupiah(100_000),
            amount: Rupiah(10_000),
            since: SINCE,
            why: Mistake::Mistyped,
            note: note(),
        }
        .into(),
        PurchaseCorrected {
            purchase: 2,
            seller: "Toko Maju".to_owned(),
            method: PaymentMethod::Cash,
            was: vec![bought("0,02", 300_000)],
            is: vec![bought("0,2", 3_000_000)],
            since: SINCE,
            why: Mistake::Mistyped,
            note: note(),
        }
        .into(),
        CountCorrected {
            item: StockItem::Material { material: MATERIAL },
            was: quantity("0,5"),
            is: quantity("0,05"),
            before: quantity("0,75"),
            since: SINCE,
            why: Mistake::Miscounted,
            note: note(),
        }
        .into(),
        ReceiptCorrected {
            request: REQUEST,
            order: Some(ORDER),
            receipt: 1,
            was: vec![line("0,05", "0")],
            is: vec![line("0,04", "0,01")],
            since: SINCE,
            why: Mistake::Miscounted,
            note: note(),
        }
        .into(),
        MaterialCorrected {
            material: MATERIAL,
            was: "Kayu jati".to_owned(),
            name: "Papan jati".to_owned(),
            why: Mistake::Other,
            note: note(),
        }
        .into(),
        MonthClosed {
            month: november(),
            figures: vec![
                FigureLine { figure: Figure::Orders, amount: Rupiah(3_960_000) },
                FigureLine { figure: Figure::Credit, amount: Rupiah(-250_000) },
            ],
            facts: 7,
            open: StillOpen {
                orders: 2,
                owed_by_buyers: Rupiah(1_500_000),
                held_for_buyers: Rupiah(50_000),
                owed_to_suppliers: Rupiah(320_000),
            },
            stock_value: Some(Rupiah(8_100_000)),
        }
        .into(),
    ]
    .into_iter()
    .chain(note().map(|reason| MonthReopened { month: november(), reason }.into()))
    .collect()
}

fn november() -> Month {
    Month::parse("2026-11").unwrap()
}

fn bought(of: &str, cost: i64) -> BoughtLine {
    BoughtLine {
        material: MATERIAL,
        name: "Papan jati oven".to_owned(),
        unit: Unit::M3,
        quantity: quantity(of),
        cost: Rupiah(cost),
    }
}
