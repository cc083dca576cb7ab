//! The whole chain, and the steps that fall away.

use expect_test::expect;

use super::packed;
use crate::book::profile::SettlementRule;
use crate::book::tests::village::Who::*;
use crate::book::tests::village::*;

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
