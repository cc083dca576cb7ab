//! Wishes about money beside the payments of one order.

#![allow(
    clippy::indexing_slicing,
    reason = "what is chosen from are constants, and indexes are below their lengths"
)]

use crate::book::Command;
use crate::book::delivery::Carrier;
use crate::book::order::SlipState;
use crate::book::payment::{
    ClaimTransfer, GiveCode, GrantTempo, HandOverCash, IssueInvoice, PayCourier, PaymentMethod, RecordRefund,
    UseCredit, WaiveLimit, WriteOffReason, WriteOffRest,
};
use crate::book::profile::{SetBuyerTerms, SetPaymentPolicy, UniqueCodes};
use crate::money::Rupiah;

use super::wishes::{Player, Roll, View, index};

/// How many kinds there are.
pub(crate) const MONEY_WISHES: u64 = 13;

impl Roll {
    /// A wish about money, by the party whose step it is.
    pub(super) fn about_money(&self, view: &View<'_>) -> Option<(Player, Command)> {
        match self.kind {
            100 => return Some((Player::Business, self.policy())),
            101 => return self.terms(view),
            102 | 103 => return self.transfer(view),
            104 => return self.cash(view),
            105 => return self.courier(view),
            _ => {}
        }
        let order = self.order(view)?;
        let (id, amount, note) = (order.id, self.money(order), None);
        let buyer = view.player(order.buyer)?;
        let credit = view.book.account(order.buyer).credit.min(order.rest());
        Some(match self.kind {
            106 | 107 => {
                let amount = if credit.is_positive() { credit } else { amount };
                (buyer, UseCredit { order: id, amount }.into())
            }
            108 => {
                let held = view.book.account(order.buyer).returnable();
                let amount = if index(self.other, 2) == 0 { held } else { amount };
                let method = PaymentMethod::Cash;
                let wish = RecordRefund { buyer: order.buyer, order: Some(id), amount, method, note };
                (Player::Business, wish.into())
            }
            109 => {
                let reason = WriteOffReason::ALL[index(self.other, WriteOffReason::ALL.len())];
                (Player::Business, WriteOffRest { order: id, amount, reason, note }.into())
            }
            110 => (Player::Business, GrantTempo { order: id, days: 14 }.into()),
            111 => (
                Player::Business,
                if index(self.other, 2) == 0 {
                    GiveCode { order: id }.into()
                } else {
                    WaiveLimit { order: id }.into()
                },
            ),
            _ => (Player::Business, IssueInvoice { order: id }.into()),
        })
    }

    fn policy(&self) -> Command {
        SetPaymentPolicy {
            tolerance: [Rupiah::ZERO, Rupiah(1_000), Rupiah(50_000)][index(self.thing, 3)],
            part_payments: index(self.other, 2) == 0,
            codes: UniqueCodes::ALL[index(self.other, 3)],
            qris_limit: Rupiah(10_000_000),
            qris_fee: [0, 30, 70][index(self.thing, 3)],
        }
        .into()
    }

    fn terms(&self, view: &View<'_>) -> Option<(Player, Command)> {
        let order = self.order(view)?;
        let days = [None, Some(14), Some(30)];
        // A limit so large that nobody's next step is refused for good: the sentences try the small ones.
        let limit = [None, Some(Rupiah(1_000_000_000_000))][index(self.other, 2)];
        let terms = SetBuyerTerms {
            buyer: order.buyer,
            deposit_percent: [None, Some(0), Some(100)][index(self.thing, 3)],
            tempo_days: days[index(self.other, 3)],
            credit_limit: limit,
        };
        Some((Player::Business, terms.into()))
    }

    /// One buyer's open orders, paid at once; now and then with too little or too much.
    fn transfer(&self, view: &View<'_>) -> Option<(Player, Command)> {
        let buyer = self.order(view)?.buyer;
        let theirs = view.book.orders.values().filter(|order| order.buyer == buyer);
        let open: Vec<_> = theirs.filter(|order| order.rest().is_positive()).take(3).collect();
        let sum = open.iter().fold(Rupiah::ZERO, |sum, order| sum.and(order.rest()));
        let amount = match self.amount {
            1 | 2 => sum,
            3 => sum.and(Rupiah(5_000)),
            _ => Rupiah(self.amount),
        };
        let orders = open.iter().map(|order| order.id).collect();
        let method = PaymentMethod::Qris;
        Some((view.player(buyer)?, ClaimTransfer { orders, amount, method, note: None, sent: None }.into()))
    }

    /// All that a courier holds, or a little less of it.
    fn cash(&self, view: &View<'_>) -> Option<(Player, Command)> {
        let who = if index(self.other, 2) == 0 { Player::Courier } else { Player::OtherCourier };
        let courier = view.party(who);
        let held: Vec<_> = view.book.cash_with(courier).collect();
        let collected = held.iter().fold(Rupiah::ZERO, |sum, cash| sum.and(cash.payment.claimed));
        let all = collected.and(view.book.courier(courier).short);
        let amount = if index(self.thing, 2) == 0 { all } else { all.less_or_zero(Rupiah(2_000)) };
        let slips = held.iter().map(|cash| cash.slip.id).collect();
        Some((Player::Business, HandOverCash { courier, slips, amount }.into()))
    }

    fn courier(&self, view: &View<'_>) -> Option<(Player, Command)> {
        let courier = view.party(Player::Courier);
        let slips = view.book.orders.values().flat_map(|order| &order.slips);
        let theirs = slips.filter(|slip| slip.carrier == (Carrier::Courier { party: courier }));
        let done = theirs.filter(|slip| matches!(slip.state, SlipState::Completed { .. }));
        let paid = view.book.courier(courier).paid;
        let slips = done.map(|slip| slip.id).filter(|slip| !paid.contains(slip)).take(5).collect();
        Some((Player::Business, PayCourier { courier, slips, method: PaymentMethod::Cash }.into()))
    }
}
