//! Packing and the road: each refusal with the way on.

use expect_test::expect;

use super::{packed, ready};
use crate::book::tests::village::Who::*;
use crate::book::tests::village::*;

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
