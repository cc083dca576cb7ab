//! The whole chain, the steps that fall away, and every refusal with a way on to a closed order.

use expect_test::expect;

use super::supply::accept_counter;
use super::village::Who::*;
use super::village::*;
use crate::book::order::WithdrawOrder;
use crate::book::profile::SettlementRule;
use crate::book::{Event, POLICY_BYTES};
use crate::ids::{BookId, CommandId};
use crate::party::Channel;
use crate::sealed::{Note, PersonKey, Sealed};

/// Four chairs, accepted with the deposit held, and the teak for them on the shelf.
fn ready() -> Vec<Step> {
    vec![count("teak", 20), place(&[("chair", 4)]), accept(), claim(500_000), verify(500_000)]
}

fn packed() -> Vec<Step> {
    let mut steps = ready();
    steps.extend([start(), finish(), pack(2)]);
    steps
}

#[test]
fn one_order_goes_the_whole_chain() {
    story(
        [
            place(&[("chair", 4)]),
            accept(),
            claim(500_000),
            verify(500_000),
            request(4),
            confirm(4),
            ship(),
            receive(4),
            start(),
            finish(),
            pack(2),
            dispatch_to(Courier),
            pick_up(),
            deliver(0),
            claim(500_000),
            verify(500_000),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000]
            buyer: ClaimPayment → PaymentClaimed [Rp500.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            business: RequestMaterials → MaterialsRequested [B-0001 4 teak from supplier]
            supplier: ConfirmMaterials → MaterialsConfirmed [4 at Rp80.000]
            supplier: ShipMaterials → MaterialsShipped [4]
            business: ReceiveMaterials → MaterialsReceived [4]
            business: StartProduction → ProductionStarted [takes 8 teak + 32 bolts]
            business: FinishProduction → ProductionFinished [4 chair]
            business: PackOrder → OrderPacked [4 chair in 2 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp0]
            courier: PickUpDelivery → DeliveryPickedUp
            courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
            buyer: ClaimPayment → PaymentClaimed [Rp500.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

// The steps that fall away.

#[test]
fn without_a_deposit_work_begins_at_once() {
    story(
        [
            terms(0, 0, SettlementRule::AnyTime),
            count("teak", 20),
            place(&[("chair", 1)]),
            accept(),
            start(),
            finish(),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
            claim(250_000),
            verify(250_000),
        ],
        expect![[r#"
            business: SetTerms → TermsSet
            business: CountStock → StockCounted [20 teak]
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp250.000]
            business: AcceptOrder → OrderAccepted [total Rp250.000, deposit Rp0], MaterialsPlanned [2 teak (short 0) + 8 bolts (short 0)]
            business: StartProduction → ProductionStarted [takes 2 teak + 8 bolts]
            business: FinishProduction → ProductionFinished [1 chair]
            business: PackOrder → OrderPacked [1 chair in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            buyer: ClaimPayment → PaymentClaimed [Rp250.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp250.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn goods_on_the_shelf_are_kept_and_need_no_work() {
    story(
        [
            place(&[("table", 2)]),
            accept(),
            start(),
            claim(800_000),
            verify(800_000),
            start(),
            pack(2),
            dispatch_to(Courier),
            pick_up(),
            deliver(0),
            record(800_000),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.600.000]
            business: AcceptOrder → OrderAccepted [total Rp1.600.000, deposit Rp800.000], GoodsReserved [2 table]
            business: StartProduction → refused: the deposit is not there yet: Rp0 of Rp800.000
            buyer: ClaimPayment → PaymentClaimed [Rp800.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp800.000]
            business: StartProduction → refused: nothing of this order is to be made
            business: PackOrder → OrderPacked [2 table in 2 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp0]
            courier: PickUpDelivery → DeliveryPickedUp
            courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp800.000 Cash], PaymentVerified [KW-2026-0002 Rp800.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn goods_made_ahead_are_made_again_when_the_shelf_does_not_suffice() {
    story(
        [
            place(&[("table", 4)]),
            accept(),
            record(1_600_000),
            count("teak", 16),
            plan(),
            start(),
            finish(),
            pack(4),
            hand_over(),
            deliver(0).by(Business),
            record(1_600_000),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp3.200.000]
            business: AcceptOrder → OrderAccepted [total Rp3.200.000, deposit Rp1.600.000]
            business: RecordPayment → PaymentClaimed [Rp1.600.000 Cash], PaymentVerified [KW-2026-0001 Rp1.600.000], MaterialsPlanned [16 teak (short 12)]
            business: CountStock → StockCounted [16 teak], MaterialsPlanned [16 teak (short 0)]
            business: PlanMaterials → nothing new
            business: StartProduction → ProductionStarted [takes 16 teak]
            business: FinishProduction → ProductionFinished [4 table]
            business: PackOrder → OrderPacked [4 table in 4 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp1.600.000 Cash], PaymentVerified [KW-2026-0002 Rp1.600.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn an_order_of_stock_and_made_goods_packs_both() {
    story(
        [
            count("teak", 20),
            place(&[("vase", 2), ("chair", 1), ("table", 1)]),
            accept(),
            record(1_150_000),
            pack(1),
            start(),
            finish(),
            pack(3),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            business: CountStock → StockCounted [20 teak]
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.150.000]
            business: AcceptOrder → OrderAccepted [total Rp1.150.000, deposit Rp575.000], GoodsReserved [2 vase + 1 table]
            business: RecordPayment → PaymentClaimed [Rp1.150.000 Cash], PaymentVerified [KW-2026-0001 Rp1.150.000], MaterialsPlanned [2 teak (short 0) + 8 bolts (short 0)]
            business: PackOrder → refused: the goods are not made yet
            business: StartProduction → ProductionStarted [takes 2 teak + 8 bolts]
            business: FinishProduction → ProductionFinished [1 chair]
            business: PackOrder → OrderPacked [2 vase + 1 table + 1 chair in 3 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn resold_goods_leave_from_the_shelf() {
    story(
        [
            place(&[("vase", 5)]),
            accept(),
            record(125_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
            record(125_000),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp250.000]
            business: AcceptOrder → OrderAccepted [total Rp250.000, deposit Rp125.000], GoodsReserved [5 vase]
            business: RecordPayment → PaymentClaimed [Rp125.000 Cash], PaymentVerified [KW-2026-0001 Rp125.000]
            business: PackOrder → OrderPacked [5 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp125.000 Cash], PaymentVerified [KW-2026-0002 Rp125.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn an_expedition_carries_and_the_buyer_says_it_came() {
    given(packed()).story(
        [
            dispatch_expedition(),
            pick_up().by(Business),
            deliver(0).by(OtherBuyer),
            deliver(0).by(Buyer),
            record(500_000),
        ],
        expect![[r#"
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by Bus Sumber, collect Rp0]
            business: PickUpDelivery → DeliveryPickedUp
            other buyer: CompleteDelivery → refused: this step belongs to another party
            buyer: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn the_business_brings_it_itself() {
    given(packed()).story(
        [dispatch_own_staff(), pick_up(), pick_up().by(Business), deliver(0).by(Business), record(500_000)],
        expect![[r#"
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by own staff, collect Rp0]
            courier: PickUpDelivery → refused: this step belongs to another party
            business: PickUpDelivery → DeliveryPickedUp
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn the_courier_collects_the_cash_and_hands_it_over() {
    given(packed()).story(
        [
            dispatch_collecting(600_000),
            dispatch_collecting(500_000),
            pick_up(),
            deliver(600_000),
            deliver(500_000),
            verify(500_000),
        ],
        expect![[r#"
            business: DispatchOrder → refused: Rp600.000 is more than the Rp500.000 to collect
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp500.000]
            courier: PickUpDelivery → DeliveryPickedUp
            courier: CompleteDelivery → refused: Rp600.000 is more than the Rp500.000 to collect
            courier: CompleteDelivery → DeliveryCompleted [cash Rp500.000], PaymentClaimed [Rp500.000 CourierCash]
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn the_courier_collects_less_and_the_rest_follows() {
    given(packed()).story(
        [
            dispatch_collecting(500_000),
            pick_up(),
            deliver(300_000),
            deliver(300_000),
            deliver(500_000),
            verify(300_000),
            claim(200_000),
            verify(200_000),
        ],
        expect![[r#"
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp500.000]
            courier: PickUpDelivery → DeliveryPickedUp
            courier: CompleteDelivery → DeliveryCompleted [cash Rp300.000], PaymentClaimed [Rp300.000 CourierCash]
            courier: CompleteDelivery → nothing new
            courier: CompleteDelivery → refused: this slip is over
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp300.000]
            buyer: ClaimPayment → PaymentClaimed [Rp200.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0003 Rp200.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

// Refusals, each with the way on.

#[test]
fn a_declined_order_is_placed_again() {
    story(
        [
            place(&[("vase", 4)]),
            decline(),
            accept(),
            decline(),
            place(&[("vase", 4)]),
            accept(),
            record(200_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: DeclineOrder → OrderDeclined [Busy]
            business: AcceptOrder → refused: the order is Declined now
            business: DeclineOrder → nothing new
            buyer: PlaceOrder → OrderPlaced [P-0002 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            business: RecordPayment → PaymentClaimed [Rp200.000 Cash], PaymentVerified [KW-2026-0001 Rp200.000]
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn a_withdrawn_order_is_placed_again() {
    story(
        [
            place(&[("vase", 4)]),
            withdraw(),
            withdraw(),
            accept(),
            place(&[("vase", 3)]),
            accept(),
            withdraw(),
            record(150_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            buyer: WithdrawOrder → OrderWithdrawn
            buyer: WithdrawOrder → nothing new
            business: AcceptOrder → refused: the order is Withdrawn now
            buyer: PlaceOrder → OrderPlaced [P-0002 Rp150.000]
            business: AcceptOrder → OrderAccepted [total Rp150.000, deposit Rp75.000], GoodsReserved [3 vase]
            buyer: WithdrawOrder → refused: the order is AwaitingDeposit now
            business: RecordPayment → PaymentClaimed [Rp150.000 Cash], PaymentVerified [KW-2026-0001 Rp150.000]
            business: PackOrder → OrderPacked [3 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn an_order_below_the_minimum_grows() {
    story(
        [
            place(&[("vase", 1)]),
            place(&[("vase", 2)]),
            accept(),
            record(100_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → refused: the order of Rp50.000 is below the minimum of Rp100.000
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp100.000]
            business: AcceptOrder → OrderAccepted [total Rp100.000, deposit Rp50.000], GoodsReserved [2 vase]
            business: RecordPayment → PaymentClaimed [Rp100.000 Cash], PaymentVerified [KW-2026-0001 Rp100.000]
            business: PackOrder → OrderPacked [2 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn sold_out_goods_are_ordered_once_there_are_more() {
    story(
        [
            place(&[("vase", 6)]),
            place(&[("vase", 3), ("vase", 3)]),
            count("vase", 6),
            place(&[("vase", 6)]),
            accept(),
            record(300_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → refused: vase is sold out: 5 pcs left
            buyer: PlaceOrder → refused: vase is sold out: 5 pcs left
            business: CountStock → StockCounted [6 vase]
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp300.000]
            business: AcceptOrder → OrderAccepted [total Rp300.000, deposit Rp150.000], GoodsReserved [6 vase]
            business: RecordPayment → PaymentClaimed [Rp300.000 Cash], PaymentVerified [KW-2026-0001 Rp300.000]
            business: PackOrder → OrderPacked [6 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn goods_sold_twice_are_found_out_when_the_second_order_is_accepted() {
    story(
        [
            place(&[("vase", 3)]),
            place(&[("vase", 4)]),
            accept(),
            accept().about_the_first(),
            count("vase", 7),
            accept().about_the_first(),
            record(200_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp150.000]
            buyer: PlaceOrder → OrderPlaced [P-0002 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            business: AcceptOrder → refused: vase is sold out: 1 pcs left
            business: CountStock → StockCounted [7 vase]
            business: AcceptOrder → OrderAccepted [total Rp150.000, deposit Rp75.000], GoodsReserved [3 vase]
            business: RecordPayment → PaymentClaimed [Rp200.000 Cash], PaymentVerified [KW-2026-0001 Rp200.000]
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn a_withdrawn_product_comes_back() {
    story(
        [
            withdraw_product("vase"),
            withdraw_product("vase"),
            place(&[("vase", 2)]),
            offer_product("vase"),
            place(&[("vase", 2)]),
            withdraw_product("vase"),
            accept(),
            record(100_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            business: WithdrawProduct → ProductWithdrawn
            business: WithdrawProduct → nothing new
            buyer: PlaceOrder → refused: vase is not offered any more
            business: OfferProduct → ProductOffered
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp100.000]
            business: WithdrawProduct → ProductWithdrawn
            business: AcceptOrder → OrderAccepted [total Rp100.000, deposit Rp50.000], GoodsReserved [2 vase]
            business: RecordPayment → PaymentClaimed [Rp100.000 Cash], PaymentVerified [KW-2026-0001 Rp100.000]
            business: PackOrder → OrderPacked [2 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn a_short_deposit_is_refused_and_paid_in_full() {
    story(
        [
            place(&[("vase", 4)]),
            accept(),
            claim(99_999),
            claim(100_000),
            verify(100_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
            claim(100_000),
            verify(100_000),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            buyer: ClaimPayment → refused: deposit of Rp99.999 is below the agreed Rp100.000
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp100.000]
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp100.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn a_payment_claimed_twice_waits_for_the_first_to_be_checked() {
    story(
        [
            place(&[("vase", 4)]),
            accept(),
            claim(100_000),
            claim(100_000),
            record(100_000),
            cancel(),
            verify(100_000),
            claim(100_000),
            verify(100_000),
            claim(1),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            buyer: ClaimPayment → refused: a payment of Rp100.000 waits to be checked already
            business: RecordPayment → refused: a payment of Rp100.000 waits to be checked already
            buyer: CancelOrder → refused: a payment of Rp100.000 waits to be checked already
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp100.000]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp100.000]
            buyer: ClaimPayment → refused: nothing is owed for this order
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn verified_with_less_the_rest_of_the_deposit_is_paid() {
    story(
        [
            place(&[("vase", 4)]),
            accept(),
            claim(100_000),
            verify(0),
            verify(60_000),
            verify(60_000),
            verify(100_000),
            pack(1),
            claim(30_000),
            claim(40_000),
            verify(40_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
            record(100_000),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: VerifyPayment → refused: nothing arrived: refuse the payment instead
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp60.000]
            business: VerifyPayment → nothing new
            business: VerifyPayment → refused: this payment was verified with Rp60.000
            business: PackOrder → refused: the deposit is not there yet: Rp60.000 of Rp100.000
            buyer: ClaimPayment → refused: deposit of Rp30.000 is below the agreed Rp40.000
            buyer: ClaimPayment → PaymentClaimed [Rp40.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp40.000]
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp100.000 Cash], PaymentVerified [KW-2026-0003 Rp100.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn verified_with_more_than_the_price_the_rest_is_credit() {
    story(
        [
            place(&[("vase", 4)]),
            accept(),
            claim(200_000),
            verify(250_000),
            claim(1),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            buyer: ClaimPayment → PaymentClaimed [Rp200.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp250.000: Rp200.000 to order, Rp50.000 to credit]
            buyer: ClaimPayment → refused: nothing is owed for this order
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn a_payment_that_did_not_arrive_is_claimed_again() {
    story(
        [
            place(&[("vase", 4)]),
            accept(),
            claim(100_000),
            refuse_payment(),
            refuse_payment(),
            verify(100_000),
            claim(100_000),
            verify(100_000),
            refuse_payment(),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
            claim(100_000),
            refuse_payment(),
            claim(100_000),
            verify(100_000),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: RefusePayment → PaymentRefused [NotArrived]
            business: RefusePayment → nothing new
            business: VerifyPayment → refused: this payment was refused
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp100.000]
            business: RefusePayment → refused: this payment was verified with Rp100.000
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: RefusePayment → PaymentRefused [NotArrived]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp100.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn an_accepted_order_without_money_is_cancelled_and_its_goods_are_free() {
    story(
        [
            place(&[("vase", 5)]),
            accept(),
            place(&[("vase", 2)]),
            cancel().by(OtherBuyer),
            cancel(),
            cancel(),
            place(&[("vase", 2)]),
            accept(),
            record(50_000),
            cancel(),
            record(50_000),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp250.000]
            business: AcceptOrder → OrderAccepted [total Rp250.000, deposit Rp125.000], GoodsReserved [5 vase]
            buyer: PlaceOrder → refused: vase is sold out: 0 pcs left
            other buyer: CancelOrder → refused: this step belongs to another party
            buyer: CancelOrder → ReservationReleased [5 vase], OrderCancelled [by buyer]
            buyer: CancelOrder → nothing new
            buyer: PlaceOrder → OrderPlaced [P-0002 Rp100.000]
            business: AcceptOrder → OrderAccepted [total Rp100.000, deposit Rp50.000], GoodsReserved [2 vase]
            business: RecordPayment → PaymentClaimed [Rp50.000 Cash], PaymentVerified [KW-2026-0001 Rp50.000]
            buyer: CancelOrder → refused: Rp50.000 is held for this order
            business: RecordPayment → PaymentClaimed [Rp50.000 Cash], PaymentVerified [KW-2026-0002 Rp50.000]
            business: PackOrder → OrderPacked [2 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn another_supplier_is_asked_when_one_refuses() {
    story(
        [
            place(&[("chair", 4)]),
            accept(),
            record(500_000),
            request(4),
            refuse_request(),
            refuse_request(),
            confirm(4),
            request_from(OtherSupplier, "teak", 4),
            confirm(4),
            confirm(4).by(OtherSupplier),
            ship().by(OtherSupplier),
            receive(4),
            start(),
            finish(),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
            record(500_000),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0001 Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            business: RequestMaterials → MaterialsRequested [B-0001 4 teak from supplier]
            supplier: RefuseMaterials → MaterialsRefused [OutOfStock]
            supplier: RefuseMaterials → nothing new
            supplier: ConfirmMaterials → refused: this request is over
            business: RequestMaterials → MaterialsRequested [B-0002 4 teak from other supplier]
            supplier: ConfirmMaterials → refused: this step belongs to another party
            other supplier: ConfirmMaterials → MaterialsConfirmed [4 at Rp80.000]
            other supplier: ShipMaterials → MaterialsShipped [4]
            business: ReceiveMaterials → MaterialsReceived [4]
            business: StartProduction → ProductionStarted [takes 8 teak + 32 bolts]
            business: FinishProduction → ProductionFinished [4 chair]
            business: PackOrder → OrderPacked [4 chair in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn what_is_confirmed_in_part_is_bought_elsewhere() {
    story(
        [
            place(&[("chair", 4)]),
            accept(),
            record(500_000),
            request(4),
            confirm(5),
            confirm(0),
            confirm(3),
            accept_counter(),
            ship(),
            withdraw_request(),
            receive(3),
            receive(3),
            start(),
            request_from(OtherSupplier, "teak", 1),
            ship().by(OtherSupplier),
            receive(1),
            start(),
            finish(),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
            record(500_000),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0001 Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            business: RequestMaterials → MaterialsRequested [B-0001 4 teak from supplier]
            supplier: ConfirmMaterials → refused: teak: more than the 4 that were asked
            supplier: ConfirmMaterials → refused: nothing is confirmed: refuse the request instead
            supplier: ConfirmMaterials → SupplierCountered [3 at Rp80.000]
            business: AcceptCounter → SupplierCounterAccepted [3 at Rp80.000]
            supplier: ShipMaterials → MaterialsShipped [3]
            business: WithdrawMaterials → refused: the goods are on their way
            business: ReceiveMaterials → MaterialsReceived [3]
            business: ReceiveMaterials → nothing new
            business: StartProduction → refused: materials are missing: 1 batang teak
            business: RequestMaterials → MaterialsRequested [B-0002 1 teak from other supplier]
            other supplier: ShipMaterials → MaterialsShipped [1]
            business: ReceiveMaterials → MaterialsReceived [1]
            business: StartProduction → ProductionStarted [takes 8 teak + 32 bolts]
            business: FinishProduction → ProductionFinished [4 chair]
            business: PackOrder → OrderPacked [4 chair in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn an_absent_supplier_stalls_nobody() {
    story(
        [
            place(&[("chair", 4)]),
            accept(),
            record(500_000),
            request(4),
            withdraw_request(),
            withdraw_request(),
            ship(),
            request_from(OtherSupplier, "teak", 4),
            receive(4),
            start(),
            finish(),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
            record(500_000),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0001 Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            business: RequestMaterials → MaterialsRequested [B-0001 4 teak from supplier]
            business: WithdrawMaterials → MaterialsWithdrawn
            business: WithdrawMaterials → nothing new
            supplier: ShipMaterials → refused: this request is over
            business: RequestMaterials → MaterialsRequested [B-0002 4 teak from other supplier]
            business: ReceiveMaterials → MaterialsReceived [4]
            business: StartProduction → ProductionStarted [takes 8 teak + 32 bolts]
            business: FinishProduction → ProductionFinished [4 chair]
            business: PackOrder → OrderPacked [4 chair in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn a_shipment_that_never_comes_is_counted_as_nothing() {
    story(
        [
            place(&[("chair", 4)]),
            accept(),
            record(500_000),
            request(4),
            ship(),
            withdraw_request(),
            receive(0),
            request(4),
            receive(4),
            start(),
            finish(),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
            record(500_000),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0001 Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            business: RequestMaterials → MaterialsRequested [B-0001 4 teak from supplier]
            supplier: ShipMaterials → MaterialsShipped [4]
            business: WithdrawMaterials → refused: the goods are on their way
            business: ReceiveMaterials → MaterialsReceived [0]
            business: RequestMaterials → MaterialsRequested [B-0002 4 teak from supplier]
            business: ReceiveMaterials → MaterialsReceived [4]
            business: StartProduction → ProductionStarted [takes 8 teak + 32 bolts]
            business: FinishProduction → ProductionFinished [4 chair]
            business: PackOrder → OrderPacked [4 chair in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn production_waits_for_its_materials() {
    story(
        [
            place(&[("chair", 4)]),
            accept(),
            start(),
            request(4),
            plan(),
            record(500_000),
            start(),
            pack(1),
            count("teak", 8),
            start(),
            start(),
            pack(1),
            finish(),
            finish(),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
            record(500_000),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000]
            business: StartProduction → refused: the deposit is not there yet: Rp0 of Rp500.000
            business: RequestMaterials → refused: the deposit is not there yet: Rp0 of Rp500.000
            business: PlanMaterials → refused: the deposit is not there yet: Rp0 of Rp500.000
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0001 Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            business: StartProduction → refused: materials are missing: 4 batang teak
            business: PackOrder → refused: the goods are not made yet
            business: CountStock → StockCounted [8 teak], MaterialsPlanned [8 teak (short 0) + 32 bolts (short 0)]
            business: StartProduction → ProductionStarted [takes 8 teak + 32 bolts]
            business: StartProduction → nothing new
            business: PackOrder → refused: the goods are not made yet
            business: FinishProduction → ProductionFinished [4 chair]
            business: FinishProduction → nothing new
            business: PackOrder → OrderPacked [4 chair in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn materials_bought_at_the_market_end_the_wait() {
    story(
        [place(&[("chair", 4)]), accept(), record(500_000), count("teak", 9)],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0001 Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            business: CountStock → StockCounted [9 teak], MaterialsPlanned [8 teak (short 0) + 32 bolts (short 0)]
            = Ready, awaits Production from business
        "#]],
    );
}

#[test]
fn a_cancelled_orders_materials_are_free_for_the_next() {
    given([terms(0, 0, SettlementRule::AnyTime), place(&[("chair", 2)]), accept()])
        .story([place(&[("chair", 1)]), accept(), cancel().about_the_first(), start()], expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0002 Rp250.000]
            business: AcceptOrder → OrderAccepted [total Rp250.000, deposit Rp0], MaterialsPlanned [2 teak (short 2) + 8 bolts (short 0)]
            buyer: CancelOrder → OrderCancelled [by buyer], MaterialsPlanned [2 teak (short 0) + 8 bolts (short 0)]
            business: StartProduction → ProductionStarted [takes 2 teak + 8 bolts]
            = InProduction, awaits Making from business
        "#]]);
}

#[test]
fn materials_that_another_order_took_are_missed_at_once() {
    given([terms(0, 0, SettlementRule::AnyTime), place(&[("chair", 2)]), accept()]).story(
        [place(&[("chair", 2)]), accept(), start(), start().about_the_first(), request(4).about_the_first()],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0002 Rp500.000]
            business: AcceptOrder → OrderAccepted [total Rp500.000, deposit Rp0], MaterialsPlanned [4 teak (short 4) + 16 bolts (short 0)]
            business: StartProduction → ProductionStarted [takes 4 teak + 16 bolts], MaterialsPlanned [4 teak (short 4) + 16 bolts (short 0)]
            business: StartProduction → refused: materials are missing: 4 batang teak
            business: RequestMaterials → MaterialsRequested [B-0001 4 teak from supplier]
            = InProduction, awaits Making from business
        "#]],
    );
}

#[test]
fn materials_counted_after_a_part_arrived_are_not_counted_twice() {
    story(
        [place(&[("chair", 4)]), accept(), record(500_000), request(4), receive(2), plan(), plan()],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0001 Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            business: RequestMaterials → MaterialsRequested [B-0001 4 teak from supplier]
            business: ReceiveMaterials → MaterialsReceived [2]
            business: PlanMaterials → nothing new
            business: PlanMaterials → nothing new
            = AwaitingMaterials, awaits MaterialRequest from business
        "#]],
    );
}

#[test]
fn a_product_without_a_recipe_waits_for_one() {
    story(
        [
            place(&[("carving", 1)]),
            accept(),
            record(400_000),
            start(),
            recipe("carving", &[("teak", 3)]),
            start(),
            finish(),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp400.000]
            business: AcceptOrder → OrderAccepted [total Rp400.000, deposit Rp200.000]
            business: RecordPayment → PaymentClaimed [Rp400.000 Cash], PaymentVerified [KW-2026-0001 Rp400.000], PlanImpossible
            business: StartProduction → refused: carving has no recipe
            business: SetRecipe → RecipeSet, MaterialsPlanned [3 teak (short 0)]
            business: StartProduction → ProductionStarted [takes 3 teak]
            business: FinishProduction → ProductionFinished [1 carving]
            business: PackOrder → OrderPacked [1 carving in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn an_order_is_not_dispatched_before_it_is_packed() {
    given(ready()).story(
        [
            dispatch_to(Courier),
            start(),
            dispatch_to(Courier),
            finish(),
            dispatch_to(Courier),
            pack(0),
            pack(2),
            pack(2),
            pack(3),
            dispatch_to(Courier),
            dispatch_to(OtherCourier),
            dispatch_to(Buyer),
            deliver(0),
            pick_up(),
            pick_up(),
            deliver(0),
            record(500_000),
        ],
        expect![[r#"
            business: DispatchOrder → refused: the order is not packed yet
            business: StartProduction → ProductionStarted [takes 8 teak + 32 bolts]
            business: DispatchOrder → refused: the order is not packed yet
            business: FinishProduction → ProductionFinished [4 chair]
            business: DispatchOrder → refused: the order is not packed yet
            business: PackOrder → refused: packages is missing or not usable
            business: PackOrder → OrderPacked [4 chair in 2 packages]
            business: PackOrder → nothing new
            business: PackOrder → refused: the order is Packed now
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp0]
            business: DispatchOrder → refused: slip SJ-0001 is out already
            business: DispatchOrder → refused: slip SJ-0001 is out already
            courier: CompleteDelivery → refused: the goods were not picked up yet
            courier: PickUpDelivery → DeliveryPickedUp
            courier: PickUpDelivery → nothing new
            courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn goods_that_went_missing_from_the_shelf_are_not_packed() {
    story(
        [
            place(&[("table", 2)]),
            accept(),
            record(1_600_000),
            count("table", 1),
            pack(2),
            count("table", 2),
            pack(2),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.600.000]
            business: AcceptOrder → OrderAccepted [total Rp1.600.000, deposit Rp800.000], GoodsReserved [2 table]
            business: RecordPayment → PaymentClaimed [Rp1.600.000 Cash], PaymentVerified [KW-2026-0001 Rp1.600.000]
            business: CountStock → StockCounted [1 table]
            business: PackOrder → refused: table is sold out: 1 pcs left
            business: CountStock → StockCounted [2 table]
            business: PackOrder → OrderPacked [2 table in 2 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn a_delivery_that_failed_is_dispatched_again() {
    given(packed()).story(
        [
            dispatch_to(Courier),
            fail(),
            pick_up(),
            fail(),
            fail(),
            deliver(0),
            dispatch_to(OtherCourier),
            pick_up(),
            pick_up().by(OtherCourier),
            deliver(0).by(OtherCourier),
            record(500_000),
        ],
        expect![[r#"
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp0]
            courier: FailDelivery → refused: the goods were not picked up yet
            courier: PickUpDelivery → DeliveryPickedUp
            courier: FailDelivery → DeliveryFailed [NobodyHome]
            courier: FailDelivery → nothing new
            courier: CompleteDelivery → refused: this slip is over
            business: DispatchOrder → DeliveryOrdered [SJ-0002 attempt 2 by other courier, collect Rp0]
            courier: PickUpDelivery → refused: this step belongs to another party
            other courier: PickUpDelivery → DeliveryPickedUp
            other courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn another_courier_is_asked_when_one_declines() {
    given(packed()).story(
        [
            dispatch_to(Courier),
            decline_slip(),
            decline_slip(),
            pick_up(),
            dispatch_to(OtherCourier),
            pick_up().by(OtherCourier),
            decline_slip().by(OtherCourier),
            deliver(0).by(OtherCourier),
            record(500_000),
        ],
        expect![[r#"
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp0]
            courier: DeclineDelivery → DeliveryDeclined [Busy]
            courier: DeclineDelivery → nothing new
            courier: PickUpDelivery → refused: this slip is over
            business: DispatchOrder → DeliveryOrdered [SJ-0002 attempt 2 by other courier, collect Rp0]
            other courier: PickUpDelivery → DeliveryPickedUp
            other courier: DeclineDelivery → refused: the goods are on their way
            other courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn a_slip_is_taken_back_until_the_goods_have_left() {
    given(packed()).story(
        [
            dispatch_to(Courier),
            withdraw_slip().by(Courier),
            withdraw_slip(),
            withdraw_slip(),
            pick_up(),
            dispatch_to(OtherCourier),
            pick_up().by(OtherCourier),
            withdraw_slip(),
            deliver(0).by(OtherCourier),
            record(500_000),
        ],
        expect![[r#"
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp0]
            courier: WithdrawDelivery → refused: this step belongs to another party
            business: WithdrawDelivery → DeliveryWithdrawn
            business: WithdrawDelivery → nothing new
            courier: PickUpDelivery → refused: this slip is over
            business: DispatchOrder → DeliveryOrdered [SJ-0002 attempt 2 by other courier, collect Rp0]
            other courier: PickUpDelivery → DeliveryPickedUp
            business: WithdrawDelivery → refused: the goods are on their way
            other courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn a_buyer_who_does_not_come_is_brought_the_goods() {
    given(packed()).story(
        [
            hand_over(),
            withdraw_slip(),
            dispatch_own_staff(),
            pick_up().by(Business),
            deliver(0).by(Business),
            record(500_000),
        ],
        expect![[r#"
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: WithdrawDelivery → DeliveryWithdrawn
            business: DispatchOrder → DeliveryOrdered [SJ-0002 attempt 2 by own staff, collect Rp0]
            business: PickUpDelivery → DeliveryPickedUp
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn the_rest_is_not_paid_before_delivery_where_the_terms_say_after() {
    story(
        [
            terms(50, 0, SettlementRule::AfterDelivery),
            place(&[("vase", 4)]),
            accept(),
            claim(100_000),
            verify(100_000),
            claim(100_000),
            pack(1),
            hand_over(),
            claim(100_000),
            deliver(0).by(Business),
            claim(100_000),
            verify(100_000),
        ],
        expect![[r#"
            business: SetTerms → TermsSet
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp100.000]
            buyer: ClaimPayment → refused: the rest is paid after delivery
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            buyer: ClaimPayment → refused: the rest is paid after delivery
            business: CompleteDelivery → DeliveryCompleted [cash Rp0]
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp100.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn cash_on_the_table_is_taken_even_where_the_terms_ask_for_it_later() {
    story(
        [
            terms(50, 0, SettlementRule::AfterDelivery),
            place(&[("vase", 4)]),
            accept(),
            record(40_000),
            pack(1),
            record(160_000),
            record(1),
            pack(1),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            business: SetTerms → TermsSet
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            business: RecordPayment → PaymentClaimed [Rp40.000 Cash], PaymentVerified [KW-2026-0001 Rp40.000]
            business: PackOrder → refused: the deposit is not there yet: Rp40.000 of Rp100.000
            business: RecordPayment → PaymentClaimed [Rp160.000 Cash], PaymentVerified [KW-2026-0002 Rp160.000]
            business: RecordPayment → refused: nothing is owed for this order
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn the_goods_do_not_leave_unpaid_where_the_terms_say_so() {
    story(
        [
            terms(50, 0, SettlementRule::BeforeDispatch),
            place(&[("vase", 4)]),
            accept(),
            record(100_000),
            pack(1),
            hand_over(),
            claim(100_000),
            hand_over(),
            verify(100_000),
            hand_over(),
            deliver(0).by(Business),
        ],
        expect![[r#"
            business: SetTerms → TermsSet
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp200.000]
            business: AcceptOrder → OrderAccepted [total Rp200.000, deposit Rp100.000], GoodsReserved [4 vase]
            business: RecordPayment → PaymentClaimed [Rp100.000 Cash], PaymentVerified [KW-2026-0001 Rp100.000]
            business: PackOrder → OrderPacked [4 vase in 1 packages]
            business: DispatchOrder → refused: Rp100.000 is to be paid before the goods leave
            buyer: ClaimPayment → PaymentClaimed [Rp100.000 BankTransfer]
            business: DispatchOrder → refused: Rp100.000 is to be paid before the goods leave
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp100.000]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by collected, collect Rp0]
            business: CompleteDelivery → DeliveryCompleted [cash Rp0], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn an_order_is_not_closed_while_anything_is_owed_or_unchecked() {
    given(packed()).story(
        [
            close(),
            dispatch_collecting(500_000),
            claim(500_000),
            pick_up(),
            deliver(500_000),
            close(),
            verify(500_000),
            close(),
            refuse_payment(),
            close(),
        ],
        expect![[r#"
            business: CloseOrder → refused: the order is Packed now
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp500.000]
            buyer: ClaimPayment → PaymentClaimed [Rp500.000 BankTransfer]
            courier: PickUpDelivery → DeliveryPickedUp
            courier: CompleteDelivery → DeliveryCompleted [cash Rp500.000], PaymentClaimed [Rp500.000 CourierCash]
            business: CloseOrder → refused: the order is AwaitingSettlement now
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp500.000]
            business: CloseOrder → refused: a payment of Rp500.000 waits to be checked already
            business: RefusePayment → refused: this payment was verified with Rp500.000
            business: CloseOrder → refused: a payment of Rp500.000 waits to be checked already
            = AwaitingSettlement, awaits PaymentCheck of Rp500.000 from business
        "#]],
    );
}

// Whose step it is.

#[test]
fn nobody_takes_another_partys_step() {
    story(
        [
            place(&[("chair", 4)]).by(OtherBuyer),
            place(&[("chair", 4)]).by(Business),
            place(&[("chair", 4)]),
            accept().by(Buyer),
            decline().by(Buyer),
            withdraw().by(Business),
            withdraw().by(OtherBuyer),
            accept(),
            cancel().by(Supplier),
            claim(500_000).by(Business),
            claim(500_000).by(OtherBuyer),
            record(500_000).by(Buyer),
            claim(500_000),
            verify(500_000).by(Buyer),
            refuse_payment().by(Buyer),
            verify(500_000),
            plan().by(Buyer),
            request(4).by(Supplier),
            request_from(Courier, "teak", 4),
            request(4),
            confirm(4).by(Business),
            confirm(4).by(OtherSupplier),
            refuse_request().by(OtherSupplier),
            withdraw_request().by(Supplier),
            ship().by(Business),
            receive(4).by(Supplier),
            receive(4),
            start().by(Buyer),
            start(),
            finish().by(Supplier),
            finish(),
            pack(1).by(Courier),
            pack(1),
            dispatch_to(Courier).by(Courier),
            dispatch_to(Supplier),
            dispatch_to(Courier),
            pick_up().by(Business),
            decline_slip().by(OtherCourier),
            pick_up(),
            fail().by(Business),
            deliver(0).by(Buyer),
            deliver(0),
            close().by(OtherBuyer),
            record(500_000),
            count("teak", 5).by(Supplier),
            terms(0, 0, SettlementRule::AnyTime).by(Buyer),
        ],
        expect![[r#"
            other buyer: PlaceOrder → refused: this step belongs to another party
            business: PlaceOrder → refused: this step belongs to another party
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            buyer: AcceptOrder → refused: this step belongs to another party
            buyer: DeclineOrder → refused: this step belongs to another party
            business: WithdrawOrder → refused: this step belongs to another party
            other buyer: WithdrawOrder → refused: this step belongs to another party
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000]
            supplier: CancelOrder → refused: this step belongs to another party
            business: ClaimPayment → refused: this step belongs to another party
            other buyer: ClaimPayment → refused: this step belongs to another party
            buyer: RecordPayment → refused: this step belongs to another party
            buyer: ClaimPayment → PaymentClaimed [Rp500.000 BankTransfer]
            buyer: VerifyPayment → refused: this step belongs to another party
            buyer: RefusePayment → refused: this step belongs to another party
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            buyer: PlanMaterials → refused: this step belongs to another party
            supplier: RequestMaterials → refused: this step belongs to another party
            business: RequestMaterials → refused: this party is no Supplier
            business: RequestMaterials → MaterialsRequested [B-0001 4 teak from supplier]
            business: ConfirmMaterials → refused: this step belongs to another party
            other supplier: ConfirmMaterials → refused: this step belongs to another party
            other supplier: RefuseMaterials → refused: this step belongs to another party
            supplier: WithdrawMaterials → refused: this step belongs to another party
            business: ShipMaterials → refused: this step belongs to another party
            supplier: ReceiveMaterials → refused: this step belongs to another party
            business: ReceiveMaterials → MaterialsReceived [4]
            buyer: StartProduction → refused: this step belongs to another party
            business: StartProduction → ProductionStarted [takes 8 teak + 32 bolts]
            supplier: FinishProduction → refused: this step belongs to another party
            business: FinishProduction → ProductionFinished [4 chair]
            courier: PackOrder → refused: this step belongs to another party
            business: PackOrder → OrderPacked [4 chair in 1 packages]
            courier: DispatchOrder → refused: this step belongs to another party
            business: DispatchOrder → refused: this party is no Courier
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp0]
            business: PickUpDelivery → refused: this step belongs to another party
            other courier: DeclineDelivery → refused: this step belongs to another party
            courier: PickUpDelivery → DeliveryPickedUp
            business: FailDelivery → refused: this step belongs to another party
            buyer: CompleteDelivery → refused: this step belongs to another party
            courier: CompleteDelivery → DeliveryCompleted [cash Rp0]
            other buyer: CloseOrder → refused: this step belongs to another party
            business: RecordPayment → PaymentClaimed [Rp500.000 Cash], PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            supplier: CountStock → refused: this step belongs to another party
            buyer: SetTerms → refused: this step belongs to another party
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn every_step_of_an_absent_party_is_recorded_by_the_business() {
    story(
        [
            place(&[("chair", 4)]).recorded_from(Channel::WhatsApp),
            accept(),
            claim(500_000).recorded_from(Channel::WhatsApp),
            verify(500_000),
            request(4),
            confirm(4).recorded_from(Channel::Phone),
            ship().recorded_from(Channel::Phone),
            receive(4),
            start(),
            finish(),
            pack(1),
            dispatch_to(Courier),
            pick_up().recorded_from(Channel::Paper),
            fail().recorded_from(Channel::Phone),
            dispatch_to(Courier),
            pick_up().recorded_from(Channel::Paper),
            deliver(0).recorded_from(Channel::Paper),
            claim(500_000).recorded_from(Channel::Phone),
            verify(500_000),
        ],
        expect![[r#"
            business for buyer (WhatsApp): PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business: AcceptOrder → OrderAccepted [total Rp1.000.000, deposit Rp500.000]
            business for buyer (WhatsApp): ClaimPayment → PaymentClaimed [Rp500.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0001 Rp500.000], MaterialsPlanned [8 teak (short 4) + 32 bolts (short 0)]
            business: RequestMaterials → MaterialsRequested [B-0001 4 teak from supplier]
            business for supplier (Phone): ConfirmMaterials → MaterialsConfirmed [4 at Rp80.000]
            business for supplier (Phone): ShipMaterials → MaterialsShipped [4]
            business: ReceiveMaterials → MaterialsReceived [4]
            business: StartProduction → ProductionStarted [takes 8 teak + 32 bolts]
            business: FinishProduction → ProductionFinished [4 chair]
            business: PackOrder → OrderPacked [4 chair in 1 packages]
            business: DispatchOrder → DeliveryOrdered [SJ-0001 attempt 1 by courier, collect Rp0]
            business for courier (Paper): PickUpDelivery → DeliveryPickedUp
            business for courier (Phone): FailDelivery → DeliveryFailed [NobodyHome]
            business: DispatchOrder → DeliveryOrdered [SJ-0002 attempt 2 by courier, collect Rp0]
            business for courier (Paper): PickUpDelivery → DeliveryPickedUp
            business for courier (Paper): CompleteDelivery → DeliveryCompleted [cash Rp0]
            business for buyer (Phone): ClaimPayment → PaymentClaimed [Rp500.000 BankTransfer]
            business: VerifyPayment → PaymentVerified [KW-2026-0002 Rp500.000], OrderClosed
            = Closed, awaits Nothing from nobody
        "#]],
    );
}

#[test]
fn what_is_recorded_for_one_party_is_not_another_partys_step() {
    story(
        [
            place(&[("chair", 4)]),
            withdraw().by(OtherBuyer).recorded_from(Channel::Phone),
            accept().by(Buyer).recorded_from(Channel::Phone),
            decline().by(Supplier).recorded_from(Channel::Phone),
            withdraw().recorded_from(Channel::Phone),
        ],
        expect![[r#"
            buyer: PlaceOrder → OrderPlaced [P-0001 Rp1.000.000]
            business for other buyer (Phone): WithdrawOrder → refused: this step belongs to another party
            business for buyer (Phone): AcceptOrder → refused: this step belongs to another party
            business for supplier (Phone): DeclineOrder → refused: this step belongs to another party
            business for buyer (Phone): WithdrawOrder → OrderWithdrawn
            = Withdrawn, awaits Nothing from nobody
        "#]],
    );
}

// What does not fit.

#[test]
fn a_recipe_that_many_orders_waited_for_does_not_overfill_a_commit() {
    let orders = (0..60).flat_map(|_| [place(&[("carving", 1)]), accept()]);
    let mut given = given([terms(0, 0, SettlementRule::AnyTime)].into_iter().chain(orders));
    let waiting = |given: &Given| given.village.book.orders.values().filter(|o| o.plan_impossible).count();
    assert_eq!(waiting(&given), 60);

    given = given.when(recipe("carving", &[("teak", 1), ("bolts", 1)]));
    let first = given.village.commits.last().unwrap();
    let policies: usize = first.facts.iter().skip(1).map(Event::size).sum();
    assert!(policies <= POLICY_BYTES && policies > POLICY_BYTES / 2, "{policies}");

    let mut more = 0;
    while waiting(&given) > 0 {
        given = given.when(place(&[("chair", 1)])).when(accept());
        more += 1;
    }
    assert_eq!(more, 1, "the next plan takes the others along");
}

#[test]
fn a_word_sealed_for_another_wish_is_refused() {
    let key = PersonKey::from_bytes([7; 32]);
    let word = Note::new("pagi saja").unwrap().unwrap();
    let elsewhere = CommandId([9; 16]);
    let book = BookId::of(Business.party());
    let sealed = Sealed::seal(&word, &key, Buyer.person(), book, elsewhere);
    let mut village = given([place(&[("vase", 4)])]).village;
    let order = village.order_id();
    let wish = WithdrawOrder { order, note: Some(sealed) }.into();
    let outcome = village.send(Buyer, None, Channel::Web, &wish);
    expect!["refused: a sealed text belongs to another command"].assert_eq(&village.tell_outcome(&outcome));
}
