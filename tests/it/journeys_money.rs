//! The words of journeys about money beside the payments of one order.

use rantai_core::book;
use rantai_core::book::payment::{
    ClaimTransfer, GrantTempo, HandOverCash, IssueInvoice, PayCourier, PaymentMethod, RecordRefund,
    UseCredit, VerifyPayment, WaiveLimit, WriteOffReason, WriteOffRest,
};
use rantai_core::book::profile::{SetBuyerTerms, SetPaymentPolicy, UniqueCodes};
use rantai_core::ids::{OrderId, PartyId, PaymentId};
use rantai_core::money::Rupiah;

use crate::journeys::{Tale, Who};

impl Tale {
    pub(crate) fn about_money(
        &self,
        who: &Who,
        words: &[&str],
        first: &str,
        more: &[&str],
    ) -> Option<book::Command> {
        let views = &self.world.app.views;
        let order = self.order.unwrap_or(OrderId([0; 16]));
        let business = self.business?;
        let buyer = || views.orders.sheet(order).expect("an order was placed").order.buyer;
        let rupiah = |text: &str| Rupiah::parse(text).unwrap_or_else(|| panic!("no amount {text:?}"));
        let after = |start: &str| more.iter().find_map(|part| part.strip_prefix(start));
        let courier = |start: &str| self.party(first.trim_start_matches(start));
        let slips = |of: PartyId| views.courier_cash.of(business, of);
        Some(match words {
            ["aturan", "uang"] => SetPaymentPolicy {
                tolerance: after("relakan sampai ").map_or(Rupiah::ZERO, rupiah),
                part_payments: more.contains(&"uang muka boleh dicicil"),
                codes: UniqueCodes::Nobody,
                qris_limit: Rupiah(10_000_000),
                qris_fee: 0,
            }
            .into(),
            ["syarat", "untuk", ..] => SetBuyerTerms {
                buyer: self.party(first.trim_start_matches("syarat untuk ")),
                deposit_percent: after("uang muka ").map(|text| text.trim_end_matches('%').parse().unwrap()),
                tempo_days: after("tempo ").map(|text| text.trim_end_matches(" hari").parse().unwrap()),
                credit_limit: after("batas utang ").map(rupiah),
            }
            .into(),
            ["pakai", "saldo", amount] => UseCredit { order, amount: rupiah(amount) }.into(),
            ["kembalikan", amount] => RecordRefund {
                buyer: buyer(),
                order: Some(order),
                amount: rupiah(amount),
                method: PaymentMethod::BankTransfer,
                note: None,
            }
            .into(),
            ["relakan", amount] => {
                let reason = WriteOffReason::Goodwill;
                WriteOffRest { order, amount: rupiah(amount), reason, note: None }.into()
            }
            ["transfer", amount, "untuk", "semua", "pesanan"] => {
                let owed = views.payments.owed_by(who.party());
                let owed = owed.iter().filter(|row| row.business == business && row.rest.is_positive());
                ClaimTransfer {
                    orders: owed.map(|row| row.order).collect(),
                    amount: rupiah(amount),
                    method: PaymentMethod::BankTransfer,
                    note: None,
                    sent: None,
                }
                .into()
            }
            ["cek", "transfer"] => {
                let payment = self.payment.unwrap_or(PaymentId([0; 16]));
                VerifyPayment { payment, seen: after("masuk ").map_or(Rupiah::ZERO, rupiah) }.into()
            }
            ["beri", "tempo", days, "hari"] => GrantTempo { order, days: days.parse().unwrap() }.into(),
            ["izinkan", "lewat", "batas", "utang"] => WaiveLimit { order }.into(),
            ["terbitkan", "faktur"] => IssueInvoice { order }.into(),
            ["terima", "setoran", ..] => {
                let courier = courier("terima setoran ");
                let held = slips(courier);
                HandOverCash {
                    courier,
                    slips: held.iter().filter(|row| row.held).map(|row| row.slip).collect(),
                    amount: after("terhitung ").map_or(Rupiah::ZERO, rupiah),
                }
                .into()
            }
            ["bayar", "ongkos", ..] => {
                let courier = courier("bayar ongkos ");
                let rows = slips(courier);
                PayCourier {
                    courier,
                    slips: rows.iter().filter(|row| !row.paid).map(|row| row.slip).collect(),
                    method: PaymentMethod::Cash,
                }
                .into()
            }
            _ => return None,
        })
    }
}
