//! One sentence a test: what a wish leads to, or what it is refused with.

use expect_test::expect;

use super::village::Who::*;
use super::village::*;
use crate::book::catalogue::Making;
use crate::book::order::FreightPayer;
use crate::book::profile::{SettlementRule, Wholesale};
use crate::ids::BlobHash;
use crate::money::Rupiah;
use crate::party::Channel;
use crate::quantity::{Quantity, Unit};

#[test]
fn a_dozen_is_twelve_at_the_wholesale_price() {
    given([])
        .when(place_with(|village, order| {
            let mut dozen = line(village, "chair", 1);
            dozen.unit = Unit::Lusin;
            order.lines = vec![dozen];
        }))
        .then(expect!["OrderPlaced [P-0001 Rp2.400.000]"]);
}

#[test]
fn lines_of_one_product_reach_the_wholesale_price_together() {
    given([]).when(place(&[("chair", 4), ("chair", 6)])).then(expect!["OrderPlaced [P-0001 Rp2.000.000]"]);
}

#[test]
fn freight_is_added_only_where_the_buyer_pays_it() {
    let accept = |payer| {
        accept_with(move |word| {
            word.freight = Rupiah(75_001);
            word.freight_payer = payer;
        })
    };
    given([place(&[("chair", 4)])])
        .when(accept(FreightPayer::Buyer))
        .then(expect!["OrderAccepted [total Rp1.075.001, deposit Rp537.501]"]);
    given([place(&[("chair", 4)])])
        .when(accept(FreightPayer::Business))
        .then(expect!["OrderAccepted [total Rp1.000.000, deposit Rp500.000]"]);
}

#[test]
fn a_regular_is_asked_no_deposit() {
    given([place(&[("vase", 4)])])
        .when(accept_with(|word| word.deposit_percent = Some(0)))
        .then(expect!["OrderAccepted [total Rp200.000, deposit Rp0], GoodsReserved [4 vase]"]);
}

#[test]
fn a_word_once_given_is_not_silently_changed() {
    let accepted = || given([place(&[("chair", 4)]), accept()]);
    accepted().when(accept()).then(expect!["nothing new"]);
    accepted()
        .when(accept_with(|word| word.deposit_percent = Some(0)))
        .then(expect!["refused: the order is AwaitingDeposit now"]);
    accepted()
        .when(accept_with(|word| word.promised = monday().plus(9)))
        .then(expect!["refused: the order is AwaitingDeposit now"]);
}

#[test]
fn an_empty_order_is_refused() {
    given([]).when(place(&[])).then(expect!["refused: the order is empty"]);
}

#[test]
fn an_order_of_more_lines_than_fit_is_refused() {
    given([])
        .when(place_with(|village, order| order.lines = vec![line(village, "chair", 1); 61]))
        .then(expect!["refused: too much at once: send it in smaller parts"]);
}

#[test]
fn half_a_chair_is_refused() {
    given([])
        .when(place_with(|village, order| {
            order.lines = vec![line(village, "chair", 1)];
            order.lines[0].quantity = Quantity::parse("0,5").unwrap();
        }))
        .then(expect!["refused: chair is sold whole"]);
}

#[test]
fn half_a_dozen_is_not_ordered_as_such() {
    given([])
        .when(place_with(|village, order| {
            order.lines = vec![line(village, "chair", 1)];
            order.lines[0].unit = Unit::Lusin;
            order.lines[0].quantity = Quantity::parse("0,5").unwrap();
        }))
        .then(expect!["refused: chair is sold whole"]);
}

#[test]
fn chairs_are_not_sold_by_the_kilogram() {
    given([])
        .when(place_with(|village, order| {
            order.lines = vec![line(village, "chair", 1)];
            order.lines[0].unit = Unit::Kg;
        }))
        .then(expect!["refused: chair is not sold by the kg"]);
}

#[test]
fn a_variant_there_is_not_is_refused() {
    given([])
        .when(place_with(|village, order| {
            order.lines = vec![line(village, "chair", 1)];
            order.lines[0].variant = 2;
        }))
        .then(expect!["refused: variant is missing or not usable"]);
}

