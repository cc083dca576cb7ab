//! Sales over the counter, and goods kept for somebody until a time.

use expect_test::expect;

use super::village::Who::*;
use super::village::*;
use crate::book::Event;
use crate::book::Rejection;
use crate::book::order::PassTime;
use crate::book::payment::PaymentMethod;
use crate::book::sale::{
    FreeGoods, FreeReason, KeepGoods, MakeSale, SellLine, VOID_SECONDS, VoidReason, VoidSale,
};
use crate::book::stock::StockItem;
use crate::ids::{ReservationId, SaleId};
use crate::money::Rupiah;
use crate::quantity::Quantity;

fn pick(village: &Village, name: &str, quantity: i64) -> SellLine {
    SellLine { product: village.goods(name), variant: 1, quantity: Quantity::whole(quantity) }
}

/// A sale in cash at the retail price, with as much cash as given.
pub(super) fn sell(name: &'static str, quantity: i64, tendered: i64) -> Step {
    sell_with(name, quantity, tendered, |_, _| {})
}

fn sell_with(
    name: &'static str,
    quantity: i64,
    tendered: i64,
    fill: impl Fn(&Village, &mut MakeSale) + 'static,
) -> Step {
    of(Business, move |village| {
        let line = pick(village, name, quantity);
        let price =
            village.book.catalogue.products[&line.product].price(1).map_or(Rupiah::ZERO, |p| p.retail);
        let mut sale = MakeSale {
            lines: vec![line],
            buyer: None,
            discount: Rupiah::ZERO,
            total: price.times(line.quantity).unwrap(),
            method: PaymentMethod::Cash,
            tendered: Rupiah(tendered),
            reservation: None,
        };
        fill(village, &mut sale);
        sale.into()
    })
}

fn last_sale(village: &Village) -> SaleId {
    let sold = |event: &Event| match event {
        Event::SaleMade(e) => Some(e.sale),
        _ => None,
    };
    village.facts().rev().find_map(sold).unwrap_or(SaleId([0; 16]))
}

fn last_kept(village: &Village) -> ReservationId {
    let kept = |event: &Event| match event {
        Event::GoodsKept(e) => Some(e.reservation),
        _ => None,
    };
    village.facts().rev().find_map(kept).unwrap_or(ReservationId([0; 16]))
}

/// The last sale is taken back.
pub(super) fn void() -> Step {
    of(Business, |village| {
        VoidSale { sale: last_sale(village), reason: VoidReason::Mistake, note: None }.into()
    })
}

/// So much is kept for the buyer for an hour.
pub(super) fn keep(name: &'static str, quantity: i64) -> Step {
    of(Business, move |village| {
        KeepGoods {
            buyer: Some(Buyer.party()),
            name: None,
            phone: None,
            lines: vec![pick(village, name, quantity)],
            until: village.now.plus_seconds(3_600),
            note: None,
        }
        .into()
    })
}

/// What was kept last is kept no longer.
pub(super) fn free() -> Step {
    of(Business, |village| {
        FreeGoods { reservation: last_kept(village), reason: FreeReason::NotWanted }.into()
    })
}

fn call_for(name: &'static str, quantity: i64, tendered: i64) -> Step {
    sell_with(name, quantity, tendered, |village, sale| sale.reservation = Some(last_kept(village)))
}

#[test]
fn a_sale_over_the_counter_takes_the_goods_from_the_shelf() {
    let vase = |village: &Village| village.book.stock.on_hand(village.item("vase"));
    let sold = given([]).when(sell("vase", 2, 150_000));
    assert_eq!(vase(&sold.village), Quantity::whole(3));
    sold.then(expect!["SaleMade [N-2026-0001 Rp100.000 of Rp150.000 given]"]);
    given([sell("vase", 2, 100_000)])
        .when(sell("vase", 1, 50_000))
        .then(expect!["SaleMade [N-2026-0002 Rp50.000 of Rp50.000 given]"]);
}

#[test]
fn a_sale_taken_back_puts_the_goods_back_once() {
    let back = given([sell("vase", 2, 120_000)]).when(void());
    assert_eq!(back.village.book.stock.on_hand(back.village.item("vase")), Quantity::whole(5));
    back.then(expect!["SaleVoided"]);
    given([sell("vase", 2, 120_000), void()]).when(void()).then(expect!["nothing new"]);
}

#[test]
fn nobody_sells_what_does_not_lie_there_or_is_kept() {
    given([]).when(sell("vase", 6, 360_000)).then(expect!["refused: vase is sold out: 5 pcs left"]);
    given([keep("vase", 4)])
        .when(sell("vase", 2, 120_000))
        .then(expect!["refused: vase is sold out: 1 pcs left"]);
    given([keep("vase", 4), free()])
        .when(sell("vase", 2, 120_000))
        .then(expect!["SaleMade [N-2026-0001 Rp100.000 of Rp120.000 given]"]);
    given([keep("vase", 4)])
        .when(place(&[("vase", 2)]))
        .then(expect!["refused: vase is sold out: 1 pcs left"]);
}

