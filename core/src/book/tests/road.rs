//! The road: several slips for one order, what is refused at the door, what goes back, trips, and deeds that are
//! told late.

use expect_test::expect;

use super::village::Who::*;
use super::village::*;
use crate::book::delivery::{
    AcceptDelivery, Carrier, CompleteDelivery, CompleteStop, Deed, DispatchOrder, LineOutcome, LineQuantity,
    Load, MoneyBack, PickUpDelivery, PlanTrip, ReassignDelivery, ReceiveReturn, ReopenDelivery, ReorderTrip,
    ReturnGoods, ReturnLine, ReturnReason, ReturnedLine, SetReturnPolicy, SettleShortfall, SettledLine,
    TransportMode, delivery_code,
};
use crate::book::production::{PackOrder, PackageContents};
use crate::book::{Event, Rejection};
use crate::ids::{BlobHash, BookId, SlipId, TripId};
use crate::money::Rupiah;
use crate::quantity::Quantity;

fn so_many(line: u16, quantity: i64) -> LineQuantity {
    LineQuantity { line, quantity: Quantity::whole(quantity) }
}

/// Packages with what is in each, by line.
pub(super) fn pack_in(contents: &'static [&'static [(u16, i64)]]) -> Step {
    of(Business, move |village| {
        let inside = |lines: &&[(u16, i64)]| lines.iter().map(|(line, many)| so_many(*line, *many)).collect();
        let contents: Vec<_> = (1..)
            .zip(contents)
            .map(|(package, lines)| PackageContents { package, lines: inside(lines) })
            .collect();
        let packages = u16::try_from(contents.len()).unwrap();
        PackOrder { order: village.order_id(), packages, contents }.into()
    })
}

/// A slip that differs from all others.
pub(super) fn send_with(fill: impl Fn(&mut DispatchOrder) + 'static) -> Step {
    of(Business, move |village| {
        let mut wish = DispatchOrder {
            order: village.order_id(),
            carrier: Carrier::Courier { party: Courier.party() },
            mode: TransportMode::Other,
            vehicle: String::new(),
            load: Load::All,
            cash_to_collect: Rupiah::ZERO,
            courier_fee: Rupiah::ZERO,
            code: false,
            note: None,
        };
        fill(&mut wish);
        wish.into()
    })
}

pub(super) fn send_packages(packages: &'static [u16]) -> Step {
    send_with(move |wish| wish.load = Load::Packages(packages.to_vec()))
}

pub(super) fn send_lines(lines: &'static [(u16, i64)]) -> Step {
    send_with(move |wish| {
        let lines = lines.iter().map(|(line, many)| so_many(*line, *many)).collect();
        wish.load = Load::Lines { lines, packages: Vec::new() };
    })
}

pub(super) fn accept_slip() -> Step {
    of(Courier, |village| AcceptDelivery { slip: village.slip_id() }.into())
}

pub(super) fn reassign_to(courier: Who) -> Step {
    of(Business, move |village| {
        ReassignDelivery {
            slip: village.slip_id(),
            carrier: Carrier::Courier { party: courier.party() },
            mode: TransportMode::Pickup,
            vehicle: "K 1234 AB".to_owned(),
            courier_fee: Rupiah::ZERO,
            note: None,
        }
        .into()
    })
}

pub(super) fn reopen() -> Step {
    of(Courier, |village| ReopenDelivery { slip: village.slip_id() }.into())
}

fn pick_up_without(missing: &'static [u16]) -> Step {
    of(Courier, move |village| PickUpDelivery { slip: village.slip_id(), missing: missing.to_vec() }.into())
}

/// Of each line: taken, broken, not wanted, not there.
fn deliver_counting(outcomes: &'static [(u16, [i64; 4])]) -> Step {
    deliver_with(move |_, wish| {
        let outcome = |(line, [accepted, damaged, refused, missing]): &(u16, [i64; 4])| LineOutcome {
            line: *line,
            accepted: Quantity::whole(*accepted),
            damaged: Quantity::whole(*damaged),
            refused: Quantity::whole(*refused),
            missing: Quantity::whole(*missing),
        };
        wish.outcomes = outcomes.iter().map(outcome).collect();
    })
}

fn deliver_with(fill: impl Fn(&Village, &mut CompleteDelivery) + 'static) -> Step {
    of(Courier, move |village| {
        let mut wish = CompleteDelivery {
            slip: village.slip_id(),
            received_by: None,
            cash_collected: Rupiah::ZERO,
            outcomes: Vec::new(),
            signature: None,
            code: None,
        };
        fill(village, &mut wish);
        wish.into()
    })
}

