//! Wishes about what is packed, on the road, refused at the door and sent back.

#![allow(clippy::indexing_slicing, reason = "indexes are below their lengths")]

use super::wishes::{Player, Roll, View, index};
use crate::book::Command;
use crate::book::delivery::{
    AcceptDelivery, Carrier, CompleteDelivery, CompleteStop, DispatchOrder, LineOutcome, LineQuantity, Load,
    MoneyBack, PickUpDelivery, PlanTrip, ReassignDelivery, ReceiveReturn, ReopenDelivery, ReorderTrip,
    ReturnGoods, ReturnLine, ReturnReason, ReturnedLine, SetReturnPolicy, SettleShortfall, SettledLine,
    TransportMode,
};
use crate::book::order::{Order, Slip, SlipState};
use crate::book::production::{PackOrder, PackageContents};
use crate::money::Rupiah;
use crate::quantity::Quantity;

/// The wish of a roll that is about the road.
pub(super) fn wish(roll: &Roll, view: &View<'_>) -> Option<(Player, Command)> {
    let order = roll.order(view)?;
    let some = Quantity::whole(roll.quantity);
    let slip = order.slips.get(index(roll.other, order.slips.len()));
    let courier = if roll.other.is_multiple_of(2) { Player::OtherCourier } else { Player::Courier };
    let carrier = Carrier::Courier { party: view.party(courier) };
    Some(match roll.kind {
        60 => (Player::Business, pack_each(order)),
        61 | 62 => (Player::Business, send_some(order, carrier, some, roll.kind == 62)),
        63 => (view.carrier(slip?)?, AcceptDelivery { slip: slip?.id }.into()),
        64 => {
            let (mode, courier_fee) = (TransportMode::Pickup, Rupiah(7_000));
            let vehicle = "K 1234 AB".to_owned();
            let wish = ReassignDelivery { slip: slip?.id, carrier, mode, vehicle, courier_fee, note: None };
            (Player::Business, wish.into())
        }
        65 => (view.carrier(slip?)?, ReopenDelivery { slip: slip?.id }.into()),
        66 | 67 => (view.carrier(slip?)?, some_taken(slip?, some, roll.other)),
        68 => {
            let who = if roll.other.is_multiple_of(3) { Player::Business } else { view.player(order.buyer)? };
            (who, send_back(order, some))
        }
        69 => {
            let number = u16::try_from(1 + index(roll.other, order.returns.len().max(1))).unwrap_or(1);
            (Player::Business, count_as(order, number, roll.other)?)
        }
        70 => (Player::Business, settle(order, some, roll.other)),
        71 => trips(roll, view)?,
        _ => match roll.other % 3 {
            0 => (
                Player::Business,
                SetReturnPolicy { days: u16::try_from(roll.thing % 9).unwrap_or(0) }.into(),
            ),
            1 => {
                let missing = slip?.boxes.first().copied().into_iter().collect();
                (view.carrier(slip?)?, PickUpDelivery { slip: slip?.id, missing }.into())
            }
            _ => {
                let out = order.slips.iter().filter(|slip| matches!(slip.state, SlipState::PickedUp { .. }));
                let slips = out.map(|slip| (slip.id, slip.cash_to_collect)).collect();
                let wish = CompleteStop { slips, received_by: None, signature: None, codes: Vec::new() };
                (view.carrier(slip?)?, wish.into())
            }
        },
    })
}

/// A package for each line.
fn pack_each(order: &Order) -> Command {
    let contents: Vec<PackageContents> = (1..)
        .zip(&order.lines)
        .map(|(package, line)| PackageContents {
            package,
            lines: vec![LineQuantity { line: line.number, quantity: line.base }],
        })
        .collect();
    let packages = u16::try_from(contents.len()).unwrap_or(u16::MAX);
    PackOrder { order: order.id, packages, contents }.into()
}

fn send_some(order: &Order, carrier: Carrier, some: Quantity, by_package: bool) -> Command {
    let first = order.parcels_here().map(|parcel| parcel.number).take(1).collect();
    let load = if by_package {
        Load::Packages(first)
    } else {
        let lines = order
            .load_here()
            .iter()
            .map(|of| LineQuantity { quantity: of.quantity.min(some), ..*of })
            .collect();
        Load::Lines { lines, packages: first }
    };
    DispatchOrder {
        order: order.id,
        carrier,
        mode: TransportMode::Motorcycle,
        vehicle: String::new(),
        load,
        cash_to_collect: Rupiah::ZERO,
        courier_fee: Rupiah::ZERO,
        code: false,
        note: None,
    }
    .into()
}

