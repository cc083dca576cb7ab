//! Facts about agreeing on an order.

use rantai_core::book::Event;
use rantai_core::book::order::{
    AgreedLine, AskRefused, AskWithdrawn, CancellationAsked, ChangeAsked, DeadlinePassed, FreightPayer, Gate,
    GateWaived, LineSource, OfferAccepted, OfferExpired, OrderChanged, OrderCountered, Overdue, PolicyAgreed,
    Side,
};
use rantai_core::book::profile::{Deadlines, GiveBack, Keep, OrderPolicySet, SettlementRule};
use rantai_core::money::Rupiah;
use rantai_core::time::Moment;

use super::{ORDER, REQUEST, day, note, quantity};

fn lines() -> Vec<AgreedLine> {
    vec![AgreedLine {
        number: 1,
        quantity: quantity("1"),
        base: quantity("12"),
        price: Rupiah(500_000),
        amount: Rupiah(6_000_000),
    }]
}

fn moment() -> Moment {
    Moment::from_micros(1_795_222_800_000_000)
}

fn policy() -> OrderPolicySet {
    OrderPolicySet {
        deposit_before: Gate::Production,
        cancel_after_start: true,
        keep: Keep::Percent,
        keep_percent: 25,
        give_back: GiveBack::Credit,
        deadlines: Deadlines {
            answer: 12,
            offer: 36,
            deposit: 72,
            claim: 6,
            supplier: 48,
            courier: 24,
            late: 1,
            rest: 168,
        },
    }
}

/// One of each.
pub(super) fn samples() -> Vec<Event> {
    vec![
        policy().into(),
        OrderCountered {
            order: ORDER,
            offer: 2,
            by: Side::Buyer,
            lines: lines(),
            goods_total: Rupiah(6_000_000),
            promised: day("2026-12-14"),
            deposit_due: Rupiah(3_000_000),
            freight: Rupiah(250_000),
            freight_payer: FreightPayer::Business,
            total: Rupiah(6_000_000),
            settlement: SettlementRule::AfterDelivery,
            expires: moment(),
            note: note("harga teman, Bu"),
        }
        .into(),
        OfferAccepted { order: ORDER, offer: 2 }.into(),
        OfferExpired { order: ORDER, offer: 1 }.into(),
        ChangeAsked {
            order: ORDER,
            ask: 1,
            by: Side::Business,
            lines: lines(),
            goods_total: Rupiah(6_000_000),
            promised: day("2026-12-20"),
            deposit_due: Rupiah(3_000_000),
            total: Rupiah(6_000_000),
            note: note("kayunya terlambat"),
        }
        .into(),
        CancellationAsked {
            order: ORDER,
            ask: 2,
            by: Side::Buyer,
            kept: Rupiah(300_000),
            to_credit: Rupiah(200_000),
            to_refund: Rupiah(1_000_000),
            note: note("tokonya tutup"),
        }
        .into(),
        AskRefused { order: ORDER, ask: 1, note: note("sudah dijanjikan ke pembeli") }.into(),
        AskWithdrawn { order: ORDER, ask: 2 }.into(),
        OrderChanged {
            order: ORDER,
            ask: 3,
            by: Side::Buyer,
            lines: lines(),
            goods_total: Rupiah(6_000_000),
            promised: day("2026-12-20"),
            deposit_due: Rupiah(3_000_000),
            freight: Rupiah(300_000),
            freight_payer: FreightPayer::Buyer,
            total: Rupiah(6_300_000),
            sources: vec![LineSource::Stock],
            to_credit: Rupiah(150_000),
        }
        .into(),
        GateWaived { order: ORDER, gate: Gate::Settlement, reason: note("langganan lama").unwrap() }.into(),
        DeadlinePassed {
            order: Some(ORDER),
            request: Some(REQUEST),
            what: Overdue::SupplierSilent,
            due: moment(),
        }
        .into(),
        PolicyAgreed { order: ORDER, policy: policy() }.into(),
    ]
}
