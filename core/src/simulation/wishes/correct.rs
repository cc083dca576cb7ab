//! Wishes to correct what was written down.

use super::{GOODS, MATERIALS, Player, Roll, View, index};
use crate::book::Command;
use crate::book::catalogue::CorrectMaterial;
use crate::book::correction::Mistake;
use crate::book::material::{
    BuyLine, CorrectPurchase, CorrectReceipt, CorrectSupplierBill, CorrectSupplierPayment, Request,
};
use crate::book::months::CloseMonth;
use crate::book::order::{Payment, PaymentState};
use crate::book::payment::CorrectPayment;
use crate::book::stock::CorrectCount;
use crate::money::Rupiah;
use crate::quantity::Quantity;
use crate::time::Month;

/// The first of the kinds of rolls that correct something.
pub(crate) const FIRST: u8 = 230;
/// How many there are.
pub(crate) const COUNT: u8 = 7;

/// The business finds that something was written down wrongly.
pub(super) fn wish(roll: &Roll, view: &View<'_>) -> Option<(Player, Command)> {
    let (why, note) = (Mistake::ALL[index(roll.other, 3)], None);
    let quantity = Quantity::whole(roll.quantity);
    let command = match roll.kind - FIRST {
        0 | 1 => {
            let verified = |payment: &&Payment| matches!(payment.state, PaymentState::Verified { .. });
            let payments = view.book.orders.values().flat_map(|order| &order.payments);
            let mut payments: Vec<_> = payments.filter(verified).collect();
            payments.sort_by_key(|payment| payment.id);
            let payment = payments.get(index(roll.thing, payments.len()))?;
            let PaymentState::Verified { amount: was, .. } = payment.state else { return None };
            let amount = match roll.amount {
                1 => Rupiah(was.0 / 2),
                2 => was.and(Rupiah(50_000)),
                3 => Rupiah::ZERO,
                amount => Rupiah(amount),
            };
            CorrectPayment { payment: payment.id, amount, why, note }.into()
        }
        2 => {
            let received = |request: &&Request| !request.receipts.is_empty();
            let mut requests: Vec<_> = view.book.requests.values().filter(received).collect();
            requests.sort_by_key(|request| request.id);
            let request = requests.get(index(roll.thing, requests.len()))?;
            let damaged = if roll.amount == 3 { Quantity::whole(1) } else { Quantity::ZERO };
            let lines = vec![(1, quantity, damaged)];
            CorrectReceipt { request: request.id, receipt: 1, lines, why, note }.into()
        }
        3 => {
            let names = [GOODS.as_slice(), &MATERIALS].concat();
            let item = view.item(names[index(roll.thing, names.len())]);
            let was = view.book.stock.last_count(item).map_or(quantity, |count| count.quantity);
            CorrectCount { item, was, is: quantity, why, note }.into()
        }
        4 => {
            let who = if index(roll.other, 2) == 0 { Player::Supplier } else { Player::OtherSupplier };
            let (supplier, amount) = (view.party(who), Rupiah(roll.amount));
            let number = format!("F-{}", roll.thing % 9);
            if index(roll.thing, 2) == 0 {
                CorrectSupplierBill { supplier, number, amount, why, note }.into()
            } else {
                CorrectSupplierPayment { supplier, payment: 1, amount, why, note }.into()
            }
        }
        5 => {
            let purchases = &view.book.purchases;
            let place = index(roll.thing, purchases.len());
            let known = purchases.get(place)?;
            let material = view.material(MATERIALS[index(roll.other, 2)]);
            let cost = Rupiah(roll.amount.max(0) * 1_000);
            let mut lines: Vec<BuyLine> = known
                .lines
                .iter()
                .filter(|line| line.material != material)
                .map(|line| BuyLine { material: line.material, quantity: line.quantity, cost: line.cost })
                .collect();
            if roll.amount != 3 {
                lines.push(BuyLine { material, quantity, cost });
            }
            CorrectPurchase { purchase: u32::try_from(place + 1).ok()?, lines, why, note }.into()
        }
        _ if index(roll.other, 2) == 0 => {
            let month = view.book.months.next_to_close().unwrap_or_else(|| Month::of(view.today));
            CloseMonth { month, facts: view.book.month(month).facts }.into()
        }
        _ => {
            // Its own name, for the village finds it by that.
            let material = view.material(MATERIALS[index(roll.thing, 2)]);
            let name = MATERIALS[index(roll.thing / 2, 2)].to_owned();
            CorrectMaterial { material, name, why, note }.into()
        }
    };
    Some((Player::Business, command))
}
