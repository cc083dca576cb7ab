//! What was written down wrongly is corrected by a fact with a reason; what was and what is both stay.

use expect_test::expect;

use super::money_words::*;
use super::supply::*;
use super::village::Who::*;
use super::village::*;
use crate::book::Event;
use crate::book::catalogue::CorrectMaterial;
use crate::book::correction::Mistake;
use crate::book::material::{
    BuyLine, CorrectPurchase, CorrectReceipt, CorrectSupplierBill, CorrectSupplierPayment,
};
use crate::book::months::{Figure, FigureLine};
use crate::book::payment::{CorrectPayment, PaymentMethod, RecordPayment};
use crate::book::stock::{CorrectCount, MoveReason, moves};
use crate::money::Rupiah;
use crate::quantity::Quantity;
use crate::time::Month;

/// The last payment was of another amount.
pub(super) fn correct_payment(amount: i64) -> Step {
    of(Business, move |village| {
        let payment = village.payment_id();
        CorrectPayment { payment, amount: Rupiah(amount), why: Mistake::Mistyped, note: None }.into()
    })
}

/// The first line of the last request's first receipt was counted wrongly.
pub(super) fn correct_receipt(good: i64, damaged: i64) -> Step {
    of(Business, move |village| {
        let lines = vec![(1, Quantity::whole(good), Quantity::whole(damaged))];
        let request = village.request_id();
        CorrectReceipt { request, receipt: 1, lines, why: Mistake::Miscounted, note: None }.into()
    })
}

/// The newest count of something was wrong.
pub(super) fn correct_count(item: &'static str, was: i64, is: i64) -> Step {
    of(Business, move |village| {
        let (item, was, is) = (village.item(item), Quantity::whole(was), Quantity::whole(is));
        CorrectCount { item, was, is, why: Mistake::Miscounted, note: None }.into()
    })
}

/// The bill of the stories asks for another amount.
pub(super) fn correct_bill(amount: i64) -> Step {
    of(Business, move |_| {
        let (supplier, number) = (Supplier.party(), "F-12".to_owned());
        CorrectSupplierBill { supplier, number, amount: Rupiah(amount), why: Mistake::Mistyped, note: None }
            .into()
    })
}

/// The first payment to the supplier was of another amount.
pub(super) fn correct_supplier_payment(amount: i64) -> Step {
    of(Business, move |_| {
        let (supplier, amount) = (Supplier.party(), Rupiah(amount));
        CorrectSupplierPayment { supplier, payment: 1, amount, why: Mistake::Mistyped, note: None }.into()
    })
}

/// The first purchase was of so much teak, for so much.
pub(super) fn correct_purchase(quantity: i64, cost: i64) -> Step {
    of(Business, move |village| {
        let line = BuyLine {
            material: village.material("teak"),
            quantity: Quantity::whole(quantity),
            cost: Rupiah(cost),
        };
        let lines = if quantity == 0 { vec![] } else { vec![line] };
        CorrectPurchase { purchase: 1, lines, why: Mistake::Mistyped, note: None }.into()
    })
}

/// A material is called otherwise.
pub(super) fn correct_material(known: &'static str, name: &'static str) -> Step {
    of(Business, move |village| {
        let material = village.material(known);
        CorrectMaterial { material, name: name.to_owned(), why: Mistake::Mistyped, note: None }.into()
    })
}

/// A chair order of a million, half of it asked as deposit.
fn accepted() -> Vec<Step> {
    vec![place(&[("chair", 4)]), accept()]
}

fn paid(amount: i64) -> Given {
    given(accepted().into_iter().chain([record(amount)]))
}

/// So much of a material is there, and four more came with a request.
fn received(counted: Step) -> Vec<Step> {
    let mut steps = accepted();
    steps.extend([record(500_000), counted, request(4), confirm(4), ship(), receive(4)]);
    steps
}

fn delivered() -> Vec<Step> {
    let mut steps = accepted();
    steps.extend([
        record(500_000),
        count("teak", 20),
        start(),
        finish(),
        pack(2),
        dispatch_to(Courier),
        pick_up(),
    ]);
    steps.extend([deliver(0), record(500_000)]);
    steps
}

