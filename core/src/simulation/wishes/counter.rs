//! Wishes at the counter.

use chrono_tz::UTC;

use super::{GOODS, Player, Roll, View, index};
use crate::book::Command;
use crate::book::payment::PaymentMethod;
use crate::book::sale::{FreeGoods, FreeReason, KeepGoods, MakeSale, SellLine, VoidReason, VoidSale};
use crate::money::Rupiah;
use crate::quantity::Quantity;

/// The first of the kinds of rolls that are wishes at the counter.
pub(crate) const FIRST: u8 = 200;
/// How many there are.
pub(crate) const COUNT: u8 = 4;

/// Somebody buys over the counter, has something kept, calls for it, or brings it back.
pub(super) fn wish(roll: &Roll, view: &View<'_>) -> Option<(Player, Command)> {
    let sales = &view.book.sales;
    let product = view.goods(GOODS[index(roll.other, GOODS.len())]);
    let line = SellLine { product, variant: 1, quantity: Quantity::whole(roll.quantity) };
    let command = match roll.kind - FIRST {
        0 => {
            let kept = sales.kept.values().nth(index(roll.thing, sales.kept.len().max(1)));
            let kept = kept.filter(|_| roll.amount != 3);
            let of_kept = kept.map(|kept| {
                let line = |line: &crate::book::sale::SaleLine| SellLine {
                    product: line.product,
                    variant: line.variant,
                    quantity: line.quantity,
                };
                kept.lines.iter().map(line).collect()
            });
            let retail =
                view.book.catalogue.product(product).ok()?.price(1).map_or(Rupiah::ZERO, |p| p.retail);
            let total = kept.map_or_else(|| retail.times(line.quantity).unwrap_or(retail), |kept| kept.total);
            let methods = [PaymentMethod::Cash, PaymentMethod::Qris, PaymentMethod::CourierCash];
            MakeSale {
                lines: of_kept.unwrap_or_else(|| vec![line]),
                buyer: kept.and_then(|kept| kept.buyer),
                discount: Rupiah::ZERO,
                total,
                method: methods[index(roll.other, methods.len())],
                tendered: total,
                reservation: kept.map(|kept| kept.reservation),
            }
            .into()
        }
        1 => {
            let sale = *sales.recent.keys().nth(index(roll.thing, sales.recent.len().max(1)))?;
            VoidSale { sale, reason: VoidReason::Mistake, note: None }.into()
        }
        2 => KeepGoods {
            buyer: Some(view.party(Player::Buyer)),
            name: None,
            phone: None,
            lines: vec![line],
            until: view.today.plus(3).start_in(UTC),
            note: None,
        }
        .into(),
        _ => {
            let reservation = *sales.kept.keys().nth(index(roll.thing, sales.kept.len().max(1)))?;
            let reasons = [FreeReason::NotWanted, FreeReason::Expired];
            FreeGoods { reservation, reason: reasons[index(roll.other, 2)] }.into()
        }
    };
    Some((Player::Business, command))
}