#[test]
fn nothing_and_less_than_nothing_are_no_quantities() {
    given([]).when(place(&[("chair", 0)])).then(expect!["refused: quantity is missing or not usable"]);
    given([]).when(place(&[("chair", -1)])).then(expect!["refused: quantity is missing or not usable"]);
}

#[test]
fn more_than_can_be_counted_is_refused() {
    given([]).when(place(&[("chair", i64::MAX / 20_000)])).then(expect!["refused: the amount is too large"]);
}

#[test]
fn a_product_without_a_price_cannot_be_ordered_yet() {
    given([add_product("bench", Making::ToOrder)])
        .when(place(&[("bench", 1)]))
        .then(expect!["refused: bench has no price yet"]);
}

#[test]
fn a_day_of_another_age_is_neither_wanted_nor_promised() {
    given([])
        .when(place_with(|village, order| {
            order.lines = vec![line(village, "chair", 1)];
            order.wanted = Some(monday().plus(365 * 200));
        }))
        .then(expect!["refused: 2226-10-06 is more than five years ahead"]);
    let promised_in = |days: i32| {
        given([place(&[("chair", 1)])]).when(accept_with(move |word| word.promised = monday().plus(days)))
    };
    promised_in(5 * 366).then(expect!["OrderAccepted [total Rp250.000, deposit Rp125.000]"]);
    promised_in(5 * 366 + 1).then(expect!["refused: 2031-11-28 is more than five years ahead"]);
}

#[test]
fn a_day_that_has_passed_is_neither_wanted_nor_promised() {
    given([])
        .when(place_with(|village, order| {
            order.lines = vec![line(village, "chair", 1)];
            order.wanted = Some(monday().plus(-1));
        }))
        .then(expect!["refused: 2026-11-22 has passed"]);
    given([place(&[("chair", 1)])])
        .when(accept_with(|word| word.promised = monday().plus(-1)))
        .then(expect!["refused: 2026-11-22 has passed"]);
    given([place(&[("chair", 1)])])
        .when(accept_with(|word| word.promised = monday()))
        .then(expect!["OrderAccepted [total Rp250.000, deposit Rp125.000]"]);
}

#[test]
fn a_supplier_does_not_place_orders() {
    given([])
        .when(
            place_with(|village, order| {
                order.lines = vec![line(village, "chair", 1)];
                order.buyer = Supplier.party();
            })
            .by(Supplier),
        )
        .then(expect!["refused: this party is no Distributor"]);
}

#[test]
fn names_in_the_catalogue_are_taken_once() {
    given([]).when(add_product("Chair", Making::Resale)).then(expect!["refused: Chair is taken already"]);
    given([]).when(add_material("TEAK")).then(expect!["refused: TEAK is taken already"]);
    given([]).when(add_product(" ", Making::Resale)).then(expect!["refused: name is missing or not usable"]);
}

#[test]
fn a_book_is_opened_once() {
    given([]).when(open_business()).then(expect!["refused: this business is open already"]);
}

#[test]
fn no_more_than_everything_is_asked_as_deposit() {
    given([])
        .when(terms(101, 0, SettlementRule::AnyTime))
        .then(expect!["refused: deposit_percent is missing or not usable"]);
    given([place(&[("chair", 1)])])
        .when(accept_with(|word| word.deposit_percent = Some(101)))
        .then(expect!["refused: deposit_percent is missing or not usable"]);
}

#[test]
fn a_price_is_positive_and_wholesale_is_not_dearer() {
    given([]).when(price("chair", 0, 0)).then(expect!["refused: price is missing or not usable"]);
    given([]).when(price("chair", 100, 101)).then(expect!["refused: price is missing or not usable"]);
    given([]).when(price("chair", 250_000, 200_000)).then(expect!["nothing new"]);
}

#[test]
fn a_shelf_does_not_hold_less_than_nothing() {
    given([]).when(count("teak", -1)).then(expect!["refused: quantity is missing or not usable"]);
    given([]).when(count("teak", 4)).then(expect!["nothing new"]);
}

