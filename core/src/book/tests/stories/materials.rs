//! Suppliers and materials: each refusal with the way on.

use expect_test::expect;

use crate::book::profile::SettlementRule;
use crate::book::tests::supply::accept_counter;
use crate::book::tests::village::Who::*;
use crate::book::tests::village::*;

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
