//! Whose step it is, and what others record for them.

use expect_test::expect;

use crate::book::profile::SettlementRule;
use crate::book::tests::village::Who::*;
use crate::book::tests::village::*;
use crate::party::Channel;

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