#[test]
fn nothing_is_no_payment() {
    given([place(&[("vase", 4)]), accept()])
        .when(claim(0))
        .then(expect!["refused: amount is missing or not usable"]);
    given([place(&[("vase", 4)]), accept(), claim(100_000)])
        .when(verify(-1))
        .then(expect!["refused: seen is missing or not usable"]);
}

#[test]
fn a_price_changed_later_leaves_what_was_ordered() {
    given([place(&[("chair", 4)]), price("chair", 900_000, 900_000), terms(10, 0, SettlementRule::AnyTime)])
        .when(accept())
        .then(expect!["OrderAccepted [total Rp1.000.000, deposit Rp100.000]"]);
}

#[test]
fn terms_changed_later_leave_what_was_agreed() {
    given([place(&[("vase", 4)]), accept(), terms(0, 0, SettlementRule::BeforeDispatch), record(100_000)])
        .when(pack(1))
        .then(expect!["OrderPacked [4 vase in 1 packages]"]);
}

#[test]
fn one_orders_materials_are_not_promised_to_the_next() {
    given([
        terms(0, 0, SettlementRule::AnyTime),
        place(&[("chair", 2)]),
        accept(),
        place(&[("chair", 1)]),
    ])
    .when(accept())
    .then(expect![
        "OrderAccepted [total Rp250.000, deposit Rp0], MaterialsPlanned [2 teak (short 2) + 8 bolts (short 0)]"
    ]);
}

#[test]
fn both_parties_of_an_order_write_and_nobody_else() {
    given([place(&[("vase", 4)])]).when(write()).then(expect!["MessageSent"]);
    given([place(&[("vase", 4)])]).when(write().by(Business)).then(expect!["MessageSent"]);
    for stranger in [OtherBuyer, Supplier, Courier] {
        given([place(&[("vase", 4)])])
            .when(write().by(stranger))
            .then(expect!["refused: this step belongs to another party"]);
    }
}

#[test]
fn both_parties_of_a_request_write_and_nobody_else() {
    let asked =
        || given([place(&[("chair", 4)]), accept(), record(500_000), request_from(Supplier, "teak", 4)]);
    asked().when(write_about_request()).then(expect!["MessageSent"]);
    asked().when(write_about_request().by(Business)).then(expect!["MessageSent"]);
    for stranger in [OtherSupplier, Buyer] {
        asked()
            .when(write_about_request().by(stranger))
            .then(expect!["refused: this step belongs to another party"]);
    }
}

#[test]
fn nobody_writes_or_reads_for_another() {
    let placed = || given([place(&[("vase", 4)]), write().by(Business)]);
    for step in [write(), read(1).by(Buyer)] {
        placed()
            .when(step.recorded_from(crate::party::Channel::Phone))
            .then(expect!["refused: this step belongs to another party"]);
    }
}

#[test]
fn a_change_without_a_photo_keeps_the_one_that_stands() {
    let picture = BlobHash([7; 32]);
    let village = given([
        change_profile("Mebel Jati Jaya").showing(picture),
        change_profile("Mebel Jati Raya"),
        change_product("vase", "jar").showing(picture),
        change_product("jar", "pot"),
    ])
    .village;
    let book = &village.book;
    let sheet = &book.catalogue.product(village.goods("pot")).unwrap().sheet;
    assert_eq!((book.profile().unwrap().photo, sheet.photo), (Some(picture), Some(picture)));
}

#[test]
fn a_message_without_words_and_photographs_is_refused() {
    let village = given([place(&[("vase", 4)])]).village;
    let about = crate::book::conversation::About::Order(village.order_id());
    let empty = crate::book::conversation::SendMessage { about, text: None };
    assert_eq!(
        village.ask_without_photo(Buyer, &empty.into()).unwrap_err(),
        crate::book::Rejection::NothingSaid
    );
}