#[test]
fn who_had_goods_kept_gets_them_at_the_price_of_that_day() {
    let dearer = || given([keep("vase", 2), price("vase", 90_000, 80_000)]);
    let called_for = dearer().when(sell_with("vase", 2, 100_000, |village, sale| {
        sale.total = Rupiah(100_000);
        sale.reservation = Some(last_kept(village));
    }));
    assert_eq!(called_for.village.book.stock.reserved(called_for.village.item("vase")), Quantity::ZERO);
    assert_eq!(called_for.village.book.stock.on_hand(called_for.village.item("vase")), Quantity::whole(3));
    called_for.then(expect!["SaleMade [N-2026-0001 Rp100.000 of Rp100.000 given]"]);
    given([keep("vase", 2), call_for("vase", 2, 100_000)])
        .when(call_for("vase", 2, 100_000))
        .then(expect!["refused: these goods are not kept any more"]);
}

#[test]
fn the_price_on_the_screen_is_the_price_that_is_paid() {
    given([])
        .when(sell_with("vase", 2, 120_000, |_, sale| sale.total = Rupiah(90_000)))
        .then(expect!["refused: the total is Rp100.000 now, not Rp90.000"]);
    given([])
        .when(sell_with("vase", 2, 120_000, |_, sale| {
            sale.discount = Rupiah(20_000);
            sale.total = Rupiah(80_000);
        }))
        .then(expect!["SaleMade [N-2026-0001 Rp80.000 of Rp120.000 given]"]);
    given([]).when(sell("vase", 2, 99_999)).then(expect!["refused: Rp99.999 is less than Rp100.000"]);
    given([])
        .when(sell_with("vase", 2, 0, |_, sale| sale.method = PaymentMethod::Qris))
        .then(expect!["SaleMade [N-2026-0001 Rp100.000 of Rp100.000 given]"]);
    given([])
        .when(sell_with("vase", 1, 60_000, |_, sale| sale.discount = Rupiah(50_001)))
        .then(expect!["refused: discount is missing or not usable"]);
}

#[test]
fn the_same_goods_picked_twice_are_one_line_and_a_half_is_refused() {
    let twice = given([]).when(sell_with("vase", 4, 240_000, |village, sale| {
        sale.lines = vec![pick(village, "vase", 3), pick(village, "vase", 1)];
    }));
    let sale = &twice.village.book.sales.recent[&last_sale(&twice.village)];
    assert_eq!(sale.made.lines.len(), 1);
    given([])
        .when(sell_with("vase", 1, 60_000, |_, sale| sale.lines[0].quantity = Quantity::from_raw(5_000)))
        .then(expect!["refused: vase is sold whole"]);
    given([])
        .when(sell_with("vase", 1, 60_000, |_, sale| sale.lines.clear()))
        .then(expect!["refused: the order is empty"]);
}

#[test]
fn goods_are_freed_when_their_time_is_over_and_not_before() {
    let expired =
        |village: &Village| FreeGoods { reservation: last_kept(village), reason: FreeReason::Expired };
    given([keep("vase", 1)])
        .when(of(Business, move |village| expired(village).into()))
        .then(expect!["refused: these goods are still kept"]);
    let mut village = given([keep("vase", 1)]).village;
    village.now = village.now.plus_seconds(3_600);
    let freed = village.send(Business, None, crate::party::Channel::Web, &expired(&village).into()).unwrap();
    assert!(matches!(&freed[..], [Event::KeptGoodsFreed(e)] if e.reason == FreeReason::Expired));
    let item: StockItem = village.item("vase");
    assert_eq!(village.book.stock.reserved(item), Quantity::ZERO);
    let again = village.send(Business, None, crate::party::Channel::Web, &expired(&village).into());
    assert_eq!(again, Ok(vec![]));
}

#[test]
fn what_nobody_calls_for_is_freed_by_itself_when_its_time_is_over() {
    let mut village = given([keep("vase", 1)]).village;
    let tick = |village: &mut Village| {
        village.send(Business, None, crate::party::Channel::Policy, &PassTime {}.into()).unwrap()
    };
    assert_eq!(tick(&mut village), vec![]);
    assert_eq!(village.book.next_due(), village.book.sales.kept.values().map(|kept| kept.until).next());
    village.now = village.now.plus_seconds(3_600);
    let freed = tick(&mut village);
    assert!(matches!(&freed[..], [Event::KeptGoodsFreed(e)] if e.reason == FreeReason::Expired));
    assert_eq!(village.book.stock.reserved(village.item("vase")), Quantity::ZERO);
    assert_eq!(tick(&mut village), vec![]);
}

#[test]
fn what_a_count_found_missing_is_not_sold_even_to_whom_it_was_kept_for() {
    given([keep("vase", 3), count("vase", 1)])
        .when(call_for("vase", 3, 150_000))
        .then(expect!["refused: vase is sold out: 1 pcs left"]);
}

#[test]
fn an_old_sale_is_no_longer_taken_back() {
    let mut village = given([sell("vase", 1, 60_000)]).village;
    let old = last_sale(&village);
    village.now = village.now.plus_seconds(VOID_SECONDS);
    village.take(&sell("vase", 1, 60_000)).1.unwrap();
    let wish = VoidSale { sale: old, reason: VoidReason::Returned, note: None };
    assert!(matches!(village.ask(Business, &wish.into()), Err(Rejection::Unknown { .. })));
}
