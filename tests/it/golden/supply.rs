//! Samples of the events of supply, stock and the workshop.

use rantai_core::book::Event;
use rantai_core::book::catalogue::{SupplierPriceSet, WasteLine, WasteSet};
use rantai_core::book::material::{
    BoughtLine, CountedLine, MaterialsBought, MaterialsReceived, MaterialsReceivedV1, MaterialsRequested,
    MaterialsRequestedV1, MaterialsReturned, OfferedLine, ReceivedLine, RequestClosed, RequestExpired,
    RequestLine, ReturnReason, Substitute, SupplierBilled, SupplierCounterAccepted, SupplierCounterRefused,
    SupplierCountered, SupplierPaid,
};
use rantai_core::book::payment::PaymentMethod;
use rantai_core::book::production::{MaterialsUsed, StockMade, WorkReported, WorkshopStepsSet};
use rantai_core::book::stock::{StockItem, StockLine, StockRuleSet};
use rantai_core::codec;
use rantai_core::ids::MaterialId;
use rantai_core::log::RawFact;
use rantai_core::money::Rupiah;
use rantai_core::quantity::{Quantity, Unit};
use rantai_core::time::Moment;

use super::{
    MATERIAL, ORDER, PERSON, PRODUCT, REQUEST, SUPPLIER, counted, day, goods, materials, note, quantity,
};

/// Until when an answer is awaited.
pub(super) const BY: Moment = Moment::from_micros(1_795_700_000_000_000);
const OTHER: MaterialId = MaterialId([0x13; 16]);

fn received_lines() -> Vec<ReceivedLine> {
    vec![ReceivedLine {
        number: 1,
        material: MATERIAL,
        quantity: quantity("0,05"),
        damaged: quantity("0,01"),
    }]
}

/// What was counted, of the second shipment.
pub(super) fn received() -> MaterialsReceived {
    let lines = received_lines();
    MaterialsReceived { request: REQUEST, order: Some(ORDER), shipment: Some(2), lines, closes: true }
}

fn offered() -> Vec<OfferedLine> {
    vec![OfferedLine {
        number: 1,
        quantity: quantity("0,06"),
        price: Rupiah(14_750_000),
        substitute: Some(Substitute { material: OTHER, name: "Papan mahoni".to_owned() }),
    }]
}

/// One of every event of supply, stock and the workshop that is new.
pub(super) fn of_supply() -> Vec<Event> {
    let (request, order) = (REQUEST, Some(ORDER));
    let item = StockItem::Material { material: MATERIAL };
    vec![
        SupplierCountered {
            request,
            order,
            lines: offered(),
            promised: day("2026-11-26"),
            note: note("adanya mahoni"),
        }
        .into(),
        SupplierCounterAccepted { request, order, lines: offered(), promised: day("2026-11-26") }.into(),
        SupplierCounterRefused { request, order, note: note("tunggu jati saja") }.into(),
        RequestExpired { request, order, answer_by: BY }.into(),
        RequestClosed { request, order, note: note("sisanya tidak ada") }.into(),
        MaterialsReturned {
            request,
            order,
            supplier: SUPPLIER,
            lines: received_lines(),
            reason: ReturnReason::Damaged,
            credit: Rupiah(147_500),
            note: note("retak"),
        }
        .into(),
        SupplierBilled {
            supplier: SUPPLIER,
            request: Some(REQUEST),
            number: "F-88".to_owned(),
            amount: Rupiah(885_000),
            due: Some(day("2026-12-10")),
        }
        .into(),
        SupplierPaid {
            supplier: SUPPLIER,
            request: Some(REQUEST),
            amount: Rupiah(500_000),
            method: PaymentMethod::BankTransfer,
            note: note("termin pertama"),
        }
        .into(),
        MaterialsBought {
            seller: "Toko Maju".to_owned(),
            lines: vec![BoughtLine {
                material: MATERIAL,
                name: "Papan jati oven".to_owned(),
                unit: Unit::M3,
                quantity: quantity("0,02"),
                cost: Rupiah(300_000),
            }],
            total: Rupiah(300_000),
            method: PaymentMethod::Cash,
            note: note("mendesak"),
        }
        .into(),
        StockRuleSet { item, at_least: quantity("0,5") }.into(),
        SupplierPriceSet {
            supplier: SUPPLIER,
            material: MATERIAL,
            price: Rupiah(14_600_000),
            lead_days: 3,
            since: day("2026-12-01"),
        }
        .into(),
        WasteSet { product: PRODUCT, lines: vec![WasteLine { material: MATERIAL, percent: 12 }] }.into(),
        WorkshopStepsSet { steps: vec!["potong".to_owned(), "rakit".to_owned()] }.into(),
        WorkReported {
            order: ORDER,
            line: 1,
            step: 2,
            steps: 3,
            name: "rakit".to_owned(),
            done: quantity("4"),
            scrap: quantity("1"),
            rework: quantity("2"),
            worker: Some(PERSON),
        }
        .into(),
        MaterialsUsed { order: ORDER, more: vec![StockLine { item, quantity: Quantity::from_raw(-250) }] }
            .into(),
        StockMade { made: goods(), scrap: quantity("1"), consumed: vec![materials()], worker: Some(PERSON) }
            .into(),
    ]
}

/// Events as they were written before, and what they are lifted to.
pub(super) fn of_before() -> Vec<(RawFact, Event)> {
    let line = RequestLine {
        number: 1,
        material: MATERIAL,
        name: "Papan jati oven".to_owned(),
        unit: Unit::M3,
        quantity: quantity("0,1"),
        price: Rupiah(14_500_000),
    };
    let requested = MaterialsRequestedV1 {
        request: REQUEST,
        number: "B-0001".to_owned(),
        order: Some(ORDER),
        supplier: SUPPLIER,
        lines: vec![line.clone()],
        wanted: Some(day("2026-11-25")),
        note: note("yang sudah oven"),
    };
    let requested_now = MaterialsRequested {
        request: REQUEST,
        number: "B-0001".to_owned(),
        order: Some(ORDER),
        supplier: SUPPLIER,
        lines: vec![line],
        wanted: Some(day("2026-11-25")),
        note: note("yang sudah oven"),
        answer_by: None,
    };
    let received = MaterialsReceivedV1 { request: REQUEST, order: Some(ORDER), lines: counted() };
    let lifted = |line: &CountedLine| ReceivedLine {
        number: line.number,
        material: line.material,
        quantity: line.quantity,
        damaged: Quantity::ZERO,
    };
    let received_now = MaterialsReceived {
        request: REQUEST,
        order: Some(ORDER),
        shipment: None,
        lines: counted().iter().map(lifted).collect(),
        closes: true,
    };
    vec![
        (RawFact { kind: 0x0603, version: 1, bytes: codec::encode(&requested) }, requested_now.into()),
        (RawFact { kind: 0x0608, version: 1, bytes: codec::encode(&received) }, received_now.into()),
    ]
}