/// All open slips of the courier at once.
pub(super) fn deliver_all() -> Step {
    of(Courier, |village| {
        let open = village.book.orders.values().flat_map(|order| order.open_slips());
        let slips = open.map(|slip| (slip.id, slip.cash_to_collect)).collect();
        CompleteStop { slips, received_by: None, signature: None, codes: Vec::new() }.into()
    })
}

pub(super) fn send_back(line: u16, quantity: i64) -> Step {
    of(Buyer, move |village| {
        let line = ReturnLine { line, quantity: Quantity::whole(quantity), reason: ReturnReason::Wrong };
        ReturnGoods { order: village.order_id(), lines: vec![line], note: None }.into()
    })
}

/// Of the first line: again, to stock, scrapped, lost, kept.
pub(super) fn count_back(number: u16, parts: [i64; 5]) -> Step {
    of(Business, move |village| {
        let [again, to_stock, scrapped, lost, kept] = parts.map(Quantity::whole);
        let line = ReturnedLine { line: 1, again, to_stock, scrapped, lost, kept };
        ReceiveReturn { order: village.order_id(), number, lines: vec![line] }.into()
    })
}

/// Of the first line: replaced, forgone.
pub(super) fn settle(replaced: i64, forgone: i64, back: MoneyBack) -> Step {
    settle_with(replaced, forgone, move |wish| wish.back = back)
}

fn settle_with(replaced: i64, forgone: i64, fill: impl Fn(&mut SettleShortfall) + 'static) -> Step {
    of(Business, move |village| {
        let (replaced, forgone) = (Quantity::whole(replaced), Quantity::whole(forgone));
        let mut wish = SettleShortfall {
            order: village.order_id(),
            lines: vec![SettledLine { line: 1, replaced, forgone }],
            amount: None,
            back: MoneyBack::Credit,
            note: None,
        };
        fill(&mut wish);
        wish.into()
    })
}

pub(super) fn returns_within(days: u16) -> Step {
    of(Business, move |_| SetReturnPolicy { days }.into())
}

fn all_open(village: &Village) -> Vec<SlipId> {
    village.book.orders.values().flat_map(|order| order.open_slips()).map(|slip| slip.id).collect()
}

/// All open slips on one trip.
pub(super) fn plan_trip() -> Step {
    of(Business, |village| {
        PlanTrip {
            carrier: Carrier::Courier { party: Courier.party() },
            mode: TransportMode::Pickup,
            vehicle: "K 1234 AB".to_owned(),
            slips: all_open(village),
        }
        .into()
    })
}

/// The last stop first.
pub(super) fn reorder_trip() -> Step {
    of(Courier, |village| {
        let trip = village.book.trips.values().last();
        let (trip, slips) = trip.map_or((TripId([0; 16]), Vec::new()), |trip| {
            (trip.id, trip.slips.iter().rev().copied().collect())
        });
        ReorderTrip { trip, slips }.into()
    })
}

fn packed() -> Vec<Step> {
    vec![place(&[("vase", 4), ("table", 2)]), accept_with(|word| word.deposit_percent = Some(0)), pack(3)]
}

/// Two vases and a table, two vases, a table.
fn packed_in_three() -> Vec<Step> {
    vec![
        place(&[("vase", 4), ("table", 2)]),
        accept_with(|word| word.deposit_percent = Some(0)),
        pack_in(&[&[(1, 2), (2, 1)], &[(1, 2)], &[(2, 1)]]),
    ]
}

fn on_the_road() -> Vec<Step> {
    let mut steps = packed();
    steps.extend([dispatch_to(Courier), pick_up()]);
    steps
}

fn paid_and_on_the_road() -> Vec<Step> {
    let mut steps = packed();
    steps.extend([record(1_800_000), dispatch_to(Courier), pick_up()]);
    steps
}

fn with(mut steps: Vec<Step>, more: impl IntoIterator<Item = Step>) -> Vec<Step> {
    steps.extend(more);
    steps
}