#[test]
fn a_payment_read_wrongly_leaves_the_order_what_it_lacks() {
    let less = paid(500_000).when(correct_payment(50_000));
    let order = less.village.order();
    assert_eq!((order.held(), order.rest()), (Rupiah(50_000), Rupiah(950_000)));
    assert_eq!(order.payments[0].corrected[0].was, Rupiah(500_000), "what was stays visible");
    less.then(expect!["PaymentCorrected [Rp500.000 is Rp50.000]"]);
    paid(500_000).when(correct_payment(500_000)).then(expect!["nothing new"]);
    paid(500_000).when(correct_payment(0)).then(expect!["PaymentCorrected [Rp500.000 is Rp0]"]);
    paid(500_000).when(correct_payment(-1)).then(expect!["refused: amount is missing or not usable"]);
}

#[test]
fn what_was_paid_more_than_written_down_pays_the_order_and_then_becomes_credit() {
    let more = paid(500_000).when(correct_payment(1_200_000));
    assert_eq!(more.village.order().rest(), Rupiah::ZERO);
    assert_eq!(more.village.book.account(Buyer.party()).credit, Rupiah(200_000));
    more.then(expect!["PaymentCorrected [Rp500.000 is Rp1.200.000, credit Rp200.000]"]);
}

#[test]
fn credit_that_never_came_is_taken_back() {
    let back = paid(1_200_000).when(correct_payment(1_000_000));
    assert_eq!(back.village.book.account(Buyer.party()).credit, Rupiah::ZERO);
    back.then(expect!["PaymentCorrected [Rp1.200.000 is Rp1.000.000, credit -Rp200.000]"]);
}

#[test]
fn credit_that_was_given_back_meanwhile_is_what_the_order_lacks() {
    let spent = || given(accepted().into_iter().chain([record(1_200_000), refund(200_000)]));
    let lacks = spent().when(correct_payment(1_000_000));
    assert_eq!(lacks.village.order().rest(), Rupiah(200_000));
    lacks.then(expect!["PaymentCorrected [Rp1.200.000 is Rp1.000.000]"]);
    spent()
        .when(correct_payment(150_000))
        .then(expect!["refused: part of it became credit and was used: Rp200.000 at least must remain"]);
    spent().when(correct_payment(200_000)).then(expect!["PaymentCorrected [Rp1.200.000 is Rp200.000]"]);
}