#[test]
fn what_was_read_is_noted_once_and_only_while_something_is_unread() {
    let said = || given([place(&[("vase", 4)]), write(), write()]);
    said().when(read(1)).then(expect!["MessagesRead"]);
    said().when(read(99)).then(expect!["MessagesRead"]);
    said().when(read(0)).then(expect!["nothing new"]);
    given([place(&[("vase", 4)]), write(), read(1)]).when(read(1)).then(expect!["nothing new"]);
    // One's own words are nothing to read, and who answers has read what stands above.
    said().when(read(2).by(Buyer)).then(expect!["nothing new"]);
    given([place(&[("vase", 4)]), write(), write().by(Business)]).when(read(2)).then(expect!["nothing new"]);
}

#[test]
fn a_message_makes_no_open_form_stale() {
    let mut village = given([place(&[("vase", 4)])]).village;
    let order = village.order_id();
    let before = village.book.version(order.into());
    assert!(village.take(&write()).1.is_ok());
    assert_eq!(village.book.version(order.into()), before);
    assert_eq!(village.book.version(crate::book::conversation::About::Order(order).thread()), 1);
}

#[test]
fn a_business_changes_its_sign_and_may_not_lose_its_name() {
    given([]).when(change_profile(" Mebel Jaya ")).then(expect!["ProfileChanged [Mebel Jaya]"]);
    given([change_profile("Mebel Jaya")]).when(change_profile("Mebel Jaya")).then(expect!["nothing new"]);
    given([]).when(change_profile("  ")).then(expect!["refused: name is missing or not usable"]);
    given([])
        .when(change_profile("Toko Lain").by(Buyer))
        .then(expect!["refused: this step belongs to another party"]);
}

#[test]
fn wholesale_prices_that_are_shown_after_approval_are_charged_after_approval() {
    let ten = || place(&[("chair", 10)]);
    let private = || wholesale(Wholesale::AfterApproval);
    given([]).when(ten()).then(expect!["OrderPlaced [P-0001 Rp2.000.000]"]);
    given([private()]).when(ten()).then(expect!["OrderPlaced [P-0001 Rp2.500.000]"]);
    given([private(), approve(Buyer)]).when(ten()).then(expect!["OrderPlaced [P-0001 Rp2.000.000]"]);
    given([private(), approve(OtherBuyer)]).when(ten()).then(expect!["OrderPlaced [P-0001 Rp2.500.000]"]);
    given([private(), approve(Buyer), withdraw_approval(Buyer)])
        .when(ten())
        .then(expect!["OrderPlaced [P-0001 Rp2.500.000]"]);
    given([private(), wholesale(Wholesale::Public)])
        .when(ten())
        .then(expect!["OrderPlaced [P-0001 Rp2.000.000]"]);
}

#[test]
fn an_order_that_the_business_records_is_charged_as_they_agreed_and_approves_nobody() {
    let ten = || place(&[("chair", 10)]);
    given([wholesale(Wholesale::AfterApproval)])
        .when(ten().recorded_from(Channel::Phone))
        .then(expect!["OrderPlaced [P-0001 Rp2.000.000]"]);
    given([wholesale(Wholesale::AfterApproval), ten().recorded_from(Channel::WhatsApp)])
        .when(ten())
        .then(expect!["OrderPlaced [P-0002 Rp2.500.000]"]);
}

#[test]
fn only_the_business_approves_and_only_those_who_buy() {
    given([]).when(approve(Buyer).by(Buyer)).then(expect!["refused: this step belongs to another party"]);
    given([]).when(approve(Courier)).then(expect!["refused: this party is no Distributor"]);
    given([approve(Buyer)]).when(approve(Buyer)).then(expect!["nothing new"]);
    given([]).when(withdraw_approval(Buyer)).then(expect!["nothing new"]);
}

#[test]
fn a_product_is_described_anew_under_a_name_nothing_else_has() {
    given([]).when(change_product("chair", "armchair")).then(expect!["ProductChanged [armchair]"]);
    given([]).when(change_product("chair", "Table")).then(expect!["refused: Table is taken already"]);
    given([change_product("chair", "Chair")])
        .when(change_product("Chair", "Chair"))
        .then(expect!["nothing new"]);
}