#[test]
fn an_order_goes_out_in_two_parts_and_is_paid_once() {
    given(packed_in_three()).story(
        [
            send_packages(&[2]),
            send_packages(&[2]),
            pick_up(),
            deliver(0),
            send_packages(&[1, 3]),
            pick_up(),
            deliver(0),
            record(1_800_000),
        ],
        expect![[r#"
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp0]
            business: DispatchOrder → refused: package 2 is not here
            courier: PickUpDelivery → DeliveryPickedUp
            courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: DispatchOrder → DeliveryOrdered [SJ-0002 attempt 2 by courier, collect Rp0]
            courier: PickUpDelivery → DeliveryPickedUp
            courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp1.800.000 Cash], PaymentVerified [KW-2026-0001 Rp1.800.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn what_is_in_the_packages_is_the_order() {
    let placed = || vec![place(&[("vase", 4)]), accept_with(|word| word.deposit_percent = Some(0))];
    given(placed()).story(
        [
            pack_in(&[&[(1, 2)], &[(1, 1)]]),
            pack_in(&[&[(1, 2)], &[(1, 3)]]),
            pack_in(&[&[(1, 2)], &[(1, 2)]]),
        ],
        expect![[r#"
            business: PackOrder → refused: vase: 3 in the packages, 4 in the order
            business: PackOrder → refused: vase: 5 in the packages, 4 in the order
            business: PackOrder → OrderPacked [4 vase in 2 packages]
            = Packed, awaits Dispatch from business
        "#]],
    );
}

#[test]
fn where_nobody_wrote_down_what_is_in_a_package_the_lines_are_named() {
    given(packed()).story(
        [send_packages(&[1]), send_lines(&[(1, 5)]), send_lines(&[(1, 3)]), pick_up(), deliver(0)],
        expect![[r#"
            business: DispatchOrder → refused: nobody wrote down what is in package 1: say what goes
            business: DispatchOrder → refused: vase: there are only 4 pcs
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp0]
            courier: PickUpDelivery → DeliveryPickedUp
            courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
            = Packed, awaits Dispatch from business
        "#]],
    );
}

#[test]
fn two_couriers_never_collect_the_same_rupiah() {
    given(packed_in_three()).story(
        [
            send_with(|wish| {
                wish.load = Load::Packages(vec![1]);
                wish.cash_to_collect = Rupiah(1_000_000);
            }),
            send_with(|wish| wish.cash_to_collect = Rupiah(1_000_000)),
            send_with(|wish| wish.cash_to_collect = Rupiah(800_000)),
        ],
        expect![[r#"
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp1.000.000]
            business: DispatchOrder → refused: Rp1.000.000 is more than the Rp800.000 to collect
            business: DispatchOrder → DeliveryOrdered [SJ-0002 attempt 2 by courier, collect Rp800.000]
            = Dispatched, awaits PickUp from courier
        "#]],
    );
}

#[test]
fn a_package_that_is_not_there_at_the_pick_up_stays_and_goes_later() {
    given(with(packed_in_three(), [dispatch_to(Courier)])).story(
        [
            pick_up_without(&[9]),
            pick_up_without(&[1, 2, 3]),
            pick_up_without(&[2]),
            deliver(0),
            dispatch_to(OtherCourier),
            pick_up().by(OtherCourier),
            deliver(0).by(OtherCourier),
            record(1_800_000),
        ],
        expect![[r#"
            courier: PickUpDelivery → refused: package 9 is not here
            courier: PickUpDelivery → refused: nothing was picked up: decline the slip instead
            courier: PickUpDelivery → DeliveryPickedUp [2 packages, without [2]]
            courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: DispatchOrder → DeliveryOrdered [SJ-0002 attempt 2 by other courier, collect Rp0]
            other courier: PickUpDelivery → DeliveryPickedUp
            other courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp1.800.000 Cash], PaymentVerified [KW-2026-0001 Rp1.800.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn what_was_broken_is_brought_back_scrapped_and_replaced() {
    given(paid_and_on_the_road()).story(
        [
            deliver_counting(&[(1, [3, 0, 0, 0])]),
            deliver_counting(&[(1, [3, 1, 0, 0])]),
            count_back(1, [0, 0, 2, 0, 0]),
            count_back(1, [0, 0, 1, 0, 0]),
            close(),
            settle(1, 0, MoneyBack::Credit),
            dispatch_to(Courier),
            pick_up(),
            deliver(0),
        ],
        expect![[r#"
            courier: CompleteDelivery → refused: vase: the numbers must add up to 4
            courier: CompleteDelivery → DeliveryCompleted [cash Rp0, taken/broken/refused/missing 3/1/0/0, 2/0/0/0], GoodsReturned [1 of line 1]
            business: ReceiveReturn → refused: vase: the numbers must add up to 1
            business: ReceiveReturn → ReturnReceived [again/shelf/scrap/lost/kept 0/0/1/0/0]
            business: CloseOrder → refused: decide first about what the buyer did not get
            business: SettleShortfall → ShortfallSettled [takes 1 vase, Rp0 off, Rp0 credit, Rp0 refund]
            business: DispatchOrder → DeliveryOrdered [SJ-0002 attempt 2 by courier, collect Rp0]
            courier: PickUpDelivery → DeliveryPickedUp
            courier: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn what_is_missing_lowers_the_price_and_becomes_credit() {
    given(paid_and_on_the_road()).story(
        [
            deliver_counting(&[(1, [2, 0, 0, 2])]),
            settle(0, 3, MoneyBack::Credit),
            settle(0, 2, MoneyBack::Credit),
        ],
        expect![[r#"
            courier: CompleteDelivery → DeliveryCompleted [cash Rp0, taken/broken/refused/missing 2/0/0/2, 2/0/0/0]
            business: SettleShortfall → refused: vase: there are only 2 pcs
            business: SettleShortfall → ShortfallSettled [takes , Rp100.000 off, Rp100.000 credit, Rp0 refund], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn what_is_missing_is_taken_off_what_is_owed_before_anything_is_paid_back() {
    given(on_the_road()).story(
        [
            deliver_counting(&[(1, [2, 0, 0, 2])]),
            settle_with(0, 2, |wish| wish.amount = Some(Rupiah(100_001))),
            settle_with(0, 2, |wish| wish.amount = Some(Rupiah(60_000))),
            record(1_740_000),
        ],
        expect![[r#"
            courier: CompleteDelivery → DeliveryCompleted [cash Rp0, taken/broken/refused/missing 2/0/0/2, 2/0/0/0]
            business: SettleShortfall → refused: Rp100.001 is more than the Rp100.000 these goods are worth
            business: SettleShortfall → ShortfallSettled [takes , Rp60.000 off, Rp0 credit, Rp0 refund]
            business: RecordPayment → PaymentClaimed [Rp1.740.000 Cash], PaymentVerified [KW-2026-0001 Rp1.740.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn what_was_taken_off_the_price_and_what_was_paid_too_much_explain_the_sums() {
    let village = given(with(
        paid_and_on_the_road(),
        [
            deliver_counting(&[(1, [2, 0, 0, 2])]),
            settle_with(0, 2, |wish| wish.amount = Some(Rupiah(60_000))),
        ],
    ))
    .village;
    let order = village.order();
    let agreement = order.agreement().unwrap();
    assert_eq!(order.taken_off(), Rupiah(60_000));
    assert_eq!(order.goods_total.less(order.taken_off()), agreement.total);
    let verified = order.payments.iter().filter_map(|payment| match payment.state {
        crate::book::order::PaymentState::Verified { amount, .. } => Some(amount),
        _ => None,
    });
    let paid = verified.fold(Rupiah::ZERO, Rupiah::and);
    assert!(order.to_credit().is_positive());
    assert_eq!(order.held().and(order.to_credit()), paid);
}

#[test]
fn a_refused_vase_is_sent_again() {
    given(paid_and_on_the_road()).story(
        [
            deliver_counting(&[(1, [3, 0, 1, 0])]),
            count_back(1, [1, 0, 0, 0, 0]),
            dispatch_to(Courier),
            pick_up(),
            deliver(0),
        ],
        expect![[r#"
            courier: CompleteDelivery → DeliveryCompleted [cash Rp0, taken/broken/refused/missing 3/0/1/0, 2/0/0/0], GoodsReturned [1 of line 1]
            business: ReceiveReturn → ReturnReceived [again/shelf/scrap/lost/kept 1/0/0/0/0]
            business: DispatchOrder → DeliveryOrdered [SJ-0002 attempt 2 by courier, collect Rp0]
            courier: PickUpDelivery → DeliveryPickedUp
            courier: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn a_buyer_sends_back_from_a_closed_order_and_gets_the_money_back() {
    given(with(paid_and_on_the_road(), [deliver(0)])).story(
        [
            send_back(1, 5),
            send_back(1, 2),
            send_back(1, 3),
            count_back(1, [0, 1, 0, 0, 1]),
            settle(0, 1, MoneyBack::Refund),
        ],
        expect![[r#"
            buyer: ReturnGoods → refused: vase: there are only 4 pcs
            buyer: ReturnGoods → GoodsReturned [2 of line 1]
            buyer: ReturnGoods → refused: vase: there are only 2 pcs
            business: ReceiveReturn → ReturnReceived [again/shelf/scrap/lost/kept 0/1/0/0/1]
            business: SettleShortfall → ShortfallSettled [takes , Rp50.000 off, Rp0 credit, Rp50.000 refund], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn what_the_buyer_keeps_though_it_is_broken_costs_less() {
    let off = |amount: i64| settle_with(0, 0, move |wish| wish.amount = Some(Rupiah(amount)));
    given(with(on_the_road(), [deliver(0), send_back(1, 2)])).story(
        [
            off(40_000),
            count_back(1, [0, 0, 0, 0, 2]),
            settle(0, 0, MoneyBack::Credit),
            off(100_001),
            off(40_000),
            off(60_001),
            record(1_760_000),
        ],
        expect![[r#"
            business: SettleShortfall → refused: quantity is missing or not usable
            business: ReceiveReturn → ReturnReceived [again/shelf/scrap/lost/kept 0/0/0/0/2]
            business: SettleShortfall → refused: amount is missing or not usable
            business: SettleShortfall → refused: Rp100.001 is more than the Rp100.000 these goods are worth
            business: SettleShortfall → ShortfallSettled [takes , Rp40.000 off, Rp0 credit, Rp0 refund]
            business: SettleShortfall → refused: Rp60.001 is more than the Rp60.000 these goods are worth
            business: RecordPayment → PaymentClaimed [Rp1.760.000 Cash], PaymentVerified [KW-2026-0001 Rp1.760.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn what_the_buyer_keeps_of_a_closed_order_is_paid_back_in_part() {
    let off = |amount: i64| {
        settle_with(0, 0, move |wish| {
            wish.amount = Some(Rupiah(amount));
            wish.back = MoneyBack::Refund;
        })
    };
    given(with(paid_and_on_the_road(), [deliver(0)])).story(
        [
            off(40_000),
            send_back(1, 1),
            count_back(1, [0, 0, 0, 0, 1]),
            off(40_000),
            off(40_000),
            off(10_000),
            send_back(1, 4),
            count_back(2, [0, 4, 0, 0, 0]),
            off(1),
            settle(0, 4, MoneyBack::Credit),
        ],
        expect![[r#"
            business: SettleShortfall → refused: the order is Closed now
            buyer: ReturnGoods → GoodsReturned [1 of line 1]
            business: ReceiveReturn → ReturnReceived [again/shelf/scrap/lost/kept 0/0/0/0/1], OrderClosed
            business: SettleShortfall → ShortfallSettled [takes , Rp40.000 off, Rp0 credit, Rp40.000 refund]
            business: SettleShortfall → refused: Rp40.000 is more than the Rp10.000 these goods are worth
            business: SettleShortfall → ShortfallSettled [takes , Rp10.000 off, Rp0 credit, Rp10.000 refund]
            buyer: ReturnGoods → GoodsReturned [4 of line 1]
            business: ReceiveReturn → ReturnReceived [again/shelf/scrap/lost/kept 0/4/0/0/0]
            business: SettleShortfall → refused: quantity is missing or not usable
            business: SettleShortfall → ShortfallSettled [takes , Rp150.000 off, Rp150.000 credit, Rp0 refund], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn goods_go_back_only_within_the_business_s_days() {
    given(with(packed(), [returns_within(0), dispatch_to(Courier), pick_up(), deliver(0)])).story(
        [send_back(1, 1), send_back(1, 1).by(Business), send_back(1, 1).by(OtherBuyer)],
        expect![[r#"
            buyer: ReturnGoods → refused: the business takes nothing back: write to it
            business: ReturnGoods → GoodsReturned [1 of line 1]
            other buyer: ReturnGoods → refused: this step belongs to another party
            = AwaitingSettlement, awaits ReturnReceipt { number: 1 } from business
        "#]],
    );
    let mut later = given(with(on_the_road(), [deliver(0)]));
    later.village.later(4 * 24);
    later.when(send_back(1, 1)).then(expect!["refused: goods could be sent back until 2026-11-26"]);
}

#[test]
fn a_courier_takes_a_slip_and_another_gets_it_after_all() {
    given(with(packed(), [dispatch_to(Courier)])).story(
        [
            accept_slip(),
            accept_slip(),
            reassign_to(OtherCourier).by(Courier),
            reassign_to(OtherCourier),
            reassign_to(OtherCourier),
            pick_up(),
            pick_up().by(OtherCourier),
            reassign_to(Courier),
            deliver(0).by(OtherCourier),
        ],
        expect![[r#"
            courier: AcceptDelivery → DeliveryAccepted
            courier: AcceptDelivery → nothing new
            courier: ReassignDelivery → refused: this step belongs to another party
            business: ReassignDelivery → DeliveryReassigned [other courier]
            business: ReassignDelivery → nothing new
            courier: PickUpDelivery → refused: this step belongs to another party
            other courier: PickUpDelivery → DeliveryPickedUp
            business: ReassignDelivery → refused: the goods are on their way
            other courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
            = AwaitingSettlement, awaits Settlement of Rp1.800.000 from buyer
        "#]],
    );
}

#[test]
fn a_slip_that_was_declined_goes_to_another_with_its_goods() {
    given(with(packed(), [dispatch_to(Courier), decline_slip()])).story(
        [reassign_to(OtherCourier), pick_up().by(OtherCourier), deliver(0).by(OtherCourier)],
        expect![[r#"
            business: ReassignDelivery → DeliveryReassigned [other courier]
            other courier: PickUpDelivery → DeliveryPickedUp
            other courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
            = AwaitingSettlement, awaits Settlement of Rp1.800.000 from buyer
        "#]],
    );
    given(with(packed(), [dispatch_to(Courier), decline_slip(), dispatch_to(OtherCourier)]))
        .when(of(Business, |village| {
            let slip = village.order().slips[0].id;
            let carrier = Carrier::Courier { party: OtherCourier.party() };
            let (mode, vehicle) = (TransportMode::Other, String::new());
            ReassignDelivery { slip, carrier, mode, vehicle, courier_fee: Rupiah::ZERO, note: None }.into()
        }))
        .then(expect!["refused: the goods were sent with slip SJ-0002 meanwhile"]);
}

#[test]
fn a_stop_marked_failed_too_soon_is_reopened() {
    given(with(on_the_road(), [fail()])).story(
        [reopen(), reopen(), deliver(0)],
        expect![[r#"
        courier: ReopenDelivery → FailureReopened
        courier: ReopenDelivery → nothing new
        courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
        = AwaitingSettlement, awaits Settlement of Rp1.800.000 from buyer
    "#]],
    );
    given(with(on_the_road(), [fail(), dispatch_to(OtherCourier)]))
        .when(of(Courier, |village| ReopenDelivery { slip: village.order().slips[0].id }.into()))
        .then(expect!["refused: the goods were sent with slip SJ-0002 meanwhile"]);
}

#[test]
fn without_the_code_the_courier_cannot_say_that_the_goods_arrived() {
    let asked = || with(packed(), [send_with(|wish| wish.code = true), pick_up()]);
    let read = |village: &Village| {
        let at = village
            .commits
            .iter()
            .position(|commit| commit.facts.iter().any(|fact| matches!(fact, Event::DeliveryOrdered(_))));
        let business = BookId::of(Business.party());
        delivery_code(Business.person(), business, village.command_of(at.unwrap()))
    };
    given(asked()).story(
        [
            deliver(0),
            deliver_with(|_, wish| wish.code = Some("000000".to_owned())),
            deliver_with(move |village, wish| {
                let code = read(village);
                wish.code = Some(format!("{} {}", &code[..3], &code[3..]));
            }),
        ],
        expect![[r#"
            courier: CompleteDelivery → refused: ask the receiver for the code
            courier: CompleteDelivery → refused: this is not the code of this delivery
            courier: CompleteDelivery → DeliveryCompleted [cash Rp0, with the code]
            = AwaitingSettlement, awaits Settlement of Rp1.800.000 from buyer
        "#]],
    );
    given(asked())
        .when(deliver(0).recorded_from(crate::party::Channel::Phone))
        .then(expect!["DeliveryCompleted [cash Rp0]"]);
}

#[test]
fn one_signature_for_all_slips_of_a_stop() {
    given(packed_in_three()).story(
        [
            send_packages(&[1]),
            pick_up(),
            send_packages(&[2]),
            pick_up(),
            plan_trip(),
            plan_trip(),
            reorder_trip(),
            reorder_trip().by(OtherCourier),
            deliver_all(),
            deliver_all(),
        ],
        expect![[r#"
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp0]
            courier: PickUpDelivery → DeliveryPickedUp
            business: DispatchOrder → DeliveryOrdered [SJ-0002 attempt 2 by courier, collect Rp0]
            courier: PickUpDelivery → DeliveryPickedUp
            business: PlanTrip → TripPlanned [T-0001 with 2 stops]
            business: PlanTrip → nothing new
            courier: ReorderTrip → TripReordered
            other courier: ReorderTrip → refused: this step belongs to another party
            courier: CompleteStop → DeliveryCompleted [cash Rp0], DeliveryCompleted [cash Rp0]
            courier: CompleteStop → refused: slips is missing or not usable
            = Packed, awaits Dispatch from business
        "#]],
    );
}

#[test]
fn a_trip_has_the_slips_of_one_carrier_that_are_out() {
    given(with(packed_in_three(), [send_packages(&[1]), send_packages(&[2]), reassign_to(OtherCourier)]))
        .story(
            [plan_trip(), plan_trip().by(Courier)],
            expect![[r#"
            business: PlanTrip → refused: slip SJ-0002 is carried by somebody else
            courier: PlanTrip → refused: this step belongs to another party
            = Packed, awaits Dispatch from business
        "#]],
        );
}

#[test]
fn a_delivery_told_late_brings_its_pick_up_along() {
    let mut road = given(with(packed(), [dispatch_to(Courier)]));
    road.village.tell_late(true);
    road.story(
        [deliver(0), pick_up()],
        expect![[r#"
        courier: CompleteDelivery → DeliveryPickedUp, DeliveryCompleted [cash Rp0]
        courier: PickUpDelivery → nothing new
        = AwaitingSettlement, awaits Settlement of Rp1.800.000 from buyer
    "#]],
    );
}

#[test]
fn two_signatures_on_one_delivery_are_both_kept_and_the_same_once_more_is_no_news() {
    let signed = of(Courier, |village| {
        CompleteDelivery {
            slip: village.slip_id(),
            received_by: None,
            cash_collected: Rupiah::ZERO,
            outcomes: Vec::new(),
            signature: Some(BlobHash([8; 32])),
            code: None,
        }
        .into()
    });
    let mut road = given(with(packed(), [dispatch_to(Courier), pick_up(), deliver(0)]));
    assert_eq!(road.village.take(&signed).1, Ok(vec![]));
    road.village.tell_late(true);
    assert_eq!(road.village.take(&deliver(0)).1, Ok(vec![]));
    let (_, kept) = road.village.take(&signed);
    assert!(matches!(&kept.unwrap()[..], [Event::LateDeedKept(kept)] if kept.deed == Deed::Delivered));
    assert_eq!(road.village.take(&signed).1, Ok(vec![]), "each party is heard once");
}

#[test]
fn a_late_deed_that_does_not_fit_is_kept_and_there_is_one_signature() {
    let given_back = with(packed(), [dispatch_to(Courier), withdraw_slip()]);
    let mut road = given(given_back);
    road.village.tell_late(true);
    road.story(
        [deliver(0), deliver(0), fail(), deliver(0).by(OtherCourier)],
        expect![[r#"
        courier: CompleteDelivery → LateDeedKept [Delivered by courier]
        courier: CompleteDelivery → nothing new
        courier: FailDelivery → LateDeedKept [Failed by courier]
        other courier: CompleteDelivery → refused: this step belongs to another party
        = Packed, awaits Dispatch from business
    "#]],
    );

    let mut road = given(with(packed(), [dispatch_to(Courier), reassign_to(OtherCourier)]));
    road.village.tell_late(true);
    let (_, kept) = road.village.take(&deliver(0));
    assert!(matches!(&kept.unwrap()[..], [Event::LateDeedKept(kept)] if kept.deed == Deed::Delivered));
    road.village.tell_late(false);
    assert_eq!(road.village.take(&deliver(0)).1, Err(Rejection::NotYourStep));
    road.story(
        [pick_up().by(OtherCourier), deliver(0).by(OtherCourier)],
        expect![[r#"
        other courier: PickUpDelivery → DeliveryPickedUp
        other courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
        = AwaitingSettlement, awaits Settlement of Rp1.800.000 from buyer
    "#]],
    );
}
