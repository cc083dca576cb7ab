//! Wishes of those who bargain, and ask for something else than was agreed.

use super::{Player, Roll, View, answer, index};
use crate::book::Command;
use crate::book::order::{
    AcceptOffer, AskCancellation, AskChange, AskedLine, CounterOrder, FreightPayer, Gate, OfferedLine, Side,
    WithdrawAsk,
};
use crate::book::profile::{GiveBack, Keep, OrderPolicySet, SetOrderPolicy};
use crate::money::Rupiah;
use crate::quantity::Quantity;

/// The first of the kinds of rolls that are such wishes.
pub(crate) const FIRST: u8 = 180;
/// How many there are.
pub(crate) const COUNT: u8 = 8;

/// An offer, its answer, a question about what was agreed, its answer, or another policy.
pub(super) fn wish(roll: &Roll, view: &View<'_>) -> Option<(Player, Command)> {
    let order = roll.order(view)?;
    let buyer = view.player(order.buyer)?;
    let of = |side: Side| if side == Side::Buyer { buyer } else { Player::Business };
    let either = if index(roll.other, 2) == 0 { buyer } else { Player::Business };
    let number = order.lines.get(index(roll.other, order.lines.len()))?.number;
    let quantity = Quantity::whole(roll.quantity);
    let (id, note) = (order.id, None);
    Some(match roll.kind - FIRST {
        by @ (0 | 1) => {
            let price = (roll.amount > 3).then_some(Rupiah(roll.amount));
            let wish = CounterOrder {
                order: id,
                lines: vec![OfferedLine { number, quantity: Some(quantity), price }],
                promised: view.today.plus(9),
                deposit_percent: Some([0, 30, 100][index(roll.thing, 3)]),
                freight: Rupiah(7_000),
                freight_payer: FreightPayer::Buyer,
                hours: Some(24),
                note,
            };
            (if by == 0 { Player::Business } else { buyer }, wish.into())
        }
        2 => {
            let offer = order.offers.last()?;
            (of(offer.terms.by.other()), AcceptOffer { order: id, offer: offer.terms.offer }.into())
        }
        3 => {
            let quantity = if roll.amount == 2 { Quantity::ZERO } else { quantity };
            let lines = vec![AskedLine { number, quantity }];
            let promised = (roll.amount == 3).then_some(view.today.plus(20));
            (either, AskChange { order: id, lines, promised, note }.into())
        }
        4 => (either, AskCancellation { order: id, note }.into()),
        5 => {
            let ask = order.asks.last()?;
            (of(ask.by.other()), answer(id, ask.number, index(roll.other, 3) > 0))
        }
        6 => {
            let ask = order.asks.last()?;
            (of(ask.by), WithdrawAsk { order: id, ask: ask.number }.into())
        }
        _ => (Player::Business, SetOrderPolicy { policy: policy(roll) }.into()),
    })
}

fn policy(roll: &Roll) -> OrderPolicySet {
    let kept = [(Keep::Nothing, 0), (Keep::Percent, 30), (Keep::Materials, 0)];
    let (keep, keep_percent) = kept[index(roll.other, 3)];
    OrderPolicySet {
        deposit_before: [Gate::Materials, Gate::Production, Gate::Dispatch][index(roll.thing, 3)],
        cancel_after_start: roll.quantity > 2,
        keep,
        keep_percent,
        give_back: [GiveBack::Refund, GiveBack::Credit][index(roll.other, 2)],
        ..OrderPolicySet::default()
    }
}