#[test]
fn an_order_that_was_closed_with_money_that_never_came_is_open_again() {
    let again = given(delivered()).when(correct_payment(400_000));
    let order = again.village.order();
    assert_eq!((order.rest(), order.stage_name().is_over()), (Rupiah(100_000), false));
    again.story(
        [record(100_000)],
        expect![[r#"
            business: RecordPayment → PaymentClaimed [Rp100.000 Cash], PaymentVerified [KW-2026-0003 Rp100.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn an_order_that_was_short_closes_with_the_money_that_had_come_after_all() {
    let mut steps = delivered();
    steps.pop();
    steps.push(record(50_000));
    given(steps)
        .when(correct_payment(500_000))
        .then(expect!["PaymentCorrected [Rp50.000 is Rp500.000], OrderClosed"]);
}

#[test]
fn a_payment_that_nobody_verified_is_verified_or_refused_not_corrected() {
    let claimed = || given(accepted().into_iter().chain([claim(500_000)]));
    claimed().when(correct_payment(1)).then(expect!["refused: this payment was not verified yet"]);
    let refused = given(accepted().into_iter().chain([claim(500_000), refuse_payment()]));
    refused.when(correct_payment(1)).then(expect!["refused: this payment was refused"]);
    paid(500_000)
        .when(correct_payment(1).by(Buyer))
        .then(expect!["refused: this step belongs to another party"]);
}

#[test]
fn a_reason_that_is_another_is_said_in_words() {
    let other = of(Business, |village| {
        let payment = village.payment_id();
        CorrectPayment { payment, amount: Rupiah(1), why: Mistake::Other, note: None }.into()
    });
    paid(500_000).when(other).then(expect!["refused: reason is missing or not usable"]);
}

#[test]
fn a_receipt_counted_wrongly_moves_the_shelf_and_stays_visible() {
    let received = || given(received(count("teak", 5)));
    let teak = |village: &Village| village.book.stock.on_hand(village.item("teak"));
    assert_eq!(teak(&received().village), Quantity::whole(9));
    let less = received().when(correct_receipt(3, 1));
    assert_eq!(teak(&less.village), Quantity::whole(8));
    let receipt = &less.village.book.requests[&less.village.request_id()].receipts[0];
    assert_eq!(receipt.corrected[0].was[0].quantity, Quantity::whole(4));
    let fact = less.village.facts().next_back().unwrap();
    let moved = moves(fact, |_| Quantity::ZERO);
    assert_eq!((moved[0].change, moved[0].why), (Quantity::whole(-1), MoveReason::Correction));
    less.then(expect!["ReceiptCorrected [4 is 3 (1 damaged)]"]);
    received().when(correct_receipt(4, 0)).then(expect!["nothing new"]);
    given(accepted().into_iter().chain([record(500_000), request(4)]))
        .when(correct_receipt(4, 0))
        .then(expect!["refused: there is nothing like that to correct"]);
}

#[test]
fn what_was_used_or_went_back_was_there() {
    given(received(count("teak", 0)).into_iter().chain([count("teak", 1)]))
        .when(correct_receipt(2, 0))
        .then(expect!["refused: teak: 1 batang of it were used or sold already"]);
    given(received(count("teak", 0)).into_iter().chain([give_back(3, 0), count("teak", 9)]))
        .when(correct_receipt(2, 0))
        .then(expect!["refused: teak: 1 batang of it were used or sold already"]);
}

#[test]
fn the_newest_count_is_corrected_and_what_moved_since_holds() {
    let teak = |village: &Village| village.book.stock.on_hand(village.item("teak"));
    let counted = || given([count("teak", 50), buy("teak", 2, 150_000)]);
    let less = counted().when(correct_count("teak", 50, 40));
    assert_eq!(teak(&less.village), Quantity::whole(42));
    less.then(expect!["CountCorrected [50 is 40 teak]"]);
    counted().when(correct_count("teak", 50, 50)).then(expect!["nothing new"]);
    counted()
        .when(correct_count("teak", 4, 40))
        .then(expect!["refused: this was counted again meanwhile: 50"]);
    given([make("table", 1, 0)])
        .when(correct_count("teak", 4, 3))
        .then(expect!["refused: teak: 1 batang of it were used or sold already"]);
}

#[test]
fn a_bill_and_a_payment_to_a_supplier_are_corrected_beside_what_was() {
    let owed = |village: &Village| village.book.suppliers[&Supplier.party()].owed();
    let steps = || given([bill(320_000), pay_supplier(100_000)]);
    let billed = steps().when(correct_bill(230_000));
    assert_eq!(owed(&billed.village), Rupiah(130_000));
    billed.then(expect!["SupplierBillCorrected [F-12 Rp320.000 is Rp230.000]"]);
    let settled = steps().when(correct_supplier_payment(10_000));
    assert_eq!(owed(&settled.village), Rupiah(310_000));
    settled.then(expect!["SupplierPaymentCorrected [Rp100.000 is Rp10.000]"]);
    given([]).when(correct_bill(1)).then(expect!["refused: there is nothing like that to correct"]);
    given([])
        .when(correct_supplier_payment(1))
        .then(expect!["refused: there is nothing like that to correct"]);
    steps().when(correct_bill(-1)).then(expect!["refused: amount is missing or not usable"]);
    steps().when(correct_bill(1).by(Supplier)).then(expect!["refused: this step belongs to another party"]);
}

#[test]
fn a_material_is_renamed_and_what_was_asked_for_keeps_its_name() {
    let renamed = given(accepted().into_iter().chain([record(500_000), request(4)]))
        .when(correct_material("teak", "jati tua"));
    let asked = &renamed.village.book.requests[&renamed.village.request_id()].lines[0];
    assert_eq!(asked.name, "teak");
    renamed.then(expect!["MaterialCorrected [teak is jati tua]"]);
    given([]).when(correct_material("teak", "Bolts")).then(expect!["refused: Bolts is taken already"]);
    given([]).when(correct_material("teak", " ")).then(expect!["refused: name is missing or not usable"]);
}

#[test]
fn money_of_an_order_that_was_called_off_is_corrected_where_it_went() {
    let called_off = || {
        let steps = accepted().into_iter().chain([record(500_000)]);
        given(steps.chain([super::agree::ask_cancellation(), super::agree::agree_to(1)]))
    };
    let village = called_off().village;
    let held = village.book.account(Buyer.party()).returnable();
    assert_eq!(held, Rupiah(500_000), "all of it went back to the buyer");
    let less = called_off().when(correct_payment(300_000));
    assert_eq!(less.village.book.account(Buyer.party()).returnable(), Rupiah(300_000));
    assert_eq!(less.village.order().held(), Rupiah::ZERO);
    let more = called_off().when(correct_payment(600_000));
    assert_eq!(more.village.book.account(Buyer.party()).returnable(), Rupiah(600_000));
}

#[test]
fn what_an_order_had_let_go_to_credit_comes_back_with_the_money_that_never_came() {
    let village = given([place(&[("chair", 4)]), accept(), record(1_000_000)]).village;
    let mut village = village;
    village.take(&super::agree::ask_fewer(2)).1.unwrap();
    village.take(&super::agree::agree_to(1)).1.unwrap();
    let credit = village.book.account(Buyer.party()).credit;
    assert!(credit.is_positive(), "the order became smaller");
    village.take(&correct_payment(800_000)).1.unwrap();
    assert_eq!(village.book.account(Buyer.party()).credit, credit.less(Rupiah(200_000)));
    assert_eq!(village.order().rest(), Rupiah::ZERO);
    let held =
        village.facts().any(|fact| matches!(fact, Event::PaymentCorrected(e) if e.taken_back.is_positive()));
    assert!(held);
}

#[test]
fn cash_that_a_courier_brought_is_settled_with_the_courier() {
    let mut steps = accepted();
    steps.extend([
        record(500_000),
        count("teak", 20),
        start(),
        finish(),
        pack(2),
        dispatch_collecting(500_000),
    ]);
    steps.extend([pick_up(), deliver(500_000), hand_over_cash(500_000)]);
    given(steps)
        .when(correct_payment(400_000))
        .then(expect!["refused: a courier brought this cash: settle it with the courier"]);
}

#[test]
fn nothing_is_told_to_have_happened_before_the_thing_it_belongs_to() {
    let mut village = given(accepted()).village;
    village.later(72);
    let order = village.order_id();
    let pay = RecordPayment { order, amount: Rupiah(500_000), method: PaymentMethod::Cash, note: None };
    village.tell_of(Some(village.now().plus_seconds(-4 * 86_400)));
    let refused = village.send(Business, None, crate::party::Channel::Web, &pay.clone().into());
    assert_eq!(refused.unwrap_err().to_string(), "that cannot have happened before 2026-11-23");
    village.tell_of(Some(village.now().plus_seconds(-2 * 86_400)));
    village.send(Business, None, crate::party::Channel::Web, &pay.into()).unwrap();
}

#[test]
fn a_whole_affair_is_told_days_later_and_nothing_of_it_before_the_order_was_there() {
    let day = 86_400;
    let mut village = given(accepted()).village;
    for step in [record(500_000), count("teak", 20)] {
        village.take(&step).1.unwrap();
    }
    village.later(96);
    let before = village.order().placed_at.plus_seconds(-day);
    let two_days_ago = village.now().plus_seconds(-2 * day);
    for step in [start(), finish(), pack(2), hand_over()] {
        village.tell_of(Some(before));
        let (name, refused) = village.take(&step);
        let refused = refused.expect_err(&format!("{name} before the order was there"));
        assert_eq!(refused.to_string(), "that cannot have happened before 2026-11-23", "{name}");
        village.tell_of(Some(two_days_ago));
        village.take(&step).1.unwrap();
    }
    // The goods went two days ago: they arrived on the next day, and not on the day before.
    village.tell_of(Some(two_days_ago.plus_seconds(-day)));
    let refused = village.take(&deliver(0).by(Business)).1.unwrap_err();
    assert_eq!(refused.to_string(), "that cannot have happened before 2026-11-25");
    village.tell_of(Some(two_days_ago.plus_seconds(day)));
    village.take(&deliver(0).by(Business)).1.unwrap();
}

#[test]
fn a_purchase_is_corrected_in_money_and_in_stock_beside_what_was() {
    let teak = |village: &Village| village.book.stock.on_hand(village.item("teak"));
    let spent = |village: &Village| {
        let figures = village.book.month(Month::parse("2026-11").unwrap()).figures;
        figures.iter().find(|line| line.figure == Figure::Purchases).map_or(0, |line| line.amount.0)
    };
    let steps = || given([buy("teak", 1, 950_000)]);
    let cheaper = steps().when(correct_purchase(1, 95_000));
    assert_eq!((spent(&cheaper.village), teak(&cheaper.village)), (95_000, Quantity::whole(5)));
    let purchase = &cheaper.village.book.purchases[0];
    assert_eq!(
        (purchase.lines[0].cost, purchase.corrected[0].was[0].cost),
        (Rupiah(95_000), Rupiah(950_000))
    );
    cheaper.then(expect!["PurchaseCorrected [1 teak for Rp950.000 is 1 teak for Rp95.000]"]);
    let more = steps().when(correct_purchase(3, 285_000));
    assert_eq!((spent(&more.village), teak(&more.village)), (285_000, Quantity::whole(7)));
    more.then(expect!["PurchaseCorrected [1 teak for Rp950.000 is 3 teak for Rp285.000]"]);
    let never = steps().when(correct_purchase(0, 0));
    assert_eq!((spent(&never.village), teak(&never.village)), (0, Quantity::whole(4)));
    never.then(expect!["PurchaseCorrected [1 teak for Rp950.000 is 0 teak for Rp0]"]);
    steps().when(correct_purchase(1, 950_000)).then(expect!["nothing new"]);
    given([]).when(correct_purchase(1, 1)).then(expect!["refused: there is nothing like that to correct"]);
    steps().when(correct_purchase(1, -1)).then(expect!["refused: price is missing or not usable"]);
    steps()
        .when(correct_purchase(1, 1).by(Supplier))
        .then(expect!["refused: this step belongs to another party"]);
    given([count("teak", 0), buy("teak", 8, 640_000), make("table", 1, 0)])
        .when(correct_purchase(1, 80_000))
        .then(expect!["refused: teak: 3 batang of it were used or sold already"]);
}

#[test]
fn what_is_still_there_of_a_purchase_is_worth_what_it_really_cost() {
    let average = |village: &Village| village.book.costs.average(village.material("teak")).unwrap();
    let right = given([buy("teak", 4, 400_000)]);
    let wrong = given([buy("teak", 4, 4_000_000)]).when(correct_purchase(4, 400_000));
    assert_eq!(average(&wrong.village), average(&right.village));
    let half_used = given([count("teak", 0), buy("teak", 8, 8_000_000), make("table", 1, 0)]);
    let half_used = half_used.when(correct_purchase(8, 800_000));
    assert_eq!(average(&half_used.village), Rupiah(100_000), "what was used stays as it was reckoned");
}

#[test]
fn a_correction_of_a_closed_months_purchase_counts_in_the_next() {
    let mut village = given([buy("teak", 1, 950_000)]).village;
    village.later(10 * 24);
    let month = Month::parse("2026-11").unwrap();
    village.take(&super::books::close_month()).1.unwrap();
    village.take(&correct_purchase(1, 95_000)).1.unwrap();
    let (closed, open) = (village.book.month(month), village.book.month(month.next()));
    let purchases = |figures: &[FigureLine]| {
        figures.iter().find(|line| line.figure == Figure::Purchases).map_or(0, |line| line.amount.0)
    };
    assert_eq!((purchases(&closed.figures), purchases(&open.figures)), (950_000, -855_000));
    assert_eq!(closed.corrections.len(), 1);
}