/// Some of it is taken, the rest is broken, not wanted or not there.
fn some_taken(slip: &Slip, some: Quantity, how: u64) -> Command {
    let outcome = |of: &LineQuantity| {
        let accepted = of.quantity.less_or_zero(some);
        let rest = of.quantity.less(accepted);
        let mut outcome = LineOutcome {
            line: of.line,
            accepted,
            damaged: Quantity::ZERO,
            refused: Quantity::ZERO,
            missing: Quantity::ZERO,
        };
        match how % 3 {
            0 => outcome.damaged = rest,
            1 => outcome.refused = rest,
            _ => outcome.missing = rest,
        }
        outcome
    };
    let outcomes = slip.load.iter().map(outcome).collect();
    let cash_collected = slip.cash_to_collect;
    CompleteDelivery {
        slip: slip.id,
        received_by: None,
        cash_collected,
        outcomes,
        signature: None,
        code: None,
    }
    .into()
}

fn send_back(order: &Order, some: Quantity) -> Command {
    let with_buyer = order.goods.iter().filter(|goods| goods.delivered.is_positive());
    let line = |goods: &crate::book::delivery::LineGoods| ReturnLine {
        line: goods.line,
        quantity: goods.delivered.min(some),
        reason: ReturnReason::Wrong,
    };
    ReturnGoods { order: order.id, lines: with_buyer.map(line).collect(), note: None }.into()
}

/// Everything that came back goes onto the shelf.
pub(super) fn count(order: &Order, number: u16) -> Option<Command> {
    count_as(order, number, 1)
}

fn count_as(order: &Order, number: u16, how: u64) -> Option<Command> {
    let entry = order.returns.iter().find(|entry| entry.number == number)?;
    let line = |of: &ReturnLine| {
        let mut line = ReturnedLine {
            line: of.line,
            again: Quantity::ZERO,
            to_stock: Quantity::ZERO,
            scrapped: Quantity::ZERO,
            lost: Quantity::ZERO,
            kept: Quantity::ZERO,
        };
        match how % 5 {
            0 => line.again = of.quantity,
            1 => line.to_stock = of.quantity,
            2 => line.scrapped = of.quantity,
            3 => line.lost = of.quantity,
            _ => line.kept = of.quantity,
        }
        line
    };
    let lines = entry.lines.iter().map(line).collect();
    Some(ReceiveReturn { order: order.id, number, lines }.into())
}

/// The price is lowered by everything that is missing.
pub(super) fn forgo(order: &Order) -> Command {
    settle(order, Quantity::ZERO, 1)
}

fn settle(order: &Order, replaced: Quantity, how: u64) -> Command {
    let most = order.most_off_what_is_kept();
    if how.is_multiple_of(5) && most.is_positive() {
        return off_what_is_kept(order, most);
    }
    let short = order.goods.iter().filter(|goods| goods.short.is_positive());
    let line = |goods: &crate::book::delivery::LineGoods| {
        let replaced = goods.short.min(replaced);
        SettledLine { line: goods.line, replaced, forgone: goods.short.less(replaced) }
    };
    let back = if how.is_multiple_of(2) { MoneyBack::Credit } else { MoneyBack::Refund };
    let lines = short.map(line).collect();
    SettleShortfall { order: order.id, lines, amount: None, back, note: None }.into()
}

/// What the buyer keeps costs that much less.
fn off_what_is_kept(order: &Order, amount: Rupiah) -> Command {
    let (replaced, forgone) = (Quantity::ZERO, Quantity::ZERO);
    let kept = order.lines.iter().filter(|line| order.kept_though_reported(line.number).is_positive());
    let lines = kept.map(|line| SettledLine { line: line.number, replaced, forgone }).collect();
    SettleShortfall { order: order.id, lines, amount: Some(amount), back: MoneyBack::Refund, note: None }
        .into()
}

fn trips(roll: &Roll, view: &View<'_>) -> Option<(Player, Command)> {
    if roll.other.is_multiple_of(2) {
        let trips: Vec<_> = view.book.trips.values().collect();
        let trip = trips.get(index(roll.thing, trips.len()))?;
        let slips = trip.slips.iter().rev().copied().collect();
        return Some((Player::Courier, ReorderTrip { trip: trip.id, slips }.into()));
    }
    let carrier = Carrier::Courier { party: view.party(Player::Courier) };
    let open = view.book.orders.values().flat_map(Order::open_slips);
    let slips = open.filter(|slip| slip.carrier == carrier).map(|slip| slip.id).collect();
    let wish = PlanTrip { carrier, mode: TransportMode::Pickup, vehicle: String::new(), slips };
    Some((Player::Business, wish.into()))
}
